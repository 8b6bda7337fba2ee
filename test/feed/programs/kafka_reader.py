"""A partner city that listens by Kafka: kafka_reader.py HOST:PORT TOPIC FILE. The offset is written after the change: what comes again is dropped by its number."""
import json
import sys

from confluent_kafka import Consumer, TopicPartition

from copy_of import open_copy, take

brokers, topic, file = sys.argv[1:]
db = open_copy(file)
offset = (db.execute("select offset from source").fetchone() or (0,))[0]
consumer = Consumer({"bootstrap.servers": brokers, "group.id": "copy", "enable.auto.commit": False, "fetch.wait.max.ms": 100, "auto.offset.reset": "error"})
consumer.assign([TopicPartition(topic, 0, offset)])
while True:
    for message in consumer.consume(100, timeout=1):
        if message.error():
            print(message.error(), flush=True)
            continue
        take(db, json.loads(message.value()))
        with db:
            db.execute("replace into source values (1, ?)", (message.offset() + 1,))

"""Resumes readers of the list-change topic, as a partner with another client would: a thread for each request, a consumer of its own for each.

  read_changes.py HOST:PORT TOPIC

Takes a line {"id", "offset", "after", "upto"} and reads from the offset until change `upto`; answers {"id", "changes": [[seq, op, entry id, hash, root, digest], …]} with
changes at or before `after` dropped by their number (the broker may repeat). A line {"id", "tell": true} goes on answering {"id", "offsets": [[seq, next offset], …]} for ever.
"""
import json
import sys
import threading

from confluent_kafka import Consumer, TopicPartition

BROKERS, TOPIC = sys.argv[1:]
PRINTING = threading.Lock()


def answer(said):
    with PRINTING:
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def read_from(offset):
    consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": "proof", "enable.auto.commit": False, "fetch.wait.max.ms": 50, "enable.partition.eof": False})
    consumer.assign([TopicPartition(TOPIC, 0, offset)])
    try:
        while True:
            for message in consumer.consume(500, timeout=0.05):
                if message.error():
                    raise RuntimeError(message.error())
                yield message
            yield None
    finally:
        consumer.close()


def resume(id, offset, after, upto):
    changes, last = [], after
    for message in read_from(offset):
        if message is not None:
            seq = int(dict(message.headers())["delta-seq"])
            if seq > last:
                last = seq
                change = json.loads(message.value())
                changes.append([change["seq"], change["op"], change["entry"]["id"], change["hash"], change["root"], change["digest"]])
        if last >= upto:
            break
    answer({"id": id, "changes": changes})


def tell(id):
    offsets = []
    for message in read_from(0):
        if message is not None:
            offsets.append([int(dict(message.headers())["delta-seq"]), message.offset() + 1])
        elif offsets:
            answer({"id": id, "offsets": offsets})
            offsets = []


def work(asked):
    try:
        tell(asked["id"]) if asked.get("tell") else resume(asked["id"], asked["offset"], asked["after"], asked["upto"])
    except Exception as error:
        answer({"id": asked["id"], "error": str(error)})


for line in sys.stdin:
    threading.Thread(target=work, args=(json.loads(line),), daemon=True).start()

"""The judge of a fault run: a separate program that reads the provinces' outboxes, the broker and the read model, and names every record that was lost,
doubled, reordered, altered or made up. Shares no code with the project.

  judge.py --adapters URL,URL,URL,URL --store URL --kafka HOST:PORT

Prints one JSON object {records, duplicates, anomalies: {name: count}, first: [...]} and exits 1 where there is an anomaly.
"""
import argparse
import base64
import collections
import hashlib
import json
import sys

import psycopg
from confluent_kafka import Consumer, TopicPartition
from anomalies import anomalies

PRODUCTS = ("archive", "relationship", "list")


def digest(value):
    return base64.urlsafe_b64encode(hashlib.sha256(value).digest()).rstrip(b"=").decode()


def version_of(headers):
    return int(headers["delta-version"])


def read_outbox(url, history):
    with psycopg.connect(url) as connection:
        cursor = connection.cursor(name="outbox")
        cursor.itersize = 20_000
        cursor.execute("select topic, partition, seq, key, headers, value from outbox order by topic, partition, seq")
        for topic, partition, seq, key, headers, value in cursor:
            history["outbox"][topic, partition].append((seq, key, version_of(headers), digest(value.encode())))


def read_log(brokers, history):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "judge", "enable.auto.commit": False, "auto.offset.reset": "earliest", "enable.partition.eof": False})
    topics = consumer.list_topics(timeout=20).topics
    ends = {}
    for topic in topics:
        if topic.split(".")[0] == "delta" and topic.split(".")[1] in (*PRODUCTS, "rejected", "receipt"):
            for partition in topics[topic].partitions:
                # The second partition of receipts is another writer's.
                if topic.split(".")[1] == "receipt" and partition > 0:
                    continue
                _, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=20)
                if end > 0:
                    ends[topic, partition] = end
    consumer.assign([TopicPartition(topic, partition, 0) for topic, partition in ends])
    while ends:
        for message in consumer.consume(5_000, timeout=5):
            if message.error():
                raise RuntimeError(message.error())
            place = message.topic(), message.partition()
            headers = {name: value.decode() for name, value in message.headers()}
            history["log"][place].append((int(headers["delta-seq"]), message.key().decode(), version_of(headers), digest(message.value())))
            if place in ends and message.offset() >= ends[place] - 1:
                del ends[place]
    consumer.close()


def read_model(url, history):
    with psycopg.connect(url) as connection:
        run = connection.execute
        for table, product in (("archive", "archive_item"), ("relation", "relation"), ("list", "list_entry")):
            for key, version, value_digest in run(f"select i.record_id, i.version, e.record_hash from {product} i left join {table}_evidence e using (province, record_id)"):
                if key in history["model"]:
                    raise RuntimeError("one record id in two products")
                history["model"][key] = version, value_digest
        history["position"] = {(topic, partition): seq for topic, partition, seq in run("select topic, partition, seq from projection_position") if topic.split(".")[1] in PRODUCTS}
        history["change_seqs"] = [seq for (seq,) in run("select seq from list_log union all select seq from list_change order by seq")]
        history["changes"] = run("select seq, record_id, version from (select seq, record_id, version, reason from list_log union all select seq, record_id, version, reason from list_change) c where reason = 'RECORD' order by seq").fetchall()
        history["quarantine"] = run("select topic, partition, reason from quarantine").fetchall()
        columns = "count(*) filter (where status_class = 'effective'), count(*) filter (where status_class = 'repaired'), count(*) filter (where status_class = 'ended')"
        for name, table, node in (
            ("list_rollup", "list_entry", "domain, polarity, province, unit"),
            ("archive_rollup", "archive_item", "{kind}, category, indicator, province, unit"),
            ("relation_rollup", "relation", "province, subject_province, dimension, party_kind, placement, party_province, unit"),
        ):
            kept = run(f"select {node.format(kind='kind')}, effective, repaired, ended from {name}")
            counted = run(f"select {node.format(kind='subject_kind')}, {columns} from {table} group by {node.format(kind='subject_kind')}")
            for rows, where in ((kept, "rollups"), (counted, "counted")):
                for *path, effective, repaired, ended in rows:
                    if effective or repaired or ended:
                        history[where][name + "/" + "/".join(map(str, path))] = effective, repaired, ended


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--adapters", required=True)
    arguments.add_argument("--store", required=True)
    arguments.add_argument("--kafka", required=True)
    given = arguments.parse_args()
    history = {"outbox": collections.defaultdict(list), "log": collections.defaultdict(list), "model": {}, "rollups": {}, "counted": {}}
    for url in given.adapters.split(","):
        read_outbox(url, history)
    read_log(given.kafka, history)
    read_model(given.store, history)
    # Refused rows and receipts travel on topics of their own and stand in no product's table: their order in the log is judged, not their rows.
    rejected = {place: history["outbox"].pop(place) for place in list(history["outbox"]) if place[0].startswith(("delta.rejected.", "delta.receipt."))}
    rejected_log = {place: history["log"].pop(place) for place in list(history["log"]) if place[0].startswith(("delta.rejected.", "delta.receipt."))}
    found = anomalies(history)
    found += anomalies({**history, "outbox": rejected, "log": rejected_log, "model": {key: (version, value) for rows in rejected.values() for _, key, version, value in rows},
                        "position": {place: rows[-1][0] for place, rows in rejected.items()}, "changes": [], "change_seqs": [], "rollups": {}, "counted": {}, "quarantine": []})
    records = sum(map(len, history["outbox"].values()))
    duplicates = sum(len(rows) for rows in history["log"].values()) - len({(place, seq) for place, rows in history["log"].items() for seq, *_ in rows})
    print(json.dumps({"records": records, "duplicates": duplicates, "anomalies": collections.Counter(name for name, _, _ in found), "first": [list(map(str, one)) for one in found[:20]]}, ensure_ascii=False))
    sys.exit(1 if found or records == 0 else 0)


if __name__ == "__main__":
    main()

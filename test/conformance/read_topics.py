#!/usr/bin/env python3
"""
Reads every record topic from its beginning to its present end as a foreign participant would: confluent-kafka, jsonschema-rs, the CloudEvents SDK and joserfc.

  read_topics.py --vectors packages/seal/vectors                                       only the self-test
  read_topics.py --kafka HOST:PORT --directory FILE|URL --keeper KEY.jwk               the topics too

Each record must be sealed by its province (SEAL.md), a CloudEvent, and fit its schema. Values never appear in what is printed. The last line counts topics and vector files.
"""
import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from exchange.directory import Directory, fetch
from exchange.log_vectors import check_log
from exchange.record import Judge, read_schemas
from exchange.seal import Opener, Refused
from exchange.vectors import check_file

ROOT = Path(__file__).resolve().parents[2]
TOPICS = re.compile(r"delta\.(archive|relationship|list|rejected)\.(sh|js|zj|ah)\.v1")


def ends_of(consumer, topic, partitions):
    """Partitions of a topic that hold records, with their first and end offsets."""
    ends = {}
    for partition in partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
        if high > low:
            ends[partition] = (low, high)
    return ends


def read_topic(consumer, topic, ends, take):
    """Hands every record up to the end offsets to `take`."""
    consumer.assign([TopicPartition(topic, partition, low) for partition, (low, _) in ends.items()])
    waiting, deadline = set(ends), time.monotonic() + 60
    while waiting:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{topic}: nothing comes from partitions {sorted(waiting)}")
        for message in consumer.consume(500, timeout=0.05):
            if message.error():
                raise RuntimeError(f"{topic}: {message.error().name()}")
            deadline = time.monotonic() + 60
            if message.offset() < ends[message.partition()][1]:
                take(message)
        # A compacted end has no record at its last offset, so positions tell, not records.
        for place in consumer.position([TopicPartition(topic, partition) for partition in waiting]):
            if place.offset >= ends[place.partition][1]:
                waiting.discard(place.partition)


def check_topic(consumer, topic, partitions, schemas, opener):
    """(records, refusals by code) of one topic."""
    ends = ends_of(consumer, topic, partitions)
    if not ends:
        return 0, Counter()
    judge, records, refusals = Judge(topic, len(partitions), schemas, opener), 0, Counter()

    def take(message):
        nonlocal records
        records += 1
        try:
            headers = dict(message.headers() or [])
            if len(headers) != len(message.headers() or []):
                raise Refused("HEADERS twice")
            judge.judge(message.partition(), message.key() or b"", headers, message.value())
        except Refused as refusal:
            refusals[str(refusal)] += 1
            if refusals[str(refusal)] == 1:
                print(f"  {topic} [{message.partition()}] @{message.offset()}: {refusal}")

    read_topic(consumer, topic, ends, take)
    return records, refusals


def main():
    """Runs the self-test and reads the topics."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", default=str(ROOT / "packages/seal/vectors"))
    parser.add_argument("--schemas", default=str(ROOT / "schema/records"))
    for name in ("kafka", "directory", "keeper"):
        parser.add_argument(f"--{name}")
    options = parser.parse_args()
    passed = failed = skipped = 0
    for file in sorted(Path(options.vectors).glob("*.json")):
        good, faults = check_file(file)
        print(f"{file.name}: {good} expectations hold, {len(faults)} do not", *faults, sep="\n  ")
        passed, failed = passed + (not faults), failed + bool(faults)
    for file in sorted(Path(options.vectors, "log").glob("*.json")):
        good, faults = check_log(file)
        print(f"log/{file.name}: {good} expectations hold, {len(faults)} do not", *faults, sep="\n  ")
        passed, failed = passed + (not faults), failed + bool(faults)
    if options.kafka:
        now = time.time
        directory = Directory(fetch(options.directory), json.loads(fetch(options.keeper)), now())
        opener, schemas = Opener(directory, now), read_schemas(options.schemas)
        consumer = Consumer({
            "bootstrap.servers": options.kafka, "group.id": "conformance-python", "enable.auto.commit": False, "auto.offset.reset": "error", "isolation.level": "read_committed", "fetch.wait.max.ms": 50,
        })
        total, begun = 0, time.monotonic()
        for topic, about in sorted(consumer.list_topics(timeout=10).topics.items()):
            if not TOPICS.fullmatch(topic):
                continue
            records, refusals = check_topic(consumer, topic, sorted(about.partitions), schemas, opener)
            total += records
            print(f"{topic}: {records} records, {refusals.total()} refused{''.join(f', {n} {code}' for code, n in refusals.most_common())}")
            passed, failed, skipped = passed + (records > 0 and not refusals), failed + bool(refusals), skipped + (records == 0)
        consumer.close()
        print(f"{total} records in {time.monotonic() - begun:.1f} s")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

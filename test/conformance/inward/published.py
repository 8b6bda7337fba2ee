"""What the provinces published, from the topics, and whose subjects it is about."""
import json
from collections import defaultdict

from confluent_kafka import Consumer, TopicPartition

CODES = {"sh": "310000", "js": "320000", "zj": "330000", "ah": "340000"}
KINDS = ("archive", "relationship", "list", "repair", "receipt")


def read(brokers, prefix, kinds=KINDS):
    """{(record id): {version: record}} of every topic of these kinds, who published each, and every receipt, in the order of their lanes; null records (tombstones) are None."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "inward-check", "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    topics = consumer.list_topics(timeout=20).topics
    ends = {}
    for topic in topics:
        name = topic.removeprefix(prefix + ".")
        if name != topic and name.split(".")[0] in kinds:
            for partition in topics[topic].partitions:
                low, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=20)
                if end > low:
                    ends[topic, partition] = end
    consumer.assign([TopicPartition(topic, partition, 0) for topic, partition in ends])
    records, publishers, receipts = defaultdict(dict), {}, {}
    while ends:
        for message in consumer.consume(5_000, timeout=5):
            if message.error():
                raise RuntimeError(message.error())
            headers = {name: value.decode() for name, value in message.headers()}
            kind, short, _ = message.topic().removeprefix(prefix + ".").split(".")
            value = json.loads(message.value()) if message.value() is not None else None
            key, version = message.key().decode(), int(headers["delta-version"])
            if kind == "receipt":
                receipts[key, version] = value
            else:
                records[key][version] = value
                publishers[key] = CODES[short]
            place = message.topic(), message.partition()
            if place in ends and message.offset() >= ends[place] - 1:
                del ends[place]
    consumer.close()
    return records, publishers, list(receipts.values())


def homes(records):
    """{pseudonym or ORG:code: province} as the newest standing NAT-BAS-003 of anybody, or an organisation's own code item, says."""
    newest = {}
    for versions in records.values():
        for record in filter(None, versions.values()):
            if record.get("op") != "upsert" or "indicator" not in record or record["value"] is None:
                continue
            subject, at = record["subject"], (record["recordedAt"], record["version"])
            if record["indicator"] == "NAT-BAS-003" and record["value"].isdigit() and len(record["value"]) == 6:
                who, home = subject["id"], record["value"][:2] + "0000"
            elif record["indicator"].endswith("-BAS-002") and subject["idType"] == "USCC":
                who, home = "ORG:" + subject["id"][8:17], subject["id"][2:4] + "0000"
            else:
                continue
            if who not in newest or newest[who][0] < at:
                newest[who] = at, home
    return {who: home for who, (_, home) in newest.items()}


def home_of(record, known):
    """The province in which a record's subject is registered, or has its 户籍."""
    subject = record.get("subject") or {"id": record["subjectId"], "division": None}
    who = subject["id"]
    if len(who) == 18:
        return who[2:4] + "0000"
    if who.startswith("REG:"):
        return who[4:6] + "0000"
    if who.startswith("ORG:") and subject["division"]:
        return subject["division"][:2] + "0000"
    return known.get(who)


def flat(record, path=""):
    """{member: value} of a record, nested ones by their path."""
    found = {}
    for name, value in record.items():
        here = f"{path}{name}"
        if isinstance(value, dict):
            found |= flat(value, f"{here}.")
        else:
            found[here] = sorted(value) if here in ("licence.kind", "penalty.kinds") else value
    return found

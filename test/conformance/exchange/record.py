"""What a record on a topic must be besides sealed: a CloudEvent whose value fits its schema and says what its key and headers say."""
import hashlib
import json
from pathlib import Path

import jsonschema_rs
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat

from .seal import Refused

PROVINCES = {"sh": "310000", "js": "320000", "zj": "330000", "ah": "340000"}
SCHEMAS = {"archive": "archive-item", "relationship": "relationship", "list": "list-entry", "rejected": "rejection"}


def read_schemas(*folders):
    """{$id: validator} of every JSON Schema in folders."""
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.schema.json"))]
    contents = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    registry = jsonschema_rs.Registry([(content["$id"], content) for content in contents])
    return {content["$id"]: jsonschema_rs.Draft202012Validator(content, registry=registry) for content in contents}


class Judge:
    """Judges the records of one topic."""

    def __init__(self, topic, partitions, schemas, opener):
        _, product, short, _ = topic.split(".")
        self._topic, self._partitions, self._opener = topic, partitions, opener
        self._province, self._name = PROVINCES[short], SCHEMAS[product]
        self._validators = schemas
        self._by_subject = product != "rejected"

    def judge(self, partition, key, headers, value):
        """Returns for a good record; Refused with a code and a place for any other. A value of None is a tombstone."""
        province, _ = self._opener.open(self._topic, key, headers, value)
        self._expect(province == self._province, "PROVINCE", "seal")
        event = self._event(key, headers, value)
        if self._by_subject:
            digest = hashlib.sha256(event.get_subject().encode()).digest()
            self._expect(int.from_bytes(digest[:4], "big") % self._partitions == partition, "PARTITION", "ce_subject")
        if value is None:
            return
        try:
            record = json.loads(value)
        except ValueError:
            raise Refused("JSON value") from None
        if error := next(self._validators[event.get_dataschema()].iter_errors(record), None):
            raise Refused(f"SCHEMA /{'/'.join(map(str, error.instance_path))}")
        version = headers.get("delta-version", b"").decode()
        self._expect(record["province"] == self._province, "PROVINCE", "value")
        self._expect(key.decode() == record["recordId"], "KEY", "recordId")
        self._expect(version == str(record["version"]), "VERSION", "delta-version")
        self._expect(event.get_id() == f"{record['recordId']}.{version}", "ID", "ce_id")
        self._expect(headers.get("delta-seq", b"").decode().isdigit(), "SEQ", "delta-seq")

    def _event(self, key, headers, value):
        try:
            event = from_binary(KafkaMessage(headers=headers, key=key, value=value or b"null"), JSONFormat())
        except (CloudEventValidationError, ValueError, KeyError) as error:
            raise Refused(f"CLOUDEVENT {type(error).__name__}") from None
        self._expect(event.get_specversion() == "1.0" and event.get_datacontenttype() == "application/json", "CLOUDEVENT", "specversion")
        self._expect(event.get_type() == f"cn.delta.credit.{self._name}.v1", "CLOUDEVENT", "type")
        self._expect(event.get_dataschema() in self._validators and f"/{self._name}.v1." in event.get_dataschema(), "CLOUDEVENT", "dataschema")
        self._expect(bool(event.get_subject()) and event.get_time() is not None and event.get_time().tzinfo is not None, "CLOUDEVENT", "subject")
        return event

    @staticmethod
    def _expect(holds, code, place):
        if not holds:
            raise Refused(f"{code} {place}")

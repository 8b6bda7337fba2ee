"""Proves on the published vectors that good seals open, bad ones are refused with their code, and no single changed bit goes unnoticed."""
import json
from pathlib import Path

from . import merkle
from .directory import Directory, instant
from .seal import Opener, Refused


def _headers(message):
    return {name: text.encode() for name, text in message["headers"].items()}


def _value(message):
    return None if message["value"] is None else message["value"].encode()


def _try(opener, topic, key, headers, value):
    try:
        return opener.open(topic, key, headers, value)
    except Refused as refusal:
        return str(refusal)


def _bits(data):
    for position in range(len(data) * 8):
        changed = bytearray(data)
        changed[position // 8] ^= 1 << position % 8
        yield bytes(changed)


def check_file(path):
    """(passed, faults) of one file of vectors."""
    vectors = json.loads(Path(path).read_text(encoding="utf-8"))
    now = instant(vectors["now"])
    opener = Opener(Directory(vectors["directory"], vectors["keeper"], now), lambda: now)
    passed, faults = 0, []

    def expect(holds, what):
        nonlocal passed
        if holds:
            passed += 1
        else:
            faults.append(f"{Path(path).name}: {what}")

    for n, vector in enumerate(vectors["sealed"]):
        message = vector["message"]
        topic, key, headers, value = message["topic"], message["key"].encode(), _headers(message), _value(message)
        data = merkle.leaf(topic, key, headers, value)
        expect(data.hex() == vector["leafHex"], f"leaf {n}")
        expect(merkle.leaf_hash(data).hex() == vector["leafHashHex"], f"leaf hash {n}")
        expect(_try(opener, topic, key, headers, value) == (vector["opens"]["province"], vector["opens"]["kid"]), f"record {n} does not open")
        changes = [(f"topic {n}", (other.decode("latin-1"), key, headers, value)) for other in _bits(topic.encode())]
        changes += [(f"key {n}", (topic, other, headers, value)) for other in _bits(key)]
        changes += [(f"value {n}", (topic, key, headers, other)) for other in _bits(value or b"")]
        for name in (*merkle.COVERED, "delta-seal", "delta-seal-path"):
            changes += [(f"{name} {n}", (topic, key, {**headers, name: other}, value)) for other in _bits(headers.get(name, b""))]
            changes.append((f"{name} {n} left out", (topic, key, {other: data for other, data in headers.items() if other != name}, value)))
        opened = [what for what, change in changes if isinstance(_try(opener, *change), tuple)]
        expect(not opened, f"{len(opened)} of {len(changes)} records with one changed bit open, the first: {opened[:1]}")
    for vector in vectors["refused"]:
        message = vector["message"]
        found = _try(opener, message["topic"], message["key"].encode(), _headers(message), _value(message))
        expect(found == vector["error"], f"{vector['why']}: {found} instead of {vector['error']}")
    return passed, faults

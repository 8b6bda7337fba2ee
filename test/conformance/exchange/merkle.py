"""Leaves and paths of the seal's tree (RFC 9162, section 2.1)."""
import hashlib
import struct

ABSENT = b"\xff\xff\xff\xff"
COVERED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_dataschema", "content-type", "delta-seq", "delta-version")


def _part(data):
    return ABSENT if data is None else struct.pack(">I", len(data)) + data


def leaf(topic, key, headers, value):
    """The bytes that the seal covers: each part with its length before it."""
    texts = [topic.encode(), key, *(headers.get(name) for name in COVERED), value]
    return b"".join(_part(data) for data in texts)


def leaf_hash(data):
    """SHA-256 of 0x00 and the leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def leads_to(root, found, index, size, siblings):
    """Whether a leaf hash with its path gives the root (RFC 9162, section 2.1.3.2)."""
    if index >= size:
        return False
    last = size - 1
    for sibling in siblings:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = hashlib.sha256(b"\x01" + sibling + found).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + sibling).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and found == root

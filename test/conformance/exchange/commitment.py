"""What stands in the list log for an event, so that its body can be erased: a salted commitment."""
import hashlib

from . import merkle

TAG = b"delta-list-event-v1\x00"


def commit_to(salt, data):
    """The commitment to an event's bytes under its salt of 32 bytes."""
    if len(salt) != 32:
        raise ValueError("a salt is 32 bytes")
    return hashlib.sha256(TAG + salt + data).digest()


def event_leaf(commitment):
    """The hash of the event's leaf in the log."""
    return merkle.leaf_hash(commitment)


def entry_element(record_id, commitment):
    """The element of the set hash for a current entry."""
    return record_id.encode() + b"\x00" + commitment

"""LtHash16: the hash of the set of current entries, 1,024 lanes of 16 bits (little endian) that are added modulo 2^16."""
import hashlib
import struct

LANES = struct.Struct("<1024H")


class SetHash:
    """The hash of a set: add and remove its elements in any order; the states of two disjoint sets add up to the state of their union."""

    def __init__(self, state=bytes(LANES.size)):
        self.lanes = LANES.unpack(state)

    def _shift(self, lanes, sign):
        self.lanes = [(one + sign * other) & 0xFFFF for one, other in zip(self.lanes, lanes)]

    def add(self, element):
        """Adds SHAKE256 of the element, 2,048 bytes, lane by lane."""
        self._shift(LANES.unpack(hashlib.shake_256(element).digest(LANES.size)), 1)

    def remove(self, element):
        """Takes the element's lanes away again."""
        self._shift(LANES.unpack(hashlib.shake_256(element).digest(LANES.size)), -1)

    def merge(self, other):
        """Adds another set's state."""
        self._shift(other.lanes, 1)

    def state(self):
        """The 2,048 bytes of the state."""
        return LANES.pack(*self.lanes)

    def digest(self):
        """SHA-256 of the state."""
        return hashlib.sha256(self.state()).digest()

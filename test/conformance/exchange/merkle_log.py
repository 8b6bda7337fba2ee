"""The list log's tree (RFC 9162, section 2.1): roots, paths and consistency proofs by their definitions, and how both are verified."""
import hashlib

from . import merkle

EMPTY = hashlib.sha256(b"").digest()
BYTES = 32


def node_hash(left, right):
    """SHA-256 of 0x01 and the two nodes below."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size):
    """The largest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


class Tree:
    """A tree over leaf hashes: all that RFC 9162 defines on any of its beginnings."""

    def __init__(self, leaves):
        self.leaves = leaves
        self._roots = {}

    def root(self, begin, end):
        """MTH(D[begin:end]) of section 2.1.1."""
        if end - begin < 2:
            return self.leaves[begin] if end > begin else EMPTY
        known = self._roots.get((begin, end))
        if known is None:
            middle = begin + split(end - begin)
            known = self._roots[begin, end] = node_hash(self.root(begin, middle), self.root(middle, end))
        return known

    def path(self, index, end, begin=0):
        """PATH(index, D[begin:end]) of section 2.1.3.1, index counted from the tree's beginning."""
        if end - begin == 1:
            return []
        middle = begin + split(end - begin)
        if index < middle:
            return [*self.path(index, middle, begin), self.root(middle, end)]
        return [*self.path(index, end, middle), self.root(begin, middle)]

    def proof(self, old, size):
        """PROOF(old, D[0:size]) of section 2.1.4.1; empty for the same tree."""
        return self._subproof(old, 0, size, True)

    def _subproof(self, old, begin, end, whole):
        if old == end:
            return [] if whole else [self.root(begin, end)]
        middle = begin + split(end - begin)
        if old <= middle:
            return [*self._subproof(old, begin, middle, whole), self.root(middle, end)]
        return [*self._subproof(old, middle, end, False), self.root(begin, middle)]


def verify_inclusion(leaf, index, size, path, root):
    """Whether a leaf's hash stands at an index (from 0) of the tree with this size and root (section 2.1.3.2)."""
    return index >= 0 and all(len(one) == BYTES for one in (leaf, root, *path)) and merkle.leads_to(root, leaf, index, size, path)


def verify_consistency(old, size, old_root, root, proof):
    """Whether the tree of `old` leaves is the beginning of the tree of `size` leaves (section 2.1.4.2). An empty tree is the beginning of every tree."""
    if not 0 <= old <= size or any(len(one) != BYTES for one in (old_root, root, *proof)):
        return False
    if old in (0, size):
        return not proof and (old > 0 or old_root == EMPTY) and (old < size or old_root == root)
    nodes = list(proof)
    if old & (old - 1) == 0:
        nodes.insert(0, old_root)
    if not nodes:
        return False
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = nodes[0]
    for node in nodes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(node, fr), node_hash(node, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, node)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == root

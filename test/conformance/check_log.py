"""Answers questions on the list log, one JSON line each, with an implementation of its own (standard library only): trees, proofs, set hashes, commitments.

{"tree": name, "size": n}                       builds the tree of n events that log/rule.ts describes: its root
{"inclusion": [index, size], "hashes": …, "flips": […], "tree": name or null}    hashes = leaf, root, path
{"consistency": [old, size], …}                 hashes = old root, root, proof
   → [whether it verifies, whether it is the tree's own proof (null without a tree), how many of the bits in `flips`, once changed, go unnoticed]
{"set": [[sign, element], …], "merge": […]}     → [digest of the first, digest with the second merged]
{"ping": true}                                  → null, once all before is answered
{"commitment": bytes, "salt": …, "record": id}  → [commitment, leaf, element]
"""
import hashlib
import json
import sys
from base64 import b64decode, b64encode

from exchange.commitment import commit_to, entry_element, event_leaf
from exchange.merkle_log import Tree, verify_consistency, verify_inclusion
from exchange.set_hash import SetHash

TREES = {}


def text(data):
    """Bytes as base64."""
    return b64encode(data).decode()


def build(name, size):
    """The tree of events 1, 2, 3 …, each with the salt that its number gives."""
    leaves = (event_leaf(commit_to(hashlib.sha256(b"salt %d" % seq).digest(), b"event %d" % seq)) for seq in range(1, size + 1))
    TREES[name] = Tree(list(leaves))
    return text(TREES[name].root(0, size))


def holds(kind, first, size, hashes):
    """Whether a proof verifies."""
    one, root, *nodes = hashes
    return verify_inclusion(one, first, size, nodes, root) if kind == "inclusion" else verify_consistency(first, size, one, root, nodes)


def own(kind, tree, first, size):
    """The hashes as this implementation finds them."""
    if kind == "inclusion":
        return [tree.leaves[first], tree.root(0, size), *tree.path(first, size)]
    return [tree.root(0, first), tree.root(0, size), *tree.proof(first, size)]


def judge(kind, question):
    """Judges a proof, and the same proof with one bit changed at a time."""
    (first, size), data = question[kind], b64decode(question["hashes"])
    hashes, tree, unnoticed = [data[at : at + 32] for at in range(0, len(data), 32)], TREES.get(question["tree"]), 0
    for bit in question["flips"]:
        place, kept = bit >> 8, hashes[bit >> 8]
        changed = bytearray(kept)
        changed[(bit & 255) >> 3] ^= 1 << (bit & 7)
        hashes[place] = bytes(changed)
        unnoticed += holds(kind, first, size, hashes)
        hashes[place] = kept
    return [holds(kind, first, size, hashes), tree and own(kind, tree, first, size) == hashes, unnoticed]


def hash_of(changes):
    """The set hash after some changes."""
    found = SetHash()
    for sign, element in changes:
        (found.add if sign == "+" else found.remove)(b64decode(element))
    return found


def answer(question):
    """The answer to one question."""
    if "ping" in question:
        return None
    if "size" in question:
        return build(question["tree"], question["size"])
    if "set" in question:
        merged = SetHash(hash_of(question["set"]).state())
        merged.merge(hash_of(question["merge"]))
        return [text(hash_of(question["set"]).digest()), text(merged.digest())]
    if "commitment" in question:
        commitment = commit_to(b64decode(question["salt"]), b64decode(question["commitment"]))
        return [text(commitment), text(event_leaf(commitment)), text(entry_element(question["record"], commitment))]
    return judge("inclusion" if "inclusion" in question else "consistency", question)


if __name__ == "__main__":
    for line in sys.stdin:
        question = json.loads(line)
        sys.stdout.write(json.dumps(answer(question)) + "\n")
        if "ping" in question:
            sys.stdout.flush()

"""Proves on the published example of the list log that commitments, roots, digests, proofs and the signed checkpoint come out as written."""
import json
from pathlib import Path

from . import canonical, signed
from .commitment import commit_to, entry_element, event_leaf
from .merkle_log import Tree, verify_consistency, verify_inclusion
from .set_hash import SetHash

TYPE = "delta-checkpoint+jws"


def checkpoint_of(token, key):
    """The payload of a checkpoint signed by this key, or None."""
    header = signed.header_of(token)
    if header is None or not signed.is_strict(header) or (header["typ"], header["alg"], header["kid"]) != (TYPE, key["alg"], key["kid"]):
        return None
    payload = signed.payload_of(token, signed.key_of(key), key["alg"])
    return payload and json.loads(payload)


def check_log(path):
    """(passed, faults) of one example."""
    vectors = json.loads(Path(path).read_text(encoding="utf-8"))
    passed, faults = 0, []

    def expect(holds, what):
        nonlocal passed
        if holds:
            passed += 1
        else:
            faults.append(f"{Path(path).name}: {what}")

    events, leaves, current = vectors["events"], [], {}
    total, cells = SetHash(), {}
    for seq, event in enumerate(events, 1):
        commitment = bytes.fromhex(event["commitment"])
        if event["body"] is not None:
            expect(commit_to(bytes.fromhex(event["salt"]), event["body"].encode()) == commitment, f"commitment {seq}")
        leaves.append(event_leaf(commitment))
        record, sets = event["recordId"], (total, cells.setdefault(event["cell"], SetHash()))
        old = current.pop(record, None)
        if event["current"]:
            current[record] = entry_element(record, commitment)
        for held in sets:
            if old is not None:
                held.remove(old)
            if record in current:
                held.add(current[record])
        expect(leaves[-1].hex() == event["leaf"], f"leaf {seq}")
        expect(Tree(leaves).root(0, seq).hex() == event["root"], f"root {seq}")
        expect(total.digest().hex() == event["digest"], f"digest {seq}")
    tree = Tree(leaves)
    for one in vectors["inclusion"]:
        index, size, nodes = one["index"], one["size"], [bytes.fromhex(node) for node in one["path"]]
        expect(nodes == tree.path(index, size) and verify_inclusion(leaves[index], index, size, nodes, tree.root(0, size)), f"path {index} in {size}")
    for one in vectors["consistency"]:
        old, size, nodes = one["from"], one["to"], [bytes.fromhex(node) for node in one["proof"]]
        expect(nodes == tree.proof(old, size) and verify_consistency(old, size, tree.root(0, old), tree.root(0, size), nodes), f"from {old} to {size}")
    expect([element.hex() for element in current.values()] == vectors["elements"], "elements")
    digests = {cell: canonical.encode(held.digest()) for cell, held in cells.items()}
    expect(digests == vectors["cells"], "cells")
    token = vectors["checkpoint"]
    last = {"epoch": 1, "size": len(events), "root": canonical.encode(tree.root(0, len(events))), "digest": canonical.encode(total.digest()), "cells": digests}
    found = checkpoint_of(token, vectors["key"])
    expect(found is not None and {**found, "at": None} == {**last, "at": None}, "checkpoint")
    changed = (token[:at] + chr(ord(token[at]) ^ 1 << bit) + token[at + 1 :] for at in range(len(token)) for bit in range(7))
    opened = sum(checkpoint_of(other, vectors["key"]) is not None for other in changed)
    expect(opened == 0, f"{opened} checkpoints with one changed bit are read")
    return passed, faults

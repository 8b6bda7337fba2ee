"""The judge of copies: reads the region's log and every copy of the lists, and names what is lost, doubled, made up or different. Shares no code with the project: the log's
commitments, tree and digests are computed anew by the stranger's modules.

  judge_copies.py --store URL [--written] [--sqlite NAME=FILE …] [--postgres NAME=URL …]

--written: the log is also held against the table `written`, in which a writer noted what it committed; otherwise against the read model's effective entries.
Prints one JSON object {events, entries, anomalies: {name: count}, first: [...]} and exits 1 where there is an anomaly.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import sqlite3
import sys

import psycopg

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "conformance"))
from exchange import commitment, merkle_log  # noqa: E402
from exchange.set_hash import SetHash  # noqa: E402

IN_FORCE = ("listed", "updated")


def root_of(tree):
    root = tree[-1] if tree else merkle_log.EMPTY
    for left in reversed(tree[:-1]):
        root = merkle_log.node_hash(left, root)
    return root


def follow(connection):
    """The log's own anomalies, and the entries in force at its end (id: hash)."""
    entries, state, tree, before, made = {}, SetHash(), [], 0, []
    cursor = connection.cursor(name="log")
    cursor.execute("select seq, record_id, version, op, reason, text, salt, hash, root, digest from list_log order by seq")
    for seq, record, version, op, reason, text, salt, its_hash, root, digest in cursor:
        if seq != before + 1:
            yield "gap", seq, f"after {before}"
        if text is not None and commitment.commit_to(salt, text.encode()) != its_hash:
            yield "differing", seq, "the body does not fit its hash"
        if text is not None and canonical_text(text) != text:
            yield "differing", seq, "the body is not canonical"
        node, size = commitment.event_leaf(its_hash), before
        while size & 1:
            node, size = merkle_log.node_hash(tree.pop(), node), size >> 1
        tree.append(node)
        if root_of(tree) != root:
            yield "differing", seq, "root"
        if op != "corrected" and record in entries:
            state.remove(commitment.entry_element(record, entries.pop(record)))
        if op in IN_FORCE:
            state.add(commitment.entry_element(record, its_hash))
            entries[record] = its_hash
        if state.digest() != digest:
            yield "differing", seq, "digest"
        if reason == "RECORD":
            made.append((record, version))
        before = seq
    yield "end", before, (entries, state.digest(), made)


def canonical_text(text):
    return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def written(connection, entries, made):
    """Each change that was committed stands in the log exactly once, those of an entry in the order of their versions."""
    rows = connection.execute("select record_id, version, op from written order by record_id, version").fetchall()
    counts, last = collections.Counter(made), {}
    for record, version, op in rows:
        if counts[record, version] != 1:
            yield "lost" if counts[record, version] == 0 else "double", record, version
        last[record] = op
    for record, version in set(made) - {(record, version) for record, version, _ in rows}:
        yield "phantom", record, version
    newest = {}
    for record, version in made:
        if version != newest.get(record, 0) + 1:
            yield "reordered", record, version
        newest[record] = version
    for record in {record for record, op in last.items() if op in IN_FORCE} ^ set(entries):
        yield "differing", record, "in force in the log or in what was written, not in both"


def read_model(connection, entries):
    """The read model's effective entries are those in force in the log."""
    waiting = {record for (record,) in connection.execute("select record_id from list_change")}
    effective = {record for (record,) in connection.execute("select record_id from list_entry where status = 'EFFECTIVE'")}
    for record in (effective ^ set(entries)) - waiting:
        yield "differing", record, "in force in the log or in the read model, not in both"
    for record in waiting:
        yield "stale", record, "its change is not in the log"


def compare(name, copy, entries):
    for record in set(entries) - set(copy):
        yield "lost", name, record
    for record in set(copy) - set(entries):
        yield "phantom", name, record
    for record, its_hash in copy.items():
        if entries.get(record, its_hash) != its_hash:
            yield "differing", name, record


def copies(given):
    for name, file in map(split, given.sqlite):
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
            state, seq = db.execute("select state, seq from place").fetchone() or (b"", 0)
            bodies = db.execute("select id, hash from entry").fetchall()
        yield name, dict(bodies), hashlib.sha256(state).digest(), seq
    for name, url in map(split, given.postgres):
        with psycopg.connect(url) as connection:
            rows = connection.execute("select id, hash from list_copy").fetchall()
            digest, size = connection.execute("select digest, size from list_copy_state").fetchone() or (None, 0)
        yield name, dict(rows), digest, size


def split(text):
    name, _, place = text.partition("=")
    return name, place


def judge(given):
    with psycopg.connect(given.store) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for found in follow(connection):
            if found[0] == "end":
                _, events, (entries, digest, made) = found
            else:
                yield found
        yield from written(connection, entries, made) if given.written else read_model(connection, entries)
    for name, copy, its_digest, seq in copies(given):
        yield from compare(name, copy, entries)
        if its_digest != digest:
            yield "differing", name, "its digest is not the log's"
        if seq != events:
            yield "stale", name, f"at {seq}, the log at {events}"
    yield "end", events, len(entries)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--store", required=True)
    arguments.add_argument("--written", action="store_true")
    arguments.add_argument("--sqlite", action="append", default=[])
    arguments.add_argument("--postgres", action="append", default=[])
    *found, (_, events, entries) = judge(arguments.parse_args())
    print(json.dumps({"events": events, "entries": entries, "anomalies": collections.Counter(name for name, _, _ in found), "first": [list(map(str, one)) for one in found[:20]]}))
    sys.exit(1 if found or events == 0 else 0)


if __name__ == "__main__":
    main()

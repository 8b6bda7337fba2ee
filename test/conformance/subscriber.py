"""A partner city's copy of the region's lists, as a stranger writes it: SQLite, the cursor in the same transaction as the entries, every event verified.

    subscriber.py GATEWAY TOKEN FILE [UNTIL-CURSOR] [FILTER]     ends with 0 at the cursor, with 1 where something does not hold
"""
import http.client
import json
import sqlite3
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from exchange import canonical, commitment, merkle_log
from exchange.set_hash import SetHash

TABLES = """create table if not exists entry (id text primary key, hash blob not null, body text not null);
create table if not exists place (one integer primary key check (one = 1), cursor text, seq integer, state blob, tree blob)"""
COMMITTED = ("epoch", "seq", "op", "reason", "legalBasis", "at")


def holds(condition, what):
    """Ends with what does not hold."""
    if not condition:
        sys.exit(print(f"FAULT {what}", flush=True) or 1)


def opens(logged, change):
    """Whether a body fits its commitment; without a salt there is only an id."""
    said = {name: logged[name] for name in COMMITTED} | {"entry": change["entry"]} | change.get("logged", {})
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    salt = change["salt"] and canonical.decode(change["salt"])
    return commitment.commit_to(salt, text) == canonical.decode(change["hash"]) if salt else change["entry"].keys() == {"id"}


def root_of(tree):
    """The root over full subtrees, the largest first."""
    root = tree[-1] if tree else merkle_log.EMPTY
    for left in reversed(tree[:-1]):
        root = merkle_log.node_hash(left, root)
    return root


def put(db, entries, entry, new):
    """Puts an entry into the copy, in the place of what it was; takes it out where `new` is None."""
    for (old,) in db.execute("delete from entry where id = ? returning hash", (entry["id"],)).fetchall():
        entries.remove(commitment.entry_element(entry["id"], old))
    if new:
        entries.add(commitment.entry_element(entry["id"], new))
        db.execute("insert into entry values (?, ?, ?)", (entry["id"], new, json.dumps(entry)))


def place_of(db):
    """(cursor, seq, set hash, tree); the tree is None in a filtered copy."""
    cursor, seq, state, tree = db.execute("select cursor, seq, state, tree from place").fetchone() or (None, 0, None, None)
    return cursor, seq, state and SetHash(state), tree if tree is None else [tree[at : at + 32] for at in range(0, len(tree), 32)]


def save(db, cursor, seq, entries, tree):
    """Writes where the copy stands, in the transaction that is open."""
    db.execute("replace into place values (1, ?, ?, ?, ?)", (cursor, seq, entries.state(), None if tree is None else b"".join(tree)))


def snapshot(db, lines):
    """Replaces the copy by a snapshot."""
    head, entries = json.loads(next(lines))["snapshot"], SetHash()
    tree = [canonical.decode(root) for root in head["frontier"]]
    holds(root_of(tree) == canonical.decode(head["root"]), "the snapshot's tree has another root")
    with db:
        db.execute("delete from entry")
        for line in map(json.loads, lines):
            if "end" in line:
                holds(entries.digest() == canonical.decode(head["scope"]["digest"]), "the snapshot has another digest")
                save(db, head["cursor"], head["seq"], entries, None if any(head["filter"].values()) else tree)
                return print(f"snapshot {head['cursor']}", flush=True)
            holds(opens(line["logged"], line), f"entry {line['entry']['id']}: its body does not fit its hash")
            put(db, entries, line["entry"], canonical.decode(line["hash"]))
        raise http.client.IncompleteRead(b"")


def take(db, event, cursor, said):
    """Takes what the stream says: entries and cursor in one transaction."""
    _, seq, entries, tree = place_of(db)
    with db:
        if event == "change":
            what = f"event {said['seq']}, entry {said['entry']['id']}"
            holds(opens(said, said), f"{what}: its body does not fit its hash")
            new = canonical.decode(said["hash"])
            if said["op"] != "corrected":
                put(db, entries, said["entry"], new if said["op"] in ("listed", "updated") else None)
            if tree is not None:
                node, size = commitment.event_leaf(new), seq
                while size & 1:
                    node, size = merkle_log.node_hash(tree.pop(), node), size >> 1
                tree.append(node)
                holds(said["seq"] == seq + 1, f"{what}: it does not follow event {seq}")
                holds(root_of(tree) == canonical.decode(said["root"]), f"{what}: the tree has another root")
                holds(entries.digest() == canonical.decode(said["digest"]), f"{what}: the list has another digest")
        elif event == "caught-up" and said["scope"]:
            holds(entries.digest() == canonical.decode(said["scope"]["digest"]), f"the list as of {cursor} has another digest")
        save(db, cursor, int(cursor.split(".")[1]), entries, tree)
    print(f"{event} {cursor}", flush=True)


def events(lines):
    """(event, cursor, data) of an event stream; one without its end is none."""
    fields = {}
    for name, _, value in (line.decode().rstrip("\n").partition(": ") for line in lines):
        if name:
            fields[name] = value
        elif "data" in fields:
            yield fields["event"], fields.get("id"), json.loads(fields["data"])
            fields = {}


def main(gateway, token, file, until="", asked=""):
    """Keeps the copy, whatever breaks."""
    db, afresh = sqlite3.connect(file), False
    db.executescript(TABLES)

    def ask(path, **more):
        headers = {"Authorization": f"Bearer {token}", "Delta-Purpose": "exchange", **more}
        return urlopen(Request(f"{gateway}{path}?{asked}", headers=headers), timeout=45)

    while True:
        try:
            if afresh or place_of(db)[0] is None:
                snapshot(db, iter(ask("/snapshots/lists")))
                afresh = False
            for event, cursor, said in events(ask("/feeds/lists", **{"Last-Event-ID": place_of(db)[0]})):
                afresh = event == "closed" and said["reason"] in ("CURSOR_GONE", "CURSOR_EPOCH")
                if cursor:
                    take(db, event, cursor, said)
                if cursor and event == "caught-up" and until and place_of(db)[1] >= int(until.split(".")[1]):
                    return 0
        except (OSError, http.client.HTTPException, ValueError) as error:
            afresh = isinstance(error, HTTPError) and error.code in (409, 410)
            if isinstance(error, HTTPError) and error.code < 500 and not afresh:
                raise
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The judge's own test: a good history passes, and each hand-made bad one is named for what it is. Prints `N passed, N failed, N skipped`."""
import copy
import sys
from anomalies import anomalies

LIST, ITEM = ("delta.list.sh.v1", 0), ("delta.archive.zj.v1", 3)
GOOD = {
    "outbox": {LIST: [(1, "a", 1, "x"), (2, "b", 1, "y"), (3, "a", 2, "z")], ITEM: [(1, "c", 1, "u")]},
    "log": {LIST: [(1, "a", 1, "x"), (2, "b", 1, "y"), (1, "a", 1, "x"), (2, "b", 1, "y"), (3, "a", 2, "z")], ITEM: [(1, "c", 1, "u")]},
    "model": {"a": (2, "z"), "b": (1, "y"), "c": (1, "u")},
    "position": {LIST: 3, ITEM: 1},
    "changes": [(1, "a", 1), (2, "b", 1), (4, "a", 2)],
    "change_seqs": [1, 2, 3, 4],
    "rollups": {"n": (1, 0, 0)}, "counted": {"n": (1, 0, 0)},
    "quarantine": [],
}


def bad(name, change):
    history = copy.deepcopy(GOOD)
    change(history)
    found = {anomaly for anomaly, _, _ in anomalies(history)}
    return name in found


def put(history, key, value):
    history[key] = value


CASES = {
    "lost in the log": ("lost", lambda h: h["log"][LIST].pop()),
    "lost in the read model": ("lost", lambda h: h["model"].pop("b")),
    "lost change": ("lost", lambda h: h["changes"].pop()),
    "doubled change": ("duplicate", lambda h: h["changes"].append((5, "a", 2))),
    "reordered in the log": ("reordered", lambda h: put(h["log"], LIST, [(2, "b", 1, "y"), (1, "a", 1, "x"), (3, "a", 2, "z")])),
    "reordered changes": ("reordered", lambda h: put(h, "changes", [(1, "a", 2), (2, "b", 1), (3, "a", 1)])),
    "phantom in the log": ("phantom", lambda h: h["log"][LIST].append((9, "q", 1, "w"))),
    "phantom in the read model": ("phantom", lambda h: put(h["model"], "q", (1, "w"))),
    "altered value": ("differing", lambda h: put(h["log"], ITEM, [(1, "c", 1, "v")])),
    "altered row": ("differing", lambda h: put(h["model"], "c", (1, "v"))),
    "stale row": ("stale", lambda h: put(h["model"], "a", (1, "x"))),
    "stale position": ("stale", lambda h: put(h["position"], LIST, 2)),
    "hole in the outbox": ("gap", lambda h: put(h["outbox"], LIST, [(1, "a", 1, "x"), (2, "b", 1, "y"), (4, "a", 2, "z")])),
    "hole in the changes": ("gap", lambda h: put(h, "change_seqs", [1, 2, 4])),
    "hole in the versions": ("gap", lambda h: put(h["outbox"], ITEM, [(1, "c", 2, "u")])),
    "rollup off by one": ("differing", lambda h: put(h["rollups"], "n", (2, 0, 0))),
    "rollup missing": ("differing", lambda h: h["rollups"].pop("n")),
    "quarantined record": ("quarantined", lambda h: h["quarantine"].append(("delta.list.sh.v1", 0, "SEAL_BROKEN"))),
}

if __name__ == "__main__":
    failed = [name for name, (anomaly, change) in CASES.items() if not bad(anomaly, change)]
    if anomalies(GOOD):
        failed.append("the good history")
    for name in failed:
        print(f"not flagged as it should be: {name}")
    print(f"{len(CASES) + 1 - len(failed)} passed, {len(failed)} failed, 0 skipped")
    sys.exit(1 if failed else 0)

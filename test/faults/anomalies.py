"""What can go wrong between an outbox and a read model, found in a recorded history. Pure: no database, no broker.

A history is a dict:
  outbox   {(topic, partition): [(seq, key, version, digest)]}          what the provinces committed, in order of seq
  log      {(topic, partition): [(seq, key, version, digest)]}          what the broker holds, in order of offset
  model    {key: (version, digest)}                                     the read model's newest version of each record
  position {(topic, partition): seq}                                    how far the read model says it is
  changes  [(seq, key, version)]                                        the regional list's changes made by records, in order of seq
  change_seqs [seq]                                                     every change's number
  rollups  {node: (effective, repaired, ended)}, counted {node: (…)}    kept counts and the same counted from the rows
  quarantine [(topic, partition, reason)]

Names of anomalies follow Jepsen's queue checkers: lost, phantom, duplicate, reordered, differing, stale, gap.
"""


def order(history):
    """The broker's log against the outbox: a repeated seq is allowed, a missing, foreign, altered or overtaken one is not."""
    for place, committed in history["outbox"].items():
        wanted = {seq: rest for seq, *rest in committed}
        if sorted(wanted) != list(range(1, len(committed) + 1)):
            yield "gap", place, "the outbox's numbers are not dense"
        seen, highest = set(), 0
        for seq, *rest in history["log"].get(place, []):
            if seq not in wanted:
                yield "phantom", place, seq
                continue
            if rest != wanted[seq]:
                yield "differing", place, seq
            if seq not in seen and seq < highest:
                yield "reordered", place, seq
            seen.add(seq)
            highest = max(highest, seq)
        for seq in sorted(set(wanted) - seen):
            yield "lost", place, seq
    for place in set(history["log"]) - set(history["outbox"]):
        if history["log"][place]:
            yield "phantom", place, "a partition that no outbox wrote"


def versions(history):
    """Every record's versions are dense, and the read model holds the newest of each record and no other."""
    newest = {}
    for place, committed in history["outbox"].items():
        for seq, key, version, digest in committed:
            before = newest.get(key, (0, None))[0]
            if version != before + 1:
                yield "gap", key, f"version {version} after {before}"
            newest[key] = (version, digest)
    for key, (version, digest) in newest.items():
        if key not in history["model"]:
            yield "lost", key, version
        elif history["model"][key][0] < version:
            yield "stale", key, history["model"][key][0]
        elif history["model"][key] != (version, digest):
            yield "differing", key, version
    for key in set(history["model"]) - set(newest):
        yield "phantom", key, history["model"][key][0]
    for place, committed in history["outbox"].items():
        if committed and history["position"].get(place) != committed[-1][0]:
            yield "stale", place, history["position"].get(place)


def changes(history):
    """Each version of a list entry made exactly one change, in order; the changes' own numbers are dense."""
    if history["change_seqs"] != list(range(1, len(history["change_seqs"]) + 1)):
        yield "gap", "list_change", "its numbers are not dense"
    wanted = {(key, version) for place, committed in history["outbox"].items() if place[0].startswith("delta.list.") for _, key, version, _ in committed}
    seen, last = set(), {}
    for seq, key, version in history["changes"]:
        if (key, version) in seen:
            yield "duplicate", key, version
        elif (key, version) not in wanted:
            yield "phantom", key, version
        elif version < last.get(key, 0):
            yield "reordered", key, version
        seen.add((key, version))
        last[key] = version
    for key, version in sorted(wanted - seen):
        yield "lost", key, f"the change of version {version}"


def counts(history):
    """The kept counts are what counting the rows gives."""
    for node in sorted(set(history["rollups"]) | set(history["counted"])):
        kept, counted = history["rollups"].get(node, (0, 0, 0)), history["counted"].get(node, (0, 0, 0))
        if tuple(kept) != tuple(counted):
            yield "differing", node, f"kept {tuple(kept)}, counted {tuple(counted)}"


def quarantine(history):
    for topic, partition, reason in history["quarantine"]:
        yield "quarantined", (topic, partition), reason


def anomalies(history):
    """Every anomaly as (name, where, what)."""
    return [found for check in (order, versions, changes, counts, quarantine) for found in check(history)]

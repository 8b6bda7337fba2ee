#!/usr/bin/env python3
"""
Counts what the four provincial sources hold: distinct business keys per province, product and subject kind, straight from the databases and drop folders.

  count_sources.py --shanghai URL --jiangsu URL --zhejiang URL --jiangsu-inbox DIR --anhui-inbox DIR
  count_sources.py --status STATUS.json                  (what `delta status --json` prints; - for standard input)
  count_sources.py … --compare COUNTS.json               (what `delta counts --json` prints): exits 1 and names every difference

The keys are those of packages/mapping/KEYS.md; this program shares no code with the project. Whole files that must be refused are counted apart, under "files".
"""
import argparse
import json
import sys

import psycopg

from sources import anhui, jiangsu, jiangsu_messages, shanghai, zhejiang
from sources.tally import Tally

NAMES = {"sh": "shanghai", "js": "jiangsu", "zj": "zhejiang", "ah": "anhui", "310000": "shanghai", "320000": "jiangsu", "330000": "zhejiang", "340000": "anhui"}


def arguments(description):
    """A command line that says where the sources are."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--status")
    for name in ("shanghai", "jiangsu", "zhejiang"):
        parser.add_argument(f"--{name}")
    for name in ("jiangsu", "anhui"):
        parser.add_argument(f"--{name}-inbox")
    return parser


def parse(parser):
    """The command line, with what --status says filled in; `system` is all that it says."""
    options = parser.parse_args()
    options.system = None
    if options.status:
        with sys.stdin if options.status == "-" else open(options.status, encoding="utf-8") as file:
            options.system = json.load(file)
        sources = options.system["sources"]
        for name in ("shanghai", "jiangsu", "zhejiang"):
            setattr(options, name, getattr(options, name) or sources[name]["url"])
        for name in ("jiangsu", "anhui"):
            setattr(options, f"{name}_inbox", getattr(options, f"{name}_inbox") or sources[name]["inbox"])
    return options


def count(options, kind=Tally):
    """{province: Tally} of every source that is given, each of the kind asked for."""
    found = {}
    for name, module in (("shanghai", shanghai), ("jiangsu", jiangsu), ("zhejiang", zhejiang)):
        if url := getattr(options, name):
            with psycopg.connect(url) as connection:
                connection.execute("set transaction isolation level repeatable read, read only")
                module.count(connection, found.setdefault(name, kind()))
    for name, module in (("jiangsu", jiangsu_messages), ("anhui", anhui)):
        if inbox := getattr(options, f"{name}_inbox"):
            module.count_files(inbox, found.setdefault(name, kind()))
    return found


def differences(found, rows):
    """Where published + held + rejected is not what the sources hold, one sentence each."""
    told, files = {}, {}
    for row in rows:
        place = (NAMES.get(row["province"], row["province"]), row["product"])
        told[(*place, row["kind"] or "unknown")] = row["published"] + row["held"] + row["rejected"]
        if "refused" in row:
            files[place] = files.get(place, 0) + row["refused"]
    held = {(name, product, kind): n for name, tally in found.items() for product, kinds in tally.counts().items() for kind, n in kinds.items()}
    for place in sorted(held.keys() | told.keys()):
        if place[0] in found and held.get(place, 0) != told.get(place, 0):
            yield f"{' '.join(place)}: the sources hold {held.get(place, 0)}, the exchange counts {told.get(place, 0)}"
    refused = {(name, product): n for name, tally in found.items() for product, n in tally.refused().items()}
    for place in sorted(refused.keys() | files.keys()) if files else ():
        if place[0] in found and refused.get(place, 0) != files.get(place, 0):
            yield f"{' '.join(place)} files: {refused.get(place, 0)} are to be refused, the exchange counts {files.get(place, 0)}"


def read_counts(place):
    """The rows of `delta counts --json`: from a file, from standard input (-), or given outright (data:[…])."""
    if place.startswith("data:"):
        return json.loads(place[5:])
    with sys.stdin if place == "-" else open(place, encoding="utf-8") as file:
        return json.load(file)


def main():
    """Prints the counts; with --compare says what differs."""
    parser = arguments(__doc__)
    parser.add_argument("--compare")
    options = parse(parser)
    found = count(options)
    if not options.compare:
        json.dump({name: tally.counts() | {"files": tally.refused()} for name, tally in found.items()}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    faults = list(differences(found, read_counts(options.compare)))
    for fault in faults:
        print(fault)
    total = sum(n for tally in found.values() for kinds in tally.counts().values() for n in kinds.values())
    print(f"{total} records in {len(found)} provinces: {'all counted' if not faults else f'{len(faults)} differences'}")
    return 1 if faults or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

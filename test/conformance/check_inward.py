#!/usr/bin/env python3
"""
Compares what the four platforms received with what the three other provinces published about their subjects, member by member, and the receipts with both.

  check_inward.py --status STATUS.json        (what `delta status --json` prints; - for standard input)

Every version that is on the topics must have arrived exactly once, in order (Shanghai's tables hold the newest), or be answered with a code; nothing else may have arrived; each version has one receipt. Of a person
whose 户籍 became known late, the versions before the newest need not have come. This program shares no code with the project; the formats are those of schema/INWARD.md. Prints one JSON object and exits 1
where there is a difference.
"""
import argparse
import collections
import json
import sys

import psycopg

from inward.platforms import IN_PLACE, READERS
from inward.published import flat, home_of, homes, read

NAMES = {"310000": "shanghai", "320000": "jiangsu", "330000": "zhejiang", "340000": "anhui"}


def expected_of(code, records, publishers, known):
    """{record id: {version: record}} about subjects of a province by the others."""
    found = {}
    for key, versions in records.items():
        if publishers[key] != code and any(record is not None and home_of(record, known) == code for record in versions.values()):
            found[key] = versions
    return found


def compare(code, source, expected, receipts, publishers, report):
    """Names every difference of one platform."""
    name = NAMES[code]
    arrived, order = collections.defaultdict(dict), collections.defaultdict(list)
    for shape, told in READERS[name](source):
        record, version = told["recordId"], told["version"]
        if version in arrived[record]:
            report("doubled", name, record, version)
        arrived[record][version] = told
        order[record].append(version)
    answers = collections.defaultdict(list)
    for receipt in receipts:
        if receipt["participant"] == code and receipt["answers"] == "DELIVERED":
            about = receipt["about"]
            answers[about["recordId"]].append((receipt["version"], about["version"], receipt["result"], receipt["code"]))
            if about["province"] != publishers.get(about["recordId"]):
                report("receipt to nobody", name, about["recordId"], about["version"])
    rejected = 0
    for record, versions in order.items():
        if versions != sorted(versions):
            report("reordered", name, record, versions)
    for record, versions in expected.items():
        mine = sorted(answers.get(record, []))
        told = [version for _, version, _, _ in mine]
        if told != sorted(set(told)):
            report("answered twice", name, record, told)
        codes = {version: code_ for _, version, result, code_ in mine if result == "REJECTED"}
        rejected += len(codes)
        late = len(next(iter(versions.values())).get("subject", {"id": ""})["id"]) != 18 if versions and next(iter(versions.values())) else True
        newest = max(versions)
        wanted = [version for version in versions if version == newest or (not late and name not in IN_PLACE)]
        for version in wanted:
            if version not in told:
                report("not answered", name, record, version)
            if versions[version] is None or version in codes:
                continue
            if version not in arrived[record]:
                report("lost", name, record, version)
        for version, got in arrived[record].items():
            if versions.get(version) is None:
                report("made up", name, record, version)
                continue
            said = flat(versions[version])
            wrong = [member for member, value in got.items() if said.get(member) != value]
            if wrong:
                report("altered", name, record, f"{version} {' '.join(wrong)}")
    for record in arrived.keys() - expected.keys():
        if arrived[record]:
            report("not its subject's", name, record, sorted(arrived[record]))
    return {"records": len(expected), "versions": sum(len(versions) for versions in arrived.values()), "receipts": sum(map(len, answers.values())), "rejected": rejected}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--status", required=True)
    given = parser.parse_args()
    with sys.stdin if given.status == "-" else open(given.status, encoding="utf-8") as file:
        status = json.load(file)
    records, publishers, receipts = read(status["kafka"], status.get("prefix", "delta"))
    known = homes(records)
    differences = collections.Counter()
    first = []

    def report(name, *about):
        differences[name] += 1
        if len(first) < 20:
            first.append([name, *map(str, about)])

    try:
        provinces = {name: compare(code, status["sources"][name], expected_of(code, records, publishers, known), receipts, publishers, report) for code, name in NAMES.items()}
    except psycopg.errors.UndefinedTable as error:
        sys.exit(f"a platform has no such table yet: {error.diag.message_primary}")
    print(json.dumps({"provinces": provinces, "differences": differences, "first": first}, ensure_ascii=False))
    sys.exit(1 if differences or not all(one["versions"] for one in provinces.values()) else 0)


if __name__ == "__main__":
    main()

"""Computes the whole quality report of the four provinces straight from their sources, and compares it with the gateway's, figure by figure, unit by unit.

    check_quality.py --status STATUS.json --token TOKEN      (what `delta status --json` prints; - for standard input)

Records, cover by the unified code, completeness, decisions and their terms, conflicts, duplicates and refusals by code and field, of each unit, each province and the region: from the databases and files,
by the words of ../shared/domain, packages/mapping/KEYS.md and schema/catalogue. Working days are chinesecalendar's. Only this is the exchange's own word, from its topics: when it first published a record
(publishedInTime, the month), which refusals have been mended, what was pushed to it, what a row of Jiangsu said before a slot was overwritten, and whether it heard a revocation after the row. Each report
must fit its JSON Schema; the reports of all months add up to the one without a month. Before all that each figure is planted wrong once, and must be found. Prints what differs, then `N passed, N failed, N skipped`.
"""
import sys

from count_sources import NAMES, arguments, count, parse
from quality import exchange, figures, told
from sources.statements import Statements

MOST = 40
REGION = ("310000", "320000", "330000", "340000")


def differences(own, report):
    """What the two say differently, one sentence each; a count that is not there is none."""
    for what in own.keys() | report.keys():
        nothing = 0 if what[-1] in figures.COUNTS else None
        here, there = own.get(what, nothing), report.get(what, nothing)
        if here != there or (here is None) != (there is None):
            yield f"{' '.join(map(str, what))}: the sources say {here}, the report {there}"


def planted(own):
    """What is planted wrong and not found: one figure of each kind, a line and a refusal that are missing."""
    kinds = {(what[0] == "refused", what[-1]): what for what in own}
    wrong = {what: {**own, what: "wrong" if isinstance(own[what], str) else (own[what] or 0) + 1} for what in kinds.values()}
    line = next(what[:2] for what, figure in own.items() if what[-1] == "records" and figure)
    wrong[line] = {what: figure for what, figure in own.items() if what[:2] != line}
    refusal = next(what for what in own if what[0] == "refused")
    wrong[refusal] = {what: figure for what, figure in own.items() if what != refusal}
    yield from (what for what, report in wrong.items() if not any(differences(own, report)))


def check(given, sources, known):
    """(how many figures were compared, what is wrong, the region's counts)."""
    found, refused = figures.count(sources, known)
    fits = told.validator()
    compared, faults = 0, []

    def compare(own, report, about):
        nonlocal compared
        compared += len(own.keys() | report.keys())
        faults.extend(f"{about}: {one}" for one in sorted(differences(own, report)))

    def asked(**more):
        report = told.ask(given.system["gateway"], given.token, **more)
        faults.extend(f"{more}: the report does not fit its schema at /{'/'.join(map(str, error.instance_path))}" for error in fits.iter_errors(report))
        return report

    for province in (None, *REGION):
        own = figures.flat(found, refused, province)
        faults.extend(f"a wrong {what[-1]} is not found" for what in planted(own))
        compare(own, told.flat(asked(province=province)), province or "region")
        months = [asked(province=province, month=month) for month in known.months()]
        faults.extend(f"{province}: a refusal of {one['month']} in {report['month']}" for report in months for one in report["refusals"] if one["month"] != report["month"])
        counts = {what: figure for what, figure in own.items() if what[-1] in figures.COUNTS}
        compare(counts, told.summed(months), f"{province or 'region'} by months")
        before = asked(province=province, month="2014-01")
        compare({}, told.flat(before, shares=False), f"{province or 'region'} before everything")
    region = figures.flat(found, refused)
    return compared, faults, {figure: region[None, None, figure] for figure in figures.COUNTS}


def main():
    """Prints what differs."""
    parser = arguments(__doc__)
    parser.add_argument("--token", required=True)
    given = parse(parser)
    sources = {code: tally for code in REGION for name, tally in count(given, Statements).items() if NAMES[code] == name}
    compared, faults, region = check(given, sources, exchange.Exchange(given.system))
    for fault in faults[:MOST]:
        print(fault)
    print(f"{compared} figures compared; of the region: {', '.join(f'{figure} {number}' for figure, number in region.items())}")
    print(f"{compared - len(faults)} passed, {len(faults)} failed, 0 skipped")
    sys.exit(len(faults) > 0 or compared == 0)


if __name__ == "__main__":
    main()

"""Computes the 双公示 figures of Shanghai's quality report straight from its database, and compares them with the report, unit by unit.

    check_quality.py DATABASE-URL GATEWAY TOKEN     prints what differs, then `N passed, N failed, N skipped`

Decisions, of them those that the source had within seven working days, and what they state of what they should: by chinesecalendar and the words of
packages/mapping/KEYS.md. Which rows are refused is the exchange's own word (`rejections`), and so are the days of publication: the sources do not know them.
"""
import csv
import datetime
import json
import pathlib
import sys
from collections import Counter
from urllib.request import Request, urlopen

import chinese_calendar
import psycopg

from sources.words import doc, text

CATALOGUE = pathlib.Path(__file__).resolve().parents[2] / "schema" / "catalogue"
MEMBERS = {
    "t_xzxk": ("xkzs", "xklb", "xkbh", "xknr", "yxqz", "yxqzi", "xkjg"),
    "t_xzcf": ("cflb", "cfnr", "wfxwlx", "gsjzq", "cfjg"),
}
AUTHORITY = {"t_xzxk": "xkjg", "t_xzcf": "cfjg"}
OPEN_ENDS = {"99991231", "20991231"}
FIGURES = ("decisions", "received", "receivedInTime", "provisional", "fields", "filled")


def rows_of(table):
    with open(CATALOGUE / f"{table}.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


UNITS = {row["name"]: row["unit"] for row in rows_of("unit-alias") + rows_of("unit-history") + rows_of("units") if row.get("province", "31") in ("31", "")}
TERM = next(int(row["workdays"]) for row in rows_of("quality-terms") if row["term"] == "DOUBLE_PUBLIC")
KNOWN_UNTIL = datetime.date(2026, 12, 31)


def stated(row, column):
    """A column's value, or None where nothing is stated."""
    value = text(row[column])
    days = column in ("yxqz", "yxqzi", "gsjzq", "jdrq")
    return None if value is None or days and (value == "00000000" or value in OPEN_ENDS) else value


def deadline(day):
    """The last day of the term, and whether a year that no calendar holds was needed."""
    left, provisional = TERM, False
    while left:
        day += datetime.timedelta(days=1)
        provisional |= day > KNOWN_UNTIL
        left -= day.weekday() < 5 if day > KNOWN_UNTIL else chinese_calendar.is_workday(day)
    return day, provisional


def ask(gateway, token, path, body=None):
    headers = {"Authorization": f"Bearer {token}", "Delta-Purpose": "analysis", "Content-Type": "application/json"}
    with urlopen(Request(gateway + path, body and json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def refused(gateway, token):
    """The coordinates of the rows that are refused."""
    found, after = set(), None
    query = 'query($after: String) { rejections(province: "310000", first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { source } } }'
    while True:
        page = ask(gateway, token, "/graphql", {"query": query, "variables": {"after": after}})["data"]["rejections"]
        found |= {node["source"] for node in page["nodes"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def count(connection, bad):
    """{unit: Counter} of Shanghai's licences and penalties: of each key the newest row, where it is not refused."""
    found = {}
    for table, members in MEMBERS.items():
        newest = {}
        with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            for row in cursor.execute(f"select * from gxpt.{table} order by gxsj, zj"):
                at = f"gxpt.{table}/{row['zj'].strip()}"
                number = text(row["wsh"])
                newest[text(row[AUTHORITY[table]]) or at, doc(number) if number else at] = (at, row)
        for at, row in newest.values():
            if at in bad:
                continue
            decided = datetime.datetime.strptime(row["jdrq"].strip(), "%Y%m%d").date()
            last, provisional = deadline(decided)
            unit = found.setdefault(UNITS.get(text(row["lydw"]), text(row["lydw"])), Counter())
            unit.update(decisions=1, received=1, receivedInTime=row["gxsj"].date() <= last, provisional=provisional)
            unit.update(fields=len(members), filled=sum(stated(row, member) is not None for member in members))
    return found


def main():
    database, gateway, token = sys.argv[1:]
    report = ask(gateway, token, "/reports/quality?province=310000")
    with psycopg.connect(database) as connection:
        own = count(connection, refused(gateway, token))
    told = {line["unit"]: line for line in report["units"] if line["decisions"]}
    passed, failed = 0, 0
    for unit in sorted(own.keys() | told.keys(), key=str):
        for figure in FIGURES:
            here, there = own.get(unit, Counter())[figure], told.get(unit, {}).get(figure, 0)
            passed, failed = passed + (here == there), failed + (here != there)
            if here != there:
                print(f"{unit} {figure}: the source says {here}, the report {there}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed > 0 or passed == 0)


main()

"""What the gateway's quality report says, as JSON, and whether it fits its schema."""
import json
from collections import Counter
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from exchange.record import read_schemas
from sources.catalogue import CATALOGUE

from .figures import COUNTS, SHARES

SCHEMA = "https://schema.delta.example/reports/quality-report.v1.schema.json"


def ask(gateway, token, **asked):
    """A report."""
    headers = {"Authorization": f"Bearer {token}", "Delta-Purpose": "analysis"}
    with urlopen(Request(f"{gateway}/reports/quality?{urlencode({name: value for name, value in asked.items() if value})}", None, headers)) as answer:
        return json.load(answer)


def validator():
    """What says whether a report fits its schema."""
    return read_schemas(CATALOGUE.parent / "reports", CATALOGUE.parent / "records")[SCHEMA]


def flat(report, *, shares=True):
    """{what: figure} as figures.flat has it."""
    told = {}
    for line in [report["total"], *report["provinces"], *report["units"]]:
        for figure in [*COUNTS, *(SHARES if shares else ()), *(["name"] if shares else ())]:
            told[line["province"], line["unit"], figure] = line[figure]
    for one in report["refusals"]:
        for state in ("open", "resolved"):
            key = ("refused", *(one[member] for member in ("province", "unit", "product", "subjectKind", "code", "field")), state)
            if one[state]:
                told[key] = told.get(key, 0) + one[state]
    return told


def summed(reports):
    """The counts of several reports, added up."""
    total = Counter()
    for report in reports:
        total.update(flat(report, shares=False))
    return dict(total)

"""Answers questions about terms and periods of credit repair, one JSON object a line, each with one line."""

import json
import sys
from datetime import date

from law import rules, terms


def answer(question: dict) -> object:
    kind = question["ask"]
    day = date.fromisoformat(question["on"])
    if kind == "workday":
        return terms.rest(day)
    if kind == "workdays":
        return terms.working_days_after(day, question["count"])
    if kind == "months":
        return terms.months_after(day, question["count"])
    if kind == "publicity":
        return rules.publicity(question["finding"])
    if kind == "natural repair":
        return rules.natural_repair(question["finding"])
    if kind == "may apply":
        return rules.may_apply(question["finding"], day)
    if kind == "terms":
        return rules.terms(question["finding"], date.fromisoformat(question["applied"]), question["event"], day)
    raise ValueError(f"no such question: {kind}")


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))

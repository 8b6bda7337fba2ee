"""The kind of a subject: by what the source says, else by its identifier."""
import csv
import datetime
import re
from pathlib import Path

from .words import ident, is_registration_number, is_uscc, number, resident_check

CATALOGUE = Path(__file__).resolve().parents[3] / "schema" / "catalogue"
LETTERS = {"QY": "ENT", "ZR": "NAT", "SZ": "SOC", "SY": "INS", "ZF": "GOV"}


def _prefixes():
    with open(CATALOGUE / "uscc-kind-map.csv", encoding="utf-8", newline="") as file:
        return {row["prefix"]: row["kind"] for row in csv.DictReader(file)}


PREFIXES = _prefixes()
PROVINCES = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82}


def of_uscc(code):
    """The kind that a credit code's first two characters name, or None."""
    return PREFIXES.get(code[:2])


def of_organisation(value):
    """The kind of whatever identifier an organisation has."""
    code = ident(value)
    if len(code) == 9 or (len(code) == 15 and is_registration_number(code)):
        return "ENT"
    return of_uscc(code)


def looks_like_person(value):
    """Whether an identifier of either sort is a resident number by its form."""
    code = ident(value)
    full = number(code) if len(code) == 15 and not is_registration_number(code) else code
    if not re.fullmatch("[0-9]{17}[0-9X]", full) or int(full[:2]) not in PROVINCES:
        return False
    if is_uscc(full) and resident_check(full[:17]) != full[17]:
        return False
    try:
        datetime.date(int(full[6:10]), int(full[10:12]), int(full[12:14]))
    except ValueError:
        return False
    return True

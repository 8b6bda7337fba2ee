"""The kind of a subject: by what the source says, else by its identifier."""
import datetime
import re

from .catalogue import rows_of
from .words import ident, is_registration_number, is_uscc, number, resident_check

ORGANISATIONS = ("ENT", "GOV", "SOC", "INS")
# What 行政相对人类别 allows, by code and name.
COUNTERPARTIES = dict.fromkeys(("01", "1", "法人及非法人组织"), ORGANISATIONS) | dict.fromkeys(("02", "2", "自然人"), "NAT") | dict.fromkeys(("03", "3", "个体工商户"), "ENT")
LETTERS = {"QY": "ENT", "ZR": "NAT", "SZ": "SOC", "SY": "INS", "ZF": "GOV"}


PREFIXES = {row["prefix"]: row["kind"] for row in rows_of("uscc-kind-map")}
PROVINCES = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82}


def counterparty(code, by_identifier):
    """The kind of a counterparty: 自然人 and 个体工商户 are definite, 法人及非法人组织 is not."""
    told = COUNTERPARTIES.get(code)
    return told if isinstance(told, str) else by_identifier


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

"""How the four platforms write a value, read back. Shares no code with the project: the page is schema/INWARD.md."""
import csv
import json
import re
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def table(name):
    """A table of the catalogue."""
    with open(ROOT / "schema" / "catalogue" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTS = {}
for row in table("code-lists"):
    LISTS.setdefault(row["list"], {})[row["code"]] = row["name"]


def text(value):
    return value or None


def whole(value):
    return None if value in (None, "") else int(Decimal(value))


def words(value):
    return value.split(",") if value else []


def parsed(value):
    return json.loads(value) if value else None


def compact(value):
    return f"{value[:4]}-{value[4:6]}-{value[6:]}" if value and value != "0" else None


def chinese(value):
    found = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", value or "")
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def coded(names):
    return lambda value: names[value] if value not in (None, "") else None


def joined(separator, names):
    """Two-digit codes, or the Chinese names of a list (one of which may hold the separator itself), joined."""
    by_name = {name: code_ for code_, name in LISTS[names].items()}

    def read(value):
        found, rest = [], value or ""
        while rest:
            name = max((one for one in (*by_name, *LISTS[names]) if rest == one or rest.startswith(one + separator)), key=len)
            found.append(by_name.get(name, name))
            rest = rest[len(name) + 1 :]
        return sorted(found)

    return read


def bits(value):
    number = whole(value) or 0
    return [f"{bit + 1:02}" for bit in range(31) if number >> bit & 1]


def money(factor):
    """An amount in 元 (1), 分 (0.01) or 万元 (10000), as yuan with two places."""
    return lambda value: None if value in (None, "") else f"{Decimal(value) * Decimal(factor):.2f}"


def share(factor):
    return lambda value: None if value in (None, "") else f"{Decimal(value.rstrip('%')) / factor:.6f}"


GROUPS = ["BAS", "OPS", "FIN", "GOV", "LAW", "SOC", "ECO"]
KIND_DIGITS = ["ENT", "NAT", "SOC", "INS", "GOV"]


def letters(value):
    return f"{value[:3]}-{value[3:6]}-{value[6:]}".upper()


def number(value):
    return f"{KIND_DIGITS[int(value) // 10_000 - 1]}-{GROUPS[int(value) // 100 % 100 - 1]}-{int(value) % 100:03}"


def block(value):
    return f"{KINDS['QY ZR SZ SY ZF'.split().index(value[:2])]}-{GROUPS[int(value[4:6]) - 1]}-{value[6:9]}"


KINDS = ["ENT", "NAT", "SOC", "INS", "GOV"]
INDICATORS = {(row["subject_kind"], row["name"]): row["indicator"] for row in table("indicators")}
DOMAINS = {(row["polarity"].upper(), row["name"]): row["domain"] for row in table("domains")}

"""What rows state, one record at a time: who states it, what is wrong with it, and all that a quality report counts of it."""
import datetime
from dataclasses import dataclass

from law import rules

from .catalogue import DOMAINS, FUNCTIONS, INDICATORS, PARTIES, city_of, function_of, rows_of, unit_named, unit_of
from .identifiers import masked
from .reading import TODAY
from .tally import Tally

MEMBERS = {shape: [row["member"] for row in rows_of("quality-fields") if row["shape"] == shape] for shape in ("licence", "penalty")}
REGISTRARS = {"ENT": "MKT", "SOC": "CIVIL", "INS": "BZB", "GOV": "BZB", "NAT": "HUKOU"}
DIMENSIONS = dict.fromkeys(("TZ", "1", "投资人"), "INVESTOR") | dict.fromkeys(("FD", "2", "法定代表人"), "LEGAL_REP") | dict.fromkeys(("GG", "3", "高管"), "EXECUTIVE") | dict.fromkeys(("GY", "4", "供应链"), "SUPPLY_CHAIN")


@dataclass(slots=True)
class Stated:
    """One record as its source states it."""

    province: str
    at: str
    unit: str | None
    subject: str | None
    fault: tuple[str, str] | None
    held: bool = False
    indicator: str | None = None
    business: str | None = None
    value: str | None = None
    effective: bool = True
    decided: str | None = None
    received: datetime.datetime | None = None
    fields: int = 0
    filled: int = 0
    # Deleted by the lapse of time (自然修复): no longer shown, nor counted.
    gone: bool = False


class Statements(Tally):
    """Of each business key the newest statement, and the newest good one, which is what is published; files that are refused, by code."""

    def __init__(self):
        super().__init__()
        self.newest, self.published, self.files, self.revocations = {}, {}, [], {}

    def add(self, product, key, kind, order=(), state=None):
        super().add(product, key, kind, order)
        stated = state and state()
        if stated is None:
            return
        for found in (self.newest, *([] if stated.fault or stated.held else [self.published])):
            if (product, *key) not in found or found[product, *key][0] <= order:
                found[product, *key] = (order, kind, stated)

    def refuse(self, product, code):
        super().refuse(product, code)
        self.files.append((product, code))

    def revoke(self, key, instant):
        self.revocations[key] = instant


def stated(reading, unit, subject, **more):
    """A record of a reading; one that nobody states is refused too."""
    fault = reading.fault and reading.fault[1:]
    if fault is None and (unit is None or subject is None):
        fault = ("E_UNIT_UNRESOLVED", "FILE")
    return Stated(reading.province, reading.at, unit, subject, fault, held=reading.held, received=reading.received, **more)


def city(reading, subject, place=None):
    """The city whose own units answer for a subject: of its place, else of its credit code."""
    where = place or (subject[2:8] if subject and len(subject) == 18 and ":" not in subject else None)
    return city_of(where) if where and where[:2] == reading.province[:2] else None


def registered(first, readers):
    """How each column of a registration row becomes an item: a bad column refuses its own, a bad subject all of them. `first()` is (reading, subject, city, revoked)."""
    row = []

    def state(name, indicator):
        if not row:
            row.append(first())
        base, subject, where, revoked = row[0]
        reading = base.branch()
        reading.fault = None
        value = readers[name](reading)
        if value is None and reading.fault is None:
            return None
        reading.fault = min((one for one in (base.fault, reading.fault) if one), key=lambda one: one[0], default=None)
        unit = unit_of(indicator, reading.province, where)
        return stated(reading, unit, subject, indicator=indicator, value=value or None, effective=not revoked)

    return state


def code_of_subject(reading, column, form, kind_of_number=None):
    """The subject's identifier as the value of an item: a person's only masked."""
    found = reading.identified(column, form, kind_of_number)
    return found and found[1] and (masked(found[1].split(":")[2]) if found[1].startswith("NP:") else found[1])


def representative(reading, column, number, kind_of_number=None):
    """A person's name, refused where the number beside it is bad."""
    name = reading.text(column)
    found = reading.identified(number, "person", kind_of_number) if name is not None else None
    return None if found and found[1] is None else name


def deciding(reading, authority, on, where):
    """The unit at which a licence or penalty ends: the authority's own, else its function's; else the province's custodian (and True)."""
    if authority is not None:
        named = unit_named(authority, reading.province, on or TODAY.isoformat())
        unit = named or unit_of(function_of(authority), reading.province, where)
        if unit is not None:
            return unit, False
    return unit_of("FGW", reading.province, where), True


def document(reading, subject, where, shape, columns, forms, *, revoked=False, kinds, stating=None, needed=(), divisional=False, fine=None, confiscated=None):
    """A licence or penalty. `columns`: docNo, decided, authority and the members of quality-fields.csv that the source has; `needed`: those that it must state."""
    text = lambda member: reading.needed(columns[member]) if member in needed else reading.text(columns[member])
    reading.needed(columns["docNo"])
    decided = reading.required(columns["decided"], lambda column: reading.day(column, forms, past=True))
    authority = text("authority")
    end, custodian = deciding(reading, None if divisional else authority, decided, where)
    unit = reading.unit(stating, decided, needed="stating" in needed) if stating else None
    values = {"authority": authority}
    for member in ("title", "number", "content", "violation"):
        if member in columns:
            values[member] = text(member)
    if "validFrom" in columns:
        values["validFrom"] = reading.day(columns["validFrom"], forms)
    last = "validTo" if shape == "licence" else "publicUntil"
    if last in columns:
        values[last] = reading.day(columns[last], forms, end=True)
        reading.period(values.get("validFrom") or decided, values[last], columns[last])
    kind = "kind" if shape == "licence" else "kinds"
    values[kind] = reading.required(columns[kind], kinds) if kind in needed else kinds(columns[kind])
    if fine:
        if "fine" in needed and "03" in (values[kind] or ()) and reading.text(fine[0]) is None:
            reading.fail("required", "E_REQUIRED", fine[0])
        reading.yuan(*fine)
    if confiscated:
        reading.yuan(*confiscated)
    filled = sum(bool(values.get(member)) for member in MEMBERS[shape])
    gone = shape == "penalty" and not revoked and decided is not None and lapsed(reading, None if custodian else end, "PENALTY", None, decided)
    return stated(reading, unit or end, subject, decided=decided, fields=len(MEMBERS[shape]), filled=filled, gone=gone)


def entry(reading, subject, where, domain, columns, forms, *, op="upsert", since=None):
    """An entry of a list. `columns`: from, to, removed, reason, finder; `since` replaces the reading of `from`."""
    day = since or (lambda column: reading.day(column, forms, past=True))
    first = reading.required(columns["from"], day)
    to, removed, reason, finder = None, None, None, None
    if "to" in columns:
        to = reading.day(columns["to"], forms, end=True)
    if "removed" in columns:
        leaves = lambda column: reading.day(column, forms, end=True)
        removed = reading.required(columns["removed"], leaves) if op == "remove" else leaves(columns["removed"])
        reason = reading.meaning(columns["reason"], "removal_reason")
        reading.period(first, to, columns["to"])
        reading.period(first, removed, columns["removed"])
    if "finder" in columns:
        finder = reading.unit(columns["finder"], first)
    end = None
    if domain is not None:
        own = unit_of(domain, reading.province, where)
        end = finder if finder and (finder == own or FUNCTIONS[finder] == DOMAINS[domain]["function"]) else own
    # Withdrawn and repaired entries stay what they are, whatever time passes.
    final = op == "revoke" or removed is not None and removed <= TODAY.isoformat() and reason in ("REPAIRED", "WITHDRAWN")
    gone = first is not None and end is not None and not final and DOMAINS[domain]["polarity"] != "red" and lapsed(reading, end, "LIST", domain, first)
    return stated(reading, finder or end, subject, gone=gone)


def lapsed(reading, unit, kind, domain, found):
    """Whether time has deleted a finding (自然修复), by law/rules.py."""
    finding = {"province": reading.province, "system": unit and FUNCTIONS[unit], "kind": kind, "domain": domain, "sectors": [], "severity": None, "foundOn": found}
    return rules.natural_repair(finding).get("on", "9999") <= TODAY.isoformat()


def relation(reading, subject, kind, where, columns, forms, *, parties, numbers=None, hukou, share=None):
    """A relationship. `columns`: dimension, partyKind, party, from, to; it is stated by the registrar of its subject."""
    party = reading.required(columns["partyKind"], lambda column: reading.coded(column, parties))
    if reading.text(columns["party"]) is None:
        reading.fail("identifier", "E_REQUIRED", columns["party"])
    elif party is not None:
        reading.identified(columns["party"], "person" if party == "NAT" else "organisation", numbers if party == "NAT" else None)
    first, last = reading.day(columns["from"], forms), reading.day(columns["to"], forms, end=True)
    reading.period(first, last, columns["to"])
    dimension = reading.required(columns["dimension"], lambda column: reading.coded(column, DIMENSIONS))
    if dimension is not None and party is not None and (dimension, party) not in PARTIES:
        reading.fail("code", "E_CODE_UNKNOWN", columns["partyKind"])
    if party == "NAT":
        hukou()
    if share:
        share()
    return stated(reading, unit_of(REGISTRARS[kind or "ENT"], reading.province, where), subject)


def general(reading, subject, where, indicator, columns, forms, *, revoked=False, stating=None, needed=False):
    """An item of a general indicator dataset. `columns`: indicator, value, business, arose, until; `indicator` None where it is blank or unknown."""
    if indicator not in INDICATORS:
        blank = columns["indicator"] is not None and reading.text(columns["indicator"]) is None
        reading.fail(*(("required", "E_REQUIRED") if blank else ("code", "E_CODE_UNKNOWN")), columns["indicator"])
        indicator = None
    personal = indicator is not None and INDICATORS[indicator]["value_type"] == "ric"
    value = reading.required(columns["value"], (lambda column: code_of_subject(reading, column, "person")) if personal else reading.text)
    first, last = reading.day(columns["arose"], forms, past=True), reading.day(columns["until"], forms, end=True)
    reading.period(first, last, columns["until"])
    own = unit_of(indicator, reading.province, where) if indicator else None
    unit = reading.unit(stating, first, needed=needed) if stating else None
    effective = not revoked and (last is None or last >= TODAY.isoformat())
    return stated(reading, unit or own, subject, indicator=indicator, business=reading.text(columns["business"]), value=value, effective=effective)

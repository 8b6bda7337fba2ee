"""Jiangsu: the wide table and its neighbours."""
import datetime
import re
from functools import partial

from . import kinds
from .catalogue import CODES, local_area
from .reading import SHANGHAI, Reading, said
from .registration import add_items
from .statements import city, code_of_subject, document, general, registered, relation, representative
from .statements import stated as stated_record
from .words import PLACEHOLDER, doc, ident, number, text

KINDS = {"1": "ENT", "2": "GOV", "3": "INS", "4": "SOC"}
ITEM_KINDS = {"1": "ENT", "2": "NAT", "3": "SOC", "4": "INS", "5": "GOV"}
GROUPS = dict(zip(("01", "02", "03", "04", "05", "06", "07"), ("BAS", "OPS", "FIN", "GOV", "LAW", "SOC", "ECO")))
STATUS = {"10": "在业", "20": "吊销", "30": "注销", "40": "迁出"}
DELETED = {"0": False, "1": True}
FORMS = ("COMPACT", "ZERO")


def stated(value):
    """A value, or None where it is blank; 0 is blank in number columns."""
    return (value or None) if isinstance(value, int) else text(value)


def rows_of(connection, table):
    """The rows of a table as dictionaries, streamed."""
    with connection.cursor(name=f"count_{table}") as cursor:
        cursor.itersize = 5_000
        cursor.execute(f"select * from public.{table}")
        names = [column.name for column in cursor.description]
        for values in cursor:
            yield dict(zip(names, values))


def moment(milliseconds):
    """The instant of milliseconds since the epoch."""
    return None if milliseconds is None else datetime.datetime.fromtimestamp(milliseconds / 1000, SHANGHAI)


def reading(row, at, clock="c099"):
    """A row under judgement."""
    return Reading("320000", at, lambda column: _text(row[column]), moment(row[clock]))


def _text(value):
    found = stated(value)
    return None if found is None else str(found)


def revoked(judged, column):
    """Whether the row is deleted."""
    return judged.coded(column, DELETED) is True


def count(connection, tally):
    """Counts every table of the database."""
    for row in rows_of(connection, "dw_wide_legal"):
        _wide(tally, row)
    for row in rows_of(connection, "dw_person"):
        _person(tally, row)
    for row in rows_of(connection, "dw_rel"):
        _relation(tally, row)
    for row in rows_of(connection, "dw_item"):
        _item(tally, row)
    for row in rows_of(connection, "dw_revoke"):
        _revocation(tally, row)


def _person(tally, row):
    person = number(row["p001"])

    def first():
        judged = reading(row, "public.dw_person/", "p099")
        return judged, judged.subject([("p001", "person")], said("NAT", "p001")), None, revoked(judged, "p100")

    def hukou(judged):
        area = judged.text("p003")
        return None if area is None else local_area(area) or ""

    readers = {"name": lambda judged: judged.text("p002"), "code": lambda judged: code_of_subject(judged, "p001", "person"), "hukou": hukou}
    columns = {"name": stated(row["p002"]), "code": stated(row["p001"]), "hukou": stated(row["p003"])}
    add_items(tally, person, "NAT", columns, (row["p099"] or 0, row["p001"]), registered(first, readers))


def _relation(tally, row):
    at = f"public.dw_rel/{row['r000']}"
    subject, other = stated(row["r002"]), stated(row["r004"])
    party = f"{at}#r004" if other is None else ident(other) if row["r003"] == 2 else number(other)
    key = ("relation", ident(subject) if subject else f"{at}#r002", str(stated(row["r001"]) or f"{at}#r001"), party)
    kind = kinds.of_uscc(ident(subject)) if subject else None

    def state():
        judged = reading(row, at, "r099")
        who = judged.subject([("r002", "uscc")])
        columns = {"dimension": "r001", "partyKind": "r003", "party": "r004", "from": "r006", "to": "r007"}
        revoked(judged, "r100")
        share = lambda: judged.share("r005", 10_000)
        return relation(judged, who, kind, city(judged, who), columns, FORMS, parties={"1": "NAT", "2": "ORG"}, hukou=lambda: None, share=share)

    tally.add("RELATIONSHIP", key, kind, (row["r099"] or 0, row["r000"]), state)


def _revocation(tally, row):
    """A revocation states no record of its own; a bad one is one that is refused."""
    at = f"public.dw_revoke/{row['rv_id']}"
    judged = reading(row, at)
    shape = judged.required("kind", lambda column: judged.coded(column, {"1": "licence", "2": "penalty"}))
    number_, authority = judged.needed("doc_no"), judged.needed("division")
    judged.required("revoke_date", lambda column: judged.day(column, FORMS, past=True))
    if judged.fault:
        tally.add("ARCHIVE", ("revocation", at), None, (), lambda: stated_record(judged, None, None))
    else:
        tally.revoke((shape, authority, doc(number_)), judged.received)


def _subject(row, at):
    """The key and kind of a wide row's legal person."""
    code, org, reg = (stated(row[column]) for column in ("c001", "c004", "c005"))
    if code is not None and not (code.upper() == PLACEHOLDER and (org or reg)):
        return ident(code), kinds.of_uscc(ident(code))
    return (ident(org or reg), "ENT") if org or reg else (f"{at}#c001", None)


def _wide(tally, row):
    at, order = f"public.dw_wide_legal/{row['id']}", (row["c099"] or 0, row["id"])
    subject, kind = _subject(row, at)
    kind = KINDS.get(stated(row["c003"]) and str(row["c003"]), kind)
    columns = {"name": "c002", "code": "c001", "representative": "c006", "capital": "c009", "established": "c010", "status": "c011"}

    def first():
        judged = reading(row, at)
        own = judged.coded("c003", KINDS | {"5": None}, "kind") if stated(row["c003"]) else judged.fail("kind", "E_CODE_UNKNOWN", "c003")
        who = judged.subject([("c001", "uscc"), ("c004", "old"), ("c005", "number")], said(own, "c003"))
        area = judged.text("c012")
        return judged, who, city(judged, who, area and local_area(area)), revoked(judged, "c100")

    readers = {
        "name": lambda judged: judged.text("c002"),
        "code": lambda judged: code_of_subject(judged, "c001", "uscc"),
        "representative": lambda judged: representative(judged, "c006", "c008", "c007"),
        "capital": lambda judged: judged.capital("c009", -2),
        "established": lambda judged: judged.day("c010", FORMS, past=True),
        "status": lambda judged: judged.coded("c011", STATUS),
    }
    add_items(tally, subject, kind, {name: stated(row[column]) for name, column in columns.items()}, order, registered(first, readers))
    for shape, at_column in (("licence", 21), ("licence", 26), ("licence", 31), ("penalty", 41), ("penalty", 46), ("penalty", 51)):
        block = [f"c{at_column + i:03d}" for i in range(5)]
        values = [stated(row[column]) for column in block]
        if any(value is not None for value in values):
            key = (shape, str(values[4]) if values[4] else f"{at}#{block[4]}", doc(values[0]) if values[0] else f"{at}#{block[0]}")
            tally.add("ARCHIVE", key, kind, order, partial(_slot, first, shape, block))


def _slot(first, shape, block):
    judged, who, where, gone = first()
    if shape == "licence":
        columns = dict(zip(("docNo", "kind", "decided", "validTo", "authority"), block))
        codes = lambda column: _licence_kind(judged, column)
        return document(judged, who, where, shape, columns, FORMS, revoked=gone, kinds=codes, divisional=True)
    columns = dict(zip(("docNo", "kinds", "fine", "decided", "authority"), block))
    return document(judged, who, where, shape, columns, FORMS, revoked=gone, kinds=lambda column: _bits(judged, column), divisional=True, fine=(block[2], -2))


def _licence_kind(judged, column):
    code = judged.text(column)
    return None if code is None else [code] if code.rjust(2, "0") in CODES["licence_kind"] else judged.fail("code", "E_CODE_UNKNOWN", column)


def _bits(judged, column):
    mask = judged.text(column)
    if mask is None:
        return None
    bits = [f"{n + 1:02d}" for n in range(int(mask).bit_length()) if int(mask) >> n & 1] if mask.isdigit() else [""]
    return bits if all(bit in CODES["penalty_kind"] for bit in bits) else judged.fail("code", "E_CODE_UNKNOWN", column)


def _item(tally, row):
    at = f"public.dw_item/{row['it_id']}"
    code, person, item = stated(row["c001"]), stated(row["p001"]), stated(row["i001"])
    if code is not None and not (code.upper() == PLACEHOLDER and person):
        subject, kind = ident(code), kinds.of_uscc(ident(code))
    else:
        subject, kind = (number(person), "NAT") if person else (f"{at}#c001", None)
    own = ITEM_KINDS.get(str(item)[:1]) if item else None

    def state():
        judged = reading(row, at)
        who = judged.subject([("c001", "uscc"), ("p001", "person")], said(own, "i001"))
        found = re.fullmatch("[0-9]([0-9]{2})([0-9]{2})", str(item or ""))
        indicator = f"{own}-{GROUPS.get(found[1])}-0{found[2]}" if found else None
        columns = {"indicator": "i001", "value": "i002", "business": "i003", "arose": "i004", "until": "i005"}
        return general(judged, who, city(judged, who), indicator, columns, FORMS, revoked=revoked(judged, "c100"), stating="i006")

    tally.add("ARCHIVE", ("item", subject, str(item or f"{at}#i001"), stated(row["i003"]) or ""), own or kind, (row["c099"] or 0, row["it_id"]), state)

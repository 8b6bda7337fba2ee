"""Jiangsu: the wide table and its neighbours, and list messages in XML."""
import hashlib
import re
from pathlib import Path
from xml.parsers import expat

from . import kinds
from .registration import add_items
from .tally import stands_refused
from .words import PLACEHOLDER, doc, ident, number, text

KINDS = {"1": "ENT", "2": "GOV", "3": "INS", "4": "SOC"}
ITEM_KINDS = {"1": "ENT", "2": "NAT", "3": "SOC", "4": "INS", "5": "GOV"}
LETTERS = {"HMD": "B", "HONGMD": "R", "GZMD": "W"}
NAMESPACE = "urn:js:pcip:exchange:1"
FILE = re.compile(r"JS_(HMD|HONGMD|GZMD)_(\d{8})_(\d{4})\.xml")


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


def count(connection, tally):
    """Counts every table of the database."""
    for row in rows_of(connection, "dw_wide_legal"):
        _wide(tally, row)
    for row in rows_of(connection, "dw_person"):
        person = number(row["p001"])
        add_items(tally, person, "NAT", {"name": stated(row["p002"]), "code": stated(row["p001"]), "hukou": stated(row["p003"])})
    for row in rows_of(connection, "dw_rel"):
        at = f"public.dw_rel/{row['r000']}"
        subject, other = stated(row["r002"]), stated(row["r004"])
        party = f"{at}#r004" if other is None else ident(other) if row["r003"] == 2 else number(other)
        key = ("relation", ident(subject) if subject else f"{at}#r002", str(stated(row["r001"]) or f"{at}#r001"), party)
        tally.add("RELATIONSHIP", key, kinds.of_uscc(ident(subject)) if subject else None)
    for row in rows_of(connection, "dw_item"):
        _item(tally, row)


def _wide(tally, row):
    at = f"public.dw_wide_legal/{row['id']}"
    code, org, reg = (stated(row[column]) for column in ("c001", "c004", "c005"))
    if code is not None and not (code.upper() == PLACEHOLDER and (org or reg)):
        subject, kind = ident(code), kinds.of_uscc(ident(code))
    elif org or reg:
        subject, kind = ident(org or reg), "ENT"
    else:
        subject, kind = f"{at}#c001", None
    kind = KINDS.get(stated(row["c003"]), kind)
    columns = {"name": "c002", "code": "c001", "representative": "c006", "capital": "c009", "established": "c010", "status": "c011"}
    add_items(tally, subject, kind, {name: stated(row[column]) for name, column in columns.items()})
    for dataset, first in (("licence", 21), ("licence", 26), ("licence", 31), ("penalty", 41), ("penalty", 46), ("penalty", 51)):
        block = [f"c{first + i:03d}" for i in range(5)]
        values = [stated(row[column]) for column in block]
        if any(value is not None for value in values):
            authority, number_ = values[4], values[0]
            key = (dataset, str(authority) if authority else f"{at}#{block[4]}", doc(number_) if number_ else f"{at}#{block[0]}")
            tally.add("ARCHIVE", key, kind, (row["c099"] or 0, row["id"]))


def _item(tally, row):
    at = f"public.dw_item/{row['it_id']}"
    code, person, item = stated(row["c001"]), stated(row["p001"]), stated(row["i001"])
    if code is not None and not (code.upper() == PLACEHOLDER and person):
        subject, kind = ident(code), kinds.of_uscc(ident(code))
    else:
        subject, kind = (number(person), "NAT") if person else (f"{at}#c001", None)
    kind = ITEM_KINDS.get(str(item)[:1], kind) if item else kind
    tally.add("ARCHIVE", ("item", subject, str(item or f"{at}#i001"), stated(row["i003"]) or ""), kind)


class Unfit(Exception):
    """A file that is to be refused whole."""


def read_message(path):
    """The resource and rows of a message file; Unfit where it must be refused."""
    rows, head, stack, buffer, body = [], {}, [], [], []
    parser = expat.ParserCreate(namespace_separator="\n")

    def refuse(*_):
        raise Unfit("E_XML_DTD")

    def start(name, attributes):
        space, _, local = name.rpartition("\n")
        if space != NAMESPACE:
            raise Unfit("E_MALFORMED")
        stack.append(local)
        buffer.clear()
        if stack[1:] == ["Body"]:
            body.append(parser.CurrentByteIndex)
        if stack[1:] == ["Body", "Row"]:
            rows.append({"op": attributes.get("op")})

    def end(_):
        local = stack.pop()
        if stack[1:] == ["Body", "Row"]:
            rows[-1][local] = "".join(buffer)
        elif stack[1:] == ["Head"]:
            head[local] = "".join(buffer)
        elif local == "Body" and len(stack) == 1:
            body.append(parser.CurrentByteIndex)
        buffer.clear()

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, buffer.append
    content = Path(path).read_bytes()
    try:
        content.decode("utf-8")
        parser.Parse(content, True)
    except UnicodeDecodeError:
        raise Unfit("E_ENCODING") from None
    except expat.ExpatError:
        raise Unfit("E_MALFORMED") from None
    if head.get("Count", "").strip() != str(len(rows)):
        raise Unfit("E_COUNT_MISMATCH")
    promised = head.get("Digest", "").strip()
    if promised and promised.lower() != hashlib.sha256(content[body[0] : content.index(b">", body[1]) + 1]).hexdigest():
        raise Unfit("E_DIGEST")
    return head.get("Resource", ""), rows


def count_files(inbox, tally):
    """Counts the messages of a drop folder, with those already done and refused."""
    base = Path(inbox)
    for folder in (base / "done", base):
        for path in sorted(folder.glob("JS_*.xml")):
            found = FILE.fullmatch(path.name)
            try:
                _, rows = read_message(path)
            except Unfit:
                tally.refuse("LIST")
                continue
            for index, row in enumerate(rows, 1):
                _entry(tally, row, LETTERS[found[1]], f"{path.name}:{index}")
    for path in (base / "refused").glob("JS_*.xml"):
        if stands_refused(path, _is_fit):
            tally.refuse("LIST")


def _is_fit(path):
    try:
        read_message(path)
    except Unfit:
        return False
    return True


def _entry(tally, row, letter, at):
    who, domain = text(row.get("ZTDM")), text(row.get("LBDM"))
    if who is None:
        subject, kind = f"{at}#ZTDM", None
    elif kinds.looks_like_person(who):
        subject, kind = number(who), "NAT"
    else:
        subject, kind = ident(who), kinds.of_organisation(who)
    tally.add("LIST", ("list", letter + domain if domain else f"{at}#LBDM", subject, text(row.get("AH")) or ""), kind)

"""Jiangsu: list messages in XML."""
import hashlib
import re
from pathlib import Path
from xml.parsers import expat

from . import kinds
from .catalogue import DOMAINS
from .reading import Reading
from .statements import city, entry
from .tally import stands_refused
from .words import ident, number, text

FORMS = ("COMPACT", "ISO", "ZERO")
LETTERS = {"HMD": "B", "HONGMD": "R", "GZMD": "W"}
NAMESPACE = "urn:js:pcip:exchange:1"


class Unfit(Exception):
    """A file that is to be refused whole."""


def read_message(path):
    """The head and rows of a message file; Unfit where it must be refused."""
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
    return head, rows


def count_files(inbox, tally):
    """Counts the messages of a drop folder, with those already done and refused. What comes before its turn waits for the numbers that are missing."""
    base, sound = Path(inbox), {}
    for folder in (base / "done", base):
        for path in folder.glob("JS_*.xml"):
            try:
                head, rows = read_message(path)
            except Unfit as why:
                tally.refuse("LIST", str(why))
                continue
            _, resource, day, sequence = path.stem.split("_")
            sound.setdefault((head.get("Sender", ""), resource, day), {})[int(sequence)] = (path.name, head, rows)
    for (_, resource, day), messages in sound.items():
        for sequence, (name, head, rows) in sorted(messages.items()):
            waits = any(before not in messages for before in range(1, sequence))
            for index, row in enumerate(rows, 1):
                _entry(tally, {**row, "Resource": head.get("Resource")}, LETTERS[resource], f"{name}:{index}", (day, sequence, index), waits)
    for path in (base / "refused").glob("JS_*.xml"):
        if stands_refused(path, _is_fit):
            tally.refuse("LIST", _why(path))


def _why(path):
    try:
        read_message(path)
    except Unfit as why:
        return str(why)
    return "E_SEQ_REUSED"


def _is_fit(path):
    return _why(path) == "E_SEQ_REUSED"


def _entry(tally, row, letter, at, order, waits):
    who, domain = text(row.get("ZTDM")), text(row.get("LBDM"))
    if who is None:
        subject, kind = f"{at}#ZTDM", None
    elif kinds.looks_like_person(who):
        subject, kind = number(who), "NAT"
    else:
        subject, kind = ident(who), kinds.of_organisation(who)

    def state():
        judged = Reading("320000", at, lambda column: text(row.get(column)), held=waits)
        found = judged.subject([("ZTDM", "any")])
        code = letter + domain if domain else None
        named = re.search("_([BRW][0-9]{2})$", row["Resource"] or "")
        if judged.needed("LBDM") is not None and (code not in DOMAINS or named and named[1] != code):
            judged.fail("code", "E_CODE_UNKNOWN", "LBDM")
        since = lambda column: judged.day(column, FORMS, past=True) or judged.day("LARQ", FORMS, past=True)
        columns = {"from": "FBRQ", "to": "YXQZ", "removed": "YCRQ", "reason": "YCYY", "finder": "RDDW"}
        op = judged.coded("op", {"I": "upsert", "U": "upsert", "D": "remove"}) or "upsert"
        return entry(judged, found, city(judged, found), code if code in DOMAINS else None, columns, FORMS, op=op, since=since)

    tally.add("LIST", ("list", letter + domain if domain else f"{at}#LBDM", subject, text(row.get("AH")) or ""), kind, order, state)

"""Zhejiang: cells with versions and generations."""
import re
from itertools import groupby

from . import kinds
from .registration import add_items
from .words import doc, ident, number, text

CUSTOMS = {"失信企业": "B10", "高级认证企业": "R02"}
CELLS = """
  select v.sid, v.zbx_code, v.row_no, coalesce(v.val_s, v.val_n::text, v.val_d::text) as value, v.ver, v.op, v.vid, s.code
  from public.zb_value v left join public.zb_subject s using (sid)
  order by v.sid, case when position('.' in v.zbx_code) > 0 then split_part(v.zbx_code, '.', 1) else left(v.zbx_code, -3) end, v.row_no"""
GENERAL = re.compile(r"(QY|ZR|SZ|SY|ZF)05\d{5}")


def block_of(code):
    """The block and the item of a cell code."""
    if "." in code:
        block, item = code.split(".", 1)
        return block, item
    return code[:-3], code[-3:]


def generations(cells, first):
    """The standing values of each life of a record: a deletion of the first item ends one, by version and not by time."""
    ends = sorted({ver for item, _, ver, op, _ in cells if item == first and op == "D"})
    lives = {}
    for item, value, ver, op, vid in cells:
        if item == first and op == "D":
            continue
        life = lives.setdefault(sum(1 for end in ends if end < ver), {})
        if item not in life or life[item][:2] < (ver, vid):
            life[item] = (ver, vid, None if op == "D" else value)
    return {label: {item: value for item, (_, _, value) in life.items()} for label, life in lives.items()}


def count(connection, tally):
    """Counts every group of cells."""
    with connection.cursor(name="count_cells") as cursor:
        cursor.itersize = 20_000
        cursor.execute(CELLS)
        for (sid, block, row_no), rows in groupby(cursor, key=lambda row: (row[0], block_of(row[1])[0], row[2])):
            cells, code = [], None
            for _, cell_code, _, value, ver, op, vid, code in rows:
                cells.append((block_of(cell_code)[1], value, ver, op, vid))
            first = "1" if GENERAL.fullmatch(block) else "001"
            for label, values in generations(cells, first).items():
                _record(tally, block, code, {item: text(value) for item, value in values.items()}, f"zb/{sid}/{block}/{row_no}/{label}")


def _record(tally, block, code, values, at):
    kind, what = kinds.LETTERS.get(block[:2]), block[2:]
    if kind is None:
        return
    code = text(code)
    subject = f"{at}#code" if code is None else number(code) if kind == "NAT" else ident(code)
    get = values.get
    if what == "0101":
        names = ("name", "code", "hukou") if kind == "NAT" else ("name", "code", "representative", "capital", "established", "status", "address")
        add_items(tally, subject, kind, {name: get(f"{i:03d}") for i, name in enumerate(names, 1)})
    elif what == "0301" and kind == "NAT":
        tally.add("LIST", ("list", "B01", subject, get("001") or ""), kind)
    elif what in ("0301", "0302"):
        dataset, column = ("licence", "008") if what == "0301" else ("penalty", "005")
        tally.add("ARCHIVE", (dataset, get(column) or f"{at}#{column}", doc(get("001")) if get("001") else f"{at}#001"), kind)
    elif what == "0601":
        tally.add("LIST", ("list", get("001") or f"{at}#001", subject, ""), kind)
    elif what == "0402" and kind == "ENT":
        grade = get("001")
        tally.add("LIST", ("list", CUSTOMS.get(grade, grade) if grade else f"{at}#001", subject, ""), kind)
    elif what == "0901":
        other = get("003")
        party = f"{at}#003" if other is None else ident(other) if get("002") == "2" else number(other)
        tally.add("RELATIONSHIP", ("relation", subject, get("001") or f"{at}#001", party), kind)
    elif GENERAL.fullmatch(block):
        tally.add("ARCHIVE", ("item", subject, block, get("2") or ""), kind)

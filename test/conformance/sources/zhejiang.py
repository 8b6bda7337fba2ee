"""Zhejiang: cells with versions and generations."""
import datetime
import re
from functools import partial
from itertools import groupby

from . import kinds
from .anhui import STATUS as WORDS
from .catalogue import DOMAINS, city_of, names_of, plain, unit_of
from .jiangsu import GROUPS
from .reading import NOW, Reading, said
from .registration import add_items
from .statements import city, code_of_subject, document, entry, general, registered, relation
from .statements import stated as stated_record
from .words import doc, ident, number, text

CUSTOMS = {"失信企业": "B10", "高级认证企业": "R02"}
ENDED = {"1": False, "有效": False, "正常": False, "异议": False, "其他": False} | dict.fromkeys(("2", "无效", "撤销", "已撤销"), True)
FORMS = ("ISO", "COMPACT", "SLASH", "CHINESE", "FULLWIDTH")
DOCUMENTS = {
    "0301": ("licence", dict(zip("docNo title kind content decided validFrom validTo authority".split(), ("001", "002", "003", "004", "005", "006", "007", "008")))),
    "0302": ("penalty", {"docNo": "001", "kinds": "002", "decided": "004", "authority": "005", "violation": "006", "publicUntil": "007"}),
}  # fmt: skip
LAW = {"ENT": ("001", "002"), "NAT": ("006", "002"), "SOC": ("003", "002"), "INS": ("003", "002"), "GOV": ("003", "002")}
COMPLETE = {"0301": ("001", "003", "005", "008"), "0302": ("001", "002", "004", "005"), "0402": ("001", "002"), "0601": ("001", "002", "003"), "0901": ("001", "002", "003")}
PATIENCE = datetime.timedelta(hours=72)
CELLS = """
  select v.sid, v.zbx_code, v.row_no, coalesce(nullif(trim(v.val_s), ''), trim_scale(v.val_n)::text, v.val_d::text) as value, v.ver, v.op, v.vid, trim(v.src_dept), v.src_time,
    s.kind, s.code, s.name, s.div, s.sid is not null
  from public.zb_value v left join public.zb_subject s using (sid)
  order by v.sid, case when position('.' in v.zbx_code) > 0 then split_part(v.zbx_code, '.', 1) else left(v.zbx_code, -3) end, v.row_no"""
GENERAL = re.compile(r"(QY|ZR|SZ|SY|ZF)05(\d\d)(\d{3})")


def block_of(code):
    """The block and the item of a cell code."""
    if "." in code:
        block, item = code.split(".", 1)
        return block, item
    return code[:-3], code[-3:]


def generations(cells, first, preferred):
    """The lives of a record, oldest first: (coordinate's last part, standing values, its first moment, its last, ended, order). A deletion of the first item ends one, by version and not by time."""
    ends = {}
    for cell in sorted(cells, key=lambda cell: cell["vid"]):
        if cell["item"] == first and cell["op"] == "D":
            ends.setdefault(cell["ver"], cell)
    versions = sorted(ends)
    lives = {}
    for cell in cells:
        if not (cell["item"] == first and cell["op"] == "D"):
            lives.setdefault(sum(end < cell["ver"] for end in versions), []).append(cell)
    for life, own in sorted(lives.items()):
        end = ends[versions[life]] if life < len(versions) else None
        standing = {item: _standing([cell for cell in own if cell["item"] == item], partial(preferred, item)) for item in {cell["item"] for cell in own}}
        last = [end] if end else list(standing.values())
        values = {item: text(cell["value"]) for item, cell in standing.items() if cell["op"] != "D"}
        moments = [cell["at"] for cell in own if cell["at"]], [cell["at"] for cell in last if cell["at"]]
        order = (max(cell["vid"] for cell in last), life)
        yield f"d{versions[life - 1]}" if life else "0", values, min(moments[0], default=None), max(moments[1], default=None), end is not None, order


def _standing(cells, preferred):
    """Of each department the highest version; of the departments the one named by the catalogue, else the highest version."""
    newest = {}
    for cell in sorted(cells, key=lambda cell: (cell["ver"], cell["vid"])):
        newest[cell["dept"]] = cell
    own = [cell for dept, cell in newest.items() if plain(dept or "") in preferred()] if len(newest) > 1 else ()
    return max(own or newest.values(), key=lambda cell: (cell["ver"], cell["vid"]))


def _preferred(indicator, subject):
    """The names of the unit that answers for an indicator of a subject."""
    where = subject["div"] or (text(subject["code"]) or "")[2:8]
    unit = unit_of(indicator, "330000", city_of(where) if len(where) == 6 else None)
    return names_of(unit) if unit else ()


def _indicator(block, item):
    """The indicator that a cell feeds, or None."""
    kind, what = kinds.LETTERS.get(block[:2]), block[2:]
    if general := GENERAL.fullmatch(block):
        return f"{kind}-{GROUPS.get(general[2])}-{general[3]}"
    if kind is None or what == "0301" and kind == "NAT":
        return None
    return {"0101": f"{kind}-BAS-{item}", "0301": f"{kind}-LAW-{LAW[kind][0]}", "0302": f"{kind}-LAW-{LAW[kind][1]}"}.get(what)


def count(connection, tally):
    """Counts every group of cells."""
    with connection.cursor(name="count_cells") as cursor:
        cursor.itersize = 20_000
        cursor.execute(CELLS)
        for (sid, block, row_no), rows in groupby(cursor, key=lambda row: (row[0], block_of(row[1])[0], row[2])):
            cells = []
            for _, code, _, value, ver, op, vid, dept, at, *about in rows:
                cells.append({"item": block_of(code)[1], "value": value, "ver": ver, "op": op, "vid": vid, "dept": dept, "at": at})
            subject = dict(zip(("kind", "code", "name", "div", "known"), about))
            preferred = lambda item, block=block, subject=subject: _preferred(_indicator(block, item), subject)
            first = "1" if GENERAL.fullmatch(block) else "001"
            for label, values, begun, changed, ended, order in generations(cells, first, preferred):
                _record(tally, Group(block, subject, values, f"zb/{sid}/{block}/{row_no}/{label}", (begun, changed, ended, order)))


class Group:
    """One life of a group of cells: its block, its subject's row, its standing values, and when it was begun, changed and ended."""

    def __init__(self, block, about, values, at, life):
        self.block, self.about, self.get, self.at = block, about, values.get, at
        self.kind, self.what, self.general = kinds.LETTERS.get(block[:2]), block[2:], GENERAL.fullmatch(block)
        self.begun, self.updated, self.ended, self.order = life
        code = text(about["code"])
        self.subject = f"{at}#code" if code is None else number(code) if self.kind == "NAT" else ident(code)

    def text(self, column):
        """What a column says: of the subject's row, else a cell."""
        if column in self.about:
            return text(self.about[column])
        return self.block if column == "zbx_code" else self.get(column)

    def field(self, column):
        """A column by the source's own name."""
        if column in self.about or column == "zbx_code":
            return column
        return f"{self.block}.{column}" if self.general else self.block + column

    def reading(self):
        """The group under judgement."""
        return Reading("330000", self.at, self.text, self.updated, self.field, held=not self.about["known"])

    def opened(self):
        """The group under judgement, its subject, and the city whose units answer for it."""
        judged = self.reading()
        own = judged.text("kind")
        if own is not None and kinds.LETTERS.get(own) != self.kind:
            judged.fail("kind", "E_KIND_CONFLICT" if own in kinds.LETTERS else "E_CODE_UNKNOWN", "kind")
        who = judged.subject([("code", "person" if self.kind == "NAT" else "organisation")], said(self.kind, "kind"))
        return judged, who, city(judged, who, judged.place("div"))

    def missing(self):
        """The first cell that the group must have and lacks."""
        needed = ("1",) if self.general else COMPLETE.get("0402" if self.what == "0301" and self.kind == "NAT" else self.what, ())
        return next((item for item in needed if self.get(item) is None), None)

    def judged(self, state):
        """What `state` makes of the group; it waits for its subject, and 72 hours for what it lacks."""
        made = state(*self.opened())
        missing = self.missing()
        made.held |= missing is not None and (self.begun or NOW) + PATIENCE > NOW
        if missing is not None:
            made.fault = ("E_GROUP_INCOMPLETE", self.field(missing))
        return made


def _record(tally, group):
    kind, what, get, at = group.kind, group.what, group.get, group.at

    def add(product, key, state):
        tally.add(product, key, kind, group.order, lambda: group.judged(state))

    if kind and what == "0101":
        _registration(tally, group)
    elif kind == "NAT" and what == "0301":
        columns, op = {"from": "002"}, "revoke" if group.ended else "upsert"
        add("LIST", ("list", "B01", group.subject, get("001") or f"{at}#001"), lambda judged, who, where: entry(judged, who, where, "B01", columns, FORMS, op=op))
    elif kind and what in DOCUMENTS:
        shape, columns = DOCUMENTS[what]
        authority = columns["authority"]
        key = (shape, get(authority) or f"{at}#{authority}", doc(get("001")) if get("001") else f"{at}#001")
        add("ARCHIVE", key, lambda judged, who, where: _document(judged, who, where, shape, columns, group.ended))
    elif kind and what == "0601" or kind == "ENT" and what == "0402":
        _listed(add, group)
    elif kind and what == "0901":
        other = get("003")
        party = f"{at}#003" if other is None else ident(other) if get("002") == "2" else number(other)
        add("RELATIONSHIP", ("relation", group.subject, get("001") or f"{at}#001", party), lambda judged, who, where: _relation(judged, who, where, kind))
    elif group.general and group.general[2] in GROUPS:
        columns = {"indicator": "zbx_code", "value": "1", "business": "2", "arose": "3", "until": "4"}
        item = lambda judged, who, where: general(judged, who, where, _indicator(group.block, "1"), columns, FORMS, revoked=group.ended)
        add("ARCHIVE", ("item", group.subject, group.block, get("2") or ""), item)
    else:
        tally.add("ARCHIVE", ("block", at), None, group.order, lambda: _unknown(group))


def _unknown(group):
    judged = group.reading()
    judged.fail("code", "E_CODE_UNKNOWN", "zbx_code")
    return stated_record(judged, None, None)


def _registration(tally, group):
    names = ("name", "code", "hukou") if group.kind == "NAT" else ("name", "code", "representative", "capital", "established", "status", "address")
    columns = {name: f"{i:03d}" for i, name in enumerate(names, 1)}

    def status(judged):
        word = judged.text("006")
        return word if word is None or plain(word) in WORDS else judged.fail("code", "E_CODE_UNKNOWN", "006")

    readers = {name: lambda judged, column=column: judged.text(column) for name, column in columns.items()} | {
        "code": lambda judged: code_of_subject(judged, "002", "person" if group.kind == "NAT" else "uscc"),
        "hukou": lambda judged: judged.place("003"),
        "capital": lambda judged: judged.capital("004", 4),
        "established": lambda judged: judged.day("005", FORMS, past=True),
        "status": status,
    }
    state = registered(lambda: (*group.opened(), group.ended), readers)
    add_items(tally, group.subject, group.kind, {name: group.get(column) for name, column in columns.items()}, group.order, state)


def _document(judged, who, where, shape, columns, ended):
    void = judged.coded("009" if shape == "licence" else "008", ENDED)
    codes = lambda column: judged.codes(column, f"{shape}_kind", "、")
    fine = ("003", 4) if shape == "penalty" else None
    return document(judged, who, where, shape, columns, FORMS, revoked=ended or void is True, kinds=codes, fine=fine)


def _listed(add, group):
    first, op = group.get("001"), "revoke" if group.ended else "upsert"
    domain = CUSTOMS.get(first, first) if group.what == "0402" else first
    columns = {"from": "002"} if group.what == "0402" else {"from": "003", "to": "004", "removed": "005", "reason": "006", "finder": "002"}

    def state(judged, who, where):
        known = domain in DOMAINS and (group.what != "0402" or first in CUSTOMS)
        if judged.needed("001") is not None and not known:
            judged.fail("code", "E_CODE_UNKNOWN", "001")
        return entry(judged, who, where, domain if known else None, columns, FORMS, op=op)

    add("LIST", ("list", domain or f"{group.at}#001", group.subject, ""), state)


def _relation(judged, who, where, kind):
    columns = {"dimension": "001", "partyKind": "002", "party": "003", "from": "007", "to": "008"}
    hukou, share = lambda: judged.place("006"), lambda: judged.share("005", 100)
    return relation(judged, who, kind, where, columns, FORMS, parties={"1": "NAT", "2": "ORG"}, hukou=hukou, share=share)

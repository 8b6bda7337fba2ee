"""Anhui: CSV drops in GB18030 with manifests."""
import csv
import hashlib
import io
import re
import unicodedata
from pathlib import Path

from . import gb18030, kinds
from .catalogue import DOMAIN_NAMES, INDICATOR_NAMES, division_named, plain
from .reading import Reading, said
from .registration import add_items
from .statements import city, code_of_subject, document, entry, general, registered, relation, representative
from .tally import stands_refused
from .words import PLACEHOLDER, doc, ident, number, text

KINDS = {"企业": "ENT", "个体工商户": "ENT", "机关": "GOV", "事业单位": "INS", "社会组织": "SOC"}
COLOURS = {"红名单": "RED", "黑名单": "BLACK", "关注名单": "WATCH", "重点关注名单": "WATCH"}
POLARITIES = {"B": "BLACK", "R": "RED", "W": "WATCH"}
REVOKED = {"新增": False, "修改": False, "删除": True}
PARTIES = {"自然人": "NAT"} | dict.fromkeys(("法人及非法人组织", "法人和其他组织", "法人", "非法人组织", "组织", "企业", "个体工商户"), "ORG")
# Words of the registrars: a status stays as it is written.
STATUS = "存续 在业 开业 在营 在册 正常 存续(在营、开业、在册) 停业 歇业 清算 吊销 吊销未注销 吊销已注销 注销 已注销 撤销 迁出".split()
FORMS = ("ISO", "SLASH", "COMPACT", "CHINESE", "EXCEL", "FULLWIDTH")
LISTS = {"HMD": "B", "HONGMD": "R", "GZMD": "W"}
NULLS = {"无", "/", "—", "--", "NULL", "\\N", "暂无"}
PRODUCTS = {"HMD": "LIST", "HONGMD": "LIST", "GZMD": "LIST", "GLGX": "RELATIONSHIP"}
FILE = re.compile(r"AH_(\d{6})_([A-Z]+)_([A-Z]+)_(\d{8})_(\d{3})\.csv")


class Unfit(Exception):
    """A file that is to be refused whole."""


def stated(row, column):
    """A column's value, or None where it is blank or a null token."""
    value = text(row.get(column))
    return None if value in NULLS else value


def header(name):
    """A header as headers are compared: after NFKC and without spaces; full-width brackets as the documents write them."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    return plain.replace("(", "（").replace(")", "）")


def read_file(path):
    """The records of a file with its manifest, each with its number; Unfit where it must be refused, None where the manifest is missing."""
    manifest = path.with_suffix(".ok")
    if not manifest.exists():
        return None
    content, promised = path.read_bytes(), dict(line.split("=", 1) for line in gb18030.decode(manifest.read_bytes()).split() if "=" in line)
    if hashlib.sha256(content).hexdigest() != promised.get("SHA256", "").lower():
        raise Unfit("E_DIGEST")
    try:
        decoded = gb18030.decode(content)
    except UnicodeDecodeError:
        raise Unfit("E_ENCODING") from None
    try:
        records = list(csv.reader(io.StringIO(decoded, newline=""), strict=True))
    except csv.Error:
        raise Unfit("E_MALFORMED") from None
    if str(len(records) - 1) != promised.get("行数"):
        raise Unfit("E_COUNT_MISMATCH")
    names = [header(name) for name in records[0]]
    if any(len(record) != len(names) for record in records):
        raise Unfit("E_MALFORMED")
    return [dict(zip(names, record)) for record in records[1:]]


def count_files(inbox, tally):
    """Counts the files of a drop folder, with those already done and refused. What comes before its turn waits for the numbers that are missing."""
    base, sound = Path(inbox), {}
    for folder in (base / "done", base):
        for path in folder.glob("AH_*.csv"):
            division, unit, dataset, day, sequence = FILE.fullmatch(path.name).groups()
            try:
                records = read_file(path)
            except Unfit as why:
                tally.refuse(PRODUCTS.get(dataset, "ARCHIVE"), str(why))
                continue
            if records is not None:
                sound.setdefault((division, unit, dataset, day), {})[int(sequence)] = (path.name, records)
    for (_, _, dataset, day), files in sound.items():
        for sequence, (name, records) in sorted(files.items()):
            waits = any(before not in files for before in range(1, sequence))
            for index, row in enumerate(records, 1):
                _record(tally, dataset, Row(row, f"{name}:{index}", (day, sequence, index), waits))
    for path in (base / "refused").glob("AH_*.csv"):
        if stands_refused(path, _is_fit):
            tally.refuse(PRODUCTS.get(path.name.split("_")[3], "ARCHIVE"), _why(path))


def _why(path):
    try:
        return "E_SEQ_REUSED" if read_file(path) is not None else None
    except Unfit as why:
        return str(why)


def _is_fit(path):
    return _why(path) == "E_SEQ_REUSED"


def _party(row, at, *, org=True, person=True):
    code, old, personal = stated(row, "统一社会信用代码"), stated(row, "组织机构代码") if org else None, stated(row, "证件号码") if person else None
    if code is not None and not (code.upper() == PLACEHOLDER and (old or personal)):
        return ident(code), kinds.of_uscc(ident(code))
    if old is not None:
        return ident(old), "ENT"
    return (number(personal), "NAT") if personal is not None else (f"{at}#统一社会信用代码", None)


CODE, OLD, PERSON = ("统一社会信用代码", "uscc"), ("组织机构代码", "old"), ("证件号码", "person")


class Row:
    """A row of a file: where it stands, its order among all, and whether its file waits for its turn."""

    def __init__(self, columns, at, order, waits):
        self.columns, self.at, self.order, self.waits = columns, at, order, waits

    def stated(self, column):
        """A column's value, or None where it is blank."""
        return stated(self.columns, column)

    def reading(self):
        """The row under judgement; a file says nothing of when its rows were had."""
        return Reading("340000", self.at, self.stated, held=self.waits)


def revoked(judged):
    """Whether the row deletes."""
    return judged.coded("操作标志", REVOKED) is True


def _record(tally, dataset, row):
    add = lambda product, key, kind, state: tally.add(product, key, kind, row.order, state)
    if dataset == "JBXX":
        _legal(tally, row)
    elif dataset == "ZRR":
        _natural(tally, row)
    elif dataset in DOCUMENTS:
        _document(add, dataset, row)
    elif dataset in LISTS:
        _entry(add, dataset, row)
    elif dataset == "GLGX":
        _relation(add, row)
    elif dataset == "ZBX":
        _item(add, row)


def _legal(tally, row):
    subject, kind = _party(row.columns, row.at, person=False)
    columns = {"name": "主体名称", "code": "统一社会信用代码", "representative": "法定代表人", "capital": "注册资本（万元）", "established": "成立日期", "status": "登记状态", "address": "住所"}

    def first():
        judged = row.reading()
        own = judged.required("主体类别", lambda column: judged.coded(column, KINDS, "kind"))
        who = judged.subject([CODE, OLD], said(own, "主体类别"))
        return judged, who, city(judged, who), revoked(judged)

    def status(judged):
        word = judged.text("登记状态")
        return word if word is None or plain(word) in STATUS else judged.fail("code", "E_CODE_UNKNOWN", "登记状态")

    readers = {name: lambda judged, column=column: judged.text(column) for name, column in columns.items()} | {
        "code": lambda judged: code_of_subject(judged, *CODE),
        "representative": lambda judged: representative(judged, "法定代表人", "法定代表人证件号码"),
        "capital": lambda judged: judged.capital("注册资本（万元）", 4),
        "established": lambda judged: judged.day("成立日期", FORMS, past=True),
        "status": status,
    }
    add_items(tally, subject, KINDS.get(row.stated("主体类别"), kind), {name: row.stated(column) for name, column in columns.items()}, row.order, registered(first, readers))


def _natural(tally, row):
    person = row.stated("证件号码")

    def first():
        judged = row.reading()
        return judged, judged.subject([PERSON], said("NAT", "证件号码")), None, revoked(judged)

    readers = {"name": lambda judged: judged.text("姓名"), "code": lambda judged: code_of_subject(judged, *PERSON), "hukou": lambda judged: home(judged)}
    columns = {"name": row.stated("姓名"), "code": person, "hukou": row.stated("户籍地")}
    add_items(tally, number(person) if person else f"{row.at}#证件号码", "NAT", columns, row.order, registered(first, readers))


def home(judged):
    """The division that a written place means."""
    text_ = judged.text("户籍地")
    return None if text_ is None else division_named(text_) or judged.fail("code", "E_CODE_UNKNOWN", "户籍地")


DOCUMENTS = {
    "XZXK": ("licence", {"docNo": "行政许可决定文书号", "decided": "许可决定日期", "title": "许可证书名称", "kind": "许可类别", "number": "许可编号", "content": "许可内容", "validFrom": "有效期自", "validTo": "有效期至", "authority": "许可机关"}, ("kind", "authority", "stating")),
    "XZCF": ("penalty", {"docNo": "处罚决定书文号", "decided": "处罚决定日期", "kinds": "处罚类别", "content": "处罚内容", "violation": "违法行为类型", "publicUntil": "公示截止期", "authority": "处罚机关"}, ("kinds", "content", "violation", "authority", "stating", "fine")),
}  # fmt: skip


def _document(add, dataset, row):
    shape, columns, needed = DOCUMENTS[dataset]
    _, kind = _party(row.columns, row.at)
    decided, docno = row.stated(columns["authority"]), row.stated(columns["docNo"])

    def state():
        judged = row.reading()
        allowed = judged.required("行政相对人类别", lambda column: judged.coded(column, kinds.COUNTERPARTIES, "kind"))
        who = judged.subject([CODE, OLD, PERSON], said(allowed, "行政相对人类别"))
        judged.needed("行政相对人名称")
        codes = lambda column: judged.codes(column, f"{shape}_kind", "；")
        fine = ("罚款金额（元）", 0) if shape == "penalty" else None
        return document(judged, who, city(judged, who), shape, columns, FORMS, revoked=revoked(judged), kinds=codes, stating="数据来源单位", needed=needed, fine=fine)

    key = (shape, decided or f"{row.at}#{columns['authority']}", doc(docno) if docno else f"{row.at}#{columns['docNo']}")
    add("ARCHIVE", key, kinds.counterparty(row.stated("行政相对人类别"), kind), state)


def _entry(add, dataset, row):
    subject, kind = _party(row.columns, row.at, org=False)
    domain, letter = row.stated("领域"), LISTS[dataset]

    def state():
        judged = row.reading()
        who = judged.subject([CODE, PERSON])
        code = domain and DOMAIN_NAMES.get((POLARITIES[letter], plain(domain)))
        if judged.needed("领域") is not None:
            colour = judged.text("名单类型")
            if colour is not None and COLOURS.get(plain(colour)) != POLARITIES[letter]:
                judged.fail("code", "E_CODE_UNKNOWN", "名单类型")
            if code is None:
                judged.fail("code", "E_CODE_UNKNOWN", "领域")
        columns = {"from": "认定日期", "to": "有效期至", "removed": "移出日期", "reason": "移出原因", "finder": "认定单位"}
        return entry(judged, who, city(judged, who), code, columns, FORMS, op="revoke" if revoked(judged) else "upsert")

    add("LIST", ("list", f"{letter}/{domain}" if domain else f"{row.at}#领域", subject, ""), kind, state)


def _relation(add, row):
    who, other = row.stated("主体代码"), row.stated("关联方标识")
    party = f"{row.at}#关联方标识" if other is None else number(other) if row.stated("关联方类型") == "自然人" else ident(other)
    key = ("relation", ident(who) if who else f"{row.at}#主体代码", row.stated("关联类型") or f"{row.at}#关联类型", party)
    kind = kinds.of_organisation(who) if who else None

    def state():
        judged = row.reading()
        found = judged.subject([("主体代码", "organisation")])
        columns = {"dimension": "关联类型", "partyKind": "关联方类型", "party": "关联方标识", "from": "起始日期", "to": "终止日期"}
        revoked(judged)
        return relation(judged, found, kind, city(judged, found), columns, FORMS, parties=PARTIES, hukou=lambda: home(judged), share=lambda: judged.share("持股比例"))

    add("RELATIONSHIP", key, kind, state)


def _item(add, row):
    subject, kind = _party(row.columns, row.at, org=False)
    item = row.stated("指标项")

    def state():
        judged = row.reading()
        who = judged.subject([CODE, PERSON])
        columns = {"indicator": "指标项", "value": "值", "business": "编号", "arose": "发生日期", "until": "截止日期"}
        indicator = item and INDICATOR_NAMES.get((kind, plain(item)))
        return general(judged, who, city(judged, who), indicator, columns, FORMS, revoked=revoked(judged), stating="数据来源单位", needed=True)

    add("ARCHIVE", ("item", subject, f"{kind or 'ENT'}/{item}" if item else f"{row.at}#指标项", row.stated("编号") or ""), kind, state)

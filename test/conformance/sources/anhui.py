"""Anhui: CSV drops in GB18030 with manifests."""
import csv
import hashlib
import io
import re
import unicodedata
from pathlib import Path

from . import kinds
from .registration import add_items
from .tally import stands_refused
from .words import PLACEHOLDER, doc, ident, number, text

KINDS = {"企业": "ENT", "个体工商户": "ENT", "机关": "GOV", "事业单位": "INS", "社会组织": "SOC"}
COUNTERPARTIES = {"自然人": "NAT", "个体工商户": "ENT"}
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
    content, promised = path.read_bytes(), dict(line.split("=", 1) for line in manifest.read_bytes().decode("gb18030").split() if "=" in line)
    if hashlib.sha256(content).hexdigest() != promised.get("SHA256", "").lower():
        raise Unfit("E_DIGEST")
    try:
        decoded = content.decode("gb18030")
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
    """Counts the files of a drop folder, with those already done and refused."""
    base = Path(inbox)
    for folder in (base / "done", base):
        for path in sorted(folder.glob("AH_*.csv")):
            _, _, dataset, day, seq = FILE.fullmatch(path.name).groups()
            try:
                records = read_file(path)
            except Unfit:
                tally.refuse(PRODUCTS.get(dataset, "ARCHIVE"))
                continue
            for index, row in enumerate(records or [], 1):
                _record(tally, dataset, row, f"{path.name}:{index}", (day, seq, index))
    for path in (base / "refused").glob("AH_*.csv"):
        if stands_refused(path, _is_fit):
            tally.refuse(PRODUCTS.get(path.name.split("_")[3], "ARCHIVE"))


def _is_fit(path):
    try:
        return read_file(path) is not None
    except Unfit:
        return False


def _party(row, at, *, org=True, person=True):
    code, old, personal = stated(row, "统一社会信用代码"), stated(row, "组织机构代码") if org else None, stated(row, "证件号码") if person else None
    if code is not None and not (code.upper() == PLACEHOLDER and (old or personal)):
        return ident(code), kinds.of_uscc(ident(code))
    if old is not None:
        return ident(old), "ENT"
    return (number(personal), "NAT") if personal is not None else (f"{at}#统一社会信用代码", None)


def _record(tally, dataset, row, at, order):
    if dataset == "JBXX":
        subject, kind = _party(row, at, person=False)
        columns = {"name": "主体名称", "code": "统一社会信用代码", "representative": "法定代表人", "capital": "注册资本（万元）", "established": "成立日期", "status": "登记状态", "address": "住所"}
        add_items(tally, subject, KINDS.get(stated(row, "主体类别"), kind), {name: stated(row, column) for name, column in columns.items()})
    elif dataset == "ZRR":
        person = stated(row, "证件号码")
        add_items(tally, number(person) if person else f"{at}#证件号码", "NAT", {"name": stated(row, "姓名"), "code": person, "hukou": stated(row, "户籍地")})
    elif dataset in ("XZXK", "XZCF"):
        name, authority, number_ = ("licence", "许可机关", "行政许可决定文书号") if dataset == "XZXK" else ("penalty", "处罚机关", "处罚决定书文号")
        _, kind = _party(row, at)
        decided, docno = stated(row, authority), stated(row, number_)
        key = (name, decided or f"{at}#{authority}", doc(docno) if docno else f"{at}#{number_}")
        tally.add("ARCHIVE", key, COUNTERPARTIES.get(stated(row, "行政相对人类别"), kind), order)
    elif dataset in LISTS:
        subject, kind = _party(row, at, org=False)
        domain = stated(row, "领域")
        tally.add("LIST", ("list", f"{LISTS[dataset]}/{domain}" if domain else f"{at}#领域", subject, ""), kind)
    elif dataset == "GLGX":
        who, other = stated(row, "主体代码"), stated(row, "关联方标识")
        party = f"{at}#关联方标识" if other is None else number(other) if stated(row, "关联方类型") == "自然人" else ident(other)
        key = ("relation", ident(who) if who else f"{at}#主体代码", stated(row, "关联类型") or f"{at}#关联类型", party)
        tally.add("RELATIONSHIP", key, kinds.of_organisation(who) if who else None)
    elif dataset == "ZBX":
        subject, kind = _party(row, at, org=False)
        item = stated(row, "指标项")
        tally.add("ARCHIVE", ("item", subject, f"{kind or 'ENT'}/{item}" if item else f"{at}#指标项", stated(row, "编号") or ""), kind)

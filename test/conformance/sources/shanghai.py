"""Shanghai: tables of schema gxpt."""
from . import kinds
from .registration import add_items
from .words import PLACEHOLDER, doc, ident, number, text

KINDS = {"01": "ENT", "02": "ENT", "03": "GOV", "04": "INS", "05": "SOC", "06": "SOC", "07": "SOC"}
LETTERS = {"1": "R", "2": "B", "3": "W"}
INDICATOR_KINDS = {"ent": "ENT", "nat": "NAT", "soc": "SOC", "ins": "INS", "gov": "GOV"}
DAYS = {"clrq", "jdrq", "yxqz", "yxqzi", "ycrq", "rdrq", "fsrq", "jzrq"}
TABLES = ("t_fr_jbxx", "t_zrr_jbxx", "t_xzxk", "t_xzcf", "t_md", "t_gx", "t_zbx")


def stated(row, column):
    """A column's value, or None where it is blank."""
    value = text(row[column])
    return None if column in DAYS and value == "00000000" else value


def party(row, coordinate, legal="tyshxydm", second=None):
    """The subject's key and the kind that its identifier tells."""
    code, other = stated(row, legal), stated(row, second) if second else None
    if code is not None and not (code.upper() == PLACEHOLDER and other is not None):
        return ident(code), kinds.of_uscc(ident(code))
    if other is None:
        return f"{coordinate}#{legal}", None
    return (number(other), "NAT") if second == "zjhm" else (ident(other), "ENT")


def counterparty(code, by_identifier):
    """The kind of a counterparty: 自然人 and 个体工商户 are definite, 法人及非法人组织 is not."""
    return {"02": "NAT", "2": "NAT", "自然人": "NAT", "03": "ENT", "3": "ENT", "个体工商户": "ENT"}.get(code, by_identifier)


def count(connection, tally):
    """Counts every table."""
    for table in TABLES:
        with connection.cursor(name=f"count_{table}") as cursor:
            cursor.itersize = 5_000
            cursor.execute(f"select * from gxpt.{table}")
            names = [column.name for column in cursor.description]
            for values in cursor:
                row = dict(zip(names, values))
                globals()[f"_{table}"](tally, row, f"gxpt.{table}/{row['zj']}")


def _t_fr_jbxx(tally, row, at):
    subject, kind = party(row, at, second="zzjgdm")
    kind = KINDS.get(stated(row, "frlx"), kind)
    columns = {"name": "frmc", "code": "tyshxydm", "representative": "fddbr", "capital": "zczb", "established": "clrq", "status": "djzt", "address": "zs"}
    add_items(tally, subject, kind, {name: stated(row, column) for name, column in columns.items()})


def _t_zrr_jbxx(tally, row, at):
    person = stated(row, "zjhm")
    subject = f"{at}#zjhm" if person is None else number(person)
    add_items(tally, subject, "NAT", {"name": stated(row, "xm"), "code": person, "hukou": stated(row, "hjqh")})


def _document(tally, row, at, dataset, authority, kind_column):
    _, kind = party(row, at, second="zjhm")
    decided, number_ = stated(row, authority), stated(row, "wsh")
    key = (dataset, decided or f"{at}#{authority}", doc(number_) if number_ else f"{at}#wsh")
    tally.add("ARCHIVE", key, counterparty(stated(row, kind_column), kind), (row["gxsj"], row["zj"]))


def _t_xzxk(tally, row, at):
    _document(tally, row, at, "licence", "xkjg", "xk_xdr_lb")


def _t_xzcf(tally, row, at):
    _document(tally, row, at, "penalty", "cfjg", "cf_xdr_lb")


def _t_md(tally, row, at):
    subject, kind = party(row, at, second="zjhm")
    colour, local = stated(row, "mdlx"), stated(row, "lydm")
    letter, digits = LETTERS.get(colour), (local or "")[6:]
    known = letter and (local or "").startswith("SH-LY-") and len(digits) == 2 and digits.isdigit()
    if colour is None or local is None:
        domain = f"{at}#lydm"
    else:
        domain = letter + digits if known else f"{colour}/{local}"
    tally.add("LIST", ("list", domain, subject, ""), kind)


def _t_gx(tally, row, at):
    subject, kind = party(row, at, legal="z_tyshxydm")
    other = stated(row, "c_bs")
    key = f"{at}#c_bs" if other is None else ident(other) if stated(row, "c_lx") == "2" else number(other)
    tally.add("RELATIONSHIP", ("relation", subject, stated(row, "gxlx") or f"{at}#gxlx", key), kind)


def _t_zbx(tally, row, at):
    subject, kind = party(row, at, second="zjhm")
    code = stated(row, "zbxdm")
    kind = INDICATOR_KINDS.get((code or "")[:3].lower(), kind)
    tally.add("ARCHIVE", ("item", subject, _indicator(code) if code else f"{at}#zbxdm", stated(row, "bh") or ""), kind)


def _indicator(code):
    plain = code.upper()
    return f"{plain[:3]}-{plain[3:6]}-{plain[6:]}" if len(plain) == 9 else code

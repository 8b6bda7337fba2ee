"""Shanghai: tables of schema gxpt."""
from . import kinds
from .catalogue import DOMAINS
from .reading import SHANGHAI, Reading, said
from .registration import add_items
from .statements import city, code_of_subject, document, entry, general, registered, relation, representative
from .words import PLACEHOLDER, doc, ident, number, text

KINDS = {"01": "ENT", "02": "ENT", "03": "GOV", "04": "INS", "05": "SOC", "06": "SOC", "07": "SOC"}
LETTERS = {"1": "R", "2": "B", "3": "W"}
INDICATOR_KINDS = {"ent": "ENT", "nat": "NAT", "soc": "SOC", "ins": "INS", "gov": "GOV"}
DAYS = {"clrq", "jdrq", "yxqz", "yxqzi", "ycrq", "rdrq", "fsrq", "jzrq"}
FORMS = ("COMPACT", "ZERO")
STATUS = {"1": "存续", "2": "吊销", "3": "注销", "4": "迁出"}
# ISO 4217, by number.
CURRENCIES = dict(zip("036 124 156 344 392 410 446 578 643 702 752 756 826 840 901 978".split(), "AUD CAD CNY HKD JPY KRW MOP NOK RUB SGD SEK CHF GBP USD TWD EUR".split()))
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


def reading(row, at):
    """A row under judgement."""
    return Reading("310000", at, lambda column: stated(row, column), row["gxsj"].replace(tzinfo=SHANGHAI))


def revoked(judged):
    """Whether the row is withdrawn."""
    return judged.coded("yxbz", {"Y": False, "N": True}) is True


def count(connection, tally):
    """Counts every table."""
    for table in TABLES:
        with connection.cursor(name=f"count_{table}") as cursor:
            cursor.itersize = 5_000
            cursor.execute(f"select * from gxpt.{table}")
            names = [column.name for column in cursor.description]
            for values in cursor:
                row = dict(zip(names, values))
                globals()[f"_{table}"](tally, row, f"gxpt.{table}/{row['zj'].rstrip()}", (row["gxsj"], row["zj"]))


def _t_fr_jbxx(tally, row, at, order):
    subject, kind = party(row, at, second="zzjgdm")
    kind = KINDS.get(stated(row, "frlx"), kind)
    columns = {"name": "frmc", "code": "tyshxydm", "representative": "fddbr", "capital": "zczb", "established": "clrq", "status": "djzt", "address": "zs"}

    def first():
        judged = reading(row, at)
        own = judged.coded("frlx", KINDS, "kind") if stated(row, "frlx") else judged.fail("kind", "E_CODE_UNKNOWN", "frlx")
        who = judged.subject([("tyshxydm", "uscc"), ("zzjgdm", "old")], said(own, "frlx"))
        return judged, who, city(judged, who, judged.place("xzqh")), revoked(judged)

    def capital(judged):
        amount = judged.capital("zczb", 4)
        currency = None if amount is None else judged.coded("zczbbz", CURRENCIES)
        return amount if currency in (None, "CNY") else f"{amount} {currency}"

    readers = {name: lambda judged, column=column: judged.text(column) for name, column in columns.items()} | {
        "code": lambda judged: code_of_subject(judged, "tyshxydm", "uscc"),
        "representative": lambda judged: representative(judged, "fddbr", "fddbrzjhm", "fddbrzjlx"),
        "capital": capital,
        "established": lambda judged: judged.day("clrq", FORMS, past=True),
        "status": lambda judged: judged.coded("djzt", STATUS),
    }
    add_items(tally, subject, kind, {name: stated(row, column) for name, column in columns.items()}, order, registered(first, readers))


def _t_zrr_jbxx(tally, row, at, order):
    person = stated(row, "zjhm")
    subject = f"{at}#zjhm" if person is None else number(person)

    def first():
        judged = reading(row, at)
        return judged, judged.subject([("zjhm", "person", "zjlx")], said("NAT", "zjhm")), None, revoked(judged)

    readers = {
        "name": lambda judged: judged.text("xm"),
        "code": lambda judged: code_of_subject(judged, "zjhm", "person", "zjlx"),
        "hukou": lambda judged: judged.place("hjqh"),
    }
    add_items(tally, subject, "NAT", {"name": stated(row, "xm"), "code": person, "hukou": stated(row, "hjqh")}, order, registered(first, readers))


def _document(tally, row, at, order, dataset, kind_column, columns, **more):
    _, kind = party(row, at, second="zjhm")
    decided, number_ = stated(row, columns["authority"]), stated(row, "wsh")
    key = (dataset, decided or f"{at}#{columns['authority']}", doc(number_) if number_ else f"{at}#wsh")

    def state():
        judged = reading(row, at)
        allowed = judged.coded(kind_column, kinds.COUNTERPARTIES, "kind")
        who = judged.subject([("tyshxydm", "uscc"), ("zjhm", "person", "zjlx")], said(allowed, kind_column))
        ended = judged.meaning("zt", "record_zt_old") == "REVOKED"
        codes = lambda column: judged.codes(column, f"{dataset}_kind", ",")
        columns_ = {"docNo": "wsh", "decided": "jdrq"} | columns
        return document(judged, who, city(judged, who), dataset, columns_, FORMS, revoked=revoked(judged) or ended, kinds=codes, stating="lydw", **more)

    tally.add("ARCHIVE", key, kinds.counterparty(stated(row, kind_column), kind), order, state)


def _t_xzxk(tally, row, at, order):
    columns = {"title": "xkzs", "kind": "xklb", "number": "xkbh", "content": "xknr", "validFrom": "yxqz", "validTo": "yxqzi", "authority": "xkjg"}
    _document(tally, row, at, order, "licence", "xk_xdr_lb", columns)


def _t_xzcf(tally, row, at, order):
    columns = {"kinds": "cflb", "content": "cfnr", "violation": "wfxwlx", "publicUntil": "gsjzq", "authority": "cfjg"}
    _document(tally, row, at, order, "penalty", "cf_xdr_lb", columns, fine=("fkje", 0), confiscated=("msje", 0))


def _t_md(tally, row, at, order):
    subject, kind = party(row, at, second="zjhm")
    colour, local = stated(row, "mdlx"), stated(row, "lydm")
    letter, digits = LETTERS.get(colour), (local or "")[6:]
    known = letter and (local or "").startswith("SH-LY-") and len(digits) == 2 and digits.isdigit()
    if colour is None or local is None:
        domain = f"{at}#lydm"
    else:
        domain = letter + digits if known else f"{colour}/{local}"

    def state():
        judged = reading(row, at)
        who = judged.subject([("tyshxydm", "uscc"), ("zjhm", "person", "zjlx")])
        if judged.needed("lydm") is not None:
            judged.required("mdlx", lambda column: judged.coded(column, LETTERS))
            if domain not in DOMAINS:
                judged.fail("code", "E_CODE_UNKNOWN", "lydm")
        judged.day("rdrq", FORMS, past=True)
        since = lambda column: judged.day(column, FORMS, past=True) or judged.day("rdrq", FORMS, past=True)
        columns = {"from": "yxqz", "to": "yxqzi", "removed": "ycrq", "reason": "ycyy", "finder": "rdjg"}
        op = "revoke" if revoked(judged) else "upsert"
        return entry(judged, who, city(judged, who), domain if domain in DOMAINS else None, columns, FORMS, op=op, since=since)

    tally.add("LIST", ("list", domain, subject, ""), kind, order, state)


def _t_gx(tally, row, at, order):
    subject, kind = party(row, at, legal="z_tyshxydm")
    other = stated(row, "c_bs")
    key = f"{at}#c_bs" if other is None else ident(other) if stated(row, "c_lx") == "2" else number(other)

    def state():
        judged = reading(row, at)
        who = judged.subject([("z_tyshxydm", "uscc")])
        columns = {"dimension": "gxlx", "partyKind": "c_lx", "party": "c_bs", "from": "qsrq", "to": "jzrq"}
        revoked(judged)
        hukou, share = lambda: judged.place("c_hjqh"), lambda: judged.share("cgbl", 100)
        return relation(judged, who, kind, city(judged, who), columns, FORMS, parties={"1": "NAT", "2": "ORG"}, numbers="c_zjlx", hukou=hukou, share=share)

    tally.add("RELATIONSHIP", ("relation", subject, stated(row, "gxlx") or f"{at}#gxlx", key), kind, order, state)


def _t_zbx(tally, row, at, order):
    subject, kind = party(row, at, second="zjhm")
    code = stated(row, "zbxdm")
    own = INDICATOR_KINDS.get((code or "")[:3].lower())

    def state():
        judged = reading(row, at)
        who = judged.subject([("tyshxydm", "uscc"), ("zjhm", "person", "zjlx")], said(own, "zbxdm"))
        columns = {"indicator": "zbxdm", "value": "zbxz", "business": "bh", "arose": "fsrq", "until": "jzrq"}
        return general(judged, who, city(judged, who), code and _indicator(code), columns, FORMS, revoked=revoked(judged), stating="lydw")

    tally.add("ARCHIVE", ("item", subject, _indicator(code) if code else f"{at}#zbxdm", stated(row, "bh") or ""), own or kind, order, state)


def _indicator(code):
    plain = code.upper()
    return f"{plain[:3]}-{plain[3:6]}-{plain[6:]}" if len(plain) == 9 else code

"""One row of a source under judgement: what its columns say by the rules of source-formats.md, and the first thing that is wrong with it."""
import datetime
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from . import identifiers, kinds
from .catalogue import CODES, code_of, division, plain, unit_named
from .words import PLACEHOLDER, ident, is_registration_number, number

# Of several faults the one of the earliest step is told (KEYS.md, "Refused"); within a step the first column.
STEPS = ("identifier", "kind", "required", "date", "period", "code", "amount", "unit")
FORMS = {
    "COMPACT": r"(\d{4})(\d{2})(\d{2})",
    "ISO": r"(\d{4})-(\d{1,2})-(\d{1,2})",
    "SLASH": r"(\d{4})/(\d{1,2})/(\d{1,2})",
    "CHINESE": r"(\d{4})年(\d{1,2})月(\d{1,2})日",
}  # fmt: skip
ZEROS = re.compile("0|0{8}|0{4}([-/])0{1,2}\\1(?:0{1,2})")
OPEN_DAYS = ("9999-12-31", "2099-12-31")
MONEY = re.compile("[¥￥]?(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.[0-9]+)?)(亿元|亿|万元|万|元)?")
UNITS = {"亿元": 8, "亿": 8, "万元": 4, "万": 4, "元": 0}
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
NOW = datetime.datetime.now(SHANGHAI)
TODAY = NOW.date()


def said(kind, column):
    """What a source says of a subject's kind, for Reading.subject: one kind, or None where it says nothing."""
    return None if kind is None else ((kind,) if isinstance(kind, str) else kind, column)


class Reading:
    """A row of a province: `text` gives a column's text or None where it is blank, `received` is when the source had it, `name` gives the source's own name of a column, `held` says that the row waits."""

    def __init__(self, province, at, text, received=None, name=lambda column: column, held=False):
        self.province, self.at, self.text, self.received, self.name, self.held = province, at, text, received, name, held
        self.fault, self.faults = None, 0

    def branch(self):
        """The same row for one of several records."""
        other = Reading(self.province, self.at, self.text, self.received, self.name, self.held)
        other.fault, other.faults = self.fault, self.faults
        return other

    def fail(self, step, code, column):
        """Notes what is wrong; the earliest step stays."""
        self.faults += 1
        if self.fault is None or STEPS.index(step) < self.fault[0]:
            self.fault = (STEPS.index(step), code, self.name(column))

    def required(self, column, read):
        """What `read` finds; where it finds nothing and nothing is wrong, that is."""
        before = self.faults
        value = read(column)
        if value is None and self.faults == before:
            self.fail("required", "E_REQUIRED", column)
        return value

    def needed(self, column):
        """A text that must be there."""
        return self.required(column, self.text)

    def day(self, column, forms, *, past=False, end=False):
        """A day in one of the source's forms, as ISO text. `past`: it may not lie ahead; `end`: an open one is none."""
        text = self.text(column)
        if text is None:
            return None
        wide = "FULLWIDTH" in forms and re.search("[\uff01-\uff5e\u3000]", text)
        bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text) if wide else text)
        if "ZERO" in forms and ZEROS.fullmatch(bare) or end and bare in ("长期", "永久"):
            return None
        found = _calendar(bare, forms)
        if found is None:
            return self.fail("date", "E_DATE_INVALID", column)
        if past and found > TODAY.isoformat():
            return self.fail("date", "E_DATE_FUTURE", column)
        return None if end and found in OPEN_DAYS else found

    def period(self, first, last, column):
        """A period does not end before it begins."""
        if first is not None and last is not None and first > last:
            self.fail("period", "E_PERIOD_ORDER", column)

    def coded(self, column, table, step="code"):
        """What a code of the source's own stands for."""
        text = self.text(column)
        if text is None:
            return None
        return table[plain(text)] if plain(text) in table else self.fail(step, "E_CODE_UNKNOWN", column)

    def meaning(self, column, list_):
        """What the catalogue makes of a code or name of a list."""
        text = self.text(column)
        if text is None:
            return None
        code = code_of(list_, plain(text))
        return CODES[list_][code] if code is not None else self.fail("code", "E_CODE_UNKNOWN", column)

    def codes(self, column, list_, separator):
        """Codes, or names, of a list; a name may hold the separator."""
        text = self.text(column)
        if text is None:
            return None
        parts = [part for part in plain(text).split(plain(separator)) if part]
        found, at = set(), 0
        while at < len(parts):
            taken = next((n for n in range(len(parts), at, -1) if code_of(list_, plain(separator).join(parts[at:n]))), None)
            if taken is None:
                return self.fail("code", "E_CODE_UNKNOWN", column)
            found.add(code_of(list_, plain(separator).join(parts[at:taken])))
            at = taken
        return sorted(found) or self.fail("code", "E_CODE_UNKNOWN", column)

    def yuan(self, column, exponent):
        """An amount in a unit of ten to the exponent, in yuan; less than a 分 or below zero is none."""
        text = self.text(column)
        if text is None:
            return None
        found = MONEY.fullmatch(plain(text).replace("，", ","))
        if found is None:
            return self.fail("amount", "E_AMOUNT", column)
        amount = Decimal(found[1].replace(",", "")).scaleb(UNITS.get(found[2], exponent))
        return amount if amount >= 0 and amount == amount.quantize(Decimal("0.01")) else self.fail("amount", "E_AMOUNT", column)

    def capital(self, column, exponent):
        """Yuan told in 万元, with two to six places."""
        yuan = self.yuan(column, exponent)
        return None if yuan is None else re.sub("0{1,4}$", "", f"{yuan.scaleb(-4):.6f}")

    def share(self, column, whole=None):
        """A share of a whole (100 percent, 10,000 basis points); without one, a fraction or percent with its sign."""
        text = self.text(column)
        if text is None:
            return None
        bare = plain(text)
        if not re.fullmatch(r"[+-]?\d+(\.\d*)?%?", bare):
            return self.fail("amount", "E_AMOUNT", column)
        part = Decimal(bare.removesuffix("%")) / (whole or (100 if bare.endswith("%") else 1))
        if not 0 <= part.quantize(Decimal("0.000001"), ROUND_HALF_UP) <= 1:
            self.fail("amount", "E_AMOUNT", column)
        return None

    def unit(self, column, on, *, needed=False):
        """The unit that a name means: one that bore it on the day, else today."""
        name = self.needed(column) if needed else self.text(column)
        if name is None:
            return None
        return unit_named(name, self.province, on or TODAY.isoformat()) or self.fail("unit", "E_UNIT_UNRESOLVED", column)

    def place(self, column):
        """A division by its code, as it is called today."""
        text = self.text(column)
        if text is None:
            return None
        return division(plain(text)) or self.fail("code", "E_CODE_UNKNOWN", column)

    def identified(self, column, form, kind_of_number=None):
        """(key, id, kind) of an identifier: the id is None where a check failed, the kind where the identifier does not tell it. None where the column is blank."""
        text = self.text(column)
        if text is None:
            return None
        code = identifiers.bare(text)
        if form == "any" and kinds.looks_like_person(text):
            form = "person"
        if form in ("any", "organisation"):
            form = "old" if len(identifiers.HYPHENS.sub("", code)) == 9 else "number" if is_registration_number(code) else "uscc"
        if form == "person":
            return self._person(column, text, code, kind_of_number)
        why, mark = {"uscc": (identifiers.credit_code, ""), "old": (identifiers.organisation_code, "ORG:"), "number": (identifiers.registration_number, "REG:")}[form]
        fault = why(code)
        if fault:
            self.fail("identifier", fault, column)
        return ident(text), None if fault else mark + ident(text), kinds.of_uscc(code) if form == "uscc" else "" if mark else None

    def _person(self, column, text, code, kind_of_number):
        kind = "10"
        if kind_of_number is not None and (said := self.text(kind_of_number)) is not None:
            kind = plain(said) if plain(said) in CODES["id_type"] else self.fail("code", "E_CODE_UNKNOWN", kind_of_number)
        if kind is None:
            return number(text), None, "NAT"
        fault = identifiers.resident(code, TODAY) if kind == "10" else identifiers.other_document(ident(text))
        if fault:
            self.fail("identifier", fault, column)
        return number(text), None if fault else f"NP:{kind}:{number(text) if kind == '10' else ident(text)}", "NAT"

    def subject(self, columns, kind=None, *, person=None):
        """(id or None) of the row's subject: `columns` are (column, form, column of the kind of number), `kind` what the source says: (kinds, column) or None."""
        allowed, said_in = kind or (None, None)
        stated = [one for one in columns if self.text(one[0]) is not None]
        used = next((one for one in stated if self.text(one[0]).upper() != PLACEHOLDER), stated[0] if stated else None)
        if used is None:
            own = next((one[0] for one in columns if one[1] == "person"), columns[0][0]) if allowed == ("NAT",) else columns[0][0]
            return self.fail("identifier", "E_REQUIRED", own)
        _, who, told = self.identified(*used)
        if who is None:
            return None
        fits = told in (allowed or (told,)) if told else told == "" and any(one != "NAT" for one in allowed or kinds.ORGANISATIONS)
        if not fits:
            self.fail("kind", "E_KIND_CONFLICT", said_in or used[0])
        return who


def _calendar(text, forms):
    if "EXCEL" in forms and re.fullmatch("[0-9]{5}", text):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(int(text))).isoformat() if 20_000 <= int(text) <= 60_000 else None
    for form, pattern in FORMS.items():
        if form in forms and (found := re.fullmatch(pattern, text)):
            try:
                return datetime.date(*map(int, found.groups())).isoformat()
            except ValueError:
                return None
    return None

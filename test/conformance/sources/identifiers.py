"""What identifies a subject, and why it may be refused: GB 32100, GB 11714, ISO 7064 and GB 11643, as ../shared/domain/model.md section 2 has them."""
import datetime
import re
import unicodedata

from .catalogue import PREFIXES
from .words import ANYWHERE, APOSTROPHES, is_registration_number, is_uscc, number, resident_check

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT_CODE = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
RESIDENT = re.compile("[0-9]{17}[0-9X]")
COUNTING = {"123456789012345678", "12345678901234567X", "123456789012345", "123456789"}
HYPHENS = re.compile("[-\u2010-\u2015\u2212]")


def bare(value):
    """An identifier with its hyphens, otherwise as its rules expect it."""
    return APOSTROPHES.sub("", ANYWHERE.sub("", unicodedata.normalize("NFKC", str(value)))).upper()


def damaged(code):
    """Whether it is only what is left of an identifier: Excel's 3.40104E+17, or a placeholder."""
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,3}", code):
        return True
    return len(code) >= 8 and (re.fullmatch("0+X?", code) is not None or len(set(code)) == 1 or code in COUNTING)


def born(code):
    """The day of birth in a resident number, or None where it is no day."""
    try:
        return datetime.date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return None


def is_resident(code):
    """Whether a text has all that a resident number has."""
    if not RESIDENT.fullmatch(code) or code[:2] not in PREFIXES.values():
        return False
    return resident_check(code[:17]) == code[17] and (born(code) or datetime.date.min) >= datetime.date(1880, 1, 1)


def lost(code):
    """Excel keeps fifteen digits."""
    return re.fullmatch("[0-9]{15}000", code) is not None


def credit_code(code):
    """Why a unified social credit code is refused, or None."""
    if damaged(code):
        return "E_ID_DAMAGED"
    if is_resident(code) or (re.fullmatch("[0-9]{15}", code) and is_resident(number(code)) and not is_registration_number(code)):
        return "E_ID_TYPE"
    if len(code) != 18:
        return "E_ID_LENGTH"
    if not CREDIT_CODE.fullmatch(code):
        return "E_ID_CHARSET"
    return None if is_uscc(code) else "E_ID_DAMAGED" if lost(code) else "E_ID_CHECK"


def organisation_code(code):
    """Why an organisation code is refused, or None; a person's number in its place is told as such."""
    if credit_code(code) == "E_ID_TYPE":
        return "E_ID_TYPE"
    plain = HYPHENS.sub("", code)
    if damaged(plain):
        return "E_ID_DAMAGED"
    if len(plain) != 9:
        return "E_ID_LENGTH"
    if not re.fullmatch("[0-9A-Z]{8}[0-9X]", plain):
        return "E_ID_CHARSET"
    check = 11 - sum(weight * ALPHANUMERIC.index(c) for weight, c in zip(ORGANISATION_WEIGHTS, plain)) % 11
    return None if plain[8] == ("X" if check == 10 else str(check % 11)) else "E_ID_CHECK"


def registration_number(code):
    """Why a registration number is refused, or None."""
    if damaged(code):
        return "E_ID_DAMAGED"
    if len(code) != 15:
        return "E_ID_LENGTH"
    if not re.fullmatch("[0-9]{15}", code):
        return "E_ID_CHARSET"
    return None if is_registration_number(code) else "E_ID_CHECK"


def resident(code, today):
    """Why a resident number is refused, or None; fifteen digits stand for eighteen."""
    if damaged(code):
        return "E_ID_DAMAGED"
    full = number(code) if re.fullmatch("[0-9]{15}", code) else code
    if len(full) != 18:
        return "E_ID_LENGTH"
    if not RESIDENT.fullmatch(full):
        return "E_ID_TYPE" if is_uscc(full) else "E_ID_CHARSET"
    if resident_check(full[:17]) != full[17]:
        return "E_ID_DAMAGED" if lost(full) else "E_ID_CHECK"
    birth = born(full)
    if birth is None or not datetime.date(1880, 1, 1) <= birth <= today or full[:2] not in PREFIXES.values():
        return "E_ID_CHECK"
    return None


def other_document(code):
    """Why the number of a passport or the like is refused, or None."""
    if damaged(code):
        return "E_ID_DAMAGED"
    return "E_ID_LENGTH" if not 5 <= len(code) <= 20 else None if re.fullmatch("[0-9A-Z]+", code) else "E_ID_CHARSET"


def masked(value):
    """A person's number as an item's value tells it."""
    return "*" if len(value) < 8 else f"{value[0]}*{value[-2:]}" if len(value) < 15 else f"{value[:3]}*{value[-4:]}"

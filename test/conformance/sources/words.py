"""The words of packages/mapping/KEYS.md: what is blank, and how a value becomes part of a business key."""
import re
import unicodedata

SPACE = "[\\s\u00a0\u180e\u200b-\u200f\u2060-\u2064\u3000\ufeff\u00ad]+"
ENDS = re.compile(f"^{SPACE}|{SPACE}$")
ANYWHERE = re.compile(SPACE)
APOSTROPHES = re.compile("^['‘’`´]+")
OPENING = "〔【［〖{[（("
CLOSING = "〕】］〗}]）)"
PLACEHOLDER = "00000000000000000X"
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def text(value):
    """A value without spaces at its ends, or None where nothing is left."""
    if value is None:
        return None
    stripped = ENDS.sub("", str(value))
    return stripped or None


def ident(value):
    """An organisation's identifier as the key has it."""
    bare = ANYWHERE.sub("", unicodedata.normalize("NFKC", str(value)))
    return APOSTROPHES.sub("", bare).upper().replace("-", "")


def resident_check(first17):
    """The check character of a resident number."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(RESIDENT_WEIGHTS, first17)) % 11]


def number(value):
    """A person's number as the key has it: fifteen digits become eighteen."""
    plain = ident(value)
    if re.fullmatch("[0-9]{15}", plain):
        first17 = plain[:6] + "19" + plain[6:]
        return first17 + resident_check(first17)
    return plain


def doc(value):
    """A document number as the key has it: every bracket is round, no spaces."""
    bare = ANYWHERE.sub("", unicodedata.normalize("NFKC", str(value)))
    return "".join("(" if c in OPENING else ")" if c in CLOSING else c for c in bare)


def is_uscc(code):
    """Whether a text is a unified social credit code whose check character fits (GB 32100)."""
    if len(code) != 18 or any(c not in USCC_ALPHABET for c in code):
        return False
    return sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17])) % 31 == (31 - USCC_ALPHABET.index(code[17])) % 31


def is_registration_number(digits):
    """Whether fifteen digits check by ISO 7064 MOD 11,10."""
    if not re.fullmatch("[0-9]{15}", digits):
        return False
    product = 10
    for digit in digits[:14]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (int(digits[14]) + product) % 10 == 1

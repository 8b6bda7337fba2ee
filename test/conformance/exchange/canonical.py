"""base64url that has one spelling only: no padding, left-over bits zero."""
import base64
import re

ALPHABET = re.compile("[A-Za-z0-9_-]*")


def decode(text):
    """The bytes, or None where the text is not canonical base64url."""
    if not ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if encode(data) == text else None


def encode(data):
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")

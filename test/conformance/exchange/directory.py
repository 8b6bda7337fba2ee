"""The signed directory of participants and their keys."""
import json
import math
import urllib.request
from datetime import datetime

from . import signed

TYPE = "delta-directory+jws"


class DirectoryError(Exception):
    """A directory that must not be used."""


def instant(text):
    """Seconds since 1970 of a UTC instant."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def fetch(place):
    """The directory's text from a file or an http address."""
    if place.startswith(("http://", "https://")):
        with urllib.request.urlopen(place, timeout=10) as answer:
            return answer.read().decode().strip()
    with open(place, encoding="utf-8") as file:
        return file.read().strip()


class Directory:
    """Keys by id, each with its province and the time in which it may seal."""

    def __init__(self, token, keeper, now):
        header = signed.header_of(token)
        if header is None or not signed.is_strict(header) or header["typ"] != TYPE:
            raise DirectoryError("DIRECTORY_MALFORMED")
        if (header["alg"], header["kid"]) != (keeper["alg"], keeper["kid"]):
            raise DirectoryError("DIRECTORY_SIGNATURE")
        payload = signed.payload_of(token, signed.key_of(keeper), keeper["alg"])
        if payload is None:
            raise DirectoryError("DIRECTORY_SIGNATURE")
        content = json.loads(payload)
        self.expires = instant(content["expiresAt"])
        if self.expires <= now or instant(content["issuedAt"]) > now + 300:
            raise DirectoryError("DIRECTORY_EXPIRED")
        self.keys = {}
        for participant in content["participants"]:
            for entry in participant["keys"]:
                jwk = entry["jwk"]
                if jwk["kid"] in self.keys:
                    raise DirectoryError("DIRECTORY_MALFORMED")
                until = math.inf if entry["validTo"] is None else instant(entry["validTo"])
                self.keys[jwk["kid"]] = (participant["province"], jwk["alg"], signed.key_of(jwk), instant(entry["validFrom"]), until)

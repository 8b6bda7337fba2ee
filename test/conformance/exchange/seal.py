"""Opens the seal of one record: packages/seal/SEAL.md."""
import json

from . import canonical, merkle, signed

TYPE = "delta-seal+jws"
LIMITS = {"topic": 256, "key": 256, "header": 2_048, "value": 1 << 20, "jws": 1_024, "path": 2_048}
LEAVES, DEPTH, SKEW = 65_536, 16, 300


class Refused(Exception):
    """A record whose seal does not open, with the code that says why."""


class Opener:
    """Opens seals with the keys of a directory; a batch's signature is verified once."""

    def __init__(self, directory, now):
        self._directory, self._now, self._verified = directory, now, {}

    def open(self, topic, key, headers, value):
        """The province that sealed the record; Refused where it must not be trusted. Headers and value are bytes."""
        token, path = headers.get("delta-seal"), headers.get("delta-seal-path")
        if not token or not path:
            raise Refused("SEAL_MISSING")
        self._measure(topic, key, headers, value, token, path)
        if self._directory.expires <= self._now():
            raise Refused("DIRECTORY_EXPIRED")
        if token not in self._verified:
            if len(self._verified) > 4_096:
                self._verified.clear()
            self._verified[token] = self._verify(token)
        province, kid, root, size = self._verified[token]
        if not self._leads(path, merkle.leaf_hash(merkle.leaf(topic, key, headers, value)), root, size):
            raise Refused("SEAL_PATH")
        return province, kid

    @staticmethod
    def _measure(topic, key, headers, value, token, path):
        covered = (headers.get(name) or b"" for name in merkle.COVERED)
        if (
            len(token) > LIMITS["jws"] or len(path) > LIMITS["path"] or len(topic) > LIMITS["topic"] or len(key) > LIMITS["key"]
            or len(value or b"") > LIMITS["value"] or any(len(header) > LIMITS["header"] for header in covered)
        ):
            raise Refused("SEAL_TOO_LARGE")

    def _verify(self, token):
        try:
            text = token.decode("ascii")
        except UnicodeDecodeError:
            raise Refused("SEAL_MALFORMED") from None
        header = signed.header_of(text)
        if header is None and (text.count(".") != 2 or any(not part or canonical.decode(part) is None for part in text.split("."))):
            raise Refused("SEAL_MALFORMED")
        if header is None or not signed.is_strict(header) or header["typ"] != TYPE:
            raise Refused("SEAL_HEADER")
        if header["alg"] not in signed.ALGORITHMS:
            raise Refused("SEAL_ALG")
        if header["kid"] not in self._directory.keys:
            raise Refused("SEAL_KEY_UNKNOWN")
        province, algorithm, key, start, end = self._directory.keys[header["kid"]]
        if algorithm != header["alg"]:
            raise Refused("SEAL_ALG")
        payload = signed.payload_of(text, key, algorithm)
        if payload is None:
            raise Refused("SEAL_SIGNATURE")
        root, size, iat = self._content(payload)
        if iat > self._now() + SKEW:
            raise Refused("SEAL_FUTURE")
        if not start <= iat <= end:
            raise Refused("SEAL_KEY_VALIDITY")
        return province, header["kid"], root, size

    @staticmethod
    def _content(payload):
        try:
            content = json.loads(payload)
            root, size, iat = canonical.decode(content["root"]), content["size"], content["iat"]
        except (ValueError, KeyError, TypeError):
            raise Refused("SEAL_MALFORMED") from None
        if root is None or len(root) != 32 or type(size) is not int or type(iat) is not int or not 1 <= size <= LEAVES:
            raise Refused("SEAL_MALFORMED")
        return root, size, iat

    @staticmethod
    def _leads(path, found, root, size):
        data = canonical.decode(path.decode("latin-1"))
        if data is None or len(data) < 8 or len(data) % 32 != 8 or len(data) > 8 + 32 * DEPTH:
            return False
        index, of = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
        return of == size and merkle.leads_to(root, found, index, size, [data[i : i + 32] for i in range(8, len(data), 32)])

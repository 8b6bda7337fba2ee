"""Compact JWS with exactly {alg, kid, typ} in its header, verified by joserfc with a key that is known beforehand."""
import json

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from . import canonical

ALGORITHMS = ("Ed25519", "ES256")


def header_of(token):
    """The protected header where the token is canonical and has no other member; else None."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts) or any(canonical.decode(part) is None for part in parts):
        return None
    try:
        header = json.loads(canonical.decode(parts[0]))
    except ValueError:
        return None
    return header if isinstance(header, dict) else None


def is_strict(header):
    """Whether a header is exactly {alg, kid, typ}, all texts."""
    return header.keys() == {"alg", "kid", "typ"} and all(isinstance(value, str) for value in header.values())


def key_of(jwk):
    """A joserfc key of a public JWK."""
    public = {name: jwk[name] for name in ("kty", "crv", "x", "y", "alg", "kid") if name in jwk}
    return (OKPKey if jwk["kty"] == "OKP" else ECKey).import_key(public)


def payload_of(token, key, algorithm):
    """The verified payload's bytes, or None where the signature does not fit."""
    try:
        return jws.deserialize_compact(token, key, algorithms=[algorithm]).payload
    except JoseError:
        return None

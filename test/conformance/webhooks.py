"""Verifies signed webhooks: HMAC by the Standard Webhooks library, ed25519 (which the library lacks) as its specification says. Reads vectors from standard input."""
import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def by_library(key, body, headers):
    try:
        Webhook(key).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def by_specification(key, body, headers):
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    for one in headers["webhook-signature"].split(" "):
        version, signature = one.split(",")
        if version != "v1a":
            continue
        try:
            public.verify(base64.b64decode(signature), signed)
            return True
        except InvalidSignature:
            pass
    return False


def flipped(signature):
    """Every signature with one bit changed."""
    def flip(one):
        version, text = one.split(",")
        data = bytearray(base64.b64decode(text))
        data[7] ^= 1
        return f"{version},{base64.b64encode(data).decode()}"
    return " ".join(map(flip, signature.split(" ")))


def main():
    passed, failed = 0, 0
    for one in json.load(sys.stdin):
        verify = by_specification if one["signing"] == "ED25519" else by_library
        headers = {"webhook-id": one["id"], "webhook-timestamp": one["timestamp"], "webhook-signature": one["signature"]}
        cases = [(True, key, one["body"], headers) for key in one["verifiers"]]
        key = one["verifiers"][-1]
        cases += [
            (False, one["stranger"], one["body"], headers),
            (False, key, one["body"] + " ", headers),
            (False, key, one["body"], {**headers, "webhook-id": one["id"] + "0"}),
            (False, key, one["body"], {**headers, "webhook-timestamp": str(int(one["timestamp"]) + 1)}),
            (False, key, one["body"], {**headers, "webhook-signature": flipped(one["signature"])}),
        ]
        for number, (expected, *given) in enumerate(cases):
            if verify(*given) == expected:
                passed += 1
            else:
                failed += 1
                print(f"{one['signing']} {one['id']} case {number}: {'refused' if expected else 'accepted'}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()

"""A partner city that listens by webhook: webhook_receiver.py PORT FILE KEYFILE. Answers 204 when a message's changes are in the copy, and 401 where its signature does not verify."""
import base64
import http.server
import json
import os
import pathlib
import sys
import threading

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from copy_of import open_copy, take

port, file, key_file = sys.argv[1:]
db = open_copy(file)
TAKING = threading.Lock()


def verifies(headers, body):
    """By the public key (whpk_) that subscribeWebhook gave."""
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(pathlib.Path(key_file).read_text().strip().removeprefix("whpk_")))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    for one in headers["webhook-signature"].split(" "):
        version, signature = one.split(",")
        try:
            if version == "v1a":
                public.verify(base64.b64decode(signature), signed)
                return True
        except InvalidSignature:
            continue
    return False


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        with TAKING:
            known = verifies(self.headers, body)
            try:
                for change in json.loads(body)["data"]["events"] if known else ():
                    take(db, change)
            except SystemExit:
                os._exit(1)
        self.send_response(204 if known else 401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Nothing: what does not hold is said by the copy."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """A sender that is gone sends again."""


Server(("127.0.0.1", int(port)), Receiver).serve_forever()

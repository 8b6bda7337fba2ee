"""A province's own platform that pushes records to the gateway, as a stranger writes it: joserfc signs, the OpenAPI document says what is sent and answered.

    push.py GATEWAY KEYS SHORT CODE TOKEN OTHER-TOKEN     prints `N passed, N failed`, then the record id of what was pushed

KEYS is a folder with `push-<code>.jwk` of the province and of another one.
"""
import datetime
import http.client
import json
import pathlib
import sys
import time
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import jsonschema_rs
from joserfc import jws
from joserfc.jwk import OKPKey
from openapi_spec_validator import OpenAPIV31SpecValidator

gateway, keys, short, code, token, other_token = sys.argv[1:]
passed, failed = 0, 0

SUBJECT = "91350100M000100Y43"
# Another name each time, so that a first row always says something new.
NAME = f"推送{int(time.time())}号公司"
ROWS = {
    "sh": ("t_md", {"mdlx": "2", "lydm": "SH-LY-05", "tyshxydm": SUBJECT.lower() + "  ", "mc": NAME, "rdrq": "20260105", "yxqz": "20260105", "yxbz": "Y"}, ("rdrq", "20190230"), ("lydm", "SH-LY-06")),
    "js": ("HMD", {"op": "I", "Resource": "HMD_B05", "LBDM": "05", "ZTMC": NAME, "ZTDM": SUBJECT, "AH": "推送第1号", "FBRQ": "20260105"}, ("FBRQ", "20190230"), ("AH", "推送第2号")),
    "zj": ("QY0601", {"subject.kind": "QY", "subject.code": SUBJECT, "subject.name": NAME, "QY0601001": "B05", "QY0601002": "浙江省生态环境厅", "QY0601003": "2026-01-05"}, ("QY0601003", "2019-02-30"), ("QY0601001", "B06")),
    "ah": ("HMD", {"领域": "生态环境领域严重失信主体", "主体名称": NAME, "统一社会信用代码": SUBJECT, "认定日期": "2026年1月5日"}, ("认定日期", "2019年2月30日"), ("领域", "食品安全严重违法失信主体")),
}
LIMIT_ROWS, LIMIT_BYTES = 1000, 4_194_304


def check(what, holds):
    """Counts one check."""
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"FAULT {short} {what}", flush=True)


def key_of(province):
    return OKPKey.import_key(json.loads(pathlib.Path(keys, f"push-{province}.jwk").read_text()))


def sign(rows, name, key, **header):
    """A batch as a compact JWS with the idempotency key in its protected header."""
    sent_at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    payload = json.dumps({"sentAt": sent_at, "rows": rows}, ensure_ascii=False)
    protected = {"alg": "Ed25519", "kid": key.kid, "typ": "delta-push+jws", "idempotencyKey": name, **header}
    return payload, jws.serialize_compact(protected, payload, key, registry=REGISTRY)


REGISTRY = jws.JWSRegistry(algorithms=["Ed25519"], strict_check_header=False)


def push(body, bearer=token, path=None, **more):
    """(status, JSON) of a push."""
    headers = {"Authorization": f"Bearer {bearer}", "Delta-Purpose": "exchange", "Content-Type": "application/jose", **more}
    try:
        with urlopen(Request(gateway + (path or f"/exchange/{short}/records"), body.encode(), headers)) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def refusal(answer):
    return answer[0], answer[1].get("code"), answer[1].get("limit")


document = json.load(urlopen(gateway + "/exchange/openapi.json"))
check("the OpenAPI document is one", not list(OpenAPIV31SpecValidator(document).iter_errors()))


def fits(schema, value):
    whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(value)


own = key_of(code)
dataset, good, bad, other = ROWS[short]
name = f"push.{uuid.uuid4()}"
row = lambda **columns: {"dataset": dataset, "columns": {**good, **columns}}
rows = [row(), row(**dict([bad, other])), row()]
payload, signed = sign(rows, name, own)
check("what is sent is as the document says", fits(f"Batch-{short}", json.loads(payload)))
status, first = push(signed)
check(f"a good batch is taken: {status} {first.get('code')}", status == 200)
check("the answer is as the document says", fits("Answer", first))
said = [(one["status"], *((one["records"][0].get("code"), one["records"][0].get("field")) if one["records"] else ())) for one in first.get("rows", [])]
check(f"a row is accepted, one rejected with code and field, one unchanged: {said}", said == [("ACCEPTED", None, None), ("REJECTED", "E_DATE_INVALID", bad[0]), ("UNCHANGED", None, None)])
check("the same batch again answers the same", push(signed) == (200, first))
check("another batch under its key is refused", refusal(push(sign(rows[:1], name, own)[1]))[:2] == (409, "IDEMPOTENCY_CONFLICT"))
again = push(sign(rows, f"{name}-2", own)[1])
check("the same rows under another key change nothing", again[0] == 200 and again[1]["counts"]["ACCEPTED"] == 0)
foreign = next(province for province in ("310000", "320000") if province != code)
check("a token of another province is refused", refusal(push(sign(rows, f"{name}-3", own)[1], other_token))[:2] == (403, "NOT_AGREED"))
check("a key of another participant is refused", refusal(push(sign(rows, f"{name}-4", key_of(foreign))[1]))[:2] == (403, "PUSH_KEY_PARTICIPANT"))
check("without a token there is nothing", refusal(push(signed, "x"))[:2] == (401, "UNAUTHENTICATED"))
check("another purpose is refused", refusal(push(signed, **{"Delta-Purpose": "analysis"}))[:2] == (403, "PURPOSE_NOT_ALLOWED"))
check("a key in the header itself is refused", refusal(push(sign(rows, f"{name}-5", own, jwk=own.as_dict(private=False))[1]))[:2] == (400, "PUSH_MALFORMED"))
check("too many rows are refused with the limit", refusal(push(sign([row()] * (LIMIT_ROWS + 1), f"{name}-6", own)[1])) == (413, "TOO_MANY_ROWS", LIMIT_ROWS))
check("a column that nobody reads is refused", refusal(push(sign([row(more="1")], f"{name}-7", own)[1]))[:2] == (422, "COLUMN_UNKNOWN"))
try:
    too_large = refusal(push("a" * (LIMIT_BYTES + 1)))
except (ConnectionError, http.client.HTTPException, OSError) as error:
    too_large = repr(error)
check(f"too large a body is refused with the limit: {too_large}", too_large == (413, "BODY_TOO_LARGE", LIMIT_BYTES))
check("a province that there is not is not found", push(signed, path="/exchange/bj/records")[0] == 404)
print(f"{passed} passed, {failed} failed")
print(first["rows"][0]["records"][0]["recordId"] if status == 200 else "")
sys.exit(failed > 0)

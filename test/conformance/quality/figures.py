"""The figures of a quality report out of what the sources state: {(province, unit): {figure: number}}, sums and shares, and refusals."""
import datetime
import math
import re
from collections import Counter, defaultdict

from law.terms import working_days_after
from sources.catalogue import TERMS, UNITS

from .exchange import day_of, document_key, moment
from .exchange import stated as stated_in

COUNTS = "records organisations coded fields filled conflicts duplicates decisions received receivedInTime publishedInTime provisional open resolved".split()
SHARES = {"completeness": ("filled", "fields"), "timeliness": ("publishedInTime", "decisions"), "coverage": ("coded", "organisations")}
REGION = {None: "长三角区域", "310000": "上海市", "320000": "江苏省", "330000": "浙江省", "340000": "安徽省"}
CODED = re.compile("[0-9A-Z]{18}")
TERM = {}


def term(day):
    """The last day for a decision to be published, and whether a year was needed that no calendar holds."""
    if day not in TERM:
        end = working_days_after(datetime.date.fromisoformat(day), TERMS["DOUBLE_PUBLIC"])
        TERM[day] = end["day"], end["provisional"]
    return TERM[day]


def published(sources, exchange):
    """Every record that is published and shown: (statement, kind of its subject, the exchange's word on its document or None, when the source had its separate revocation)."""
    for province, tally in sources.items():
        for key, (_, kind, stated) in tally.published.items():
            if not stated.gone:
                known = exchange.documents.get((province, *document_key(key[1:], stated))) if stated.decided else None
                yield stated, kind, known, tally.revocations.get(key[1:])
    for first, record in exchange.unsaid(sources):
        said = stated_in(record)
        yield said, record["subject"]["kind"], (first, record), said.received


def count(sources, exchange):
    """{(province, unit): Counter} of what each unit states; {(province, unit, product, kind, code, field, state): n} of what is refused."""
    found, holders = defaultdict(Counter), defaultdict(list)
    for stated, kind, known, revocation in published(sources, exchange):
        line = found[stated.province, stated.unit]
        organisation = kind != "NAT"
        line.update(records=1, organisations=organisation, coded=organisation and CODED.fullmatch(stated.subject) is not None, fields=stated.fields, filled=stated.filled)
        if stated.decided:
            last, provisional = term(stated.decided)
            received = had(stated, known, revocation)
            line.update(decisions=1, received=received is not None, receivedInTime=received is not None and day_of(received) <= last)
            line.update(publishedInTime=known is not None and day_of(known[0]) <= last, provisional=provisional)
        elif stated.indicator and stated.business is None and stated.value is not None and stated.effective:
            holders[stated.subject, stated.indicator].append(stated)
    for several in holders.values():
        if len({one.unit for one in several}) > 1:
            differs = len({one.value for one in several}) > 1
            for one in several:
                found[one.province, one.unit]["conflicts" if differs else "duplicates"] += 1
    refused = exchange.resolved()
    for province, tally in sources.items():
        for (product, *_), (_, kind, stated) in tally.newest.items():
            if stated.fault and not stated.held:
                refused[province, stated.unit, product, kind, *stated.fault, "open"] += 1
        for product, code in tally.files:
            refused[province, None, product, None, code, "FILE", "open"] += 1
    for (province, unit, *_, state), count_ in refused.items():
        found[province, unit][state] += count_
    return found, refused


def had(stated, known, revocation):
    """When the source had a document: its row's stamp. A separate revocation that the exchange heard after the row is newer; a stamp that has moved since then may have moved for another column's sake."""
    if known and known[1]["evidence"]["dataset"] == "dw_revoke":
        return revocation
    if known and stated.received and stated.received > known[0]:
        return moment(known[1]["sourceUpdatedAt"])
    return stated.received


def share(part, whole):
    """A share to four places."""
    return math.floor(part / whole * 10_000 + 0.5) / 10_000 if whole else None


def flat(found, refused, asked=None):
    """{what: figure} of a whole report: every figure of the total, of each province and unit, and of each refusal; of one province where it is asked for."""
    lines = defaultdict(Counter)
    lines[None, None]
    for (province, unit), counts in found.items():
        if asked in (None, province):
            for line in {(None, None), (province, None), (province, unit)}:
                lines[line].update(counts)
    told = {}
    for (province, unit), counts in lines.items():
        told |= {(province, unit, figure): counts[figure] for figure in COUNTS}
        told |= {(province, unit, figure): share(*(counts[one] for one in parts)) for figure, parts in SHARES.items()}
        told[province, unit, "name"] = UNITS[unit]["name"] if unit else REGION[province]
    return told | {("refused", *key): count_ for key, count_ in refused.items() if asked in (None, key[0])}

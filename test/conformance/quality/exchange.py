"""What only the exchange knows, from its topics: when it first published a record or refused a row, what was mended since, what was pushed to it, and what a row said before it was overwritten."""
import datetime
from collections import Counter

from inward.published import read
from sources.reading import SHANGHAI
from sources.statements import MEMBERS, Stated
from sources.words import doc

PUSHED = "push/"


class Exchange:
    """The newest version of every record and refusal, each with the instant of its first."""

    def __init__(self, status):
        brokers, prefix = status["kafka"], status.get("prefix", "delta")
        self.records = [self._newest(versions) for versions in read(brokers, prefix, ("archive", "list", "relationship"))[0].values()]
        self.refusals = [self._newest(versions) for versions in read(brokers, prefix, ("rejected",))[0].values()]
        self.records = [one for one in self.records if one[1] is not None]
        self.refusals = [one for one in self.refusals if one[1] is not None]
        self.documents = {(record["province"], *key_of(record)): (first, record) for first, record in self.records if shape_of(record)}

    @staticmethod
    def _newest(versions):
        known = [version for version, record in versions.items() if record is not None]
        first = versions[min(known)]["recordedAt"] if known else None
        return first and moment(first), versions[max(versions)]

    def months(self):
        """The months in which something was first published or refused."""
        return sorted({day_of(first)[:7] for first, _ in self.records + self.refusals})

    def unsaid(self, sources):
        """What no source says, as (first instant, record): what was pushed, and Jiangsu's documents that a wide row has let fall since (a slot that is overwritten revokes nothing)."""
        said = {document_key(key[1:], one) for key, (_, _, one) in sources["320000"].published.items() if one.decided}
        for first, record in self.records:
            fallen = record["province"] == "320000" and shape_of(record) and record["evidence"]["dataset"] in ("dw_wide_legal", "dw_revoke") and key_of(record) not in said
            if fallen or record["evidence"]["coordinate"].startswith(PUSHED):
                yield first, record

    def resolved(self):
        """Counts of mended rows, which no source remembers, and of refused ones that were pushed."""
        counts = Counter()
        for _, row in self.refusals:
            state = "resolved" if row["state"] == "RESOLVED" else "open"
            if state == "resolved" or row["evidence"]["coordinate"].startswith(PUSHED):
                counts[row["province"], row["reportedBy"], row["product"], row["subjectKind"], row["code"], row["field"], state] += 1
        return counts


def moment(text):
    """The instant that a record tells."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def day_of(instant):
    """The day in Shanghai of an instant, as ISO text."""
    return instant.astimezone(SHANGHAI).date().isoformat()


def shape_of(record):
    """licence, penalty or None."""
    return next((shape for shape in MEMBERS if record.get(shape)), None)


def key_of(record):
    """The business key of a published licence or penalty."""
    shape = shape_of(record)
    return shape, record[shape]["authority"] or f"{record['evidence']['coordinate']}#", doc(record[shape]["docNo"])


def document_key(key, stated):
    """A document's key as the topics tell it: a blank authority stands as the row's own place."""
    shape, authority, number = key
    return shape, f"{stated.at}#" if authority.startswith(f"{stated.at}#") else authority, number


def stated(record):
    """A published record as its source stated it."""
    shape = shape_of(record)
    counted = {}
    if shape:
        said = record[shape]
        counted = {"decided": said["decisionDate"], "fields": len(MEMBERS[shape]), "filled": sum(bool(said.get(member)) for member in MEMBERS[shape])}
        counted["received"] = record["sourceUpdatedAt"] and moment(record["sourceUpdatedAt"])
    more = {} if shape else {"indicator": record.get("indicator"), "business": record.get("businessNo"), "value": record.get("value"), "effective": record["op"] == "upsert"}
    return Stated(record["province"], record["evidence"]["coordinate"], record["reportedBy"], record["subject"]["id"], None, **counted, **more)

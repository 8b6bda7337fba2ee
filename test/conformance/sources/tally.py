"""Distinct business keys, each with the kind that its newest statement says."""
from collections import Counter


def stands_refused(path, is_fit):
    """Whether a file in refused/ stays refused: a sound one (its number was used before) does; a broken one unless a file of its name came later, and is done or waits."""
    base = path.parent.parent
    later = [one for one in (base / "done" / path.name, base / path.name) if one.exists() and one.stat().st_ctime_ns >= path.stat().st_ctime_ns]
    return is_fit(path) or not later


class Tally:
    """Counts the distinct keys of one province by product and kind."""

    def __init__(self):
        self._keys = {}
        self._refused = Counter()
        self._names = {}

    def add(self, product, key, kind, order=(), state=None):
        """Notes a statement of a key; the highest order says the kind. `state` says more of it to those who ask (statements.py)."""
        # Keys are held as tuples of interned parts: 100,000 subjects stay below a gigabyte.
        names = self._names
        key = (product, *(names.setdefault(part, part) for part in key))
        before = self._keys.get(key)
        if before is None or before[1] <= order:
            self._keys[key] = (kind, order)

    def refuse(self, product, code):
        """Notes a file that is refused whole, and with which code."""
        self._refused[product] += 1

    def revoke(self, key, instant):
        """Notes a separate revocation of a licence or penalty, and the instant at which the source had it."""

    def counts(self):
        """{product: {kind: n}}; a kind that nothing tells is 'unknown'."""
        found = {}
        for key, (kind, _) in self._keys.items():
            kinds = found.setdefault(key[0], Counter())
            kinds[kind or "unknown"] += 1
        return {product: dict(sorted(kinds.items())) for product, kinds in sorted(found.items())}

    def refused(self):
        """{product: n} of files that are refused whole."""
        return dict(sorted(self._refused.items()))

"""Distinct business keys, each with the kind that its newest statement says."""
from collections import Counter


def stands_refused(path, is_fit):
    """Whether a file in refused/ stays refused: a sound one (its number was used before) does; a broken one unless a file of its name was done later."""
    done = path.parent.parent / "done" / path.name
    return is_fit(path) or not done.exists() or done.stat().st_ctime_ns < path.stat().st_ctime_ns


class Tally:
    """Counts the distinct keys of one province by product and kind."""

    def __init__(self):
        self._keys = {}
        self._refused = Counter()
        self._names = {}

    def add(self, product, key, kind, order=()):
        """Notes a statement of a key; the highest order says the kind."""
        # Keys are held as tuples of interned parts: 100,000 subjects stay below a gigabyte.
        names = self._names
        key = (product, *(names.setdefault(part, part) for part in key))
        before = self._keys.get(key)
        if before is None or before[1] <= order:
            self._keys[key] = (kind, order)

    def refuse(self, product):
        """Notes a file that is refused whole."""
        self._refused[product] += 1

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

"""Registration rows: one item for each column that is not blank and that the subject's kind has an indicator for."""
from functools import partial

ITEMS = {"name": "001", "code": "002", "representative": "003", "capital": "004", "established": "005", "status": "006", "address": "007"}
ALLOWED = {"ENT": set(ITEMS), "SOC": {"name", "code", "representative"}, "INS": {"name", "code", "representative"}, "GOV": {"name", "code"}, "NAT": {"name", "code", "hukou"}}


def add_items(tally, subject, kind, values, order, state):
    """Adds an item for each stated value; an unknown kind counts as an enterprise's. `state(name, indicator)` says more of an item."""
    letters = kind or "ENT"
    for name, value in values.items():
        if value is None or name not in ALLOWED[letters]:
            continue
        indicator = f"{letters}-BAS-{'003' if name == 'hukou' else ITEMS[name]}"
        tally.add("ARCHIVE", ("item", subject, indicator, ""), kind, order, partial(state, name, indicator))

"""A copy of the lists kept from changes that come otherwise than by SSE: the stranger's own tables and checks (conformance/subscriber.py), doubles dropped by their number."""
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "conformance"))
import subscriber  # noqa: E402
from exchange.set_hash import SetHash  # noqa: E402


def open_copy(file):
    """An empty copy at the beginning of the log, or the one that is there."""
    db = sqlite3.connect(file, check_same_thread=False)
    db.executescript(subscriber.TABLES + "; create table if not exists source (one integer primary key check (one = 1), offset integer)")
    if subscriber.place_of(db)[0] is None:
        with db:
            subscriber.save(db, "1.0", 0, SetHash(), [])
    return db


def take(db, change):
    """Takes a change; one that the copy has is dropped, one that does not follow ends the program with FAULT."""
    if change["seq"] > subscriber.place_of(db)[1]:
        subscriber.take(db, "change", f"{change['epoch']}.{change['seq']}", change)

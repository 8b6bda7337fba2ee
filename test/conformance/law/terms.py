"""Terms as articles 201 to 203 of the Civil Code count them, over the working days of the package chinesecalendar."""

import itertools
from calendar import monthrange
from datetime import date, timedelta

import chinese_calendar

KNOWN = range(2014, 2027)
ONE_DAY = timedelta(days=1)


def works(day: date) -> bool:
    """Is it a working day? Outside the years of the calendar: Monday to Friday."""
    return chinese_calendar.is_workday(day) if day.year in KNOWN else day.weekday() < 5


def rest(day: date) -> bool | None:
    return chinese_calendar.is_workday(day) if day.year in KNOWN else None


def months_later(day: date, count: int) -> date:
    """The corresponding day, or the last day of the month (article 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_after(begins: date, count: int) -> dict[str, object]:
    """The day on which a term begins is not counted (article 201)."""
    after = (begins + ONE_DAY * nth for nth in itertools.count(1))
    seen = []
    for day in after:
        seen.append(day)
        count -= works(day)
        if count == 0:
            break
    return {"day": seen[-1].isoformat(), "provisional": any(each.year not in KNOWN for each in seen)}


def months_after(begins: date, count: int) -> dict[str, object]:
    """A last day of rest is followed by the next working day (article 203)."""
    day = months_later(begins, count)
    unsure = day.year not in KNOWN
    while not works(day):
        day += ONE_DAY
        unsure = unsure or day.year not in KNOWN
    return {"day": day.isoformat(), "provisional": unsure}

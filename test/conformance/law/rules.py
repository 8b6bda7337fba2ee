"""What the three texts say: the 58th and the 36th order of the NDRC, and Zhejiang's measures of 2019."""

from datetime import date, timedelta

from .terms import months_later, working_days_after

ZJ, CN58, CN36 = "zj-2019", "cn-2023-58", "cn-2026-36"
ZHEJIANG = "330000"
VERTICAL = {"CUSTOMS", "TAX", "COURT", "CSRC", "NFRA", "PBOC", "ENERGY", "RAIL", "CAAC", "POST", "COMMS"}
ONE_YEAR_SYSTEMS = {"EMER", "FIRE", "DRUG"}
ONE_YEAR_DOMAINS = {"B04", "B06", "B07", "B40"}
ONE_YEAR_SECTORS = {"SPECIAL_EQUIPMENT", "WORK_SAFETY", "FIRE_SAFETY", "FOOD", "DRUGS"}
MONTHS_36 = {"MINOR": (0, 3), "GENERAL": (3, 12), "SERIOUS": (12, 36)}
ONE_DAY = timedelta(days=1)


def in_force(day: date, province: str | None) -> list[str]:
    """The rule sets that hold on a day, the prevailing one first."""
    sets = []
    if day >= date(2026, 4, 1):
        sets.append(CN36)
    elif day >= date(2023, 5, 1):
        sets.append(CN58)
    if day >= date(2019, 2, 1) and province == ZHEJIANG:
        sets.append(ZJ)
    return sets


def why_unknown(finding: dict, day: date) -> str | None:
    if finding["system"] is None:
        return "FINDER_UNKNOWN"
    if finding["system"] in VERTICAL:
        return "VERTICAL_SYSTEM"
    return None if in_force(day, finding["province"]) else "NONE_IN_FORCE"


def publicity(finding: dict) -> dict[str, object]:
    found = date.fromisoformat(finding["foundOn"])
    why = why_unknown(finding, found)
    if why is not None:
        return {"why": why}
    sets = in_force(found, finding["province"])
    if CN36 in sets:
        least, most = MONTHS_36[finding["severity"] or "GENERAL"]
        unsure = finding["severity"] is None
        name = CN36
    elif CN58 in sets and finding["kind"] == "PENALTY":
        dangerous = (
            finding["system"] in ONE_YEAR_SYSTEMS
            or finding["domain"] in ONE_YEAR_DOMAINS
            or not ONE_YEAR_SECTORS.isdisjoint(finding["sectors"])
        )
        least, most = (12 if dangerous else 3), 36
        unsure = finding["system"] == "MKT" and finding["domain"] is None and not finding["sectors"]
        name = CN58
    else:
        return {"why": "SILENT"}
    longest = months_later(found, most)
    return {
        "set": name,
        "minUntil": months_later(found, least).isoformat(),
        "maxUntil": longest.isoformat(),
        "stopsBy": (longest + ONE_DAY).isoformat(),
        "provisional": unsure,
    }


def natural_repair(finding: dict) -> dict[str, object]:
    found = date.fromisoformat(finding["foundOn"])
    why = why_unknown(finding, found)
    if why is not None:
        return {"why": why}
    if ZJ not in in_force(found, finding["province"]):
        return {"why": "SILENT"}
    return {"set": ZJ, "on": (months_later(found, 60) + ONE_DAY).isoformat()}


def may_apply(finding: dict, applied: date) -> dict[str, object]:
    found = date.fromisoformat(finding["foundOn"])
    why = why_unknown(finding, applied)
    if why is not None:
        return {"why": why}
    first = in_force(applied, finding["province"])[0]
    if first == ZJ:
        return {"set": ZJ, "day": (months_later(found, 12) + ONE_DAY).isoformat()}
    published = publicity(finding)
    if "why" in published:
        return published
    least = date.fromisoformat(str(published["minUntil"]))
    return {"set": first, "day": (found if least == found else least + ONE_DAY).isoformat()}


# Event → duty → rule set → (working days, article). None: the text leaves it open; "unlimited": it sets no limit.
TERMS: dict[str, dict[str, dict[str, tuple[int | str | None, str | None]]]] = {
    "APPLY": {"FEEDBACK": {CN58: (10, None), CN36: (10, None)}},
    "FORWARD": {"ACCEPTANCE": {CN36: (3, None)}},
    "COMPLETE": {"ACCEPTANCE": {ZJ: (None, "10")}, "REVIEW": {ZJ: (15, "11")}},
    "ACCEPT": {"REVIEW": {CN36: (None, None)}},
    "PUBLICISE": {"PUBLICITY": {ZJ: (5, "11")}, "THIRD_PARTY_OBJECTION": {ZJ: ("unlimited", "15")}},
    "CONFIRM": {
        "NOTICE": {ZJ: (None, "12")},
        "SYNC": {CN58: (3, None), CN36: (None, None)},
        "THIRD_PARTY_OBJECTION": {CN58: (None, None), CN36: (None, None)},
    },
    "NOTIFY": {"ANNOTATION": {ZJ: (2, "13")}},
    "REFUSE": {"SUBJECT_OBJECTION": {ZJ: (5, "15"), CN58: (None, None), CN36: (None, None)}},
    "OBJECT": {"OBJECTION_DECISION": {ZJ: (5, "15"), CN58: (None, None), CN36: (None, None)}},
}


def begins_with(duty: str, name: str) -> str | None:
    """The event with which a rule set lets a duty's term begin; None where it is silent."""
    return next((event for event, duties in TERMS.items() if name in duties.get(duty, {})), None)


def terms(finding: dict, applied: date, event: str, on: date) -> dict[str, object]:
    """The terms that an event begins: of each duty only what the first rule set says that speaks of it."""
    if why_unknown(finding, applied) is not None:
        return {}
    found: dict[str, object] = {}
    for duty, by_set in TERMS[event].items():
        name = next((each for each in in_force(applied, finding["province"]) if begins_with(duty, each) is not None), None)
        if name is None or name not in by_set:
            continue
        length, article = by_set[name]
        due = working_days_after(on, length) if isinstance(length, int) else None
        found[duty] = {"set": name, "article": article, "due": due, "unlimited": length == "unlimited"}
    return found

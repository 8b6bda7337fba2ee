"""What schema/catalogue says: names of units, who answers for what, codes and their names, divisions. Shares no code with the project."""
import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[3] / "schema" / "catalogue"
SPACES = re.compile("[\\s\u200b-\u200f\ufeff]")
REGION = ("310000", "320000", "330000", "340000")
# GB/T 2260: the first two digits of every province, by its name as places are written.
NATION = """11北京市 12天津市 13河北省 14山西省 15内蒙古 21辽宁省 22吉林省 23黑龙江省 31上海市 32江苏省 33浙江省 34安徽省 35福建省 36江西省 37山东省 41河南省 42湖北省
43湖南省 44广东省 45广西 46海南省 50重庆市 51四川省 52贵州省 53云南省 54西藏 61陕西省 62甘肃省 63青海省 64宁夏 65新疆 71台湾省 81香港 82澳门"""
PREFIXES = {name[2:]: name[:2] for name in NATION.split()}


def rows_of(table):
    """The rows of a table."""
    with open(CATALOGUE / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(name):
    """The form in which names are compared: NFKC without spaces."""
    return SPACES.sub("", unicodedata.normalize("NFKC", name))


UNITS = {row["unit"]: row for row in rows_of("units")}
FUNCTIONS = {code: row["function"] for code, row in UNITS.items()}
INDICATORS = {row["indicator"]: row for row in rows_of("indicators")}
INDICATOR_NAMES = {(row["subject_kind"], plain(row["name"])): code for code, row in INDICATORS.items()}
DOMAINS = {row["domain"]: row for row in rows_of("domains")}
DOMAIN_NAMES = {(row["polarity"].upper(), plain(row["name"])): code for code, row in DOMAINS.items()}
SUFFIXES = {plain(row["suffix"]): row["function"] for row in rows_of("authority-suffixes")}
PARTIES = {(row["dimension"], row["party_kind"]) for row in rows_of("relation-dimensions")}
TERMS = {row["term"]: int(row["workdays"]) for row in rows_of("quality-terms")}


def _answering():
    found = {}
    for table, key in (("indicator-unit", "indicator"), ("domain-unit", "domain"), ("competence", "function")):
        for row in rows_of(table):
            found[row[key], row["province"], row["city_override"]] = row["unit"]
    return found


ANSWERING = _answering()


def _bearers():
    """{name: [(unit, first day, last day)]}: today's name and a bureau's on any day, an earlier one in its time."""
    found = {}
    for code, row in UNITS.items():
        found.setdefault(plain(row["name"]), []).append((code, "", ""))
    for row in rows_of("unit-alias"):
        found.setdefault(plain(row["name"]), []).append((row["unit"], "", ""))
    for row in rows_of("unit-history"):
        found.setdefault(plain(row["name"]), []).append((row["unit"], row["valid_from"], row["valid_to"]))
    return found


BEARERS = _bearers()


def unit_named(name, province, day):
    """The unit of a province that bears, or on the day bore, a name; None where none does."""
    for unit, first, last in BEARERS.get(plain(name), ()):
        if province[:2] in UNITS[unit]["provinces"].split("|") and first <= day <= (last or "9999"):
            return unit
    return None


def unit_of(what, province, city=None):
    """The unit that answers for an indicator, domain or function in a province; a city's own goes before."""
    return ANSWERING.get((what, province[:2], city)) or ANSWERING.get((what, province[:2], ""))


def function_of(authority):
    """The function of a deciding authority: the longest suffix of its name that is known."""
    name = plain(authority)
    return next((SUFFIXES[name[at:]] for at in range(len(name)) if name[at:] in SUFFIXES), None)


@cache
def names_of(unit):
    """Every name that a unit has borne, with its city bureaus'."""
    return {name for name, bearers in BEARERS.items() if any(one[0] == unit for one in bearers)}


def _codes():
    lists, names = {}, {}
    for row in rows_of("code-lists"):
        name = plain(row["name"].split(" → ")[0])
        meaning = row["name"].split(" → ")[1].split(" + ")[0].split(";")[0] if " → " in row["name"] else None
        lists.setdefault(row["list"], {})[row["code"]] = meaning
        remark = re.search(r"\((.*)\)$", name)
        for each in {name, re.sub(r"\(.*\)$", "", name), *(remark[1].removesuffix("等").split("、") if remark else ())}:
            names.setdefault(row["list"], {}).setdefault(each, row["code"])
    return lists, names


CODES, CODE_NAMES = _codes()


def code_of(name_of_list, word):
    """The code of a list that a code or a name stands for, or None."""
    return word if word in CODES[name_of_list] else CODE_NAMES[name_of_list].get(plain(word))


RETIRED = {row["code"]: row["successor"] for row in rows_of("divisions-retired")}
CITIES = {row["code"]: row for row in rows_of("cities")}
COUNTIES = {row["code"]: row for row in rows_of("counties")}
AREAS = {row["local_area"]: row["division"] for row in rows_of("js-local-area-codes")}
KNOWN = {*REGION, *CITIES, *COUNTIES, *RETIRED}
FILLERS = ("市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "县")


def division(code):
    """A division as it is called today: its code; None where the code begins like no province, or is none of its province in the region."""
    if not re.fullmatch("[0-9]{6}", code) or code[:2] not in PREFIXES.values() and code != "100000":
        return None
    if code[:2] + "0000" in REGION and code not in KNOWN:
        return None
    return code if code in CITIES or code in COUNTIES else RETIRED.get(code, code)


def city_of(code):
    """The city that a code of a division lies in today; None for a province, for Shanghai and outside the region."""
    city = COUNTIES[code]["city"] if code in COUNTIES else code[:4] + "00"
    city = city if city in CITIES else RETIRED.get(city)
    return None if city is None or city.endswith("0000") else city


def local_area(code):
    """The division that a local area code of Jiangsu names; its city where there is no such county; None outside the table."""
    city = AREAS.get(code[:-2]) if re.fullmatch("0[0-9]{4,5}", code) else None
    if city is None:
        return None
    county = city[:4] + code[-2:]
    return division(county) if county in KNOWN else city


def _places(codes):
    past = [(code, plain(row["name"].split("(")[0])) for row in rows_of("divisions-retired") if ((code := row["code"]).endswith("00")) == (codes is CITIES)]
    return [(code, plain(row["name"]), False) for code, row in codes.items()] + [(code, name, True) for code, name in past]


COUNTY_PLACES, CITY_PLACES = _places(COUNTIES), _places(CITIES)


def _only(bearers):
    """The one place of several: those that exist go before retired ones; more than one is none."""
    standing = [one for one in bearers if not one[2]] or bearers
    return standing[0] if len({one[0] for one in standing}) == 1 else None


def _unfilled(text):
    filler = next((one for one in FILLERS if text.startswith(one) and (len(text) > len(one) or one != "县")), "")
    return text[len(filler) :]


def _county(name, province, city=None):
    bearers = [one for one in COUNTY_PLACES if one[1] == name and one[0][:2] == (province or one[0][:2])]
    if city is None:
        return _only(bearers)
    return _only([one for one in bearers if one[0][:4] == city[0][:4] or city_of(division(one[0])) == city[0]]) or (_only(bearers) if city[2] else None)


@cache
def division_named(name):
    """The division that a written place means, down to the deepest level that is understood; None where that is nobody's or several places'."""
    text = plain(name)
    start = next((full for full in PREFIXES if text.startswith(full)), None)
    province = PREFIXES[start] if start else None
    if start and province + "0000" not in REGION:
        return province + "0000"
    rest = _unfilled(re.sub("^(自治区|特别行政区|壮族自治区|回族自治区|维吾尔自治区)", "", text[len(start) :])) if start else text
    found = _county(rest, province) if rest else None
    if found is None or found[2]:
        for city in CITY_PLACES:
            if rest.startswith(city[1]) and city[0][:2] == (province or city[0][:2]):
                found = _county(_unfilled(rest[len(city[1]) :]), city[0][:2], city) or city
                break
    if found is None:
        return province + "0000" if province else None
    return division(found[0])

"""Draws samples again, from the words of packages/sampling/SAMPLING.md and the standard library alone: one plan a line (JSON), answered with one line."""

import hashlib
import hmac
import json
import sys
from decimal import Decimal, ROUND_CEILING


def digest(lines):
    return hashlib.sha256("".join(line + "\n" for line in sorted(lines, key=str.encode)).encode()).hexdigest()


def lowest(seed, parts, things, count):
    def score(thing):
        return hmac.new(seed.encode(), "\n".join([*parts, thing]).encode(), hashlib.sha256).hexdigest()

    return sorted(things, key=lambda thing: (score(thing), thing.encode()))[:count]


def draw(plan):
    seed, matter = plan["seed"], plan["matter"]
    population = digest(f'{member["class"]} {member["id"]}' for member in plan["population"])
    roster = digest(plan["inspectors"])
    drawn = []
    for share in plan["shares"]:
        ids = [member["id"] for member in plan["population"] if member["class"] == share["class"]]
        count = int((len(ids) * Decimal(share["ratio"])).to_integral_value(ROUND_CEILING))
        for chosen in lowest(seed, ["subject", matter, population, share["class"]], ids, count):
            inspectors = lowest(seed, ["inspector", matter, population, roster, chosen], plan["inspectors"], plan["each"])
            drawn.append({"id": chosen, "class": share["class"], "inspectors": inspectors})
    return {"populationDigest": population, "rosterDigest": roster, "drawn": drawn}


for line in sys.stdin:
    print(json.dumps(draw(json.loads(line))))

"""What the auditor reports: one breach of one rule, at one place of a plan."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RULES: Mapping[str, str] = {
    "bound": "The bound is above no plan that is known: not this one, and not the one that repairs nothing.",
    "cannot judge": "What this version of the auditor cannot judge is named, never passed.",
    "case": "The plan was made for this very case, in this version of the contract.",
    "cost": "A purchase has the catalogue's price.",
    "crew kind": "A work is done by the kind of crew that the case names.",
    "crews": "On no day are more crews of a kind at work than the case and usable pledges give.",
    "dates": "Orders and works begin within the horizon, arrive after the lead time and end after the crew days.",
    "do nothing": "The figure for repairing nothing is true; in a case with water the plan is no worse than it.",
    "early": "Nothing is used before it is there.",
    "earmark": "A pledge serves only what it was given for.",
    "form": "The tables of a plan have their columns, and every cell holds a value of its kind.",
    "gap": "The gap is (objective - bound) / objective.",
    "heat": "The hours without heat and the people drained are what the shares of power come to.",
    "installs": "Equipment is placed only where the case allows it.",
    "money": "No pledge spends more than its amount.",
    "needs": "A repair uses exactly what it needs, in whole units, itself or by an allowed substitute.",
    "objective": "The objective is the sum of weighted person-hours without power and without water.",
    "optimum": "What is unserved is the least that physics allows, weighted as the case says. Not asked in a case with "
    "water: what power is worth at a pump is a matter of tanks, which planning may only approximate.",
    "origin": "Every unit comes from a purchase of the plan or a gift of the case, of that equipment.",
    "people": "The people without power are those behind the unserved shares.",
    "person hours": "The unweighted person-hours add up.",
    "physics": "The shares that places and pumps get can be carried by the network of that day and their own sets.",
    "places": "Every place, linked pump and zone of water has one share, from 0 to 1, for each block of each day.",
    "pledge": "Money and crews come from pledges that are usable on that day.",
    "proven": "The proven figures are what AC power flow and EPANET say, those of heat included.",
    "repair": "Only damaged assets that the case knows how to repair are repaired, each once.",
    "service": "Every block of every day has one row with its hours, its demand and what is served.",
    "spent": "The money spent adds up.",
    "stock": "No more units are used than there are.",
    "summary": "The summary has all its keys, with values of their kind.",
    "supply": "No more is bought than the market has.",
    "water": "The figures of water are what the zones' shares come to; a case without water has none.",
}
"""Every rule that `Breach.rule` may name, and what it asks for."""

TRUE_REL = 1e-6
"""How far a power or money figure may be from the truth, relative (contract, section 3)."""

PROVEN_REL = 1e-3
"""How far a proven figure may be from what the physics engine says, relative (contract, section 3)."""

LISTED_MAX = 20
"""How many breaches of one kind are listed one by one; the rest are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One thing that a plan must not do, or a figure that is not true.

    `rule` is one of `RULES`; `where` says which row or figure; `what` says what is wrong, in words.
    """

    rule: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.what}"


def close(claimed: float, true: float, *, rel: float = TRUE_REL, floor: float = 1e-9) -> bool:
    """Whether a figure is true up to the noise that the contract allows; NaN never is."""
    return abs(claimed - true) <= rel * abs(true) + floor


def number_of(value: object) -> float | None:
    """A finite number as a float; None for anything else (a truth value is no number)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def shortened(breaches: Iterable[Breach]) -> list[Breach]:
    """The first breaches of a long list of one kind, and how many more there are."""
    listed = list(breaches)
    if len(listed) <= LISTED_MAX:
        return listed
    more = len(listed) - LISTED_MAX
    last = listed[LISTED_MAX - 1]
    return [*listed[:LISTED_MAX], Breach(last.rule, "and more", f"{more} more like the ones listed")]

"""Heat in the report: who is drained, who would be, and until when each boiler house must have power."""

from collections.abc import Sequence
from dataclasses import dataclass

from svitlo.report.facts import Facts, figure
from svitlo.report.words import counted, is_placed, number
from svitlo.tables.explanation import HeatExplained
from svitlo.tables.results import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Heat places of a plan: how many there are, were drained, and were in danger and had power in time."""

    place_count: int
    drained_count: int
    saved_count: int


def tally_of(facts: Facts) -> Tally:
    """Counted by place: one that was drained once and in time another time counts as drained."""
    drained = {spell.place_id for spell in facts.heat.spells if spell.is_drained}
    at_risk = {spell.place_id for spell in facts.heat.spells if spell.drain_at_h is not None}
    return Tally(place_count=len(facts.heat.place_ids), drained_count=len(drained), saved_count=len(at_risk - drained))


def heat_lines(plan: Plan, facts: Facts) -> tuple[str, ...]:
    """The plan's heat in sentences; none in a case without heat places."""
    tally, heat = tally_of(facts), facts.heat
    if not tally.place_count:
        return ()
    hours = number(heat.person_hours_without_heat)
    if not heat.spells:
        said = [f"Heat: {counted(tally.place_count, 'heat place')}, none is ever without heat."]
    else:
        drained = "none is drained"
        if tally.drained_count:
            verb = "is" if tally.drained_count == 1 else "are"
            drained = f"{number(tally.drained_count)} {verb} drained, {number(heat.people_drained)} people"
        saved = ""
        if tally.saved_count:
            would = "would be had its" if tally.saved_count == 1 else "would be had their"
            saved = f"; {number(tally.saved_count)} more {would} power come later"
        places = counted(tally.place_count, "heat place")
        said = [f"Heat: of {places} {drained}{saved}; {hours} person-hours without heat."]
    return tuple(filter(None, (*said, _compared(plan))))


def _compared(plan: Plan) -> str:
    """What the proof and doing nothing come to, as far as the plan tells them."""
    said = []
    for words, ending in (("With what AC power flow confirms", "_proven"), ("If nothing is repaired", "_do_nothing")):
        drained = figure(plan.summary, f"people_drained{ending}")
        hours = figure(plan.summary, f"person_hours_without_heat{ending}")
        if drained is not None and hours is not None:
            verb = f"{number(drained)} people are drained" if drained else "nobody is drained"
            said.append(f"{words}: {verb}, {number(hours)} person-hours without heat.")
    return " ".join(said)


def heat_sentence(one: HeatExplained, named: str) -> str:
    """One time without heat in words; `named` are the works of `back_with`, ready to be read."""
    buildings = f"the buildings of {number(one.people)} {'person' if one.people == 1.0 else 'people'} are drained"
    limit = f"It must have power before {one.drained_unless_before} or {buildings}"
    if one.is_drained:
        limit = f"It should have had power before {one.drained_unless_before}, and has not: {buildings}"
    said = f"{limit}; it is without power from {one.without_power_from}"
    if one.power_back is None:
        return f"{said} to the end."
    said += f" until {one.power_back}"
    if one.back_with:
        said += f", when {named} {'is' if len(one.back_with) == 1 else 'are'} {_back(one.back_with)}"
    elif one.back_with is not None:
        said += ", when it is back without any work of that day"
    if one.is_drained:
        again = "is not warm again by the end" if one.heat_back is None else f"is warm again from {one.heat_back}"
        said += f", and {again}"
    return f"{said}."


def _back(asset_ids: Sequence[str]) -> str:
    placed = sum(map(is_placed, asset_ids))
    return "in use" if placed == len(asset_ids) else "back or in use" if placed else "back"

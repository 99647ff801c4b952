"""Heat in the report: who is drained, who would be, and until when each boiler house must have power."""

from collections.abc import Sequence
from dataclasses import dataclass

from svitlo.assets.heat import ColdSpell, moment_of
from svitlo.report.facts import Facts, figure
from svitlo.report.markup import Child, Markup, element
from svitlo.report.tables import Head, grid, row
from svitlo.report.words import counted, is_placed, number
from svitlo.tables.case import Case
from svitlo.tables.explanation import HeatExplained
from svitlo.tables.results import Plan

HEAT: Head = (
    ("Place", "t"),
    ("People", "n"),
    ("Without power from", "d"),
    ("Drained unless power is back before", "d"),
    ("Power back", "d"),
    ("Heat back", "d"),
    ("Drained", ""),
)
LISTED = 100
"""Times without heat that the table lists; the rest are counted."""

ABOUT = (
    "A heat place is without heat while it gets less than half its power. Hours without heat on days of frost drain "
    "it; drained, it stays cold until it has had power for the days that a refill takes. By the planning model."
)


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


def heat_section(case: Case, plan: Plan, facts: Facts) -> Markup | None:
    """The page's section on heat; None in a case without heat places."""
    lines = heat_lines(plan, facts)
    if not lines:
        return None
    parts: list[Child] = [element("p", ABOUT, class_="note"), [element("p", line) for line in lines]]
    dated = [spell for spell in facts.heat.spells if spell.drain_at_h is not None]
    if dated:
        name_of = dict(case.places.select("place_id", "name").iter_rows())
        parts.append(grid(HEAT, [_row(case, str(name_of[spell.place_id]), spell) for spell in dated[:LISTED]]))
    rest = []
    if len(dated) > LISTED:
        rest.append(f"{counted(len(dated) - LISTED, 'more time', 'more times')} without heat with a deadline")
    short = len(facts.heat.spells) - len(dated)
    if short:
        what = (
            "more time without heat that drains nobody" if short == 1 else "more times without heat that drain nobody"
        )
        rest.append(f"{number(short)} {what} within the days of the case")
    if rest:
        parts.append(element("p", f"Not listed: {'; '.join(rest)}.", class_="note"))
    return element("section", element("h2", "Heat: until when power must be back"), parts)


def _row(case: Case, name: str, spell: ColdSpell) -> Markup:
    def moment(hour: float | None) -> str:
        return "not by the end" if hour is None else moment_of(case, hour)

    cells = (
        name,
        number(spell.people),
        moment_of(case, spell.first_h),
        moment(spell.drain_at_h),
        moment(spell.power_back_h),
        moment(spell.heat_back_h),
        "yes" if spell.is_drained else "in time",
    )
    return row(HEAT, cells, class_="off" if spell.is_drained else None)


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

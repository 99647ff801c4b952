"""The plan in a few sentences, the same on the page and on the terminal; every figure is the plan's own."""

from collections.abc import Mapping

from svitlo.report.facts import Card, Facts, figure
from svitlo.report.placing import placed_units
from svitlo.report.water import error_line, has_water, water_cards, water_finding, water_proof, without_what
from svitlo.report.words import (
    at_least,
    counted,
    day_date,
    money,
    number,
    percent,
    percent_at_most,
    short_asset,
    spoken,
)
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

VERDICTS: Mapping[str, str] = {
    "stands": "AC power flow confirms every state of the plan as planned",
    "stands after shedding": "AC power flow confirms every state once some more load is shed",
    "fails": "AC power flow does not confirm the plan: in at least one block of a day nothing of it stands",
}
FINDINGS: Mapping[str, tuple[str, str]] = {
    "voltage_low": ("low voltage", "pu"),
    "voltage_high": ("high voltage", "pu"),
    "overload": ("overload", "of the rating"),
    "generation": ("generation above its maximum, losses counted", "of the maximum"),
    "reactive_low": ("reactive power below its minimum", "pu"),
    "reactive_high": ("reactive power above its maximum", "pu"),
    "no_solution": ("no solution of the power flow, voltage collapses", "pu"),
    "dispatch": ("more than even the planning model can serve", ""),
    "no_generation": ("no generation", ""),
    "no_voltage_source": ("nothing that holds the voltage", ""),
}
"""What `Finding.what` means and the unit of its value."""
FINDINGS_SHOWN = 6
PROVEN_ALIKE = 1e-9
"""Relative difference up to which proven and planned count as the same."""


def against_best(plan: Plan) -> str:
    """How far the plan is at most from the best possible, in plain words."""
    objective, bound, gap = (figure(plan.summary, key) for key in ("objective", "bound", "gap_share"))
    if objective is not None and objective <= 0.0:
        return f"Nobody is ever without {without_what(plan)}: no plan can be better."
    if bound is None or gap is None:
        return "How far this plan is from the best possible is not known."
    return (
        f"No plan can be better than {at_least(bound)} weighted person-hours in the planning model; "
        f"this one is at most {percent_at_most(gap)} from the best possible."
    )


def proof_of(plan: Plan) -> Mapping[str, Mapping[str, object]]:
    """The verdicts in the summary by network, only those that there are."""
    proof = plan.summary.get("proof")
    if not isinstance(proof, Mapping):
        return {}
    return {
        str(name): said for name, said in sorted(proof.items()) if isinstance(said, Mapping) and said.get("verdict")
    }


def proof_sentences(plan: Plan) -> tuple[str, ...]:
    """What the physics check says of each network, with what it took away."""
    said = []
    for name, record in proof_of(plan).items():
        verdict = str(record["verdict"])
        if name == "power":
            said.append(f"{VERDICTS.get(verdict, f'Verdict: {verdict}')}{_taken_away(plan)}.")
        elif name == "water":
            said += [f"{water_proof(plan, record)}.", error_line(plan)]
        else:
            said.append(f"{spoken(name)}: {verdict}.")
    return tuple(filter(None, said)) or ("This plan was not checked against physics.",)


def _taken_away(plan: Plan) -> str:
    """How much of the planned energy is not confirmed."""
    hours = plan.service["hours"]
    served_mwh = float((plan.service["served_mw"] * hours).sum())
    lost_mwh = served_mwh - float((plan.service["proven_mw"] * hours).sum())
    if lost_mwh <= PROVEN_ALIKE * max(1.0, served_mwh):
        return ""
    share = percent(lost_mwh / served_mwh, digits=2)
    proven = number(figure(plan.summary, "objective_proven"))
    said = f"; {number(lost_mwh)} MWh ({share}) of the planned supply is not confirmed"
    # With water the proven figure holds both, so what power alone makes of it is not known here.
    return said if has_water(plan) else f"{said}, which makes {proven} weighted person-hours without power"


def finding_lines(case: Case, plan: Plan) -> tuple[str, ...]:
    """The worst findings of the physics check, a line each, at most `FINDINGS_SHOWN` for each network."""
    lines: list[str] = []
    for name, record in proof_of(plan).items():
        found = record.get("findings")
        rows = [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []
        told = water_finding if name == "water" else _finding_line
        lines.extend(told(case, item) for item in rows[:FINDINGS_SHOWN])
        count = figure(record, "finding_count")
        if rows and count is not None and count > FINDINGS_SHOWN:
            lines.append(f"{counted(int(count) - FINDINGS_SHOWN, 'finding')} more")
    return tuple(lines)


def _finding_line(case: Case, item: Mapping[str, object]) -> str:
    what, unit = FINDINGS.get(str(item.get("what")), (spoken(str(item.get("what", "finding"))), ""))
    day, value, limit = (figure(item, key) for key in ("day", "value", "limit"))
    line = f"{what} at {_where(str(item.get('where', '')))}"
    if unit and value is not None and limit is not None:
        line += f": {value:.3f} {unit} (limit {limit:.3f})"
    if day is not None:
        line += f", {day_date(case, int(day))}, block {item.get('block', '')}"
    shed_mw = figure(item, "shed_mw")
    return f"{line}; {number(shed_mw)} MW shed for it" if shed_mw else line


def _where(where: str) -> str:
    return short_asset(where) if "/" in where else f"bus {where}"


def cards(case: Case, plan: Plan, facts: Facts) -> tuple[Card, ...]:
    """The headline figures."""
    summary = plan.summary

    def known(key: str) -> str:
        return number(figure(summary, key))

    drawn = sum(gift.used_count > 0 for gift in facts.gifts)
    people = facts.daily["people_without_power"] if facts.daily.height else None
    first, last = (number(people[row] if people is not None else None) for row in (0, -1))
    arrow = f"{first} \u2192 {last}"
    found = [
        Card(
            what="People without power",
            value=arrow,
            more=f"{case.settings.start} \u2192 {_last(case)}, mean of the day",
        ),
        Card(
            what="Person-hours without power",
            value=known("person_hours_without_power"),
            more="unweighted, planning model",
        ),
        *water_cards(case, plan, facts),
        Card(
            what="Weighted person-hours (objective)",
            value=known("objective"),
            more=f"proven {known('objective_proven')}; do nothing {known('do_nothing')}",
        ),
        Card(
            what="From the best possible",
            value=f"at most {percent_at_most(figure(summary, 'gap_share'))}",
            more=f"no plan below {at_least(figure(summary, 'bound'))}",
        ),
        Card(
            what="Money spent",
            value=money(facts.spent_usd),
            more=f"of {money(facts.usable_usd)} usable before the end",
        ),
        Card(
            what="Damaged assets back",
            value=f"{number(len(facts.back_ids))} of {number(facts.damaged_count)}",
            more=f"by {_last(case)}; gifts drawn on: {number(drawn)} of {number(len(facts.gifts))}",
        ),
    ]
    if case.installs.height:
        units, spots = placed_units(case, facts)
        more = f"at {counted(spots, 'place or pump', 'places and pumps')}, in use by {_last(case)}"
        found.append(Card(what="Equipment placed", value=counted(units, "unit"), more=more))
    return tuple(found)


def _last(case: Case) -> str:
    return day_date(case, case.settings.days - 1)


def notes(case: Case, plan: Plan) -> tuple[str, ...]:
    """What was not counted, what was estimated, what was noticed on reading; each once."""
    given = plan.summary.get("notes")
    said = [str(note) for note in given] if isinstance(given, list | tuple) else []
    if plan.summary.get("count_announced") is True:
        said.insert(0, "Pledges that are only announced were counted as firm.")
    return tuple(dict.fromkeys([*said, *case.notes]))

"""The explanation of a plan in words, the same on page and terminal; every figure is the explanation's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from svitlo.report.words import AssetNames, at_least, counted, is_placed, money, number, percent, spoken
from svitlo.tables.explanation import (
    CrewWait,
    DelayCost,
    EquipmentWorth,
    Explanation,
    Giver,
    Lack,
    LeftExplained,
    MoneyWorth,
    PartWait,
    WorkExplained,
)

UNIT = "weighted person-hours"
NAMED = 4
"""Assets that are named before the others are only counted."""

NOT_WORKED_OUT = "not worked out"

LEFT_WHY: Mapping[str, str] = {
    "no work": "The case gives no repair for this kind of damage",
    "no crew": "No crew of its kind is there for long enough",
    "parts": "What it needs cannot be had in time, even if no other work took any",
    "time": "It cannot be back before the last day",
    "parts went elsewhere": "What it needs goes to other works of the plan",
    "crews went elsewhere": "The crews of its kind are at other works of the plan",
    "both went elsewhere": "What it needs and the crews of its kind go to other works of the plan",
    "no gain": "It could be repaired, but the planning model gains nothing by it before the last day",
    "not chosen": "It could be repaired beside the others, and the plan does not do it",
    NOT_WORKED_OUT: "It could be repaired; what it would bring was not worked out",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Model days as dates."""

    first: date

    @classmethod
    def of(cls, explanation: Explanation) -> "Calendar":
        """The calendar of an explanation."""
        return cls(date.fromisoformat(explanation.first_date))

    def __call__(self, day: int) -> str:
        """A model day as an ISO date; beyond what a calendar holds, the day itself."""
        try:
            return (self.first + timedelta(days=day)).isoformat()
        except OverflowError:
            return f"day {day}"


def names_in(explanation: Explanation) -> AssetNames:
    """The names that an explanation brings along."""
    given = [(*one.id.partition(":")[::2], one.name) for one in explanation.names]
    return AssetNames(
        equipment={key: name for what, key, name in given if what == "equipment"},
        places={key: name for what, key, name in given if what == "place"},
    )


def named(asset_ids: Sequence[str], names: AssetNames | None = None) -> str:
    """`line 1, line 2 and bus 3`; of many only the first few, the others counted."""
    words = [(names or AssetNames())(asset_id) for asset_id in asset_ids]
    if len(words) > NAMED + 1:
        words = [*words[:NAMED], counted(len(words) - NAMED, "more asset")]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def at_most(value: float) -> str:
    """A number rounded up, so that `at most` stays true."""
    return number(-float(-value // 1)) if value >= 1000.0 else number(value)


# ---- one work


def work_sentences(explanation: Explanation, work: WorkExplained) -> tuple[str, ...]:
    """What a work brings, and why it starts when it starts."""
    said = [*bring_sentences(explanation, work), *wait_sentences(explanation, work)]
    if work.in_first_half_share is not None:
        share = percent(work.in_first_half_share, digits=0)
        said.append(f"Of the plans found within 1 % of the best, {share} have it in their first half.")
    return tuple(said)


def bring_sentences(explanation: Explanation, work: WorkExplained, *, figure: bool = True) -> tuple[str, ...]:
    """What a work brings; without the main figure where that stands beside it."""
    if "begun" in work.waited_for:
        return ()
    if work.without_it is None:
        return ("What it brings was not worked out: the effort went to works that the plan would miss more.",)
    names = names_in(explanation)
    said = [_switched_on(work, names), _helps(Calendar.of(explanation), work, names)]
    if figure or work.without_it <= 0.0:
        said.insert(0, _without_it(work.without_it))
    if work.capacity_share < 1.0:
        said.append(f"It has {number(100.0 * work.capacity_share)} % of its capacity, by a substitute.")
    return tuple(filter(None, said))


def _without_it(value: float) -> str:
    if value < 0.0:
        return f"By the planning model the plan would be better without it, by {number(-value)} {UNIT}."
    if value == 0.0:
        return "By the planning model the plan would lose nothing without it."
    return f"Without it, all else as planned: {number(value)} {UNIT} more."


def _helps(day: Calendar, work: WorkExplained, names: AssetNames) -> str:
    """From when it helps and with whom, where that is not at once and alone."""
    if work.helps_from_day is None:
        return ""
    if work.only_together_with:
        others = named(work.only_together_with, names)
        return f"It helps from {day(work.helps_from_day)} on, and only together with {others}."
    return f"It helps from {day(work.helps_from_day)} on." if work.helps_from_day > work.service_day else ""


def _switched_on(work: WorkExplained, names: AssetNames) -> str:
    alone, together = work.people_switched_on, work.people_switched_on_together
    if alone is None or together is None:
        return ""
    water, water_together = work.people_given_water, work.people_given_water_together
    modelled = ", by the planning model," if min(alone, water or 0.0) < 0.0 else ""
    said = f"On its return{modelled} {_people(alone, water)} by it alone"
    if work.returns_with and (together, water_together) != (alone, water):
        others = named(work.returns_with, names)
        said += f"; together with {others}, back the same day, {_people(together, water_together)}"
    return f"{said}."


def _people(power: float, water: float | None) -> str:
    """How many get or lose power and, where there is any, water."""
    said = []
    for count, what in ((power, "power"), (water or 0.0, "water")):
        whole = max(1.0, float(round(abs(count))))
        verbs = ("gets", "get") if count > 0.0 else ("loses", "lose")
        who = f"1 person {verbs[0]}" if whole == 1.0 else f"{number(whole)} people {verbs[1]}"
        said += [f"{who} {what}"] if count else []
    return " and ".join(said) or ("nobody gets power" if water is None else "nobody gets power or water")


def wait_sentences(explanation: Explanation, work: WorkExplained) -> tuple[str, ...]:
    """Why a work starts when it starts."""
    day, names = Calendar.of(explanation), names_in(explanation)
    start = day(work.start_day)
    said = []
    for what in work.waited_for:
        if what == "first day":
            said.append(f"It starts at once, on {start}.")
        elif what == "damage":
            said.append(f"Its damage was reported on {start}, and it starts that day.")
        elif what == "begun":
            said.append(f"It had begun on {start}, before this plan was made, and goes on.")
        elif what == "part":
            said += [_part(day, part, names) for part in work.parts]
        elif what == "crew" and work.crew is not None:
            said.append(_crew(day, work, work.crew, names))
        elif what == "choice":
            said.append(_choice(day, work))
    if work.ready_with_substitute_day is not None:
        sooner = day(work.ready_with_substitute_day)
        said.append(f"With a substitute it could start on {sooner}; the plan keeps to what it really needs.")
    return tuple(said)


def _choice(day: Calendar, work: WorkExplained) -> str:
    if work.could_start_day is None:
        return "No single thing keeps it from an earlier start."
    return f"It could start on {day(work.could_start_day)}; the plan takes it up later."


def _part(day: Calendar, part: PartWait, names: AssetNames) -> str:
    what = f"{number(part.quantity)} \u00d7 {part.equipment}"
    giver = part.giver
    said = f"It waited for {what}, there on {day(part.arrival_day)}: "
    if part.is_bought:
        said += f"bought with {giver.actor}'s pledge {giver.pledge_id}, ordered on {day(part.order_day)}, "
        said += f"{counted(part.arrival_day - part.order_day, 'day')} on the way; the money is {_usable(day, giver)}"
    else:
        said += f"a gift of {giver.actor} (pledge {giver.pledge_id}), {_usable(day, giver)}"
    if part.sooner_units_went_to:
        said += f". Others would have been there sooner, but went to {named(part.sooner_units_went_to, names)}"
    return f"{said}."


def _usable(day: Calendar, giver: Giver) -> str:
    """From when a pledge is usable, and why only then."""
    if giver.adopted_day is not None and giver.adopted_day > giver.available_day and giver.adopted_day >= 0:
        rule = "by consensus" if giver.rule == "consensus" else f"({spoken(giver.rule or 'by its rule')})"
        return f"usable from {day(giver.usable_day)}, when decision {giver.decision_id} was adopted {rule}"
    if giver.usable_day <= 0:
        return "usable from the first day"
    return f"usable from {day(giver.usable_day)}, the date that the pledge gives"


def _crew(day: Calendar, work: WorkExplained, crew: CrewWait, names: AssetNames) -> str:
    kind, start = spoken(work.crew_kind), day(work.start_day)
    said = f"It waited for a crew ({kind}): "
    if crew.ready_day < work.start_day:
        said = f"All else was ready on {day(crew.ready_day)}, but it waited for a crew ({kind}): "
    causes = []
    if crew.busy_on:
        verb = "were" if len(crew.busy_on) > 1 else "was"
        causes.append(f"none was free until {named(crew.busy_on, names)} {verb} done, on {start}")
    if crew.more_crews:
        pledged = (f"{one.actor}, pledge {one.pledge_id}, {_usable(day, one)}" for one in crew.givers)
        givers = f" ({'; '.join(pledged)})" if crew.givers else ""
        verb = "begin" if crew.more_crews > 1 else "begins"
        causes.append(f"{counted(crew.more_crews, 'more crew')} of the kind {verb} on {start}{givers}")
    return f"{said}{', and '.join(causes) or f'none was free before {start}'}."


# ---- what is left


def left_sentence(explanation: Explanation, left: LeftExplained) -> str:
    """Why a damaged asset is not repaired."""
    day = Calendar.of(explanation)
    said = LEFT_WHY.get(left.why, spoken(left.why))
    if left.why == "not chosen" and left.gain is not None:
        said += f"; adding it would save {number(left.gain)} {UNIT}"
    if left.lacks:
        said += ": " + "; ".join(_lack(day, explanation, lack) for lack in left.lacks)
    return f"{said}."


def _lack(day: Calendar, explanation: Explanation, lack: Lack) -> str:
    said = f"{number(lack.quantity)} \u00d7 {lack.equipment} "
    if lack.first_day is None:
        return f"{said}(nobody gives or pays for it)"
    if lack.first_day >= explanation.days:
        return f"{said}(there on {day(lack.first_day)} at the soonest, after the last day)"
    if lack.usable_count < lack.quantity:
        return f"{said}(at most {number(lack.usable_count)} can be there in time, substitutes counted)"
    return f"{said}(there on {day(lack.first_day)} at the soonest, too late to work with it)"


# ---- the plan


def core_sentence(explanation: Explanation) -> str:
    """The no-regret core."""
    core = explanation.core
    if core is None:
        return (
            "Works that belong to every good plan are not known: the planner kept fewer than two plans within 1 % of "
            "the best."
        )
    plans = f"each of the {number(core.plan_count)} plans found within 1 % of the best"
    if not core.asset_ids:
        return f"No work is in the first half of {plans}: good plans begin in different ways."
    count = counted(len(core.asset_ids), "work is", "works are")
    ids = ", ".join(map(names_in(explanation), core.asset_ids))
    return f"{count} in the first half of {plans}, so that beginning with them is hard to regret: {ids}."


def money_sentence(explanation: Explanation, worth: MoneyWorth) -> str:
    """What one more million in a pledge is worth."""
    left = f"{money(worth.left_usd)} of it are left as it is"
    if worth.worth is None:
        return "Not worked out."
    if worth.why == "unspent":
        return f"Nothing: {left}, enough for all that any one more work needs of it."
    if worth.worth == 0.0:
        return f"Nothing found; {left}."
    return f"At least {at_least(worth.worth)} {UNIT}.{_more_back(worth.more_back, names_in(explanation))}"


def equipment_sentence(explanation: Explanation, worth: EquipmentWorth) -> str:
    """What a million's worth of a kind is worth."""
    if worth.worth is None:
        return "Not worked out."
    if worth.why == "too late":
        return f"Nothing: it would come on {Calendar.of(explanation)(worth.from_day)}, after the last day."
    if worth.worth == 0.0:
        return "Nothing found."
    return f"At least {at_least(worth.worth)} {UNIT}.{_more_back(worth.more_back, names_in(explanation))}"


def _more_back(asset_ids: Sequence[str], names: AssetNames) -> str:
    groups = (("repaired", False), ("placed", True))
    found = [(verb, [one for one in asset_ids if is_placed(one) is placed]) for verb, placed in groups]
    return "".join(f" Then also {verb}: {named(ids, names)}." for verb, ids in found if ids)


def delay_sentence(cost: DelayCost) -> str:
    """What a week's delay of a delivery costs."""
    late = counted(cost.late_days, "day")
    if cost.why == "not needed":
        return "Nothing: no work uses it."
    if cost.why == "slack" and cost.slack_days is not None:
        return f"Nothing: the first work that uses it starts {counted(cost.slack_days, 'day')} after it is there."
    if cost.cost is None:
        return "Not worked out."
    if cost.cost == 0.0:
        return f"Nothing: planned anew, {late} later cost nothing."
    return f"At most {at_most(cost.cost)} {UNIT}."


def delivery(cost: DelayCost) -> str:
    """`8 × Breaker, gift`, `8 × Breaker, purchase P001`."""
    form = f"purchase {cost.purchase_id}" if cost.purchase_id is not None else "gift"
    return f"{number(cost.quantity)} \u00d7 {cost.equipment}, {form}"


def weighty(explanation: Explanation) -> tuple[list[MoneyWorth], list[EquipmentWorth], list[DelayCost]]:
    """Answers by weight: the largest first, then what was not worked out; answers of nothing at the end."""
    return (
        sorted(explanation.money, key=lambda one: _rank(one.worth)),
        sorted(explanation.equipment, key=lambda one: _rank(one.worth)),
        sorted(explanation.delays, key=lambda one: _rank(one.cost)),
    )


def _rank(value: float | None) -> tuple[int, float]:
    if value is None:
        return 1, 0.0
    return (0, -value) if value > 0.0 else (2, 0.0)


def rest_sentences(explanation: Explanation) -> tuple[str, ...]:
    """What would change nothing, counted: kinds of equipment and deliveries."""
    kinds = sum(one.worth == 0.0 for one in explanation.equipment)
    deliveries = sum(one.cost == 0.0 for one in explanation.delays)
    said = []
    if kinds:
        said.append(f"One more million, as equipment: nothing found for {counted(kinds, 'other kind')}.")
    if deliveries:
        said.append(f"A delay of a week costs nothing for {counted(deliveries, 'other delivery', 'other deliveries')}.")
    return tuple(said)

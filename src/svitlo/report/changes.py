"""What a re-plan changed, and why, in words: for `summary.json` and the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from svitlo.report.markup import plain
from svitlo.report.words import PLAIN, THIN, AssetNames, counted, day_date, is_placed, money, number, spoken
from svitlo.tables.case import Case
from svitlo.tables.changes import KEY, Change, Fact, Reason

TOP_CHANGES = 8
"""Changes that a screen shows."""

TOP_ASSETS = 4
"""Assets that a sentence names."""

UNCHANGED = "Damage, pledges, lead times and crews are as the old plan knew them."
NOT_TOLD = "The old plan does not tell the facts that it was made with, so what changed in them is not told here."
NOTHING = "No work and no order is planned otherwise than before."


class Teller:
    """Turns records into sentences with the names and dates of a case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._asset = AssetNames.of(case)
        self._equipment = dict(case.catalogue.select("equipment_id", "name").iter_rows())
        self._form = dict(case.pledges.select("pledge_id", "form").iter_rows())

    def fact(self, fact: Fact) -> str:
        """One changed fact."""
        name = {"lead time": self._name(fact.id), "crews": f"{spoken(fact.id)} crews"}.get(fact.what, plain(fact.id))
        if fact.what.startswith(("damage", "severity")):
            name = self._asset(fact.id)
        was, now = self._value(fact, fact.was), self._value(fact, fact.now)
        if fact.what == "crews":
            span = f"{self._date(fact.from_day or 0)} to {self._date(fact.to_day or 0)}"
            return f"{name}: {now} instead of {was} from {span}"
        return {
            "damage new": f"{name}: damaged from {now}, unknown to the old plan",
            "damage gone": f"{name}: not in `damage` any more",
            "damage day": f"{name}: damaged from {now} instead of {was}",
            "severity": f"{name}: {now} instead of {was}",
            "pledge new": f"pledge {name}: new, usable {now}",
            "pledge gone": f"pledge {name}: not there any more",
            "pledge day": f"pledge {name}: usable {now} instead of {was}",
            "pledge size": f"pledge {name}: {now} instead of {was}",
            "lead time": f"{name}: {now} days from order to arrival instead of {was}",
        }[fact.what]

    def _value(self, fact: Fact, value: float | str | None) -> str:
        if isinstance(value, str):
            return spoken(value)
        if fact.what in ("damage new", "damage day", "damage gone"):
            return "" if value is None else self._date(int(value))
        if fact.what in ("pledge new", "pledge day", "pledge gone"):
            return "never" if value is None else f"from {self._date(int(value))}"
        if fact.what == "pledge size" and self._form.get(fact.id) == "cash":
            return money(value)
        return number(value)

    def change(self, change: Change) -> str:
        """One change with its reasons and what it adds."""
        text = self._head(change)
        reasons = [said for reason in change.why if (said := self.reason(reason, change))]
        if reasons:
            text += f": {'; '.join(reasons)}"
        figure = change.weighted_person_hours
        if figure is not None and abs(figure) >= 1.0:
            text += f" ({'adds' if figure > 0.0 else 'saves'} {number(abs(figure))} weighted person-hours)"
        return f"{text}."

    def _head(self, change: Change) -> str:
        if change.what.startswith("work"):
            return f"{self._asset(change.id)} {self._dates(change)}"
        what = f"{number(change.quantity or change.was_quantity)} x {self._name(change.equipment_id)}"
        if change.what == "units left":
            return f"{what} of order {plain(change.id)}, which was placed before, serve nothing in this plan"
        if change.what.startswith("delivery"):
            now, was = self._date(change.last_day), self._date(change.was_last_day)
            return f"{what} of order {plain(change.id)} arrive on {now} instead of {was}"
        paid = f"from pledge {plain(change.pledge_id or '')}"
        if change.what == "order new":
            return f"{what} are ordered {paid} on {self._date(change.first_day)}"
        if change.what == "order dropped":
            return f"{what} {paid} are no longer ordered"
        words = f"{what} are ordered {paid}"
        if change.quantity != change.was_quantity:
            words += f" instead of {number(change.was_quantity)}"
        if change.first_day != change.was_first_day:
            words += f", from {self._date(change.first_day)} instead of {self._date(change.was_first_day)}"
        return words

    def _dates(self, change: Change) -> str:
        first, last = self._date(change.first_day), self._date(change.last_day)
        was_first, was_last = self._date(change.was_first_day), self._date(change.was_last_day)
        done, back = ("placed", "in use") if is_placed(change.id) else ("repaired", "back")
        if change.what == "work new":
            return f"is {done}, which it was not to be: starts on {first}, and is {back} on {last}"
        if change.what == "work dropped":
            return f"is no longer {done} (it was to start on {was_first} and be {back} on {was_last})"
        if change.what == "work longer":
            return f"is {back} on {last} instead of {was_last}"
        if change.what == "work otherwise":
            return f"keeps its days and takes other equipment (starts {first})"
        return f"starts on {first} instead of {was_first}, and is {back} on {last} instead of {was_last}"

    def reason(self, reason: Reason, change: Change) -> str:
        """One compared fact; empty where it says nothing that holds for this change."""
        part, origin = self._name(reason.equipment_id), self._origin(reason.origin)
        day, was = self._date(reason.day), self._date(reason.was_day)
        assets, count, was_count = self._assets(reason.asset_ids), reason.count or 0, reason.was_count or 0
        crew, instead = spoken(reason.crew_kind or ""), f" instead of {was}" if reason.was_day is not None else ""
        figure = change.weighted_person_hours
        stay = "it could keep its old days"
        if figure is not None and figure <= -1.0:
            stay += f", with {number(-figure)} more weighted person-hours lost"
        until = f" until {self._date(reason.until_day - 1)}" if reason.until_day else ""
        return {
            "struck": f"it is damaged from {day}, unknown to the old plan",
            "damage day": f"it is damaged from {day}{instead}",
            "part later": f"its {part} ({origin}) is there from {day}{instead or ' only'}",
            "part earlier": f"its {part} ({origin}) is there from {day}{instead}",
            "part gone": f"its {part} ({origin}) is not to be had now" + (f": {reason.words}" if reason.words else ""),
            "part elsewhere": f"its {part} is from {origin} now, there from {day}; what it was to have came on {was}",
            "parts went": f"its {part} ({origin}) now goes to {assets}",
            "parts left": f"{part} ({origin}) that was for {assets} is free",
            "crew busy": f"no {crew} crew is free on {day}, with works on {assets}{until}",
            "crew free": f"on {day} no {crew} crew is held by {assets} any more",
            "crews fewer": f"on {day} there {_is(count)} {counted(count, f'{crew} crew')} instead of {was_count}",
            "crews more": f"on {day} there {_is(count)} {counted(count, f'{crew} crew')} instead of {was_count}",
            "takes longer": f"its work takes {counted(count, 'day')} instead of {was_count}",
            "takes less": f"its work takes {counted(count, 'day')} instead of {was_count}",
            "needs": "it needs other equipment than before",
            "not damaged": "it is not in `damage` any more",
            "no work": "no row of `works` fits it",
            "too late": f"begun on {day} at the soonest, its {counted(count, 'day')} of work would end too late",
            "regains nothing": f"done from {day} on it would regain nothing",
            "could stay": stay,
            "for": f"for {assets}",
            "pledge day": f"{origin} is usable from {day}{instead}",
            "no longer for": f"{assets} takes less of it",
            "dropped": f"{assets} is no longer {_done(reason.asset_ids)}",
            "taken from": f"{assets} takes it from {origin}",
        }[reason.what]

    def _date(self, day: int | None) -> str:
        return "" if day is None else day_date(self._case, day)

    def _name(self, equipment_id: str | None) -> str:
        return plain(str(self._equipment.get(equipment_id) or equipment_id or ""))

    def _origin(self, origin: str | None) -> str:
        kind, _, name = (origin or "").partition(":")
        if kind == "purchase":
            return f"order {plain(name)}"
        if kind == "money":
            return f"an order from pledge {plain(name.partition(':')[0])}"
        return f"pledge {plain(name)}"

    def _assets(self, asset_ids: Sequence[str]) -> str:
        named = [self._asset(asset_id) for asset_id in asset_ids[:TOP_ASSETS]]
        more = len(asset_ids) - TOP_ASSETS
        return ", ".join([*named, *([f"{more} more"] if more > 0 else [])])


def _done(asset_ids: Sequence[str]) -> str:
    return "placed" if any(map(is_placed, asset_ids)) else "repaired"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def told(case: Case, facts: Sequence[Fact] | None, changes: Sequence[Change]) -> dict[str, object]:
    """Facts and changes for `summary.json`, each with its sentence as `text`; facts null where they are not known."""
    teller = Teller(case)

    def texts(text: str) -> str:
        return text.replace(THIN, PLAIN)

    return {
        "facts": None if facts is None else [asdict(fact) | {"text": texts(teller.fact(fact))} for fact in facts],
        "changes": [asdict(change) | {"text": texts(teller.change(change))} for change in changes],
    }


def change_lines(summary: Mapping[str, object], most: int | None = TOP_CHANGES) -> list[str]:
    """What a re-plan changed as lines; none for any other plan."""
    record = summary.get(KEY)
    if not isinstance(record, Mapping):
        return []
    facts, changes = record["facts"], record["changes"]
    lines = [f"Planned anew on {record['on']}: {_kept(record)}."]
    if facts is None:
        lines.append(NOT_TOLD)
    else:
        lines += _few("Fact", [str(fact["text"]) for fact in facts], most) or [UNCHANGED]
    lines += _objective_lines(record["objective"])
    return [*lines, *(_few("Change", [str(change["text"]) for change in changes], most) or [NOTHING])]


def _kept(record: Mapping[str, object]) -> str:
    begun, placed = int(str(record["begun_count"])), int(str(record["order_count"]))
    return f"{counted(begun, 'work')} begun and {counted(placed, 'order')} placed before stay"


def _objective_lines(objective: Mapping[str, float]) -> list[str]:
    then, carried_on, now = (number(objective[key], space=PLAIN) for key in ("old_plan", "carried_on", "now"))
    return [
        f"Weighted person-hours: {now}; {carried_on} if only what still can be done of the old plan were done; the old "
        f"plan said {then} by the facts it knew."
    ]


def _few(title: str, texts: Sequence[str], most: int | None) -> list[str]:
    shown = [f"{title}: {text}" for text in texts[:most]]
    more = len(texts) - len(shown)
    return [*shown, f"and {counted(more, title.lower())} more in the report"] if more > 0 else shown

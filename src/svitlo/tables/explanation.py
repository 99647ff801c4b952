"""Why a plan is as it is: records that the planner fills and words are made of, `explanation` in `summary.json`.

Days are model days. Worths are weighted person-hours of the planning model. A figure that was not worked out is null,
never zero.
"""

import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from svitlo.tables.errors import BadInput

KEY = "explanation"
"""Where `summary.json` holds it; without this key a plan is whole and says no reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """A pledge and why it is usable only from `usable_day` on.

    `available_day` is the pledge's own date (negative: before the start); `adopted_day` is the day on which its
    decision was adopted by `rule`, null where it needs none.
    """

    pledge_id: str
    actor: str
    usable_day: int
    available_day: int
    decision_id: str | None
    adopted_day: int | None
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWait:
    """Equipment that arrived on the day on which its work starts: a gift, or bought and ordered on `order_day`.

    `sooner_units_went_to`: works that hold units which would have let this one start sooner, each tried alone.
    """

    equipment_id: str
    equipment: str
    quantity: int
    is_bought: bool
    order_day: int
    arrival_day: int
    giver: Giver
    sooner_units_went_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewWait:
    """No crew was free before the start: the work was otherwise ready from `ready_day` on.

    `busy_on`: works of this kind of crew that end as this one starts. `more_crews` begin on that day, `givers` those
    that are pledged.
    """

    ready_day: int
    busy_on: tuple[str, ...]
    more_crews: int
    givers: tuple[Giver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkExplained:
    """Why one work starts when it starts, and what it brings.

    - `without_it`: the objective without this work, all other dates unchanged, less the objective; null: not known.
    - `helps_from_day`: the first day on which being without it costs anything; null: it never does, or not worked out.
    - `people_switched_on`: people without power just before its return less just after, both at the demand of the day
      of return (mean of the day), of what returns that day this work alone. `people_switched_on_together`: the same for
      everything that returns that day, `returns_with` included.
    - `people_given_water`, `people_given_water_together`: the same for people who get water; null without networks.
    - `only_together_with`: it switches nothing on by itself, and helps from `helps_from_day` on with these; without any
      one of them it would not. Found by trying; there may be other such sets.
    - `waited_for`: what kept it from starting a day sooner, of `first day`, `damage`, `part`, `crew`, `begun` and
      `choice` (it could have started on `could_start_day`).
    - `ready_with_substitute_day`: a substitute would have let it start then; null: not sooner.
    - `in_first_half_share`: share of the near-best plans that have it in their first half; null: not known.
    """

    asset_id: str
    crew_kind: str
    start_day: int
    start_date: str
    service_day: int
    service_date: str
    capacity_share: float
    without_it: float | None
    helps_from_day: int | None
    people_switched_on: float | None
    people_switched_on_together: float | None
    people_given_water: float | None
    people_given_water_together: float | None
    returns_with: tuple[str, ...]
    only_together_with: tuple[str, ...]
    waited_for: tuple[str, ...]
    parts: tuple[PartWait, ...]
    crew: CrewWait | None
    could_start_day: int | None
    ready_with_substitute_day: int | None
    in_first_half_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Equipment that a work cannot have in time even if no other work takes any; `usable_count` is what could come.

    `first_day`: the first day on which any could be there; null: nobody gives or pays for it.
    """

    equipment_id: str
    equipment: str
    quantity: int
    usable_count: int
    first_day: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftExplained:
    """Why a damaged asset is not repaired.

    `why`: `no work` (the case knows no repair), `no crew`, `parts` (see `lacks`), `time` (cannot be back before the
    end), `parts went elsewhere`, `crews went elsewhere`, `both went elsewhere`, `no gain`, `not chosen` (it could be
    had and would gain `gain`) or `not worked out`. `gain` is what adding it to the plan would gain.
    """

    asset_id: str
    crew_kind: str
    why: str
    lacks: tuple[Lack, ...]
    gain: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Works in the first half of every near-best plan found; `plan_count` plans were compared."""

    plan_count: int
    asset_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWorth:
    """What one more million USD in a cash pledge is worth, at least; same days, same earmark.

    `why`: `found` (by planning again), `unspent` (`left_usd` would pay for all that any one work needs of what the
    pledge may pay for) or `not worked out`. `more_back`: assets that the plan so found repairs in addition.
    """

    pledge_id: str
    actor: str
    left_usd: float
    worth: float | None
    why: str
    more_back: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentWorth:
    """What as many units as a million USD buys (at least one) are worth, at least, if they come without an earmark.

    `from_day`: the earliest day of usable money plus the lead time. `why`: `found`, `too late` or `not worked out`.
    """

    equipment_id: str
    equipment: str
    units: int
    from_day: int
    worth: float | None
    why: str
    more_back: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayCost:
    """What it costs, at most, if a delivery comes `late_days` later and one plans anew knowing it.

    `purchase_id` is null for a gift. `slack_days`: days from its arrival to the first work that uses it, null where
    none does. `why`: `found`, `slack` (it would still be there in time), `not needed` (no work uses it) or
    `not worked out`.
    """

    pledge_id: str
    actor: str
    purchase_id: str | None
    equipment_id: str
    equipment: str
    quantity: int
    day: int
    late_days: int
    slack_days: int | None
    cost: float | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatExplained:
    """One time without heat of a heat place that is drained unless its power is back before a moment.

    Moments are `2027-01-14 06:00`. `power_back` and `heat_back` are null where it has none by the end. `back_with`:
    works that are back on that day and without which it would still be dark; empty where its power comes back without
    any (demand fell), null where it was not worked out.
    """

    place_id: str
    place: str
    people: float
    without_power_from: str
    drained_unless_before: str
    power_back: str | None
    heat_back: str | None
    is_drained: bool
    back_with: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What the case calls something: `id` is `place:ID` or `equipment:ID`."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole explanation of a plan.

    `effort_count` linear programs were solved for it, of about `effort_limit_count`. `core` is null where fewer than
    two near-best plans are known. `names`: those that ids of placed equipment in it stand for, sorted by id.
    """

    first_date: str
    days: int
    effort_count: int
    effort_limit_count: int
    works: tuple[WorkExplained, ...]
    left: tuple[LeftExplained, ...]
    core: Core | None
    money: tuple[MoneyWorth, ...]
    equipment: tuple[EquipmentWorth, ...]
    delays: tuple[DelayCost, ...]
    heat: tuple[HeatExplained, ...]
    names: tuple[Name, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Plain values for `summary.json`."""
        return plain_record(self)


def plain_record(record: Explanation | WorkExplained | LeftExplained) -> dict[str, object]:
    """A record as plain values for JSON."""
    return {name: _plain(value) for name, value in asdict(record).items()}


def explanation_of(summary: Mapping[str, object]) -> Explanation:
    """The explanation that a plan's summary holds.

    Raises:
        BadInput: there is none (an older version made the plan, or it was left out), or it is not whole.
    """
    given = summary.get(KEY)
    if given is None:
        raise BadInput.of(
            "summary.json",
            "has no explanation",
            hint="it was made by an older version or without one: plan again with this version",
            column=KEY,
        )
    try:
        read: Explanation = _read(Explanation, given, KEY)
        date.fromisoformat(read.first_date)
    except ValueError as error:
        raise BadInput.of(
            "summary.json", f"cannot be read ({error})", column=KEY, hint="plan again with this version"
        ) from None
    return read


def _plain(value: Any) -> object:
    """Tuples as lists, all the way down, so that what is written equals what is read back."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _read(kind: Any, value: Any, where: str) -> Any:
    """A value of this type out of plain JSON; ValueError says where it is another."""
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    if value is None and type(None) in options:
        return None
    kind = next(option for option in options if option is not type(None))
    if is_dataclass(kind):
        return _read_record(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where} is not a list")
        return tuple(_read(get_args(kind)[0], part, where) for part in value)
    fits = type(value) in ((int, float) if kind is float else (kind,))
    if not fits:
        raise ValueError(f"{where} is not {kind.__name__}")
    return float(value) if kind is float else value


def _read_record(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} is not an object")
    hints = get_type_hints(kind)
    missing = [name for name in hints if name not in value]
    if missing:
        raise ValueError(f"{where}.{missing[0]} is missing")
    return kind(**{name: _read(hint, value[name], f"{where}.{name}") for name, hint in hints.items()})

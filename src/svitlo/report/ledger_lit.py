"""What a donor's chain lit: places and people that plans name, where the pieces are in use, and where only planned."""

from collections.abc import Iterable
from dataclasses import dataclass

from svitlo.ledger.entities import Entity
from svitlo.ledger.view import View
from svitlo.report.ledger_chain import Chain, unique

Work = tuple[str, str]
"""What is repaired or placed, and the equipment for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a place gains by a work of a plan.

    `in_place`: all pieces that the work takes are energised there. `shared`: funds' or others' support is in it.
    """

    place_id: str
    place: str
    people: int
    person_hours: int
    in_place: bool
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """Places that gained, their people (each place once, however many works serve it), and the hours by plan."""

    places: int
    people: int
    person_hours: int
    rounded: bool


def effects_of(view: View, chain: Chain) -> tuple[Effect, ...]:
    """The effects of plans that use what the donor gave or paid for, in the order of places."""
    own = chain.own_origins
    uses = unique(one for origin in sorted(own | chain.joint_origins) for one in view.naming(origin, "use"))
    effects = unique(one for use in uses for one in view.naming(use.subject, "effect"))
    if not effects:
        return ()
    energised = _energised(view)
    found = [_effect(view, one, own, energised) for one in effects]
    return tuple(sorted(found, key=lambda one: (one.place, one.place_id, one.in_place, one.person_hours)))


def lit_by(effects: Iterable[Effect], *, rounded: bool) -> Lit:
    """The sum of effects; rounded, people and hours have two digits."""
    those = list(effects)
    people: dict[str, int] = {}
    for one in those:
        people[one.place_id] = max(people.get(one.place_id, 0), one.people)
    total, hours = sum(people.values()), sum(one.person_hours for one in those)
    return Lit(
        places=len(people),
        people=_two_digits(total) if rounded else total,
        person_hours=_two_digits(hours) if rounded else hours,
        rounded=rounded,
    )


def _effect(view: View, entity: Entity, own: frozenset[str], energised: dict[Work, int]) -> Effect:
    uses = [view.entity(name) for name in entity.data["uses"]]
    wanted: dict[Work, int] = {}
    for use in uses:
        work = (str(use.data.get("work", "")), str(use.data.get("equipment_id", "")))
        wanted[work] = wanted.get(work, 0) + int(use.data.get("quantity", 0))
    return Effect(
        place_id=str(entity.data["place_id"]),
        place=str(entity.data["place"]),
        people=int(entity.data["people"]),
        person_hours=int(entity.data.get("person_hours", 0)),
        in_place=all(energised.get(work, 0) >= count for work, count in wanted.items()),
        shared=any(use.data.get("origin") not in own for use in uses),
    )


def _energised(view: View) -> dict[Work, int]:
    """How many pieces of which equipment are in use for which work."""
    found: dict[Work, int] = {}
    for asset in view.entities("asset"):
        installed = asset.last("asset.installed")
        if asset.state == "energised" and installed is not None:
            work = (str(installed.data.get("work", "")), str(asset.data["equipment_id"]))
            found[work] = found.get(work, 0) + 1
    return found


def _two_digits(count: int) -> int:
    """Rounded to two digits, halves to even."""
    return round(count, 2 - len(str(count))) if count >= 100 else round(count, -1)

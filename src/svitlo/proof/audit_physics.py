"""Can the network of each day carry what a plan says it serves, and is no less left unserved than must be?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Condition, Floats
from svitlo.assets.waterworks import Plants
from svitlo.proof.audit_breach import TRUE_REL, Breach, shortened
from svitlo.proof.audit_scene import Scene, Shares
from svitlo.proof.own_sets import OwnSets
from svitlo.proof.power_dc import DayTask, can_serve, least_unserved, least_unserved_in_day
from svitlo.proof.states import watered_conditions

_NOISE_MW = 1e-6
_NOISE_PEOPLE_SHARE = 1e-8
"""Noise of a linear programme that is no error: one watt, and one hundred-millionth of all (weighted) people."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claimed:
    """What a plan says of power: (day, block, load) `share` of places and then pumps; `plants` and the share of their
    water that they get, (day, block, plant); the sets of their own that places and pumps have.
    """

    share: Floats
    plants: Plants
    plant_share: Floats
    sets: OwnSets


class Physics:
    """What the network of a day can serve, each distinct question solved once.

    Where no flow keeps the limits whatever is shed (a phase shifter drives more around a loop than it may carry), the
    network cannot be run as the contract says, and serves nothing.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._conditions: dict[Shares, Condition] = {}
        self._least: dict[tuple[object, ...], float] = {}
        self._short: dict[tuple[object, ...], float] = {}

    def condition(self, shares: Shares) -> Condition:
        """The network with these states of the damaged assets."""
        if shares not in self._conditions:
            self._conditions[shares] = self._scene.outages.condition(self._scene.grid, shares)
        return self._conditions[shares]

    def least_weighted_people(self, shares: Shares, factor: float) -> float:
        """The least sum of weight times people without power, with the grid alone."""
        if (shares, factor) not in self._least:
            self._least[shares, factor] = self._solve_least(shares, factor)
        return self._least[shares, factor]

    def shortfall_mw(self, condition: Condition, factor: float, claimed_mw: Floats) -> float:
        """How many MW of what is claimed (load,) no dispatch can carry, with the grid alone."""
        key = (_key(condition), factor, claimed_mw.tobytes())
        if key not in self._short:
            scene = self._scene
            injection_mw = scene.grid.injection_mw * factor
            short_mw = can_serve(scene.grid, condition, claimed_mw, scene.loads.bus, injection_mw)
            self._short[key] = float(claimed_mw.sum()) if short_mw is None else short_mw
        return self._short[key]

    def least_in_day(self, conditions: Sequence[Condition], task: DayTask, sets: OwnSets) -> float:
        """The least cost of a day or a part of it, sets of their own included."""
        arrays = (task.hours, task.asked_mw, task.wanted_mw, task.cost_per_mw, task.injection_mw)
        key = (sets.key, *map(_key, conditions), *(array.tobytes() for array in arrays))
        if key not in self._least:
            found = least_unserved_in_day(self._scene.grid, conditions, task, sets)
            self._least[key] = float((task.cost_per_mw * task.wanted_mw).sum()) if found is None else found.cost
        return self._least[key]

    def _solve_least(self, shares: Shares, factor: float) -> float:
        scene, people = self._scene, self._scene.people
        if factor <= 0.0:
            return 0.0
        dispatch = least_unserved(
            scene.grid,
            self.condition(shares),
            people.load_mw * factor,
            people.people * people.weight / (people.load_mw * factor),
            people.bus,
            scene.grid.injection_mw * factor,
        )
        return float(people.people @ people.weight) if dispatch is None else dispatch.cost


def _key(condition: Condition) -> bytes:
    parts = (condition.bus_up, condition.branch_share, condition.generator_share)
    return b"".join(part.tobytes() for part in parts)


def least_weighted_person_hours(scene: Scene, physics: Physics, days: Sequence[Shares]) -> Floats:
    """The least that each block's part of the objective can be with the grid alone (day, block)."""
    least = np.zeros(scene.factor.shape)
    for day, shares in enumerate(days):
        for block, hours in enumerate(scene.hours):
            people = physics.least_weighted_people(shares, float(scene.factor[day, block]))
            least[day, block] = people * hours * scene.weight[day, block]
    return least


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """Blocks of a day that hang together: all of them where sets share out their hours, else one."""

    day: int
    blocks: tuple[int, ...]
    shares: Shares
    conditions: tuple[Condition, ...]
    sets: OwnSets


def physics_breaches(
    scene: Scene, physics: Physics, days: Sequence[Shares], claimed: Claimed, *, judges_optimum: bool
) -> list[Breach]:
    """Whether the network of each day can carry the shares, and whether they leave no more unserved than needed.

    With `judges_optimum` False only the first: how power is best split between people and pumps is a matter of water.
    """
    impossible, dearer = [], []
    conditions = watered_conditions(
        [physics.condition(shares) for shares in days], claimed.plants.generator, claimed.plant_share
    )
    for part in _parts(scene, days, conditions, claimed.sets):
        if len(part.sets):
            impossible += _short_with_sets(scene, physics, part, claimed.share)
            dearer += _dearer_with_sets(scene, physics, part, claimed.share) if judges_optimum else []
        else:
            impossible += _short(scene, physics, part, claimed.share)
            dearer += _dearer(scene, physics, part, claimed.share) if judges_optimum else []
    return shortened(impossible) + shortened(dearer)


def _parts(
    scene: Scene, days: Sequence[Shares], conditions: Sequence[tuple[Condition, ...]], sets: OwnSets
) -> Iterator[_Part]:
    every = tuple(range(scene.hours.size))
    for day, shares in enumerate(days):
        standing = sets.on(day)
        for blocks in [every] if standing.is_limited.any() else [(block,) for block in every]:
            yield _Part(
                day=day,
                blocks=blocks,
                shares=shares,
                conditions=tuple(conditions[day][block] for block in blocks),
                sets=standing,
            )


def _short(scene: Scene, physics: Physics, part: _Part, share: Floats) -> list[Breach]:
    (block,) = part.blocks
    factor = float(scene.factor[part.day, block])
    claimed_mw = share[part.day, block] * scene.asked_mw[part.day, block]
    short_mw = physics.shortfall_mw(part.conditions[0], factor, claimed_mw)
    served_mw = float(claimed_mw.sum())
    if short_mw <= TRUE_REL * served_mw + _NOISE_MW:
        return []
    what = f"{short_mw:.6g} MW of the {served_mw:.6g} MW served cannot be carried"
    return [Breach("physics", scene.at(part.day, block), what)]


def _dearer(scene: Scene, physics: Physics, part: _Part, share: Floats) -> list[Breach]:
    (block,) = part.blocks
    least = physics.least_weighted_people(part.shares, float(scene.factor[part.day, block]))
    claimed = float((scene.unserved_people(scene.of_places(share)) @ scene.people.weight)[part.day, block])
    if abs(claimed - least) <= TRUE_REL * least + _noise_people(scene):
        return []
    what = f"{claimed:.9g} weighted people go without power and the least possible is {least:.9g}"
    return [Breach("optimum", scene.at(part.day, block), what)]


def _short_with_sets(scene: Scene, physics: Physics, part: _Part, share: Floats) -> list[Breach]:
    rows = list(part.blocks)
    claimed_mw = share[part.day, rows] * scene.asked_mw[part.day, rows]
    cost = np.broadcast_to(scene.hours[rows, None], claimed_mw.shape)
    short_mwh = physics.least_in_day(part.conditions, _task(scene, part, claimed_mw, cost), part.sets)
    served_mwh = float(scene.hours[rows] @ claimed_mw.sum(axis=1))
    if short_mwh <= TRUE_REL * served_mwh + _NOISE_MW * float(scene.hours[rows].sum()):
        return []
    what = f"{short_mwh:.6g} MWh of the {served_mwh:.6g} MWh served cannot be carried, sets of their own included"
    return [Breach("physics", _where(scene, part), what)]


def _dearer_with_sets(scene: Scene, physics: Physics, part: _Part, share: Floats) -> list[Breach]:
    rows = list(part.blocks)
    asked_mw = scene.asked_mw[part.day, rows]
    weight = scene.hours[rows] * scene.weight[part.day, rows]
    weighted = scene.loads.people * scene.loads.weight
    cost = np.divide(weight[:, None] * weighted, asked_mw, out=np.zeros_like(asked_mw), where=asked_mw > 0.0)
    least = physics.least_in_day(part.conditions, _task(scene, part, asked_mw, cost), part.sets)
    claimed = float(scene.weighted_person_hours(scene.of_places(share))[part.day, rows].sum())
    if abs(claimed - least) <= TRUE_REL * least + _noise_people(scene) * float(weight.sum()):
        return []
    what = f"{claimed:.9g} weighted person-hours go without power and the least possible is {least:.9g}"
    return [Breach("optimum", _where(scene, part), what)]


def _noise_people(scene: Scene) -> float:
    return _NOISE_PEOPLE_SHARE * float(scene.people.people @ scene.people.weight)


def _task(scene: Scene, part: _Part, wanted_mw: Floats, cost_per_mw: Floats) -> DayTask:
    rows = list(part.blocks)
    return DayTask(
        hours=scene.hours[rows],
        bus=scene.loads.bus,
        asked_mw=scene.asked_mw[part.day, rows],
        wanted_mw=wanted_mw,
        cost_per_mw=cost_per_mw,
        injection_mw=scene.factor[part.day, rows][:, None] * scene.grid.injection_mw,
    )


def _where(scene: Scene, part: _Part) -> str:
    return f"day {part.day}" if len(part.blocks) > 1 else scene.at(part.day, part.blocks[0])

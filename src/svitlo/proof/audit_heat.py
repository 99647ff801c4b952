"""Who is without heat: the contract's rule told again, all places side by side and block by block."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats
from svitlo.proof.audit_breach import PROVEN_REL, TRUE_REL, Breach, number_of
from svitlo.proof.audit_scene import Scene
from svitlo.tables.case import Case

PLANNED = ("person_hours_without_heat", "people_drained")
PROVEN = ("person_hours_without_heat_proven", "people_drained_proven")
"""Keys of the summary; a plan need not have the proven ones, but if it has them they are true."""

_HALF = 0.5
_HALF_NOISE = 1e-6
"""A share this much below a half is still a half: noise of a linear programme."""

_HOURS_NOISE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Toll:
    """What the lack of heat comes to; in the order of `PLANNED`."""

    person_hours: float
    people_drained: float


Water = Mapping[str, Floats]
"""The share of its water that each place gets (day, block); what is not in it draws none."""


def heat_breaches(case: Case, scene: Scene, summary: Mapping[str, object], share: Floats, water: Water) -> list[Breach]:
    """The heat figures of a summary against the shares (day, block, place) that the plan claims."""
    toll = _toll(case, scene, _with_water(case, scene, share, water), _HALF - _HALF_NOISE)
    return _outside(summary, PLANNED, (toll, toll), "heat", TRUE_REL)


def proven_heat_breaches(
    case: Case, scene: Scene, summary: Mapping[str, object], share: Floats, water: Water
) -> list[Breach]:
    """The proven heat figures against what AC power flow confirms (day, block, place), and EPANET of water.

    A share may be off by `PROVEN_REL`, and at a half that makes a place warm or cold. More power never makes more cold,
    so the truth lies between what all shares that much higher and all that much lower come to.
    """
    share = _with_water(case, scene, share, water)
    least = _toll(case, scene, share, _HALF * (1.0 - PROVEN_REL) - _HALF_NOISE)
    most = _toll(case, scene, share, _HALF * (1.0 + PROVEN_REL) - _HALF_NOISE)
    shapeless = [
        Breach("summary", f"summary.json {name}", f"must be a finite number, not {summary[name]!r}")
        for name in PROVEN
        if name in summary and number_of(summary[name]) is None
    ]
    return shapeless + _outside(summary, PROVEN, (least, most), "proven", PROVEN_REL)


def _with_water(case: Case, scene: Scene, share: Floats, water: Water) -> Floats:
    """What each place has of what it needs: from version 2 on, a heat plant that draws water needs that as well."""
    if case.settings.version == 1:
        return share
    worse = [np.minimum(share[:, :, row], water.get(name, 1.0)) for row, name in enumerate(scene.people.place_ids)]
    return np.stack(worse, axis=2) if worse else share


def _outside(
    summary: Mapping[str, object], names: tuple[str, str], between: tuple[_Toll, _Toll], rule: str, rel: float
) -> list[Breach]:
    least, most = between
    found = []
    for name, low, high in (
        (names[0], least.person_hours, most.person_hours),
        (names[1], least.people_drained, most.people_drained),
    ):
        claimed = number_of(summary.get(name))
        if claimed is None or low - rel * low - 1e-6 <= claimed <= high + rel * high + 1e-6:
            continue
        true = f"{low:.9g}" if low == high else f"from {low:.9g} to {high:.9g}"
        found.append(Breach(rule, f"summary.json {name}", f"is {true}, not {claimed:.9g}"))
    return found


def _toll(case: Case, scene: Scene, share: Floats, half: float) -> _Toll:
    """The rule, with a threshold of its own; (place,) arrays hold the state of every heat place as time goes on."""
    rows, drain_h = _heat_rows(case, scene)
    people = scene.people.people[rows]
    frozen_h, ever = np.zeros(rows.size), np.zeros(rows.size, dtype=np.bool_)
    refill_left_h, cold_h = np.zeros(rows.size), np.zeros(rows.size)
    refill_h = 24.0 * case.settings.cold.refill_days if case.settings.cold is not None else 0.0
    emptied = np.zeros(rows.size, dtype=np.bool_)
    for day, is_frost in enumerate(_frost_days(case)):
        for block, hours in enumerate(scene.hours.tolist()):
            lit = (share[day, block, rows] >= half) | (scene.factor[day, block] <= 0.0)
            cold_h += np.where(lit, np.where(emptied, np.minimum(refill_left_h, hours), 0.0), hours)
            refill_left_h = np.where(lit, refill_left_h - hours, refill_h)
            emptied &= ~lit | (refill_left_h > _HOURS_NOISE)
            frozen_h = np.where(lit, 0.0, frozen_h + hours * is_frost)
            emptied |= ~lit & is_frost & (frozen_h >= drain_h - _HOURS_NOISE)
            ever |= emptied
    return _Toll(person_hours=float(cold_h @ people), people_drained=float(people @ ever))


def _heat_rows(case: Case, scene: Scene) -> tuple[np.ndarray, Floats]:
    """Rows of the heat places among all that draw power, and the hours of frost that each can do without."""
    drain_h = {
        place_id: np.inf if limit is None else float(limit)
        for place_id, kind, limit in case.places.select("place_id", "kind", "drain_h").iter_rows()
        if kind == "heat"
    }
    rows = [row for row, place_id in enumerate(scene.people.place_ids) if place_id in drain_h]
    return np.array(rows, dtype=np.int64), np.array([drain_h[scene.people.place_ids[row]] for row in rows])


def _frost_days(case: Case) -> list[bool]:
    """Whether the drain clock runs on each day."""
    cold, days = case.settings.cold, case.settings.days
    if cold is None:
        return [False] * days
    mean_c = dict(case.weather.select("date", "mean_c").iter_rows())
    return [mean_c[case.date_of(day)] <= cold.drain_below_c for day in range(days)]

"""The summary of a plan: its keys, and its figures against what the auditor found for itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats
from svitlo.proof.audit_breach import PROVEN_REL, Breach, close, number_of
from svitlo.proof.audit_scene import Scene
from svitlo.tables.case import Case
from svitlo.tables.results import Proven

_NUMBERS = (
    "objective",
    "bound",
    "gap_share",
    "objective_proven",
    "do_nothing",
    "person_hours_without_power",
    "spent_usd",
    "seconds",
)
_MAY_BE_NULL = ("person_hours_without_water", "person_hours_without_heat", "people_drained")
_TEXTS = ("case_sha256", "planner", "svitlo")
_COUNTS = ("version", "seed", "effort")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """What the auditor knows: `share` (day, block, place) as the plan claims it, None where the table is not whole."""

    scene: Scene
    share: Floats | None
    do_nothing: float
    spent_usd: float


def shape_breaches(summary: Mapping[str, object]) -> list[Breach]:
    """Keys that are missing or do not hold a value of their kind. Planners may add keys of their own."""
    kinds: dict[str, tuple[Callable[[object], bool], str]] = {
        **dict.fromkeys(_NUMBERS, (_is_number, "a finite number")),
        **dict.fromkeys(_MAY_BE_NULL, (lambda value: value is None or _is_number(value), "a finite number or null")),
        **dict.fromkeys(_TEXTS, (lambda value: isinstance(value, str), "a text")),
        **dict.fromkeys(_COUNTS, (lambda value: type(value) is int, "a whole number")),
        "count_announced": (lambda value: isinstance(value, bool), "true or false"),
        "notes": (_are_texts, "a list of texts"),
        "engines": (lambda value: isinstance(value, Mapping) and _are_texts([*value.values()]), "versions by engine"),
        "proof": (lambda value: verdict_of({"proof": value}) is not None, "a verdict for power"),
    }
    found = []
    for name, (is_right, kind) in kinds.items():
        if name not in summary:
            found.append(Breach("summary", f"summary.json {name}", f"is missing: {kind}"))
        elif not is_right(summary[name]):
            found.append(Breach("summary", f"summary.json {name}", f"must be {kind}, not {summary[name]!r}"))
    return found


def _is_number(value: object) -> bool:
    return number_of(value) is not None


def _are_texts(values: object) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(value, str) for value in values)


def figure_breaches(case: Case, summary: Mapping[str, object], truth: Truth) -> list[Breach]:
    """Figures that are not true. A figure that is no number at all is `shape_breaches`' to report."""
    found = []
    if summary.get("case_sha256") != case.sha256:
        found.append(
            Breach("case", "summary.json case_sha256", "the plan was made for another case, or for a changed one")
        )
    if summary.get("version") != 1:
        found.append(Breach("case", "summary.json version", "the auditor knows version 1 of the contract"))
    found += _equal("spent", "spent_usd", summary, truth.spent_usd)
    found += _equal("do nothing", "do_nothing", summary, truth.do_nothing)
    if truth.share is not None:
        scene = truth.scene
        found += _equal("objective", "objective", summary, float(scene.weighted_person_hours(truth.share).sum()))
        people_hours = float((scene.unserved_people(truth.share).sum(axis=2) @ scene.hours).sum())
        found += _equal("person hours", "person_hours_without_power", summary, people_hours)
    return found + _bound_breaches(summary, truth) + _water_and_heat(case, summary)


def _bound_breaches(summary: Mapping[str, object], truth: Truth) -> list[Breach]:
    """A bound above a plan that exists is no bound; the gap is between what the summary itself says."""
    found = []
    bound, objective, gap_share = (number_of(summary.get(name)) for name in ("bound", "objective", "gap_share"))
    if bound is None:
        return []
    for name, most in (("objective", objective), ("do_nothing", truth.do_nothing)):
        if most is not None and bound > most and not close(bound, most):
            found.append(Breach("bound", "summary.json bound", f"{bound:.9g} is above {name}, {most:.9g}"))
    if objective is not None and gap_share is not None:
        true = (objective - bound) / objective if objective != 0.0 else 0.0
        if not close(gap_share, true, floor=1e-6):
            found.append(Breach("gap", "summary.json gap_share", f"is {true:.9g}, not {gap_share:.9g}"))
    return found


def _water_and_heat(case: Case, summary: Mapping[str, object]) -> list[Breach]:
    """Nobody is without a service that the case does not have; heat figures of a case with heat are not yet judged."""
    found = []
    water = number_of(summary.get("person_hours_without_water"))
    if water and not case.settings.water:
        found.append(Breach("water", "summary.json person_hours_without_water", "is not 0 in a case without water"))
    has_heat = "heat" in case.places["kind"].to_list()
    for name in ("person_hours_without_heat", "people_drained"):
        value = number_of(summary.get(name))
        if value is not None and has_heat:
            found.append(Breach("cannot judge", f"summary.json {name}", "heat is not judged by this version"))
        elif value:
            found.append(Breach("summary", f"summary.json {name}", "is not 0 in a case without heat places"))
    return found


def proven_breaches(scene: Scene, summary: Mapping[str, object], claimed_mw: Floats, proven: Proven) -> list[Breach]:
    """The proven figures against the physics engine; `claimed_mw` is the column `proven_mw` as (day, block)."""
    found = []
    true_mw = (scene.demand_mw * proven.power_share).sum(axis=2)
    wrong = np.abs(claimed_mw - true_mw) > PROVEN_REL * np.abs(true_mw) + 1e-6
    for day, block in np.argwhere(wrong):
        what = f"proven_mw is {true_mw[day, block]:.9g}, not {claimed_mw[day, block]:.9g}"
        found.append(Breach("proven", f"day {day}, {scene.block_names[block]}", what))
    objective = float(scene.weighted_person_hours(proven.power_share).sum())
    found += _equal("proven", "objective_proven", summary, objective, rel=PROVEN_REL)
    if verdict_of(summary) != proven.verdict:
        what = f"the verdict on power is `{proven.verdict}`, not `{verdict_of(summary)}`"
        found.append(Breach("proven", "summary.json proof", what))
    return found


def verdict_of(summary: Mapping[str, object]) -> str | None:
    """The summary's verdict on power, None where it has none."""
    proof = summary.get("proof")
    power = proof.get("power") if isinstance(proof, Mapping) else None
    verdict = power.get("verdict") if isinstance(power, Mapping) else power
    return verdict if isinstance(verdict, str) else None


def _equal(rule: str, name: str, summary: Mapping[str, object], true: float, *, rel: float = 1e-6) -> list[Breach]:
    claimed = number_of(summary.get(name))
    if claimed is None or close(claimed, true, rel=rel, floor=1e-6):
        return []
    return [Breach(rule, f"summary.json {name}", f"is {true:.9g}, not {claimed:.9g}")]

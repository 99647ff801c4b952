"""The summary of a plan: its keys, and its figures against what the auditor found for itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from svitlo.assets.power import Floats
from svitlo.proof.audit_breach import PROVEN_REL, Breach, close, number_of
from svitlo.proof.audit_heat import PLANNED, heat_breaches, proven_heat_breaches
from svitlo.proof.audit_scene import Scene, everywhere
from svitlo.proof.audit_water import WaterTruth
from svitlo.proof.together import Together
from svitlo.tables.case import Case

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
    """What the auditor knows: `share` (day, block, place) as the plan claims it, None where the table is not whole.

    `water`: what the shares of water come to, None where there are none to judge (`has_water`: but should be).
    `place_water`: the share of its water that each place gets (day, block). `do_nothing` is None in a case with water:
    what it serves with nothing repaired is the planner's model alone.
    """

    scene: Scene
    share: Floats | None
    do_nothing: float | None
    spent_usd: float
    has_water: bool = False
    water: WaterTruth | None = None
    place_water: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def objective(self) -> float | None:
        """The objective that the shares come to."""
        if self.share is None or (self.has_water and self.water is None):
            return None
        power = float(self.scene.weighted_person_hours(self.share).sum())
        return power if self.water is None else power + float(self.water.weighted.sum())


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
    found += _no_worse_than_nothing(summary, truth)
    if truth.objective is not None:
        found += _equal("objective", "objective", summary, truth.objective)
    if truth.water is not None:
        people_hours = float((truth.water.people_without @ truth.scene.hours).sum())
        found += _equal("water", "person_hours_without_water", summary, people_hours)
    if truth.share is not None:
        scene = truth.scene
        people_hours = float((scene.unserved_people(truth.share).sum(axis=2) @ scene.hours).sum())
        found += _equal("person hours", "person_hours_without_power", summary, people_hours)
        found += heat_breaches(case, scene, summary, truth.share, truth.place_water)
    return found + _bound_breaches(summary, truth) + _water_and_heat(case, summary)


def _no_worse_than_nothing(summary: Mapping[str, object], truth: Truth) -> list[Breach]:
    if truth.do_nothing is not None:
        return _equal("do nothing", "do_nothing", summary, truth.do_nothing)
    nothing, objective = number_of(summary.get("do_nothing")), number_of(summary.get("objective"))
    if nothing is None or objective is None or objective <= nothing or close(objective, nothing):
        return []
    return [Breach("do nothing", "summary.json do_nothing", f"{nothing:.9g} is below the objective, {objective:.9g}")]


def _bound_breaches(summary: Mapping[str, object], truth: Truth) -> list[Breach]:
    """A bound above a plan that exists is no bound; the gap is between what the summary itself says."""
    found = []
    bound, objective, gap_share = (number_of(summary.get(name)) for name in ("bound", "objective", "gap_share"))
    if bound is None:
        return []
    nothing = number_of(summary.get("do_nothing")) if truth.do_nothing is None else truth.do_nothing
    for name, most in (("objective", objective), ("do_nothing", nothing)):
        if most is not None and bound > most and not close(bound, most):
            found.append(Breach("bound", "summary.json bound", f"{bound:.9g} is above {name}, {most:.9g}"))
    if objective is not None and gap_share is not None:
        true = (objective - bound) / objective if objective != 0.0 else 0.0
        if not close(gap_share, true, floor=1e-6):
            found.append(Breach("gap", "summary.json gap_share", f"is {true:.9g}, not {gap_share:.9g}"))
    return found


def _water_and_heat(case: Case, summary: Mapping[str, object]) -> list[Breach]:
    """Nobody is without a service that the case does not have; where it has heat places their figures are told."""
    found = []
    water = number_of(summary.get("person_hours_without_water"))
    if water and not case.water:
        found.append(Breach("water", "summary.json person_hours_without_water", "is not 0 in a case without water"))
    if water is None and case.water:
        found.append(Breach("water", "summary.json person_hours_without_water", "is not told in a case with water"))
    if "heat" in case.places["kind"].to_list():
        found += [
            Breach("heat", f"summary.json {name}", "is not told in a case with heat places")
            for name in PLANNED
            if name in summary and summary[name] is None
        ]
    return found


def proven_breaches(
    case: Case, scene: Scene, summary: Mapping[str, object], columns: Mapping[str, Floats], proven: Together
) -> list[Breach]:
    """The proven figures against the physics engines; `columns` are those of `service` as (day, block)."""
    power, water = proven.power, proven.water
    true_mw = (scene.demand_mw * power.power_share).sum(axis=2)
    found = _unlike(scene, "proven_mw", columns, true_mw)
    weighted = scene.weighted_person_hours(power.power_share)
    if water is not None:
        found += _unlike(scene, "water_proven_m3h", columns, water.served_m3h)
        weighted = weighted + case.settings.objective_water * water.weighted_without * scene.hours
        people_hours = float((water.people_without @ scene.hours).sum())
        found += _equal("proven", "person_hours_without_water_proven", summary, people_hours, rel=PROVEN_REL)
        found += _same_verdict(summary, "water", water.verdict)
    found += _equal("proven", "objective_proven", summary, float(weighted.sum()), rel=PROVEN_REL)
    found += proven_heat_breaches(case, scene, summary, power.power_share, {} if water is None else water.place_share)
    return found + _same_verdict(summary, "power", power.verdict)


def _unlike(scene: Scene, name: str, columns: Mapping[str, Floats], true: Floats) -> list[Breach]:
    claimed = columns[name]
    wrong = ~(np.abs(claimed - true) <= PROVEN_REL * np.abs(true) + 1e-6)
    return [
        Breach("proven", scene.at(day, block), f"{name} is {true[day, block]:.9g}, not {claimed[day, block]:.9g}")
        for day, block in everywhere(wrong)
    ]


def _same_verdict(summary: Mapping[str, object], of: str, verdict: str) -> list[Breach]:
    claimed = verdict_of(summary, of)
    if claimed == verdict:
        return []
    return [Breach("proven", "summary.json proof", f"the verdict on {of} is `{verdict}`, not `{claimed}`")]


def verdict_of(summary: Mapping[str, object], of: str = "power") -> str | None:
    """The summary's verdict on power or water, None where it has none."""
    proof = summary.get("proof")
    said = proof.get(of) if isinstance(proof, Mapping) else None
    verdict = said.get("verdict") if isinstance(said, Mapping) else said
    return verdict if isinstance(verdict, str) else None


def _equal(rule: str, name: str, summary: Mapping[str, object], true: float, *, rel: float = 1e-6) -> list[Breach]:
    claimed = number_of(summary.get(name))
    if claimed is None or close(claimed, true, rel=rel, floor=1e-6):
        return []
    return [Breach(rule, f"summary.json {name}", f"is {true:.9g}, not {claimed:.9g}")]

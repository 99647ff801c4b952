"""The head of the document: the case, the figures of the plan and the curves by step."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from svitlo.report.curves import KEY, LARGEST_KEY
from svitlo.report.document.scene import Scene, finite

LINES = ("planned", "proven", "nothing", "largest")
FIGURES = (
    "person_hours_without_water_proven",
    "person_hours_without_heat_proven",
    "person_hours_without_heat_do_nothing",
    "people_drained_proven",
    "people_drained_do_nothing",
)
"""Figures that a plan may not have."""
SUMS = (
    "objective",
    "bound",
    "gap_share",
    "objective_proven",
    "do_nothing",
    "person_hours_without_power",
    "person_hours_without_water",
    "person_hours_without_heat",
    "people_drained",
)


def case_head(scene: Scene) -> dict[str, object]:
    """`CaseHead`."""
    settings = scene.case.settings
    return {
        "name": settings.name,
        "sha256": scene.case.sha256,
        "start": settings.start.isoformat(),
        "days": settings.days,
        "blocks": [{"name": block.name, "hours": block.hours} for block in settings.blocks],
        "has_water": bool(scene.case.water),
        "has_cold": settings.cold is not None,
        "version": settings.version,
    }


def summary(scene: Scene) -> dict[str, object]:
    """`Summary`: what `summary.json` says, and a few counts."""
    given, facts = scene.plan.summary, scene.facts
    engines = given.get("engines")
    return {
        **{key: finite(given.get(key)) for key in (*SUMS, *FIGURES)},
        "largest_first": finite(given.get(LARGEST_KEY)),
        "spent_usd": facts.spent_usd,
        "usable_usd": facts.usable_usd,
        "people_power": facts.people,
        "people_water": sum(facts.drinkers.values()),
        "damaged_count": facts.damaged_count,
        "back_count": len(facts.back_ids),
        "planner": str(given.get("planner", "")),
        "seed": given.get("seed", 0),
        "effort": given.get("effort", 0),
        "count_announced": given.get("count_announced") is True,
        "svitlo": str(given.get("svitlo", "")),
        "engines": dict(sorted(engines.items())) if isinstance(engines, Mapping) else {},
    }


def curves(scene: Scene) -> dict[str, object]:
    """`Curves`: the plan's own record or, where it has none, what its tables say."""
    record = scene.plan.summary.get(KEY)
    told: Mapping[str, Any] = record if isinstance(record, Mapping) else _by_tables(scene)
    return {
        **{service: _lines(told.get(service)) for service in ("power", "water", "heat")},
        "weighted_by_day": {key: told["weighted_by_day"].get(key) for key in (*LINES, "bound")},
        "mean_c": _mean_c(scene),
    }


def _lines(lines: object) -> dict[str, object] | None:
    return {key: lines.get(key) for key in LINES} if isinstance(lines, Mapping) else None


def _by_tables(scene: Scene) -> dict[str, Any]:
    """What is planned, of a plan that compares itself with nothing."""
    service = scene.plan.service.sort(pl.Series(scene.steps(scene.plan.service)))
    by_day = service.group_by("day").agg(pl.col("weighted_person_hours").sum()).sort("day")
    return {
        "power": _planned(service["people_without_power"]),
        "water": _planned(service["people_without_water"]) if scene.case.water else None,
        "heat": {} if scene.facts.heat.place_ids else None,
        "weighted_by_day": _planned(by_day["weighted_person_hours"]),
    }


def _planned(values: pl.Series) -> dict[str, list[float]]:
    return {"planned": values.round(1).to_list()}


def _mean_c(scene: Scene) -> list[float | None] | None:
    mean_c = dict(scene.case.weather.select("date", "mean_c").iter_rows())
    return [mean_c.get(scene.case.date_of(day)) for day in range(scene.days)] if mean_c else None

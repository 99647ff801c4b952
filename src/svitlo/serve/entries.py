"""What the library lists: cases and plans, each with where it lies and the row that the browser is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svitlo.serve.disk import id_of
from svitlo.tables.case import Case

FIGURES = (
    "planner",
    "seed",
    "effort",
    "objective",
    "bound",
    "gap_share",
    "objective_proven",
    "do_nothing",
    "spent_usd",
    "person_hours_without_power",
    "person_hours_without_water",
    "person_hours_without_heat",
)
"""What of a plan's summary is in its row; what a summary has not is null: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One case: `folder` is the case folder itself; `made` is null for a folder that was given at the start."""

    case_id: str
    name: str
    sha256: str
    start: str
    days: int
    damaged_count: int
    folder: Path
    parent: str | None = None
    made: str | None = None

    def row(self) -> dict[str, Any]:
        """As the browser is told."""
        hidden = {"folder"}
        return {name: getattr(self, name) for name in self.__slots__ if name not in hidden}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """One plan: `folder` is the plan folder itself, `figures` are those of its summary.

    `case_id` is null where the case is not at hand: the document then comes from the plan's own report.
    """

    plan_id: str
    case_sha256: str
    case_name: str
    title: str
    figures: Mapping[str, Any]
    folder: Path
    case_id: str | None = None
    made: str | None = None
    stopped: bool | None = None
    job_id: str | None = None

    def row(self) -> dict[str, Any]:
        """As the browser is told."""
        return {
            "plan_id": self.plan_id,
            "case_id": self.case_id,
            "case_name": self.case_name,
            "title": self.title,
            **self.figures,
            "made": self.made,
            "stopped": self.stopped,
            "job_id": self.job_id,
        }


def case_entry(case: Case, folder: Path, **more: Any) -> CaseEntry:
    """The entry of a case that was read from a folder."""
    settings = case.settings
    return CaseEntry(
        case_id=id_of(settings.name, case.sha256, "case"),
        name=settings.name,
        sha256=case.sha256,
        start=settings.start.isoformat(),
        days=settings.days,
        damaged_count=case.damage.height,
        folder=folder,
        **more,
    )


def figures_of(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What of a summary is in a plan's row."""
    return {name: summary.get(name) for name in FIGURES}


def title_of(summary: Mapping[str, Any]) -> str:
    """What a plan is called that nobody gave a name."""
    return f"{summary['planner']}, {summary['seed']}"

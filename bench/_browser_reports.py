"""The reports that the browser opens: the flagship's, and made-up ones of networks that are far larger.

A large plan is made by the planner `largest` and without a search, a bound, an AC proof and an explanation, so that it
is there within a minute or two; its report lacks those records.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.generate import generated_case
from svitlo.adapters.case_folder import read_case
from svitlo.adapters.plan_folder import read_plan
from svitlo.aid.ledger import support_of
from svitlo.assets.power import Floats
from svitlo.pipeline import plan_files
from svitlo.plan.outcome import decisions_of, power_share_of
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation, situation_of
from svitlo.proof.states import capacity_shares, conditions_of
from svitlo.report.bundle import report_file
from svitlo.report.curves import KEY as CURVES_KEY
from svitlo.report.curves import Compared, curves_of
from svitlo.report.document import document_of
from svitlo.report.document.dark import without_source
from svitlo.report.results import Physics, Run, Services, plan_of
from svitlo.serve.documents import builder, document_in
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Plan, Proven

ROOT = Path(__file__).parents[1]
FLAGSHIP = "winter-53m"
DAYS = 60
MODELLED_BUS_COUNT = 3000
"""Up to this size the planning model says what is served; beyond, a load has all its power where its bus is fed."""

WITHOUT = ("proven", "bound")
"""Lines of the curves that are left out, as nothing was proven or bounded."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report on the disk and the document in it; `plan`: its plan folder, where there is one."""

    name: str
    path: Path
    document: Document
    plan: Path | None = None

    @property
    def bus_count(self) -> int:
        """Buses on its map."""
        return len(self.document["network"]["buses"]["id"])

    @property
    def step_count(self) -> int:
        """Steps of its slider."""
        head = self.document["case"]
        return int(head["days"]) * len(head["blocks"])


def given_report(path: Path) -> Report:
    """A report that is there. Raises SystemExit where it holds no document with a network."""
    document = document_in(path.read_text(encoding="utf-8"))
    if document is None or document["network"] is None:
        raise SystemExit(f"{path} is not a report with a map")
    folder = path.parent if (path.parent / "summary.json").exists() else None
    return Report(name=str(document["case"]["name"]), path=path, document=document, plan=folder)


def planned_report(example: str, folder: Path, *options: str) -> Report:
    """The report of an example, planned by the program itself unless `folder` has it; made anew from its plan."""
    plan = folder / f"plan-{example}"
    if not plan.exists():
        command = [sys.executable, "-m", "svitlo", "plan", str(ROOT / "examples" / example), "-o", str(plan), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
        if done.returncode:
            raise SystemExit(done.stderr)
    case, made = read_case(ROOT / "examples" / example), read_plan(plan)
    (plan / "report.html").write_bytes(plan_files(case, made)["report.html"])
    return given_report(plan / "report.html")


def generated_report(network: str, folder: Path, days: int = DAYS) -> Report:
    """The report of a made-up case on a PGLib network; its document is kept in the folder for the next run."""
    kept = folder / f"{network}-{days}-{builder()}.json"
    if kept.exists():
        document: Document = json.loads(kept.read_text(encoding="utf-8"))
    else:
        case = generated_case(network, 1, days=days)
        document = document_of(case, quick_plan(case), support_of(case))
        kept.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    path = folder / f"{network}-{days}.html"
    path.write_bytes(report_file(document))
    return Report(name=network, path=path, document=document)


def quick_plan(case: Case) -> Plan:
    """The plan of a power case by `largest`, as far as a report reads it."""
    situation = situation_of(case)
    schedule = PLANNERS["largest"](situation, Options(effort=0))
    decisions = decisions_of(situation, schedule)
    served = Services(power_share=_served(case, situation, schedule, decisions))
    nothing = Services(power_share=_served(case, situation, Schedule(), decisions_of(situation, Schedule())))
    unproven = Proven(power_share=served.power_share, verdict="", findings=(), state_count=0, engine="")
    run = Run(
        planner="largest",
        seed=0,
        effort=0,
        bound_effort=0,
        count_announced=False,
        seconds=0.0,
        svitlo="",
        engines={},
        notes=case.notes,
    )
    plan = plan_of(case, decisions, (served, nothing), Physics(power=unproven), 0.0, run)
    compared = Compared(
        planned=served, proven=Physics(power=unproven), nothing=nothing, bound_by_day=np.zeros(case.settings.days)
    )
    unknown = {CURVES_KEY: _without(curves_of(case, compared)), "proof": {"power": None, "water": None}}
    return replace(plan, summary={**plan.summary, **unknown})


def _served(case: Case, situation: Situation, schedule: Schedule, decisions: Decisions) -> Floats:
    if situation.grid.bus_count <= MODELLED_BUS_COUNT:
        return power_share_of(situation, schedule)
    people = situation.people
    share = np.ones((case.settings.days, len(case.settings.blocks), people.bus.size))
    known: dict[int, Floats] = {}
    shares = capacity_shares(case, situation.outages, decisions)
    for day, condition in enumerate(conditions_of(situation.grid, situation.outages, shares)):
        if id(condition) not in known:
            known[id(condition)] = np.where(without_source(situation.grid, condition)[people.bus], 0.0, 1.0)
        share[day] = known[id(condition)]
    return share


def _without(curves: dict[str, Any]) -> dict[str, Any]:
    """The curves without the lines that a quick plan does not know."""
    return {
        name: lines and {key: None if key in WITHOUT else value for key, value in lines.items()}
        for name, lines in curves.items()
    }

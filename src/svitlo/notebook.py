"""A plan in a notebook: its tables, its figures and two pictures.

    view = svitlo.open_plan("examples/first-light", "plan")
    view.tables["repairs"]
    view.plot_map(day=3)

Pictures need matplotlib: `pip install 'svitlo[plot]'`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from svitlo.aid.ledger import support_of
from svitlo.pipeline import read_case, read_plan
from svitlo.report.asked import outline_around
from svitlo.report.document import document_of
from svitlo.report.texts import LANGUAGES, Language
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Plan

if TYPE_CHECKING:
    from svitlo.report.plots import Picture

__all__ = ["PlanView", "open_plan"]


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanView:
    """A case and a plan of it, to look at. Raises BadInput where the plan was made for another case."""

    case: Case
    plan: Plan

    def __post_init__(self) -> None:
        if self.plan.summary.get("case_sha256") != self.case.sha256:
            raise BadInput.of("", "the plan was made for another case, or the case was changed since")

    def __repr__(self) -> str:
        return f"PlanView({self.case.settings.name!r}, {self.case.settings.start}, {self.case.settings.days} days)"

    @property
    def summary(self) -> Mapping[str, object]:
        """The figures of `summary.json`."""
        return self.plan.summary

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """The tables of the plan folder by name, as Polars frames."""
        decisions = self.plan.decisions
        return {
            "purchases": decisions.purchases,
            "repairs": decisions.repairs,
            "installs": decisions.installs,
            "uses": decisions.uses,
            "service": self.plan.service,
            "places": self.plan.places,
        }

    @cached_property
    def document(self) -> dict[str, Any]:
        """What the report file shows, as data."""
        announced = self.plan.summary.get("count_announced") is True
        return document_of(self.case, self.plan, support_of(self.case, count_announced=announced))

    def plot_map(
        self, day: int | date = 0, *, block: int = 0, outline: str | None = None, language: Language = "en"
    ) -> "Picture":
        """The power network on a day: what is damaged, being repaired and back, and who has power.

        Args:
            day: a day of the case from 0, or a date.
            block: which part of the day, from 0.
            outline: a country's code such as `UKR` or a GeoJSON file, drawn behind networks that know where they are.
            language: `en` or `uk`.

        Raises:
            BadInput: the day, the block, the language or the outline is none.
        """
        settings = self.case.settings
        row = self.case.day_of(day) if isinstance(day, date) else day
        if not 0 <= row < settings.days:
            raise BadInput.of("day", f"{day} is not a day of the case", hint=f"0 to {settings.days - 1}, or a date")
        if not 0 <= block < len(settings.blocks):
            raise BadInput.of("block", f"{block} is no block of a day", hint=f"0 to {len(settings.blocks) - 1}")
        plots = _plots(language)
        document = self.document
        if outline is not None:
            network = document["network"]
            document = {**document, "network": {**network, "outline": outline_around(outline, network)}}
        now = self.plan.places.filter(
            (pl.col("day") == row) & (pl.col("block") == settings.blocks[block].name)
        ).drop_nulls("power_share")
        shares = dict(now.select("place_id", "power_share").iter_rows())
        figure: Picture = plots.map_figure(document, shares, plots.Moment(day=row, block=block, language=language))
        return figure

    def plot_service(self, *services: str, language: Language = "en") -> "Picture":
        """People without power, water and heat over time: planned, proven, and what the plan is held against.

        Args:
            services: of `power`, `water` and `heat`; none: all that the case has.
            language: `en` or `uk`.

        Raises:
            BadInput: the case has no such service, or the language is none.
        """
        plots = _plots(language)
        there = [name for name in plots.SERVICES if self.document["curves"][name] is not None]
        unknown = [name for name in services if name not in there]
        if unknown:
            raise BadInput.of("services", f"{unknown[0]!r} is not in this case", hint=f"of {', '.join(there)}")
        figure: Picture = plots.service_figure(self.document, services or there, language)
        return figure


def open_plan(case_folder: Path | str, plan_folder: Path | str) -> PlanView:
    """A plan folder and its case, to look at in a notebook. Raises BadInput with everything that is wrong."""
    return PlanView(case=read_case(Path(case_folder)), plan=read_plan(Path(plan_folder)))


def _plots(language: str) -> Any:
    """The module of pictures, which alone needs matplotlib."""
    if language not in LANGUAGES:
        raise BadInput.of("language", f"{language!r} is not known", hint=f"one of {', '.join(LANGUAGES)}")
    try:
        from svitlo.report import plots  # noqa: PLC0415 - matplotlib is an extra, and heavy
    except ImportError as error:
        if error.name is None or not error.name.startswith("matplotlib"):
            raise
        raise BadInput.of("", "pictures need matplotlib", hint="pip install 'svitlo[plot]'") from None
    return plots

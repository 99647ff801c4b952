"""A plan in a notebook: the tutorial runs and is fresh, pictures show the plan's figures, and wrong asks are told."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure

from svitlo import BadInput, PlanView, open_plan
from svitlo.report.texts import LANGUAGES, Language, text
from tests.conftest import EXAMPLES, ROOT
from tests.report.builders import pledges_of, small_case, small_plan
from tests.report.coupled import coupled_case, coupled_plan

TUTORIAL = ROOT / "docs" / "tutorial"


@pytest.fixture(scope="module")
def view(first_light_plan: Path) -> PlanView:
    return open_plan(EXAMPLES / "first-light", str(first_light_plan))


def by_hand() -> PlanView:
    return PlanView(case=small_case(), plan=small_plan(small_case()))


def labels(figure: Figure) -> list[str]:
    return [said.get_text() for legend in figure.legends for said in legend.get_texts()]


def drawn(figure: Figure) -> bytes:
    """The picture as a notebook shows it; whatever matplotlib warns of is an error here."""
    made: bytes = figure._repr_png_()  # type: ignore[attr-defined]
    assert made.startswith(b"\x89PNG")
    return made


# ---- the tutorial


def test_the_tutorial_runs_and_its_page_is_fresh(tmp_path: Path) -> None:
    script = ROOT / "docs" / "make_notebook.py"
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert made == (TUTORIAL / "plan.md").read_text(encoding="utf-8"), "run: python docs/make_notebook.py"
    assert said_in(tmp_path / "plan.ipynb") == said_in(TUTORIAL / "plan.ipynb"), "run: python docs/make_notebook.py"
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    assert pictures == sorted(path.name for path in (ROOT / "docs" / "pictures").glob("notebook-*.png"))
    assert len(pictures) == 2


def said_in(path: Path) -> list[tuple[str, list[str]]]:
    """Sources and outputs of a notebook; of pictures that there is one, for fonts differ between machines."""
    import nbformat

    notebook: Any = nbformat.read(path, as_version=4)
    return [
        (cell.source, [str(output.get("text") or sorted(output["data"])) for output in cell.get("outputs", ())])
        for cell in notebook.cells
    ]


# ---- what a view holds


def test_a_view_holds_the_tables_and_the_figures_of_the_folder(view: PlanView) -> None:
    assert list(view.tables) == ["purchases", "repairs", "installs", "uses", "service", "places"]
    assert view.tables["repairs"].height == 3
    assert view.summary["planner"] == "search"
    assert view.document["case"]["name"] == "First light"
    assert repr(view) == "PlanView('First light', 2030-01-07, 14 days)"


def test_a_plan_of_another_case_is_refused(first_light_plan: Path) -> None:
    with pytest.raises(BadInput, match="another case"):
        open_plan(EXAMPLES / "together", first_light_plan)


# ---- pictures


def test_the_curves_are_those_of_the_summary(view: PlanView) -> None:
    figure = view.plot_service()
    drawn(figure)
    (axes,) = figure.axes
    curves: Any = view.summary["curves"]
    lines = {line.get_label(): np.asarray(line.get_ydata()) for line in axes.lines}
    assert sorted(map(str, lines)) == sorted(text(f"plot.{name}", "en") for name in curves["power"])
    for name, values in curves["power"].items():
        assert lines[text(f"plot.{name}", "en")].tolist() == [*values, values[-1]]
    moments: Any = axes.lines[0].get_xdata()
    start = view.case.settings.start
    assert [moments[0].date(), moments[-1].date()] == [start, start + timedelta(days=14)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_the_language_that_is_asked_for(view: PlanView, language: Language) -> None:
    service, network = view.plot_service(language=language), view.plot_map(5, language=language)
    drawn(service)
    drawn(network)
    other: Language = "en" if language == "uk" else "uk"
    names = ("planned", "proven", "nothing", "largest")
    assert sorted(labels(service)) == sorted(text(f"plot.{name}", language) for name in names)
    assert service.axes[0].get_ylabel() == text("plot.power", language)
    assert text("plot.back", language) in labels(network)
    assert text("plot.back", other) not in labels(network)
    assert ("12.01.2030" if language == "uk" else "2030-01-12") in network.axes[0].get_title()


def scattered(figure: Figure) -> dict[str, int]:
    """How many marks there are of each sort."""
    return {
        str(found.get_label()): len(np.asarray(found.get_offsets()))
        for found in figure.axes[0].collections
        if isinstance(found, PathCollection)
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0, {"damaged": 3, "none": 3}),
        (2, {"damaged": 2, "repair": 1, "none": 3}),
        (9, {"damaged": 1, "back": 2, "none": 1, "full": 2}),
    ],
)
def test_the_map_tells_what_has_become_of_things_by_a_day(day: int, expected: dict[str, int]) -> None:
    view = by_hand()
    figure = view.plot_map(day)
    found = scattered(figure)
    said = {text(f"plot.{name}", "en"): count for name, count in expected.items()}
    kinds = [text(f"plot.{name}", "en") for name in ("damaged", "repair", "back", "none", "partly", "full")]
    assert {kind: found[kind] for kind in kinds if kind in found} == said
    buses = found.get(text("plot.lit_bus", "en"), 0) + found.get(text("plot.dark_bus", "en"), 0)
    assert buses == view.case.power.buses.height
    lines = [part for part in figure.axes[0].collections if isinstance(part, LineCollection)]
    assert sum(len(part.get_segments()) for part in lines) == view.case.power.branches.height


def test_a_day_may_be_a_date() -> None:
    view = by_hand()
    on = view.case.settings.start + timedelta(days=2)
    assert scattered(view.plot_map(on)) == scattered(view.plot_map(2))
    assert view.plot_map(2, block=1).axes[0].get_title() == "Four buses: 2030-01-09, day"


def test_shapes_differ_wherever_colours_do() -> None:
    from svitlo.report.plots import LINES, PLACES, STATES

    assert len({marker for marker, *_ in (*STATES.values(), *PLACES.values())}) == len(STATES) + len(PLACES)
    assert len({dashes for _, dashes, _ in LINES.values()}) == len(LINES)


def test_long_cases_show_means_of_days(view: PlanView) -> None:
    """22 days of 8 and 16 hours with 30 and 60 people without: 50 on the mean of each day."""
    from svitlo.report.plots import service_figure

    case = {"name": "Long", "start": "2030-01-01", "days": 22, "blocks": [{"hours": 8.0}, {"hours": 16.0}]}
    lines = {"planned": [30.0, 60.0] * 22, "proven": None, "nothing": None, "largest": None}
    figure = service_figure({"case": case, "curves": {"power": lines}}, ["power"], "en")
    assert np.asarray(figure.axes[0].lines[0].get_ydata()).tolist() == pytest.approx([50.0] * 23)
    assert "means of days" in figure.get_suptitle()
    assert "means of days" not in view.plot_service().get_suptitle()


def test_a_case_with_water_has_an_axis_for_it_and_its_damage_is_not_on_the_map() -> None:
    case = coupled_case()
    view = PlanView(case=case, plan=coupled_plan(case))
    figure = view.plot_service()
    assert [axes.get_ylabel() for axes in figure.axes] == [text(f"plot.{name}", "en") for name in ("power", "water")]
    assert len(view.plot_service("water").axes) == 1
    assert scattered(view.plot_map())[text("plot.damaged", "en")] == 3
    assert pledges_of(case)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda view: view.plot_map(10), "10 is not a day of the case"),
        (lambda view: view.plot_map(-1), "-1 is not a day of the case"),
        (lambda view: view.plot_map(view.case.settings.start - timedelta(days=1)), "2030-01-06 is not a day"),
        (lambda view: view.plot_map(block=2), "2 is no block of a day"),
        (lambda view: view.plot_map(language="de"), "'de' is not known"),
        (lambda view: view.plot_map(outline="UKR"), "no longitudes and latitudes"),
        (lambda view: view.plot_service("water"), "'water' is not in this case"),
        (lambda view: view.plot_service("power", "gas"), "'gas' is not in this case"),
        (lambda view: view.plot_service(language=""), "'' is not known"),
    ],
    ids=range(9),
)
def test_what_cannot_be_drawn_is_told(ask: Callable[[PlanView], object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        ask(by_hand())


def test_without_matplotlib_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "svitlo.report.plots", raising=False)
    monkeypatch.delattr("svitlo.report.plots", raising=False)
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(BadInput, match="pictures need matplotlib"):
        by_hand().plot_map()

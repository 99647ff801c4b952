"""The answer on a terminal: within its screen, without colour, and with no text that steers it."""

import io
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from rich.console import Console, RenderableType

from svitlo.report.summary import screen, support_screen
from svitlo.report.words import PLAIN
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.report.builders import bare_case, empty_plan, pledges_of, purchase, small_case, small_plan


def shown(what: RenderableType, width: int = 100) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=width).print(what)
    return buffer.getvalue()


def crowded() -> tuple[Case, Plan]:
    """Forty purchases and works with the longest names, and twelve notes."""
    case = small_case()
    plan = small_plan(case, notes=[f"note {k} " + "word " * 60 for k in range(12)])
    bought = [purchase(f"B{k:02d}", "mast", 1_000_000 + k, 4e4, order_day=0, arrival_day=2) for k in range(40)]
    decisions = replace(
        plan.decisions,
        purchases=pl.DataFrame(bought, schema=plan.decisions.purchases.schema),
        repairs=pl.DataFrame(
            [(f"power/branch/{'9' * 40}{k}", "line" * 20, 0, 5) for k in range(40)],
            schema=plan.decisions.repairs.schema,
            orient="row",
        ),
    )
    long = replace(
        case,
        catalogue=case.catalogue.with_columns(name=pl.lit("transformer " * 20)),
        settings=replace(case.settings, name="a case " * 40),
    )
    return long, replace(plan, decisions=decisions)


def test_it_fits_one_screen_whatever_the_plan_holds() -> None:
    case, plan = crowded()
    lines = shown(screen(case, plan, pledges_of(case))).splitlines()
    assert len(lines) <= 38, "two lines are left for where the report lies and for the prompt"
    assert max(len(line.rstrip()) for line in lines) <= 100
    assert "What to buy, dearest first (6 of 40, all in the report)" in "\n".join(lines)


def test_figures_are_those_of_the_plan() -> None:
    case = small_case()
    said = shown(screen(case, small_plan(case), pledges_of(case))).replace(PLAIN, "")
    for figure in ("12000 \u2192 2000", "1680000", "2345678", "at most 14.8%", "130000.50USD", "2 of 3"):
        assert figure in said, figure
    assert said.index("Breaker 110 kV") < said.index("Emergency mast"), "the dearest purchase comes first"
    assert "AC power flow confirms every state once some more load is shed" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("case", [bare_case(), small_case(pledges=[])])
def test_a_plan_that_does_nothing(case: Case) -> None:
    said = shown(screen(case, empty_plan(case, do_nothing=0.0), ()))
    assert "Nothing is bought." in said
    assert "No works." in said
    assert "this one is at most 14.8" in " ".join(said.split())


def test_no_text_of_the_user_is_markup_or_steers_the_terminal() -> None:
    case = small_case()
    sly = replace(
        case,
        settings=replace(case.settings, name="[red]x[/red] [/] \x1b[2J\x07"),
        catalogue=case.catalogue.with_columns(name=pl.lit("[link=x]\x9b2J\nnext line")),
    )
    said = shown(screen(sly, small_plan(sly, notes=["[/bold]", "two\nlines"]), pledges_of(sly)))
    assert "[red]x[/red] [/]" in said
    assert "[link=x]" in said
    assert not set("\x1b\x07\x9b") & set(said)
    assert "two lines" in said


def test_any_frame_is_shown_as_it_is() -> None:
    table = pl.DataFrame(
        {
            "pledge_id": ["a", "[b]", "\x1b[1m"],
            "amount_usd": [12_345_678.0, None, 0.5],
            "usable": [True, False, None],
            "usable_from": [date(2030, 1, 7), None, date(2030, 2, 1)],
        }
    )
    said = shown(support_screen(table))
    rows = [line.split() for line in said.replace(PLAIN, "").splitlines()]
    assert rows[0] == ["pledge", "id", "amount", "usd", "usable", "usable", "from"]
    assert rows[1] == ["a", "12345678", "yes", "2030-01-07"]
    assert rows[2] == ["[b]", "no"]
    assert "\x1b" not in said


def test_an_empty_frame_shows_its_columns() -> None:
    assert "pledge id" in shown(support_screen(pl.DataFrame(schema={"pledge_id": pl.String})))

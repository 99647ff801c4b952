"""The answer on one screen of a terminal, and the support table for the same."""

import math
from datetime import date

import polars as pl
from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from svitlo.aid.ledger import Pledge
from svitlo.report.facts import Facts, facts_of
from svitlo.report.heat import heat_lines
from svitlo.report.markup import plain
from svitlo.report.story import against_best, cards, finding_lines, notes, proof_sentences
from svitlo.report.tables import Names
from svitlo.report.water import has_water
from svitlo.report.words import PLAIN, THIN, AssetNames, counted, day_date, is_placed, money, number, spoken
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

TOP, LEAST_TOP = 6, 2
"""Rows of each list on the screen, at most and, where water or what is placed needs room too, at least."""

LINES = 38
"""Lines of the screen: two are left for where the report lies and for the prompt."""

TOP_NOTES = 3
LISTS = ("earmark",)
"""Columns that hold lists."""
LIST_WIDTH = 24
WIDTH = 96
"""Columns that a line may take, so that a screen of 100 shows it whole."""


def screen(case: Case, plan: Plan, pledges: tuple[Pledge, ...]) -> RenderableType:
    """Headline figures, dearest purchases, first works and what physics says, within 100 columns and 40 lines."""
    facts = facts_of(case, plan, pledges)
    names = Names(case, plan)
    last = day_date(case, case.settings.days - 1)
    title = f"{_cut(case.settings.name, 60)}: {case.settings.start} to {last}"
    parts: list[RenderableType] = [_text(title, style="bold"), _headlines(case, plan, facts), Text("")]
    told = _told(case, plan, facts)
    top = TOP
    if _is_full(plan, facts):
        fixed = len(cards(case, plan, facts)) + 3 + sum(math.ceil(line.cell_len / WIDTH) for line in told)
        top = min(TOP, max(LEAST_TOP, (LINES - fixed) // (3 if facts.placings else 2) - 2))
    parts += [_purchases(case, names, facts, top), _works(case, facts, top)]
    parts += [_placings(case, names, facts, top)] if facts.placings else []
    return Group(*parts, Text(""), *told)


def _is_full(plan: Plan, facts: Facts) -> bool:
    """Whether the screen has to hold more than power and repairs."""
    return has_water(plan) or bool(facts.placings)


def _told(case: Case, plan: Plan, facts: Facts) -> list[Text]:
    """What is said beneath the lists; of notes fewer where there is more to list."""
    told = [_text(sentence) for sentence in (against_best(plan), *proof_sentences(plan))]
    told += [_text(line) for line in heat_lines(plan, facts)[:1]]
    told += [_text(f"Worst: {_cut(line, WIDTH - 8)}") for line in finding_lines(case, plan)[:1]]
    noted, top = notes(case, plan), 1 if _is_full(plan, facts) else TOP_NOTES
    told += [_text(f"Note: {_cut(note, 2 * WIDTH - 16)}", style="dim") for note in noted[:top]]
    if len(noted) > top:
        told.append(_text(f"and {counted(len(noted) - top, 'note')} more in the report", style="dim"))
    return told


def support_screen(table: pl.DataFrame) -> Table:
    """Any frame as a table for the terminal: numbers to the right and grouped, dates ISO, nulls empty.

    Lists such as earmarks are cut to one line, as they may name dozens of places; `--json` gives them whole.
    """
    shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, dtype in table.schema.items():
        if name in LISTS:
            shown.add_column(_text(spoken(name)), no_wrap=True, overflow="ellipsis", max_width=LIST_WIDTH)
        else:
            justify: JustifyMethod = "right" if dtype.is_numeric() else "left"
            whole = dtype == pl.Date or name.endswith("_id")
            shown.add_column(_text(spoken(name)), justify=justify, no_wrap=whole, overflow="fold")
    for row in table.iter_rows():
        shown.add_row(*(_text(_cell(value)) for value in row))
    return shown


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(words: str, style: str = "") -> Text:
    """Words on one line, as they are: nothing in them is markup or steers the terminal."""
    line = plain(words).replace(THIN, PLAIN)
    return Text(line.replace("\r", " ").replace("\n", " ").replace("\t", " "), style=style)


def _cut(words: str, width: int) -> str:
    """At most this many characters."""
    return words if len(words) <= width else words[: width - 1] + "\u2026"


def _headlines(case: Case, plan: Plan, facts: Facts) -> Table:
    shown = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for style in ("", "bold", "dim"):
        shown.add_column(style=style, no_wrap=True)
    for card in cards(case, plan, facts):
        shown.add_row(_text(card.what), _text(card.value), _text(card.more))
    return shown


def _listing(title: str, *columns: str) -> Table:
    shown = Table(box=None, title=title, title_justify="left", title_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        shown.add_column(name, justify="right" if name in ("quantity", "cost, USD") else "left", no_wrap=True, style="")
    return shown


def _purchases(case: Case, names: Names, facts: Facts, top: int) -> RenderableType:
    """The dearest purchases, by cost."""
    lines = [(item, spending) for spending in facts.spendings for item in spending.purchases]
    lines.sort(key=lambda line: (-float(str(line[0]["cost_usd"])), str(line[0]["purchase_id"])))
    if not lines:
        return _text("Nothing is bought.")
    shown = _listing(
        _first("What to buy, dearest first", top, len(lines)),
        "order by",
        "arrives",
        "quantity",
        "what",
        "cost, USD",
        "from",
    )
    for item, spending in lines[:top]:
        equipment_id = str(item["equipment_id"])
        shown.add_row(
            day_date(case, int(str(item["order_day"]))),
            day_date(case, int(str(item["arrival_day"]))),
            _text(names.quantity(int(str(item["quantity"])), equipment_id)),
            _text(_cut(names.equipment(equipment_id), 34)),
            _text(money(float(str(item["cost_usd"]))).removesuffix(f"{THIN}USD")),
            _text(_cut(spending.pledge.pledge_id, 14)),
        )
    return shown


def _works(case: Case, facts: Facts, top: int) -> RenderableType:
    """The repairs that begin first."""
    repairs = [work for work in facts.works if not is_placed(work.asset_id)]
    if not repairs:
        return _text("No repairs." if facts.works else "No works.")
    works = sorted(repairs, key=lambda work: (work.start_day, work.service_day, work.asset_id))
    shown = _listing(
        _first("What to repair first", top, len(works)), "start", "back in service", "asset", "damage", "crew"
    )
    for work in works[:top]:
        shown.add_row(
            day_date(case, work.start_day),
            day_date(case, work.service_day),
            _text(_cut(work.name, 24)),
            _text(spoken(work.severity)),
            _text(_cut(spoken(work.crew_kind), 20)),
        )
    return shown


def _placings(case: Case, names: Names, facts: Facts, top: int) -> RenderableType:
    """What is placed where, the first in use first."""
    spots = AssetNames.of(case)
    title = _first("What to place where", top, len(facts.placings))
    shown = _listing(title, "start", "in use from", "quantity", "what", "where", "from")
    for one in facts.placings[:top]:
        shown.add_row(
            day_date(case, one.start_day),
            day_date(case, one.service_day),
            _text(names.quantity(one.quantity, one.equipment_id)),
            _text(_cut(names.equipment(one.equipment_id), 24)),
            _text(_cut(spots.spot(one.at), 24)),
            _text(_cut(one.origin.partition(":")[2], 10)),
        )
    return shown


def _first(title: str, top: int, count: int) -> str:
    return f"{title} ({top} of {count}, all in the report)" if count > top else title

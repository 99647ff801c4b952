"""The explanation as a screen of the terminal."""

from collections.abc import Sequence
from difflib import get_close_matches

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from svitlo.report.explained import (
    Calendar,
    core_sentence,
    delay_sentence,
    delivery,
    equipment_sentence,
    left_sentence,
    money_sentence,
    named,
    names_in,
    rest_sentences,
    weighty,
    work_sentences,
)
from svitlo.report.heat import heat_sentence
from svitlo.report.markup import plain
from svitlo.report.words import PLAIN, THIN, counted, is_placed, number, spoken
from svitlo.tables.errors import BadInput
from svitlo.tables.explanation import Explanation, LeftExplained, WorkExplained

ABOUT = (
    "By the planning model, in weighted person-hours without power, and without water where the case has water "
    "networks. Without it: the plan with that one work left out, all other dates unchanged, less the plan. A million's "
    "worth and the cost of a delay are found by planning again: the first is at least, the second at most what is said."
)

HEAT_LISTED = 40
"""Times without heat that are told one by one; the rest are counted."""


def _heat_cells(explanation: Explanation) -> list[tuple[str, str]]:
    names = names_in(explanation)
    told = [
        (one.place, heat_sentence(one, named(one.back_with or (), names))) for one in explanation.heat[:HEAT_LISTED]
    ]
    more = len(explanation.heat) - len(told)
    return [*told, ("and more", f"{counted(more, 'time')} without heat, in summary.json.")] if more else told


def explained_screen(explanation: Explanation) -> RenderableType:
    """Everything, as tables and sentences for a terminal."""
    day, names = Calendar.of(explanation), names_in(explanation)
    money_worths, equipment, delays = weighty(explanation)
    parts: list[RenderableType] = [_text(ABOUT, style="dim"), Text(""), _text(core_sentence(explanation)), Text("")]
    for work in explanation.works:
        parts += _work_lines(explanation, work)
    parts += [Text("")]
    tables = (
        _listing(
            "Left damaged, and why",
            ("asset", "why"),
            [(names(left.asset_id), left_sentence(explanation, left)) for left in explanation.left],
        ),
        _listing("Heat: until when power must be back, and what brings it", ("place", "why"), _heat_cells(explanation)),
        _listing(
            "One more million, by pledge",
            ("pledge", "from", "is worth"),
            [(one.pledge_id, one.actor, money_sentence(explanation, one)) for one in money_worths],
        ),
        _listing(
            "One more million, as equipment",
            ("equipment", "units", "from", "is worth"),
            [
                (one.equipment, number(one.units), day(one.from_day), equipment_sentence(explanation, one))
                for one in equipment
                if one.worth != 0.0
            ],
        ),
        _listing(
            "A week's delay, by delivery",
            ("delivery", "pledge", "day", "costs"),
            [(delivery(one), one.pledge_id, day(one.day), delay_sentence(one)) for one in delays if one.cost != 0.0],
        ),
    )
    for table in tables:
        parts += [table, Text("")] if table.row_count else []
    return Group(*parts, *map(_text, rest_sentences(explanation)))


def asset_screen(explanation: Explanation, asset_id: str) -> RenderableType:
    """One asset: its work, or why it is left. Raises `BadInput` where the explanation knows no such asset."""
    found = asset_of(explanation, asset_id)
    if isinstance(found, WorkExplained):
        return Group(*_work_lines(explanation, found))
    return Group(_text(names_in(explanation)(found.asset_id), style="bold"), _text(left_sentence(explanation, found)))


def asset_of(explanation: Explanation, asset_id: str) -> WorkExplained | LeftExplained:
    """What is said of one damaged asset. Raises `BadInput` with the nearest ids where there is no such asset."""
    said: dict[str, WorkExplained | LeftExplained] = {work.asset_id: work for work in explanation.works}
    said |= {left.asset_id: left for left in explanation.left}
    if asset_id not in said:
        near = get_close_matches(asset_id, sorted(said), n=3, cutoff=0.5)
        hint = f"perhaps {', '.join(near)}" if near else "only damaged assets and placed equipment are explained"
        raise BadInput.of("", f"no damaged asset {plain(asset_id)!r} in this plan", hint=hint)
    return said[asset_id]


def _work_lines(explanation: Explanation, work: WorkExplained) -> list[RenderableType]:
    back = "in use from" if is_placed(work.asset_id) else "back in service"
    title = f"{names_in(explanation)(work.asset_id)}: starts {work.start_date}, {back} {work.service_date}"
    title += f" (crew: {spoken(work.crew_kind)})"
    return [_text(title, style="bold"), *(_text(f"  {said}") for said in work_sentences(explanation, work))]


def _listing(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    shown = Table(box=None, title=title, title_justify="left", title_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        shown.add_column(name, overflow="fold", style="")
    for cells in rows:
        shown.add_row(*map(_text, cells))
    return shown


def _text(words: str, style: str = "") -> Text:
    """Words as they are: nothing in them is markup or steers the terminal."""
    line = plain(words).replace(THIN, PLAIN)
    return Text(line.replace("\r", " ").replace("\n", " ").replace("\t", " "), style=style)

"""The figures of a report as SVG: people without power by day, and the works by crew over time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from svitlo.report.facts import WorkDone, daily_of
from svitlo.report.markup import Markup, element, join
from svitlo.report.style import figure_style
from svitlo.report.words import counted, day_date, number, spoken
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

WIDE, NARROW = 1080.0, 350.0
"""Widths in pixels at which a figure is drawn: for a desk and for a telephone."""
EDGE = 58.0
"""Room for the numbers left of an axis."""
ROW = 18.0
LETTER = 7.5
"""Room that a letter of a name takes at most, on average."""
MANY_WORKS = 120
"""From here on a work is a thin bar without its name; the table beneath names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Days to pixels."""

    case: Case
    left: float
    right: float

    def x(self, day: float) -> float:
        """Where a model day begins."""
        return self.left + (self.right - self.left) * day / self.case.settings.days

    def ticks(self) -> list[int]:
        """Days that get a date, far enough apart to read."""
        room = max(1, int((self.right - self.left) // 92))
        days = self.case.settings.days
        step = next(step for step in (1, 2, 7, 14, 28, 56, 112, 224, 448) if days / step <= room)
        return list(range(0, days, step))

    def draw(self, top: float, bottom: float) -> Markup:
        """The dates beneath a figure and a hair line up from each."""
        parts = []
        for day in self.ticks():
            x = self.x(day)
            parts.append(element("path", d=f"M{x:.1f} {top:.1f}V{bottom + 4:.1f}", class_="grid"))
            parts.append(element("text", day_date(self.case, day), x=x, y=bottom + 17))
        parts.append(element("path", d=f"M{self.left:.1f} {bottom:.1f}H{self.right:.1f}", class_="axis"))
        return join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One set of curves over the days; `lines` are (values by day, class of the stroke)."""

    title: str
    lines: tuple[tuple[Sequence[float], str], ...]
    height: float
    low: float
    high: float
    filled: bool = False

    def draw(self, axis: Axis, top: float) -> Markup:
        """The panel with its own vertical axis, its title above."""
        bottom = top + self.height
        ticks = nice_ticks(self.low, self.high, 4 if self.height > 120 else 2)
        floor, ceiling = min(self.low, ticks[0]), max(self.high, ticks[-1])

        def y(value: float) -> float:
            return bottom - self.height * (value - floor) / ((ceiling - floor) or 1.0)

        parts = [element("text", self.title, x=0.0, y=top - 10, class_="head")]
        for tick in ticks:
            parts.append(element("path", d=f"M{axis.left:.1f} {y(tick):.1f}H{axis.right:.1f}", class_="grid"))
            parts.append(element("text", number(tick), x=axis.left - 6, y=y(tick) + 4, text_anchor="end"))
        for values, name in self.lines:
            steps = _steps(axis, [y(value) for value in values])
            if self.filled and steps:
                area = f"{steps}V{y(floor):.1f}H{axis.left:.1f}Z"
                parts.append(element("path", d=area, class_="area"))
            parts.append(element("path", d=steps, class_=name))
        return join(parts)


def curve(case: Case, daily: pl.DataFrame, works: Sequence[WorkDone], width: float, *, alone: bool = False) -> Markup:
    """People without power (and water), what is not served as planned and as proven, and the temperature, by day.

    `daily` and `works` are those of `Facts`; `alone` makes a file of its own rather than a part of a page.
    """
    axis = Axis(case=case, left=EDGE, right=width - 10)
    panels = _panels(case, daily, narrow=width < WIDE)
    parts: list[Markup] = []
    top = 30.0
    tops = []
    for panel in panels:
        tops.append(top)
        top += panel.height + 44.0
    bottom = top - 44.0
    parts.append(axis.draw(tops[0], bottom))
    parts.extend(panel.draw(axis, start) for panel, start in zip(panels, tops, strict=True))
    parts.append(_returns(case, works, axis, tops[0] + panels[0].height))
    what = (
        f"People without power by day, from {_people(daily, 0)} on the first day to {_people(daily, -1)} on the last."
    )
    if case.water:
        first, last = (_people(daily, at, "people_without_water") for at in (0, -1))
        what += f" People without water: from {first} to {last}."
    return picture(width, bottom + 26.0, what, parts, alone=alone)


def _people(daily: pl.DataFrame, row: int, column: str = "people_without_power") -> str:
    return number(daily[column][row]) if daily.height else number(None)


def _panels(case: Case, daily: pl.DataFrame, *, narrow: bool) -> list[Panel]:
    people, unserved, unproven = (
        daily[name].to_list() for name in ("people_without_power", "unserved_mw", "unproven_mw")
    )
    panels = [
        Panel(
            title="People without power" if narrow else "People without power, mean of the day (planning model)",
            lines=((people, "planned"),),
            height=200.0,
            low=0.0,
            high=max(people, default=0.0),
            filled=True,
        ),
        Panel(
            title="Not served, MW"
            if narrow
            else "Power not served, MW, mean of the day: planned (line), proven by AC power flow (dashes)",
            lines=((unserved, "planned"), (unproven, "proven")),
            height=110.0,
            low=0.0,
            high=max(unserved + unproven, default=0.0),
        ),
    ]
    if case.water:
        panels[1:1] = [
            Panel(
                title="People without water" if narrow else "People without water, mean of the day (planning model)",
                lines=((daily["people_without_water"].to_list(), "planned"),),
                height=200.0,
                low=0.0,
                high=max(daily["people_without_water"].to_list(), default=0.0),
                filled=True,
            )
        ]
        panels.append(_dry_panel(daily, narrow=narrow))
    known = dict(case.weather.select("date", "mean_c").iter_rows())
    warmth = [known.get(case.date_of(day)) for day in range(case.settings.days)]
    given = [value for value in warmth if value is not None]
    if len(given) == case.settings.days:
        panels.append(
            Panel(
                title="Mean temperature, \u00b0C",
                lines=((given, "warmth"),),
                height=70.0,
                low=min(0.0, *given),
                high=max(0.0, *given),
            )
        )
    return panels


def _dry_panel(daily: pl.DataFrame, *, narrow: bool) -> Panel:
    dry, unproven = (daily[name].to_list() for name in ("dry_m3h", "unproven_m3h"))
    return Panel(
        title="Not served, m\u00b3/h"
        if narrow
        else "Water not served, m\u00b3/h, mean of the day: planned (line), proven by EPANET (dashes)",
        lines=((dry, "planned"), (unproven, "proven")),
        height=110.0,
        low=0.0,
        high=max(dry + unproven, default=0.0),
    )


def _returns(case: Case, works: Sequence[WorkDone], axis: Axis, base: float) -> Markup:
    """A small mark beneath the first panel on each day on which assets come back."""
    parts = []
    on_time = sorted((work for work in works if work.service_day < case.settings.days), key=_service_order)
    for day, group in groupby(on_time, key=lambda work: work.service_day):
        back = [work.name for work in group]
        said = f"{day_date(case, day)}: {counted(len(back), 'asset')} in service ({', '.join(back)})"
        x = axis.x(day)
        shape = f"M{x:.1f} {base + 2:.1f}l4 7h-8z"
        parts.append(element("path", element("title", said), d=shape, class_="mark"))
    return join(parts)


def _service_order(work: WorkDone) -> tuple[int, str]:
    return work.service_day, work.asset_id


def _steps(axis: Axis, heights: Sequence[float]) -> str:
    """A path that holds each day's height for that day."""
    if not heights:
        return ""
    path = [f"M{axis.x(0):.1f} {heights[0]:.1f}"]
    for day, height in enumerate(heights):
        if day and f"{height:.1f}" != f"{heights[day - 1]:.1f}":
            path.append(f"H{axis.x(day):.1f}V{height:.1f}")
    path.append(f"H{axis.x(len(heights)):.1f}")
    return "".join(path)


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """Round values that span low to high, about `count` steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if span <= 0.0:
        return [low, low + 1.0]
    power = 10.0 ** math.floor(math.log10(span / count))
    step = power * next(factor for factor in (1, 2, 5, 10) if power * factor * count >= span * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def gantt(case: Case, works: Sequence[WorkDone], width: float) -> Markup:
    """The works of each kind of crew as bars from the first day of work to the day back in service."""
    many = len(works) > MANY_WORKS
    row = 5.0 if many else ROW
    axis = Axis(case=case, left=8.0, right=width - 10)
    parts: list[Markup] = []
    y = 8.0
    for crew_kind, group in groupby(works, key=lambda work: work.crew_kind):
        own = list(group)
        y += 20.0
        parts.append(
            element("text", f"{spoken(crew_kind)}: {counted(len(own), 'work')}", x=0.0, y=y - 6, class_="head")
        )
        for work in own:
            parts.append(_bar(case, work, axis, y, row))
            if not many:
                parts.append(_bar_name(work, axis, y))
            y += row
        y += 6.0
    parts.insert(0, axis.draw(8.0, y))
    return picture(width, y + 26.0, f"Dated works by crew: {counted(len(works), 'work')}.", parts)


def _bar(case: Case, work: WorkDone, axis: Axis, y: float, row: float) -> Markup:
    start, end = axis.x(work.start_day), axis.x(min(work.service_day, case.settings.days))
    late = work.service_day >= case.settings.days
    back = day_date(case, work.service_day)
    said = f"{work.name}: {day_date(case, work.start_day)}, back in service {back}"
    return element(
        "rect",
        element("title", said),
        x=start,
        y=y + row * 0.15,
        width=max(1.5, end - start - 1.0),
        height=row * 0.7,
        rx=0.0 if row < ROW else 2.0,
        class_="bar late" if late else "bar",
    )


def _bar_name(work: WorkDone, axis: Axis, y: float) -> Markup:
    """The asset's name right of its bar, or left of it where the page ends; cut where neither side has the room."""
    start, end = axis.x(work.start_day), axis.x(min(work.service_day, axis.case.settings.days))
    right, left = (max(1, int(room // LETTER)) for room in (axis.right - end, start))
    is_right = len(work.name) <= right or (len(work.name) > left and right >= left)
    most = right if is_right else left
    name = work.name if len(work.name) <= most else f"{work.name[: most - 1]}\u2026"
    if is_right:
        return element("text", name, x=end + 4, y=y + 13, class_="name")
    return element("text", name, x=start - 4, y=y + 13, text_anchor="end", class_="name")


def picture(width: float, height: float, said: str, parts: Sequence[Markup], *, alone: bool = False) -> Markup:
    """An SVG picture with a sentence for those who cannot see it; `alone` with its own style, size and margin."""
    edge = 16 if alone else 0
    return element(
        "svg",
        element("title", said),
        element("style", Markup(figure_style())) if alone else None,
        parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-edge} {-edge} {width + 2 * edge:.0f} {height + 2 * edge:.0f}",
        width=f"{width + 2 * edge:.0f}" if alone else None,
        height=f"{height + 2 * edge:.0f}" if alone else None,
        role="img",
        class_="narrow" if width < WIDE else "wide",
    )


def curve_svg(case: Case, plan: Plan) -> str:
    """The curve of people without power as an SVG file of its own, for a README or a slide; it names no place."""
    return curve(case, daily_of(plan), (), WIDE, alone=True) + "\n"


def save_curve_svg(case: Case, plan: Plan, path: Path) -> None:
    """Write `curve_svg` to a file."""
    path.write_text(curve_svg(case, plan), encoding="utf-8", newline="\n")

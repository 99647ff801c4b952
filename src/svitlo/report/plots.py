"""A plan as figures for papers and notebooks: the only module that knows matplotlib.

Colours are those of Okabe and Ito (2008), safe for the colour-blind, and every state has a shape of its own as well.
Words are the pages' own, in English or Ukrainian. Nothing global is touched: no pyplot, no style is set.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib.ticker import FuncFormatter

from svitlo.report.texts import Language, text

BLUE, ORANGE, GREEN, RED, GREY, INK = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#7a8794", "#1b2430"
SEA, LAND, NEAR = "#e8eff5", "#f4f0e6", "#e9e9e6"

LINES: Mapping[str, tuple[str, str, float]] = {
    "nothing": (GREY, "--", 1.4),
    "largest": (ORANGE, ":", 1.8),
    "planned": (BLUE, "-", 2.0),
    "proven": (RED, "-.", 1.4),
}
"""Colour, dashes and width of each line, in the order in which they are drawn."""

SERVICES = ("power", "water", "heat")

STATES: Mapping[str, tuple[str, str, float]] = {
    "damaged": ("X", RED, 80.0),
    "repair": ("D", ORANGE, 55.0),
    "back": ("P", BLUE, 70.0),
}
"""Marker, colour and size of damaged assets by what has become of them."""

PLACES: Mapping[str, tuple[str, str]] = {"none": ("v", "white"), "partly": ("d", ORANGE), "full": ("^", GREEN)}
"""Marker and filling of places by what they have of their power."""

FULL_SHARE, NO_SHARE = 0.999, 0.001
MANY_DAYS = 21
"""From here on lines show means of days: the parts of so many days would be a blot."""

MANY_BUSES = 300
"""From here on buses are small dots."""


class Picture(Figure):
    """A figure that shows itself in a notebook, whatever is set up there."""

    def _repr_png_(self) -> bytes:
        made = io.BytesIO()
        self.savefig(made, format="png", dpi=100)
        return made.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A block of a day, and the language to speak."""

    day: int
    block: int
    language: Language


# ---- who is without service


def service_figure(document: Mapping[str, Any], services: Sequence[str], language: Language) -> Picture:
    """People without each service over time, by the plan, by its proof and by what it is held against."""
    curves: Mapping[str, Any] = document["curves"]
    case = document["case"]
    by_day = case["days"] > MANY_DAYS and len(case["blocks"]) > 1
    figure = Picture(figsize=(8.0, 1.4 + 2.6 * len(services)), layout="constrained")
    all_axes = figure.subplots(len(services), 1, sharex=True, squeeze=False)[:, 0]
    moments = _moments(case, by_day=by_day)
    for service, axes in zip(services, all_axes, strict=True):
        for name, (colour, dashes, width) in LINES.items():
            values = curves[service][name]
            if values is not None:
                values = _means(case, values) if by_day else values
                said = text(f"plot.{name}", language)
                axes.step(moments, [*values, values[-1]], where="post", color=colour, ls=dashes, lw=width, label=said)
        _people_axis(axes, text(f"plot.{service}", language))
        axes.xaxis.set_major_locator(AutoDateLocator(maxticks=9))
        axes.xaxis.set_major_formatter(DateFormatter("%d.%m.%Y" if language == "uk" else "%Y-%m-%d"))
    handles, labels = all_axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", frameon=False, fontsize=9, ncols=2)
    title = "plot.service_by_day" if by_day else "plot.service_title"
    figure.suptitle(text(title, language, name=case["name"]), color=INK)
    return figure


def _means(case: Mapping[str, Any], values: Sequence[float]) -> list[float]:
    """The mean of each day, every hour counting alike."""
    hours = np.array([block["hours"] for block in case["blocks"]])
    found: list[float] = (np.reshape(values, (case["days"], hours.size)) @ hours / hours.sum()).tolist()
    return found


def _moments(case: Mapping[str, Any], *, by_day: bool) -> list[datetime]:
    """When each step (or day) begins, and the end of the last."""
    start = datetime.combine(date.fromisoformat(case["start"]), time())
    hours = [0.0] if by_day else [block["hours"] for block in case["blocks"]]
    begins = [sum(hours[:row]) for row in range(len(hours))]
    steps = [start + timedelta(days=day, hours=hour) for day in range(case["days"]) for hour in begins]
    return [*steps, start + timedelta(days=case["days"])]


def _people_axis(axes: Axes, title: str) -> None:
    axes.set_ylabel(title)
    axes.set_ylim(bottom=0.0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}".replace(",", "\u202f")))
    axes.grid(axis="y", color=GREY, alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


# ---- the map


def map_figure(document: Mapping[str, Any], shares: Mapping[str, float], moment: Moment) -> Picture:
    """The power network, what is damaged, and what places have of their power (`shares`) at a moment."""
    network, language = document["network"], moment.language
    place = np.column_stack([network["buses"]["x"], network["buses"]["y"]]).reshape(-1, 2)
    figure = Picture(figsize=(8.0, 6.5), layout="constrained")
    axes = figure.subplots()
    dark = _dark_rows(network["dark"], moment.day)
    _outline(axes, network["outline"])
    _branches(axes, document, place, dark, moment)
    _buses(axes, place, dark, language)
    _places(axes, document["places"], place, shares, language)
    _damage(axes, document, place, moment)
    case = document["case"]
    day = date.fromisoformat(case["start"]) + timedelta(days=moment.day)
    said = {"name": case["name"], "date": _date(day, language), "block": case["blocks"][moment.block]["name"]}
    axes.set_title(text("plot.map_title", language, **said), color=INK)
    _frame(axes, place, is_geographic=network["coordinates"] == "geographic", language=language)
    figure.legend(loc="outside lower center", ncols=3 if language == "en" else 2, frameon=False, fontsize=9)
    return figure


def _date(day: date, language: Language) -> str:
    return f"{day:%d.%m.%Y}" if language == "uk" else day.isoformat()


def _frame(axes: Axes, place: np.ndarray, *, is_geographic: bool, language: Language) -> None:
    """Axes in degrees, or none where positions mean nothing; the view is that of the network."""
    low, high = place.min(axis=0), place.max(axis=0)
    room = 0.06 * max(1e-9, float((high - low).max()))
    axes.set_xlim(low[0] - room, high[0] + room)
    axes.set_ylim(low[1] - room, high[1] + room)
    if is_geographic:
        axes.set_aspect(1.0 / max(0.1, float(np.cos(np.radians(place[:, 1].mean())))))
        axes.set_xlabel(text("plot.longitude", language))
        axes.set_ylabel(text("plot.latitude", language))
        return
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(text("plot.schematic", language), fontsize=9, color=GREY)


def _outline(axes: Axes, outline: Mapping[str, Any] | None) -> None:
    if outline is None:
        return
    axes.set_facecolor(SEA)
    for name, colour in (("near", NEAR), ("own", LAND)):
        shapes = [Polygon(np.array(ring).reshape(-1, 2), closed=True) for ring in outline[name]]
        axes.add_collection(PatchCollection(shapes, facecolor=colour, edgecolor=GREY, linewidth=0.6, zorder=0))


def _dark_rows(dark: Mapping[str, Any], day: int) -> frozenset[int]:
    """Rows of the buses without power on a day."""
    rows = set(dark["first"])
    for change in dark["changes"]:
        if change["day"] <= day:
            rows = (rows | set(change["dark"])) - set(change["lit"])
    return frozenset(rows)


def _branches(axes: Axes, document: Mapping[str, Any], place: np.ndarray, dark: frozenset[int], moment: Moment) -> None:
    branches = document["network"]["branches"]
    out = {
        one["asset_id"]
        for one in document["damage"]
        if one["table"] == "branches" and _state(one, moment.day) in ("damaged", "repair")
    }
    ends = list(zip(branches["asset"], branches["from"], branches["to"], strict=True))
    on = [asset not in out and start not in dark and end not in dark for asset, start, end in ends]
    for is_on, key, colour, dashes in ((True, "line", GREY, "-"), (False, "line_out", RED, "--")):
        parts = [place[[start, end]] for (_, start, end), it in zip(ends, on, strict=True) if it == is_on]
        if parts:
            said = text(f"plot.{key}", moment.language)
            axes.add_collection(LineCollection(parts, colors=colour, ls=dashes, lw=1.2, label=said, zorder=1))


def _buses(axes: Axes, place: np.ndarray, dark: frozenset[int], language: Language) -> None:
    is_dark = np.isin(np.arange(len(place)), sorted(dark))
    size = 6.0 if len(place) > MANY_BUSES else 22.0
    looks = (("lit_bus", ~is_dark, "o", GREY), ("dark_bus", is_dark, "s", "white"))
    for key, rows, marker, colour in looks:
        if rows.any():
            x, y = place[rows].T
            edge = GREY if key == "lit_bus" else RED
            axes.scatter(x, y, s=size, marker=marker, c=colour, edgecolors=edge, label=text(f"plot.{key}", language))


def _places(
    axes: Axes, places: Sequence[Mapping[str, Any]], place: np.ndarray, shares: Mapping[str, float], language: Language
) -> None:
    """Places that the case names, larger where more people live."""
    named = [one for one in places if one["kind"] != "load" and one["bus"] is not None and one["place_id"] in shares]
    most = max((one["people"] for one in named), default=0.0) or 1.0
    for key, (marker, colour) in PLACES.items():
        own = [one for one in named if _supply(shares[one["place_id"]]) == key]
        if own:
            x, y = place[[one["bus"] for one in own]].T
            sizes = [60.0 + 180.0 * one["people"] / most for one in own]
            said = text(f"plot.{key}", language)
            axes.scatter(x, y, s=sizes, marker=marker, c=colour, edgecolors=INK, alpha=0.85, label=said, zorder=3)


def _supply(share: float) -> str:
    return "full" if share >= FULL_SHARE else "none" if share <= NO_SHARE else "partly"


def _state(one: Mapping[str, Any], day: int) -> str | None:
    """What has become of a damaged asset by a day; None before it is damaged."""
    if day < one["reported_day"]:
        return None
    if one["service_day"] is not None and day >= one["service_day"]:
        return "back"
    return "repair" if one["start_day"] is not None and day >= one["start_day"] else "damaged"


def _damage(axes: Axes, document: Mapping[str, Any], place: np.ndarray, moment: Moment) -> None:
    for state, (marker, colour, size) in STATES.items():
        rows = [one for one in document["damage"] if _state(one, moment.day) == state]
        spots = [spot for one in rows if (spot := _spot(document["network"], place, one)) is not None]
        if spots:
            x, y = np.array(spots).T
            said = text(f"plot.{state}", moment.language)
            axes.scatter(x, y, s=size, marker=marker, c=colour, edgecolors="white", label=said, zorder=4)


def _spot(network: Mapping[str, Any], place: np.ndarray, one: Mapping[str, Any]) -> np.ndarray | None:
    """Where a damaged asset of the power network stands; None for one of a water network."""
    table, row = one["table"], one["row"]
    if table == "buses":
        return np.asarray(place[row])
    if table == "branches":
        ends = [network["branches"]["from"][row], network["branches"]["to"][row]]
        return np.asarray(place[ends].mean(axis=0))
    return np.asarray(place[network["generators"]["bus"][row]]) if table == "generators" else None

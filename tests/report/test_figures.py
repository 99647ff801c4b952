"""Figures: round ticks, steps where the plan has them, bars on their days, signs that tell back from not back."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.report.facts import WorkDone, facts_of
from svitlo.report.figures import NARROW, WIDE, Axis, curve, gantt, nice_ticks
from svitlo.report.layout import positions
from svitlo.report.netmap import network_map
from tests.report.builders import START, pledges_of, small_case, small_plan

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own picture


@given(
    st.floats(-1e9, 1e9, allow_nan=False), st.floats(1e-6, 1e9, allow_nan=False), st.integers(min_value=1, max_value=6)
)
def test_ticks_span_the_values_in_even_round_steps(low: float, span: float, count: int) -> None:
    high = low + span
    if span < 1e-6 * abs(low):
        return
    ticks = nice_ticks(low, high, count)
    steps = np.diff(ticks)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= high - 1e-6 * span
    assert len(ticks) <= count + 3
    assert np.ptp(steps) <= 1e-6 * span
    assert round(steps[0] / 10 ** np.floor(np.log10(steps[0] * 1.0000001)), 3) in (1.0, 2.0, 5.0)


def test_the_curve_falls_on_the_day_on_which_the_plan_says() -> None:
    case = small_case()
    facts = facts_of(case, small_plan(case), pledges_of(case))
    axis = Axis(case=case, left=58.0, right=WIDE - 10)
    root = parsed(curve(case, facts.daily, facts.works, WIDE))
    line = next(path.attrib["d"] for path in root.iter(f"{SVG}path") if path.attrib["class"] == "planned")
    assert line.startswith(f"M{axis.x(0):.1f} ")
    assert f"H{axis.x(5):.1f}V" in line
    assert line.endswith(f"H{axis.x(10):.1f}")
    assert line.count("V") == 1


def test_the_proven_curve_lies_above_the_planned_one_where_load_was_shed() -> None:
    case = small_case()
    daily = facts_of(case, small_plan(case), pledges_of(case)).daily
    assert daily["unserved_mw"].to_list() == pytest.approx([25 * 20 / 24] * 5 + [5 * 20 / 24] * 5)
    assert daily["unproven_mw"].to_list() == pytest.approx([25 * 20 / 24] * 5 + [5 * 20 / 24 + 16 / 24] * 5)
    assert daily["people_without_power"].to_list() == pytest.approx([12_000.0] * 5 + [2_000.0] * 5)


def test_temperature_is_drawn_only_where_every_day_has_one() -> None:
    case = small_case()
    facts = facts_of(case, small_plan(case), pledges_of(case))
    gappy = replace(case, weather=case.weather.head(9))
    assert "Mean temperature" in curve(case, facts.daily, facts.works, WIDE)
    assert "Mean temperature" not in curve(gappy, facts.daily, facts.works, WIDE)


@pytest.mark.parametrize("days", [1, 2, 10, 90, 366])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_dates_never_touch(days: int, width: float) -> None:
    case = small_case()
    axis = Axis(case=replace(case, settings=replace(case.settings, days=days)), left=58.0, right=width - 10)
    ticks = axis.ticks()
    assert ticks[0] == 0
    assert all(axis.x(b) - axis.x(a) >= 72 for a, b in pairwise(ticks))


def test_bars_span_the_days_of_work() -> None:
    case = small_case()
    facts = facts_of(case, small_plan(case), pledges_of(case))
    axis = Axis(case=case, left=8.0, right=WIDE - 10)
    bars = list(parsed(gantt(case, facts.works, WIDE)).iter(f"{SVG}rect"))
    assert [float(bar.attrib["x"]) for bar in bars] == pytest.approx([axis.x(2), axis.x(4)], abs=0.06)
    assert float(bars[0].attrib["width"]) == pytest.approx(axis.x(5) - axis.x(2) - 1.0, abs=0.06)
    assert bars[0][0].text == f"branch 2: {START + timedelta(days=2)}, back in service {START + timedelta(days=5)}"


def test_many_works_still_make_a_picture_of_bearable_height() -> None:
    case = small_case()
    works = tuple(
        WorkDone(
            asset_id=f"power/line/{k}",
            name=f"line {k}",
            severity="minor",
            crew_kind="line",
            start_day=k % 9,
            service_day=9,
            used=(),
        )
        for k in range(500)
    )
    root = parsed(gantt(case, works, WIDE))
    assert float(root.attrib["viewBox"].split()[3]) < 3000
    assert len(list(root.iter(f"{SVG}rect"))) == 500


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_map_tells_back_from_not_back_by_shape_and_class(width: float) -> None:
    case = small_case()
    facts = facts_of(case, small_plan(case), pledges_of(case))
    text = network_map(case, facts, positions(case.power), width)
    signs = [(g[0].text, g[1].attrib["class"], g[1].attrib["d"]) for g in parsed(text).iter(f"{SVG}g") if len(g) == 3]
    shapes = {name: shape for _, name, shape in signs}
    assert [(title, name) for title, name, _ in signs] == [
        ("branch 2, destroyed, back in service 2030-01-12", "badge isback"),
        ("branch 3, minor, not back by the last day", "badge isleft"),
        ("bus 4, major, back in service 2030-01-13", "badge isback"),
    ]
    assert shapes["badge isback"] != shapes["badge isleft"]
    inside = [float(value) for value in re.findall(r"translate\(([-\d.]+) ", text)]
    assert min(inside) > 0.0
    assert max(inside) < width


def test_north_is_up() -> None:
    case = small_case()
    facts = facts_of(case, small_plan(case), pledges_of(case))
    text = network_map(case, facts, positions(case.power), WIDE)
    hospital = re.search(r"translate\(([\d.]+) ([\d.]+)\)\"><title>Hospital", text)
    wells = re.search(r"translate\(([\d.]+) ([\d.]+)\)\"><title>Wells", text)
    assert hospital is not None
    assert wells is not None
    assert float(hospital[2]) < float(wells[2])

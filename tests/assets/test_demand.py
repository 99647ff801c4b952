"""How much is asked for and what an hour weighs: blocks times cold, by hand."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from svitlo.assets.demand import demand_of
from svitlo.tables.case import Block, Case, Cold


def cold_case(case: Case, mean_c: list[float]) -> Case:
    start = case.settings.start
    settings = replace(
        case.settings,
        days=len(mean_c),
        blocks=(Block(name="night", hours=8.0, load_share=0.5), Block(name="day", hours=16.0)),
        cold=Cold(below_c=5.0, load_share_per_c=0.02, weight_per_c=0.1),
        objective_power=2.0,
    )
    dates = [start + timedelta(days=day) for day in range(len(mean_c))]
    return replace(case, settings=settings, weather=pl.DataFrame({"date": dates, "mean_c": mean_c}))


def test_without_blocks_and_cold_nothing_changes(first_light_case: Case) -> None:
    demand = demand_of(first_light_case)
    assert demand.block_names == ("day",)
    assert demand.hours.tolist() == [24.0]
    assert demand.load_factor.tolist() == [[1.0]] * 14
    assert demand.weight.tolist() == [[1.0]] * 14


def test_cold_counts_by_the_degree_below_and_never_above(first_light_case: Case) -> None:
    demand = demand_of(cold_case(first_light_case, [5.0, 20.0, -5.0]))
    assert demand.load_factor[0].tolist() == pytest.approx([0.5, 1.0])
    assert demand.load_factor[1].tolist() == pytest.approx([0.5, 1.0])
    assert demand.load_factor[2].tolist() == pytest.approx([0.6, 1.2])
    assert demand.weight[0].tolist() == pytest.approx([2.0, 2.0])
    assert demand.weight[2].tolist() == pytest.approx([4.0, 4.0])


def test_days_find_their_weather_whatever_the_order_of_rows(first_light_case: Case) -> None:
    case = cold_case(first_light_case, [1.0, 2.0, 3.0])
    turned = replace(case, weather=case.weather.reverse())
    assert demand_of(turned).load_factor.tolist() == demand_of(case).load_factor.tolist()

"""Positions: the file's own where it has them, else alike for neighbours, apart for islands, always the same."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.report.layout import SMALL, laid_out, positions
from tests.report.builders import small_power


def pairs_of(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def test_coordinates_of_the_file_are_kept() -> None:
    assert positions(small_power()).tolist() == [[0.0, 0.0], [10.0, 0.0], [20.0, 5.0], [20.0, -5.0]]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_one_bus_without_coordinates_and_all_are_laid_out(value: float | None) -> None:
    power = small_power()
    x = power.buses["x"].to_list()
    x[2] = value
    place = positions(replace(power, buses=power.buses.with_columns(x=pl.Series(x, dtype=pl.Float64))))
    assert np.isfinite(place).all()
    assert place.tolist() != positions(power).tolist()


def test_all_buses_on_one_spot_count_as_no_coordinates() -> None:
    power = small_power()
    place = positions(replace(power, buses=power.buses.with_columns(x=pl.lit(1.0), y=pl.lit(1.0))))
    assert len({tuple(row) for row in place.round(3).tolist()}) == 4


def test_the_inner_bus_of_a_three_winding_transformer_stands_amid_its_neighbours() -> None:
    power = small_power()
    inner = pl.col("bus_id") == "2"
    buses = power.buses.with_columns(
        pl.when(inner).then(None).otherwise(pl.col(name)).alias(name) for name in ("asset_id", "x", "y")
    )
    assert positions(replace(power, buses=buses))[1].tolist() == pytest.approx([40 / 3, 0.0])


def test_a_ring_is_laid_out_as_a_ring() -> None:
    count = 12
    place = laid_out(count, pairs_of(*((k, (k + 1) % count) for k in range(count))))
    radius = np.linalg.norm(place - place.mean(axis=0), axis=1)
    assert np.ptp(radius) < 0.05 * radius.mean()


def test_a_path_keeps_its_branches_near_one_length_and_lies_along_the_page() -> None:
    place = laid_out(30, pairs_of(*((k, k + 1) for k in range(29))))
    lengths = np.linalg.norm(np.diff(place, axis=0), axis=1)
    assert 0.8 < lengths.min() <= lengths.max() < 1.2
    assert np.ptp(place[:, 0]) > 5 * np.ptp(place[:, 1])


def test_islands_stand_apart() -> None:
    first = [(a, b) for a in range(5) for b in range(a)]
    second = [(a + 5, b + 5) for a, b in first]
    place = laid_out(12, pairs_of(*first, *second))
    boxes = [(place[rows].min(axis=0), place[rows].max(axis=0)) for rows in ([*range(5)], [*range(5, 10)], [10], [11])]
    for k, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[k + 1 :]:
            assert (low - other_high > 0.5).any() or (other_low - high > 0.5).any()


@pytest.mark.parametrize("size", [SMALL - 10, SMALL + 150])
def test_branches_of_a_mesh_are_short_whichever_way_it_is_laid_out(size: int) -> None:
    side = int(np.sqrt(size))
    grid = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1)]
    grid += [(r * side + c, (r + 1) * side + c) for r in range(side - 1) for c in range(side)]
    place = laid_out(side * side, pairs_of(*grid))
    lengths = np.linalg.norm(place[[a for a, _ in grid]] - place[[b for _, b in grid]], axis=1)
    extent = np.ptp(place, axis=0).max()
    assert lengths.max() < 3.0 * np.median(lengths)
    assert extent > 0.6 * side * np.median(lengths)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 14), st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=20))
def test_any_graph_is_laid_out_finite_and_the_same_twice(count: int, edges: list[tuple[int, int]]) -> None:
    pairs = pairs_of(*((a % count, b % count) for a, b in edges if a % count != b % count))
    place = laid_out(count, pairs)
    assert place.shape == (count, 2)
    assert np.isfinite(place).all()
    assert place.tolist() == laid_out(count, pairs).tolist()


def test_no_bus_at_all() -> None:
    assert laid_out(0, pairs_of()).shape == (0, 2)

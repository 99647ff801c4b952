"""How far apart open ends can be, by hand."""

import numpy as np
import pytest

from svitlo.plan.angles import open_spreads


def test_open_ends_are_apart_by_the_shortest_certain_way_or_by_one_way_across_all_parts() -> None:
    # 0 - 1 - 2 are certain (0.1, 0.2), as is 3 - 4 (0.5); the others, within the first part and between both, may open.
    ends = np.array([[0, 1], [1, 2], [3, 4], [0, 2], [2, 3], [0, 4]])
    spread = np.array([0.1, 0.2, 0.5, 9.0, 0.7, 0.6])
    fixed = np.array([True, True, True, False, False, False])
    found = open_spreads(ends, spread, fixed, 5)
    assert found[3] == pytest.approx(0.3)
    assert found[4] == found[5] == pytest.approx(9.0 + 0.3 + 0.5)


def test_no_chain_is_limited_across_a_part_whose_width_is_not_known() -> None:
    """0 - 1 has no limit, like an unlimited line beside series capacitors; what hangs on it may turn freely."""
    ends = np.array([[0, 1], [1, 2], [0, 3], [2, 3]])
    spread = np.array([np.inf, 6.0, 3.0, 6.0])
    found = open_spreads(ends, spread, np.array([True, False, False, False]), 4)
    assert np.all(np.isinf(found[1:]))


def test_of_parallel_branches_the_shorter_counts_and_what_is_certain_keeps_its_spread() -> None:
    ends = np.array([[0, 1], [1, 0], [0, 1]])
    found = open_spreads(ends, np.array([0.4, 0.1, 2.0]), np.array([True, True, False]), 2)
    assert found.tolist() == pytest.approx([0.4, 0.1, 0.1])

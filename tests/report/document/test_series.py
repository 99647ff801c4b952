"""Shares by step, packed and unpacked."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.report.document.series import packed, unpacked

NAN = float("nan")


@pytest.mark.parametrize(
    ("share", "series"),
    [
        ([1.0, 1.0, 1.0], 1),
        ([0.0, 0.0], 0),
        ([0.5, 0.5], 0.5),
        ([NAN, NAN], None),
        ([], None),
        ([0.0, 0.0, 1.0, 1.0], [0, 0, 2, 1]),
        ([1.0] * 9 + [NAN] * 9 + [0.25] * 9, [0, 1, 9, None, 18, 0.25]),
        # A share of 0.999 is full by the planner's own rule; what is less is rounded down.
        ([0.999, 0.9991, 1.0], 1),
        ([0.99899], 0.9989),
        ([0.3], 0.3),
        ([0.123_49], 0.1234),
        ([1.0 + 1e-12, -1e-12], [0, 1, 1, 0]),
    ],
)
def test_a_series_by_hand(share: list[float], series: object) -> None:
    assert packed(np.array(share)) == series


def test_many_changes_are_packed_as_numbers_of_two_bytes() -> None:
    share = np.tile([0.1234, 0.5678, NAN], 20)
    series = packed(share)
    assert isinstance(series, str)
    assert base64.b64decode(series)[:6] == (1234).to_bytes(2, "little") + (5678).to_bytes(2, "little") + b"\xff\xff"


@given(st.lists(st.one_of(st.just(NAN), st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0)), max_size=90))
def test_what_is_unpacked_is_no_more_than_was_packed_and_no_less_by_more_than_a_step(share: list[float]) -> None:
    given_share = np.array(share, dtype=np.float64)
    found = unpacked(packed(given_share), given_share.size)
    assert np.array_equal(np.isnan(found), np.isnan(given_share))
    told = ~np.isnan(found)
    full = given_share[told] >= 0.999
    less = given_share[told] - found[told]
    assert (found[told][full] == 1.0).all()
    assert (less[~full] >= -1e-9).all()
    assert (less[~full] <= 1e-4 + 1e-9).all()

"""Are rows told apart from what only looks like rows?"""

import math

import polars as pl
import pytest

from svitlo.proof.audit_breach import close, number_of, shortened
from svitlo.proof.audit_form import sound, twice
from svitlo.tables import schema

USE = {"asset_id": "power/line/1", "equipment_id": "tower", "quantity": 2, "origin": "pledge:a"}


def uses(**values: object) -> pl.DataFrame:
    return pl.DataFrame({name: [value] for name, value in (USE | values).items()})


@pytest.mark.parametrize("quantity", [2, 2.0, "2"])
def test_a_whole_number_may_be_written_in_more_than_one_way(quantity):
    rows, found = sound(schema.USES, uses(quantity=quantity))
    assert rows.to_dicts() == [USE]
    assert found == []


@pytest.mark.parametrize("quantity", [0, -1, 1.5, math.nan, math.inf, 1e300, "two", "1.5", None, True, [2]])
def test_what_is_no_count_is_reported_and_dropped(quantity):
    rows, found = sound(schema.USES, uses(quantity=quantity))
    assert rows.height == 0
    assert [(breach.rule, breach.where) for breach in found] == [("form", "uses.csv, row 2")]


def test_rows_are_sorted_by_their_key():
    both = pl.concat([uses(), uses(asset_id="power/line/0")])
    rows, found = sound(schema.USES, both)
    assert rows["asset_id"].to_list() == ["power/line/0", "power/line/1"]
    assert found == []


def test_columns_that_may_be_empty():
    empty = pl.DataFrame(
        [dict.fromkeys(schema.SERVICE.names, 1.0) | {"day": 1, "block": "a", "water_served_m3h": None}]
    )
    assert sound(schema.SERVICE, empty)[0].height == 0
    rows, found = sound(schema.SERVICE, empty, may_be_empty=["water_served_m3h"])
    assert (rows.height, found) == (1, [])


def test_keys_that_come_twice():
    frame = pl.concat([uses(), uses(), uses(origin="pledge:b")])
    assert twice(frame, ["asset_id", "equipment_id", "origin"]) == [("power/line/1", "tower", "pledge:a")]
    assert twice(frame.clear(), ["asset_id"]) == []


def test_long_lists_are_cut_and_counted():
    _, found = sound(schema.USES, pl.concat([uses(quantity=0)] * 50))
    assert len(found) == 21
    assert found[-1].what == "30 more like the ones listed"
    assert shortened(found[:20]) == found[:20]


def test_what_is_a_number_and_what_is_close():
    assert [number_of(value) for value in (1, 2.5, True, None, "1", math.nan, math.inf, 10**400)] == [
        1.0,
        2.5,
        *[None] * 6,
    ]
    assert close(1.0 + 9e-7, 1.0)
    assert not close(1.0 + 2e-6, 1.0)
    assert not close(math.nan, 1.0)
    assert not close(1.0, math.nan)

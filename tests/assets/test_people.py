"""Who is behind each megawatt, worked out by hand."""

from dataclasses import replace

import polars as pl
import pytest

from svitlo.assets.people import People, people_of
from svitlo.assets.power import grid_of
from svitlo.tables.case import Case


def people(case: Case) -> People:
    return people_of(case, grid_of(case.power))


def places(case: Case, *rows: tuple[str, str, float, str, float | None, float | None]) -> Case:
    """The case with these places: id, kind, people, bus, load share, weight."""
    table = pl.DataFrame(
        [
            {"place_id": row[0], "name": row[0], "kind": row[1], "people": row[2], "bus_id": row[3]}
            | {"load_share": row[4], "weight": row[5]}
            for row in rows
        ],
        schema_overrides={"people": float, "load_share": float, "weight": float},
    )
    missing = [
        pl.lit(None, dtype).alias(name) for name, dtype in case.places.schema.items() if name not in table.columns
    ]
    return replace(case, places=table.with_columns(missing).select(case.places.columns).cast(dict(case.places.schema)))


def test_named_places_first_then_the_rest_of_the_buses(first_light_case: Case) -> None:
    found = people(
        places(first_light_case, ("b", "school", 50.0, "3", 0.25, None), ("a", "heat", 10.0, "2", 1.0, None))
    )
    assert found.place_ids == ("a", "b", "bus/3", "bus/4", "bus/5")
    assert found.load_mw.tolist() == pytest.approx([100.0, 10.0, 30.0, 20.0, 10.0])
    assert found.people.tolist() == pytest.approx([10.0, 50.0, 800.0 * 30, 800.0 * 20, 800.0 * 10])
    assert found.bus.tolist() == [1, 2, 2, 3, 4]


def test_weights_by_kind_unless_given(first_light_case: Case) -> None:
    rows = [
        ("clinic", "hospital", 5.0),
        ("pumps", "water_utility", 5.0),
        ("boilers", "heat", 5.0),
        ("camp", "shelter", 3.0),
        ("homes", "households", 1.0),
        ("lessons", "school", 1.0),
        ("trams", "transport", 1.0),
        ("mill", "industry", 0.1),
    ]
    given = [(name, kind, 10.0, "2", 0.1, None) for name, kind, _ in rows]
    found = people(places(first_light_case, *given, ("own", "heat", 10.0, "3", 1.0, 7.0)))
    weight = dict(zip(found.place_ids, found.weight.tolist(), strict=True))
    assert {name: weight[name] for name, _, _ in rows} == {name: expected for name, _, expected in rows}
    assert weight["own"] == 7.0
    assert weight["bus/2"] == 1.0


def test_empty_shares_split_what_is_left_by_people(first_light_case: Case) -> None:
    found = people(
        places(
            first_light_case,
            ("a", "school", 30.0, "2", None, None),
            ("b", "school", 10.0, "2", None, None),
            ("c", "school", 999.0, "2", 0.2, None),
        )
    )
    load = dict(zip(found.place_ids, found.load_mw.tolist(), strict=True))
    assert load["a"] == pytest.approx(60.0)
    assert load["b"] == pytest.approx(20.0)
    assert load["c"] == pytest.approx(20.0)
    assert "bus/2" not in load


def test_empty_shares_split_equally_where_nobody_is_counted(first_light_case: Case) -> None:
    found = people(
        places(first_light_case, ("a", "school", 0.0, "2", None, None), ("b", "school", 0.0, "2", None, None))
    )
    assert dict(zip(found.place_ids, found.load_mw.tolist(), strict=True))["a"] == pytest.approx(50.0)


def test_the_order_of_rows_does_not_matter(first_light_case: Case) -> None:
    turned = replace(first_light_case, places=first_light_case.places.reverse())
    one, other = people(first_light_case), people(turned)
    assert one.place_ids == other.place_ids
    assert one.load_mw.tolist() == other.load_mw.tolist()


def test_what_a_megawatt_is_worth(first_light_case: Case) -> None:
    """Clinic: 2 000 people x 5 over 5 MW; the steelworks 5 000 x 0.1 over 100 MW."""
    found = people(first_light_case)
    worth = dict(zip(found.place_ids, found.cost_per_mw.tolist(), strict=True))
    assert worth["clinic"] == pytest.approx(2000.0)
    assert worth["steelworks"] == pytest.approx(5.0)

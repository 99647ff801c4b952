"""Nothing in the document for the public helps to find an asset, a crew or a date of repair."""

import json
import re
from collections.abc import Iterator

import pytest

from svitlo.report.document import document_of
from svitlo.report.document.public import ABSENT, EMPTY
from tests.report.builders import pledges_of
from tests.report.coupled import coupled_case, coupled_plan
from tests.report.document.conftest import Made, made

KEYS = {
    "place_id",
    "name",
    "kind",
    "people",
    "weight",
    "bus",
    "water",
    "water_node_id",
    "power_share",
    "water_share",
    "heat",
}
NAMES = ("first-light", "together", "winter-53m", "coupled")


@pytest.fixture(scope="module")
def all_made(everything: dict[str, Made]) -> dict[str, Made]:
    case = coupled_case()
    return {**everything, "coupled": made(case, coupled_plan(case))}


def texts(value: object) -> Iterator[str]:
    """Every text in a document, keys of tables that hold data among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def numbers(value: object) -> Iterator[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)


def secrets(one: Made) -> set[str]:
    """Ids and words that must not be told."""
    case, plan = one.case, one.plan
    power = case.power
    found = {
        *power.buses["asset_id"],
        *power.branches["asset_id"],
        *power.generators["asset_id"],
        *power.buses["bus_id"],
        *case.places["place_id"],
        *case.places["bus_id"],
        *case.places["water_node_id"],
        *case.crews["crew_kind"],
        *case.works["crew_kind"],
        *case.catalogue["equipment_id"],
        *case.catalogue["name"],
        *case.pledges["pledge_id"],
        *case.pledges["source"],
        *case.pledges["quote"],
        *case.decisions["decision_id"],
        *case.damage["asset_id"],
        *case.damage["note"],
        *plan.decisions.purchases["purchase_id"],
        *(f"pump:{pump_id}" for pump_id in case.links["pump_id"]),
        *plan.places["place_id"],
        case.settings.power_network,
        # Who has the network and guesses what is damaged could make sure of it.
        case.sha256,
    }
    for tables in case.water.values():
        found |= {tables.name, *tables.nodes["node_id"], *tables.nodes["asset_id"]}
        found |= {*tables.links["link_id"], *tables.links["asset_id"]}
    for row in plan.decisions.repairs.iter_rows(named=True):
        found |= {case.date_of(row[key]).isoformat() for key in ("start_day", "service_day")}
    return {str(value) for value in found if value}


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_it_is_an_id_or_holds_one(all_made: dict[str, Made], name: str) -> None:
    one = all_made[name]
    open_words = {place["name"] for place in one.public["places"]} | {place["kind"] for place in one.public["places"]}
    open_words |= {one.case.settings.name, *(block.name for block in one.case.settings.blocks)}
    told = {text for text in texts(one.public) if text not in open_words}
    kept = {key for key in told if key in one.document or key in one.document["summary"]}
    start = one.case.settings.start.isoformat()
    # Numbers of places are our own: one may be some bus's number, and no case calls its places `p1`.
    own = {place["place_id"] for place in one.public["places"]}
    engines = set(one.public["summary"]["engines"]) | set(one.public["summary"]["engines"].values())
    for secret in secrets(one) - {start}:
        assert secret not in told - kept - own - engines, secret
        if len(secret) > 4 and ("/" in secret or secret == one.case.sha256):
            assert not any(secret in text for text in told), secret


@pytest.mark.parametrize("name", NAMES)
def test_no_day_is_written_but_the_first(all_made: dict[str, Made], name: str) -> None:
    one = all_made[name]
    said = json.dumps(one.public)
    assert set(re.findall(r"\d{4}-\d\d-\d\d", said)) == {one.case.settings.start.isoformat()}


@pytest.mark.parametrize("name", NAMES)
def test_tables_that_tell_where_and_when_are_empty(all_made: dict[str, Made], name: str) -> None:
    public = all_made[name].public
    whole = all_made[name].document
    assert public.keys() == whole.keys()
    for key in EMPTY:
        assert public[key] == [], key
    for key in ABSENT:
        assert public[key] is None, key
    told = {"format", "version", "is_public", "case", "summary", "curves", "places", "notes", "proof"}
    assert public.keys() == told | {*EMPTY, *ABSENT}
    assert (public["notes"], public["agreement"], public["is_public"]) == ([], [], True)
    assert (public["summary"]["damaged_count"], public["summary"]["back_count"]) == (None, None)
    for proof in public["proof"].values():
        assert proof is None or proof["findings"] == []


@pytest.mark.parametrize("name", NAMES)
def test_places_are_told_by_name_and_hours_alone(all_made: dict[str, Made], name: str) -> None:
    one = all_made[name]
    places = one.public["places"]
    assert [place["place_id"] for place in places] == [f"p{number}" for number in range(1, len(places) + 1)]
    assert [place["name"] for place in places] == sorted(one.case.places["name"].to_list())
    for place in places:
        assert place.keys() == KEYS
        assert (place["bus"], place["water"], place["water_node_id"], place["weight"]) == (None, None, None, 1.0)
    whole = {place["name"]: place for place in one.document["places"]}
    for place in places:
        for key in ("people", "power_share", "water_share", "heat"):
            assert place[key] == whole[place["name"]][key], (place["name"], key)


@pytest.mark.parametrize("name", NAMES)
def test_no_coordinate_is_told(all_made: dict[str, Made], name: str) -> None:
    one = all_made[name]
    given = set(one.case.power.buses["x"].drop_nulls()) | set(one.case.power.buses["y"].drop_nulls())
    for tables in one.case.water.values():
        given |= set(tables.nodes["x"].drop_nulls()) | set(tables.nodes["y"].drop_nulls())
    telling = {value for value in given if value != round(value)}
    assert not telling & set(numbers(one.public))


def test_an_outline_and_a_ledger_are_not_told_to_the_public() -> None:
    case = coupled_case()
    document = document_of(
        case,
        coupled_plan(case),
        pledges_of(case),
        public=True,
        outline={"own": [[1.5, 2.5]], "near": []},
        ledger_funnels={"A": [{"stage": "pledged", "currency": "USD", "amount_minor": 1, "digits": 2}]},
    )
    assert (document["network"], document["donors"]) == (None, [])

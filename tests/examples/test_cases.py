"""The example cases are read without a complaint, are made by their own scripts, and are what their pages say."""

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.aid.decisions import outcomes_of
from svitlo.aid.ledger import support_of
from svitlo.aid.roles import roll_of
from svitlo.aid.table import support_table
from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import drinkers_of, pumps_of
from svitlo.damage.outages import outages_of
from svitlo.damage.works import works_of
from svitlo.plan.outcome import power_share_of
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import situation_of
from svitlo.plan.value import Values
from svitlo.tables.case import Case
from svitlo.tables.schema import CASE_SPECS

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def winter() -> Case:
    return read_case(EXAMPLES / "winter-53m")


def made(name: str, folder: Path) -> Path:
    script = EXAMPLES / name / "make.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize(
    ("planner", "objective"),
    [("nothing", 25_368_000.0), ("largest", 17_748_000.0), ("greedy", 12_768_000.0), ("search", 12_048_000.0)],
)
def test_first_light_comes_out_as_on_paper(planner: str, objective: float) -> None:
    situation = situation_of(read_case(EXAMPLES / "first-light"))
    schedule = PLANNERS[planner](situation, Options(effort=500))
    assert Values(situation, 0.0).of(schedule) == pytest.approx(objective, rel=1e-9)


def test_first_light_repairs_lowfield_before_eastbank() -> None:
    situation = situation_of(read_case(EXAMPLES / "first-light"))
    schedule = PLANNERS["search"](situation, Options(effort=500))
    back = {situation.tasks[job.task].work.asset_id: (job.start_day, job.service_day) for job in schedule.jobs}
    assert back == {"power/branch/4": (0, 5), "power/branch/2": (5, 8), "power/bus/4": (3, 5)}


def test_from_matpower_is_made_by_its_script(tmp_path: Path) -> None:
    folder = EXAMPLES / "from-matpower"
    for name in ("case.toml", "pglib_opf_case24_ieee_rts.m"):
        shutil.copy(folder / name, tmp_path)
    kept, again = read_case(folder), read_case(made("from-matpower", tmp_path))
    for spec in CASE_SPECS:
        assert getattr(again, spec.name).equals(getattr(kept, spec.name)), spec.name
    assert kept.damage.height == 11
    assert kept.power.buses["load_mw"].sum() == pytest.approx(2850.0)


def test_from_matpower_is_decided_the_day_before_kaldora_joins() -> None:
    case = read_case(EXAMPLES / "from-matpower")
    fund = {outcome.decision_id: outcome for outcome in outcomes_of(case)}["grid-fund"]
    assert fund.adopted_on == date(2030, 2, 4)
    assert [(said.actor_id, said.role) for said in fund.heard] == [("outland", "outsider"), ("kaldora", "invitee")]


def test_winter_is_made_by_its_script_byte_for_byte(tmp_path: Path) -> None:
    made("winter-53m", tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    kept = sorted(path.relative_to(EXAMPLES / "winter-53m") for path in (EXAMPLES / "winter-53m").rglob("*.csv"))
    assert written == kept
    for path in written:
        assert (tmp_path / path).read_bytes() == (EXAMPLES / "winter-53m" / path).read_bytes(), path


def test_winter_has_53_million_dollars_of_firm_money_for_the_networks(winter: Case) -> None:
    cash = [pledge for pledge in support_of(winter) if pledge.form == "cash"]
    assert sum(pledge.amount_usd for pledge in cash if pledge.usable_from_day is not None) == 53_000_000.0
    why = {pledge.pledge_id: pledge.why for pledge in cash if pledge.usable_from_day is None}
    assert why == {
        "air-defence": "military support buys nothing for the networks",
        "cash-solmere": "only announced",
    }


def test_winter_has_the_thirty_members_of_its_first_day_and_two_invitees(winter: Case) -> None:
    roll, start = roll_of(winter), winter.settings.start
    made_up = [actor_id for actor_id in roll.members(start) if roll.names[actor_id].endswith("(made up)")]
    assert (len(roll.members(start)), made_up) == (31, ["westmere"])
    assert (roll.role("fin", start), roll.role("swe", start)) == ("invitee", "invitee")
    assert (roll.role("fin", date(2023, 4, 3)), roll.role("fin", date(2023, 4, 4))) == ("invitee", "member")
    assert (roll.role("outland", start), roll.role("orvell-energy", start)) == ("outsider", "recipient")


def test_winter_fund_is_held_up_by_a_member_and_never_by_an_outsider(winter: Case) -> None:
    outcomes = {outcome.decision_id: outcome for outcome in outcomes_of(winter)}
    assert outcomes["winter-fund"].adopted_on == date(2022, 12, 19)
    assert {said.actor_id for said in outcomes["winter-fund"].heard} == {"outland", "vesteria"}
    assert outcomes["reserve"].adopted_on == date(2022, 12, 12)
    table = support_table(winter)
    assert table.filter(pl.col("pledge_id") == "cash-fund")["from"].item() == date(2022, 12, 19)


def test_winter_puts_no_gift_and_no_word_into_the_mouth_of_a_real_state(winter: Case) -> None:
    names = dict(winter.actors.select("actor_id", "name").iter_rows())
    for table in (winter.pledges, winter.positions):
        assert all(names[actor_id].endswith("(made up)") for actor_id in table["actor_id"])
        assert set(table["source"]) == {"made up"}


def test_winter_people_are_those_behind_the_load(winter: Case) -> None:
    people = people_of(winter, grid_of(winter.power))
    assert people.people.sum() == pytest.approx(800 * winter.power.buses["load_mw"].sum(), abs=winter.places.height)
    assert 80 <= winter.places.height <= 90


def test_winter_every_damaged_asset_can_be_worked_on_and_the_need_exceeds_the_money(winter: Case) -> None:
    outages = outages_of(winter, grid_of(winter.power))
    works = works_of(winter, outages)
    assert len(works) == len(outages.items) == winter.damage.height
    assert {item.severity for item in outages.items} == {"minor", "major", "destroyed"}
    price = dict(winter.catalogue.select("equipment_id", "cost_usd").iter_rows())
    price["unit-rebuild"] = price["gas-turbine-28"]
    assert sum(price[equipment_id] * count for work in works for equipment_id, count in work.needs) > 80e6


def test_winter_people_who_drink_fit_the_towns_whose_water_it_is(winter: Case) -> None:
    behind = {name: drinkers_of(winter, tables).people.sum() for name, tables in winter.water.items()}
    towns = {"orvell": ("orvell", "alderby", "bramhaven"), "greymarrow": ("greymarrow",), "pellowby": ("pellowby",)}
    load_mw = dict(winter.power.buses.select("bus_id", "load_mw").iter_rows())
    bus_of = dict(winter.places.select("place_id", "bus_id").iter_rows())
    for name, places in towns.items():
        people = 800.0 * sum(load_mw[bus_of[place_id]] for place_id in places)
        assert 0.5 * people <= behind[name] <= 1.1 * people, name


def test_winter_pumps_and_the_three_small_towns_lose_their_supply(winter: Case) -> None:
    grid = grid_of(winter.power)
    dry = {"water": {}, "links": winter.links.clear(), "installs": winter.installs.clear()}
    struck = winter.damage.filter(pl.col("asset_id").str.starts_with("power/"))
    situation = situation_of(replace(winter, damage=struck, **dry))
    if_nothing = power_share_of(situation, Schedule())
    share = dict(zip(situation.people.place_ids, if_nothing.min(axis=(0, 1)).tolist(), strict=True))
    for town in ("greymarrow", "pellowby", "stonewater", "thornholt", "highmoor"):
        assert share[town] == 0.0, town
    pumps = pumps_of(winter, grid.bus_ids)
    assert {grid.bus_ids[row] for row in pumps.bus} == {"130", "156", "157", "197"}
    assert (pumps.backup_h > 0.0).sum() == 2


def test_winter_water_has_money_crews_and_sets_of_its_own(winter: Case) -> None:
    marks = dict(winter.pledges.select("pledge_id", "earmark").iter_rows())
    assert marks["cash-tidewell"] == "sector:water"
    sets = winter.pledges.filter(pl.col("equipment_id").str.starts_with("genset"))
    assert dict(sets.select("equipment_id", "quantity").iter_rows()) == {
        "genset-100": 20,
        "genset-220": 4,
        "genset-400": 2,
    }
    assert set(winter.installs["at"]) == {"pump", "hospital", "heat"}
    assert {"pipe", "generator"} <= set(winter.crews["crew_kind"])

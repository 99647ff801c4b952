"""A plan's way back into the ledger: proposals that the ledger takes, with figures that a second way confirms."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.plan_folder import read_plan
from svitlo.exchange.case_out import write_case_tables
from svitlo.exchange.plan_back import NAMELESS, drafts_from_plan
from svitlo.exchange.plan_effects import followed, gains_of
from svitlo.ledger.book import Book
from svitlo.ledger.drafts import draft_line, drafts_from
from svitlo.plan.kept import kept_of
from svitlo.tables.errors import BadInput
from tests.conftest import EXAMPLES, QUICK, Program, run
from tests.exchange.bridge import DAY, Bridge, crossed
from tests.exchange.case_ledgers import book_in, said


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Bridge:
    return crossed(tmp_path_factory.mktemp("bridge"))


def of_kind(bridge: Bridge, kind: str) -> list[dict[str, object]]:
    return [dict(draft.data) for draft in bridge.drafts if draft.kind == kind]


def test_the_case_passes_the_programs_check_and_the_plan_its_audit(svitlo: Program, bridge: Bridge) -> None:
    case = bridge.plan.parent / "case"
    assert svitlo("check", case).returncode == 0
    assert svitlo("support", case).returncode == 0
    assert svitlo("audit", case, bridge.plan).returncode == 0


def test_every_use_and_purchase_is_proposed(bridge: Bridge) -> None:
    decisions = read_plan(bridge.plan).decisions
    uses = of_kind(bridge, "use.planned")
    assert sorted((one["work"], one["equipment_id"], one["quantity"]) for one in uses) == sorted(
        decisions.uses.select("asset_id", "equipment_id", "quantity").iter_rows()
    )
    paid = sum(int(str(one.get("amount_minor", 0))) for one in uses)
    assert paid == round(100 * decisions.purchases["cost_usd"].sum())
    assert {(one["origin"], one.get("part")) for one in uses} == {
        ("fund:repair", "fund:repair#received#all"),
        ("pledge:gift", None),
    }
    services = dict(decisions.repairs.select("asset_id", "service_day").iter_rows())
    assert all(one["service"] == bridge.case.date_of(services[str(one["work"])]).isoformat() for one in uses)


def test_what_a_place_gains_is_what_it_would_be_without(bridge: Bridge) -> None:
    """Each line of this case feeds one bus: a place gains each hour from the return of its line to the end."""
    days, start = bridge.case.settings.days, bridge.case.settings.start
    uses = {draft.subject: draft.data for draft in bridge.drafts if draft.kind == "use.planned"}
    people = dict(bridge.case.places.select("place_id", "people").iter_rows())
    expected = {"power/branch/2": ("east",), "power/bus/4": ("clinic", "hilltown")}
    found = {}
    for effect in of_kind(bridge, "effect.reported"):
        (use,) = effect["uses"]  # type: ignore[misc]
        found[str(uses[use]["work"]), str(effect["place_id"])] = effect
    assert sorted(found) == sorted((work, place) for work, places in expected.items() for place in places)
    for (work, place), effect in found.items():
        back = next(date.fromisoformat(one["service"]) for one in uses.values() if one["work"] == work)
        hours = 24 * (days - (back - start).days)
        assert effect["person_hours"] == round(hours * people[place])
        assert effect["people"] == people[place]


def test_the_shares_are_those_of_the_plan(bridge: Bridge) -> None:
    """With every work begun, what is served is what the plan's own table of places says."""
    plan = read_plan(bridge.plan)
    people = dict(bridge.case.places.select("place_id", "people").iter_rows())
    shares = plan.places.group_by("place_id").agg(pl.col("power_share").sum() * 24.0)
    planned = {place: people[place] * hours for place, hours in shares.iter_rows()}
    kept = kept_of(bridge.case, plan.decisions, bridge.case.settings.days)
    nothing = replace(kept, begun=())
    one_work = kept.begun[0]
    gains = gains_of(bridge.case, followed(bridge.case, replace(kept, begun=(one_work,)), count_announced=False))
    alone = sum(one.person_hours for one in gains[one_work.work.asset_id])
    assert gains_of(bridge.case, followed(bridge.case, nothing, count_announced=False)) == {}
    everything = gains_of(bridge.case, followed(bridge.case, kept, count_announced=False))
    # In this case no work helps another: what each gives alone adds up to all that is served.
    assert sum(one.person_hours for mine in everything.values() for one in mine) == pytest.approx(sum(planned.values()))
    assert alone == sum(one.person_hours for one in everything[one_work.work.asset_id])


def test_proposals_are_the_same_each_time_and_lines_keep_them(bridge: Bridge) -> None:
    lines = [draft_line(draft) for draft in bridge.drafts]
    again = drafts_from(lines, "plan.jsonl")
    assert [(one.kind, one.subject, one.held_on, dict(one.data)) for one in again] == [
        (one.kind, one.subject, one.held_on, dict(one.data)) for one in bridge.drafts
    ]
    with bridge.book.view(DAY) as view:
        assert drafts_from_plan(view, bridge.case, bridge.plan) == bridge.drafts
        assert view.entities("plan") == []


def test_a_plan_of_another_case_is_refused(bridge: Bridge) -> None:
    other = replace(bridge.case, sha256="0" * 64)
    with bridge.book.view(DAY) as view, pytest.raises(BadInput, match="another case"):
        drafts_from_plan(view, other, bridge.plan)


def test_pledges_that_the_ledger_does_not_know_are_refused(bridge: Bridge, tmp_path: Path) -> None:
    book = book_in(tmp_path)
    with book.view(DAY) as view, pytest.raises(BadInput) as refused:
        drafts_from_plan(view, bridge.case, bridge.plan)
    assert sorted(problem.what.split(",")[0] for problem in refused.value.problems) == [
        "the ledger knows no 'fund:repair'",
        "the ledger knows no 'pledge:gift'",
    ]


def test_what_is_bought_and_not_used_is_told_too(bridge: Bridge, tmp_path: Path) -> None:
    """A plan may buy more than its works take; here its order is made larger by hand."""
    folder = tmp_path / "plan"
    shutil.copytree(bridge.plan, folder)
    path = folder / "purchases.csv"
    text = path.read_text(encoding="utf-8")
    assert ",conductor,3," in text
    path.write_text(text.replace(",conductor,3,", ",conductor,5,").replace("90000.0", "150000.0"), encoding="utf-8")
    with bridge.book.view(DAY) as view:
        drafts = drafts_from_plan(view, bridge.case, folder)
    left = [draft.data for draft in drafts if draft.kind == "use.planned" and draft.data["work"] == "store"]
    assert [(one["quantity"], one["amount_minor"]) for one in left] == [(2, 6_000_000)]
    assert drafts[0].subject != bridge.drafts[0].subject


# ---- equipment that is placed, water, and people whom nobody names


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Bridge:
    """The example of power and water together, paid for from a ledger."""
    folder = tmp_path_factory.mktemp("together")
    book = book_in(folder)
    case_folder = folder / "case"
    shutil.copytree(EXAMPLES / "together", case_folder)
    case = read_case(case_folder)
    day = case.settings.start.isoformat()
    drafts = [said("state.named", "state:alba", day, name="Alba")]
    for row in case.pledges.iter_rows(named=True):
        given = {"donor": "state:alba", "category": "energy"}
        if row["form"] == "cash":
            money = {"amount_minor": round(100 * row["amount"]), "currency": row["currency"]}
            data = given | money | ({"earmark": row["earmark"]} if row["earmark"] else {})
            drafts.append(said("commitment.signed", f"commitment:{row['pledge_id']}", day, **data))
            continue
        name = "equipment_id" if row["form"] == "goods" else "crew_kind"
        goods = {"form": row["form"], name: row[name], "quantity": row["quantity"]}
        available = {"available": row["available"].isoformat()}
        drafts.append(said("pledge.announced", f"pledge:{row['pledge_id']}", day, **given, **goods, **available))
        drafts.append(said("pledge.confirmed", f"pledge:{row['pledge_id']}", day))
    book.add(drafts, "test")
    with book.view(case.settings.start) as view:
        write_case_tables(view, case_folder)
    return _planned(book, folder)


def _planned(book: Book, folder: Path) -> Bridge:
    plan = folder / "plan"
    done = run("plan", folder / "case", "-o", plan, *QUICK)
    assert done.returncode == 0, done.stderr.decode()
    case = read_case(folder / "case")
    with book.view(case.settings.start) as view:
        drafts = drafts_from_plan(view, case, plan)
    return Bridge(book=book, case=case, plan=plan, drafts=drafts)


def test_power_and_water_come_back_together(together: Bridge) -> None:
    plan = read_plan(together.plan)
    uses = of_kind(together, "use.planned")
    taken = plan.decisions.uses["quantity"].sum() + plan.decisions.installs["quantity"].sum()
    assert sum(int(str(one["quantity"])) for one in uses if one["work"] != "store") == taken
    effects = of_kind(together, "effect.reported")
    assert effects
    assert all(int(str(one["person_hours"])) > 0 for one in effects)
    named = set(together.case.places["place_id"].to_list())
    assert all(one["place_id"] in named or one["place"] == NAMELESS for one in effects)
    together.book.add(together.drafts, "planner")

"""The ledger as a case: the tables pass the program's own checks, and no sum is in them twice."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.aid.ledger import support_of
from svitlo.exchange.case_decisions import agreed, coalition_of
from svitlo.exchange.case_goods import goods_of
from svitlo.exchange.case_money import Balances, allocated_earmark
from svitlo.exchange.case_out import SPECS, case_tables, write_case_tables
from svitlo.ledger.book import Book
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from tests.conftest import EXAMPLES, Program
from tests.exchange.case_ledgers import book_in, said, winter_book

S = "2030-01-01"


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return winter_book(tmp_path_factory.mktemp("winter"))


def pledges(book: Book, day: str) -> dict[str, dict[str, Any]]:
    with book.view(date.fromisoformat(day)) as view:
        frame = case_tables(view)["pledges"]
    return {row["pledge_id"]: row for row in frame.iter_rows(named=True)}


def decided(book: Book, day: str, folder: Path, first_light: Path) -> Case:
    """The smallest case with the ledger's support."""
    shutil.copytree(first_light, folder)
    with book.view(date.fromisoformat(day)) as view:
        write_case_tables(view, folder)
    return read_case(folder)


def coalition(tmp_path: Path, *more: Any) -> Book:
    """Alba, Bren and Cor in a group; Dell is helped; Outland is outside."""
    book = book_in(tmp_path)
    names = ("alba", "bren", "cor", "dell", "outland")
    book.add(
        [
            *(said("state.named", f"state:{name}", S, name=name.title()) for name in names),
            said("group.formed", "group:g", S, name="G", form="group"),
            *(
                said("membership.held", f"membership:g/{one}", S, group="group:g", state=f"state:{one}", role="member")
                for one in ("alba", "bren", "cor")
            ),
            *more,
        ],
        "test",
    )
    return book


def fund(rule: str, **more: Any) -> list[Any]:
    """A fund with 100.00 USD in it and a proposal about 60.00 of them."""
    return [
        said("fund.opened", "fund:f", S, name="Fund F", manager="state:alba", currency="USD", rule=rule, **more),
        said("receipt.booked", "receipt:r", S, donor="state:bren", fund="fund:f", amount_minor=10_000, currency="USD"),
        said(
            *("proposal.tabled", "proposal:p", "2030-01-02"),
            topic="Sixty",
            fund="fund:f",
            closes="2030-01-08",
            amount_minor=6_000,
            currency="USD",
        ),
    ]


# ---- the example


def test_the_example_passes_the_programs_own_checks(svitlo: Program, winter: Book, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(EXAMPLES / "winter-53m", folder)
    with winter.view(date(2022, 12, 20)) as view:
        written = write_case_tables(view, folder)
    assert written.rows["pledges.csv"] == 19
    assert written.replaced["actors.csv"] > 30
    assert "actors.csv: 11 rows, in place of" in written.lines()[0]
    for command in ("check", "support"):
        done = svitlo(command, folder)
        assert done.returncode == 0, done.stderr.decode()
    text = svitlo("support", folder).stdout.decode()
    assert "lanced" not in text
    assert "Westmere (made up) since 2022-12-20" in " ".join(text.split())


def test_the_examples_page_says_what_can_be_used(winter: Book, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(EXAMPLES / "winter-53m", folder)
    with winter.view(date(2022, 12, 20)) as view:
        write_case_tables(view, folder)
    support = support_of(read_case(folder))
    usable = sum(one.amount_usd for one in support if one.usable_from_day is not None)
    assert usable == pytest.approx(33_430_000)
    page = " ".join((EXAMPLES / "ledger-winter" / "README.md").read_text(encoding="utf-8").split())
    assert "may use 33.43 million in hand" in page


def test_the_example_on_a_day(winter: Book) -> None:
    found = pledges(winter, "2022-12-20")
    assert found["pledge:aurelia-53m"]["amount"] == 25_000_000
    assert found["pledge:aurelia-53m"]["stage"] == "announced"
    assert found["commitment:aurelia-1"]["amount"] == 12_000_000
    assert found["allocation:breakers"]["amount"] == 3_000_000 - 1_730_000
    assert found["allocation:breakers"]["earmark"] == "equipment:cb-115;sector:power"
    assert found["fund:winter#received#tranche-1"]["amount"] == 9_000_000
    assert found["pledge:aurelia-air-defence"]["category"] == "military"
    assert found["consignment:gensets-1#genset-220#stored"]["quantity"] == 3
    assert found["contract:gensets-1#genset-220"]["quantity"] == 4
    assert found["pledge:gift-breakers"]["quantity"] == 4
    assert "pledge:kaldora-1m" not in found
    assert not any("asset:" in name for name in found)


def test_a_reserve_that_expires_is_free_again(winter: Book) -> None:
    assert pledges(winter, "2022-12-13")["commitment:aurelia-1"]["amount"] == 11_500_000
    assert pledges(winter, "2022-12-14")["commitment:aurelia-1"]["amount"] == 12_000_000


def test_what_has_expired_or_lapsed_is_absent(winter: Book) -> None:
    assert pledges(winter, "2022-12-10")["pledge:kaldora-1m"]["amount"] == 1_000_000
    assert "pledge:kaldora-1m" not in pledges(winter, "2022-12-11")


def test_ids_name_the_entities_of_the_ledger(winter: Book) -> None:
    with winter.view(date(2022, 12, 20)) as view:
        for pledge_id in case_tables(view)["pledges"]["pledge_id"]:
            assert view.entity(pledge_id.split("#")[0]).facts, pledge_id


# ---- decisions


def verdicts(case: Case) -> dict[str, tuple[int | None, str]]:
    return {pledge.pledge_id: (pledge.usable_from_day, pledge.why) for pledge in support_of(case)}


def test_consensus_of_the_coalition_stays_consensus(tmp_path: Path, first_light: Path) -> None:
    book = coalition(tmp_path, *fund("consensus", group="group:g"))
    case = decided(book, "2030-01-05", tmp_path / "case", first_light)
    assert case.decisions.filter(pl.col("decision_id") == "proposal:p")["rule"].to_list() == ["consensus"]
    found = verdicts(case)
    assert found["fund:f#received#p"] == (1, "")
    assert found["fund:f#received"][0] is None
    assert "fund:f#not-tabled" in found["fund:f#received"][1]


def test_a_blocked_tranche_stays_blocked(tmp_path: Path, first_light: Path) -> None:
    book = coalition(
        tmp_path,
        *fund("consensus", group="group:g"),
        said("answer.given", "proposal:p", "2030-01-04", actor="state:cor", answer="oppose"),
        said("objection.quoted", "proposal:p", "2030-01-03", actor="state:outland", quote="Never."),
    )
    case = decided(book, "2030-01-20", tmp_path / "case", first_light)
    assert verdicts(case)["fund:f#received#p"] == (None, "blocked by Cor since 2030-01-04")


@pytest.mark.parametrize("answers", [("support", "support"), ("support", "oppose"), ("support", "")])
def test_a_foreign_roll_is_never_widened(tmp_path: Path, first_light: Path, answers: tuple[str, str]) -> None:
    """Two states decide: what the third member of the coalition says or does not say changes nothing."""
    states = ("state:bren", "state:cor")
    given = [
        said("answer.given", "proposal:p", "2030-01-04", actor=state, answer=answer)
        for state, answer in zip(states, answers, strict=True)
        if answer
    ]
    objection = said("objection.quoted", "proposal:p", "2030-01-05", actor="state:alba", quote="Not with us.")
    book = coalition(tmp_path, *fund("unanimity_with_abstention", roll=list(states)), *given, objection)
    case = decided(book, "2030-01-07", tmp_path / "case", first_light)
    day, why = verdicts(case)["fund:f#received#p"]
    if "oppose" in answers:
        assert (day, why) == (None, "blocked by Cor since 2030-01-04")
    elif "" in answers:
        assert day is None
        assert "pending: decided by unanimity with abstention" in case.decisions["subject"].to_list()[1]
    else:
        assert (day, why) == (0, "")
        row = case.positions.filter(pl.col("position") == "support", pl.col("actor_id") == "state:alba").to_dicts()
        assert [one["date"] for one in row] == [date(2030, 1, 4)]
        assert "adopted on 2030-01-04" in row[0]["quote"]


def test_silence_is_kept_for_later_where_the_case_can_say_it(tmp_path: Path, first_light: Path) -> None:
    book = coalition(tmp_path, *fund("silence", group="group:g"))
    assert verdicts(decided(book, "2030-01-05", tmp_path / "open", first_light))["fund:f#received#p"] == (1, "")
    answers = [
        said("answer.given", "proposal:p", "2030-01-03", actor=f"state:{one}", answer="support")
        for one in ("alba", "bren", "cor")
    ]
    book.add(answers, "test")
    # The case's consensus would end the silence early; the ledger does not.
    early = decided(book, "2030-01-05", tmp_path / "early", first_light)
    assert verdicts(early)["fund:f#received#p"][0] is None
    late = decided(book, "2030-01-08", tmp_path / "late", first_light)
    assert verdicts(late)["fund:f#received#p"] == (1, "")


def test_a_withdrawn_proposal_releases_nothing(tmp_path: Path, first_light: Path) -> None:
    book = coalition(
        tmp_path, *fund("consensus", group="group:g"), said("proposal.withdrawn", "proposal:p", "2030-01-04")
    )
    case = decided(book, "2030-01-20", tmp_path / "case", first_light)
    assert [(name, day) for name, (day, _) in verdicts(case).items()] == [("fund:f#received", None)]


def test_a_decision_that_is_still_to_be_tabled_releases_nothing(tmp_path: Path, first_light: Path) -> None:
    goods = {"donor": "state:alba", "category": "energy", "form": "goods", "equipment_id": "breaker", "quantity": 1}
    book = coalition(
        tmp_path,
        said("proposal.tabled", "proposal:p", "2030-01-06", topic="Gift", rule="sovereign", actor="state:alba"),
        said("pledge.announced", "pledge:gift", S, decision="proposal:p", **goods),
        said("pledge.confirmed", "pledge:gift", S),
    )
    case = decided(book, "2030-01-05", tmp_path / "case", first_light)
    assert case.decisions["subject"].to_list() == ["proposal:p, not tabled by 2030-01-05"]
    assert verdicts(case)["pledge:gift"][0] is None


def test_the_rules_of_a_case_are_held_against_the_ledgers(tmp_path: Path) -> None:
    """A member's quoted objection is never counted: the case, which would count it, gets the ledger's verdict."""
    objection = said("objection.quoted", "proposal:p", "2030-01-05", actor="state:cor", quote="I would rather not.")
    book = coalition(tmp_path, *fund("consensus", group="group:g"), objection)
    with book.view(date(2030, 1, 9)) as view:
        found = agreed(view, coalition_of(view))
    (row,) = found.decisions
    assert (row["rule"], row["actor_id"]) == ("sovereign", "state:alba")
    assert [(one["actor_id"], one["position"], one["date"]) for one in found.positions] == [
        ("state:cor", "oppose", date(2030, 1, 5)),
        ("state:alba", "support", date(2030, 1, 8)),
    ]


def test_an_earmark_is_narrowed_by_what_was_allocated(tmp_path: Path) -> None:
    cash = {"currency": "USD", "amount_minor": 500}
    narrow = {"sector": "power", "equipment_id": "breaker", "place_id": "east"}
    book = coalition(
        tmp_path,
        said(
            *("commitment.signed", "commitment:c", S),
            donor="state:alba",
            category="energy",
            earmark="equipment:breaker;equipment:tower",
            **cash,
        ),
        said("allocation.proposed", "allocation:a", S, pool="commitment:c", **cash, **narrow),
    )
    with book.view(date(2030, 1, 5)) as view:
        earmark = allocated_earmark(view.entity("allocation:a"), view.entity("commitment:c"))
        assert earmark == "equipment:breaker;place:east;sector:power"
        assert goods_of(view, Balances.of(view)) == []


def test_a_manager_needs_no_proposal(tmp_path: Path, first_light: Path) -> None:
    book = coalition(tmp_path, *fund("manager")[:2])
    case = decided(book, "2030-01-05", tmp_path / "case", first_light)
    assert verdicts(case) == {"fund:f#received": (0, "")}
    assert case.pledges["amount"].to_list() == [100.0]


# ---- money


def test_military_money_in_a_fund_buys_nothing(tmp_path: Path, first_light: Path) -> None:
    donor = {"donor": "state:bren", "fund": "fund:f", "currency": "USD"}
    book = coalition(
        tmp_path,
        *fund("manager")[:2],
        said("commitment.signed", "commitment:m", S, category="military", amount_minor=5_000, **donor),
        said("allocation.proposed", "allocation:a", S, pool="fund:f", amount_minor=4_000, currency="USD"),
        said("allocation.approved", "allocation:a", S),
    )
    case = decided(book, "2030-01-05", tmp_path / "case", first_light)
    usable = {one.pledge_id: one.amount_usd for one in support_of(case) if one.usable_from_day is not None}
    assert usable == {"fund:f#received": 60.0, "allocation:a": 40.0}
    amounts = dict(case.pledges.select("pledge_id", "amount").iter_rows())
    assert amounts["fund:f#committed#military"] == 50.0


def test_amounts_are_written_exactly(tmp_path: Path) -> None:
    amount = 123_456_789_012_345
    book = coalition(
        tmp_path,
        said(
            *("commitment.signed", "commitment:c", S),
            donor="state:alba",
            category="energy",
            amount_minor=amount,
            currency="USD",
        ),
    )
    with book.view(date(2030, 1, 5)) as view:
        write_case_tables(view, tmp_path / "new")
    text = (tmp_path / "new" / "pledges.csv").read_text(encoding="utf-8")
    assert ",1234567890123.45,USD," in text
    assert Decimal("1234567890123.45") == Decimal(amount).scaleb(-2)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(f"{spec.name}.csv" for spec in SPECS)


def test_crews_and_goods(tmp_path: Path, first_light: Path) -> None:
    given = {"donor": "state:alba", "category": "energy"}
    crew = {"form": "crew", "crew_kind": "line", "quantity": 2, **given}
    goods = {"form": "goods", "equipment_id": "breaker", "quantity": 3, **given}
    book = coalition(
        tmp_path,
        said("pledge.announced", "pledge:crew", S, **crew),
        said("pledge.confirmed", "pledge:crew", S),
        said("pledge.announced", "pledge:gone", S, expires="2030-01-04", **crew),
        said("pledge.announced", "pledge:goods", S, **goods),
        said("pledge.confirmed", "pledge:goods", S),
        said("pledge.announced", "pledge:word", S, **goods),
        said("consignment.packed", "consignment:k", "2030-01-03", origin="pledge:goods", items={"breaker": 2}),
        said("consignment.packed", "consignment:l", "2030-01-03", origin="pledge:goods", items={"breaker": 1}),
        said("consignment.lost", "consignment:l", "2030-01-04"),
    )
    case = decided(book, "2030-01-05", tmp_path / "case", first_light)
    stages = {row["pledge_id"]: (row["stage"], row["quantity"]) for row in case.pledges.iter_rows(named=True)}
    assert stages == {
        "pledge:crew": ("committed", 2),
        "consignment:k#breaker": ("allocated", 2),
        "pledge:word": ("announced", 3),
    }


def test_an_order_that_is_late_is_shown_and_buys_nothing(tmp_path: Path, first_light: Path) -> None:
    cash = {"currency": "USD"}
    book = coalition(
        tmp_path,
        said("commitment.signed", "commitment:c", S, donor="state:alba", category="energy", amount_minor=900, **cash),
        said("allocation.proposed", "allocation:a", S, pool="commitment:c", amount_minor=500, **cash),
        said("allocation.approved", "allocation:a", S),
        said(
            *("contract.signed", "contract:k", S),
            allocation="allocation:a",
            supplier="state:bren",
            amount_minor=450,
            due="2030-01-09",
            **{"items": {"breaker": 1}, **cash},
        ),
    )
    before = decided(book, "2030-01-08", tmp_path / "before", first_light)
    assert verdicts(before)["contract:k#breaker"] == (2, "")
    after = decided(book, "2030-01-10", tmp_path / "after", first_light)
    assert verdicts(after)["contract:k#breaker"] == (None, "only announced")
    assert dict(after.pledges.select("pledge_id", "amount").iter_rows())["allocation:a"] == 0.5


# ---- whole or not at all


def test_a_case_that_would_not_be_in_order_is_left_alone(tmp_path: Path, first_light: Path) -> None:
    goods = {"donor": "state:alba", "category": "energy", "form": "goods", "equipment_id": "unheard-of", "quantity": 3}
    book = coalition(tmp_path, said("pledge.announced", "pledge:goods", S, **goods))
    folder = tmp_path / "case"
    shutil.copytree(first_light, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with book.view(date(2030, 1, 5)) as view, pytest.raises(BadInput, match="unheard-of"):
        write_case_tables(view, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_the_copied_case_is_not_touched(tmp_path: Path, first_light: Path) -> None:
    """Files are linked into the new folder: writing must not reach through to others of the same name."""
    book = coalition(tmp_path)
    folder = tmp_path / "case"
    shutil.copytree(first_light, folder)
    kept = tmp_path / "kept.csv"
    kept.hardlink_to(folder / "pledges.csv")
    with book.view(date(2030, 1, 5)) as view:
        write_case_tables(view, folder)
    assert kept.read_bytes() == (first_light / "pledges.csv").read_bytes()
    assert (folder / "pledges.csv").read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize("content", ["file", "other"])
def test_what_is_no_case_is_not_replaced(tmp_path: Path, content: str) -> None:
    book = coalition(tmp_path)
    target = tmp_path / "there"
    if content == "file":
        target.write_text("mine", encoding="utf-8")
    else:
        target.mkdir()
        (target / "letter.txt").write_text("mine", encoding="utf-8")
    with book.view(date(2030, 1, 5)) as view, pytest.raises(BadInput, match="is there already"):
        write_case_tables(view, target)


def test_a_case_needs_a_day_and_one_coalition(tmp_path: Path) -> None:
    book = coalition(tmp_path)
    with book.view() as view, pytest.raises(BadInput, match="of one day"):
        case_tables(view)
    book.add([said("group.formed", "group:h", S, name="H", form="group")], "test")
    with book.view(date(2030, 1, 5)) as view:
        with pytest.raises(BadInput, match="several groups"):
            case_tables(view)
        with pytest.raises(BadInput, match="knows no group:x"):
            case_tables(view, "group:x")
        assert case_tables(view, "group:g")["actors"]["role"].to_list().count("member") == 3
        assert "member" not in case_tables(view, "group:h")["actors"]["role"].to_list()

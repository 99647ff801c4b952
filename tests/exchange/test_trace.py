"""From a pledge to places and people and back, and what the public may see of it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from svitlo.exchange.trace import MOST_DEPTH, Node, shares, trace
from svitlo.exchange.trace_links import BACK, ONWARD
from svitlo.exchange.trace_public import SHOWN, public
from svitlo.exchange.trace_text import percent, trace_lines, trace_record
from svitlo.ledger.book import Book
from svitlo.ledger.kinds import KINDS
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput
from tests.exchange.bridge import DAY, WIRE, crossed
from tests.exchange.case_ledgers import book_in, said, winter_book

S = "2030-01-01"


def nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for child in tree.children:
        yield from nodes(child)


def subjects(tree: Node) -> list[str]:
    return [node.subject for node in nodes(tree)]


def child(tree: Node, subject: str) -> Node:
    return next(node for node in nodes(tree) if node.subject == subject)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The smallest example's ledger with its plan accepted: the chain is closed."""
    bridge = crossed(tmp_path_factory.mktemp("closed"))
    bridge.book.add(bridge.drafts, "planner")
    return bridge.book


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return winter_book(tmp_path_factory.mktemp("winter"))


# ---- there and back


def test_from_a_pledge_to_places_and_people(closed: Book) -> None:
    with closed.view(DAY) as view:
        tree = trace(view, "pledge:alba")
    kinds = [subject.split(":")[0] for subject in subjects(tree)]
    assert kinds == ["pledge", "commitment", "receipt", "fund", "use", "effect"]
    place = list(nodes(tree))[-1]
    assert (place.name, place.people, place.place_id) == ("Eastbank", 40_000, "east")
    assert tree.amount == "150,000.00 USD"
    assert tree.sources == (WIRE,)
    assert tree.dates == (("announced", date(2030, 1, 1)),)
    assert trace_lines(tree)[-1] == "Reaches 1 place and 40,000 people."


def test_money_in_a_fund_is_the_funds_with_shares(closed: Book) -> None:
    with closed.view(DAY) as view:
        fund = child(trace(view, "pledge:alba"), "fund:repair")
        assert [(one.donor, one.paid.plain(), percent(one)) for one in fund.shares] == [
            ("state:alba", "120000.00", "60.0 %"),
            ("state:bren", "80000.00", "40.0 %"),
        ]
        # Nothing behind the fund is said to be a donor's.
        assert all("alba" not in node.subject and node.name != "Alba" for one in fund.children for node in nodes(one))
        assert shares(view.at(date(2030, 1, 2)), "fund:repair") == []


def test_from_a_place_back_to_who_gave(closed: Book) -> None:
    with closed.view(DAY) as view:
        by_id, by_name = trace(view, "place:hilltown"), trace(view, "place:HILLTOWN")
        assert by_id == by_name
        assert subjects(by_id)[-1] == "state:bren"
        paid = trace(view, "place:Eastbank")
        assert [one.name for one in child(paid, "fund:repair").shares] == ["Alba", "Bren"]
        assert "state:cor" not in subjects(paid)
        assert not trace_lines(paid)[-1].startswith("Reaches")


def test_there_and_back_meet(closed: Book) -> None:
    """Every place that a donor reaches leads back to that donor: by itself, or as a share of a fund."""
    with closed.view(DAY) as view:
        for donor in ("state:alba", "state:bren"):
            for place in {node.place_id for node in nodes(trace(view, donor)) if node.place_id}:
                back = trace(view, f"place:{place}")
                named = {*subjects(back), *(one.donor for node in nodes(back) for one in node.shares)}
                assert donor in named
        assert [node.place_id for node in nodes(trace(view, "state:cor")) if node.place_id] == []


def test_nothing_is_known_before_it_was(closed: Book) -> None:
    with closed.view(date(2030, 1, 6)) as view:
        assert subjects(trace(view, "pledge:alba"))[-1] == "fund:repair"
        with pytest.raises(BadInput, match="no place 'east'"):
            trace(view, "place:east")
        with pytest.raises(BadInput, match="knows no pledge:nobody on 2030-01-06"):
            trace(view, "pledge:nobody")


def test_every_link_names_a_field_of_the_register() -> None:
    """A link is a field that may name what it leads to: a field that is renamed breaks this."""
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind in KINDS.values():
        mine = fields.setdefault(kind.subject, {})
        mine |= {field.name: field.refers for field in kind.fields if field.refers}
    for kind, links in ONWARD.items():
        assert [(other, name) for other, name in links if kind not in fields[other][name]] == []
    for kind, names in BACK.items():
        assert [name for name in names if name not in fields[kind]] == []


# ---- the whole chain of goods


def test_the_example_reaches_its_pieces(winter: Book) -> None:
    with winter.view(date(2022, 12, 20)) as view:
        tree = trace(view, "pledge:aurelia-53m")
        chain = ["commitment:aurelia-1", "allocation:gensets", "contract:gensets-1", "consignment:gensets-1"]
        for parent, follower in zip(chain, [*chain[1:], "asset:dw-0001"], strict=True):
            assert follower in [one.subject for one in child(tree, parent).children]
        asset = child(tree, "asset:dw-0001")
        assert asset.state == "energised"
        assert ("installed", date(2022, 12, 18)) in asset.dates
        assert child(tree, "contract:gensets-1").goods == "8 x genset-220"
        back = trace(view, "asset:dw-0001")
        assert subjects(back) == [
            *("asset:dw-0001", "consignment:gensets-1", "contract:gensets-1", "allocation:gensets"),
            *("commitment:aurelia-1", "pledge:aurelia-53m", "state:aurelia"),
        ]
        assert "reserved 2022-12-08, now expired" in "\n".join(trace_lines(tree))
        lapsed = trace(view, "pledge:kaldora-1m")
        assert lapsed.less == "1,000,000.00 USD"


def test_a_piece_leads_on_to_the_place_of_its_work(winter: Book) -> None:
    winter_use = {"work": "place:alderby-hospital", "equipment_id": "genset-220", "quantity": 1}
    book = winter
    drafts = [
        said("plan.adopted", "plan:p", "2022-12-20", name="Winter", case_sha256="0" * 64),
        said("use.planned", "use:p/1", "2022-12-20", plan="plan:p", origin="consignment:gensets-1", **winter_use),
        said(
            *("effect.reported", "effect:p/1", "2022-12-20"),
            uses=["use:p/1"],
            place_id="alderby-hospital",
            place="Alderby hospital",
            people=900,
            person_hours=500,
        ),
    ]
    book.add(drafts, "planner")
    with book.view(date(2022, 12, 21)) as view:
        onward = trace(view, "asset:dw-0001", back=False)
        assert subjects(onward) == ["asset:dw-0001", "use:p/1", "effect:p/1"]
        tree = trace(view, "pledge:aurelia-53m")
        assert subjects(tree).count("use:p/1") == 2
        assert [node.again for node in nodes(tree) if node.subject == "use:p/1"] == [False, True]
        shown = public(tree)
        assert [(one.name, one.people) for one in nodes(shown) if one.subject == "place"] == [("Alderby hospital", 900)]


# ---- what the public sees


HIDDEN = ("power/", "bus", "branch", "use:", "effect:", "asset", "dw-", "delta", "store", "consign", "contract", "work")


@pytest.mark.parametrize("subject", ["pledge:alba", "state:bren", "fund:repair", "place:east", "place:Hilltown"])
def test_the_public_sees_givers_places_and_people_only(closed: Book, subject: str) -> None:
    with closed.view(DAY) as view:
        shown = public(trace(view, subject))
    text = "\n".join(trace_lines(shown)) + json.dumps(trace_record(shown))
    assert [word for word in (*HIDDEN, "breaker") if word in text] == []
    assert "2030-01-1" not in text  # days on which works start and end
    assert WIRE.quote not in text
    assert {one.split(":")[0] for one in subjects(shown)} <= SHOWN
    assert all(node.place_id == "" for node in nodes(shown))
    assert any(node.people for node in nodes(shown))


def test_the_public_sees_no_piece_of_the_example(winter: Book) -> None:
    with winter.view(date(2022, 12, 20)) as view:
        shown = public(trace(view, "state:aurelia"))
        text = "\n".join(trace_lines(shown)) + json.dumps(trace_record(shown))
        assert [word for word in HIDDEN if word in text.lower()] == []
        assert "genset" not in text
        for subject in ("asset:dw-0001", "contract:gensets-1", "allocation:gensets", "consignment:gensets-1"):
            with pytest.raises(BadInput, match="is not shown in public"):
                public(trace(view, subject))


def test_each_giver_of_a_work_has_its_place_in_public(tmp_path: Path) -> None:
    """Two gifts go into one work: its place belongs to both, though the tree tells it once."""
    book = book_in(tmp_path)
    goods = {"donor": "state:alba", "form": "goods", "category": "energy", "quantity": 1}
    plan = {"plan": "plan:p", "work": "power/bus/1", "quantity": 1}
    place = {"place_id": "east", "place": "Eastbank", "people": 40, "person_hours": 1}
    book.add(
        [
            said("state.named", "state:alba", S, name="Alba"),
            said("pledge.announced", "pledge:a", S, equipment_id="breaker", **goods),
            said("pledge.announced", "pledge:b", S, equipment_id="relay", **goods),
            said("plan.adopted", "plan:p", S, name="P", case_sha256="0" * 64),
            said("use.planned", "use:a", S, origin="pledge:a", equipment_id="breaker", **plan),
            said("use.planned", "use:b", S, origin="pledge:b", equipment_id="relay", **plan),
            said("effect.reported", "effect:e", S, uses=["use:a", "use:b"], **place),
            said("effect.reported", "effect:f", S, uses=["use:b"], **(place | {"place_id": "x", "place": "Eastbank"})),
        ],
        "test",
    )
    with book.view() as view:
        shown = public(trace(view, "state:alba"))
        assert [(one.subject, [(two.name, two.people) for two in one.children]) for one in shown.children] == [
            ("pledge:a", [("Eastbank", 40)]),
            ("pledge:b", [("Eastbank", 80)]),
        ]
        assert subjects(trace(view, "place:east")).count("state:alba") == 2
        assert trace_record(trace(view, "place:Eastbank"))["people"] == 80


# ---- walks that could go on for ever


def chained(book: Book, count: int, *, ring: bool) -> View:
    """Funds that pay each other, one into the next and, in a ring, the last into the first."""
    names = [f"fund:f{number:03d}" for number in range(count)]
    drafts = [said("state.named", "state:alba", S, name="Alba")]
    fund = {"manager": "state:alba", "currency": "USD", "rule": "manager"}
    drafts += [said("fund.opened", name, S, name=name, **fund) for name in names]
    cash = {"amount_minor": 100, "currency": "USD"}
    drafts.append(said("receipt.booked", "receipt:r", S, donor="state:alba", fund=names[0], **cash))
    pairs = list(zip(names, names[1:] + (names[:1] if ring else []), strict=False))
    for number, (payer, payee) in enumerate(pairs):
        drafts += [
            said("allocation.proposed", f"allocation:a{number}", S, pool=payer, **cash),
            said("allocation.approved", f"allocation:a{number}", S),
            said(
                *("payment.made", f"payment:p{number}", S),
                payer=payer,
                payee=payee,
                allocation=f"allocation:a{number}",
                **cash,
            ),
        ]
    book.add(drafts, "test")
    return book.view()  # type: ignore[return-value]


def test_a_ring_of_funds_ends(tmp_path: Path) -> None:
    with chained(book_in(tmp_path), 4, ring=True) as view:  # type: ignore[attr-defined]
        tree = trace(view, "receipt:r")
        assert [node.subject for node in nodes(tree) if node.again] == ["fund:f000"]
        assert len(subjects(tree)) == 1 + 4 * 3 + 1
        back = trace(view, "payment:p2", back=True)
        assert len(subjects(back)) < 40
        for name in ("fund:f000", "fund:f003"):
            total = shares(view, name)
            assert sum(one.paid.minor for one in total) == total[0].of.minor


def test_a_long_chain_is_cut_off(tmp_path: Path) -> None:
    with chained(book_in(tmp_path), 40, ring=False) as view:  # type: ignore[attr-defined]
        tree = trace(view, "receipt:r")
        assert len(subjects(tree)) == MOST_DEPTH + 1
        assert [node.again for node in nodes(tree)].count(True) == 1


def test_parts_of_a_fund_are_apart(tmp_path: Path) -> None:
    """What is taken from an earmarked part shows the shares of that part."""
    book = book_in(tmp_path)
    cash = {"currency": "USD", "fund": "fund:f"}
    water_only = {"earmark": "sector:water"}
    plan = {"plan": "plan:p", "work": "w", "equipment_id": "breaker", "quantity": 1, "origin": "fund:f"}
    book.add(
        [
            *(said("state.named", f"state:{one}", S, name=one.title()) for one in ("alba", "bren")),
            said("fund.opened", "fund:f", S, name="F", manager="state:alba", currency="USD", rule="manager"),
            said("receipt.booked", "receipt:a", S, donor="state:alba", amount_minor=300, **cash),
            said("receipt.booked", "receipt:b", S, donor="state:bren", amount_minor=100, **cash, **water_only),
            said("receipt.returned", "receipt:a", "2030-01-02", amount_minor=100),
            said("plan.adopted", "plan:p", S, name="P", case_sha256="0" * 64),
            said("use.planned", "use:free", S, part="fund:f#received", **plan),
            said("use.planned", "use:water", S, part="fund:f#sector:water#received#all", **plan),
        ],
        "test",
    )
    with book.view() as view:
        free, water = (trace(view, name, back=True).children[0] for name in ("use:free", "use:water"))
        assert [(one.name, percent(one)) for one in free.shares] == [("Alba", "100.0 %")]
        assert [(one.name, percent(one)) for one in water.shares] == [("Bren", "100.0 %")]
        assert free.shares[0].paid.minor == 200
        onward = trace(view, "receipt:b")
        assert subjects(onward) == ["receipt:b", "fund:f", "use:water"]
        both = trace(view, "fund:f")
        assert [(one.name, percent(one)) for one in both.shares] == [("Alba", "66.7 %"), ("Bren", "33.3 %")]
        assert [one.subject for one in both.children] == ["use:free", "use:water"]

"""Laws of sums, on told histories: conservation on every day, stages apart, each sum once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.ledger.arithmetic import crossing, funnel, months, to_be_allocated
from svitlo.ledger.events import Draft
from svitlo.ledger.postings import LIMITS
from tests.ledger.laws.histories import DIGITS, FIRST, Story, rounded, what_if
from tests.ledger.laws.shelves import Shelf, Tale, tales
from tests.ledger.laws.told import Held, Told, held, taken_from, upto

few = settings(max_examples=12, deadline=None, derandomize=True)
STAGES = ("pledged", "committed", "received", "allocated", "paid")


def of_store(story: Story, day: date) -> Held:
    """What the ledger itself says is in each account of each pool at the end of a day."""
    with story.book.view(day) as view:
        totals = view.reader.totals(on=day, pools=True)
    sums: Held = Counter()
    for one in totals:
        sums[one.account, one.pool, one.measure] += one.amount
    return Counter({key: amount for key, amount in sums.items() if amount})


def all_days(told: dict[str, list[Told]]) -> list[date]:
    """Every day on which anything may change, ends of reserves too."""
    days = {fact.day for facts in told.values() for fact in facts}
    ends = {fact.data["expires"] for facts in told.values() for fact in facts if fact.kind == "allocation.reserved"}
    return sorted(days | {date.fromisoformat(end) + timedelta(days=1) for end in ends})


@few
@given(tales)
def test_what_is_in_each_pool_is_what_a_plain_retelling_finds(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for day in story.days(14):
        assert of_store(story, day) == held(told, day)


@few
@given(tales)
def test_on_no_day_more_is_given_out_of_a_part_of_a_fund_than_came_in_or_can_be_called(
    shelf: Shelf, tale: Tale
) -> None:
    story = shelf.story(tale)
    told = story.told
    for day in all_days(told):
        sums = held(told, day)
        for account, pool, currency in list(sums):
            if account in ("reserved", "allocated") and pool.startswith("fund:"):
                out = sums["reserved", pool, currency] + sums["allocated", pool, currency]
                assert out <= sums["received", pool, currency] + sums["callable", pool, currency]


COVERED = (
    ("pledged", ("converted",)),
    ("committed", ("drawn", "reserved", "allocated")),
    ("granted", ("contracted", "paid_out")),
    ("owed", ("paid",)),
    ("ordered", ("shipped",)),
    ("promised", ("shipped",)),
    ("packed", ("unpacked",)),
)


@few
@given(tales)
def test_on_no_day_a_stage_holds_more_than_the_one_it_comes_from(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for day in all_days(told):
        sums = held(told, day)
        assert not {key: amount for key, amount in sums.items() if amount < 0 and key[0] not in ("callable",)}
        for source, taken in COVERED:
            kinds = {pool.split(":")[0] for account, pool, _ in sums if account == source}
            for account, pool, measure in list(sums):
                if account in taken and pool.split(":")[0] in kinds:
                    assert sum(sums[one, pool, measure] for one in taken) <= sums[source, pool, measure]


def test_the_laws_here_look_at_every_limit_of_the_program() -> None:
    mine = {(source, taken) for source, taken in COVERED} | {("received", ("reserved", "allocated"))}
    assert {(limit.comes_in[0], limit.goes_out) for limit in LIMITS} == mine


@few
@given(tales)
def test_what_can_be_called_of_each_commitment_is_never_below_zero(shelf: Shelf, tale: Tale) -> None:
    """Else one commitment that is paid twice would be covered by others of its fund."""
    story = shelf.story(tale)
    told = story.told
    signed = {name: facts for name, facts in told.items() if name.startswith("commitment:")}
    for day in all_days(told):
        sums = held(told, day)
        for name, facts in signed.items():
            currency = facts[0].data["currency"]
            assert sums["drawn", name, currency] <= sums["committed", name, currency]


@few
@given(tales)
def test_a_reserve_expires_by_itself(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for name, facts in told.items():
        for fact, after in zip(facts, [*facts[1:], None], strict=True):
            if fact.kind != "allocation.reserved":
                continue
            last = date.fromisoformat(fact.data["expires"])
            for day in (last, last + timedelta(days=1), last + timedelta(days=60)):
                if after is None or after.day > day:
                    with story.book.view(day) as view:
                        assert view.entity(name).state == ("reserved" if day == last else "expired")
                    only = held({name: facts}, day)
                    assert any(account == "reserved" for account, _, _ in only) == (day == last)


@few
@given(tales)
def test_conversion_makes_no_money(shelf: Shelf, tale: Tale) -> None:
    """What is left of a converted amount is what is left of its source, times its rate, rounded once, half to even."""
    story = shelf.story(tale)
    for facts in story.told.values():
        first = facts[0]
        if "rate" not in first.data or first.kind.startswith("rate."):
            continue
        type_ = first.subject.split(":")[0]
        source, left = taken_from(facts, f"{type_}.reduced")
        rate = Fraction(first.data["rate"])
        target = first.data["currency"]
        exact = Fraction(left, 10 ** DIGITS[source]) * rate * 10 ** DIGITS[target]
        cuts = sum(fact.data["amount_minor"] for fact in facts if fact.kind == f"{type_}.reduced")
        assert 0 <= left <= first.data["drawn_minor"]
        assert first.data["amount_minor"] - cuts == rounded(exact)


@few
@given(tales)
def test_what_goes_back_was_there(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    for facts in story.told.values():
        if facts[0].kind in ("receipt.booked", "commitment.signed", "contract.signed"):
            back = sum(fact.data["amount_minor"] for fact in facts if fact.kind.endswith((".returned", ".reduced")))
            assert back <= facts[0].data["amount_minor"]


@few
@given(tales)
def test_a_closed_commitment_can_be_called_no_more(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    for name, facts in story.told.items():
        if facts[-1].kind == "commitment.closed" and "fund" in facts[0].data:
            for day in {facts[-1].day, story.today + timedelta(days=99)}:
                if day >= facts[-1].day:
                    sums = held(story.told, story.today + timedelta(days=99))
                    currency = facts[0].data["currency"]
                    assert sums["committed", name, currency] == sums["drawn", name, currency]


@few
@given(tales, st.sampled_from(("cash", "goods", "crew")))
def test_a_pledge_is_in_no_total_but_its_own(shelf: Shelf, tale: Tale, form: str) -> None:
    """Stages are never added: a word more changes what was pledged or promised, and nothing of all that came of it."""
    story = shelf.story(tale)
    said = {"cash": {"amount_minor": 123, "currency": "EUR"}, "goods": {"equipment_id": "pump", "quantity": 3}}
    said["crew"] = {"crew_kind": "line", "quantity": 1}
    data = {"donor": "state:aland", "form": form, "category": "energy", **said[form]}
    own = {"cash": {("pledged", "EUR", 123)}, "goods": {("promised", "item:pump", 3)}, "crew": set()}
    draft = Draft(kind="pledge.announced", subject="pledge:one-more", held_on=FIRST, data=data)
    with story.store.reading() as reader:
        before = reader.totals(pools=True)
    with what_if(story) as book, book.store.writing() as writer:
        book.add([draft], "a clerk")
        seen = writer.totals(pools=True)
    more = [one for one in seen if one not in before]
    assert [one for one in before if one not in seen] == []
    assert {(one.account, one.measure, one.amount) for one in more} == own[form]


@few
@given(tales)
def test_the_funnel_keeps_stages_apart(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for day in story.days(5):
        now = upto(told, day)
        sums = held(told, day)
        by_donor: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        for account, pool, currency in sums:
            stage = {
                ("pledge", "pledged"): "pledged",
                ("pledge", "converted"): "converted",
                ("commitment", "committed"): "committed",
                ("commitment", "drawn"): "paid_in",
                ("commitment", "allocated"): "allocated",
            }.get((pool.split(":")[0], account))
            if stage is not None:
                first = now[pool][0].data
                by_donor[first["donor"], first["category"], currency][stage] += sums[account, pool, currency]
        with story.book.view(day) as view:
            found = funnel(view)
        for row in found:
            mine = by_donor.pop((row.donor, row.category, row.currency), Counter())
            for stage in ("pledged", "converted", "committed", "paid_in", "allocated"):
                assert getattr(row, stage) == mine[stage]
        assert not [stages for stages in by_donor.values() if any(stages.values())]


def _paid(told: dict[str, list[Told]]) -> Iterator[tuple[str, str, str, int]]:
    """Who paid whom: each movement of money once."""
    for facts in told.values():
        data = facts[0].data
        if facts[0].kind == "payment.made":
            yield data["payer"], data["payee"], data["currency"], data["amount_minor"]
        if facts[0].kind == "receipt.booked":
            back = sum(fact.data["amount_minor"] for fact in facts[1:] if fact.kind == "receipt.returned")
            yield data["donor"], data["fund"], data["currency"], data["amount_minor"] - back


@few
@given(
    tales,
    st.sets(st.sampled_from(("fund:hub", "fund:council", "fund:desk", "fund:own", "fund:shares", "state:bland"))),
)
def test_each_sum_is_counted_once_at_a_boundary(shelf: Shelf, tale: Tale, inside: set[str]) -> None:
    """Into the boundary, out of it, or within it: and what a fund hands on to another one inside is not new money."""
    story = shelf.story(tale)
    day = story.today
    incoming, outgoing, internal = (Counter[str]() for _ in range(3))
    for payer, payee, currency, amount in _paid(upto(story.told, day)):
        way = {(False, True): incoming, (True, False): outgoing, (True, True): internal}.get(
            (payer in inside, payee in inside)
        )
        if way is not None:
            way[currency] += amount
    with story.book.view(day) as view:
        found = crossing(view, frozenset(inside))
    for mine, theirs in ((incoming, found.incoming), (outgoing, found.outgoing), (internal, found.internal)):
        assert {currency: amount for currency, amount in mine.items() if amount} == dict(theirs)


@few
@given(tales)
def test_to_be_allocated_is_netted_first_and_clipped_last(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    day = story.today
    now = upto(story.told, day)
    sums = held(story.told, day)
    with story.book.view(day) as view:
        rows = months(view)
    for currency in ("EUR", "USD", "JPY"):
        mine = sum(
            sums["committed", name, currency] - sums["drawn", name, currency] - sums["allocated", name, currency]
            for name in now
            if name.startswith("commitment:")
        )
        theirs = [row for row in rows if row.currency == currency]
        assert sum(row.net for row in theirs) == mine
        assert to_be_allocated(theirs) == max(mine, 0) <= sum(max(row.net, 0) for row in theirs)


@few
@given(tales)
def test_declared_and_catalogue_value_of_goods_are_never_mixed(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    for day in story.days(4):
        found = of_store(story, day)
        mine: Counter[tuple[str, str, str]] = Counter()
        for name, facts in upto(story.told, day).items():
            first = facts[0].data
            for value in ("declared", "catalogue"):
                if facts[0].kind == "pledge.announced" and f"{value}_minor" in first:
                    mine[f"goods_{value}", name, first[f"{value}_currency"]] += first[f"{value}_minor"]
        assert {key: amount for key, amount in found.items() if key[0].startswith("goods_")} == dict(mine)
        cash = {pool for account, pool, _ in found if account in STAGES}
        assert not cash & {pool for account, pool, _ in found if account.startswith("goods_")}

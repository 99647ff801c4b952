"""A law over generated histories: a case offers what the ledger says is free, per pool and currency, and never more.

What is free is counted here a second time, from the accepted events alone, by other means than the ledger's postings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svitlo.exchange.case_out import case_tables
from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput
from tests.exchange.case_ledgers import book_in, said

FIRST = date(2030, 1, 1)
LAST = 40
S = FIRST.isoformat()
MEMBERS = ("alba", "bren", "cor")
FUNDS = {"manager": {}, "consensus": {"group": "group:g"}, "unanimity_with_abstention": {"roll": ["state:bren"]}}

Key = tuple[str, str, str]
"""A commitment, an allocation, or a fund with an earmark; and a currency."""


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def opening() -> list[Draft]:
    """Who takes part, and three funds that decide in three ways."""
    return [
        *(said("state.named", f"state:{one}", S, name=one.title()) for one in MEMBERS),
        said("group.formed", "group:g", S, name="G", form="group"),
        *(
            said("membership.held", f"membership:g/{one}", S, group="group:g", state=f"state:{one}", role="member")
            for one in MEMBERS
        ),
        *(
            said(
                "fund.opened",
                f"fund:{rule}",
                S,
                name=f"Fund {rule}",
                manager="state:alba",
                currency="USD",
                rule=rule,
                **more,
            )
            for rule, more in FUNDS.items()
        ),
    ]


class _History:
    """Events drawn one by one, day by day; some of them the ledger will refuse."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.made: dict[str, list[str]] = defaultdict(list)
        self.today = 0

    def one(self, names: Sequence[str]) -> str:
        return str(self.draw(st.sampled_from(sorted(names))))

    def some(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def fresh(self, kind: str) -> str:
        return f"{kind}:{len(self.made[kind])}"

    def known(self, kind: str) -> str:
        return self.one(self.made[kind][-2:] or [f"{kind}:none"])

    def cash(self) -> dict[str, Any]:
        return {"amount_minor": self.some(1_000, 5_000), "currency": self.one(("USD", "USD ", "USD  ", "EUR")).strip()}

    def usd(self) -> dict[str, Any]:
        return {"amount_minor": self.some(1, 400), "currency": "USD"}

    def draft(self) -> Draft:
        self.today = min(LAST, self.today + self.some(0, 3))
        possible = [name for name, (needs, _) in MAKERS.items() if not needs or self.made[needs]]
        often = [name for name in possible if name in OFTEN] * 3
        kind, subject, data = MAKERS[str(self.draw(st.sampled_from(possible + often)))][1](self)
        return said(kind, subject, day(self.today), **data)

    def accepted(self, draft: Draft) -> None:
        kind = draft.subject.split(":")[0]
        if draft.subject not in self.made[kind]:
            self.made[kind].append(draft.subject)

    def fund(self) -> str:
        # The first of several is drawn most.
        return f"fund:{self.draw(st.sampled_from(('manager', 'manager', 'consensus', 'unanimity_with_abstention')))}"

    def earmark(self) -> dict[str, str]:
        return {"earmark": "sector:power"} if self.some(0, 3) == 0 else {}


def _committed(history: _History) -> tuple[str, str, dict[str, Any]]:
    category = history.one(("energy", "energy", "energy", "military"))
    data = {"donor": f"state:{history.one(MEMBERS)}", "category": category, **history.cash()}
    into = {"fund": history.fund(), **history.earmark()} if history.some(0, 2) == 0 else {}
    return "commitment.signed", history.fresh("commitment"), data | into


def _received(history: _History) -> tuple[str, str, dict[str, Any]]:
    data = {"donor": f"state:{history.one(MEMBERS)}", "fund": history.fund(), **history.cash(), **history.earmark()}
    return "receipt.booked", history.fresh("receipt"), data


def _paid(history: _History) -> tuple[str, str, dict[str, Any]]:
    data = {"donor": f"state:{history.one(MEMBERS)}", "fund": history.fund(), "commitment": history.known("commitment")}
    return "receipt.booked", history.fresh("receipt"), data | history.usd() | history.earmark()


def _proposed(history: _History) -> tuple[str, str, dict[str, Any]]:
    pool = history.fund() if history.some(0, 1) or not history.made["commitment"] else history.known("commitment")
    data: dict[str, Any] = {"pool": pool, **history.usd()}
    if history.made["proposal"] and pool.startswith("fund:") and history.some(0, 2):
        data |= {"decision": history.known("proposal")}
    if history.some(0, 3) == 0:
        data |= {"pool_earmark": "sector:power", "sector": "power"}
    return "allocation.proposed", history.fresh("allocation"), data


def _tabled(history: _History) -> tuple[str, str, dict[str, Any]]:
    data: dict[str, Any] = {"topic": "T", "fund": history.fund(), "closes": day(history.today + history.some(0, 4))}
    amount = {"amount_minor": history.some(500, 4_000), "currency": "USD"} if history.some(0, 3) else {}
    return "proposal.tabled", history.fresh("proposal"), data | amount


def _contracted(history: _History) -> tuple[str, str, dict[str, Any]]:
    data = {"allocation": history.known("allocation"), "supplier": "state:cor", "items": {"breaker": 1}}
    return "contract.signed", history.fresh("contract"), data | history.usd() | {"amount_minor": history.some(1, 50)}


def _cut(kind: str, name: str) -> Any:
    return lambda history: (f"{kind}.{name}", history.known(kind), {"amount_minor": history.some(1, 600)})


MAKERS: dict[str, tuple[str, Any]] = {
    "committed": ("", _committed),
    "received": ("", _received),
    "paid": ("commitment", _paid),
    "tabled": ("", _tabled),
    "proposed": ("receipt", _proposed),
    "proposed too": ("commitment", _proposed),
    "contracted": ("allocation", _contracted),
    "answered": (
        "proposal",
        lambda history: (
            "answer.given",
            history.known("proposal"),
            {"actor": f"state:{history.one(MEMBERS)}", "answer": history.one(("support", "oppose", "abstain"))},
        ),
    ),
    "reserved": (
        "allocation",
        lambda history: (
            "allocation.reserved",
            history.known("allocation"),
            {"expires": day(history.today + history.some(0, 8))},
        ),
    ),
    "approved": ("allocation", lambda history: ("allocation.approved", history.known("allocation"), {})),
    "closed": ("commitment", lambda history: ("commitment.closed", history.known("commitment"), {})),
    "cut commitment": ("commitment", _cut("commitment", "reduced")),
    "cut receipt": ("receipt", _cut("receipt", "returned")),
    "cut allocation": ("allocation", _cut("allocation", "reduced")),
}
"""What it needs to be there, and how it is drawn."""

OFTEN = frozenset({"received", "proposed", "reserved", "approved", "contracted", "answered"})


# ---- counted again


class _Recount:
    """What is free on a day by the events that were accepted: plain sums, entity by entity."""

    def __init__(self, drafts: Sequence[Draft], on: date) -> None:
        self.said: dict[str, list[Draft]] = defaultdict(list)
        for draft in sorted(drafts, key=lambda one: one.held_on):
            if draft.held_on <= on:
                self.said[draft.subject].append(draft)
        self.on = on
        self.free: Counter[Key] = Counter()
        self.military: Counter[Key] = Counter()
        for subject in self.said:
            getattr(self, f"_{subject.split(':')[0]}", lambda _: None)(subject)

    def first(self, subject: str, kind: str) -> Draft | None:
        return next((one for one in self.said.get(subject, ()) if one.kind == kind), None)

    def cuts(self, subject: str) -> int:
        return sum(one.data["amount_minor"] for one in self.said[subject] if one.kind.endswith(("reduced", "returned")))

    def _commitment(self, subject: str) -> None:
        signed = self.first(subject, "commitment.signed")
        if signed is None or self.first(subject, "commitment.closed"):
            return
        left = signed.data["amount_minor"] - self.cuts(subject)
        for other, drafts in self.said.items():
            if other.startswith("receipt:") and drafts[0].data.get("commitment") == subject:
                left -= drafts[0].data["amount_minor"]
        fund = signed.data.get("fund")
        key = (fund or subject, signed.data.get("earmark", ""), signed.data["currency"])
        (self.military if signed.data["category"] == "military" else self.free)[key] += left

    def _receipt(self, subject: str) -> None:
        data = self.said[subject][0].data
        key = (data["fund"], data.get("earmark", ""), data["currency"])
        self.free[key] += data["amount_minor"] - self.cuts(subject)

    def _allocation(self, subject: str) -> None:
        asked = self.first(subject, "allocation.proposed")
        approved = self.first(subject, "allocation.approved")
        assert asked is not None
        key = (asked.data["pool"], asked.data.get("pool_earmark", ""), asked.data["currency"])
        reserves = [one for one in self.said[subject] if one.kind == "allocation.reserved"]
        if approved is not None:
            left = asked.data["amount_minor"] - self.cuts(subject)
            self.free[key] -= left
            self.free[subject, "", asked.data["currency"]] += left - self._contracts(subject)
        elif reserves and date.fromisoformat(reserves[-1].data["expires"]) >= self.on:
            self.free[key] -= asked.data["amount_minor"]

    def _contracts(self, allocation: str) -> int:
        mine = (drafts[0] for subject, drafts in self.said.items() if subject.startswith("contract:"))
        return sum(one.data["amount_minor"] for one in mine if one.data["allocation"] == allocation)


def rows_of(view: View) -> Iterator[tuple[Key, dict[str, Any]]]:
    """Rows of cash with the pool they are of."""
    for row in case_tables(view)["pledges"].filter(pl.col("form") == "cash").iter_rows(named=True):
        subject = row["pledge_id"].split("#")[0]
        earmark = (row["earmark"] or "") if subject.startswith("fund:") else ""
        yield (subject, earmark, row["currency"]), row


def cents(amount: float) -> int:
    return int(Decimal(repr(amount)).scaleb(2))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_case_offers_what_is_free_and_never_more(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    book = book_in(tmp_path_factory.mktemp("law"))
    accepted = written(book, data.draw)
    for number in sorted(data.draw(st.sets(st.integers(0, LAST + 10), min_size=2, max_size=5))):
        on = FIRST + timedelta(days=number)
        recount = _Recount(accepted, on)
        offered: dict[bool, Counter[Key]] = {True: Counter(), False: Counter()}
        with book.view(on) as view:
            for key, row in rows_of(view):
                assert row["amount"] > 0
                offered[row["category"] == "military"][key] += cents(row["amount"])
            assert offered[False] == +recount.free
            assert offered[True] == +recount.military
            _decisions_hold(view, accepted)


def written(book: Book, draw: Any) -> list[Draft]:
    """A history in a ledger: the events that were accepted."""
    book.add(opening(), "test")
    history = _History(draw)
    accepted: list[Draft] = []
    for _ in range(history.some(10, 60)):
        draft = history.draft()
        with suppress(BadInput):
            book.add([draft], "test")
            accepted.append(draft)
            history.accepted(draft)
    return accepted


def _decisions_hold(view: View, accepted: Sequence[Draft]) -> None:
    """Rows of funds that decide together wait for a proposal, and no proposal releases more than its amount."""
    released: Counter[str] = Counter()
    for (subject, _, _), row in rows_of(view):
        together = subject in ("fund:consensus", "fund:unanimity_with_abstention") and row["category"] != "military"
        assert not together or row["decision_id"]
        if subject.startswith("fund:") and row["decision_id"]:
            released[row["decision_id"]] += cents(row["amount"])
    for proposal, amount in released.items():
        most = None if proposal.endswith("#not-tabled") else _tranche(view, proposal, accepted)
        assert most is None or amount <= most


def _tranche(view: View, proposal: str, accepted: Sequence[Draft]) -> int | None:
    """The most that a proposal can still release on the view's day."""
    tabled = next(one for one in accepted if one.subject == proposal)
    if "amount_minor" not in tabled.data:
        return None
    mine = {
        one.subject for one in accepted if one.kind == "allocation.proposed" and one.data.get("decision") == proposal
    }
    assert view.on is not None
    taken = 0
    for one in accepted:
        if one.subject in mine and one.held_on <= view.on:
            asked = next(draft for draft in accepted if draft.subject == one.subject)
            taken += asked.data["amount_minor"] if one.kind == "allocation.approved" else 0
            taken -= one.data["amount_minor"] if one.kind == "allocation.reduced" else 0
    return int(tabled.data["amount_minor"]) - taken

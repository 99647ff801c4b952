"""Money that a planner may still use: what is free in each pool and each allocation on a day, as rows of `pledges`.

Along the chain a sum is counted once: what was converted, drawn, set aside, allocated, contracted or paid is taken out
of where it was, net first and cut off at nothing last. A fund's money that only its members can release waits for a
proposal; what no proposal asks for waits for one to come.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from svitlo.aid.earmarks import Earmark
from svitlo.exchange.case_decisions import told_sources
from svitlo.ledger.consent import ONE_DECIDES, Decision, decision_of
from svitlo.ledger.entities import Entity
from svitlo.ledger.money import Money
from svitlo.ledger.postings import MILITARY, pool_of, postings_of
from svitlo.ledger.view import View

Row = dict[str, Any]

NOT_TABLED = "not-tabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Rows of cash, with exact amounts, and the decisions that some wait for though nobody has tabled them."""

    rows: tuple[Row, ...]
    waiting: tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Balances:
    """Sums by account, pool and measure on the view's day; what was never moved is 0."""

    sums: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, view: View) -> "Balances":
        """All sums that hold on the view's day."""
        sums: Counter[tuple[str, str, str]] = Counter()
        for one in view.reader.totals(on=view.on, upto=view.upto, pools=True):
            sums[one.account, one.pool, one.measure] += one.amount
        return cls(sums)

    def left(self, pool: str, measure: str, comes_in: str, *goes_out: str) -> int:
        """What came in less what went out."""
        return self.sums[comes_in, pool, measure] - sum(self.sums[account, pool, measure] for account in goes_out)


@dataclass(slots=True)
class _Part:
    """Some of a pool's money, in minor units, of one stage and category."""

    stage: str
    available: date
    military: bool
    left: int


def cash_of(view: View, balances: Balances) -> Cash:
    """All money that is left, stage by stage."""
    rows: list[Row] = []
    waiting: list[Row] = []
    for pledge in view.entities("pledge"):
        rows += _promised(view, balances, pledge)
    for commitment in view.entities("commitment"):
        rows += _committed(balances, commitment)
    for fund in view.entities("fund"):
        found, open_rows = _Fund(view, balances, fund).rows()
        rows += found
        waiting += open_rows
    rows += _allocated(view, balances)
    return Cash(rows=tuple(rows), waiting=tuple(waiting))


def cash_row(pledge_id: str, actor: str, money: Money, entity: Entity, **said: Any) -> Row:
    """One row of cash; `said` overrides what its entity says."""
    first = entity.facts[0]
    quote = next((one.quote for one in first.event.sources if one.quote), None)
    return {
        "pledge_id": pledge_id,
        "actor_id": actor,
        "form": "cash",
        "available": available_of(entity),
        "category": entity.data.get("category"),
        "amount": money.decimal(),
        "currency": money.currency,
        "earmark": entity.data.get("earmark") or None,
        "decision_id": entity.data.get("decision"),
        "source": told_sources(first.event.sources),
        "quote": quote,
    } | said


def available_of(entity: Entity) -> date:
    """The day that the giver names, else the day on which it held first."""
    said = entity.data.get("available")
    return date.fromisoformat(said) if said else entity.facts[0].held_on


def has_expired(entity: Entity, on: date | None) -> bool:
    """Whether the last day on which it stood is over."""
    last = entity.data.get("expires")
    return bool(last) and on is not None and date.fromisoformat(str(last)) < on


def _promised(view: View, balances: Balances, pledge: Entity) -> Iterator[Row]:
    if pledge.data["form"] != "cash" or has_expired(pledge, view.on):
        return
    left = balances.left(pledge.subject, pledge.data["currency"], "pledged", "converted")
    if left > 0:
        money = Money(pledge.data["currency"], left)
        yield cash_row(pledge.subject, pledge.data["donor"], money, pledge, stage="announced")


def _committed(balances: Balances, commitment: Entity) -> Iterator[Row]:
    """What of a commitment to no fund is left; one that is closed brings nothing more."""
    if commitment.data.get("fund") or commitment.state != "signed":
        return
    left = _undrawn(balances, commitment)
    if left > 0:
        money = Money(commitment.data["currency"], left)
        yield cash_row(commitment.subject, commitment.data["donor"], money, commitment, stage="committed")


def _undrawn(balances: Balances, commitment: Entity) -> int:
    return balances.left(commitment.subject, commitment.data["currency"], "committed", "drawn", "reserved", "allocated")


class _Fund:
    """A fund's pools: one for each earmark and currency."""

    def __init__(self, view: View, balances: Balances, fund: Entity) -> None:
        self.view = view
        self.balances = balances
        self.fund = fund
        self.commitments = [
            one for one in view.naming(fund.subject, "commitment") if one.data.get("fund") == fund.subject
        ]
        self.paid = [
            one
            for one in view.naming(fund.subject, "receipt", "payment")
            if fund.subject in (one.data.get("fund"), one.data.get("payee"))
        ]
        self.asked = _asked(view, fund.subject)

    def rows(self) -> tuple[list[Row], list[Row]]:
        """Rows of `pledges`, and the decision nobody has tabled if some of them wait for it."""
        rows: list[Row] = []
        if self.fund.state != "open":
            return rows, []
        for earmark, currency in self._pools():
            parts = self._parts(earmark, currency)
            rows += self._released(earmark, currency, parts)
            rows += self._unasked(earmark, currency, parts)
        waits = [row for row in rows if row["decision_id"] == self._not_tabled]
        return rows, [self._to_table()] if waits else []

    @property
    def _not_tabled(self) -> str:
        return f"{self.fund.subject}#{NOT_TABLED}"

    def _pools(self) -> list[tuple[str, str]]:
        """Earmarks and currencies of its money, the free pool first."""
        found = {(one.data.get("earmark", ""), one.data["currency"]) for one in (*self.commitments, *self.paid)}
        return sorted(found)

    def _parts(self, earmark: str, currency: str) -> list[_Part]:
        """What is free in one pool: received money first, then what can be called; military money apart.

        What went out is taken from received money first. Nothing military is ever received or allocated.
        """
        pool = pool_of(self.fund.subject, earmark)
        mine = [one for one in self.commitments if _is_in(one, earmark, currency) and one.state == "signed"]
        open_ones = [one for one in mine if _undrawn(self.balances, one) > 0]
        civil, military = (
            [one for one in open_ones if (one.data["category"] == MILITARY) is wanted] for wanted in (False, True)
        )
        received = self.balances.sums["received", pool, currency]
        out = self.balances.sums["reserved", pool, currency] + self.balances.sums["allocated", pool, currency]
        paid_on = [one.facts[0].held_on for one in self.paid if _is_in(one, earmark, currency)]
        can_be_called = self._undrawn(civil) - max(0, out - received)
        parts = (
            _Part("received", max(paid_on, default=self.today), False, received - out),
            _Part("committed", self._ready(civil), False, can_be_called),
            _Part("committed", self._ready(military), True, self._undrawn(military)),
        )
        return [part for part in parts if part.left > 0]

    @property
    def today(self) -> date:
        """The view's day."""
        return self.view.on or self.fund.facts[0].held_on

    def _undrawn(self, commitments: Sequence[Entity]) -> int:
        return sum(_undrawn(self.balances, one) for one in commitments)

    def _ready(self, commitments: Sequence[Entity]) -> date:
        """The day from which all of them can be called."""
        return max(map(available_of, commitments), default=self.today)

    def _released(self, earmark: str, currency: str, parts: Sequence[_Part]) -> Iterator[Row]:
        """What proposals ask for, those that were adopted first."""
        for proposal in self.asked:
            for part in parts:
                if part.military or not part.left or proposal.currency not in ("", currency):
                    continue
                taken = part.left if proposal.left is None else min(proposal.left, part.left)
                if taken > 0:
                    part.left -= taken
                    proposal.left = None if proposal.left is None else proposal.left - taken
                    yield self._row(earmark, part, Money(currency, taken), proposal.decision.proposal)

    def _unasked(self, earmark: str, currency: str, parts: Sequence[_Part]) -> Iterator[Row]:
        together = self.fund.data["rule"] not in ONE_DECIDES
        for part in parts:
            if part.left:
                decision = self._not_tabled if together and not part.military else None
                yield self._row(earmark, part, Money(currency, part.left), decision)

    def _row(self, earmark: str, part: _Part, money: Money, decision: str | None) -> Row:
        kind = f"{part.stage}#{MILITARY}" if part.military else part.stage
        last = f"#{decision.split(':', 1)[1]}" if decision and decision != self._not_tabled else ""
        own = f"{kind}#{money.currency}" if money.currency != self.fund.data["currency"] else kind
        return cash_row(
            f"{pool_of(self.fund.subject, earmark)}#{own}{last}",
            self.fund.subject,
            money,
            self.fund,
            available=part.available,
            category=MILITARY if part.military else self.category(earmark, money.currency),
            stage=part.stage,
            earmark=earmark or None,
            decision_id=decision,
        )

    def category(self, earmark: str, currency: str) -> str | None:
        """The category of all civil money in a pool, where it has but one."""
        mine = {one.data["category"] for one in self.commitments if _is_in(one, earmark, currency)} - {MILITARY}
        return next(iter(mine)) if len(mine) == 1 else None

    def _to_table(self) -> Row:
        manager = self.fund.data["manager"]
        rule = str(self.fund.data["rule"]).replace("_", " ")
        return {
            "decision_id": self._not_tabled,
            "rule": "sovereign",
            "subject": f"Money of {self.fund.data['name']} that no proposal asks for: nothing moves before one is "
            f"adopted by {rule}",
            "tabled": self.today,
            "closes": None,
            "actor_id": manager,
        }


@dataclass(slots=True)
class _Asked:
    """A proposal about a fund; `left` is what of its amount no allocation has taken, None without an amount."""

    decision: Decision
    currency: str
    left: int | None


_ORDER: Mapping[str, int] = {"adopted": 0, "pending": 1, "blocked": 2}


def _asked(view: View, fund: str) -> list[_Asked]:
    """What was asked of a fund, and how much of it is left: adopted first, withdrawn and lapsed ones not at all."""
    found = []
    for proposal in view.naming(fund, "proposal"):
        decision = decision_of(view, proposal.subject)
        if decision is None or decision.state not in _ORDER or proposal.data.get("fund") != fund:
            continue
        amount = proposal.data.get("amount_minor")
        left = None if amount is None else max(0, amount - _taken(view, proposal.subject))
        found.append(_Asked(decision, str(proposal.data.get("currency") or ""), left))
    found.sort(key=lambda one: (_ORDER[one.decision.state], one.decision.adopted_on or date.max, one.decision.proposal))
    return found


def _taken(view: View, proposal: str) -> int:
    """What allocations that rest on a proposal hold of it on the view's day, set aside or approved."""
    total = 0
    for one in view.naming(proposal, "allocation"):
        if one.data.get("decision") == proposal:
            postings = postings_of(view.events_of(one.subject)).elements()
            moved = (one for one in postings if one.account in ("reserved", "allocated"))
            total += sum(one.amount for one in moved if view.on is None or one.held_on <= view.on)
    return total


def _is_in(entity: Entity, earmark: str, currency: str) -> bool:
    return bool(entity.data.get("earmark", "") == earmark and entity.data["currency"] == currency)


# ---- what was allocated and is not contracted


def _allocated(view: View, balances: Balances) -> Iterator[Row]:
    """What is left of each approved allocation, for what it was approved for."""
    for one in view.entities("allocation"):
        if one.state != "approved":
            continue
        left = balances.left(one.subject, one.data["currency"], "granted", "contracted", "paid_out")
        if left > 0:
            yield _allocated_row(view, balances, one, Money(one.data["currency"], left))


def _allocated_row(view: View, balances: Balances, one: Entity, money: Money) -> Row:
    pool = view.entity(one.data["pool"])
    is_fund = pool.subject.startswith("fund:")
    fund = _Fund(view, balances, pool) if is_fund else None
    category = fund.category(one.data.get("pool_earmark", ""), money.currency) if fund else pool.data.get("category")
    return cash_row(
        one.subject,
        pool.subject if is_fund else str(pool.data["donor"]),
        money,
        one,
        available=one.since["approved"],
        category=category,
        stage="allocated",
        earmark=allocated_earmark(one, pool) or None,
    )


def allocated_earmark(allocation: Entity, pool: Entity) -> str:
    """What allocated money may be used for: the pool's earmark, narrowed by what the allocation says."""
    data = allocation.data
    parts = {
        prefix: set(values)
        for prefix, values in Earmark.parse(data.get("pool_earmark") or pool.data.get("earmark")).allowed.items()
    }
    own = {"sector": "sector", "equipment": "equipment_id", "asset": "asset_id", "place": "place_id", "kind": "kind"}
    for prefix, name in own.items():
        if data.get(name):
            parts[prefix] = {str(data[name])}
    return ";".join(f"{prefix}:{value}" for prefix in sorted(parts) for value in sorted(parts[prefix]))

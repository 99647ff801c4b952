"""What hangs on one donor's word: its pledges and commitments, the funds they went into, and all that came of both.

What a donor paid into a fund cannot be told apart there, so what a fund buys is `joint`: shown, and never called the
donor's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from svitlo.ledger.entities import Entity
from svitlo.ledger.facts import Fact
from svitlo.ledger.money import Money
from svitlo.ledger.postings import GOODS
from svitlo.ledger.view import View
from svitlo.report.words import THIN

FOUND_AS_RECORDED = "as recorded"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Branch:
    """Allocations and what they became; of goods that were given, only consignments and assets."""

    allocations: tuple[Entity, ...] = ()
    contracts: tuple[Entity, ...] = ()
    consignments: tuple[Entity, ...] = ()
    assets: tuple[Entity, ...] = ()

    @property
    def all(self) -> tuple[tuple[Entity, ...], ...]:
        """All of it."""
        return (self.allocations, self.contracts, self.consignments, self.assets)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """All that hangs on one donor; `given`: gifts of goods, `bought`: with its own money, `joint`: by funds."""

    donor: str
    pledges: tuple[Entity, ...]
    commitments: tuple[Entity, ...]
    receipts: tuple[Entity, ...]
    funds: tuple[str, ...]
    given: Branch
    bought: Branch
    joint: Branch

    @property
    def own_origins(self) -> frozenset[str]:
        """All of it that is the donor's own: what a plan may say that a piece comes from."""
        own = (self.given, self.bought)
        kept = (one for branch in own for each in branch.all for one in each)
        return frozenset(one.subject for one in (*self.pledges, *self.commitments, *kept))

    @property
    def joint_origins(self) -> frozenset[str]:
        """The same of the funds that it paid into."""
        return frozenset({*self.funds, *(one.subject for each in self.joint.all for one in each)})

    @property
    def branches(self) -> tuple[tuple[str, Branch], ...]:
        """Branches with their names."""
        return (("given", self.given), ("bought", self.bought), ("joint", self.joint))


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums of postings of the view's day, by pool and account, then by measure."""

    of: Mapping[tuple[str, str], Mapping[str, int]]

    @classmethod
    def at(cls, view: View) -> "Sums":
        """The sums of a view."""
        sums: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for total in view.reader.totals(on=view.on, upto=view.upto, pools=True):
            own = sums[total.pool.split("#", 1)[0], total.account]
            own[total.measure] = own.get(total.measure, 0) + total.amount
        return cls(sums)

    def measures(self, pool: str, *accounts: str) -> dict[str, int]:
        """What stands in these accounts of a pool, by currency or item."""
        found: dict[str, int] = {}
        for account in accounts:
            for measure, amount in self.of.get((pool, account), {}).items():
                found[measure] = found.get(measure, 0) + amount
        return found

    def left(self, pool: str, comes_in: str, *goes_out: str) -> dict[str, int]:
        """What is left in a pool, by currency or item; nothing left: not there."""
        found, gone = self.measures(pool, comes_in), self.measures(pool, *goes_out)
        left = {measure: amount - gone.get(measure, 0) for measure, amount in found.items()}
        return {measure: amount for measure, amount in left.items() if amount}


def chain_of(view: View, donor: str) -> Chain:
    """The chain of a donor on the view's day."""
    mine = [one for one in view.naming(donor, "pledge", "commitment", "receipt") if one.data.get("donor") == donor]
    by_type = {name: tuple(one for one in mine if one.subject.startswith(name)) for name in _OWN}
    pledges, commitments, receipts = (by_type[name] for name in _OWN)
    funds = _funds(view, {str(one.data["fund"]) for one in receipts})
    return Chain(
        donor=donor,
        pledges=pledges,
        commitments=commitments,
        receipts=receipts,
        funds=funds,
        given=_shipped(view, [one.subject for one in pledges if one.data["form"] == "goods"]),
        bought=_bought(view, [one.subject for one in commitments]),
        joint=_bought(view, funds),
    )


_OWN = ("pledge:", "commitment:", "receipt:")


def days_since(day: date, entity: Entity) -> int:
    """Days that an entity has been in its state; where that ran out by itself, since the last that is recorded."""
    return (day - entity.since.get(entity.state, entity.facts[-1].held_on)).days


def received_of(receipts: Iterable[Entity], category_of: Mapping[str, str]) -> Iterable[tuple[str, str, int]]:
    """Category (of the commitment that was paid, else empty), currency and what was received without what went back."""
    for receipt in receipts:
        category = category_of.get(str(receipt.data.get("commitment", "")), "")
        yield category, str(receipt.data["currency"]), net_of(receipt, "receipt.booked", "receipt.returned")


def net_of(entity: Entity, more: str, less: str) -> int:
    """An entity's own amounts by the kinds of facts that add and that take back, in minor units."""
    signs = {more: 1, less: -1}
    return sum(signs.get(fact.kind, 0) * int(fact.data.get("amount_minor", 0)) for fact in entity.facts)


def seen_in_place(asset: Entity) -> bool:
    """Whether somebody else saw the piece as recorded after it was last built in, and it is still there."""
    seen = asset.last("asset.verified")
    if seen is None or asset.state not in ("installed", "energised") or seen.data["finding"] != FOUND_AS_RECORDED:
        return False
    return _order(seen) > _order(asset.last("asset.installed"))


def amount(minor: int, currency: str) -> str:
    """Money to read: groups of three, cents only where there are any."""
    text = f"{Money(currency, minor).decimal():,f}".replace(",", THIN).replace("-", "\u2212")
    whole, _, cents = text.partition(".")
    return f"{whole if not cents.strip('0') else text}{THIN}{currency}"


def told(measures: Mapping[str, int]) -> str:
    """Amounts by currency, and pieces by equipment, to read."""
    said = [
        f"{count} × {measure.removeprefix(GOODS)}" if measure.startswith(GOODS) else amount(count, measure)
        for measure, count in sorted(measures.items())
    ]
    return ", ".join(said) or "none"


def unique(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Each entity once, sorted by name."""
    found = {one.subject: one for one in entities}
    return tuple(found[name] for name in sorted(found))


def _funds(view: View, start: set[str]) -> tuple[str, ...]:
    """Funds that received the money, and those into which they paid it on."""
    found, ahead = set(start), sorted(start)
    while ahead:
        payer = ahead.pop()
        for payment in view.naming(payer, "payment"):
            payee = str(payment.data["payee"])
            if payment.data["payer"] == payer and payee.startswith("fund:") and payee not in found:
                found.add(payee)
                ahead.append(payee)
    return tuple(sorted(found))


def _bought(view: View, pools: Iterable[str]) -> Branch:
    allocations = unique(
        one for pool in pools for one in view.naming(pool, "allocation") if one.data.get("pool") == pool
    )
    contracts = unique(one for each in allocations for one in view.naming(each.subject, "contract"))
    goods = _shipped(view, [one.subject for one in contracts])
    return Branch(allocations=allocations, contracts=contracts, consignments=goods.consignments, assets=goods.assets)


def _shipped(view: View, origins: Iterable[str]) -> Branch:
    consignments = unique(one for origin in origins for one in view.naming(origin, "consignment"))
    assets = unique(one for each in consignments for one in view.naming(each.subject, "asset"))
    return Branch(consignments=consignments, assets=assets)


def _order(fact: Fact | None) -> tuple[date, int]:
    return (fact.held_on, fact.seq) if fact is not None else (date.min, 0)

"""The donor's page: what became of a donor's word, stage by stage, and what it lit.

Stages stand side by side and are never added: a pledge that was committed, paid and built in is one gift seen four
times. What went through funds is shown as joint, with all who paid in. The public page holds sums and counts only: no
single asset, serial number, place, age or date but that of the report, and people rounded.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from svitlo.ledger.arithmetic import funnel
from svitlo.ledger.coalition import name_of
from svitlo.ledger.entities import Entity
from svitlo.ledger.postings import GOODS
from svitlo.ledger.stamp import stamp_of
from svitlo.ledger.view import View
from svitlo.report.ledger_chain import Branch, Chain, Sums, chain_of, days_since, net_of, received_of, seen_in_place
from svitlo.report.ledger_lit import Effect, Lit, effects_of, lit_by
from svitlo.tables.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """A donor's own money of one category (empty: not said) and currency, stage by stage, in minor units.

    `received`: paid into funds. `allocated`, `contracted`, `paid`: of commitments that are not for a fund.
    """

    category: str
    currency: str
    pledged: int = 0
    committed: int = 0
    received: int = 0
    allocated: int = 0
    contracted: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow:
    """A fund that the donor paid into: its part of what came in, and what the whole fund did, in minor units."""

    fund: str
    name: str
    currency: str
    given: int
    donors: int
    received: int
    allocated: int
    contracted: int
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """Pieces of one equipment, stage by stage. `way`: given, bought (the donor's own money) or joint (by funds).

    `installed`, `energised` and `verified` are those that are so on the day: energised ones are installed too.
    """

    way: str
    equipment_id: str
    promised: int = 0
    packed: int = 0
    delivered: int = 0
    received: int = 0
    installed: int = 0
    energised: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How long what is in a stage has been there, in days; `oldest_name` is the one that has been there longest."""

    stage: str
    count: int
    median_days: int
    oldest_days: int
    oldest_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One asset of the donor."""

    asset: str
    way: str
    equipment_id: str
    state: str
    since: date
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorPage:
    """What became of what one donor gives. On the public page `ages`, `pieces` and `effects` are empty.

    `values`: of gifts in kind, declared or by a catalogue (never mixed): currency, minor units. `contested`: how many
    pledges, commitments and receipts rest on sources that contradict each other, where nobody has named one. `lit`: by
    what is its own alone; `lit_jointly`: with funds' or others' support; `planned`: pieces are not all in use yet.
    """

    donor: str
    name: str
    on: date
    stamp: str
    public: bool
    contested: int
    money: tuple[MoneyRow, ...]
    funds: tuple[FundRow, ...]
    goods: tuple[GoodsRow, ...]
    values: tuple[tuple[str, str, int], ...]
    ages: tuple[Age, ...]
    lit: Lit
    lit_jointly: Lit
    planned: Lit
    pieces: tuple[Piece, ...]
    effects: tuple[Effect, ...]

    def installed(self, *ways: str) -> tuple[int, int]:
        """Of the pieces received on these ways: how many are installed, and how many there are."""
        rows = [row for row in self.goods if row.way in ways]
        return sum(row.installed for row in rows), sum(row.received for row in rows)


def donor_page(view: View, donor: str, *, public: bool = False) -> DonorPage:
    """The page of a donor on the view's day. Raises BadInput where the ledger knows of no donor of that name."""
    stamp = stamp_of(view)
    view = view.at(stamp.on)
    chain = chain_of(view, donor)
    if not (chain.pledges or chain.commitments or chain.receipts):
        hint = "donors are named as state:usa, org:..., group:..."
        raise BadInput.of("", f"{donor} has pledged and given nothing by {stamp.on}", column="donor", hint=hint)
    sums = Sums.at(view)
    effects = effects_of(view, chain)
    return DonorPage(
        donor=donor,
        name=name_of(view, donor),
        on=stamp.on,
        stamp=str(stamp),
        public=public,
        contested=sum(
            any(not claim.resolved for claim in one.claims)
            for one in (*chain.pledges, *chain.commitments, *chain.receipts)
        ),
        money=tuple(_money(view, chain, sums)),
        funds=tuple(_fund_rows(view, chain, sums)),
        goods=tuple(_goods(chain, sums)),
        values=tuple(_values(chain)),
        ages=() if public else tuple(_ages(chain, sums, stamp.on)),
        lit=lit_by((one for one in effects if one.in_place and not one.shared), rounded=public),
        lit_jointly=lit_by((one for one in effects if one.in_place and one.shared), rounded=public),
        planned=lit_by((one for one in effects if not one.in_place), rounded=public),
        pieces=() if public else tuple(_pieces(chain)),
        effects=() if public else effects,
    )


# ---- money


def _money(view: View, chain: Chain, sums: Sums) -> Iterable[MoneyRow]:
    cells: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in funnel(view):
        if row.donor == chain.donor:
            for stage in ("pledged", "committed", "allocated"):
                cells[row.category, row.currency][stage] += getattr(row, stage)
    for category, currency, stage, minor in _later(chain, sums):
        cells[category, currency][stage] += minor
    for (category, currency), stages in sorted(cells.items()):
        if any(stages.values()):
            yield MoneyRow(category=category, currency=currency, **stages)


def _later(chain: Chain, sums: Sums) -> Iterable[tuple[str, str, str, int]]:
    """Category, currency, stage and amount of what was paid into funds, contracted and paid."""
    category_of = {one.subject: str(one.data["category"]) for one in chain.commitments}
    for category, currency, minor in received_of(chain.receipts, category_of):
        yield category, currency, "received", minor
    contracts = _by_allocation(chain.bought)
    for allocation in chain.bought.allocations:
        category = category_of[allocation.data["pool"]]
        for currency, minor in sums.measures(allocation.subject, "contracted").items():
            yield category, currency, "contracted", minor
        pools = (allocation.subject, *(one.subject for one in contracts.get(allocation.subject, ())))
        for pool in pools:
            for currency, minor in sums.measures(pool, "paid_out", "paid").items():
                yield category, currency, "paid", minor


def _fund_rows(view: View, chain: Chain, sums: Sums) -> Iterable[FundRow]:
    by_allocation = _by_allocation(chain.joint)
    for fund in chain.funds:
        entity = view.entity(fund)
        currency = entity.data["currency"]
        receipts = [one for one in view.naming(fund, "receipt") if one.data["fund"] == fund]
        mine = [one for one in receipts if one.data["donor"] == chain.donor and one.data["currency"] == currency]
        own = [one for one in chain.joint.allocations if one.data["pool"] == fund]
        contracts = [each for one in own for each in by_allocation.get(one.subject, ())]
        yield FundRow(
            fund=fund,
            name=name_of(view, fund),
            currency=currency,
            given=sum(net_of(one, "receipt.booked", "receipt.returned") for one in mine),
            donors=len({one.data["donor"] for one in receipts}),
            received=sums.measures(fund, "received").get(currency, 0),
            allocated=sums.measures(fund, "allocated").get(currency, 0),
            contracted=sum(sums.measures(one.subject, "contracted").get(currency, 0) for one in own),
            paid=sum(sums.measures(one.subject, "paid_out").get(currency, 0) for one in own)
            + sum(sums.measures(one.subject, "paid").get(currency, 0) for one in contracts),
        )


def _by_allocation(branch: Branch) -> dict[str, list[Entity]]:
    found: dict[str, list[Entity]] = defaultdict(list)
    for contract in branch.contracts:
        found[contract.data["allocation"]].append(contract)
    return found


# ---- goods


def _values(chain: Chain) -> Iterable[tuple[str, str, int]]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for pledge in chain.pledges:
        for way in ("declared", "catalogue"):
            if f"{way}_minor" in pledge.data:
                found[way, pledge.data[f"{way}_currency"]] += pledge.data[f"{way}_minor"]
    return [(way, currency, minor) for (way, currency), minor in sorted(found.items())]


def _goods(chain: Chain, sums: Sums) -> Iterable[GoodsRow]:
    cells: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pledge in chain.pledges:
        for measure, count in sums.measures(pledge.subject, "promised").items():
            cells["given", measure.removeprefix(GOODS)]["promised"] += count
    for way, branch in chain.branches:
        for contract in branch.contracts:
            for measure, count in sums.measures(contract.subject, "ordered").items():
                cells[way, measure.removeprefix(GOODS)]["promised"] += count
        for consignment in branch.consignments:
            for equipment_id, count in consignment.data["items"].items():
                cells[way, equipment_id]["packed"] += count
                cells[way, equipment_id]["delivered"] += count if consignment.state == "delivered" else 0
        for asset in branch.assets:
            own = cells[way, asset.data["equipment_id"]]
            own["received"] += 1
            own["installed"] += asset.state in ("installed", "energised")
            own["energised"] += asset.state == "energised"
            own["verified"] += seen_in_place(asset)
    order = {way: place for place, (way, _) in enumerate(chain.branches)}
    for (way, equipment_id), stages in sorted(cells.items(), key=lambda cell: (order[cell[0][0]], cell[0][1])):
        yield GoodsRow(way=way, equipment_id=equipment_id, **stages)


def _pieces(chain: Chain) -> Iterable[Piece]:
    for way, branch in chain.branches:
        for asset in branch.assets:
            yield Piece(
                asset=asset.subject.split(":", 1)[1],
                way=way,
                equipment_id=asset.data["equipment_id"],
                state=asset.state,
                since=asset.since[asset.state],
                place=str(asset.data.get("place", "")),
            )


# ---- ages


def _ages(chain: Chain, sums: Sums, day: date) -> Iterable[Age]:
    """How long each stage's open ends have been open; funds' money is left out, for it is not the donor's own."""
    for stage, those in _open_ends(chain, sums):
        ages = sorted((days_since(day, one), one.subject) for one in those)
        if ages:
            yield Age(
                stage=stage,
                count=len(ages),
                median_days=median_low(days for days, _ in ages),
                oldest_days=ages[-1][0],
                oldest_name=ages[-1][1],
            )


def _open_ends(chain: Chain, sums: Sums) -> Iterable[tuple[str, list[Entity]]]:
    out = ("drawn", "reserved", "allocated")
    yield (
        "pledged",
        [
            one
            for one in chain.pledges
            if sums.left(one.subject, "pledged", "converted") or sums.left(one.subject, "promised", "shipped")
        ],
    )
    yield "committed", [one for one in chain.commitments if sums.left(one.subject, "committed", *out)]
    yield (
        "allocated",
        [
            one
            for one in chain.bought.allocations
            if one.state in ("proposed", "reserved") or sums.left(one.subject, "granted", "contracted", "paid_out")
        ],
    )
    yield "contracted", [one for one in chain.bought.contracts if sums.left(one.subject, "ordered", "shipped")]
    ways = (chain.given, chain.bought)
    consignments = [one for branch in ways for one in branch.consignments]
    yield "on the way", [one for one in consignments if one.state in ("packed", "at_border", "at_hub")]
    assets = [one for branch in ways for one in branch.assets]
    yield "stored", [one for one in assets if one.state == "stored"]
    yield "installed, not energised", [one for one in assets if one.state == "installed"]
    yield "energised, not verified", [one for one in assets if one.state == "energised" and not seen_in_place(one)]

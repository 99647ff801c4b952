"""Two plans side by side on the day of a re-plan: what each has for every asset, where it comes from and when."""

from collections.abc import Mapping
from dataclasses import dataclass

from svitlo.aid.ledger import Pledge
from svitlo.plan.carried import works_and_uses
from svitlo.plan.known import Known, crew_counts
from svitlo.plan.outcome import decisions_of
from svitlo.plan.schedule import Job, Ledger, Schedule
from svitlo.plan.situation import Situation
from svitlo.tables.results import Decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One work of one plan; `uses` maps (equipment_id, origin) to units."""

    asset_id: str
    crew_kind: str
    start_day: int
    service_day: int
    uses: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One order of one plan."""

    purchase_id: str
    equipment_id: str
    quantity: int
    pledge_id: str
    order_day: int
    arrival_day: int


class Side:
    """The works and orders of one plan, from its tables."""

    def __init__(self, decisions: Decisions) -> None:
        works, uses = works_and_uses(decisions)
        self.works: dict[str, Planned] = {
            asset_id: Planned(
                asset_id=asset_id,
                crew_kind=kind,
                start_day=start,
                service_day=service,
                uses=dict(sorted(uses.get(asset_id, {}).items())),
            )
            for asset_id, kind, start, service in works
        }
        self.orders: dict[str, Ordered] = {
            row[0]: Ordered(
                purchase_id=row[0],
                equipment_id=row[1],
                quantity=row[2],
                pledge_id=row[3],
                order_day=row[4],
                arrival_day=row[5],
            )
            for row in decisions.purchases.sort("purchase_id").iter_rows()
        }

    def at_work(self, kind: str, day: int) -> frozenset[str]:
        """Assets on which crews of a kind are at work on a day."""
        return frozenset(
            work.asset_id
            for work in self.works.values()
            if work.crew_kind == kind and work.start_day <= day < work.service_day
        )

    def users(self, source: str, placed: frozenset[str]) -> dict[str, int]:
        """Units from a source (as `source_of` names it) by asset."""
        found: dict[str, int] = {}
        for work in self.works.values():
            for (equipment_id, origin), quantity in work.uses.items():
                if self.source_of(equipment_id, origin, placed) == source:
                    found[work.asset_id] = found.get(work.asset_id, 0) + quantity
        return found

    def source_of(self, equipment_id: str, origin: str, placed: frozenset[str]) -> str:
        """What both plans call where something comes from: ids of orders not yet placed differ between them."""
        kind, _, name = origin.partition(":")
        if kind == "pledge" or name in placed or name not in self.orders:
            return origin
        return f"money:{self.orders[name].pledge_id}:{equipment_id}"


class Sides:
    """The old plan and the new one over the case as it is now; `known` is what the old plan knew, if it tells."""

    def __init__(
        self,
        situation: Situation,
        plans: tuple[Decisions, Schedule],
        pledges: Mapping[str, Pledge],
        known: Known | None,
    ) -> None:
        old, schedule = plans
        self.situation, self.schedule = situation, schedule
        self.pledges, self.known = pledges, known
        self.old, self.new = Side(old), Side(decisions_of(situation, schedule))
        self.on_day = situation.kept.on_day
        self.placed = frozenset(order.purchase_id for order in situation.kept.orders)
        self.begun = frozenset(item.work.asset_id for item in situation.begun)
        self.row_of = {task.work.asset_id: row for row, task in enumerate(situation.tasks)}
        self.job_of: dict[str, Job] = {situation.tasks[job.task].work.asset_id: job for job in schedule.jobs}
        self.ledger = Ledger(situation)
        for job in schedule.jobs:
            self.ledger.take(job)
        self._arrivals = self._arrivals_now()

    def _arrivals_now(self) -> dict[str, int]:
        """The day from which each source brings something now, by its name."""
        found: dict[str, int] = {}
        for pledge in self.pledges.values():
            if pledge.form == "goods" and pledge.usable_from_day is not None:
                found[f"pledge:{pledge.pledge_id}"] = pledge.usable_from_day
        for order in self.situation.kept.orders:
            found[f"purchase:{order.purchase_id}"] = order.arrival_day
        for task in self.situation.tasks:
            for need in task.needs:
                for option in need.options:
                    source = self.situation.sources[option.source]
                    if source.is_money:
                        found[f"money:{source.pledge_id}:{option.equipment_id}"] = option.ready_day
        return found

    def arrival_now(self, side: Side, equipment_id: str, origin: str) -> int | None:
        """From when an origin of either plan brings something by the case as it is now; None: never."""
        return self._arrivals.get(side.source_of(equipment_id, origin, self.placed))

    def arrival_then(self, origin: str) -> int | None:
        """From when an origin of the old plan brought something as that plan knew it; None: not known."""
        kind, _, name = origin.partition(":")
        if kind == "purchase":
            order = self.old.orders.get(name)
            return None if order is None else order.arrival_day
        if self.known is None or name not in self.known["pledges"]:
            return None
        day: int | None = self.known["pledges"][name][0]
        return day

    def crews_then(self, kind: str, day: int) -> int | None:
        """Crews of a kind on a day as the old plan knew it; None: not known."""
        if self.known is None:
            return None
        return crew_counts(self.known["crews"].get(kind, []), self.situation.days)[day]

    def crews_now(self, kind: str, day: int) -> int:
        """Crews of a kind on a day, those of begun works included."""
        free = int(self.situation.crews[kind][day]) if kind in self.situation.crews else 0
        begun = sum(
            item.work.crew_kind == kind and item.start_day <= day < item.service_day for item in self.situation.begun
        )
        return free + begun

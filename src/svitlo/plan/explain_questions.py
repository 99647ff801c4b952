"""The questions that are put to a plan: a million more in a pledge, a million's worth of a kind, a week's delay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Generic, TypeVar

from svitlo.plan.explain_changes import LATE_DAYS, MILLION_USD, Replanned, Replanner, with_delay, with_money, with_units
from svitlo.plan.explain_waits import Lookup
from svitlo.plan.outcome import decisions_of
from svitlo.plan.schedule import Grant, Job, Schedule
from svitlo.plan.situation import Option, Situation
from svitlo.tables.case import Case
from svitlo.tables.explanation import DelayCost, EquipmentWorth, MoneyWorth

NOT_WORKED_OUT = "not worked out"

Record = TypeVar("Record", MoneyWorth, EquipmentWorth, DelayCost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[Record]):
    """A record to be completed by planning again in a changed situation; no change: it is complete as it is.

    The weightiest come first where the effort does not last for all.
    """

    record: Record
    change: Callable[[], Situation] | None
    weight: float


class Questions:
    """All questions to one plan; `brings` is what each work brings, by asset id, as far as it is known."""

    def __init__(
        self, case: Case, situation: Situation, schedule: Schedule, lookup: Lookup, brings: Mapping[str, float]
    ) -> None:
        self._case, self._situation, self._lookup = case, situation, lookup
        self._purchase_ids = {
            (row["pledge_id"], row["equipment_id"], row["order_day"]): str(row["purchase_id"])
            for row in decisions_of(situation, schedule).purchases.iter_rows(named=True)
        }
        self._grants: list[tuple[Job, Grant]] = [(job, grant) for job in schedule.jobs for grant in job.grants]
        self._brings = brings

    def answered(
        self, replanner: Replanner, may_go_on: Callable[[], bool]
    ) -> tuple[tuple[MoneyWorth, ...], tuple[EquipmentWorth, ...], tuple[DelayCost, ...]]:
        """Every question, answered as far as the effort goes: of each sort one in turn."""
        money, equipment, delays = list(self._money()), list(self._equipment()), list(self._delays())
        answers: dict[int, Replanned] = {}
        for turn in zip_longest(*(_by_weight(questions) for questions in (delays, money, equipment))):
            for question in turn:
                if question is not None and question.change is not None and may_go_on():
                    plan = replanner.with_late if isinstance(question.record, DelayCost) else replanner.with_more
                    answers[id(question)] = plan(question.change())
        best = min([replanner.known_best, *(answers[id(one)].objective for one in delays if id(one) in answers)])
        return (
            tuple(_money_worth(one, answers.get(id(one)), best, replanner) for one in money),
            tuple(_equipment_worth(one, answers.get(id(one)), best, replanner) for one in equipment),
            tuple(_delay_cost(one, answers.get(id(one)), replanner) for one in delays),
        )

    def _money(self) -> Iterator[Question[MoneyWorth]]:
        """Each usable cash pledge, by id."""
        for row, source in enumerate(self._situation.sources):
            if not source.is_money:
                continue
            spent_usd = sum(
                grant.quantity * grant.option.price_usd for _, grant in self._grants if grant.option.source == row
            )
            left_usd = max(0.0, source.stock - spent_usd)
            is_short = left_usd < self._dearest_work_usd(row)
            record = MoneyWorth(
                pledge_id=source.pledge_id,
                actor=self._lookup.actor(source.pledge_id),
                left_usd=left_usd,
                worth=None if is_short else 0.0,
                why=NOT_WORKED_OUT if is_short else "unspent",
                more_back=(),
            )
            change = partial(with_money, self._situation, row) if is_short else None
            yield Question(record=record, change=change, weight=spent_usd)

    def _dearest_work_usd(self, source_row: int) -> float:
        """The most that any one work needs of all that a pledge may pay for in time."""

        def price_usd(prices: Sequence[float]) -> float:
            return max(prices, default=0.0)

        def pays(option: Option, work_days: int) -> bool:
            return option.source == source_row and option.ready_day + work_days < self._situation.days

        return max(
            (
                sum(
                    need.quantity * price_usd([one.price_usd for one in need.options if pays(one, task.work.days)])
                    for need in task.needs
                )
                for task in self._situation.tasks
            ),
            default=0.0,
        )

    def _equipment(self) -> Iterator[Question[EquipmentWorth]]:
        """Each kind that a damaged asset needs or that may stand in for one, by id."""
        needed: dict[str, int] = {}
        for task in self._situation.tasks:
            for need in task.needs:
                needed[need.equipment_id] = needed.get(need.equipment_id, 0) + need.quantity
        stands_in: dict[str, dict[str, float]] = {}
        for row in self._case.substitutes.iter_rows(named=True):
            stands_in.setdefault(row["equipment_id"], {})[row["stands_in_for"]] = row["capacity_share"]
        in_use: dict[str, int] = {}
        for _, grant in self._grants:
            in_use[grant.option.equipment_id] = in_use.get(grant.option.equipment_id, 0) + grant.quantity
        first_money = min((source.ready_day for source in self._situation.sources if source.is_money), default=0)
        first_money = max(first_money, self._situation.kept.on_day)
        for entry in self._case.catalogue.sort("equipment_id").iter_rows(named=True):
            equipment_id, serves = entry["equipment_id"], stands_in.get(entry["equipment_id"], {})
            wanted = needed.get(equipment_id, 0) + sum(needed.get(other, 0) for other in serves)
            if not wanted or entry["cost_usd"] <= 0.0:
                continue
            units, from_day = max(1, int(MILLION_USD / entry["cost_usd"])), first_money + entry["lead_days"]
            is_late = from_day >= self._situation.days
            record = EquipmentWorth(
                equipment_id=equipment_id,
                equipment=self._lookup.equipment(equipment_id),
                units=units,
                from_day=from_day,
                worth=0.0 if is_late else None,
                why="too late" if is_late else NOT_WORKED_OUT,
                more_back=(),
            )
            change = None if is_late else partial(with_units, self._situation, equipment_id, (units, from_day), serves)
            yield Question(record=record, change=change, weight=float(wanted - in_use.get(equipment_id, 0)))

    def _delays(self) -> Iterator[Question[DelayCost]]:
        """Each usable gift and each order under way, then each new purchase by equipment and pledge.

        What was there before the day of a re-plan can be late no more.
        """
        ordered = {order.purchase_id: order.equipment_id for order in self._situation.kept.orders}
        used: dict[tuple[int, str], list[tuple[Job, Grant]]] = {}
        for job, grant in self._grants:
            used.setdefault((grant.option.source, grant.option.equipment_id), []).append((job, grant))
        for row, source in enumerate(self._situation.sources):
            if not source.is_money and source.ready_day >= self._situation.kept.on_day:
                gift = self._lookup.pledges[source.pledge_id].equipment_id
                equipment_id = ordered[source.purchase_id] if source.purchase_id else gift
                yield self._delay(row, equipment_id, source.ready_day, used.get((row, equipment_id), []))
        for (row, equipment_id), taken in sorted(used.items(), key=lambda entry: (entry[0][1], entry[0][0])):
            if self._situation.sources[row].is_money:
                yield self._delay(row, equipment_id, taken[0][1].option.ready_day, taken)

    def _delay(self, row: int, equipment_id: str, day: int, taken: list[tuple[Job, Grant]]) -> Question[DelayCost]:
        source = self._situation.sources[row]
        given = sum(grant.quantity for _, grant in taken) if source.is_money else int(source.stock)
        bought = self._purchase_ids.get((source.pledge_id, equipment_id, source.ready_day)) if source.is_money else None
        slack_days = min((job.start_day - grant.option.ready_day for job, grant in taken), default=None)
        is_tight = slack_days is not None and slack_days < LATE_DAYS
        record = DelayCost(
            pledge_id=source.pledge_id,
            actor=self._lookup.actor(source.pledge_id),
            purchase_id=bought or source.purchase_id or None,
            equipment_id=equipment_id,
            equipment=self._lookup.equipment(equipment_id),
            quantity=given,
            day=day,
            late_days=LATE_DAYS,
            slack_days=slack_days,
            cost=None if is_tight else 0.0,
            why="not needed" if slack_days is None else NOT_WORKED_OUT if is_tight else "slack",
        )
        assets = {self._situation.tasks[job.task].work.asset_id for job, _ in taken}
        return Question(
            record=record,
            change=partial(with_delay, self._situation, row, equipment_id) if is_tight else None,
            weight=sum(self._brings.get(asset_id, 0.0) for asset_id in sorted(assets)),
        )


def _by_weight(questions: Sequence[Question[Record]]) -> list[Question[Record]]:
    return sorted(questions, key=lambda question: -question.weight)


def _money_worth(
    question: Question[MoneyWorth], found: Replanned | None, best: float, replanner: Replanner
) -> MoneyWorth:
    if found is None:
        return question.record
    worth = replanner.worth(found, best)
    return replace(question.record, worth=worth, why="found", more_back=replanner.more_back(found) if worth else ())


def _equipment_worth(
    question: Question[EquipmentWorth], found: Replanned | None, best: float, replanner: Replanner
) -> EquipmentWorth:
    if found is None:
        return question.record
    worth = replanner.worth(found, best)
    return replace(question.record, worth=worth, why="found", more_back=replanner.more_back(found) if worth else ())


def _delay_cost(question: Question[DelayCost], found: Replanned | None, replanner: Replanner) -> DelayCost:
    if found is None:
        return question.record
    return replace(question.record, cost=replanner.cost(found), why="found")

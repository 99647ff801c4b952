"""What a water network serves on each day, by EPANET: pressure-driven, with tank levels carried from day to day.

A network stays open for all its days. A day starts at the file's hour 0 with the tanks as the day before left them,
and the links as the file starts them (`hydraulics_operations` tells which controls act). Steps end where power comes or
goes, where a block ends, where a tank runs dry or full.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import numpy as np

from svitlo.engines.epanet import Project
from svitlo.engines.epanet_calls import EpanetFailed
from svitlo.engines.epanet_library import NodeValue, Option, Time
from svitlo.proof import hydraulics_checks as checks
from svitlo.proof.hydraulics_operations import Operations
from svitlo.proof.hydraulics_records import Floats, Sustained, WaterCondition, WaterDay
from svitlo.proof.hydraulics_run import DAY_S, LONGEST_STEP_S, SHORTEST_STEP_S, Layout, Sums, run, switches
from svitlo.tables.errors import BadInput, EngineFailed
from svitlo.tables.water import WaterTables

LEVEL_SHARE = 1e-3
"""Tanks are carried from day to day in steps of this share of what they can hold, rounded down: days repeat themselves
soon, and the rounding never makes water."""

RECURS_SHARE = 5e-3
"""Levels that differ by no more than this share of what a tank can hold count as the same again."""

SUSTAINED_DAYS_COUNT = 10

LEAST_TRIALS_COUNT = 40
EXTRA_TRIALS_COUNT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How loosely a day is solved: what relative change of flows will do, below which they halve, the longest step."""

    accuracy: float = 0.0
    damping: float = 0.0
    step_s: int = LONGEST_STEP_S


ATTEMPTS = (
    Attempt(),
    Attempt(accuracy=1e-3),
    Attempt(accuracy=1e-3, damping=0.1),
    Attempt(accuracy=5e-3, step_s=2 * SHORTEST_STEP_S),
    Attempt(accuracy=5e-3, damping=1.0, step_s=SHORTEST_STEP_S),
)
"""A day is attempted in these ways, until one leaves nothing in doubt; the best is taken."""


class Hydraulics:
    """One water network held open in EPANET; close it, or use it in a `with`. It belongs to one thread at a time.

    Nodes, links, tanks and pumps are the rows of `WaterTables`, in their order. `level_m3` of a tank is all that it
    holds, what lies below its floor included.
    """

    def __init__(
        self,
        tables: WaterTables,
        block_hours: Sequence[float],
        demand_share: Sequence[float],
        *,
        keep_timers: bool = False,
    ) -> None:
        """Open a network for days of these blocks; `demand_share` (block,) multiplies the file's demand.

        With `keep_timers` pumps with power follow the file's timers also on days with an outage. Raises `BadInput`
        where the blocks do not make a day, `EngineFailed` where EPANET refuses the file.
        """
        if len(block_hours) != len(demand_share) or abs(sum(block_hours) - 24.0) > 1e-6:
            raise BadInput.of("blocks", f"{len(block_hours)} blocks of {sum(block_hours)} h do not make a day of 24 h")
        self.name = tables.name
        ends_s = np.rint(np.cumsum(block_hours) * 3600.0).astype(int)
        self._block_s: list[int] = np.diff(ends_s, prepend=0).tolist()
        self._demand_share = np.array(demand_share, dtype=np.float64)
        self._project = Project(tables.inp)
        try:
            self._set_up(keep_timers=keep_timers)
        except BaseException:
            self.close()
            raise

    def _set_up(self, *, keep_timers: bool) -> None:
        project = self._project
        self._operations = Operations(project, keep_timers=keep_timers)
        self._layout = Layout.of(project, self._operations.pumps)
        project.set_time(Time.DURATION_S, DAY_S)
        project.set_time(Time.REPORT_START_S, 0)
        project.set_time(Time.REPORT_STEP_S, self._layout.step_s)
        # EPANET must never end a day because a step is not solved well: that is counted, not hidden.
        project.set_option(Option.UNBALANCED_TRIALS_COUNT, EXTRA_TRIALS_COUNT)
        self._trials_count = max(LEAST_TRIALS_COUNT, int(project.option(Option.TRIALS_COUNT)))
        project.set_option(Option.TRIALS_COUNT, self._trials_count)
        tanks, links = self._layout.tanks, self._operations.pumps
        self.node_ids, self.link_ids = project.node_ids, project.link_ids
        self.min_m3, self.max_m3 = self._layout.min_m3, self._layout.max_m3
        self.start_m3: Floats = project.node_values(NodeValue.START_VOLUME_M3)[tanks]
        self.tank_ids = tuple(project.node_ids[row] for row in tanks)
        self.pump_ids = tuple(project.link_ids[row] for row in links)
        self._level_of = tuple(level_of(project, int(row)) for row in tanks)
        self._known: dict[bytes, WaterDay] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the engine; may be called twice."""
        self._project.close()

    @property
    def day_count(self) -> int:
        """How many different days were simulated so far by `simulate` and `sustained`."""
        return len(self._known)

    def whole(self) -> WaterCondition:
        """The condition in which everything stands."""
        return WaterCondition.whole(
            block_count=len(self._block_s),
            pump_count=len(self.pump_ids),
            link_count=self._project.link_count,
            node_count=self._project.node_count,
        )

    def day(self, condition: WaterCondition, levels_m3: Floats | None = None) -> WaterDay:
        """One day that starts with these volumes (tank,), or as the file says.

        What EPANET cannot solve, or solves against physics, is attempted with looser settings and shorter steps, and
        the best is taken; what then remains in doubt is in its findings. Raises `BadInput` where a shape is another one
        than the network's, `EngineFailed` where EPANET solves the day in no way.
        """
        self._check(condition, levels_m3)
        start_m3 = self._within(self.start_m3 if levels_m3 is None else levels_m3)
        best: WaterDay | None = None
        words = ""
        for attempt in ATTEMPTS:
            try:
                found = self._attempted(condition, start_m3, attempt)
            except EpanetFailed as error:
                words = words or error.words
                continue
            if best is None or _doubt(found) < _doubt(best):
                best = found
            # One more attempt at steps that were not solved; all of them where physics is broken.
            if not best.findings or (attempt is not ATTEMPTS[0] and _doubt(best)[0] == 0):
                break
        if best is None:
            raise EngineFailed(f"EPANET cannot solve a day of water network {self.name}: {words}")
        return best

    def _check(self, condition: WaterCondition, levels_m3: Floats | None) -> None:
        whole = self.whole()
        pairs = [
            ("pump shares", condition.pump_share.shape, whole.pump_share.shape),
            ("link shares", condition.link_share.shape, whole.link_share.shape),
            ("nodes", condition.node_up.shape, whole.node_up.shape),
            ("tank volumes", self.start_m3.shape if levels_m3 is None else levels_m3.shape, self.start_m3.shape),
        ]
        for what, given, wanted in pairs:
            if given != wanted:
                raise BadInput.of(self.name, f"{what} have the shape {given}, the network has {wanted}")

    def _within(self, levels_m3: Floats) -> Floats:
        return np.clip(levels_m3, self.min_m3, self.max_m3)

    def _attempted(self, condition: WaterCondition, start_m3: Floats, attempt: "Attempt") -> WaterDay:
        """The day with looser settings, which are then set back."""
        if attempt is ATTEMPTS[0]:
            return self._run(condition, start_m3)
        project, layout = self._project, self._layout
        accuracy, damping = project.option(Option.ACCURACY), project.option(Option.DAMPING)
        project.set_option(Option.ACCURACY, max(accuracy, attempt.accuracy))
        project.set_option(Option.DAMPING, max(damping, attempt.damping))
        self._layout = replace(layout, step_s=min(layout.step_s, attempt.step_s))
        try:
            return self._run(condition, start_m3)
        finally:
            self._layout = layout
            project.set_option(Option.ACCURACY, accuracy)
            project.set_option(Option.DAMPING, damping)

    def _run(self, condition: WaterCondition, start_m3: Floats) -> WaterDay:
        project, layout = self._project, self._layout
        self._operations.prepare(condition)
        for row, level, volume_m3 in zip(layout.tanks.tolist(), self._level_of, start_m3.tolist(), strict=True):
            project.set_start_level(row, level(volume_m3))
        project.start_run()
        self._operations.begin()
        moments = switches(condition, self._operations.pumps, self._block_s)
        sums = run(project, self._operations, layout, moments, self._demand_share)
        levels_m3 = project.node_values(NodeValue.TANK_VOLUME_M3)[layout.tanks]
        return self._judged(sums, condition, sums.day(start_m3, levels_m3))

    def _judged(self, sums: Sums, condition: WaterCondition, day: WaterDay) -> WaterDay:
        """The day with its findings; what is served is then cut to what was asked for, at nodes that are up and fed.

        EPANET lets traces of water through closed links, and more where a junction with negative demand pushes.
        """
        found = (
            *checks.tank_findings(day, self.tank_ids, self.min_m3, self.max_m3),
            *checks.balance_findings(day),
            *checks.demand_findings(day, self._project.node_ids),
            *checks.pump_findings(sums.dark_m3, sums.dark_kwh, self.pump_ids),
            *checks.solver_findings(day),
        )
        reached = condition.node_up & self._operations.fed(sums.feeds & condition.node_up)
        served_m3 = np.minimum(day.served_m3, day.demand_m3) * reached
        return replace(day, served_m3=served_m3, findings=found)

    def simulate(self, conditions: Sequence[WaterCondition]) -> tuple[WaterDay, ...]:
        """All days of a horizon, the tanks carried on; equal days are simulated once and are the same object."""
        days: list[WaterDay] = []
        levels_m3 = self.start_m3
        for condition in conditions:
            days.append(self._day_from(condition, levels_m3))
            levels_m3 = self._rounded(days[-1].levels_m3)
        return tuple(days)

    def sustained(self, condition: WaterCondition, levels_m3: Floats | None = None) -> Sustained:
        """A condition that lasts, until the tanks' levels recur or ten days have passed.

        It begins with these volumes (tank,), or as the file says. Where levels open and close links, where it ends may
        depend on where it began.
        """
        hold_m3 = RECURS_SHARE * (self.max_m3 - self.min_m3)
        days = [self._day_from(condition, self.start_m3 if levels_m3 is None else self._within(levels_m3))]
        while not (recurs := _same(days[-1], hold_m3)) and len(days) < SUSTAINED_DAYS_COUNT:
            days.append(self._day_from(condition, self._rounded(days[-1].levels_m3)))
        return Sustained(day=days[-1], day_count=len(days), recurs=recurs)

    def _day_from(self, condition: WaterCondition, levels_m3: Floats) -> WaterDay:
        key = condition.key + levels_m3.tobytes()
        if key not in self._known:
            self._known[key] = self.day(condition, levels_m3)
        return self._known[key]

    def _rounded(self, levels_m3: Floats) -> Floats:
        """Volumes rounded down to steps of a share of what a tank can hold; a full tank stays full."""
        low_m3, high_m3 = self.min_m3, self.max_m3
        step_m3 = np.maximum(LEVEL_SHARE * (high_m3 - low_m3), 1e-9)
        steps = np.floor((levels_m3 - low_m3) / step_m3 + 1e-6)
        rounded: Floats = np.clip(low_m3 + steps * step_m3, low_m3, high_m3)
        return rounded


def level_of(project: Project, tank: int) -> Callable[[float], float]:
    """The function from a tank's volume in m3 to its level above its bottom in m, within its lowest and highest."""
    low_m, high_m = (project.node_value(tank, what) for what in (NodeValue.MIN_LEVEL_M, NodeValue.MAX_LEVEL_M))
    low_m3, high_m3 = (project.node_value(tank, what) for what in (NodeValue.MIN_VOLUME_M3, NodeValue.MAX_VOLUME_M3))
    number = int(project.node_value(tank, NodeValue.VOLUME_CURVE))
    points = project.curve(number) if number > 0 else np.array([[low_m, low_m3], [high_m, high_m3]])

    def level_m(volume_m3: float) -> float:
        return float(np.clip(np.interp(volume_m3, points[:, 1], points[:, 0]), low_m, high_m))

    return level_m


def _same(day: WaterDay, hold_m3: Floats) -> bool:
    return bool((np.abs(day.levels_m3 - day.start_m3) <= hold_m3).all())


def _doubt(day: WaterDay) -> tuple[int, float]:
    """How little a day is to be believed: breaches of physics, then steps that were not solved."""
    breaches = sum(finding.is_breach for finding in day.findings)
    return breaches, sum(finding.value for finding in day.findings if not finding.is_breach)

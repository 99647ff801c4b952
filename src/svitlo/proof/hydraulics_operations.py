"""Who may open, close and speed up links during a day: the file's own controls and rules, and outages above them.

Two kinds of days. On a day on which the network is whole, the file's controls and rules act as they are. On any other
day emergency operation applies: each pump with power runs unless a control or rule that looks at levels or pressures
alone says no; timers, speed patterns and whatever else of the file acts on pumps (by the clock, by another link, by
the demand) do not act. A pump that the file keeps closed and that nothing in it ever opens stays closed on both.

Outages stand above both: a link that is out, or a pump without power, is closed, the controls on it do not act, and
what a rule would do to it becomes "close it".
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from svitlo.engines.epanet import Project
from svitlo.engines.epanet_controls import Action, Rule
from svitlo.engines.epanet_library import (
    MISSING,
    ControlKind,
    LinkKind,
    LinkValue,
    RuleObject,
    RuleStatus,
    RuleVariable,
)
from svitlo.proof.hydraulics_records import WaterCondition

DIAMETER_EXPONENT = 1.0 / 2.63
"""At equal head loss flow grows with the diameter to the 2.63 (Hazen-Williams; 2.5 and 2.67 in the other formulas)."""

LEVEL_KINDS = frozenset({ControlKind.LOW_LEVEL, ControlKind.HIGH_LEVEL})
LEVEL_VARIABLES = frozenset(
    {
        RuleVariable.HEAD,
        RuleVariable.GRADE,
        RuleVariable.LEVEL,
        RuleVariable.PRESSURE,
        RuleVariable.FILL_TIME,
        RuleVariable.DRAIN_TIME,
    }
)


class Operations:
    """The controls, rules and statuses of one open network, and what is in force of them.

    `prepare` a day before its run, `begin` it once the run was started, then `give_power` and `take_power`.
    """

    def __init__(self, project: Project, *, keep_timers: bool) -> None:
        """Read what the file says. With `keep_timers` there is no emergency operation: timers act on every day."""
        self._project = project
        self._keep_timers = keep_timers
        self.pumps = tuple(row for row, kind in enumerate(project.link_kinds) if kind == LinkKind.PUMP)
        self._ends = np.array(project.link_ends, dtype=np.int64).reshape(-1, 2)
        self._controls = project.controls()
        self._rules = project.rules()
        self._enabled = tuple(
            bool(project.int_of("getcontrolenabled", number + 1)) for number in range(len(self._controls))
        )
        self._speed_pattern = project.link_values(LinkValue.SPEED_PATTERN)
        self._diameter_mm = project.link_values(LinkValue.DIAMETER_MM)
        self._start_open = project.link_values(LinkValue.START_STATUS) > 0.0
        setting = project.link_values(LinkValue.START_SETTING)
        self._speed = np.where(setting > 0.0, setting, 1.0)
        self._valves = frozenset(row for row, kind in enumerate(project.link_kinds) if kind == LinkKind.CVPIPE)
        self._controls_on = _by_link((control.link, number) for number, control in enumerate(self._controls))
        self._rules_on = _by_link((link, number) for number, rule in enumerate(self._rules) for link in rule.links)
        self._runs = {row: self._start_open[row] or self._ever_opens(row) for row in self.pumps}
        self._closed: frozenset[int] = frozenset()
        self._out_today: frozenset[int] = frozenset()
        self._narrowed: frozenset[int] = frozenset()
        self._emergency = False
        # A diameter that was set and set back may differ in its last bit from what the file gave, and days would then
        # depend on the days before them: so all are set once, now.
        for row in filter(self._is_pipe, range(project.link_count)):
            project.set_link_value(row, LinkValue.DIAMETER_MM, float(self._diameter_mm[row]))

    def _ever_opens(self, link: int) -> bool:
        """Whether a control, rule or speed pattern of the file can open a link."""
        by_control = any(self._controls[number].setting > 0.0 for number in self._controls_on.get(link, ()))
        actions = [
            action
            for number in self._rules_on.get(link, ())
            for action in (*self._rules[number].then_actions, *self._rules[number].else_actions)
            if action.link == link
        ]
        by_rule = any(action.status == RuleStatus.OPEN or action.setting > 0.0 for action in actions)
        return by_control or by_rule or self._speed_pattern[link] > 0.0

    def prepare(self, condition: WaterCondition) -> None:
        """Set what stands all day: what is out, narrower pipes, and which kind of day it is."""
        out = self._out(condition)
        first = frozenset(row for pump, row in enumerate(self.pumps) if condition.pump_share[0, pump] <= 0.0)
        emergency = not (condition.is_whole or self._keep_timers)
        for link in sorted(self._valves & (out ^ self._closed)):
            # Nothing can close a check valve: while it is out it is a plain pipe, which can be closed.
            self._project.end_run()
            self._project.set_check_valve(link, present=link not in out)
        self._narrow(condition)
        changed = (out | first) ^ self._closed
        if emergency != self._emergency:
            changed |= set(self.pumps)
        self._closed, self._out_today, self._emergency = out | first, out, emergency
        for link in sorted(changed):
            self._guard(link)

    def _out(self, condition: WaterCondition) -> frozenset[int]:
        """Links that are out for the day, themselves or with a node at either end."""
        up = condition.node_up
        closed = (condition.link_share <= 0.0) | ~up[self._ends[:, 0]] | ~up[self._ends[:, 1]]
        return frozenset(np.flatnonzero(closed).tolist())

    def _narrow(self, condition: WaterCondition) -> None:
        share = condition.link_share
        pipes = [row for row in np.flatnonzero((share > 0.0) & (share < 1.0)).tolist() if self._is_pipe(row)]
        for link in sorted(self._narrowed.union(pipes)):
            factor = float(share[link]) ** DIAMETER_EXPONENT if link in pipes else 1.0
            self._project.set_link_value(link, LinkValue.DIAMETER_MM, float(self._diameter_mm[link]) * factor)
        self._narrowed = frozenset(pipes)

    def _is_pipe(self, link: int) -> bool:
        return self._project.link_kinds[link] in (LinkKind.PIPE, LinkKind.CVPIPE)

    def begin(self) -> None:
        """Set the links' statuses at the start of a run that was just started."""
        for link in sorted(self._closed):
            self._project.set_link_value(link, LinkValue.STATUS, 0.0)
        if self._emergency:
            for link in self.pumps:
                if link not in self._closed:
                    self._start(link)

    def give_power(self, link: int) -> None:
        """A pump has power from here on; one that is out stays closed."""
        if link in self._out_today:
            return
        self._closed -= {link}
        self._guard(link)
        self._start(link)

    def take_power(self, link: int) -> None:
        """A pump has no power from here on."""
        self._closed |= {link}
        self._guard(link)
        self._project.set_link_value(link, LinkValue.STATUS, 0.0)

    def fed(self, feeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which nodes (node,) links that are not out join to one that feeds, itself included."""
        if not self._out_today:
            return np.ones(len(feeds), dtype=np.bool_)
        standing = np.delete(self._ends, sorted(self._out_today), axis=0)
        count = self._project.node_count
        joined = csr_array((np.ones(len(standing)), (standing[:, 0], standing[:, 1])), shape=(count, count))
        _, part = connected_components(joined, directed=False)
        found: NDArray[np.bool_] = np.isin(part, part[feeds])
        return found

    def is_closed(self, link: int) -> bool:
        """Whether a link is out or a pump has no power at present."""
        return link in self._closed

    def _start(self, link: int) -> None:
        # A speed, not a status: opening a pump by its status would set its speed to 1.
        if self._runs[link]:
            self._project.set_link_value(link, LinkValue.SETTING, float(self._speed[link]))

    def _guard(self, link: int) -> None:
        """Let only those of the file's controls and rules act on a link that may."""
        closed, is_pump = link in self._closed, self._project.link_kinds[link] == LinkKind.PUMP
        by_level_only = self._emergency and is_pump
        for number in self._controls_on.get(link, ()):
            skipped = by_level_only and self._controls[number].kind not in LEVEL_KINDS
            self._project.enable_control(number, enabled=self._enabled[number] and not closed and not skipped)
        for number in self._rules_on.get(link, ()):
            rule = self._rules[number]
            skipped = by_level_only and not looks_at_levels_alone(rule)
            for otherwise, actions in ((False, rule.then_actions), (True, rule.else_actions)):
                for part, action in enumerate(actions):
                    if action.link == link:
                        now = _closing(action) if closed else _nothing(action) if skipped else action
                        self._project.set_action(number, part, now, otherwise=otherwise)
        if is_pump and self._speed_pattern[link] > 0.0:
            pattern = 0.0 if closed or by_level_only else float(self._speed_pattern[link])
            self._project.set_link_value(link, LinkValue.SPEED_PATTERN, pattern)


def looks_at_levels_alone(rule: Rule) -> bool:
    """Whether all that a rule looks at are levels and pressures of nodes."""
    return all(
        premise.object_kind == RuleObject.NODE and premise.variable in LEVEL_VARIABLES for premise in rule.premises
    )


def _closing(action: Action) -> Action:
    return replace(action, status=RuleStatus.CLOSED, setting=MISSING)


def _nothing(action: Action) -> Action:
    """EPANET takes an action that is neither a status to open or close nor a setting, and does nothing."""
    return replace(action, status=RuleStatus.ACTIVE, setting=MISSING)


def _by_link(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for link, number in pairs:
        found[link] = (*found.get(link, ()), number)
    return found

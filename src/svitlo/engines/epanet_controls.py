"""Controls and rules of a water network, as EPANET keeps them: what acts on which link, and when."""

from dataclasses import dataclass

from svitlo.engines.epanet_library import ControlKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A simple control: `setting` goes to a link when a level (m; a junction: pressure) or a time (s) is reached.

    A `setting` of 0 closes a pipe or pump, 1 opens it; `node` is None for times.
    """

    kind: ControlKind
    link: int
    setting: float
    node: int | None
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """One condition of a rule, as EPANET numbers it: `object_kind` (RuleObject), `variable` (RuleVariable)."""

    logic: int
    object_kind: int
    row: int
    variable: int
    relation: int
    status: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a rule does to a link: a `status` (RuleStatus) or a `setting`; the other one is missing (below 0)."""

    link: int
    status: int
    setting: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its premises and what it does if they hold and if not."""

    name: str
    priority: float
    premises: tuple[Premise, ...]
    then_actions: tuple[Action, ...]
    else_actions: tuple[Action, ...]

    @property
    def links(self) -> frozenset[int]:
        """Rows of the links that the rule acts on."""
        return frozenset(action.link for action in (*self.then_actions, *self.else_actions))

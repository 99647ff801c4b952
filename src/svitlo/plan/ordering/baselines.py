"""What others do about the ordering problem, rebuilt from their descriptions: utilisation, greedy, RAD.

Sources: lanl-ansi/PowerModelsRestoration.jl for utilisation and RAD; C. Coffrin, P. Van Hentenryck, R. Bent, Last-mile
restoration for multiple interdependent infrastructures, AAAI 2012, for RAD (randomized adaptive decomposition). The
code is our own. RRR has a module of its own (`halving`).
"""

from collections.abc import Callable, Collection, Sequence
from random import Random
from typing import Protocol

from svitlo.plan.ordering.instance import Component, OrderingInstance
from svitlo.plan.ordering.states import Order, States

KINDS = ("bus", "gen", "storage", "branch")
"""Components of equal size are taken in this order of kinds, then by row."""

EQUAL_PU = 1e-7
"""Gains closer than this are equal: what a linear program leaves open."""


class Damaged(Protocol):
    """What a rule needs to know of an instance."""

    @property
    def damaged(self) -> tuple[Component, ...]:
        """The damaged components."""
        ...

    def size_mw(self, component: Component) -> float:
        """Rating, maximum or load."""
        ...

    def buses_of(self, component: Component) -> tuple[int, ...]:
        """The buses that must be back for the component to count."""
        ...


def utilisation(instance: Damaged) -> Order:
    """Smallest first, as the anchor ships it.

    It moves what is due before its bus to the period of the bus. That changes no state, so the plain order stands.
    """
    return tuple(sorted(_listed(instance), key=instance.size_mw))


def utilisation_descending(instance: Damaged, *, prerequisites_first: bool = True) -> Order:
    """Biggest first; with prerequisites, the damaged buses of a component go right before it."""
    order = sorted(_listed(instance), key=lambda component: -instance.size_mw(component))
    if not prerequisites_first:
        return tuple(order)
    placed: dict[Component, None] = {}
    for component in order:
        for member in _with_buses(instance, component, placed):
            placed[member] = None
    return tuple(placed)


def greedy(instance: Damaged, unserved_pu: Callable[[Sequence[Component]], float]) -> Order:
    """Best gain per repair, again and again; a component is judged together with the buses that it still needs.

    Of equal gains the bigger component goes first.
    """
    taken: list[Component] = []
    left = _listed(instance)
    while left:
        now = unserved_pu(taken)
        best: tuple[float, float] = (-float("inf"), 0.0)
        chosen: list[Component] = []
        for component in left:
            group = _with_buses(instance, component, taken)
            gain = (now - unserved_pu([*taken, *group])) / len(group)
            size = instance.size_mw(component)
            if gain > best[0] + EQUAL_PU or (gain >= best[0] - EQUAL_PU and size > best[1]):
                best, chosen = (gain, size), group
        taken += chosen
        left = [component for component in left if component not in chosen]
    return tuple(taken)


def _listed(instance: Damaged) -> list[Component]:
    return sorted(instance.damaged, key=lambda component: (KINDS.index(component[0]), component[1]))


def _with_buses(instance: Damaged, component: Component, done: Collection[Component]) -> list[Component]:
    """The component behind those of its buses that are damaged and not done; nothing if it is done itself."""
    if component in done:
        return []
    buses = [("bus", bus) for bus in instance.buses_of(component)]
    return [bus for bus in buses if bus in instance.damaged and bus not in done and bus != component] + [component]


PIECE_LEAST, PIECE_MOST = 2, 5
"""Repairs in a piece, at first."""

LARGEST_PIECE = 9
"""Pieces never grow beyond this: all orders of a piece are weighed, at 2^9 states."""

IDLE_ROUNDS = 10

OFTEN = 0.8
"""Share of pieces of a round that brought nothing, above which pieces grow by a tenth."""


def random_adaptive(instance: OrderingInstance, states: States, *, seed: int, effort: int) -> Order:
    """RAD: cut the order at random into short pieces and put each into its best order, until nothing has helped.

    Each piece's best order is exact (over subsets), where the anchor solves a small mixed-integer program that a time
    limit may stop; so nothing here depends on time. `effort` counts the states that may be solved.
    """
    rng = Random(seed)  # noqa: S311 - not for secrets
    order = list(utilisation(instance))
    most, largest = float(PIECE_MOST), max(PIECE_LEAST + 1, min(LARGEST_PIECE, round(len(order) / 2)))
    ends_at = states.solve_count + effort
    idle = 0
    while idle < IDLE_ROUNDS and len(order) > 1 and states.solve_count < ends_at:
        pieces = _pieces(rng, len(order), min(int(most), largest))
        failed = 0
        for first, last in pieces:
            better = best_order(states, order[:first], order[first:last])
            failed += better == order[first:last]
            order[first:last] = better
        idle = 0 if failed < len(pieces) else idle + 1
        if failed > OFTEN * len(pieces) and int(most) < largest:
            most = min(float(largest), max(most * 1.1, int(most) + 1.0))
            idle = 0
    return tuple(order)


def _pieces(rng: Random, count: int, most: int) -> list[tuple[int, int]]:
    """Cut 0..count into runs of random length."""
    pieces = []
    first = 0
    while first < count:
        left = count - first
        last = first + rng.randint(min(left, PIECE_LEAST), min(left, most))
        pieces.append((first, last))
        first = last
    return pieces


def best_order(states: States, before: Sequence[Component], piece: Sequence[Component]) -> list[Component]:
    """The order of a piece of repairs that costs least, when those before are done; the given one where it is as good.

    Dynamic program over subsets: cheapest way to have repaired exactly these.
    """
    whole = (1 << len(piece)) - 1
    unserved = {
        subset: states.unserved_pu([*before, *(piece[at] for at in range(len(piece)) if subset >> at & 1)])
        for subset in range(1, whole)
    }
    cost = {0: 0.0}
    last: dict[int, int] = {}
    for subset in range(1, whole + 1):
        ways = [(cost[subset ^ (1 << at)], -at) for at in range(len(piece)) if subset >> at & 1]
        least, minus_at = min(ways)
        cost[subset], last[subset] = least + unserved.get(subset, 0.0), -minus_at
    as_given = sum(unserved[(1 << count) - 1] for count in range(1, len(piece)))
    if as_given <= cost[whole] + EQUAL_PU:
        return list(piece)
    found: list[Component] = []
    subset = whole
    while subset:
        found.append(piece[last[subset]])
        subset ^= 1 << last[subset]
    return found[::-1]

"""Can what there is cover what is asked for? Exact answers to the small assignments that an audit meets."""

from collections.abc import Sequence
from itertools import pairwise


def can_fill(supply: Sequence[int], need: Sequence[int], fits: Sequence[Sequence[bool]]) -> bool:
    """Whether every need can be filled in whole units; `fits[i][j]` says that supply i may go to need j.

    A largest flow by shortest augmenting paths (Edmonds and Karp), so huge numbers cost no more than small ones.
    """
    left = list(supply)
    flow = [[0] * len(need) for _ in supply]
    for target, amount in enumerate(need):
        missing = amount
        while missing > 0:
            moved = _augment(left, flow, fits, target, missing)
            if moved == 0:
                return False
            missing -= moved
    return True


def _augment(left: list[int], flow: list[list[int]], fits: Sequence[Sequence[bool]], target: int, wanted: int) -> int:
    """Bring more to one need along a shortest path of exchanges; how much was brought.

    The search goes from the need back to a supply that has something left: a supply that fits but is given away is
    followed to the needs that hold its units, which would have to be filled from elsewhere.
    """
    reached_by: dict[int, int] = {}
    asked_by: dict[int, int] = {target: -1}
    queue = [target]
    for needer in queue:
        for source, row in enumerate(fits):
            if not row[needer] or source in reached_by:
                continue
            reached_by[source] = needer
            if left[source] > 0:
                return _push(left, flow, _path(source, reached_by, asked_by), wanted)
            for holder, units in enumerate(flow[source]):
                if units > 0 and holder not in asked_by:
                    asked_by[holder] = source
                    queue.append(holder)
    return 0


def _path(source: int, reached_by: dict[int, int], asked_by: dict[int, int]) -> list[tuple[int, int]]:
    """The (supply, need) pairs along the exchange, from the supply with units left to the need that asked."""
    pairs = []
    while source >= 0:
        needer = reached_by[source]
        pairs.append((source, needer))
        source = asked_by[needer]
    return pairs


def _push(left: list[int], flow: list[list[int]], pairs: list[tuple[int, int]], wanted: int) -> int:
    """Move as much as the path carries."""
    moved = min(wanted, left[pairs[0][0]])
    for (_, needer), (giver, _) in pairwise(pairs):
        moved = min(moved, flow[giver][needer])
    left[pairs[0][0]] -= moved
    for index, (source, needer) in enumerate(pairs):
        flow[source][needer] += moved
        if index > 0:
            flow[source][pairs[index - 1][1]] -= moved
    return moved

"""What is asked for in a plan: checked value by value, so that a worker never begins with what it cannot do."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from svitlo.plan.planners import PLANNERS
from svitlo.tables.draft import did_you_mean, shown
from svitlo.tables.errors import BadInput, Problem

MOST_SEED = 2**31 - 1
MOST_EFFORT = 10_000_000
MOST_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A plan that somebody asks for; `effort` None: what a network of this size is worth."""

    case_id: str
    planner: str = "search"
    seed: int = 0
    effort: int | None = None
    count_announced: bool = False
    time_limit_s: float | None = None

    def record(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def wish_of(raw: object) -> Wish:
    """What a request asks for. Raises BadInput with everything that is wrong with it."""
    if not isinstance(raw, Mapping):
        raise BadInput.of("", "is not an object with keys", hint='{"case_id": ..., "planner": "search"}')
    given = {key: value for key, value in raw.items() if value is not None}
    problems = [*_strangers(raw), *_faults(given)]
    if problems:
        raise BadInput(problems)
    return Wish(**given)


def _strangers(raw: Mapping[str, Any]) -> Iterator[Problem]:
    for key in raw:
        if key not in Wish.__slots__:
            hint = did_you_mean(key, Wish.__slots__)
            yield Problem("", 0, str(key)[:60], f"{shown(key)} is not known", hint)


def _faults(given: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(given.get("case_id"), str):
        yield Problem("", 0, "case_id", "is missing or not text")
    planner = given.get("planner", "search")
    if not isinstance(planner, str) or planner not in PLANNERS:
        hint = f"one of {', '.join(PLANNERS)}"
        yield Problem("", 0, "planner", f"{shown(planner)} is not a planner", hint)
    if type(given.get("count_announced", False)) is not bool:
        yield Problem("", 0, "count_announced", f"{shown(given['count_announced'])} is not true or false")
    for key, most in (("seed", MOST_SEED), ("effort", MOST_EFFORT)):
        value = given.get(key, 0)
        if type(value) is not int or not 0 <= value <= most:
            yield Problem("", 0, key, f"{shown(value)} is not a whole number from 0 to {most}")
    seconds = given.get("time_limit_s", 0.0)
    if type(seconds) not in (int, float) or not 0.0 <= seconds <= MOST_SECONDS:
        what = f"{shown(seconds)} is not a number of seconds from 0 to {MOST_SECONDS:.0f}"
        yield Problem("", 0, "time_limit_s", what)

"""Repair orders by every method on one instance, and the table over instances.

    bench/ordering --case case24_ieee_rts --seed 1 --json
    bench/ordering                                        # four networks, seeds 1 to 11

Each order's energy not served (ENS, pu x periods) is counted again by another solver in another formulation, and has
to agree to 1e-6, before anything is shown.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench._pglib import pglib_instance
from bench._recount import Recount
from bench._table import seeds_in
from svitlo.plan.bound import lower_bound
from svitlo.plan.ordering.baselines import greedy, random_adaptive, utilisation, utilisation_descending
from svitlo.plan.ordering.halving import best_halving
from svitlo.plan.ordering.instance import Component, OrderingInstance, situation_of_ordering
from svitlo.plan.ordering.states import Order, States, order_of
from svitlo.plan.planners import DEFAULT_EFFORT, PLANNERS, Options
from svitlo.plan.situation import Situation

CASES = ("case24_ieee_rts", "case39_epri", "case73_ieee_rts", "case118_ieee")
SEEDS = "1..11"
AGREEMENT = 1e-6
RAD_EFFORT = 20_000
RRR_RUNS = 8
RRR_TIME_LIMIT_S = 120.0
QUICK_EFFORT = 400
BOUND_EFFORTS = {40: 700_000, 10_000: 5_000_000}
"""Of the bound, in networks of up to so many buses: more than a case's default, as every day has a state of its own."""


ENDLESS_EFFORT = 10**9
"""For runs of the search that a time limit ends."""


class Work(NamedTuple):
    """What each method may spend; `bound_effort` None: by the size of the network."""

    seed: int
    effort: int
    bound_effort: int | None
    rad_effort: int
    rrr_runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One method's order."""

    method: str
    order: Order
    ens: float
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything about one instance."""

    case: str
    seed: int
    instance: OrderingInstance
    rows: tuple[Row, ...]
    bound: float
    bound_cpu_s: float

    def ens(self, method: str) -> float:
        """Of one method's order."""
        return next(row.ens for row in self.rows if row.method == method)

    def gap_share(self, ens: float) -> float:
        """How far an order may be from the best one, in shares of its ENS."""
        return (ens - self.bound) / ens if ens > 0.0 else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one instance, or the table."""
    options = _parsed(arguments)
    work = Work(
        seed=options.search_seed,
        effort=options.effort or (QUICK_EFFORT if options.quick else DEFAULT_EFFORT),
        bound_effort=options.bound_effort if options.bound_effort or not options.quick else QUICK_EFFORT,
        rad_effort=QUICK_EFFORT if options.quick else RAD_EFFORT,
        rrr_runs=2 if options.quick else RRR_RUNS,
    )
    if options.case is not None:
        result = compared(options.case, options.seed, work)
        print(json.dumps(_plain(result)) if options.json else _words(result))
        return
    results = []
    cases, seeds = (CASES[:1], "1..2") if options.quick else (CASES, options.seeds)
    for case in cases:
        for seed in seeds_in(seeds):
            results.append(compared(case, seed, work))
            if not options.json:
                print(_line(results[-1], heading=len(results) == 1), flush=True)
    print(json.dumps([_plain(result) for result in results]) if options.json else _summary(results))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/ordering", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", help="a PGLib network, e.g. case24_ieee_rts; without it, the table")
    parser.add_argument("--seed", type=int, default=1, help="seed of the damage")
    parser.add_argument("--seeds", default=SEEDS, help="seeds of the table, e.g. 1..11 or 1,4")
    parser.add_argument("--effort", type=int, help=f"of Svitlo's search (default {DEFAULT_EFFORT})")
    parser.add_argument("--bound-effort", type=int, help="of Svitlo's bound (default: by the size of the network)")
    parser.add_argument("--search-seed", type=int, default=0, help="seed of the searches")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes")
    return parser.parse_args(arguments)


def compared(case: str, seed: int, work: Work) -> Result:
    """Every method's order on one instance, counted twice, and the bound."""
    instance = pglib_instance(case, seed)
    situation = situation_of_ordering(instance)
    rows = [_row(instance, name, method) for name, method in _methods(instance, situation, work)]
    rows += [
        _row(instance, f"svitlo_in_time_of_{peer.method}", _limited(instance, situation, peer.cpu_s))
        for peer in rows
        if peer.method.startswith("rrr")
    ]
    starts = time.process_time()
    bound = bound_of(situation, work)
    bound_cpu_s = time.process_time() - starts
    states, recount = States(instance), Recount(instance)
    for row in rows:
        again = recount.energy_not_served(row.order)
        kernel = states.energy_not_served(row.order)
        assert abs(again - row.ens) <= AGREEMENT * max(1.0, again), (row.method, row.ens, again)
        assert abs(again - kernel) <= AGREEMENT * max(1.0, again), (row.method, kernel, again)
        assert bound <= again * (1.0 + AGREEMENT), (row.method, bound, again)
    return Result(case=case, seed=seed, instance=instance, rows=tuple(rows), bound=bound, bound_cpu_s=bound_cpu_s)


Method = Callable[[States], Order]


def _methods(instance: OrderingInstance, situation: Situation, work: Work) -> list[tuple[str, Method]]:
    """Each gets states of its own, so that none profits from what another solved."""

    def halving(runs: int) -> Method:
        return lambda states: (
            best_halving(instance, states.energy_not_served, run_count=runs, time_limit_s=RRR_TIME_LIMIT_S).order
        )

    return [
        ("utilisation", lambda _: utilisation(instance)),
        ("utilisation_descending", lambda _: utilisation_descending(instance)),
        ("greedy", lambda states: greedy(instance, states.unserved_pu)),
        ("rad", lambda states: random_adaptive(instance, states, seed=work.seed, effort=work.rad_effort)),
        ("rrr", halving(1)),
        (f"rrr_best_of_{work.rrr_runs}", halving(work.rrr_runs)),
        ("svitlo", lambda _: searched(instance, situation, Options(seed=work.seed, effort=work.effort))),
    ]


def searched(instance: OrderingInstance, situation: Situation, options: Options) -> Order:
    """Svitlo's search."""
    return order_of(instance, PLANNERS["search"](situation, options))


def _limited(instance: OrderingInstance, situation: Situation, time_limit_s: float) -> Method:
    """Svitlo's search when it has as long as a peer took: wall time, so never more of the processor than that."""
    options = Options(effort=ENDLESS_EFFORT, time_limit_s=time_limit_s)
    return lambda _: searched(instance, situation, options)


def bound_of(situation: Situation, work: Work) -> float:
    """Svitlo's bound."""
    own = next(effort for most, effort in BOUND_EFFORTS.items() if situation.grid.bus_count <= most)
    return lower_bound(situation, own if work.bound_effort is None else work.bound_effort)


def _row(instance: OrderingInstance, name: str, method: Method) -> Row:
    states = States(instance)
    starts = time.process_time()
    order = method(states)
    cpu_s = time.process_time() - starts
    return Row(method=name, order=order, ens=states.energy_not_served(order), cpu_s=cpu_s)


def _plain(result: Result) -> dict[str, object]:
    def pairs(components: Sequence[Component]) -> list[list[object]]:
        return [list(component) for component in components]

    return {
        "case": result.case,
        "seed": result.seed,
        "damaged": pairs(result.instance.damaged),
        "periods": len(result.instance.damaged) + 1,
        "load_pu": result.instance.load_pu,
        "bound": result.bound,
        "bound_cpu_s": result.bound_cpu_s,
        "methods": [
            {
                "method": row.method,
                "ens": row.ens,
                "gap_share": result.gap_share(row.ens),
                "cpu_s": row.cpu_s,
                "order": pairs(row.order),
            }
            for row in result.rows
        ],
    }


def _words(result: Result) -> str:
    damaged, load = len(result.instance.damaged), result.instance.load_pu
    lines = [
        f"{result.case}, seed {result.seed}: {damaged} damaged components, load {load:.6g} pu",
        f"bound {result.bound:.6f} in {result.bound_cpu_s:.2f} CPU s; every ENS counted twice",
        f"{'method':<34}{'ENS':>14}{'gap':>9}{'CPU s':>10}",
    ]
    lines += [
        f"{row.method:<34}{row.ens:>14.6f}{result.gap_share(row.ens):>9.2%}{row.cpu_s:>10.2f}" for row in result.rows
    ]
    return "\n".join(
        [*lines, "", *(f"{row.method}: {json.dumps([list(c) for c in row.order])}" for row in result.rows)]
    )


def _line(result: Result, *, heading: bool) -> str:
    names = [row.method for row in result.rows]
    title = f"{'case':<17}{'seed':>5}{'D':>5}" + "".join(f"{_short(name):>15}" for name in names)
    cells = "".join(f"{row.ens:>15.4f}" for row in result.rows)
    times = "".join(f"{row.cpu_s:>15.2f}" for row in result.rows)
    gap = result.gap_share(result.ens("svitlo"))
    lines = [
        f"{result.case:<17}{result.seed:>5}{len(result.instance.damaged):>5}{cells}{result.bound:>13.4f}{gap:>8.2%}"
    ]
    lines.append(f"{'':<20}{'CPU s':>7}{times}{result.bound_cpu_s:>13.2f}")
    return "\n".join([title + f"{'bound':>13}{'gap':>8}", *lines] if heading else lines)


def _short(name: str) -> str:
    """A method's name in fourteen characters."""
    for long, short in (
        ("utilisation", "util"),
        ("descending", "desc"),
        ("svitlo_in_time_of_", "in:"),
        ("_best_of_", "_best"),
    ):
        name = name.replace(long, short)
    return name


def _summary(results: Sequence[Result]) -> str:
    methods = [row.method for row in results[0].rows]
    pairs = [("svitlo", name) for name in methods if not name.startswith("svitlo")]
    pairs += [(name, name.removeprefix("svitlo_in_time_of_")) for name in methods if name.startswith("svitlo_")]
    lines = ["", f"{'energy not served':<48}{'mean':>9}{'median':>9}{'worst':>9}  instances where Svitlo is worse"]
    for ours, theirs in pairs:
        ratios = [result.ens(ours) / result.ens(theirs) for result in results]
        worse = sum(ratio > 1.0 + AGREEMENT for ratio in ratios)
        lines.append(
            f"{f'{ours} / {theirs}':<48}{statistics.mean(ratios):>9.4f}{statistics.median(ratios):>9.4f}"
            f"{max(ratios):>9.4f}  {worse}"
        )
    for case in dict.fromkeys(result.case for result in results):
        gaps = [result.gap_share(result.ens("svitlo")) for result in results if result.case == case]
        lines.append(f"gap {case:<20}{statistics.mean(gaps):>9.2%}{statistics.median(gaps):>9.2%}{max(gaps):>9.2%}")
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])

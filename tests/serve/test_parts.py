"""The parts below: files that are whole or not there, locks, copies of cases, and where a stop may come in."""

import ast
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from types import FrameType

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.serve import copying, disk, stopper
from svitlo.serve.wishes import Wish, wish_of
from svitlo.tables.errors import BadInput
from tests.bad_inputs.good_case import write_good
from tests.conftest import EXAMPLES, ROOT

HOLD = """
import sys, time
from pathlib import Path
from svitlo.serve.disk import Lock
lock = Lock.taken(Path(sys.argv[1]))
print(lock is not None, flush=True)
time.sleep(60)
"""


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert disk.is_locked(path)
        assert disk.Lock.taken(path) is None
        holder.kill()
        holder.wait()
    assert not disk.is_locked(path)
    assert not disk.is_locked(tmp_path / "not there")
    lock = disk.Lock.taken(path)
    assert lock is not None
    lock.say("me")
    assert path.read_text() == "me"
    lock.release()
    assert not disk.is_locked(path)


def test_records_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    disk.write_json(path, {"a": 1})
    disk.write_json(path, {"a": 2})
    assert disk.read_json(path) == {"a": 2}
    with pytest.raises(ValueError, match="JSON"):
        disk.write_json(path, {"a": float("nan")})
    assert disk.read_json(path) == {"a": 2}
    assert [one.name for one in tmp_path.iterdir()] == ["record.json"]
    for content in ("", "[1]", "{", "[" * 100_000):
        path.write_text(content)
        assert disk.read_json(path) is None


def test_lines_survive_a_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    assert list(disk.read_lines(path)) == []
    disk.append_line(path, {"n": 1})
    with path.open("a") as file:
        file.write('{"n": 2')
    assert list(disk.read_lines(path)) == [{"n": 1}]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("First light", "first-light"), ("Зима", "case"), ("../../etc", "etc"), ("A" * 99, "a" * 40), ("Łódź 5", "odz-5")],
)
def test_ids_look_like_ids(name: str, expected: str) -> None:
    item_id = disk.id_of(name, "0123456789abcdef", "case")
    assert item_id == f"{expected}-0123456789"
    assert disk.ID.fullmatch(item_id)


# ---- copies of cases


@pytest.mark.parametrize("example", ["first-light", "together", "from-matpower"])
def test_a_copy_is_the_same_case(example: str, tmp_path: Path) -> None:
    folder = EXAMPLES / example
    case = read_case(folder)
    write(copying.files_of(folder, case), tmp_path)
    assert read_case(tmp_path).sha256 == case.sha256


def test_a_workbook_becomes_tables_when_its_damage_changes(tmp_path: Path) -> None:
    folder = EXAMPLES / "from-matpower"
    case = read_case(folder)
    damage = case.damage.head(1)
    write(copying.files_with_damage(folder, case, damage, "Нова назва"), tmp_path)
    made = read_case(tmp_path)
    assert not (tmp_path / "case.xlsx").exists()
    assert made.damage.equals(damage)
    assert made.settings.name == "Нова назва"
    for table in ("places", "works", "needs", "catalogue", "crews", "pledges"):
        assert getattr(made, table).equals(getattr(case, table)), table


def write(files: copying.Files, folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("network", ["../network.m", "{outside}/network.m", "link.m"])
def test_a_network_outside_the_folder_is_not_taken_along(tmp_path: Path, network: str) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    write_good(folder)
    text = (folder / "case.toml").read_text()
    own = tomllib.loads(text)["power"]["network"]
    (folder / own).rename(tmp_path / "network.m")
    (folder / "link.m").symlink_to(tmp_path / "network.m")
    (folder / "case.toml").write_text(text.replace(own, network.format(outside=tmp_path)))
    case = read_case(folder)
    with pytest.raises(BadInput, match="outside the case folder"):
        copying.files_of(folder, case)


@pytest.mark.parametrize(
    "text",
    [
        '[case]\nname = "old"\nstart = 2030-01-01\n',
        "[case]\r\nname='old' # a word\r\nstart = 2030-01-01\r\n",
        '[power]\nname = "not this"\n[ case ]\nname = "an \\"old\\" one"\n[[water]]\nname = "old"\n',
    ],
)
def test_only_the_name_of_the_case_is_changed(text: str) -> None:
    name = 'Ніч "восьмого" \\ #1'
    before, after = tomllib.loads(text), tomllib.loads(copying.renamed(text.encode(), name).decode())
    assert after["case"]["name"] == name
    before["case"]["name"] = name
    assert after == before


@pytest.mark.parametrize("text", ['case.name = "old"\n', '[case]\nname = """old"""\n', "[other]\n", "no toml"])
def test_a_name_that_cannot_be_changed_for_sure_stays(text: str) -> None:
    assert copying.renamed(text.encode(), "new") == text.encode()


# ---- wishes


def test_a_wish_without_much_said() -> None:
    assert wish_of({"case_id": "a"}) == Wish(case_id="a")
    wish = wish_of({"case_id": "a", "effort": None, "seed": None, "time_limit_s": 2, "planner": "greedy"})
    assert wish.record() == {
        "case_id": "a",
        "planner": "greedy",
        "seed": 0,
        "effort": None,
        "count_announced": False,
        "time_limit_s": 2,
    }


# ---- where a stop may come in


def test_planning_can_be_stopped_where_these_catch_it() -> None:
    places = {
        path.relative_to(ROOT / "src" / "svitlo").as_posix(): stopper.catching_places(str(path))
        for path in sorted((ROOT / "src" / "svitlo").rglob("*.py"))
    }
    caught = {name for name, found in places.items() if found}
    assert {"pipeline.py", "plan/search.py", "plan/bound.py", "plan/coupled_bound.py", "plan/replan.py"} <= caught
    assert not any(name.startswith("serve/") for name in caught)
    # With nothing found so far these raise it again, and there would be no plan.
    assert [place.needs for place in places["rounds.py"]] == ["found"]
    assert "starts" in {place.needs for place in places["plan/planners.py"]}


def test_lines_outside_the_package_do_not_count() -> None:
    assert stopper.catching_places(__file__) == ()
    assert not stopper.is_caught(None)


def test_a_search_catches_and_what_is_around_it_does_not() -> None:
    path = ROOT / "src" / "svitlo" / "plan" / "search.py"
    place, *_ = stopper.catching_places(str(path))
    first, last = place.first, place.last
    assert place.needs is None
    lines = path.read_text().splitlines()
    assert lines[first - 2].strip() == "try:"
    assert lines[last].strip() == "except KeyboardInterrupt:"
    tree = ast.parse(path.read_bytes())
    improved = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "improved")
    assert improved.lineno < first < last < (improved.end_lineno or 0)


def test_a_wish_to_stop_waits_for_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caught = threading.Event()

    def is_caught(_: FrameType | None) -> bool:
        return caught.is_set()

    monkeypatch.setattr(stopper, "is_caught", is_caught)
    listener = stopper.Stopper(tmp_path / "stop")
    pause = threading.Event()
    with listener.listening():
        stopper.ask(tmp_path / "stop")
        pause.wait(0.4)
        assert listener.raised_count == 0
        caught.set()
        with pytest.raises(KeyboardInterrupt):
            pause.wait(5)
        caught.clear()
        # The plan is found: what follows may go on for a while, unless somebody asks once more.
        monkeypatch.setattr(stopper, "PATIENCE_S", 0.5)
        listener.stage("checking by AC power flow")
        pause.wait(0.7)
        caught.set()
        pause.wait(0.3)
        assert listener.raised_count == 1, "patience begins with what can be stopped"
        with pytest.raises(KeyboardInterrupt):
            pause.wait(5)
        monkeypatch.setattr(stopper, "PATIENCE_S", 60.0)
        listener.stage("comparing")
        pause.wait(0.4)
        stopper.ask(tmp_path / "stop")
        with pytest.raises(KeyboardInterrupt):
            pause.wait(5)
        caught.clear()
    assert listener.raised_count >= 2

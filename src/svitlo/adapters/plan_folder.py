"""A plan folder: written whole or not at all, and read back as strictly as a case."""

import contextlib
import ctypes
import json
import math
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from svitlo.adapters.csv_table import csv_grid
from svitlo.adapters.table_reader import read_table
from svitlo.tables.draft import printable, shown
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.results import Decisions, Plan
from svitlo.tables.schema import PLAN_SPECS

if sys.platform != "win32":
    import fcntl

SUMMARY = "summary.json"
PLAN_FILES = frozenset({SUMMARY, "report.html", *(f"{spec.name}.csv" for spec in PLAN_SPECS)})
PATH_ERRORS = (OSError, ValueError, RuntimeError)
"""What the standard library raises on paths that cannot be: too long, a NUL inside, links in a circle."""

AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""Constants of the Linux call `renameat2`."""

NUMBERS = (
    "objective",
    "objective_proven",
    "do_nothing",
    "person_hours_without_power",
    "person_hours_without_water",
    "spent_usd",
    "seconds",
)
NOT_ALWAYS_COUNTED = ("person_hours_without_heat", "people_drained")
"""Null where a planner does not follow heat places: not known is not nought, and the audit says so."""

SUMMARY_TYPES: Mapping[str, tuple[type, ...]] = {
    "version": (int,),
    "case_sha256": (str,),
    "bound": (int, float),
    "gap_share": (int, float, type(None)),
    **dict.fromkeys(NUMBERS, (int, float)),
    **dict.fromkeys(NOT_ALWAYS_COUNTED, (int, float, type(None))),
    "planner": (str,),
    "seed": (int,),
    "effort": (int,),
    "count_announced": (bool,),
    "proof": (dict,),
    "notes": (list,),
    "svitlo": (str,),
    "engines": (dict,),
}
"""What `summary.json` must hold; further keys are kept. `gap_share` may be null where there is nothing to divide by."""

TYPE_WORDS: Mapping[type, str] = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    dict: "an object with keys",
    list: "a list",
    type(None): "null",
}


def check_target(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that `write_plan` would refuse, so that nobody plans for minutes in vain. Raises `BadInput`."""
    name = printable(folder)
    try:
        target = _target(folder)
        if not target.parent.is_dir():
            raise BadInput.of(name, "the folder above it does not exist")
        if not target.exists():
            return
        if not target.is_dir():
            raise BadInput.of(name, "is there already and is not a folder")
        if not replace:
            raise BadInput.of(name, "is there already", hint="name a new folder, or ask for the plan to be replaced")
        if not (target / SUMMARY).is_file():
            raise BadInput.of(name, f"is not a plan (it has no {SUMMARY}) and is not replaced")
        others = sorted(path.name for path in target.iterdir() if path.name not in PLAN_FILES)
    except PATH_ERRORS as error:
        raise BadInput.of(name, f"cannot be looked at ({error})") from None
    if others:
        what = f"holds {shown(others[0])}, which is not part of a plan and would be lost"
        raise BadInput.of(name, what, hint="move it elsewhere")


def write_plan(files: Mapping[str, bytes], folder: Path, *, replace: bool = False) -> None:
    """Write a plan's files so that the folder holds all of them or is as it was before, whatever stops the run.

    The files are written beside the folder under a hidden name, flushed to the disk and renamed; where the system can,
    a plan that is replaced changes places with the new one in one step. Raises `BadInput` where the folder is there
    already (unless `replace`), is not a plan, or cannot be written.
    """
    if not PLAN_FILES.issuperset(files) or SUMMARY not in files:
        raise ValueError(f"not the files of a plan: {sorted(files)}")
    check_target(folder, replace=replace)
    target = _target(folder)
    try:
        with _locked(target.parent):
            _clean(target)
            check_target(folder, replace=replace)
            _rewrite(target, lambda fresh: _fill(fresh, files))
    except OSError as error:
        raise BadInput.of(printable(folder), f"cannot be written ({error.strerror})") from None


def write_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make or replace a folder: it is as `fill` leaves an empty one, or as it was before, whatever stops the run.

    Raises what `fill` raises, and OSError where the folder cannot be written.
    """
    target = _target(folder)
    with _locked(target.parent):
        _clean(target)
        _rewrite(target, fill)


def _rewrite(target: Path, fill: Callable[[Path], None]) -> None:
    fresh = _beside(target, "new")
    try:
        fresh.mkdir()
        fill(fresh)
        _flush(fresh)
        _swap_in(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _target(folder: Path) -> Path:
    """The absolute path; where the folder is a link, what it points to."""
    return Path(folder).resolve()


def _beside(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}.svitlo-{role}")


@contextlib.contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """One process at a time writes plans into a folder, so whatever hidden folders it finds there are left-overs."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _clean(target: Path) -> None:
    """Put back a plan that a killed run had set aside, and remove what it left."""
    fresh, aside = _beside(target, "new"), _beside(target, "old")
    if aside.is_dir() and not target.exists():
        aside.rename(target)
    for path in (fresh, aside):
        shutil.rmtree(path, ignore_errors=True)


def _fill(fresh: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        with (fresh / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap_in(fresh: Path, target: Path) -> None:
    """Put the new plan in its place; afterwards `fresh` is gone or holds the old plan."""
    aside = _beside(target, "old")
    if not target.exists():
        fresh.rename(target)
    elif not _exchanged(fresh, target):
        target.rename(aside)
        try:
            fresh.rename(target)
        except BaseException:
            aside.rename(target)
            raise
    _flush(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system cannot (Linux can, since 3.15)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0)


def read_plan(folder: Path) -> Plan:
    """The plan that a folder holds. Raises `BadInput` with everything that is wrong with its form."""
    folder = Path(folder)
    try:
        if not folder.is_dir():
            raise BadInput.of(printable(folder), "is not a folder" if folder.exists() else "does not exist")
    except PATH_ERRORS:
        raise BadInput.of(printable(folder), "cannot be read") from None
    problems: list[Problem] = []
    summary = _summary(folder, problems)
    frames: dict[str, pl.DataFrame] = {}
    for spec in PLAN_SPECS:
        file = f"{spec.name}.csv"
        try:
            table, found = read_table(spec, file, csv_grid(_content(folder / file), file))
        except BadInput as error:
            problems += error.problems
            continue
        problems += found
        frames[spec.name] = table.frame
    if problems:
        raise BadInput(problems)
    decisions = Decisions(**{name: frames[name] for name in ("purchases", "repairs", "installs", "uses")})
    return Plan(decisions=decisions, service=frames["service"], places=frames["places"], summary=summary)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadInput.of(path.name, "is not a file" if path.exists() else "is missing")
        return path.read_bytes()
    except OSError as error:
        raise BadInput.of(path.name, f"cannot be read ({error.strerror})") from None


def _summary(folder: Path, problems: list[Problem]) -> dict[str, object]:
    """`summary.json`, its keys checked."""
    try:
        raw = json.loads(
            _content(folder / SUMMARY).decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_once
        )
        endless = sorted(key for key, value in raw.items() if _endless(value)) if isinstance(raw, dict) else []
    except BadInput as error:
        problems += error.problems
        return {}
    except (ValueError, RecursionError) as error:
        problems.append(Problem(SUMMARY, 0, "", f"is not JSON ({str(error)[:100]})"))
        return {}
    if not isinstance(raw, dict):
        problems.append(Problem(SUMMARY, 0, "", "is not an object with keys"))
        return {}
    problems += [Problem(SUMMARY, 0, key, "is not a finite number") for key in endless]
    problems += _summary_problems(raw)
    return raw


def _summary_problems(raw: dict[str, object]) -> Iterator[Problem]:
    for key, types in SUMMARY_TYPES.items():
        if key not in raw:
            yield Problem(SUMMARY, 0, key, "is missing")
        elif type(raw[key]) not in types:
            words = " or ".join(TYPE_WORDS[kind] for kind in types)
            yield Problem(SUMMARY, 0, key, f"{shown(raw[key])} is not {words}")
    if raw.get("version", 1) != 1:
        yield Problem(SUMMARY, 0, "version", f"{shown(raw['version'])} is not a version that this program reads")
    if not re.fullmatch("[0-9a-f]{64}", str(raw.get("case_sha256", "0" * 64))):
        yield Problem(SUMMARY, 0, "case_sha256", "is not a SHA-256 in hexadecimal")


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key is there twice")
    return dict(pairs)


def _endless(value: object) -> bool:
    """Whether a number, or any number inside, is too large for a double."""
    if isinstance(value, dict | list):
        return any(_endless(part) for part in (value.values() if isinstance(value, dict) else value))
    if isinstance(value, int):
        return abs(value) > sys.float_info.max
    return isinstance(value, float) and not math.isfinite(value)

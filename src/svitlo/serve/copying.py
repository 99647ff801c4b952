"""The files of a case as a folder of its own: taken over as they are, or with another damage table and name."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from svitlo.adapters.case_folder import BOOK
from svitlo.adapters.case_toml import FILE as TOML
from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.networks import power_source, water_source
from svitlo.tables.case import Case, Settings
from svitlo.tables.draft import shown
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.schema import CASE_SPECS, DAMAGE

Files = Mapping[str, bytes]
"""Paths below the case folder, and what is in them."""

NAME_LINE = re.compile(r"""^(\s*name\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')(\s*(?:#.*)?)$""")
TABLE_LINE = re.compile(r"^\s*\[")
CASE_LINE = re.compile(r"^\s*\[\s*case\s*\]\s*(?:#.*)?$")


def files_of(folder: Path, case: Case) -> Files:
    """The files of a case that count, as they are. Raises `BadInput` where one lies outside its folder."""
    names = [TOML, *(f"{spec.name}.csv" for spec in CASE_SPECS), BOOK]
    files = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    return {**files, **_networks(folder, case.settings)}


def files_with_damage(folder: Path, case: Case, damage: pl.DataFrame, name: str | None) -> Files:
    """The same with another damage table and, if given, another name; sheets become CSV files.

    Raises `BadInput` as `files_of`.
    """
    files = dict(files_of(folder, case))
    # A workbook cannot be changed in place: its tables are written anew, with the values that were read.
    in_book = files.pop(BOOK, None) is not None
    for spec in CASE_SPECS:
        table: pl.DataFrame = getattr(case, spec.name)
        file = f"{spec.name}.csv"
        if in_book and file not in files and not table.is_empty():
            files[file] = csv_bytes(table, spec)
    files["damage.csv"] = csv_bytes(damage, DAMAGE)
    if name is not None:
        files[TOML] = renamed(files[TOML], name)
    return files


def _networks(folder: Path, settings: Settings) -> Files:
    """The network files; built-in networks have none."""
    sources = [power_source(settings.power_network, folder)]
    sources += [water_source(water.network, folder) for water in settings.water]
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    home = folder.resolve()
    for source in sources:
        if source.path is None:
            continue
        relative = Path(source.name)
        if relative.is_absolute() or ".." in relative.parts or not source.path.resolve().is_relative_to(home):
            hint = "put the file into the case folder and name it there: what is planned must not change under a plan"
            problems.append(Problem(TOML, 0, "", f"the network {shown(source.name)} is outside the case folder", hint))
        else:
            files[relative.as_posix()] = source.path.read_bytes()
    if problems:
        raise BadInput(problems)
    return files


def renamed(content: bytes, name: str) -> bytes:
    """`case.toml` with another name and nothing else changed; as it is where that cannot be done for sure."""
    text = content.decode("utf-8-sig")
    wanted = _parsed(text)
    if "case" not in wanted:
        return content
    wanted["case"]["name"] = name
    lines = text.split("\n")
    inside = False
    for row, line in enumerate(lines):
        bare = line.rstrip("\r")
        if TABLE_LINE.match(bare):
            inside = CASE_LINE.match(bare) is not None
        found = NAME_LINE.match(bare) if inside else None
        if found is not None:
            # JSON writes a string of printable characters as TOML does.
            lines[row] = f"{found[1]}{json.dumps(name, ensure_ascii=False)}{found[3]}{line[len(bare) :]}"
            break
    changed = "\n".join(lines)
    return changed.encode() if _parsed(changed) == wanted else content


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return {}

"""A case folder: `case.toml`, its tables as CSV files or sheets of `case.xlsx`, and the network it names."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from svitlo.adapters.case_toml import FILE as TOML
from svitlo.adapters.case_toml import read_toml
from svitlo.adapters.csv_table import Grid, csv_grid
from svitlo.adapters.networks import Source, power_source, read_power, read_water, water_source
from svitlo.adapters.table_reader import read_table, unreadable
from svitlo.adapters.xlsx import Book, read_book
from svitlo.tables.case import Case, PowerTables
from svitlo.tables.checks import check_case
from svitlo.tables.draft import Heading, ReadTable, did_you_mean, draft_of, printable, shown
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.notes import notes_of
from svitlo.tables.schema import CASE_SPECS
from svitlo.tables.water import WaterTables

BOOK = "case.xlsx"
LOOKALIKES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".tsv")
"""Files in which somebody may believe a table to be, though nobody reads them."""

MOST_BYTES = 256 * 1024 * 1024


class _Reading:
    """One reading of one folder: the problems so far and the content of every file that counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.contents: dict[str, bytes] = {}

    def content(self, name: str, path: Path) -> bytes | None:
        """A file's content, kept for the hash; None, with a problem, where it cannot be read."""
        try:
            if not path.is_file():
                raise BadInput.of(name, "is not a file")
            if path.stat().st_size > MOST_BYTES:
                raise BadInput.of(name, f"is larger than {MOST_BYTES // 1024**2} MB")
            self.contents[name] = path.read_bytes()
        except OSError as error:
            self.problems.append(Problem(name, 0, "", f"cannot be read ({error.strerror or 'no reason given'})"))
        except BadInput as error:
            self.problems += error.problems
        return self.contents.get(name)

    def sha256(self) -> str:
        """Of the sorted names and contents, each with its length so that no two cases can be confused."""
        digest = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            for part in (name.encode("utf-8", "surrogateescape"), content):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        return digest.hexdigest()


def read_case(folder: Path) -> Case:
    """The case that a folder holds. Raises `BadInput` with everything that is wrong with it."""
    folder = Path(folder)
    reading = _Reading(folder)
    names = _names(folder)
    heading = _heading(reading, names)
    tables = _tables(reading, names)
    water = _water(reading, heading)
    power = _network(reading, heading)
    draft = draft_of(heading, tables, power, water)
    reading.problems += check_case(draft)
    if reading.problems or heading.settings is None or power is None:
        raise BadInput(reading.problems)
    return Case(
        settings=heading.settings,
        power=power,
        sha256=reading.sha256(),
        notes=(*reading.notes, *notes_of(draft)),
        water=water,
        **{name: table.frame for name, table in tables.items()},
    )


def _names(folder: Path) -> list[str]:
    """Names of what lies in the folder, sorted. Raises `BadInput` where there is no folder."""
    try:
        if not folder.is_dir():
            what = "is not a folder" if folder.exists() else "does not exist"
            raise BadInput.of(printable(folder), what, hint="a case is a folder with a case.toml")
        return sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):
        raise BadInput.of(printable(folder), "cannot be read") from None


def _heading(reading: _Reading, names: list[str]) -> Heading:
    if TOML not in names:
        reading.problems.append(Problem(TOML, 0, "", "is missing", "every case has one: name, start, days, network"))
        return Heading()
    content = reading.content(TOML, reading.folder / TOML)
    if content is None:
        return Heading()
    heading, problems = read_toml(content)
    reading.problems += problems
    return heading


def _tables(reading: _Reading, names: list[str]) -> dict[str, ReadTable]:
    """Every table of a case; one that cannot be read is blind, one that is not there is empty."""
    reading.problems += _strangers(names)
    book = _book(reading) if BOOK in names else Book(sheets={})
    tables: dict[str, ReadTable] = {}
    for spec in CASE_SPECS:
        file, sheet = f"{spec.name}.csv", f"{BOOK}, sheet {spec.name}"
        grid: Grid | None = None
        if file in names:
            if spec.name in book.sheets:
                hint = f"delete one of them: {file} or the sheet"
                reading.problems.append(Problem(file, 0, "", f"the table is in {BOOK} as well", hint))
            grid = _csv(reading, file)
        elif spec.name in book.sheets:
            file, grid = sheet, book.sheets[spec.name]
        elif not book.failed:
            tables[spec.name] = ReadTable.absent(spec)
            continue
        if grid is None:
            tables[spec.name] = unreadable(spec, file)
            continue
        tables[spec.name], problems = read_table(spec, file, grid)
        reading.problems += problems
    return tables


def _strangers(names: list[str]) -> Iterator[Problem]:
    """Files that look like tables and are none, so that a slip in a name is never a table without rows."""
    known = {f"{spec.name}.csv" for spec in CASE_SPECS}
    for name in names:
        suffix = Path(name).suffix.lower()
        if name in known or name == BOOK or name.startswith((".", "~$")):
            continue
        if suffix == ".csv":
            yield Problem(printable(name), 0, "", "is not a table of a case", did_you_mean(name, known))
        elif suffix in LOOKALIKES:
            yield Problem(printable(name), 0, "", "is not read", f"tables are CSV files, or the sheets of {BOOK}")


def _book(reading: _Reading) -> Book:
    content = reading.content(BOOK, reading.folder / BOOK)
    if content is None:
        return Book(sheets={}, failed=True)
    book = read_book(content, BOOK, {spec.name for spec in CASE_SPECS})
    reading.problems += book.problems
    reading.notes += book.notes
    return book


def _csv(reading: _Reading, file: str) -> Grid | None:
    content = reading.content(file, reading.folder / file)
    try:
        return None if content is None else csv_grid(content, file)
    except BadInput as error:
        reading.problems += error.problems
        return None


def _network(reading: _Reading, heading: Heading) -> PowerTables | None:
    """The power network; None, with problems, where it cannot be read."""
    source = None if heading.network is None else _source(reading, heading.network, water=False)
    if source is None:
        return None
    try:
        power, notes = read_power(source)
    except BadInput as error:
        reading.problems += [replace(problem, file=source.name) for problem in error.problems]
        return None
    reading.notes += notes
    return power


def _water(reading: _Reading, heading: Heading) -> dict[str, WaterTables]:
    """The water networks that can be read, by name; the others leave problems."""
    found: dict[str, WaterTables] = {}
    for network in heading.water:
        source = _source(reading, network.network, water=True) if network.network else None
        if source is None or not network.name:
            continue
        try:
            found[network.name], notes = read_water(source, network.name)
        except BadInput as error:
            reading.problems += [replace(problem, file=source.name) for problem in error.problems]
        else:
            reading.notes += notes
    return found


def _source(reading: _Reading, text: str, *, water: bool) -> Source | None:
    try:
        source = (water_source if water else power_source)(text, reading.folder)
    except BadInput as error:
        reading.problems += error.problems
        return None
    if source.path is None:
        reading.contents[source.name] = source.name.encode()
        return source
    if Path(text).is_absolute():
        reading.notes.append(f"The network {shown(text, 80)} is an absolute path: the case cannot be moved.")
    return None if reading.content(text, source.path) is None else source

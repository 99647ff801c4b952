"""Malformed cases, each the good case with one thing wrong, and where that must be found.

`materialise(number, folder)` writes case number `number` (from 0) into a folder, for tests of the command line too.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from tests.bad_inputs.good_case import write_good

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Malformed:
    """One malformed case: among its problems is one at (file, row, column) whose text holds `says`."""

    name: str
    change: Change = field(repr=False)
    file: str
    row: int
    column: str
    says: str

    def __str__(self) -> str:
        return self.name


def materialise(number: int, folder: Path) -> Malformed:
    """Write malformed case number `number` into a new folder."""
    case = CORPUS[number]
    case.change(write_good(folder))
    return case


def swap(name: str, old: str, new: str) -> Change:
    """Replace a text that is there exactly once."""

    def change(folder: Path) -> None:
        text = (folder / name).read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        (folder / name).write_bytes(text.replace(old, new).encode())

    return change


def put(name: str, content: bytes | str) -> Change:
    """Write a file, new or instead of the good one."""
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data) and None


def add(name: str, line: str) -> Change:
    """Add a line at the end of a table."""
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + line.encode() + b"\n") and None


def drop(name: str) -> Change:
    """Delete a file."""
    return lambda folder: (folder / name).unlink()


def cut(name: str, length: int) -> Change:
    """Keep only the first bytes of a file."""
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:length]) and None


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


def book(sheet: str, rows: list[list[object]], merge: str = "") -> Change:
    """Put a table into `case.xlsx` instead of its CSV file."""

    def change(folder: Path) -> None:
        (folder / f"{sheet}.csv").unlink(missing_ok=True)
        with xlsxwriter.Workbook(str(folder / "case.xlsx")) as workbook:
            day = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            page = workbook.add_worksheet(sheet)
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date):
                        page.write_datetime(row, place, cell, day)
                    elif str(cell).startswith("="):
                        page.write_formula(row, place, str(cell), None, "#REF!" if "REF" in str(cell) else 0)
                    elif cell is not None:
                        page.write(row, place, cell)
            if merge:
                page.merge_range(merge, "merged")

    return change


def raw_sheet(cells: str) -> Change:
    """A `case.xlsx` with one sheet `crews` whose XML holds these cells after a good header."""

    def change(folder: Path) -> None:
        book("crews", [["crew_kind", "count", "from", "to"]])(folder)
        path = folder / "case.xlsx"
        out = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    content = content.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
                new.writestr(name, content)
        path.write_bytes(out.getvalue())

    return change


def bomb(folder: Path) -> None:
    """A small zip that says it unpacks to 260 MB."""
    with zipfile.ZipFile(folder / "case.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        block = bytes(1 << 20)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(260):
                part.write(block)


def _case(name: str, change: Change, file: str, row: int, column: str, says: str) -> Malformed:
    return Malformed(name, change, file, row, column, says)


def _cell(table: str, old: str, new: str, row: int, column: str, says: str) -> Malformed:
    return Malformed(f"{table}: {new.strip()[:40]}", swap(f"{table}.csv", old, new), f"{table}.csv", row, column, says)


def _toml(old: str, new: str, column: str, says: str, row: int = 0) -> Malformed:
    return Malformed(f"toml: {new.strip()[:40]}", swap("case.toml", old, new), "case.toml", row, column, says)


def _full(table: str, content: bytes | str, row: int, says: str, name: str) -> Malformed:
    return Malformed(f"{table} {name}", put(f"{table}.csv", content), f"{table}.csv", row, "", says)


def _sheet(name: str, rows: list[list[object]], row: int, column: str, says: str, merge: str = "") -> Malformed:
    header: list[object] = ["crew_kind", "count", "from", "to"]
    change = book("crews", [header, *rows], merge)
    return Malformed(f"sheet {name}", change, "case.xlsx, sheet crews", row, column, says)


DAY = date(2022, 11, 29)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROTECTED = OLE + "EncryptedPackage".encode("utf-16-le")
HEADER = "crew_kind,count,from,to\n"

SETTINGS = (
    _case("no case.toml", drop("case.toml"), "case.toml", 0, "", "missing"),
    _case("empty case.toml", put("case.toml", ""), "case.toml", 0, "case.version", "missing"),
    _case("cut case.toml", cut("case.toml", 9), "case.toml", 2, "", "not TOML"),
    _case("binary case.toml", put("case.toml", b"\xff\xfe\x00["), "case.toml", 1, "", "UTF-8"),
    _case("deep case.toml", put("case.toml", "a = " + "[" * 5000), "case.toml", 0, "", "nested"),
    _case("endless number", put("case.toml", "a = " + "9" * 5000), "case.toml", 0, "", "not TOML"),
    _toml("version = 2", "version = 3", "case.version", "version"),
    _toml("version = 2", "version = true", "case.version", "True"),
    _case("plants in version 1", swap("case.toml", "version = 2", "version = 1"), "plants.csv", 2, "", "version 2"),
    _toml('name = "Tiny"', 'name = ""', "case.name", "empty"),
    _toml('name = "Tiny"', "name = 5", "case.name", "not text"),
    _toml("start = 2022-11-29", 'start = "2022-11-29"', "case.start", "without quotes"),
    _toml("start = 2022-11-29", "start = 2022-11-29T00:00:00", "case.start", "not a date"),
    _toml("start = 2022-11-29", "start = 0202-11-29", "case.start", "check the year"),
    _toml("start = 2022-11-29", "start = 2022-02-30", "", "not TOML", row=4),
    _toml("days = 5", "days = 0", "case.days", "1 to 366"),
    _toml("days = 5", "days = 367", "case.days", "1 to 366"),
    _toml("days = 5", "days = 5.0", "case.days", "whole number"),
    _toml("days = 5", "days = 5\ndays = 6", "", "not TOML", row=6),
    _toml("days = 5", "day = 5", "case.day", "did you mean 'days'"),
    _toml("[cold]", "[colds]", "colds", "did you mean 'cold'"),
    _toml("people_per_mw = 500", "people_per_mw = true", "power.people_per_mw", "not a number"),
    _toml("people_per_mw = 500", "people_per_mw = nan", "power.people_per_mw", "nan"),
    _toml("people_per_mw = 500", "people_per_mw = inf", "power.people_per_mw", "inf"),
    _toml("people_per_mw = 500", "people_per_mw = -1", "power.people_per_mw", "not between"),
    _toml('network = "tiny.m"', 'networks = "tiny.m"', "power.network", "missing"),
    _toml('network = "tiny.m"', 'network = "other.m"', "power.network", "does not exist"),
    _toml('network = "tiny.m"', 'network = "."', "power.network", "not supported"),
    _toml('network = "tiny.m"', 'network = "tiny.nc"', "power.network", "not supported yet"),
    _toml('network = "tiny.m"', 'network = "pandapower:"', "", "names no network"),
    Malformed(
        "no such network",
        swap("case.toml", '"tiny.m"', '"pandapower:nosuchnetwork"'),
        "pandapower:nosuchnetwork",
        0,
        "",
        "no network of this name",
    ),
    _toml("hours = 16", "hours = 15", "block.hours", "23"),
    _toml("hours = 16", 'hours = "16"', "block[2].hours", "no quotes"),
    _toml('name = "day"', 'name = "night"', "block[2].name", "twice"),
    _toml("load_share = 0.7", "load_share = -0.7", "block[1].load_share", "not between"),
    _toml('name = "town"', 'name = "to/wn"', "water[1].name", "slash"),
    _toml('network = "town.inp"', 'network = "village.inp"', "water.network", "does not exist"),
    _toml("below_c = 5", "", "cold.below_c", "missing"),
    _toml("weight_per_c = 0.05", "weight_per_c = -0.05", "cold.weight_per_c", "not between"),
    _toml("EUR = 1.06", "EUR = 0", "fx.EUR", "0 is not a rate"),
    _toml("EUR = 1.06", "EUR = 1.06\nUSD = 2", "fx.USD", "not 1"),
    _toml("EUR = 1.06", "euro = 1.06", "fx.euro", "currency code"),
    _toml("[objective]", "[[objective]]", "objective", "not a table"),
)

FILES = (
    _case("unknown table", put("damages.csv", "a\n"), "damages.csv", 0, "", "did you mean 'damage.csv'"),
    _case("another spreadsheet", put("places.xlsx", "a"), "places.xlsx", 0, "", "not read"),
    _full("places", "", 0, "empty", "empty file"),
    _full("places", "place_id;name;kind;people\na;b;heat;5\n", 1, "semicolons", "with semicolons"),
    _full("places", "place_id\tname\tkind\tpeople\n", 1, "tabs", "with tabs"),
    _full("places", "place_id,name,kind,people\na,b,heat\n", 2, "3 cells", "row cut off"),
    _full("places", "place_id,name,kind,people,bus_id\na,b,heat,5,2,7\n", 2, "6 cells", "row too long"),
    _full("places", "place_id,name,kind,people,\na,b,heat,5,2\n", 1, "no name", "nameless column"),
    _full("places", b"place_id,name,kind,people\na,K\xf6y,heat,5\n", 2, "not UTF-8", "in Latin-1"),
    _full("places", "place_id,name\n".encode("utf-16"), 0, "UTF-16", "in UTF-16"),
    _full("places", b"place_id,name,kind,people\na,b\0,heat,5\n", 2, "NUL", "with NUL"),
    _full("places", 'place_id,name,kind,people\na,b,heat,5\n"c,d,heat,5\n', 3, "not a CSV record", "unclosed quote"),
    _full("places", 'place_id,name,kind,people\n"a"x,d,heat,5\n', 2, "not a CSV record", "text after a quote"),
    _full("places", b"PK\x03\x04" + bytes(40), 0, "spreadsheet", "that is a zip"),
    _full("places", "a,b\n" + "x" * 200_000 + ",1\n", 2, "field larger", "with a huge field"),
    _case(
        "a folder as table", both(drop("links.csv"), lambda f: (f / "links.csv").mkdir()), "links.csv", 0, "", "file"
    ),
    _case("not MATPOWER", put("tiny.m", "hello = 5\n"), "tiny.m", 0, "", "mpc"),
)

CELLS = (
    _cell("places", "place_id,name", "place,name", 1, "place_id", "missing"),
    _cell("places", "name,kind", "place_id,kind", 1, "place_id", "twice"),
    _cell("places", ",weight,", ",wieght,", 1, "wieght", "did you mean 'weight'"),
    _cell("places", "name,kind", " name,kind", 1, " name", "blanks"),
    _cell("places", "homes,Homes", "clinic,Homes", 3, "place_id", "twice, first in row 2"),
    _cell("places", "homes,Homes", ",Homes", 3, "place_id", "is empty"),
    _cell("places", "homes,Homes", "homes ,Homes", 3, "place_id", "blanks"),
    _cell("places", "homes,Homes", "ho\u200bmes,Homes", 3, "place_id", "invisible"),
    _cell("places", "homes,Homes", "homes,Ho\x1b[31mmes", 3, "name", "control character"),
    _cell("places", "homes,Homes", "bus/2,Homes", 3, "place_id", "may not begin"),
    _cell("places", "boiler,Boiler", "pump:a,Boiler", 4, "place_id", "may not begin"),
    _cell("places", "boiler,Boiler", "zone/a,Boiler", 4, "place_id", "may not begin"),
    _cell("plants", "gen/2", "gen/9", 2, "asset_id", "no machine"),
    _cell("plants", "town/J1", "town/J0", 2, "water_node_id", "no demand"),
    _cell("plants", "town/J1", "J1", 2, "water_node_id", "is not <network>/<id>"),
    _cell("links", "55.5", "0", 2, "rated_kw", "power of pump"),
    _cell("places", ",households,", ",household,", 3, "kind", "did you mean 'households'"),
    _cell("places", "15000", "NaN", 3, "people", "not a number"),
    _cell("places", "15000", "inf", 3, "people", "not a number"),
    _cell("places", "15000", "-1", 3, "people", "below 0"),
    _cell("places", "15000", '"15,000"', 3, "people", "thousands"),
    _cell("places", "15000", "15 000", 3, "people", "thousands"),
    _cell("places", "15000", "15_000", 3, "people", "underscores"),
    _cell("places", "15000", "0x3A98", 3, "people", "decimal"),
    _cell("places", "15000", '"1,5"', 3, "people", "decimal sign is a point"),
    _cell("places", "15000", "15000 people", 3, "people", "units"),
    _cell("places", "15000", "1e300", 3, "people", "too large"),
    _cell("places", "15000", "1e999", 3, "people", "too large"),
    _cell("places", "15000", "1e12", 3, "people", "more people than"),
    _cell("places", "15000", "١٥", 3, "people", "not a number"),
    _cell("places", "15000,2,", "15000,7,", 3, "bus_id", "no bus '7'"),
    _cell("places", "15000,2,", "15000,5,", 3, "bus_id", "no positive load"),
    _cell("places", "15000,2,", "15000,6,", 3, "bus_id", "out of service"),
    _cell("places", "15000,2,", "15000,,", 3, "bus_id", "neither"),
    _cell("places", "300,2,0.1", "300,2,1", 3, "load_share", "nothing is left"),
    _cell("places", "300,2,0.1", "300,,0.1", 2, "load_share", "without a bus_id"),
    _cell("places", "15000,2,,", "15000,2,0.95,", 3, "load_share", "sum to more than 1"),
    _cell("places", "8000,3,0.25", "8000,3,0", 4, "load_share", "not above 0"),
    _cell("places", "8000,3,0.25", "8000,3,25%", 4, "load_share", "units"),
    _cell("places", "8000,3,0.25", "8000,3,1.25", 4, "load_share", "above 1"),
    _cell("places", "0.1,town/J1,,", "0.1,town/J1,,6", 2, "drain_h", "kind hospital"),
    _cell("places", "0.5,town/J1", "0.5,J1", 5, "water_node_id", "<network>/<id>"),
    _cell("places", "0.5,town/J1", "0.5,city/J1", 5, "water_node_id", "no water network"),
    _cell("places", "0.5,town/J1", "0.5,town/J7", 5, "water_node_id", "no node 'J7' in water network town"),
    _cell("places", "0.5,town/J1", "0.5,town/R1", 5, "water_node_id", "is a reservoir"),
    _cell("places", "0.5,town/J1", "0.5,town/J0", 5, "water_node_id", "has no demand"),
    _cell("links", "town/PU1", "town/PU7", 2, "pump_id", "no pump 'PU7' in water network town"),
    _cell("links", "town/PU1", "town/P1", 2, "pump_id", "is a pipe"),
    _cell("links", "town/PU1,4", "town/PU1,9", 2, "bus_id", "no bus '9'"),
    _cell("links", "55.5,6", "55.5,25", 2, "backup_h", "above 24"),
    _cell("installs", "genset,", "gen,", 2, "equipment_id", "not a equipment_id"),
    _cell("installs", "hospital", "clinic", 2, "at", "not one of"),
    _cell("damage", "power/branch/1,", "branch/1,", 2, "asset_id", "not an asset id"),
    _cell("damage", "power/branch/1,", "power/branch,", 2, "asset_id", "not an asset id"),
    _cell("damage", "power/branch/1,", "power/branch/99,", 2, "asset_id", "not in the network"),
    _cell("damage", "power/branch/1,", "power/line/1,", 2, "asset_id", "assets of kind branch, bus, gen"),
    _cell("damage", "power/branch/1,", "power/brunch/1,", 2, "asset_id", "not a kind"),
    _cell("damage", "power/branch/1,", "power/branch/6,", 2, "asset_id", "out of service"),
    _cell("damage", "power/branch/1,", "power/branch/4,", 3, "asset_id", "twice"),
    _cell("damage", "power/bus/3,", "power/bus/33,", 5, "asset_id", "not in the network"),
    _cell("damage", "water/town/pipe", "water/town/bus", 6, "asset_id", "not a kind of water asset"),
    _cell("damage", "water/town/pipe", "water/village/pipe", 6, "asset_id", "no water network"),
    _cell("damage", "water/town/pipe/P1", "water/town/pipe/P7", 6, "asset_id", "is not in the network"),
    _cell("damage", "water/town/pipe/P1", "water/town/tank/P1", 6, "asset_id", "is not in the network"),
    _cell("works", "pipe,,,minor", "pipe,10,,minor", 5, "kv_min", "a pipe has no voltage"),
    _cell("damage", "2022-11-25", "2022-12-04", 2, "reported", "after the last day"),
    _cell("damage", "2022-11-25", "25.11.2022", 2, "reported", "ISO dates"),
    _cell("damage", "2022-11-25", "20221125", 2, "reported", "ISO dates"),
    _cell("damage", "2022-11-25", "2022-11-31", 2, "reported", "calendar"),
    _cell("damage", "2022-11-25", "2022-11-25 10:00", 2, "reported", "ISO dates"),
    _cell("damage", "2022-11-25", "0022-11-25", 2, "reported", "check the year"),
    _cell("works", "100,,destroyed", "150,120,destroyed", 4, "kv_min", "above kv_max"),
    _cell("works", "branch,,150,major", "branch,150,,minor", 3, "kv_min", "overlaps row 2"),
    _cell("works", "lines,0.5", "lines,0", 2, "crew_days", "not above 0"),
    _cell("needs", "bus,,,destroyed,transformer,1,", "branch,,,major,wire,2,", 3, "equipment_id", "as in row 2"),
    _cell("needs", "destroyed,transformer,1", "destroyed,trafo,1", 3, "equipment_id", "table catalogue"),
    Malformed("length", swap("needs.csv", "wire,4,asset", "wire,4,km"), "damage.csv", 2, "asset_id", "length"),
    _cell("catalogue", "power,9000.5,1,", "power,9000.5,1.5,", 2, "lead_days", "whole number"),
    _cell("catalogue", "power,9000.5,1,", "power,9000.5,1e1,", 2, "lead_days", "write 10"),
    _cell("catalogue", "power,9000.5,1,", "power,€9000.5,1,", 2, "cost_usd", "units"),
    _cell("substitutes", "transformer25,transformer,", "genset,genset,", 2, "stands_in_for", "itself"),
    _cell("substitutes", "transformer25,transformer,", "pump,genset,", 2, "stands_in_for", "sector"),
    _cell("crews", "1,2022-11-29,2022-12-02", "1,2022-11-29,2022-11-02", 3, "to", "before the first"),
    _cell("crews", "lines,2,", "lines,-2,", 2, "count", "below 0"),
    _cell("weather", "2022-12-01,-12\n", "", 0, "date", "no temperature for 2022-12-01"),
    _cell("weather", ",-12\n", ",-120\n", 4, "mean_c", "below -90"),
    Malformed("no weather", drop("weather.csv"), "weather.csv", 0, "date", "2022-11-29 to 2022-12-03"),
    _cell("actors", "bland,Bland,member,2022-12-01", "bland,Bland,member,2022-11-30", 4, "since", "two roles"),
    _cell("actors", "bland,Bland,member,2022-12-01", "bland,Blend,member,2022-12-01", 4, "name", "one actor"),
    _cell("actors", "invitee,,2022-11-30", "invitee,2022-12-24,2022-11-30", 3, "until", "before the first"),
    _cell("actors", "AAA", "Aa", 2, "iso3", "capital"),
    _cell("decisions", "2022-11-20,,aland", "2022-11-20,,", 3, "actor_id", "sovereign"),
    _cell("decisions", "2022-12-01,", "2022-12-01,cland", 2, "actor_id", "consensus"),
    _cell("decisions", "2022-12-01,", "2022-11-01,", 2, "closes", "before it is tabled"),
    _cell("positions", "fund,aland,support,2022-11-28", "fund,aland,support,2022-11-27", 2, "date", "tabled"),
    _cell("positions", "fund,cland", "find,cland", 3, "decision_id", "did you mean 'fund'"),
    _cell("positions", "fund,cland", "fund,dland", 3, "actor_id", "table actors"),
    _cell("pledges", "1000000,EUR", "1000000,GBP", 2, "currency", "no rate"),
    _cell("pledges", "1000000,EUR", ",EUR", 2, "amount", "needs amount"),
    _cell("pledges", "1000000,EUR,,", "1000000,EUR,,3", 2, "quantity", "has no quantity"),
    _cell("pledges", "transformer25,1", "transformer25,0", 3, "quantity", "below 1"),
    _cell("pledges", ",,,,2,lines,place", ",,,genset,2,lines,place", 4, "equipment_id", "has no equipment_id"),
    _cell("pledges", "sector:power", "sector:heat", 2, "earmark", "no sector 'heat'"),
    _cell("pledges", "sector:power", "region:east", 2, "earmark", "not an earmark"),
    _cell("pledges", "equipment:wire", "equipment:wires", 2, "earmark", "did you mean 'wire'"),
    _cell("pledges", "asset:power/bus/3", "asset:power/bus/30", 3, "earmark", "not in the network"),
    _cell("pledges", "place:homes;", "place:home;", 4, "earmark", "did you mean 'homes'"),
    _cell("pledges", "kind:branch", "kind:cable", 4, "earmark", "no kind 'cable'"),
    _cell("pledges", "kind:branch", "kind:branch;", 4, "earmark", "not an earmark"),
)

SHEETS = (
    _case("xlsx is text", put("case.xlsx", "hello"), "case.xlsx", 0, "", "cut off"),
    _case("xlsx is empty", put("case.xlsx", ""), "case.xlsx", 0, "", "cut off"),
    _case("xlsx is cut", both(book("crews", [["a"]]), cut("case.xlsx", 3000)), "case.xlsx", 0, "", "cut off"),
    _case("xlsx is xls", put("case.xlsx", OLE), "case.xlsx", 0, "", "old .xls"),
    _case(
        "xlsx with a password", put("case.xlsx", PROTECTED), "case.xlsx", 0, "", "password"
    ),
    _case("xlsx bomb", bomb, "case.xlsx", 0, "", "unpacks to more"),
    _case("unknown sheet", book("crew", [["a"]]), "case.xlsx", 0, "", "did you mean 'crews'"),
    _case("table twice", both(book("crews", [["a"]]), put("crews.csv", HEADER)), "crews.csv", 0, "", "as well"),
    _case("empty sheet", book("crews", []), "case.xlsx, sheet crews", 0, "", "empty"),
    _sheet("with a text date", [["lines", 2, "29.11.2022"]], 2, "from", "ISO dates"),
    _sheet("with a number for a date", [["lines", 2, 44894]], 2, "from", "formatted as a date"),
    _sheet("with a time", [["lines", 2, datetime(2022, 11, 29, 5, 30)]], 2, "from", "time of day"),
    _sheet("with a logical value", [["lines", True, DAY]], 2, "count", "logical"),
    _sheet("with an error", [["lines", 2, DAY, "=REF"]], 2, "to", "holds the error #REF!"),
    _sheet("with half a crew", [["lines", 2.5, DAY]], 2, "count", "whole number"),
    _sheet("with a date for an id", [[DAY, 2, DAY]], 2, "crew_kind", "not an id"),
    _sheet("with a fraction for an id", [[1.5, 2, DAY]], 2, "crew_kind", "not an id"),
    _sheet("with a date for a number", [["lines", DAY, DAY]], 2, "count", "not a number"),
    _sheet("with merged cells", [["lines", 2, DAY], ["lines", 1, DAY]], 3, "crew_kind", "merged", merge="A2:A3"),
    _sheet("with a blank row before a bad one", [[None], ["lines", -1, DAY]], 3, "count", "below 0"),
    _case(
        "a formula without a value",
        raw_sheet('<row r="2"><c r="A2" t="str"><f>B7</f></c><c r="B2"><v>1</v></c></row>'),
        "case.xlsx, sheet crews", 2, "crew_kind", "without a stored value",
    ),
    _case(
        "a cell far out",
        raw_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "case.xlsx, sheet crews", 0, "", "too far out",
    ),
)  # fmt: skip

CORPUS: tuple[Malformed, ...] = (*SETTINGS, *FILES, *CELLS, *SHEETS)

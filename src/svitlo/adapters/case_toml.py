"""`case.toml`, checked key by key.

Water networks are `[[water]]` entries, or one `[water]` table. TOML has no room for a key beside an array of tables,
so `litres_per_person_day` stands inside an entry; entries that give it must give the same number.
"""

import re
import tomllib
from datetime import date, datetime
from typing import Any

from svitlo.adapters.cells import LARGEST, Fault, in_calendar
from svitlo.tables.case import Block, Cold, Settings, WaterNetwork
from svitlo.tables.draft import Heading, did_you_mean, shown
from svitlo.tables.errors import Problem

FILE = "case.toml"
TABLES = ("case", "power", "water", "block", "objective", "cold", "fx")
HOURS_TOLERANCE = 1e-9
VERSIONS = (1, 2)
"""Versions of the contract that a case may be written to."""

MOST_DAYS = 366
COLDEST_C, HOTTEST_C = -90.0, 60.0


class _Keys:
    """One TOML table whose keys are taken one by one; what is left at the end is unknown."""

    def __init__(self, raw: object, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.taken: list[str] = []
        self.values: dict[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self.fault("", "is not a table of keys", f"write [{name}] and the keys below it")

    def fault(self, key: str, what: str, hint: str = "") -> None:
        column = f"{self.name}.{key}" if key else self.name
        self.problems.append(Problem(FILE, 0, column, what, hint))

    def take(self, key: str, *, required: bool) -> Any:
        self.taken.append(key)
        if required and key not in self.values:
            self.fault(key, "is missing")
        return self.values.get(key)

    def text(self, key: str) -> str | None:
        value = self.take(key, required=True)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(key, f"{shown(value)} is not text", "put it in quotes")
        elif not value.strip() or value != value.strip() or not value.isprintable():
            self.fault(key, f"{shown(value)} is empty, or has blanks around it or invisible characters")
        else:
            return value
        return None

    def number(self, key: str, default: float | None = None, *, low: float = 0.0, high: float = LARGEST) -> float:
        """A number from `low` to `high`; the default where it is absent or faulty (None: required)."""
        value = self.take(key, required=default is None)
        fallback = low if default is None else default
        if value is None:
            return fallback
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = "no quotes around a number" if isinstance(value, str) else ""
            self.fault(key, f"{shown(value)} is not a number", hint)
        elif not low <= value <= high:
            self.fault(key, f"{shown(value)} is not between {low:g} and {high:g}")
        else:
            return float(value)
        return fallback

    def done(self) -> None:
        for key in self.values:
            if key not in self.taken:
                self.fault(key[:60], "is not a known key", did_you_mean(key, self.taken))


def read_toml(content: bytes) -> tuple[Heading, list[Problem]]:
    """The settings of a case as far as they can be read, and everything that is wrong with them."""
    problems: list[Problem] = []
    raw = _parsed(content, problems)
    if raw is None:
        return Heading(), problems
    unknown = [key for key in raw if key not in TABLES]
    problems += [
        Problem(FILE, 0, key[:60], "is not a known key or table", did_you_mean(key, TABLES)) for key in unknown
    ]
    version, name, start, days = _case(_Keys(raw.get("case", {}), "case", problems))
    network, people_per_mw = _power(_Keys(raw.get("power", {}), "power", problems))
    water, litres = _water(raw.get("water", []), problems)
    objective_power, objective_water = _objective(_Keys(raw.get("objective", {}), "objective", problems))
    settings = Settings(
        name=name or "",
        start=start or date.min,
        days=days or 1,
        power_network=network or "",
        people_per_mw=people_per_mw,
        water=water,
        litres_per_person_day=litres,
        blocks=_blocks(raw["block"], problems) if "block" in raw else (Block(name="day", hours=24.0),),
        objective_power=objective_power,
        objective_water=objective_water,
        cold=_cold(_Keys(raw["cold"], "cold", problems)) if "cold" in raw else None,
        fx_usd=_rates(_Keys(raw.get("fx", {}), "fx", problems)),
        version=version or 1,
    )
    faulty = {problem.column.partition(".")[0].partition("[")[0] for problem in problems}
    heading = Heading(
        settings=None if problems else settings,
        start=start,
        days=days,
        has_cold="cold" in raw,
        currencies=None if unknown or "fx" in faulty else frozenset(settings.fx_usd),
        water_names=None if unknown or "water" in faulty else frozenset(network.name for network in water),
        network=network,
        water=water,
        version=version,
    )
    return heading, problems


def _parsed(content: bytes, problems: list[Problem]) -> dict[str, Any] | None:
    """The raw TOML; None where it is not TOML."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(FILE, row, "", "the encoding is not UTF-8", "save it as UTF-8"))
    except RecursionError:
        problems.append(Problem(FILE, 0, "", "not TOML: brackets are nested too deeply"))
    except ValueError as error:
        at = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        what = str(error)[:200] if at else "a number is too long"
        last = content.count(b"\n") + 1
        problems.append(Problem(FILE, int(at[1] or last) if at else 0, "", f"not TOML: {what}"))
    return None


def _case(keys: _Keys) -> tuple[int | None, str | None, date | None, int | None]:
    version = keys.take("version", required=True)
    if version is not None and (type(version) is not int or version not in VERSIONS):
        hint = "version = 1, or 2 for a case with plants that need water"
        keys.fault("version", f"{shown(version)} is not a version that this program reads", hint)
        version = None
    name = keys.text("name")
    start = _day(keys, "start")
    days = keys.take("days", required=True)
    if days is not None and (type(days) is not int or not 1 <= days <= MOST_DAYS):
        keys.fault("days", f"{shown(days)} is not a whole number from 1 to {MOST_DAYS}")
        days = None
    keys.done()
    return version, name, start, days


def _day(keys: _Keys, key: str) -> date | None:
    value = keys.take(key, required=True)
    if value is None:
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        keys.fault(key, f"{shown(value)} is not a date", "without quotes and without a time: start = 2022-11-29")
        return None
    try:
        return in_calendar(value)
    except Fault as fault:
        keys.fault(key, fault.what, fault.hint)
    return None


def _power(keys: _Keys) -> tuple[str | None, float]:
    found = keys.text("network"), keys.number("people_per_mw", 800.0)
    keys.done()
    return found


def _objective(keys: _Keys) -> tuple[float, float]:
    found = keys.number("power", 1.0), keys.number("water", 1.0)
    keys.done()
    return found


def _water(raw: object, problems: list[Problem]) -> tuple[tuple[WaterNetwork, ...], float]:
    """The water networks, and the litres that all entries which give a number agree on."""
    networks: list[WaterNetwork] = []
    litres: float | None = None
    for entry, name in _entries(raw, "water"):
        keys = _Keys(entry, name, problems)
        network = WaterNetwork(name=keys.text("name") or "", network=keys.text("network") or "")
        if "/" in network.name:
            keys.fault("name", f"{shown(network.name)} has a slash", "ids are <network>/<id>")
        if network.name and any(network.name == other.name for other in networks):
            keys.fault("name", f"{shown(network.name)} is there twice")
        given = keys.number("litres_per_person_day", 150.0)
        if "litres_per_person_day" in keys.values:
            if litres is not None and litres != given:
                keys.fault("litres_per_person_day", f"{given:g} here and {litres:g} before", "one number for all")
            litres = given
        keys.done()
        networks.append(network)
    return tuple(networks), 150.0 if litres is None else litres


def _entries(raw: object, name: str) -> list[tuple[object, str]]:
    """The entries of an array of tables with the names by which they are told; one table counts as one entry."""
    if not isinstance(raw, list):
        return [(raw, name)]
    return [(entry, f"{name}[{number}]") for number, entry in enumerate(raw, start=1)]


def _blocks(raw: object, problems: list[Problem]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    before = len(problems)
    for entry, name in _entries(raw, "block"):
        keys = _Keys(entry, name, problems)
        block = Block(
            name=keys.text("name") or "",
            hours=keys.number("hours", high=24.0),
            load_share=keys.number("load_share", 1.0),
            water_share=keys.number("water_share", 1.0),
        )
        if block.name and any(block.name == other.name for other in blocks):
            keys.fault("name", f"{shown(block.name)} is there twice")
        if block.hours == 0.0 and len(problems) == before:
            keys.fault("hours", "0 hours: a block lasts some time")
        keys.done()
        blocks.append(block)
    total = sum(block.hours for block in blocks)
    if len(problems) == before and abs(total - 24.0) > HOURS_TOLERANCE:
        problems.append(Problem(FILE, 0, "block.hours", f"the hours of all blocks sum to {total:.12g}, not 24"))
    return tuple(blocks)


def _cold(keys: _Keys) -> Cold:
    cold = Cold(
        below_c=keys.number("below_c", low=COLDEST_C, high=HOTTEST_C),
        load_share_per_c=keys.number("load_share_per_c", 0.0),
        weight_per_c=keys.number("weight_per_c", 0.0),
        drain_below_c=keys.number("drain_below_c", -10.0, low=COLDEST_C, high=HOTTEST_C),
        refill_days=keys.number("refill_days", 2.0),
    )
    keys.done()
    return cold


def _rates(keys: _Keys) -> dict[str, float]:
    """USD for one unit of each currency, sorted by its code."""
    rates = {"USD": 1.0}
    for code in list(keys.values):
        rate = keys.number(code)
        if not re.fullmatch("[A-Z]{3}", code):
            keys.fault(code[:60], "is not a currency code of three capital letters", "for example EUR")
        elif rate == 0.0 and keys.values[code] == 0:
            keys.fault(code, "0 is not a rate", "USD for one unit, above 0")
        elif code == "USD" and rate != 1.0:
            keys.fault(code, f"{rate:g} is not 1", "rates are USD for one unit")
        rates[code] = rate
    return dict(sorted(rates.items()))

"""Whole cases from a network and a seed: damage, money, gifts, crews, decisions, places and cold on a PGLib network.

Everything is made up but the network. The same network, seed and arguments give the same case, with every version of
Python; `write_case` writes it as a case folder, so that `svitlo plan`, `check` and `audit` take it like any other.
"""

import argparse
import hashlib
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from bench._damage import drawn_damage
from bench._equipment import CATALOGUE, CREW_KINDS, KV_RANGES, NEEDS, SCARCE, SUBSTITUTES, WORKS
from bench._pglib import pglib_path
from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.matpower import read
from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.damage.works import Work, works_of
from svitlo.tables.case import Block, Case, Cold, PowerTables, Settings
from svitlo.tables.schema import CASE_SPECS

START = date(2030, 11, 1)
MONEY_SHARES = (0.40, 1.00)
"""Money that can be used, in shares of what everything that is needed costs; gifts come on top."""

HORIZON_DAYS = (30, 90)
CREW_LOADS = (0.6, 1.2)
"""Crew-days that the works of a kind take, in shares of the crew-days there are."""

SLOWEST = 2.5
LEAST_PART = 0.1
MOST_WAIT_SHARE = 0.25
"""Where one crew is more than enough, it comes after up to this share of the horizon."""

BLOCKS = (
    (Block(name="night", hours=8.0, load_share=0.65), Block(name="day", hours=16.0, load_share=0.95)),
    (
        Block(name="night", hours=8.0, load_share=0.65),
        Block(name="day", hours=10.0, load_share=0.9),
        Block(name="evening", hours=6.0, load_share=1.0),
    ),
)
PLACE_KINDS = ("hospital", "households", "households", "water_utility", "school", "households", "shelter", "industry")

Row = dict[str, Any]


def generated_case(network: str, seed: int, *, damaged: int | None = None, days: int | None = None) -> Case:
    """A case on a PGLib network (`case118_ieee`, say).

    `damaged`: how many assets; None draws 10 to 15 % of all, at most 200. `days`: None draws 30 to 90. Money for 40 to
    100 % of what repairs need, a part of it late, earmarked or waiting for a decision; lead times of 5 to 60 days;
    crews that have work for most of the horizon. Raises `BadInput` where there is no such network.
    """
    rng = Random(f"{network}/{seed}")
    power, notes = read(pglib_path(network))
    days = rng.randint(*HORIZON_DAYS) if days is None else days
    struck = drawn_damage(rng, power, damaged)
    settings = Settings(
        name=f"{network}, seed {seed} (made up)",
        start=START,
        days=days,
        power_network=pglib_path(network).name,
        blocks=rng.choice(BLOCKS),
        cold=Cold(below_c=0.0, load_share_per_c=0.008, weight_per_c=0.02),
        fx_usd={"USD": 1.0, "EUR": 1.06},
    )
    case = Case(
        settings=settings,
        power=power,
        sha256=hashlib.sha256(f"{network}/{seed}/{damaged}/{days}".encode()).hexdigest(),
        notes=notes,
        water={},
        **{spec.name: spec.empty() for spec in CASE_SPECS},
    )
    case = _with(case, damage=_dated(rng, struck, days), works=_works(min(1.0, days / 60.0)), needs=_needs())
    case = _with(case, catalogue=_catalogue(rng, days), substitutes=_substitutes(), weather=_weather(rng, days))
    load_share = rng.uniform(*CREW_LOADS)
    case, works = _paced(case, load_share)
    units = Counter(dict.fromkeys(sorted(CATALOGUE), 0))
    for work in works:
        units.update(dict(work.needs))
    case = _with(case, catalogue=_limited(rng, case, units), crews=_crews(works, days, load_share))
    case = _with(case, places=_places(rng, power, struck), actors=_actors(), **_decisions(days))
    return _with(case, pledges=_pledges(rng, case, units))


def write_case(case: Case, folder: Path) -> None:
    """Write a generated case as a case folder that `svitlo check` and `svitlo plan` read; the folder must not exist."""
    folder.mkdir(parents=True)
    network = case.settings.power_network
    shutil.copyfile(pglib_path(network.removeprefix("pglib_opf_").removesuffix(".m")), folder / network)
    (folder / "case.toml").write_text(_toml(case.settings), encoding="utf-8")
    for spec in CASE_SPECS:
        table: pl.DataFrame = getattr(case, spec.name)
        if table.height:
            (folder / f"{spec.name}.csv").write_bytes(csv_bytes(table, spec))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write one case folder: `bench/generate case118_ieee 1 FOLDER`."""
    parser = argparse.ArgumentParser(prog="bench/generate", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("network", help="a PGLib network, e.g. case118_ieee")
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path, help="the case folder to write; must not exist")
    parser.add_argument("--damaged", type=int, help="how many damaged assets (default: 10 to 15 %%)")
    parser.add_argument("--days", type=int, help="length of the horizon (default: 30 to 90)")
    options = parser.parse_args(arguments)
    case = generated_case(options.network, options.seed, damaged=options.damaged, days=options.days)
    write_case(case, options.folder)
    print(f"{options.folder}: {case.damage.height} damaged assets, {case.settings.days} days")


def _with(case: Case, **rows: list[Row]) -> Case:
    """The case with these tables."""
    dtypes = {spec.name: spec.dtypes for spec in CASE_SPECS}
    tables: dict[str, Any] = {name: pl.DataFrame(table, schema=dtypes[name]) for name, table in rows.items()}
    return replace(case, **tables)


def _day(day: int) -> date:
    return START + timedelta(days=day)


def _dated(rng: Random, struck: Sequence[tuple[str, str]], days: int) -> list[Row]:
    """Most damage was there before; one asset in twenty is struck in the first third of the horizon."""
    reported = [rng.randint(1, days // 3) if rng.random() < 0.05 else 0 for _ in struck]
    return [
        {"asset_id": asset_id, "severity": severity, "reported": _day(day), "source": "made up"}
        for (asset_id, severity), day in zip(struck, reported, strict=True)
    ]


def _paced(case: Case, load_share: float) -> tuple[Case, tuple[Work, ...]]:
    """The case with works that keep one crew of each kind busy, and its works.

    In a short horizon everything goes faster, so that not all is out of reach; in a small network slower, up to
    `SLOWEST` times, so that crews are scarce there too.
    """
    outages = outages_of(case, grid_of(case.power))
    works = works_of(case, outages)
    days = case.settings.days
    wanted_days = load_share * days * len(CREW_KINDS)
    slower = min(SLOWEST, wanted_days / max(1, sum(work.days for work in works)))
    if slower > 1.0:
        case = _with(case, works=_works(slower * min(1.0, days / 60.0)))
        works = works_of(case, outages)
    return case, works


def _works(pace: float) -> list[Row]:
    return [
        {
            "asset_kind": kind,
            "kv_min": low,
            "kv_max": high,
            "severity": severity,
            "crew_kind": crew_kind,
            "crew_days": float(max(1, round(pace * crew_days))),
        }
        for (kind, severity), (crew_kind, days_of) in WORKS.items()
        for (low, high), crew_days in zip(KV_RANGES, days_of, strict=True)
    ]


def _needs() -> list[Row]:
    return [
        {
            "asset_kind": kind,
            "kv_min": low,
            "kv_max": high,
            "severity": severity,
            "equipment_id": equipment_id,
            "quantity": float(quantity),
        }
        for (kind, severity), needs_of in NEEDS.items()
        for (low, high), needs in zip(KV_RANGES, needs_of, strict=True)
        for equipment_id, quantity in needs.items()
    ]


def _catalogue(rng: Random, days: int) -> list[Row]:
    """Prices between low and high, most often near typical; lead times of 5 to 60 days, at most half the horizon."""
    rows = []
    for equipment_id, item in sorted(CATALOGUE.items()):
        low, typical, high = item.prices_usd
        rows.append(
            {
                "equipment_id": equipment_id,
                "name": item.name,
                "sector": "power",
                "cost_usd": float(round(rng.triangular(low, high, typical), -2)),
                "lead_days": max(5, min(rng.randint(*item.lead_days), days // 2)),
                "kind": item.kind,
                "unit": item.unit,
            }
        )
    return rows


def _limited(rng: Random, case: Case, units: Counter[str]) -> list[Row]:
    """The catalogue, where of what is scarce no more can be bought than half to all that is needed."""
    needed = dict(units)
    for equipment_id, stands_in_for, _ in SUBSTITUTES:
        needed[equipment_id] += needed[stands_in_for] // 4
    rows = list(case.catalogue.iter_rows(named=True))
    for row in rows:
        if row["equipment_id"] in SCARCE:
            row["supply_count"] = max(1, round(rng.uniform(0.5, 1.0) * needed[row["equipment_id"]]))
    return rows


def _substitutes() -> list[Row]:
    return [
        {"equipment_id": used, "stands_in_for": needed, "capacity_share": share} for used, needed, share in SUBSTITUTES
    ]


def _weather(rng: Random, days: int) -> list[Row]:
    """A winter that begins around 2 degrees and falls to -8, with spells of some days."""
    rows, spell_c = [], 0.0
    for day in range(days):
        spell_c = 0.8 * spell_c + rng.uniform(-3.0, 3.0)
        rows.append({"date": _day(day), "mean_c": round(2.0 - 10.0 * day / max(60, days) + spell_c, 1)})
    return rows


def _crews(works: Sequence[Work], days: int, load_share: float) -> list[Row]:
    """So many of each kind that its works take this share of their days; the last of them comes later."""
    rows = []
    for kind in CREW_KINDS:
        crew_days = sum(work.days for work in works if work.crew_kind == kind)
        crews = crew_days / (days * load_share)
        whole, part = int(crews), crews - int(crews)
        if whole:
            rows.append({"crew_kind": kind, "count": whole, "from": START})
        if part > LEAST_PART or not whole:
            wait_share = (1.0 - part) * (1.0 if whole else MOST_WAIT_SHARE)
            rows.append({"crew_kind": kind, "count": 1, "from": _day(round(wait_share * days))})
    return rows


def _places(rng: Random, power: PowerTables, struck: Sequence[tuple[str, str]]) -> list[Row]:
    """A hospital and some named places: the first half at buses that were struck, where there are such."""
    loads = power.buses.filter(pl.col("in_service") & (pl.col("load_mw") > 0.0))
    load_mw = dict(loads.select("bus_id", "load_mw").iter_rows())
    hit = {asset_id.rsplit("/", 1)[1] for asset_id, _ in struck if asset_id.startswith("power/bus/")} & set(load_mw)
    near = rng.sample(sorted(hit), min(len(hit), len(PLACE_KINDS) // 2))
    far = sorted(set(load_mw) - set(near))
    buses = (near + rng.sample(far, min(len(far), len(PLACE_KINDS))))[: len(PLACE_KINDS)]
    rows = []
    for number, (kind, bus_id) in enumerate(zip(PLACE_KINDS, buses, strict=False), start=1):
        share = round(rng.uniform(0.4, 0.8) if kind == "households" else rng.uniform(0.03, 0.15), 2)
        rows.append(
            {
                "place_id": f"{kind}-{number}",
                "name": f"{kind.replace('_', ' ').capitalize()} {number} (made up)",
                "kind": kind,
                "people": float(max(1, round(800.0 * share * load_mw[bus_id] * rng.uniform(0.7, 1.4)))),
                "bus_id": bus_id,
                "load_share": share,
            }
        )
    return rows


def _actors() -> list[Row]:
    return [
        {"actor_id": name.lower(), "name": f"{name} (made up)", "role": role}
        for name, role in (("Aland", "member"), ("Bland", "member"), ("Cland", "partner"), ("Orvell", "recipient"))
    ]


def _decisions(days: int) -> dict[str, list[Row]]:
    """One that silence adopts within the first half, and one that a member blocks to the end."""
    decision = {"rule": "consensus", "tabled": START}
    return {
        "decisions": [
            {**decision, "decision_id": "fund", "subject": "a fund", "closes": _day(days // 4)},
            {**decision, "decision_id": "reserve", "subject": "a reserve", "closes": _day(days // 8)},
        ],
        "positions": [
            {"decision_id": "fund", "actor_id": "aland", "position": "support", "date": _day(1)},
            {"decision_id": "reserve", "actor_id": "aland", "position": "support", "date": _day(1)},
            {"decision_id": "reserve", "actor_id": "bland", "position": "oppose", "date": _day(2)},
        ],
    }


def _pledges(rng: Random, case: Case, units: Counter[str]) -> list[Row]:
    """Money in instalments, some of it earmarked or behind a decision; gifts with dates; one crew; one blocked sum."""
    days = case.settings.days
    price_usd = dict(case.catalogue.select("equipment_id", "cost_usd").iter_rows())
    needed_usd = sum(count * price_usd[name] for name, count in units.items())
    usable_usd = rng.uniform(*MONEY_SHARES) * needed_usd
    late = sorted(rng.randint(1, days // 2) for _ in range(2))
    cash: tuple[tuple[str, str, float, int, Row], ...] = (
        ("cash-1", "aland", 0.35, 0, {}),
        ("cash-2", "bland", 0.20, late[0], {}),
        ("cash-3", "cland", 0.15, late[1], {}),
        ("fund", "aland", 0.15, 0, {"decision_id": "fund"}),
        ("lines", "bland", 0.15, rng.randint(0, days // 4), {"earmark": "kind:branch"}),
        ("reserve", "bland", 0.20, 0, {"decision_id": "reserve"}),
    )
    rows: list[Row] = [
        {"pledge_id": name, "actor_id": actor, "form": "cash", "available": _day(day), "currency": "USD", **more}
        | {"amount": float(round(share * usable_usd, 2)), "category": "energy", "stage": "committed"}
        for name, actor, share, day, more in cash
    ]
    dearest = sorted(units, key=lambda name: (-units[name] * price_usd[name], name))
    for number, name in enumerate(name for name in dearest[:6] if units[name]):
        quantity = max(1, round(rng.uniform(0.08, 0.2) * units[name]))
        ready = {"available": _day(rng.randint(0, days // 2)), "actor_id": ("aland", "cland")[number % 2]}
        goods = {"form": "goods", "equipment_id": name, "quantity": quantity}
        rows.append({"pledge_id": f"gift-{number + 1}", **goods, **ready})
    crew_kind = rng.choice(CREW_KINDS)
    crew = {"form": "crew", "crew_kind": crew_kind, "quantity": 1, "available": _day(rng.randint(1, days // 2))}
    return [*rows, {"pledge_id": "crew-1", "actor_id": "cland", **crew}]


def _toml(settings: Settings) -> str:
    cold = settings.cold
    lines = ["[case]", "version = 1", f'name = "{settings.name}"', f"start = {settings.start.isoformat()}"]
    lines += [f"days = {settings.days}", "", "[power]", f'network = "{settings.power_network}"']
    lines += [f"people_per_mw = {settings.people_per_mw!r}"]
    for block in settings.blocks:
        lines += ["", "[[block]]", f'name = "{block.name}"', f"hours = {block.hours!r}"]
        lines += [f"load_share = {block.load_share!r}"]
    if cold is not None:
        lines += ["", "[cold]", f"below_c = {cold.below_c!r}", f"load_share_per_c = {cold.load_share_per_c!r}"]
        lines += [f"weight_per_c = {cold.weight_per_c!r}"]
    lines += ["", "[fx]", *(f"{name} = {rate!r}" for name, rate in settings.fx_usd.items() if name != "USD"), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])

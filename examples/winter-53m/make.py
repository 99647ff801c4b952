"""Writes the tables of this example: `python make.py [FOLDER]` (default: this folder).

The same files every time. What is damaged is drawn by lot by kind of asset, with the first seed that was tried; no
damage is chosen for the harm it does. `prices.py`, `rules.py`, `waterworks.py` and `coalition.py` beside this script
hold the fixed parts.
"""

import csv
import math
import random
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import coalition
import pandapower.networks
import prices
import rules
import waterworks

SEED = 53
START, DAYS = date(2022, 11, 29), 90
PEOPLE_PER_MW = 800

STRUCK = {"line": 22, "trafo": 22, "bus": 12, "gen": 6}
"""How many of each kind are damaged in the whole winter."""
STRUCK_PIPES_EACH, STRUCK_PUMPS, STRUCK_TANKS = 2, 1, 1
"""The same for water: pipes of each network, pumps and tanks of all of them."""
SEVERITY = (("minor", 0.30), ("major", 0.65), ("destroyed", 1.0))
"""Severities with their cumulative shares."""
STRIKES = (("2022-12-09", 0.10), ("2022-12-27", 0.19), ("2023-01-17", 0.25))
"""Later strikes with cumulative shares of all damage; the rest is there on the first day."""

# fmt: off
TOWNS = (
    "Orvell", "Alderby", "Bramhaven", "Cinderford", "Dunmarrow", "Eskerton", "Fennorby", "Garrowdale", "Hollinmoor",
    "Islemarch", "Jarrowick", "Kestrelby", "Lindermoor", "Marrowgate", "Nethercombe", "Ostermill", "Pellowby",
    "Quarndale", "Rookhaven", "Silverholt", "Tarnmouth", "Umberfield", "Velderby", "Wrenhollow", "Yarrowmere",
    "Ashcroftby", "Brindlemoor", "Coppermarch", "Dovermere", "Elmstowick", "Foxholloway", "Greymarrow", "Hartenfell",
    "Inglemere", "Juniperton", "Kingsallow", "Larkenby", "Mossendale",
)
# fmt: on

INSTITUTIONS = (
    # kind, name, ranks of the towns that have one, share of the load, share of the people, drain_h
    ("hospital", "hospital", (0, 1, 2, 3, 4, 6, 8, 11, 14, 16, 19, 25, 31), 0.0016, 0.015, None),
    ("water_utility", "waterworks", (0, 1, 2, 5, 7, 12, 18, 27), 0.03, 0.06, None),
    ("heat", "heat plant", (0, 1, 3, 4, 9, 13, 16, 20, 29, 31), 0.0016, 0.08, 18),
    ("shelter", "shelter", (2, 10, 21, 33), 0.005, 0.01, None),
    ("school", "schools", (0, 6, 15, 23), 0.01, 0.02, None),
    ("industry", "works", (1, 5, 8, 16), 0.25, 0.03, None),
)

SPURS = (("Stonewater", 157), ("Thornholt", 139), ("Highmoor", 1))
"""Small towns on buses that the strikes cut off, each with a heat plant for a fifth of its people."""
SPUR_HEAT_SHARE, SPUR_LOAD_SHARE, SPUR_DRAIN_H = 0.2, 0.01, 12

NODES = {"orvell-hospital": "orvell/205", "greymarrow-hospital": "greymarrow/J-510"}
"""Places that draw their water at a junction of a size that fits them."""

Row = Sequence[object]


def write(folder: Path, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """One table as CSV."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(["" if cell is None else cell for cell in row])


def drawn(rng: random.Random, count: int, of: int) -> list[int]:
    """Some of the numbers from 0, each set as likely as any other (by `random()` alone: the same in every version)."""
    left = list(range(of))
    return sorted(left.pop(int(rng.random() * len(left))) for _ in range(count))


def damage(rng: random.Random, net: pandapower.pandapowerNet) -> list[Row]:
    """What is struck: kind by kind, asset by lot, severity by lot, day by lot."""
    rows: list[Row] = []
    for kind, count in STRUCK.items():
        index = sorted(net[kind].index[net[kind].in_service])
        rows += [_struck(rng, f"power/{kind}/{index[number]}") for number in drawn(rng, count, len(index))]
    return rows


def water_damage(rng: random.Random, networks: dict[str, waterworks.Ids]) -> list[Row]:
    """What is struck of the water networks: by lot too, after all of the grid."""
    struck = []
    for name, ids in sorted(networks.items()):
        struck += [f"{name}/pipe/{ids.pipes[row]}" for row in drawn(rng, STRUCK_PIPES_EACH, len(ids.pipes))]
    for kind, count in (("pump", STRUCK_PUMPS), ("tank", STRUCK_TANKS)):
        every = [f"{name}/{kind}/{one}" for name, ids in sorted(networks.items()) for one in ids.of(kind)]
        struck += [every[row] for row in drawn(rng, count, len(every))]
    return [_struck(rng, f"water/{one}") for one in struck]


def _struck(rng: random.Random, asset_id: str) -> Row:
    severity = _lot(rng, SEVERITY) or "destroyed"
    strike = _lot(rng, STRIKES)
    source = "drawn by lot: there on the first day" if strike is None else "drawn by lot: a later strike"
    return asset_id, severity, strike or START, source


def _lot(rng: random.Random, cumulative: Iterable[tuple[str, float]]) -> str | None:
    ticket = rng.random()
    return next((value for value, share in cumulative if ticket < share), None)


def places(load_mw: dict[int, float]) -> list[Row]:
    """The largest loads are towns. People are counted once: what its hospital or works has, its households have not."""
    rows: list[Row] = []
    largest = sorted(load_mw, key=lambda bus: (-load_mw[bus], bus))
    for rank, (town, bus) in enumerate(zip(TOWNS, largest, strict=False)):
        everyone = PEOPLE_PER_MW * load_mw[bus]
        here = [item for item in INSTITUTIONS if rank in item[2]]
        counted = 0
        for kind, word, _, load_share, people_share, drain_h in here:
            people = round(everyone * people_share, -1)
            counted += people
            place_id = f"{town}-{word}".lower().replace(" ", "-")
            node_id = NODES.get(place_id)
            rows.append((place_id, f"{town} {word}", kind, int(people), bus, load_share, node_id, None, drain_h))
        rows.append((town.lower(), town, "households", round(everyone) - int(counted), bus, None, None, None, None))
    for town, bus in SPURS:
        everyone = PEOPLE_PER_MW * load_mw[bus]
        heated = int(round(everyone * SPUR_HEAT_SHARE, -1))
        plant = f"{town.lower()}-heat-plant", f"{town} heat plant", "heat", heated
        rows.append((*plant, bus, SPUR_LOAD_SHARE, None, None, SPUR_DRAIN_H))
        rows.append((town.lower(), town, "households", round(everyone) - heated, bus, None, None, None, None))
    return sorted(rows, key=lambda row: str(row[0]))


def weather() -> list[Row]:
    """A made-up winter, in whole degrees: slow cooling, one cold spell before the turn of the year and one after."""
    rows: list[Row] = []
    for day in range(DAYS):
        mean_c = 0.5 - 3.5 * math.sin(math.pi * day / DAYS) + 2.0 * math.sin(1.7 * day) * math.cos(0.31 * day)
        mean_c -= 9.0 * math.exp(-(((day - 19) / 4.0) ** 2)) + 14.0 * math.exp(-(((day - 54) / 5.5) ** 2))
        rows.append((START + timedelta(days=day), round(mean_c)))
    return rows


def actors() -> list[Row]:
    """The members of the day, the invitees with what became of them, and those made up for this case."""
    rows: list[Row] = [(iso, name, "member", since, None, iso.upper()) for iso, name, since in coalition.MEMBERS]
    for iso, name, invited, joined in coalition.INVITEES:
        last = date.fromisoformat(joined) - timedelta(days=1)
        rows.append((iso, name, "invitee", invited, last, iso.upper()))
        rows.append((iso, name, "member", joined, None, iso.upper()))
    return rows + [(actor_id, name, role, None, None, None) for actor_id, name, role in coalition.OTHERS]


PLEDGE_COLUMNS = (
    "pledge_id",
    "actor_id",
    "form",
    "available",
    "category",
    "stage",
    "amount",
    "currency",
    "equipment_id",
)
PLEDGE_COLUMNS += ("quantity", "crew_kind", "earmark", "decision_id", "source")


def pledges(hospitals: Iterable[str]) -> list[Row]:
    """All that is promised and given; the Lantern Foundation's money is for the towns that have a hospital."""
    rows: list[Row] = []
    for pledge_id, actor_id, available, stage, more in coalition.PLEDGES:
        row = {"pledge_id": pledge_id, "actor_id": actor_id, "available": available, "stage": stage}
        row |= {"category": "energy", "source": "made up"} | more
        if pledge_id == "cash-lantern":
            row["earmark"] = ";".join(f"place:{place_id}" for place_id in hospitals)
        rows.append([row.get(column) for column in PLEDGE_COLUMNS])
    return rows


def needs() -> list[Row]:
    """One row for each equipment of each repair."""
    return [
        (kind, low, high, severity, equipment_id, quantity)
        for kind, (low, high), severity, parts in rules.NEEDS
        for equipment_id, quantity in parts.items()
    ]


def main(folder: Path) -> None:
    """All tables of the case, and where its prices are from."""
    net = pandapower.networks.case_illinois200()
    load_mw = {int(bus): float(mw) for bus, mw in net.load[net.load.in_service].groupby("bus").p_mw.sum().items()}
    rng = random.Random(SEED)
    struck = [*damage(rng, net), *water_damage(rng, waterworks.ids())]
    named = places(load_mw)
    hospitals = [str(row[0]) for row in named if row[2] == "hospital"]
    kv = ("kv_min", "kv_max")
    catalogue = ("equipment_id", "name", "sector", "cost_usd", "lead_days", "kind", "unit", "supply_count")
    priced = [dict(zip(prices.COLUMNS, row, strict=True)) for row in prices.ROWS]
    for row in priced:
        row["sector"] = "water" if row["equipment_id"] in prices.FOR_WATER else "power"

    place_columns = ("place_id", "name", "kind", "people", "bus_id", "load_share", "water_node_id", "weight", "drain_h")
    write(folder, "places", place_columns, named)
    write(folder, "links", ("pump_id", "bus_id", "backup_h"), waterworks.LINKS)
    install_columns = ("equipment_id", "at", "rated_kw", "crew_kind", "crew_days", "hours_per_day")
    write(folder, "installs", install_columns, waterworks.INSTALLS)
    write(folder, "damage", ("asset_id", "severity", "reported", "source"), struck)
    works = [(kind, *volts, severity, crew, days) for kind, volts, severity, crew, days in rules.WORKS]
    write(folder, "works", ("asset_kind", *kv, "severity", "crew_kind", "crew_days"), works)
    write(folder, "needs", ("asset_kind", *kv, "severity", "equipment_id", "quantity"), needs())
    write(folder, "catalogue", catalogue, [[row[name] for name in catalogue] for row in priced])
    write(folder, "substitutes", ("equipment_id", "stands_in_for", "capacity_share"), rules.SUBSTITUTES)
    write(folder, "crews", ("crew_kind", "count", "from", "to"), rules.CREWS)
    write(folder, "weather", ("date", "mean_c"), weather())
    write(folder, "actors", ("actor_id", "name", "role", "since", "until", "iso3"), actors())
    decision_columns = ("decision_id", "rule", "subject", "tabled", "closes", "actor_id")
    write(folder, "decisions", decision_columns, coalition.DECISIONS)
    position_columns = ("decision_id", "actor_id", "position", "date", "source")
    write(folder, "positions", position_columns, coalition.POSITIONS)
    write(folder, "pledges", PLEDGE_COLUMNS, pledges(hospitals))
    (folder / "sources").mkdir(exist_ok=True)
    write(folder / "sources", "prices", prices.COLUMNS, prices.ROWS)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

"""Reader of EPANET `.inp` files, and of the networks that WNTR ships.

EPANET itself reads the file, in a process of its own, and runs one undamaged day of it; see `engines/`. Nothing is
repaired: what EPANET refuses, and what it would misread silently, is a problem with its line.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from itertools import pairwise
from pathlib import Path

import polars as pl

from svitlo.adapters.epanet_text import InpText, inp_text
from svitlo.adapters.power_tables import Findings
from svitlo.engines.epanet import REQUIRED_PRESSURE_M
from svitlo.engines.epanet_facts import Facts
from svitlo.engines.epanet_guard import MOST_SECONDS, guarded_facts
from svitlo.engines.epanet_library import Warned
from svitlo.tables.draft import did_you_mean, printable, shown
from svitlo.tables.errors import BadInput
from svitlo.tables.water import WATER_LINK_COLUMNS, WATER_NODE_COLUMNS, WaterTables

Read = tuple[WaterTables, tuple[str, ...]]

SHIPPED = "wntr/library/networks"

WARNING_WORDS: Mapping[Warned, str] = {
    Warned.UNBALANCED: "some step did not balance",
    Warned.UNSTABLE: "some step did not settle",
    Warned.DISCONNECTED: "some junction had no way to any water",
    Warned.PUMP_BEYOND_CURVE: "some pump ran beyond its curve",
    Warned.VALVE_CANNOT_DELIVER: "some valve could not deliver what it is set to",
    Warned.NEGATIVE_PRESSURE: "some pressure was negative",
}

_ERROR = re.compile(r"^\s*Error (\d+): (.*?)\s*$")
_TOO_GENERAL = 200
"""EPANET's 'one or more errors in input file': the errors themselves stand before it."""


def read(path: Path, name: str) -> Read:
    """The tables of a file and notes on it; `name` is the network's name in the case. Raises `BadInput`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput.of(path.name, f"cannot be read: {error.strerror or error}") from error
    return read_inp(content, name, file=path.name)


def read_builtin(shipped: str, name: str) -> Read:
    """The tables of a network that WNTR ships, for example `Net3`, and notes on it. Raises `BadInput`."""
    try:
        folder = Path(str(distribution("wntr").locate_file(SHIPPED)))
    except PackageNotFoundError:
        raise BadInput.of(f"wntr:{shipped}", "WNTR is not installed", hint="pip install wntr") from None
    known = sorted(path.stem for path in folder.glob("*.inp"))
    if shipped not in known:
        raise BadInput.of(
            f"wntr:{shipped}", f"WNTR ships no network {shown(shipped)}", hint=did_you_mean(shipped, known)
        )
    return read_inp((folder / f"{shipped}.inp").read_bytes(), name, file=f"wntr:{shipped}")


def read_inp(content: bytes, name: str, *, file: str = "network.inp", seconds: float = MOST_SECONDS) -> Read:
    """The tables of the content of an `.inp` file and notes on it; `name` goes into the ids of assets.

    A network that serves little undamaged is read all the same: `served_share` says so, and the checks of a case judge
    it. Raises `BadInput` with every problem that could be found.
    """
    findings = Findings(file)
    text = inp_text(content, findings)
    if text is None:
        raise BadInput(findings.problems())
    facts = guarded_facts(text.content, seconds)
    _add_faults(facts, text, findings)
    findings.raise_if_any()
    tables = WaterTables(
        name=name,
        inp=text.content,
        nodes=_frame(facts["nodes"], WATER_NODE_COLUMNS, name, "node_id"),
        links=_frame(facts["links"], WATER_LINK_COLUMNS, name, "link_id"),
        controls=facts["controls"],
        served_share=facts["served_share"],
    )
    return tables, tuple(f"Water network {name}: {note}" for note in (*text.notes, *_notes(facts)))


def _add_faults(facts: Facts, text: InpText, findings: Findings) -> None:
    """Faults that were found through EPANET, and the errors of its report, with their lines."""
    told = False
    places = text.places() if facts.get("report") else {}
    for line, after in pairwise([*facts.get("report", []), ""]):
        error = _ERROR.match(line)
        if error is None or int(error[1]) == _TOO_GENERAL:
            continue
        rows = places.get(" ".join(after.split()), [])
        row = rows.pop(0) if rows else 0
        words = error[2].removesuffix(":").removesuffix(" section").strip()
        findings.add(f"epanet {error[1]}", f"EPANET: {printable(words)}", row=row)
        told = True
    for section, name, what, hint in facts["faults"]:
        if not (told and not section):
            row = text.line_of(section, name) if section else 0
            findings.add(what.split(" ")[0] + hint, printable(what), row=row, hint=hint)


def _frame(columns: Facts, kinds: Mapping[str, type[pl.DataType]], name: str, key: str) -> pl.DataFrame:
    ids = [f"water/{name}/{kind}/{own}" for kind, own in zip(columns["kind"], columns[key], strict=True)]
    return pl.DataFrame({**columns, "asset_id": ids}, schema_overrides=dict(kinds)).select(list(kinds))


def _notes(facts: Facts) -> Iterator[str]:
    """What was assumed, and what a reader of the plan should know."""
    by_pressure, lowest_m, required_m, exponent = facts["file_demand_model"]
    said = (lowest_m, round(required_m, 2), exponent)
    if by_pressure and said != (0.0, REQUIRED_PRESSURE_M, 0.5):
        yield (
            f"its own pressures for demand (none at {lowest_m:g} m, all at {required_m:.4g} m, exponent {exponent:g}) "
            f"are not used: all networks get all their demand at {REQUIRED_PRESSURE_M:g} m."
        )
    if facts["clocked"]:
        pumps = ", ".join(f"{pump} ({count})" for pump, count in list(facts["clocked"].items())[:5])
        more = f" and {len(facts['clocked']) - 5} more" if len(facts["clocked"]) > 5 else ""
        yield (
            f"pumps {pumps}{more} have timers or rules that look at more than a tank's level; on a day on which "
            "anything is out they are left aside: a pump with power runs unless a tank's level says no."
        )
    if facts["warnings"]:
        words = "; ".join(WARNING_WORDS[Warned(code)] for code in facts["warnings"])
        yield f"in the undamaged day {words}."

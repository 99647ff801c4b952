"""Activities of an IATI file as they say themselves: parties, dates, exact amounts; every fault with its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from svitlo.adapters.cells import Fault
from svitlo.exchange import iati_codes as codes
from svitlo.exchange import plain_cells
from svitlo.exchange.flows import DRAWN
from svitlo.exchange.iati_xml import PREFIX, Node, read_activities
from svitlo.exchange.parties import clean, giver_of, own_subject, slug, state_of
from svitlo.ledger.money import Money
from svitlo.tables.draft import printable, shown
from svitlo.tables.errors import Problem

_ZONE = re.compile(r"(Z|[+-]\d{2}:\d{2})$", re.ASCII)
_DAC = re.compile(r"\d{3}(\d{2})?", re.ASCII)
_PURPOSE = re.compile(r"\d{5}", re.ASCII)
_OWN_TYPES = ("pledge", "commitment", "receipt", "payment", "contract")
_CATEGORIES = ("humanitarian", "financial", "energy")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Movement:
    """One transaction: `payer` and `payee` are entities, `into` and `origin` identifiers of activities.

    `own` is what a file of our own adds: the entity, what it rests on and the rate of exchange.
    """

    code: str
    held_on: date
    amount: Money
    payer: str
    payer_name: str
    payee: str
    payee_name: str
    into: str
    category: str
    purpose: str
    ref: str
    in_kind: bool
    own: Mapping[str, str]
    line: int
    place: int
    """Which transaction of its activity it is, from 1."""

    @property
    def stage(self) -> str:
        """The stage it is an amount of."""
        return codes.STAGE_OF[self.code]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programme:
    """One activity. `fund` is the fund that it is, where money comes into it; else empty."""

    identifier: str
    title: str
    reporter: str
    reporter_name: str
    manager: str
    manager_name: str
    currency: str
    country: str
    implementing: str
    implementing_name: str
    fund: str
    line: int
    movements: tuple[Movement, ...]


@dataclass(slots=True, eq=False)
class Reading:
    """A file as far as it was read."""

    file: str
    programmes: list[Programme] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: dict[str, list[int]] = field(default_factory=dict)
    """Lines of transactions that are no gift, by what they are."""

    def fault(self, row: int, column: str, what: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, row, column, what, hint))

    def pass_over(self, why: str, line: int) -> None:
        """Note something that is left out."""
        self.passed_over.setdefault(why, []).append(line)


def reading_of(path: Path) -> Reading:
    """A file's activities. Raises BadInput only where it is not XML that can be read; faults are in the reading."""
    reading = Reading(printable(path.name))
    seen: dict[str, int] = {}

    def take(node: Node) -> None:
        programme = _programme(node, reading)
        if programme is None:
            return
        if programme.identifier in seen:
            what = f"{shown(programme.identifier)} is in line {seen[programme.identifier]} already"
            reading.fault(node.line, "iati-identifier", what)
        seen.setdefault(programme.identifier, node.line)
        reading.programmes.append(programme)

    root = read_activities(path, take)
    version = root.get("version")
    if not version.startswith("2."):
        hint = "files of version 2 are read; 1 has other codes"
        reading.fault(root.line, "version", f"version {shown(version)} of the standard", hint)
    return reading


def _programme(node: Node, reading: Reading) -> Programme | None:
    identifier = clean(_text(node, "iati-identifier"))
    reporting = node.one("reporting-org")
    if not identifier or reporting is None:
        missing = "reporting-org" if identifier else "iati-identifier"
        reading.fault(node.line, missing, "an activity without it")
        return None
    reporter, reporter_name = _party(reporting)
    partners = {org.get("role"): org for org in reversed(node.all("participating-org"))}
    manager = _party(partners[codes.ACCOUNTABLE]) if codes.ACCOUNTABLE in partners else ("", "")
    if not manager[0] or manager[0].startswith("fund:"):
        manager = reporter, reporter_name
    several = [org for org in node.all("participating-org") if org.get("role") == codes.IMPLEMENTING]
    implementing = _party(several[0]) if len(several) == 1 else ("", "")
    transactions = node.all("transaction")
    fund = own_subject(node.get(f"{PREFIX}subject"), ("fund",))
    incoming = {_code(one) for one in transactions} & set(codes.INTO_ACTIVITY)
    if not fund and incoming and not node.get(f"{PREFIX}subject"):
        fund = f"fund:{slug(identifier)}"
    around = _Around(node, tuple(node.all("sector")), reading)
    movements = [_movement(one, place, around) for place, one in enumerate(transactions, start=1)]
    title = node.one("title")
    return Programme(
        identifier=identifier,
        title=clean(title.narrative()) if title is not None else "",
        reporter=reporter,
        reporter_name=reporter_name,
        manager=manager[0],
        manager_name=manager[1],
        currency=node.get("default-currency"),
        country="" if node.get(f"{PREFIX}subject") else _country(node),
        implementing=implementing[0],
        implementing_name=implementing[1],
        fund=fund,
        line=node.line,
        movements=tuple(one for one in movements if one is not None),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What the transactions of an activity share; its sectors are looked for once."""

    activity: Node
    sectors: tuple[Node, ...]
    reading: Reading


def _movement(node: Node, place: int, around: _Around) -> Movement | None:
    code, reading = _code(node), around.reading
    if code in codes.NOT_OURS:
        reading.pass_over(f"of type {code} ({codes.NOT_OURS[code]})", node.line)
        return None
    if code not in codes.STAGE_OF:
        reading.fault(
            node.line, "transaction-type", f"{shown(code)} is no transaction type", "1 to 13, as in IATI 2.03"
        )
        return None
    held_on = _day(node, reading)
    amount = _amount(node, around.activity, reading)
    if held_on is None or amount is None:
        return None
    if not amount.minor:
        reading.pass_over("of amount 0", node.line)
        return None
    provider, receiver = node.one("provider-org"), node.one("receiver-org")
    payer, payer_name = _party(provider) if provider is not None else ("", "")
    payee, payee_name = _party(receiver) if receiver is not None else ("", "")
    category, purpose = _sense(node, around)
    channel = node.one("disbursement-channel")
    return Movement(
        code=code,
        held_on=held_on,
        amount=amount,
        payer=payer,
        payer_name=payer_name,
        payee=payee,
        payee_name=payee_name,
        into=receiver.get("receiver-activity-id") if receiver is not None else "",
        category=category,
        purpose=purpose,
        ref=clean(node.get("ref")),
        in_kind=channel is not None and channel.get("code") in ("3", codes.IN_KIND),
        own=_own(node),
        line=node.line,
        place=place,
    )


def _own(node: Node) -> dict[str, str]:
    found = {name: node.get(PREFIX + name) for name in ("subject", "origin", *DRAWN)}
    for name in ("subject", "origin"):
        found[name] = own_subject(found[name], _OWN_TYPES)
    return {name: value for name, value in found.items() if value}


def _party(node: Node) -> tuple[str, str]:
    """The entity that an organisation's element names, and its name; empty where it names none."""
    own = own_subject(node.get(f"{PREFIX}subject"), ("state", "org", "group", "fund"))
    ref, name = clean(node.get("ref")), clean(node.narrative())
    if not own and not ref and not name:
        return "", ""
    subject = own or giver_of(ref, name)
    return subject, name or ("" if subject.startswith("state:") else ref)


def _code(node: Node) -> str:
    kind = node.one("transaction-type")
    return kind.get("code") if kind is not None else ""


def _text(node: Node, name: str) -> str:
    inner = node.one(name)
    return inner.text if inner is not None else ""


def _day(node: Node, reading: Reading) -> date | None:
    inner = node.one("transaction-date")
    text = inner.get("iso-date") if inner is not None else ""
    try:
        return plain_cells.day(_ZONE.sub("", text))
    except Fault as fault:
        reading.fault(node.line, "transaction-date", fault.what, fault.hint)
        return None


def _amount(node: Node, activity: Node, reading: Reading) -> Money | None:
    value = node.one("value")
    currency = (value.get("currency") if value is not None else "") or activity.get("default-currency")
    line = value.line if value is not None else node.line
    if not currency:
        reading.fault(line, "currency", "an amount without a currency", "give it or a default-currency")
        return None
    try:
        return plain_cells.money(value.text if value is not None else "", currency)
    except Fault as fault:
        reading.fault(line, "value", fault.what, fault.hint)
        return None


def _sense(node: Node, around: _Around) -> tuple[str, str]:
    """Category and purpose: of the transaction where it says them, else of the activity."""
    activity = around.activity
    sectors = node.all("sector") or around.sectors
    dac = [one.get("code") for one in sectors if one.get("vocabulary") in ("", "1", "2")]
    found = frozenset(code for code in dac if _DAC.fullmatch(code))
    purpose = min(found) if len(found) == 1 and len(sectors) == 1 else ""
    flag = node.get("humanitarian") or activity.get("humanitarian")
    own = node.get(f"{PREFIX}category") or activity.get(f"{PREFIX}category")
    category = own if own in _CATEGORIES else codes.category_of(found, humanitarian=flag in ("1", "true"))
    return category, purpose if _PURPOSE.fullmatch(purpose) else ""


def _country(node: Node) -> str:
    named = {state_of(one.get("code")) for one in node.all("recipient-country")} - {""}
    return min(named) if len(named) == 1 else ""

"""The conflict list: words of several sources that contradict each other, and facts that do not fit what is recorded.

Nothing is chosen here: until a person names one side, the first word counts, and the list says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from svitlo.ledger.entities import Entity, missteps
from svitlo.ledger.events import Source
from svitlo.ledger.facts import Claim, Fact
from svitlo.ledger.kinds import KINDS, META, RESOLVED
from svitlo.ledger.postings import GOODS
from svitlo.ledger.stamp import stamp_of
from svitlo.ledger.view import View
from svitlo.report.ledger_chain import FOUND_AS_RECORDED, Sums, amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One word: what it says where the words differ, who recorded it, and its sources. `taken`: it counts."""

    seq: int
    held_on: date
    says: tuple[tuple[str, str], ...]
    author: str
    sources: tuple[Source, ...]
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Words about the same thing that contradict each other; `reason`: why one was named, empty: nobody has."""

    subject: str
    kind: str
    resolved: bool
    reason: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A fact that does not fit the others: what is seen, and since when."""

    subject: str
    what: str
    since: date
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """All that does not agree by a day."""

    on: date
    stamp: str
    conflicts: tuple[Conflict, ...]
    misfits: tuple[Misfit, ...]

    @property
    def open(self) -> tuple[Conflict, ...]:
        """Those in which nobody has named a side."""
        return tuple(one for one in self.conflicts if not one.resolved)


def conflicts_on(view: View) -> Conflicts:
    """All that does not agree by the view's day. The events are read once, in order, and are not kept."""
    stamp = stamp_of(view)
    view = view.at(stamp.on)
    contested, seen, delivered = _suspects(view)
    entities = [view.entity(subject) for subject in sorted(contested)]
    return Conflicts(
        on=stamp.on,
        stamp=str(stamp),
        conflicts=tuple(found for one in entities for found in _conflicts(view, one, stamp.on)),
        misfits=tuple(
            sorted(
                (
                    *(found for one in entities for found in _missteps(one)),
                    *(found for subject in sorted(seen) for found in _findings(view.entity(subject))),
                    *_short(view, sorted(delivered)),
                ),
                key=lambda one: (one.since, one.subject, one.what),
            )
        ),
    )


def _suspects(view: View) -> tuple[set[str], set[str], set[str]]:
    """Entities with several words of a kind or with corrections, those that somebody looked at, and deliveries.

    Of pairs seen only a hash is kept, so that a million events take little memory; a chance hit costs a look.
    """
    said: set[int] = set()
    contested: set[str] = set()
    looked_at: set[str] = set()
    delivered: set[str] = set()
    for event in view.reader.events(upto=view.upto):
        key = hash((event.subject, event.kind))
        if event.kind in META or (KINDS[event.kind].once and key in said):
            contested.add(event.subject)
        said.add(key)
        if event.kind == "asset.verified":
            looked_at.add(event.subject)
        elif event.kind == "consignment.delivered":
            delivered.add(event.subject)
    return contested, looked_at, delivered


def _conflicts(view: View, entity: Entity, day: date) -> Iterable[Conflict]:
    for claim in sorted(entity.claims, key=lambda one: one.kind):
        facts = sorted((claim.taken, *claim.others), key=lambda fact: fact.seq)
        if min(fact.held_on for fact in facts) <= day:
            yield Conflict(
                subject=claim.subject,
                kind=claim.kind,
                resolved=claim.resolved,
                reason=_reason(view, claim),
                sides=tuple(_side(fact, facts, taken=fact is claim.taken) for fact in facts),
            )


def _reason(view: View, claim: Claim) -> str:
    named = [
        event
        for event in view.events_of(claim.subject)
        if event.kind == RESOLVED and event.data["event"] == claim.taken.seq
    ]
    return str(named[-1].data["reason"]) if named and claim.resolved else ""


def _side(fact: Fact, all_of_them: list[Fact], *, taken: bool) -> Side:
    names = sorted({name for one in all_of_them for name in one.data})
    differ = [name for name in names if len({str(one.data.get(name)) for one in all_of_them}) > 1]
    return Side(
        seq=fact.seq,
        held_on=fact.held_on,
        says=tuple((name.removesuffix("_minor"), _said(fact.data, name)) for name in differ),
        author=fact.event.author,
        sources=fact.event.sources,
        taken=taken,
    )


def _said(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return "nothing"
    if not name.endswith("_minor"):
        return str(value)
    currency = data.get("currency" if name == "amount_minor" else f"{name.removesuffix('_minor')}_currency")
    return amount(value, currency) if currency else f"{value} in minor units"


def _missteps(entity: Entity) -> Iterable[Misfit]:
    for step in missteps(entity.facts):
        what = f"{step.fact.kind} does not follow: {step.state or 'not there yet'} then"
        yield Misfit(subject=entity.subject, what=what, since=step.fact.held_on, sources=step.fact.event.sources)


def _findings(entity: Entity) -> Iterable[Misfit]:
    """Pieces that were last seen to be other than recorded."""
    seen = entity.last("asset.verified")
    if seen is not None and seen.data["finding"] != FOUND_AS_RECORDED:
        what = f"{entity.state} on record, found: {seen.data['finding']} (by {seen.data['by']}, {seen.data['method']})"
        yield Misfit(subject=entity.subject, what=what, since=seen.held_on, sources=seen.event.sources)


def _short(view: View, delivered: Iterable[str]) -> Iterable[Misfit]:
    """Consignments that were delivered, with pieces of which nobody has recorded the arrival."""
    sums: Sums | None = None
    for subject in delivered:
        entity = view.entity(subject)
        fact = entity.last("consignment.delivered")
        if fact is None or entity.state != "delivered":
            continue
        sums = sums or Sums.at(view)
        for measure, count in sorted(sums.left(subject, "packed", "unpacked").items()):
            packed = entity.data["items"].get(measure.removeprefix(GOODS), 0)
            what = f"delivered with {packed} × {measure.removeprefix(GOODS)}, of which {count} never received as pieces"
            yield Misfit(subject=subject, what=what, since=fact.held_on, sources=fact.event.sources)

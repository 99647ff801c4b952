"""From who gives to places and people, and from a place or a piece back to who gave: a walk over the ledger's links.

Money in a fund is the fund's. A walk that comes to a fund goes on with what the fund did, and names as shares what each
donor has of its receipts; no donor is said to have paid for one thing out of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from svitlo.exchange.trace_links import ANY, BACK, ONWARD, Step, pool_in
from svitlo.ledger.coalition import name_of
from svitlo.ledger.entities import Entity, type_of
from svitlo.ledger.events import Source
from svitlo.ledger.money import Money
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput

PLACE = "place"
MOST_DEPTH = 60
"""Steps from the start after which a walk is cut off; the stages of one gift are about ten."""

BACKWARDS = frozenset({PLACE, "asset", "effect"})
"""What is traced back to who gave, unless asked otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one donor has paid into a fund, of all that the fund received in that currency."""

    donor: str
    name: str
    paid: Money
    of: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One stage: what it is, how far it came and when, how much money or goods it is, and where that is from.

    `dates`: each state with the day on which it was reached last. `less`: what was cancelled or went back since.
    `people`, `person_hours`: of a place. `again`: it is told elsewhere in the tree, or too far from its start.
    """

    subject: str
    name: str
    state: str = ""
    dates: tuple[tuple[str, date], ...] = ()
    amount: str = ""
    goods: str = ""
    less: str = ""
    said: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    shares: tuple[Share, ...] = ()
    people: int | None = None
    person_hours: int | None = None
    place_id: str = ""
    children: tuple["Node", ...] = ()
    again: bool = False


def trace(view: View, subject: str, *, back: bool | None = None) -> Node:
    """What became of something or, back, where it came from, as the ledger stood on the view's day.

    Args:
        view: the ledger on a day.
        subject: an entity of the ledger, or `place:` and the id or the name of a place.
        back: towards who gave; None: for places and pieces of equipment.

    Raises:
        BadInput: the ledger knows nothing of that name on that day.
    """
    walk = _Walk(view, back=type_of(subject) in BACKWARDS if back is None else back)
    if type_of(subject) == PLACE:
        return walk.place(subject.partition(":")[2])
    if not view.entity(subject).facts:
        when = f" on {view.on}" if view.on else ""
        raise BadInput.of("", f"the ledger knows no {subject}{when}", hint="type:id, or place:NAME")
    return walk.node((subject, ANY), 0)


@dataclass(slots=True)
class _Walk:
    """One walk; what was told once is not told again."""

    view: View
    back: bool
    seen: set[Step] = field(default_factory=set)
    _by_work: dict[tuple[str, str], list[str]] | None = None

    def place(self, name: str) -> Node:
        """A place with what gave it anything: found by its id or, if it is nobody's id, by its name."""
        effects = self.view.entities("effect")
        mine = [one for one in effects if one.data["place_id"] == name]
        mine = mine or [one for one in effects if str(one.data["place"]).casefold() == name.casefold()]
        if not mine:
            hint = "places are known from effect.reported: accept the events of a plan first"
            raise BadInput.of("", f"the ledger knows no place {name!r} that gained anything", hint=hint)
        children = tuple(self.node((one.subject, ANY), 1) for one in mine) if self.back else ()
        first = mine[0].data
        people = {one.data["place_id"]: one.data["people"] for one in mine}
        return Node(
            subject=f"{PLACE}:{first['place_id']}",
            name=str(first["place"]),
            people=sum(people.values()),
            place_id=str(first["place_id"]),
            children=children,
        )

    def node(self, step: Step, depth: int) -> Node:
        """One stage and all that follows on it."""
        subject, pool = step
        entity = self.view.entity(subject)
        told = told_of(self.view, entity)
        if type_of(subject) == "fund":
            told = replace(told, shares=tuple(shares(self.view, subject, pool)))
        if step in self.seen or depth >= MOST_DEPTH:
            return replace(told, again=True)
        self.seen.add(step)
        return replace(told, children=tuple(self.node(one, depth + 1) for one in self._next(entity, pool)))

    def _next(self, entity: Entity, pool: str) -> list[Step]:
        """Where the walk goes from here, sorted, each step once."""
        found = self._sources(entity) if self.back else self._results(entity, pool)
        return [step for step in dict.fromkeys(found) if self.view.entity(step[0]).facts]

    def _results(self, entity: Entity, pool: str) -> Iterator[Step]:
        kind = type_of(entity.subject)
        for other_type, name in ONWARD.get(kind, ()):
            for other in self.view.naming(entity.subject, other_type):
                value = other.data.get(name)
                mine = entity.subject in value if isinstance(value, list) else value == entity.subject
                if mine and not (name == "donor" and _comes_later(other)) and pool in (ANY, pool_in(other)):
                    yield other.subject, ANY
        if kind == "receipt":
            yield entity.data["fund"], entity.data.get("earmark", "")
        elif kind == "payment" and type_of(entity.data["payee"]) == "fund":
            yield entity.data["payee"], ""
        elif kind == "asset":
            key = (str(entity.data.get("work", "")), str(entity.data["equipment_id"]))
            yield from ((use, ANY) for use in self._uses_by_work().get(key, ()))

    def _sources(self, entity: Entity) -> Iterator[Step]:
        for name in BACK.get(type_of(entity.subject), ()):
            value = entity.data.get(name)
            if not value:
                continue
            for subject in value if isinstance(value, list) else [value]:
                yield str(subject), pool_in(entity) if type_of(str(subject)) == "fund" else ANY
            if name != "uses":
                return
        if type_of(entity.subject) == "fund":
            for paid in self.view.naming(entity.subject, "payment"):
                if paid.data["payee"] == entity.subject and type_of(paid.data["payer"]) == "fund":
                    yield paid.subject, ANY

    def _uses_by_work(self) -> Mapping[tuple[str, str], list[str]]:
        """Uses by work and equipment: an installed piece names its work and no use."""
        if self._by_work is None:
            self._by_work = defaultdict(list)
            for use in self.view.entities("use"):
                self._by_work[str(use.data["work"]), str(use.data["equipment_id"])].append(use.subject)
        return self._by_work


def _comes_later(other: Entity) -> bool:
    """Whether a donor's commitment or receipt is told under the pledge or the commitment it follows on."""
    return bool(other.data.get("pledge") or other.data.get("commitment"))


def shares(view: View, fund: str, pool: str = ANY) -> list[Share]:
    """What each donor has of all that a fund, or one earmarked part of it, received by the view's day."""
    paid: dict[tuple[str, str], int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for entity in view.naming(fund, "receipt", "payment"):
        data = entity.data
        if fund not in (data.get("fund"), data.get("payee")) or pool not in (ANY, data.get("earmark", "")):
            continue
        amount = net_minor(entity)
        paid[str(data.get("donor") or data["payer"]), data["currency"]] += amount
        total[data["currency"]] += amount
    return [
        Share(donor=donor, name=name_of(view, donor), paid=Money(currency, minor), of=Money(currency, total[currency]))
        for (donor, currency), minor in sorted(paid.items(), key=lambda item: (item[0][1], -item[1], item[0][0]))
        if minor
    ]


# ---- what one entity says of itself


def told_of(view: View, entity: Entity) -> Node:
    """An entity as a node without children."""
    data = entity.data
    sources = tuple(dict.fromkeys(source for fact in entity.facts for source in fact.event.sources))
    less = net_minor(entity) - int(data["amount_minor"]) if "amount_minor" in data else 0
    words = ("category", "earmark", "pool_earmark", "work", "service", "place", "finding", "due")
    said = tuple(f"{name.replace('_', ' ')} {data[name]}" for name in words if data.get(name))
    is_effect = type_of(entity.subject) == "effect"
    return Node(
        subject=entity.subject,
        name=_name(view, entity),
        state=entity.state,
        dates=tuple(sorted(entity.since.items(), key=lambda item: (item[1], item[0]))),
        amount=str(Money(data["currency"], data["amount_minor"])) if "amount_minor" in data else "",
        goods=_goods(entity),
        less=str(Money(data["currency"], -less)) if less else "",
        said=() if is_effect else said,
        sources=sources,
        people=data["people"] if is_effect else None,
        person_hours=data.get("person_hours") if is_effect else None,
        place_id=str(data["place_id"]) if is_effect else "",
    )


def net_minor(entity: Entity) -> int:
    """The amount of its first fact, less what was cancelled, lapsed or went back since, in minor units."""
    cuts = ("reduced", "returned", "lapsed")
    back = sum(int(fact.data["amount_minor"]) for fact in entity.facts if fact.kind.split(".")[1] in cuts)
    return int(entity.facts[0].data["amount_minor"]) - back


def _goods(entity: Entity) -> str:
    """Equipment or crews, with how many of each."""
    data = entity.data
    if type_of(entity.subject) == "asset":
        return str(data["equipment_id"])
    items = data.get("items") or {data.get("equipment_id") or data.get("crew_kind"): data.get("quantity")}
    return ", ".join(f"{quantity} x {what}" for what, quantity in items.items() if what and quantity)


def _name(view: View, entity: Entity) -> str:
    """What people call it: its own name or place, else who gives, pays or delivers."""
    if type_of(entity.subject) == "effect":
        return str(entity.data["place"])
    if entity.data.get("name"):
        return str(entity.data["name"])
    who = next((entity.data[name] for name in ("donor", "supplier", "payer") if entity.data.get(name)), "")
    return name_of(view, str(who)) if who else ""

"""A trace as the public may see it: who gave how much, which places and how many people it serves, and nothing between.

No equipment, serial numbers, sites, works, suppliers, or days on which anything was sent, stored or built in:
where equipment stands and when it came is what somebody who aims would want to know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from svitlo.exchange.trace import PLACE, Node
from svitlo.ledger.entities import type_of
from svitlo.ledger.events import Source
from svitlo.tables.errors import BadInput

SHOWN = frozenset({"state", "org", "group", "pledge", "commitment", "receipt", "fund", PLACE})

_SAID = ("category",)


def public(tree: Node) -> Node:
    """The tree without what the public may not see. Raises BadInput where its start is nothing to be shown."""
    if type_of(tree.subject) not in SHOWN:
        hint = "start from a donor, a pledge, a commitment, a receipt, a fund or a place"
        raise BadInput.of("", f"{tree.subject} is not shown in public", hint=hint)
    return _Cut(is_back=type_of(tree.subject) == PLACE).shown(tree)


@dataclass(frozen=True, slots=True)
class _Below:
    """What is to be shown below something: stages and, by id, places."""

    stages: tuple[Node, ...]
    places: dict[str, Node]


@dataclass(slots=True)
class _Cut:
    is_back: bool
    _known: dict[str, _Below] = field(default_factory=dict)

    def shown(self, node: Node) -> Node:
        """A stage that is shown, with what is shown below it."""
        below = self._below(node.children)
        places = () if self.is_back else _by_name(below.places)
        said = tuple(words for words in node.said if words.startswith(_SAID))
        hides = type_of(node.subject) == PLACE
        return replace(
            node,
            subject=PLACE if hides else node.subject,
            place_id="",
            goods="",
            said=said,
            sources=tuple(map(_plain, node.sources)),
            children=(*below.stages, *places),
        )

    def _below(self, children: Sequence[Node]) -> _Below:
        stages: list[Node] = []
        places: dict[str, Node] = {}
        for child in children:
            if type_of(child.subject) in SHOWN:
                stages.append(self.shown(child))
                continue
            if type_of(child.subject) == "effect":
                places[child.place_id] = child
            if child.again:
                # Its stages are shown where it came first; its places belong here too.
                places |= self._known[child.subject].places if child.subject in self._known else {}
                continue
            below = self._below(child.children)
            self._known[child.subject] = below
            stages += below.stages
            places |= below.places
        return _Below(tuple(stages), places)


def _by_name(places: dict[str, Node]) -> tuple[Node, ...]:
    """Places by their names, without their ids; those of one name are one."""
    people: dict[str, int] = {}
    for place in places.values():
        people[place.name] = people.get(place.name, 0) + (place.people or 0)
    return tuple(Node(subject=PLACE, name=name, people=people[name]) for name in sorted(people))


def _plain(source: Source) -> Source:
    return Source(publisher=source.publisher, title=source.title, published=source.published)

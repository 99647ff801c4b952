"""The ledger as it stood: what held on a day, by what was recorded up to an event."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from svitlo.ledger.entities import Entity, entity_of, type_of
from svitlo.ledger.events import Event
from svitlo.ledger.store import Reader


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """Entities by what held on `on` (None: at any time), from events up to number `upto` (None: all)."""

    reader: Reader
    on: date | None = None
    upto: int | None = None
    _known: dict[str, list[Event]] = field(default_factory=dict, repr=False)

    def at(self, on: date | None) -> "View":
        """The same ledger on another day."""
        return View(reader=self.reader, on=on, upto=self.upto, _known=self._known)

    def events_of(self, subject: str) -> list[Event]:
        """One entity's events; asked of the store once."""
        if subject not in self._known:
            self._known[subject] = self.reader.events_of(subject, self.upto)
        return self._known[subject]

    def foresee(self, subjects: Iterable[str]) -> None:
        """Ask the store at once for entities that are going to be looked at."""
        missing = sorted({subject for subject in subjects if subject not in self._known})
        if missing:
            self._known.update(self.reader.events_of_all(missing, self.upto))

    def added(self, event: Event) -> None:
        """See an event that was added to the ledger after this view was made."""
        if event.subject in self._known:
            self._known[event.subject] = [*self._known[event.subject], event]

    def entity(self, subject: str) -> Entity:
        """One entity on the day; its state is empty if it was not there yet."""
        return entity_of(subject, self.events_of(subject), self.on)

    def entities(self, entity_type: str) -> list[Entity]:
        """All entities of a type that were there on the day, sorted by name."""
        found = (self.entity(subject) for subject in self.reader.subjects(entity_type))
        return [one for one in found if one.facts]

    def naming(self, subject: str, *entity_types: str) -> list[Entity]:
        """Entities of these types whose facts name this one on the day, sorted by name."""
        found = (self.entity(name) for name in self.reader.named_by(subject) if type_of(name) in entity_types)
        return [one for one in found if any(_names(fact.data, subject) for fact in one.facts)]


def _names(data: object, subject: str) -> bool:
    values = data.values() if hasattr(data, "values") else ()
    return any(value == subject or (isinstance(value, list) and subject in value) for value in values)

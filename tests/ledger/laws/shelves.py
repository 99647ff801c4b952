"""Where the histories of the laws lie: a shelf of ledgers in each kind of store, each history told into each once."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from hypothesis import strategies as st

from svitlo.ledger.store import Store
from svitlo.ledger.stores import open_store
from tests.ledger.laws.histories import Story, told_into

SEEDS = range(10)
SHORT, LONG = 150, 700


@dataclass(frozen=True, slots=True)
class Tale:
    """Which history: its seed, and up to how many attempts it is told."""

    seed: int
    length: int


seeds = st.sampled_from(SEEDS)
tales = st.builds(Tale, seeds, st.sampled_from((SHORT, LONG)))
"""The same few for all laws: telling costs more than asking."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """Ledgers in stores of one kind; `name` makes the name of a ledger that is not there yet."""

    kind: str
    name: Callable[[], str] = field(repr=False)
    _told: dict[Tale, Story] = field(default_factory=dict, repr=False)

    def story(self, tale: Tale) -> Story:
        """A history, told into a store of this kind. Not to be added to."""
        if tale not in self._told:
            self._told[tale] = told_into(open_store(self.name(), create=True), tale.seed, tale.length)
        return self._told[tale]

    @contextmanager
    def empty(self) -> Iterator[Store]:
        """A new ledger in a store of this kind, for as long as it is asked for."""
        with closing(open_store(self.name(), create=True)) as store:
            yield store

    def close(self) -> None:
        """Let go of all ledgers."""
        for story in self._told.values():
            story.store.close()

"""Names that a database cannot hold are refused by the ledger, in words, on both stores."""

from datetime import date
from typing import Any

import pytest

from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.store import Store
from svitlo.tables.errors import BadInput

DAY = date(2022, 11, 29)
ODD = ["\x00", "a\x00b", "\x01", "\ud800", "a\udfff", "\x1b[31m"]


def named(name: str, subject: str = "state:usa") -> Draft:
    return Draft(kind="state.named", subject=subject, held_on=DAY, data={"name": name})


@pytest.mark.parametrize("odd", ODD)
def test_a_name_with_control_characters_or_half_characters_is_refused(any_store: Store, odd: str) -> None:
    book = Book(store=any_store)
    book.add([named("A")], "a clerk")
    data: dict[str, Any] = {"group": f"group:{odd}", "state": "state:usa", "role": "member"}
    for draft in (
        named("B", f"state:{odd}"),
        named(odd),
        Draft(kind="membership.held", subject="membership:g/usa", held_on=DAY, data=data),
        Draft(
            kind="state.named",
            subject="state:deu",
            held_on=DAY,
            data={"name": "D"},
            sources=(Source(publisher="P", quote=odd),),
        ),
    ):
        with pytest.raises(BadInput):
            book.add([draft], "a clerk")
    with pytest.raises(BadInput):
        book.add([named("B", "state:deu")], odd)
    with any_store.reading() as reader:
        assert reader.head().seq == 1


@pytest.mark.parametrize("name", ["état", "№1", "ünïcode-𐍈", "a'b;--", 'a"b', "%s?", "a\\b", "a/b:c"])
def test_unusual_names_are_kept_as_they_are(any_store: Store, name: str) -> None:
    Book(store=any_store).add([named("X", f"state:{name}")], "a clerk")
    with any_store.reading() as reader:
        assert reader.subjects("state") == [f"state:{name}"]
        assert len(reader.events_of(f"state:{name}")) == 1

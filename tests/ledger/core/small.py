"""A ledger small enough to check by hand: three members, an aided state, an outsider, two funds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from svitlo.ledger.book import Book
from svitlo.ledger.entities import Entity
from svitlo.ledger.events import Draft, Event, Source
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.tables.errors import BadInput

DAY = "2030-11-10"
"""The day on which facts hold where a test says nothing else; the prologue holds from 2030-11-01."""

PAPER = (Source(publisher="A paper", title="Help for Needland", quote="they give", confidence=80),)


def noon() -> datetime:
    return datetime(2030, 11, 10, 12, tzinfo=UTC)


def draft(kind: str, subject: str, on: str = DAY, *, sources: tuple[Source, ...] = (), **data: Any) -> Draft:
    return Draft(kind=kind, subject=subject, held_on=date.fromisoformat(on), data=data, sources=sources)


def member(state: str, role: str = "member", on: str = "2030-11-01", group: str = "pact") -> Draft:
    subject = f"membership:{group}/{state}"
    return draft("membership.held", subject, on, group=f"group:{group}", state=f"state:{state}", role=role)


def first(kind: str, subject: str, **data: Any) -> Draft:
    return draft(kind, subject, "2030-11-01", **data)


PROLOGUE = (
    *(
        first("state.named", f"state:{name}", name=name.title())
        for name in ("aland", "bland", "cland", "needland", "far")
    ),
    first("org.named", "org:desk", name="Desk"),
    first("org.named", "org:maker", name="Maker"),
    first("group.formed", "group:pact", name="Pact", form="alliance"),
    member("aland"),
    member("bland"),
    member("cland"),
    member("needland", "recipient"),
    first("fund.opened", "fund:hub", name="Hub", manager="org:desk", currency="EUR", rule="manager"),
    first(
        "fund.opened",
        "fund:joint",
        name="Joint",
        manager="org:desk",
        currency="EUR",
        rule="consensus",
        group="group:pact",
    ),
)


def pledge(name: str, amount: int = 1000, currency: str = "EUR", on: str = DAY, **more: Any) -> Draft:
    said = {"donor": "state:aland", "form": "cash", "category": "energy", "amount_minor": amount, "currency": currency}
    return draft("pledge.announced", f"pledge:{name}", on, **{**said, **more})


def commitment(name: str, amount: int = 1000, currency: str = "EUR", on: str = DAY, **more: Any) -> Draft:
    said = {"donor": "state:aland", "category": "energy", "amount_minor": amount, "currency": currency}
    return draft("commitment.signed", f"commitment:{name}", on, **{**said, **more})


def receipt(name: str, amount: int = 1000, currency: str = "EUR", on: str = DAY, **more: Any) -> Draft:
    said = {"donor": "state:aland", "fund": "fund:hub", "amount_minor": amount, "currency": currency}
    return draft("receipt.booked", f"receipt:{name}", on, **{**said, **more})


def asked(name: str, amount: int = 1000, pool: str = "fund:hub", on: str = DAY, **more: Any) -> Draft:
    said = {"pool": pool, "amount_minor": amount, "currency": "EUR"}
    return draft("allocation.proposed", f"allocation:{name}", on, **{**said, **more})


def approved(name: str, on: str = DAY) -> Draft:
    return draft("allocation.approved", f"allocation:{name}", on)


def contract(
    name: str, allocation: str, amount: int = 1000, currency: str = "EUR", on: str = DAY, **more: Any
) -> Draft:
    said = {
        "allocation": f"allocation:{allocation}",
        "supplier": "org:maker",
        "amount_minor": amount,
        "currency": currency,
    }
    return draft("contract.signed", f"contract:{name}", on, **{**said, "items": {"pump": 2}, **more})


def changed(drawn: int, source: str, rate: str) -> dict[str, Any]:
    """What a converted amount says of where it comes from."""
    return {
        "drawn_minor": drawn, "drawn_currency": source, "rate": rate, "rate_date": DAY, "rate_source": "A bank",
    }  # fmt: skip


@dataclass
class Ledger:
    """A book, and what tests ask of it."""

    book: Book

    def add(self, *drafts: Draft) -> list[Event]:
        return self.book.add(drafts, "a clerk")

    def refuses(self, refused: Draft, *words: str, column: str | None = None) -> None:
        """Refused, the ledger as it was, and the problem says all these words to a person."""
        with self.book.store.reading() as reader:
            before = reader.head()
        with pytest.raises(BadInput) as caught:
            self.add(refused)
        said = "\n".join(f"{problem}" for problem in caught.value.problems)
        for word in words:
            assert word in said, said
        assert column is None or column in {problem.column for problem in caught.value.problems}, said
        with self.book.store.reading() as reader:
            assert reader.head() == before

    def entity(self, subject: str, on: str | None = None) -> Entity:
        with self.book.view(date.fromisoformat(on) if on else None) as view:
            return view.entity(subject)

    def held(self, account: str, pool: str, on: str = "2030-12-31") -> dict[str, int]:
        """What is in an account of a pool at the end of a day, by currency or equipment."""
        with self.book.store.reading() as reader:
            totals = reader.totals(on=date.fromisoformat(on), pools=True)
        sums: dict[str, int] = {}
        for one in totals:
            if (one.account, one.pool) == (account, pool):
                sums[one.measure] = sums.get(one.measure, 0) + one.amount
        return {measure: amount for measure, amount in sums.items() if amount}


def ledger_in(folder: Path) -> Ledger:
    ledger = Ledger(Book(store=SqliteStore(folder / "ledger", create=True), clock=noon))
    ledger.add(*PROLOGUE)
    return ledger

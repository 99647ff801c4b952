"""Valid histories of made-up donors, as drafts: many currencies, conversions, reductions, funds and payments."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft
from svitlo.ledger.money import Money
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.view import View

START = date(2022, 11, 1)
DONORS = ("state:usa", "state:deu", "state:jpn", "group:eu", "org:bank")
CURRENCIES = ("USD", "EUR", "JPY", "KWD", "BHD", "UAH", "KRW", "CLF")
"""Two, no, three and (CLF) four digits after the point."""

CATEGORIES = ("energy", "humanitarian", "financial", "military")
PURPOSES = ("", "23630", "14021", "not-a-code")
SECRETS = ("SECRET-PLACE", "SECRET-SERIAL", "SECRET-NOTE", "50.4501")
"""Words that stand where no public format may show them."""


@dataclass(slots=True)
class History:
    """Drafts in an order in which a ledger takes them."""

    random: Random
    drafts: list[Draft] = field(default_factory=list)
    day: date = START

    def add(self, kind: str, subject: str, **data: Any) -> str:
        said = {name: value for name, value in data.items() if value not in ("", None)}
        self.drafts.append(Draft(kind=kind, subject=subject, held_on=self.day, data=said))
        return subject

    def pass_days(self) -> None:
        self.day += timedelta(days=self.random.choice((0, 0, 1, 3, 20)))

    def amount(self, most: int = 10**13) -> int:
        return self.random.choice((1, 7, 99, 100, 101, self.random.randint(1, most), self.random.randint(1, 10**6)))

    def part(self, whole: int) -> int:
        return self.random.choice((1, whole, self.random.randint(1, whole)))


def history(seed: int, gifts: int = 4) -> list[Draft]:
    """A history of that many gifts."""
    made = History(Random(seed))
    for donor in DONORS:
        kind = "group.formed" if donor.startswith("group") else f"{donor.split(':')[0]}.named"
        name = made.random.choice((donor.upper(), f"=cmd {donor}", f"Ünï & <{donor}>"))
        made.add(kind, donor, name=name, **({"form": "union"} if kind == "group.formed" else {}))
    made.add("state.named", "state:ukr", name="Ukraine")
    made.add("org.named", "org:maker", name="@Maker, Ltd")
    for number in range(2):
        currency = made.random.choice(CURRENCIES)
        made.add("fund.opened", f"fund:f{number}", name="A fund", manager="org:bank", currency=currency, rule="manager")
    for number in range(gifts):
        _gift(made, number)
    return made.drafts


def _gift(made: History, number: int) -> None:
    random = made.random
    fund = random.choice(("", "fund:f0", "fund:f1"))
    said: dict[str, Any] = {
        "donor": random.choice(DONORS),
        "recipient": "" if fund else random.choice(("state:ukr", "")),
        "fund": fund,
        "category": random.choice(CATEGORIES),
        "purpose": random.choice(PURPOSES),
        "note": "SECRET-NOTE 50.4501",
    }
    currency, minor = random.choice(CURRENCIES), made.amount()
    pledge = f"pledge:p{number}"
    made.add("pledge.announced", pledge, form="cash", amount_minor=minor, currency=currency, **said)
    if random.random() < 0.3:
        goods = {"form": "goods", "equipment_id": "SECRET-SERIAL", "quantity": 2, **said}
        made.add("pledge.announced", f"pledge:g{number}", declared_minor=5, declared_currency=currency, **goods)
    made.pass_days()
    drawn = made.part(minor)
    commitment = _commitment(made, f"commitment:c{number}", said, Money(currency, drawn), pledge)
    if minor > drawn and random.random() < 0.5:
        made.add("pledge.lapsed", pledge, amount_minor=made.part(minor - drawn), note="SECRET-NOTE")
    if commitment is None:
        return
    made.pass_days()
    if random.random() < 0.4:
        commitment = _reduced(made, f"commitment:c{number}", commitment)
    if said["category"] == "military":
        return
    if fund:
        _paid_in(made, number, said, commitment)
    else:
        _spent(made, f"s{number}", f"commitment:c{number}", commitment, said["donor"])


def _commitment(made: History, subject: str, said: dict[str, Any], drawn: Money, pledge: str) -> Money | None:
    """A commitment out of a pledge, at times in another currency."""
    currency = made.random.choice((drawn.currency, drawn.currency, *CURRENCIES))
    more: dict[str, Any] = {}
    amount = drawn
    if currency != drawn.currency:
        rate = made.random.choice(("0.013", "1.1", "145.37", "3"))
        amount = drawn.converted(Decimal(rate), currency)
        more = {"drawn_minor": drawn.minor, "drawn_currency": drawn.currency, "rate": rate}
        more |= {"rate_date": made.day.isoformat(), "rate_source": "made up"}
    if not 0 < amount.minor < 10**16:
        return None
    made.add("commitment.signed", subject, pledge=pledge, amount_minor=amount.minor, currency=currency, **said, **more)
    return amount


def _reduced(made: History, subject: str, commitment: Money) -> Money:
    """Less of a commitment; where it was converted, what is left agrees with the rate."""
    signed = next(one.data for one in made.drafts if (one.kind, one.subject) == ("commitment.signed", subject))
    if "drawn_minor" not in signed:
        if commitment.minor < 2:
            return commitment
        less = made.part(commitment.minor - 1)
        made.add("commitment.reduced", subject, amount_minor=less)
        return Money(commitment.currency, commitment.minor - less)
    kept = made.part(signed["drawn_minor"])
    left = Money(signed["drawn_currency"], kept).converted(Decimal(signed["rate"]), commitment.currency)
    if not 0 < left.minor < commitment.minor:
        return commitment
    back = {"amount_minor": commitment.minor - left.minor, "drawn_minor": signed["drawn_minor"] - kept}
    made.add("commitment.reduced", subject, **back)
    return left


def _paid_in(made: History, number: int, said: dict[str, Any], commitment: Money) -> None:
    paid = made.part(commitment.minor)
    data = {"donor": said["donor"], "fund": said["fund"], "commitment": f"commitment:c{number}"}
    receipt = f"receipt:r{number}"
    made.add("receipt.booked", receipt, amount_minor=paid, currency=commitment.currency, **data)
    made.pass_days()
    if paid > 1 and made.random.random() < 0.3:
        back = made.part(paid - 1)
        made.add("receipt.returned", receipt, amount_minor=back)
        paid -= back
    fund = next(draft for draft in made.drafts if draft.subject == said["fund"])
    if fund.data["currency"] == commitment.currency and made.random.random() < 0.8:
        _spent(made, f"f{number}", said["fund"], Money(commitment.currency, paid), said["fund"])


def _spent(made: History, name: str, pool: str, money: Money, payer: str) -> None:
    """An allocation, and a contract with a payment or a payment alone."""
    granted = made.part(money.minor)
    allocation, currency = f"allocation:of-{name}", money.currency
    made.add(
        "allocation.proposed", allocation, pool=pool, amount_minor=granted, currency=currency, place_id="SECRET-PLACE"
    )
    made.add("allocation.approved", allocation)
    made.pass_days()
    spent = made.part(granted)
    paid = made.part(spent)
    basis = {"allocation": allocation}
    if made.random.random() < 0.5:
        items = {"SECRET-SERIAL": 2}
        data = {"allocation": allocation, "supplier": "org:maker", "items": items}
        made.add("contract.signed", f"contract:{name}", amount_minor=spent, currency=currency, **data)
        basis = {"contract": f"contract:{name}"}
    payment = {"payer": payer, "payee": "org:maker", "amount_minor": paid, "currency": currency, **basis}
    if payer != "org:maker":
        made.add("payment.made", f"payment:{name}", **payment)


@contextmanager
def ledger(drafts: Sequence[Draft]) -> Iterator[Book]:
    """A ledger that holds these."""
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "ledger.svitlo", create=True)
        try:
            book = Book(store=store)
            if drafts:
                book.add(drafts, "a test")
            yield book
        finally:
            store.close()


@contextmanager
def seen(drafts: Sequence[Draft], on: date | None = None) -> Iterator[View]:
    """What a ledger of these shows."""
    with ledger(drafts) as book, book.view(on) as view:
        yield view

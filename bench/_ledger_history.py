"""A made-up ledger of any length: donors, and the way of many pieces of equipment from a pledge to a place.

Every number is made up, by one rule, so that a ledger of the same length is the same ledger.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from typing import Any

from svitlo.ledger.events import Draft, Source

DONORS = tuple(f"state:d{number:02}" for number in range(40))
CURRENCIES = ("USD", "EUR", "NOK")
CATEGORIES = ("energy", "energy", "humanitarian", "financial")
START = date(2022, 3, 1)
SOURCE = Source(publisher="Made-up ministry", title="Made-up notice", confidence=80)

OPENING = 42
"""Events that name the donors, the recipient and the supplier."""

STEPS = 14
"""Events of one way."""


def drafts(number: int) -> list[Draft]:
    """The first so many events."""
    return list(islice(above(0), number))


def above(number: int) -> Iterator[Draft]:
    """All events that follow on the first so many."""
    if number < OPENING:
        yield from islice(_opening(), number, None)
    way, step = divmod(max(number - OPENING, 0), STEPS)
    yield from islice(way_of(way), step, None)
    for later in count(way + 1):
        yield from way_of(later)


def way_of(way: int, series: str = "") -> Iterator[Draft]:
    """From a pledge of money to a transformer in use, verified; every seventh pledge lapses in part."""
    name = f"{series}w{way}"
    donor = DONORS[way % len(DONORS)]
    day = START + timedelta(days=(way * 7) % 900)
    currency, category = CURRENCIES[way % 3], CATEGORIES[way % 4]
    price = 1_000_00 * (1 + way % 97)
    gift = {"donor": donor, "recipient": "state:ukr", "category": category}
    yield _said(
        "pledge.announced", f"pledge:{name}", day, form="cash", amount_minor=3 * price, currency=currency, **gift
    )
    yield _said(
        "commitment.signed",
        f"commitment:{name}",
        day + timedelta(days=20),
        pledge=f"pledge:{name}",
        amount_minor=2 * price,
        currency=currency,
        **gift,
    )
    lapse = price if way % 7 == 0 else price // 2
    yield _said("pledge.lapsed", f"pledge:{name}", day + timedelta(days=40), amount_minor=lapse)
    yield from _bought(name, day + timedelta(days=45), price, currency)
    yield from _sent(name, day + timedelta(days=90))


def _bought(name: str, day: date, price: int, currency: str) -> Iterator[Draft]:
    allocation, contract = f"allocation:{name}", f"contract:{name}"
    yield _said(
        "allocation.proposed",
        allocation,
        day,
        pool=f"commitment:{name}",
        amount_minor=price,
        currency=currency,
        sector="power",
        equipment_id="transformer-25",
    )
    yield _said("allocation.reserved", allocation, day, expires=(day + timedelta(days=30)).isoformat())
    yield _said("allocation.approved", allocation, day + timedelta(days=10))
    yield _said(
        "contract.signed",
        contract,
        day + timedelta(days=15),
        allocation=allocation,
        supplier="org:supplier",
        amount_minor=price,
        currency=currency,
        items={"transformer-25": 2},
    )
    yield _said(
        "payment.made",
        f"payment:{name}",
        day + timedelta(days=20),
        payer=DONORS[0],
        payee="org:supplier",
        contract=contract,
        amount_minor=price // 2,
        currency=currency,
    )


def _sent(name: str, day: date) -> Iterator[Draft]:
    consignment, asset = f"consignment:{name}", f"asset:{name}"
    yield _said("consignment.packed", consignment, day, origin=f"contract:{name}", items={"transformer-25": 1})
    yield _said("consignment.at_border", consignment, day + timedelta(days=5), place="a border")
    yield _said("consignment.delivered", consignment, day + timedelta(days=9), place="a store")
    yield _said(
        "asset.received",
        asset,
        day + timedelta(days=9),
        consignment=consignment,
        equipment_id="transformer-25",
        condition="new",
        place="a store",
    )
    yield _said("asset.installed", asset, day + timedelta(days=30), place="a substation")
    yield _said("asset.energised", asset, day + timedelta(days=31))


def _opening() -> Iterator[Draft]:
    for donor in (*DONORS, "state:ukr"):
        yield _said("state.named", donor, START, name=donor.upper())
    yield _said("org.named", "org:supplier", START, name="A supplier")


def _said(kind: str, subject: str, day: date, **data: Any) -> Draft:
    return Draft(kind=kind, subject=subject, held_on=day, data=data, sources=(SOURCE,))

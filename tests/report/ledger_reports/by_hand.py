"""A ledger by hand, of made-up states: every figure of the reports can be counted on fingers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.view import View

DAY = date(2030, 4, 1)
NORTH, WEST, QUIET, HELPED = "state:qaa", "state:qbb", "state:qdd", "state:qcc"
GAZETTE = Source(
    publisher="Gazette", title="Aid <law>", published=date(2030, 1, 5), quote="100,000 euros", confidence=90
)
WIRE = Source(publisher="Wire", published=date(2030, 1, 6))


def draft(kind: str, subject: str, held_on: str, *sources: Source, **data: Any) -> Draft:
    return Draft(kind=kind, subject=subject, held_on=date.fromisoformat(held_on), data=data, sources=sources)


def actors() -> list[Draft]:
    first = "2029-12-01"
    named = [
        draft("state.named", state, first, name=name)
        for state, name in ((NORTH, "Northmark"), (WEST, "Westria"), (QUIET, "Quietland"), (HELPED, "Alderland"))
    ]
    orgs = [
        draft("org.named", f"org:{name}", first, name=name.title(), role=role)
        for name, role in (("office", "manages"), ("maker", "delivers"), ("inspector", "looks"))
    ]
    members = [
        draft(
            "membership.held", f"membership:accord/{state[6:]}", first, group="group:accord", state=state, role="member"
        )
        for state in (NORTH, WEST, QUIET)
    ]
    return [
        *named,
        *orgs,
        draft("group.formed", "group:accord", first, name="The Accord", form="alliance"),
        *members,
        draft(
            "fund.opened", "fund:grid", first, name="Grid fund", manager="org:office", currency="EUR", rule="manager"
        ),
    ]


def cash(minor: int) -> dict[str, Any]:
    return {"amount_minor": minor * 100, "currency": "EUR"}


def words() -> list[Draft]:
    energy: dict[str, Any] = {"category": "energy"}
    north = {"donor": NORTH, **energy}
    west = {"donor": WEST, **energy}
    goods = {"form": "goods", "equipment_id": "tr-110", "quantity": 5, "available": "2030-01-10"}
    values = {
        "declared_minor": 50_000_000,
        "declared_currency": "EUR",
        "catalogue_minor": 60_000_000,
        "catalogue_currency": "USD",
    }
    ends = {"available": "2030-01-10", "expires": "2030-04-20"}
    first, second = "2030-01-05", "2030-01-08"
    return [
        draft("pledge.announced", "pledge:n-cash", first, GAZETTE, form="cash", **north, **cash(100_000), **ends),
        draft("pledge.announced", "pledge:n-goods", first, **north, **goods, **values),
        draft("pledge.announced", "pledge:w-cash", second, form="cash", fund="fund:grid", **west, **cash(50_000)),
        draft("pledge.announced", "pledge:w-arms", second, form="cash", donor=WEST, category="military", **cash(7_000)),
        draft("commitment.signed", "commitment:n1", "2030-01-15", pledge="pledge:n-cash", **north, **cash(40_000)),
        draft(
            "commitment.signed",
            "commitment:n2",
            "2030-01-16",
            pledge="pledge:n-cash",
            fund="fund:grid",
            **north,
            **cash(30_000),
        ),
        draft(
            "commitment.signed",
            "commitment:w1",
            "2030-01-17",
            pledge="pledge:w-cash",
            fund="fund:grid",
            **west,
            **cash(50_000),
        ),
        draft(
            "receipt.booked",
            "receipt:n2a",
            "2030-01-20",
            donor=NORTH,
            fund="fund:grid",
            commitment="commitment:n2",
            **cash(20_000),
        ),
        draft(
            "receipt.booked",
            "receipt:w1a",
            "2030-01-21",
            donor=WEST,
            fund="fund:grid",
            commitment="commitment:w1",
            **cash(50_000),
        ),
    ]


def spending() -> list[Draft]:
    maker = "org:maker"
    return [
        draft("allocation.proposed", "allocation:own", "2030-01-25", pool="commitment:n1", **cash(25_000)),
        draft("allocation.approved", "allocation:own", "2030-01-26"),
        draft("allocation.proposed", "allocation:joint", "2030-01-25", pool="fund:grid", **cash(60_000)),
        draft("allocation.approved", "allocation:joint", "2030-01-26"),
        draft("allocation.proposed", "allocation:kept", "2030-03-20", pool="fund:grid", **cash(5_000)),
        draft("allocation.reserved", "allocation:kept", "2030-03-21", expires="2030-04-05"),
        draft(
            "contract.signed",
            "contract:own",
            "2030-02-01",
            allocation="allocation:own",
            supplier=maker,
            items={"breaker": 4},
            due="2030-03-01",
            **cash(20_000),
        ),
        draft(
            "contract.signed",
            "contract:joint",
            "2030-02-01",
            allocation="allocation:joint",
            supplier=maker,
            items={"tr-110": 2},
            due="2030-05-01",
            **cash(55_000),
        ),
        draft(
            "payment.made",
            "payment:own",
            "2030-02-10",
            payer=NORTH,
            payee=maker,
            contract="contract:own",
            **cash(8_000),
        ),
        draft(
            "payment.made",
            "payment:joint",
            "2030-02-10",
            payer="fund:grid",
            payee=maker,
            contract="contract:joint",
            **cash(30_000),
        ),
    ]


def asset(serial: str, equipment_id: str, consignment: str, work: str = "", *, energised: bool = False) -> list[Draft]:
    subject = f"asset:{serial}"
    found = [
        draft(
            "asset.received",
            subject,
            "2030-02-20",
            consignment=consignment,
            equipment_id=equipment_id,
            place="store in Alderby",
        )
    ]
    if work:
        found.append(draft("asset.installed", subject, "2030-03-02", place="substation Hollin", work=work))
    if energised:
        found.append(draft("asset.energised", subject, "2030-03-05"))
    return found


def seen(serial: str, held_on: str, finding: str) -> Draft:
    return draft(
        "asset.verified", f"asset:{serial}", held_on, by="org:inspector", method="visit on site", finding=finding
    )


def goods() -> list[Draft]:
    def consigned(name: str, origin: str, items: dict[str, int], *then: tuple[str, str]) -> list[Draft]:
        subject = f"consignment:{name}"
        packed = draft("consignment.packed", subject, "2030-02-01", origin=origin, items=items)
        return [packed, *(draft(f"consignment.{step}", subject, day, place="Gate hub") for step, day in then)]

    return [
        *consigned("g1", "pledge:n-goods", {"tr-110": 3}, ("at_border", "2030-02-05"), ("delivered", "2030-02-12")),
        *consigned("g2", "pledge:n-goods", {"tr-110": 1}, ("at_hub", "2030-02-05")),
        *consigned("c1", "contract:own", {"breaker": 2}, ("delivered", "2030-02-12")),
        *consigned("j1", "contract:joint", {"tr-110": 1}, ("delivered", "2030-02-12")),
        *asset("G-1", "tr-110", "consignment:g1", "power/branch/2", energised=True),
        *asset("G-2", "tr-110", "consignment:g1", "power/branch/3"),
        *asset("C-1", "breaker", "consignment:c1", "power/branch/4", energised=True),
        *asset("C-2", "breaker", "consignment:c1"),
        *asset("J-1", "tr-110", "consignment:j1", "power/branch/5", energised=True),
        seen("G-1", "2030-03-10", "as recorded"),
        seen("G-2", "2030-03-10", "differs"),
        seen("C-1", "2030-02-25", "as recorded"),
    ]


def plans() -> list[Draft]:
    def use(name: str, work: str, equipment_id: str, origin: str) -> Draft:
        return draft(
            "use.planned",
            f"use:{name}",
            "2030-01-30",
            plan="plan:p1",
            work=work,
            equipment_id=equipment_id,
            quantity=1,
            origin=origin,
        )

    def effect(name: str, uses: list[str], place: str, people: int, hours: int) -> Draft:
        return draft(
            "effect.reported",
            f"effect:{name}",
            "2030-01-30",
            uses=uses,
            place_id=place[:3],
            place=place,
            people=people,
            person_hours=hours,
        )

    return [
        draft("plan.adopted", "plan:p1", "2030-01-30", name="Alderby", case_sha256="0" * 64),
        use("u1", "power/branch/2", "tr-110", "pledge:n-goods"),
        use("u2", "power/branch/3", "tr-110", "pledge:n-goods"),
        use("u3", "power/branch/4", "breaker", "commitment:n1"),
        use("u4", "power/branch/4", "breaker", "commitment:w1"),
        effect("e1", ["use:u1"], "Lowfield", 9_640, 120_000),
        effect("e2", ["use:u3"], "Lowfield", 9_640, 30_000),
        effect("e3", ["use:u2"], "Hospital North", 400, 5_000),
        effect("e4", ["use:u3", "use:u4"], "Wells", 2_000, 7_000),
        draft(
            "need.submitted",
            "need:h1",
            "2030-01-03",
            requester=HELPED,
            equipment_id="tr-110",
            quantity=6,
            by="2030-03-15",
            urgency="critical",
        ),
    ]


def doubts() -> list[Draft]:
    said = {"form": "cash", "donor": NORTH, "category": "energy", "available": "2030-01-10", "expires": "2030-04-20"}
    return [draft("pledge.announced", "pledge:n-cash", "2030-01-05", WIRE, **said, **cash(120_000))]


def trackers() -> list[Draft]:
    def quoted(donor: str, month: str, total: str, **more: str) -> Draft:
        return draft(
            "tracker.quoted",
            f"tracker:t/{donor[6:]}/{month}",
            f"{month}-28",
            donor=donor,
            month=month,
            tracker="Tracker, release 1",
            currency="EUR",
            total=total,
            **more,
        )

    return [
        quoted(NORTH, "2030-01", "0.25", pct_gdp="0.01"),
        quoted(NORTH, "2030-02", "0.05", pct_gdp="0.002"),
        quoted(NORTH, "2030-04", "9", pct_gdp="9"),
        quoted(WEST, "2030-01", "0.1"),
    ]


def everything() -> list[Draft]:
    return [*actors(), *words(), *spending(), *goods(), *plans(), *doubts(), *trackers()]


def book_of(folder: Path) -> Book:
    book = Book(store=SqliteStore(folder / "ledger.svitlo", create=True))
    book.add(everything(), "tester")
    return book


@contextmanager
def seen_on(folder: Path, day: date | None = DAY) -> Iterator[View]:
    """The ledger as it stood on a day."""
    with book_of(folder).view(day) as view:
        yield view

"""The whole bridge on the smallest example: a ledger, its case, a plan by the program, and the plan's events back."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from svitlo.adapters.case_folder import read_case
from svitlo.exchange.case_out import write_case_tables
from svitlo.exchange.plan_back import drafts_from_plan
from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft, Source
from svitlo.tables.case import Case
from tests.conftest import EXAMPLES, QUICK, run
from tests.exchange.case_ledgers import book_in, said

DAY = date(2030, 1, 7)
S = "2030-01-01"
WIRE = Source(publisher="A made-up wire", title="Two gifts", quote="a hundred thousand each")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """What one crossing left behind."""

    book: Book
    case: Case
    plan: Path
    drafts: tuple[Draft, ...]


def first_light_ledger(folder: Path) -> Book:
    """Alba and Bren pay into a fund, 120,000 and 80,000 USD; Bren gives a breaker; Cor has only promised."""
    book = book_in(folder)
    cash = {"form": "cash", "category": "energy", "currency": "USD"}
    fund = {"fund": "fund:repair", "category": "energy", "currency": "USD"}
    book.add(
        [
            *(said("state.named", f"state:{one}", S, name=one.title()) for one in ("alba", "bren", "cor", "dell")),
            said("group.formed", "group:g", S, name="The coalition", form="group"),
            *(
                said("membership.held", f"membership:g/{one}", S, group="group:g", state=f"state:{one}", role="member")
                for one in ("alba", "bren")
            ),
            said(
                *("fund.opened", "fund:repair", S),
                name="Repair fund",
                manager="state:alba",
                currency="USD",
                rule="consensus",
                group="group:g",
            ),
            said("pledge.announced", "pledge:alba", S, WIRE, donor="state:alba", amount_minor=15_000_000, **cash),
            said("pledge.announced", "pledge:cor", S, donor="state:cor", amount_minor=90_000_000, **cash),
            *(
                said(
                    *("commitment.signed", f"commitment:{one}", "2030-01-02"),
                    donor=f"state:{one}",
                    amount_minor=amount,
                    **fund,
                    **({"pledge": "pledge:alba"} if one == "alba" else {}),
                )
                for one, amount in (("alba", 12_000_000), ("bren", 8_000_000))
            ),
            *(
                said(
                    *("receipt.booked", f"receipt:{one}", "2030-01-03"),
                    donor=f"state:{one}",
                    fund="fund:repair",
                    commitment=f"commitment:{one}",
                    amount_minor=amount,
                    currency="USD",
                )
                for one, amount in (("alba", 12_000_000), ("bren", 8_000_000))
            ),
            said(
                *("proposal.tabled", "proposal:all", "2030-01-03"),
                topic="A repair fund for Dell",
                fund="fund:repair",
                closes="2030-01-08",
            ),
            said(
                *("pledge.announced", "pledge:gift", S),
                donor="state:bren",
                form="goods",
                category="energy",
                equipment_id="breaker",
                quantity=1,
                available="2030-01-10",
            ),
            said("pledge.confirmed", "pledge:gift", S),
        ],
        "test",
    )
    return book


def crossed(folder: Path) -> Bridge:
    """From the ledger to a plan and back, the plan's events not accepted yet."""
    book = first_light_ledger(folder)
    case_folder = folder / "case"
    shutil.copytree(EXAMPLES / "first-light", case_folder)
    with book.view(DAY) as view:
        write_case_tables(view, case_folder)
    plan = folder / "plan"
    done = run("plan", case_folder, "-o", plan, *QUICK)
    assert done.returncode == 0, done.stderr.decode()
    case = read_case(case_folder)
    with book.view(DAY) as view:
        drafts = drafts_from_plan(view, case, plan)
    return Bridge(book=book, case=case, plan=plan, drafts=drafts)

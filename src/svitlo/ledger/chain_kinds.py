"""Kinds of events on the way from a pledge to a window that is lit."""

from svitlo.ledger.vocabulary import (
    Field,
    Kind,
    choice,
    currency,
    day,
    decimal,
    goods,
    kind,
    money,
    reference,
    references,
    text,
    whole,
)
from svitlo.tables.schema import CATEGORIES, FORMS

CONDITIONS = ("new", "used", "broken")
FINDINGS = ("as recorded", "missing", "differs", "unusable")
GIVER = "state org group"
POOLS = "fund commitment"
ORIGINS = "pledge commitment fund allocation contract consignment"
_NOTE = text("note", "What else there is to say.")
_EARMARK = text("earmark", "What it may be used for, as in the case's table of pledges; empty: free use.")

_DRAWN: tuple[Field, ...] = (
    whole("drawn_minor", "What it takes from where it comes from, in minor units of that currency, if another.", low=1),
    currency("drawn_currency", "That currency."),
    decimal("rate", "Units of this currency for one of that."),
    day("rate_date", "Day of the rate."),
    text("rate_source", "Who quotes the rate."),
)

_UNDRAWN = whole(
    "drawn_minor", "What goes back to where it came from, in minor units of that currency, if another.", low=1
)

_PLEDGE: tuple[Field, ...] = (
    reference("donor", "Who gives.", GIVER, required=True),
    reference("recipient", "Who is helped.", GIVER),
    reference("fund", "The fund into which it goes.", "fund"),
    choice("form", "Money, goods or crews.", FORMS, required=True),
    choice("category", "Military support buys nothing for the networks.", CATEGORIES, required=True),
    *money("Amount of money", required=False),
    text("equipment_id", "Equipment of the catalogue, for goods."),
    text("crew_kind", "Kind of the crews."),
    whole("quantity", "Units of the equipment, or crews.", low=1),
    whole("declared_minor", "Value of goods by their donor, in minor units.", low=1),
    currency("declared_currency", "Currency of the declared value."),
    whole("catalogue_minor", "Value of goods by a price list, in minor units.", low=1),
    currency("catalogue_currency", "Currency of the catalogue's value."),
    text("purpose", "OECD purpose code, such as 23630."),
    _EARMARK,
    reference("decision", "The decision on which it waits.", "proposal"),
    day("available", "First day on which it can be used; else the day of the event."),
    day("expires", "Day after which it lapses."),
    _NOTE,
)

_PLEDGES: tuple[Kind, ...] = (
    kind("pledge.announced", "Somebody's word.", _PLEDGE, "-", "announced"),
    kind("pledge.confirmed", "Confirmed in writing.", (_NOTE,), "announced", "confirmed"),
    kind(
        "pledge.lapsed",
        "What was not converted is given up.",
        (whole("amount_minor", "How much lapses, in minor units.", required=True, low=1), _NOTE),
        "announced confirmed lapsed",
        "lapsed",
        once=False,
    ),
)

_COMMITMENTS: tuple[Kind, ...] = (
    kind(
        "commitment.signed",
        "Legally binding.",
        (
            reference("donor", "Who gives.", GIVER, required=True),
            reference("recipient", "Who is helped.", GIVER),
            reference("pledge", "The pledge that becomes binding.", "pledge"),
            reference("fund", "The fund into which it is to be paid.", "fund"),
            choice("category", "Military support buys nothing for the networks.", CATEGORIES, required=True),
            *money("Amount"),
            *_DRAWN,
            text("instrument", "The legal instrument."),
            text("purpose", "OECD purpose code, such as 23630."),
            _EARMARK,
            reference("decision", "The decision on which it waits.", "proposal"),
            day("available", "First day on which it can be used; else the day of the event."),
            _NOTE,
        ),
        "-",
        "signed",
    ),
    kind(
        "commitment.reduced",
        "Part or all of what was not paid or allocated is cancelled.",
        (whole("amount_minor", "How much is cancelled, in minor units.", required=True, low=1), _UNDRAWN, _NOTE),
        "signed",
        once=False,
    ),
    kind("commitment.closed", "Nothing more is to come of it.", (_NOTE,), "signed", "closed"),
    kind(
        "receipt.booked",
        "A fund has received money.",
        (
            reference("donor", "Who paid.", GIVER, required=True),
            reference("fund", "The fund that received it.", "fund", required=True),
            reference("commitment", "The commitment that is paid.", "commitment"),
            *money("Amount"),
            *_DRAWN,
            _EARMARK,
            _NOTE,
        ),
        "-",
        "booked",
    ),
    kind(
        "receipt.returned",
        "Part or all goes back to who paid.",
        (whole("amount_minor", "How much goes back, in minor units.", required=True, low=1), _NOTE),
        "booked",
        once=False,
    ),
)

_ALLOCATION: tuple[Field, ...] = (
    reference("pool", "The fund or the commitment it is taken from.", POOLS, required=True),
    text("pool_earmark", "Which earmarked part of a fund it is taken from; empty: the free part."),
    *money("Amount"),
    reference("need", "The need that it meets.", "need"),
    reference("decision", "The decision on which it rests.", "proposal"),
    text("sector", "Sector of the equipment: power or water."),
    text("equipment_id", "Equipment that it is to buy."),
    text("asset_id", "The asset it is for."),
    text("place_id", "The place it is for."),
    text("kind", "Kind of the asset or the place it is for."),
    _NOTE,
)

_ALLOCATIONS: tuple[Kind, ...] = (
    kind("allocation.proposed", "Somebody asks for it; nothing moves.", _ALLOCATION, "-", "proposed"),
    kind(
        "allocation.reserved",
        "Set aside up to a day.",
        (day("expires", "Last day of the reserve.", required=True), _NOTE),
        "proposed reserved",
        "reserved",
        once=False,
    ),
    kind("allocation.approved", "Decided: it may be contracted.", (_NOTE,), "proposed reserved", "approved"),
    kind("allocation.rejected", "Not approved.", (_NOTE,), "proposed reserved", "rejected"),
    kind(
        "allocation.reduced",
        "Part or all of what was not contracted goes back.",
        (whole("amount_minor", "How much goes back, in minor units.", required=True, low=1), _NOTE),
        "approved",
        once=False,
    ),
    kind(
        "contract.signed",
        "A supplier is to deliver.",
        (
            reference("allocation", "What pays for it.", "allocation", required=True),
            reference("supplier", "Who delivers.", GIVER, required=True),
            *money("Price"),
            *_DRAWN,
            goods("items", "What is bought.", required=True),
            day("due", "Day on which it is due."),
            text("agent", "Who buys for the fund."),
            _NOTE,
        ),
        "-",
        "signed",
    ),
    kind("contract.in_production", "It is being made.", (_NOTE,), "signed", "in_production"),
    kind("contract.tested", "Accepted at the factory.", (_NOTE,), "signed in_production", "tested"),
    kind("contract.ready", "Ready to be sent.", (_NOTE,), "signed in_production tested", "ready"),
    kind(
        "contract.reduced",
        "Part or all of what was not paid is cancelled.",
        (whole("amount_minor", "How much is cancelled, in minor units.", required=True, low=1), _UNDRAWN, _NOTE),
        "signed in_production tested ready",
        once=False,
    ),
    kind(
        "payment.made",
        "Money moved: to a supplier, from fund to fund, or to the recipient.",
        (
            reference("payer", "Who pays.", f"fund {GIVER}", required=True),
            reference("payee", "Who is paid.", f"fund {GIVER}", required=True),
            reference("contract", "The contract that is paid.", "contract"),
            reference("allocation", "The allocation that is paid out, where there is no contract.", "allocation"),
            *money("Amount"),
            *_DRAWN,
            _NOTE,
        ),
        "-",
        "made",
    ),
)

_GOODS: tuple[Kind, ...] = (
    kind(
        "consignment.packed",
        "Goods on their way together.",
        (
            reference(
                "origin", "The contract or the pledge of goods they come from.", "contract pledge", required=True
            ),
            goods("items", "What is packed.", required=True),
            text("place", "Where they are packed."),
            _NOTE,
        ),
        "-",
        "packed",
    ),
    *(
        kind(f"consignment.{name}", words, (text("place", "Where."), _NOTE), after, name, once=once)
        for name, words, after, once in (
            ("at_border", "At a border.", "packed at_border at_hub", False),
            ("at_hub", "In a store on the way.", "packed at_border at_hub", False),
            ("delivered", "At its destination.", "packed at_border at_hub", True),
            ("lost", "Lost on the way.", "packed at_border at_hub", True),
        )
    ),
    kind(
        "asset.received",
        "One piece, with its serial number as id.",
        (
            reference("consignment", "What it came with.", "consignment", required=True),
            text("equipment_id", "Which equipment it is.", required=True),
            choice("condition", "In which condition.", CONDITIONS),
            text("place", "Where it is kept.", required=True),
            _NOTE,
        ),
        "-",
        "stored",
    ),
    kind(
        "asset.moved",
        "Kept at another place.",
        (text("place", "Where it is kept.", required=True), _NOTE),
        "stored damaged",
        once=False,
    ),
    kind(
        "asset.installed",
        "Built in.",
        (
            text("place", "Where it stands, in words that may be shown.", required=True),
            text("work", "The asset it repairs, or the spot where it is placed, as in a plan."),
            _NOTE,
        ),
        "stored",
        "installed",
        once=False,
    ),
    kind("asset.energised", "In use.", (_NOTE,), "installed", "energised", once=False),
    kind(
        "asset.verified",
        "Seen there by somebody else.",
        (
            reference("by", "Who looked.", GIVER, required=True),
            text("method", "How.", required=True),
            choice("finding", "What was found.", FINDINGS, required=True),
            _NOTE,
        ),
        "stored installed energised damaged",
        once=False,
    ),
    kind(
        "asset.removed",
        "Taken out again.",
        (text("place", "Where it is kept.", required=True), _NOTE),
        "installed energised damaged",
        "stored",
        once=False,
    ),
    kind("asset.damaged", "Hit or broken.", (_NOTE,), "stored installed energised", "damaged", once=False),
    kind("asset.retired", "Of no use any more.", (_NOTE,), "stored installed energised damaged", "retired"),
)

_NEEDS: tuple[Kind, ...] = (
    kind(
        "need.submitted",
        "Somebody needs equipment.",
        (
            reference("requester", "Who needs it.", GIVER, required=True),
            text("equipment_id", "Which equipment.", required=True),
            whole("quantity", "How many.", required=True, low=1),
            text("place_id", "For which place."),
            day("by", "Until when."),
            choice("urgency", "How urgent.", ("low", "high", "critical")),
            _NOTE,
        ),
        "-",
        "submitted",
    ),
    kind("need.verified", "Checked by an expert.", (_NOTE,), "submitted", "verified"),
    kind("need.met", "Met.", (_NOTE,), "submitted verified", "met"),
    kind("need.rejected", "Not needed, or not approved.", (_NOTE,), "submitted verified", "rejected"),
)

_PLANS: tuple[Kind, ...] = (
    kind(
        "rate.quoted",
        "A rate of exchange on a day; its id is FROM/TO/DATE/publisher.",
        (
            currency("base", "One unit of this currency ...", required=True),
            currency("quote", "... is so many of this.", required=True),
            decimal("rate", "How many.", required=True),
        ),
        "-",
        "quoted",
    ),
    kind(
        "plan.adopted",
        "A plan that is followed.",
        (
            text("name", "Name of its case.", required=True),
            text("case_sha256", "Digest of its case.", required=True),
            text("objective", "Weighted person-hours without service."),
            text("bound", "No plan can be below."),
            _NOTE,
        ),
        "-",
        "adopted",
    ),
    kind(
        "use.planned",
        "Equipment for a repair or a spot, by a plan.",
        (
            reference("plan", "The plan.", "plan", required=True),
            text("work", "The asset that is repaired, or the spot.", required=True),
            text("equipment_id", "Which equipment.", required=True),
            whole("quantity", "How many.", required=True, low=1),
            reference("origin", "What gives it or pays for it.", ORIGINS, required=True),
            text("part", "Which part of that, as `pledge_id` of the case says."),
            *money("What a purchase costs", required=False),
            day("service", "Day from which it serves."),
        ),
        "-",
        "planned",
    ),
    kind(
        "effect.reported",
        "What a place gains by a work of a plan.",
        (
            references("uses", "The uses that the work took.", "use", required=True),
            text("place_id", "The place.", required=True),
            text("place", "Name of the place.", required=True),
            whole("people", "People of the place.", required=True),
            whole("person_hours", "Hours times people with a service that they would be without otherwise."),
        ),
        "-",
        "reported",
    ),
    kind(
        "tracker.quoted",
        "A donor's sums of one month by a public tracker: shown beside ours, never added to them.",
        (
            reference("donor", "The donor.", GIVER, required=True),
            text("month", "The month, as 2022-11.", required=True),
            text("tracker", "Which tracker and release.", required=True),
            currency("currency", "Its currency.", required=True),
            *(
                text(name, f"{name.replace('_', ' ')}, in units of 10^9, as published.")
                for name in ("total", "financial", "humanitarian", "military", "commitments", "to_be_allocated")
            ),
            text("pct_gdp", "Share of GDP in per cent, as published."),
        ),
        "-",
        "quoted",
    ),
)

CHAIN_KINDS: tuple[Kind, ...] = (*_PLEDGES, *_COMMITMENTS, *_ALLOCATIONS, *_GOODS, *_NEEDS, *_PLANS)

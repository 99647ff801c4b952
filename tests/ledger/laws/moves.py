"""What may happen in a history: each move tries one or a few facts, fitting or not."""

from datetime import timedelta
from typing import Any

from svitlo.ledger.events import Source
from tests.ledger.laws.histories import AIDED, FIRST, OUTSIDER, STATES, Story, drawn, exchanged
from tests.ledger.laws.metamoves import contradict, correct, nonsense, resolve, undermine, void

CURRENCIES = ("EUR", "USD", "JPY")
CATEGORIES = ("energy", "energy", "energy", "humanitarian", "financial", "military")
EARMARKS = (None, None, None, "sector:power", "sector:water; equipment:pump")
EQUIPMENT = ("transformer", "breaker", "pump")
FUNDS = {
    "fund:council": {"currency": "EUR", "rule": "consensus", "group": "group:pact"},
    "fund:shares": {
        "currency": "USD",
        "rule": "unanimity_with_abstention",
        "roll": ["state:aland", "state:bland", "state:eland"],
    },
    "fund:quiet": {"currency": "EUR", "rule": "silence", "group": "group:pact"},
    "fund:desk": {"currency": "JPY", "rule": "manager"},
    "fund:hub": {"currency": "EUR", "rule": "manager"},
    "fund:own": {"currency": "USD", "rule": "sovereign"},
}


def prologue(story: Story) -> None:
    """Who there is."""
    for name in STATES:
        story.tell("state.named", f"state:{name}", on=FIRST, name=name.title())
    for name in ("desk", "maker", "other"):
        story.tell("org.named", f"org:{name}", on=FIRST, name=name.title())
    for name, form in (("pact", "alliance"), ("club", "group")):
        story.tell("group.formed", f"group:{name}", on=FIRST, name=name.title(), form=form)
        for state in STATES[: 4 if name == "pact" else 2]:
            role(story, name, state, "member")
    role(story, "pact", "needland", "recipient")
    role(story, "pact", "eland", "partner")
    story.tell("group.mandated", "group:pact", on=FIRST, article="5", mandate="mutual_defence")
    for fund, said in FUNDS.items():
        story.tell("fund.opened", fund, on=FIRST, name=fund, manager="org:desk", **said)


def role(story: Story, group: str, state: str, what: str) -> None:
    subject = f"membership:{group}/{state}"
    story.tell("membership.held", subject, group=f"group:{group}", state=f"state:{state}", role=what)


def _source(story: Story) -> tuple[Source, ...]:
    return (Source(publisher=story.dice.choice(("A paper", "A ministry")), confidence=story.dice.randint(0, 100)),)


def _currency(story: Story, source: str) -> str:
    return story.dice.choice(CURRENCIES) if story.chance(0.35) else source


def _donor(story: Story) -> str:
    return f"state:{story.dice.choice(STATES[:5])}"


def _amount(story: Story) -> int:
    return story.dice.randint(1, 9) * story.dice.choice((1, 10, 100, 1000)) + story.dice.randint(0, 3)


# ---- coalition


def membership(story: Story) -> None:
    what = story.dice.choice(("member", "member", "former", "partner", "invitee", "outsider", "recipient"))
    state = story.dice.choice([one for one in STATES if f"state:{one}" not in (AIDED, OUTSIDER)])
    role(story, story.dice.choice(("pact", "club", "club")), state, what)


STEPS = ("applied", "invited", "talks", "protocol_signed", "invited_to_accede", "deposited", "joined", "ended")


def accession(story: Story) -> None:
    state = story.dice.choice(("newland", "newland", "eland"))
    subject = f"accession:pact/{state}"
    last = story.last.get(subject, "accession.").split(".")[1]
    step = STEPS[min(STEPS.index(last) + 1, 6)] if last else STEPS[0]
    if story.chance(0.1):
        step = story.dice.choice(STEPS)
    story.tell(f"accession.{step}", subject, group="group:pact", state=f"state:{state}")


def ratification(story: Story) -> None:
    accession = story.one_of("accession", "accession.protocol_signed")
    if accession is None:
        return
    everybody = story.chance(0.5)
    for ally in STATES if everybody else story.dice.sample(STATES, 3):
        name = f"ratification:{accession.split(':')[1]}/{ally}"
        if story.last.get(name) != "ratification.deposited":
            step = "deposited" if everybody else story.dice.choice(("voted", "deposited", "refused"))
            story.tell(f"ratification.{step}", name, on=story.today, accession=accession, ally=f"state:{ally}")


# ---- decisions


def proposal(story: Story) -> None:
    said: dict[str, Any] = {"topic": "a tranche"}
    if story.chance(0.7):
        said["fund"] = story.dice.choice(("fund:council", "fund:shares", "fund:quiet", "fund:desk"))
        currency = FUNDS[said["fund"]]["currency"]
    else:
        said |= story.dice.choice(
            (
                {"rule": "sovereign", "actor": "state:bland"},
                {"rule": "consensus", "group": "group:club"},
                {"rule": "unanimity_with_abstention", "group": "group:club"},
                {"rule": "consensus"},
            )
        )
        currency = "EUR"
    if story.chance(0.8) or said.get("fund") == "fund:quiet":
        said["closes"] = (story.today + timedelta(days=story.dice.randint(0, 15))).isoformat()
    if story.chance(0.6):
        said |= {"amount_minor": 5 * _amount(story), "currency": currency}
    story.tell("proposal.tabled", story.new("proposal"), **said)


def answer(story: Story) -> None:
    asked = story.one_of("proposal")
    if asked is not None:
        actor = story.dice.choice((*(f"state:{one}" for one in STATES), "org:desk", OUTSIDER))
        word = story.dice.choice(("support", "support", "oppose", "abstain"))
        story.tell("answer.given", asked, actor=actor, answer=word)


def everybody_answers(story: Story) -> None:
    asked = story.one_of("proposal")
    for actor in (*(f"state:{one}" for one in STATES[:5]), "org:desk") if asked is not None else ():
        word = "support" if story.chance(0.93) else "oppose"
        story.tell("answer.given", str(asked), actor=actor, answer=word, on=story.today)


def objection(story: Story) -> None:
    asked = story.one_of("proposal")
    if asked is not None:
        if story.chance(0.15):
            story.tell("proposal.withdrawn", asked)
        else:
            story.tell("objection.quoted", asked, actor=story.dice.choice((OUTSIDER, AIDED)), quote="No.")


# ---- from word to money


def pledge(story: Story) -> None:
    said: dict[str, Any] = {"donor": _donor(story), "recipient": AIDED, "category": story.dice.choice(CATEGORIES)}
    form = story.dice.choice(("cash", "cash", "cash", "goods", "crew"))
    if form == "cash":
        said |= {"amount_minor": 20 * _amount(story), "currency": story.dice.choice(CURRENCIES)}
        said["fund"] = story.dice.choice((None, None, *FUNDS))
        said["expires"] = (story.today + timedelta(days=30)).isoformat() if story.chance(0.2) else None
    else:
        said["quantity"] = story.dice.randint(1, 20)
        said |= {"equipment_id": story.dice.choice(EQUIPMENT)} if form == "goods" else {"crew_kind": "line"}
    if form == "goods":
        for value in ("declared", "catalogue"):
            if story.chance(0.6):
                said |= {f"{value}_minor": _amount(story), f"{value}_currency": story.dice.choice(CURRENCIES)}
    said["decision"] = story.one_of("proposal") if story.chance(0.1) else None
    story.tell("pledge.announced", story.new("pledge"), form=form, **said)


def lapse(story: Story) -> None:
    word = story.one_of("pledge")
    if word is not None:
        if story.chance(0.5):
            story.tell("pledge.confirmed", word)
        else:
            story.tell("pledge.lapsed", word, amount_minor=_amount(story))


def commitment(story: Story) -> None:
    word = story.one_of("pledge") if story.chance(0.7) else None
    said: dict[str, Any] = {"donor": _donor(story), "category": story.dice.choice(CATEGORIES), "recipient": AIDED}
    currency = story.dice.choice(CURRENCIES)
    fund = story.dice.choice((None, *FUNDS))
    if word is not None:
        given = story.said[word]
        fund = given.get("fund") or fund
        said |= {"pledge": word, "donor": given["donor"], "category": given["category"]}
        said |= drawn(story, 4 * _amount(story), currency, given.get("currency", currency))
    else:
        said |= {"amount_minor": 4 * _amount(story), "currency": currency}
    if fund and story.chance(0.6) and "drawn_minor" not in said:
        said["currency"] = FUNDS[fund]["currency"]
    said["earmark"] = story.dice.choice(EARMARKS)
    said["decision"] = story.one_of("proposal") if story.chance(0.1) else None
    story.tell("commitment.signed", story.new("commitment"), fund=fund, **said)


def cut(story: Story) -> None:
    """A part, or all, of a commitment or a contract is cancelled, or a commitment is closed."""
    kind = story.dice.choice(("commitment", "commitment", "contract"))
    name = story.one_of(kind)
    if name is None:
        return
    if kind == "commitment" and story.chance(0.2):
        story.tell("commitment.closed", name)
        return
    said = story.said[name]
    back: dict[str, Any] = {"amount_minor": said["amount_minor"] if story.chance(0.5) else _amount(story)}
    if "drawn_minor" in said:
        share = said["drawn_minor"] if story.chance(0.5) else story.dice.randint(1, said["drawn_minor"])
        left = exchanged(said["drawn_minor"] - share, said["drawn_currency"], said["rate"], said["currency"])
        back = {"amount_minor": max(1, said["amount_minor"] - left), "drawn_minor": share}
        if story.chance(0.1):
            back.pop("drawn_minor")
    story.tell(f"{kind}.reduced", name, **back)


def receipt(story: Story) -> None:
    if story.chance(0.2):
        paid = story.one_of("receipt")
        if paid is not None:
            most = story.said[paid]["amount_minor"]
            story.tell("receipt.returned", paid, amount_minor=story.dice.choice((most, 1, 1 + most // 2)))
        return
    signed = story.one_of("commitment") if story.chance(0.75) else None
    if signed is None:
        fund = story.dice.choice(tuple(FUNDS))
        said = {"donor": _donor(story), "fund": fund, "currency": FUNDS[fund]["currency"]}
        said["earmark"] = story.dice.choice(EARMARKS)
        story.tell("receipt.booked", story.new("receipt"), amount_minor=_amount(story), **said)
        return
    given = story.said[signed]
    fund = given.get("fund", "fund:hub")
    amount = given["amount_minor"] if story.chance(0.3) else _amount(story)
    money = drawn(story, amount, _currency(story, str(FUNDS[fund]["currency"])), given["currency"])
    said = {"donor": given["donor"], "fund": fund, "commitment": signed, "earmark": given.get("earmark"), **money}
    story.tell("receipt.booked", story.new("receipt"), **said)


def allocation(story: Story) -> None:
    said: dict[str, Any] = {"sector": story.dice.choice(("power", "power", "water")), "equipment_id": "pump"}
    signed = story.one_of("commitment") if story.chance(0.4) else None
    if signed is not None:
        said |= {"pool": signed, "currency": story.said[signed]["currency"]}
    else:
        fund = story.dice.choice(tuple(FUNDS))
        said |= {"pool": fund, "currency": FUNDS[fund]["currency"]}
        said["pool_earmark"] = story.dice.choice(EARMARKS)
        about = [name for name in story.known["proposal"] if story.said[name].get("fund") == fund]
        said["decision"] = story.dice.choice(about) if about and story.chance(0.9) else story.one_of("proposal")
        if FUNDS[fund]["rule"] in ("manager", "sovereign") and story.chance(0.8):
            said["decision"] = None
    said["need"] = story.one_of("need") if story.chance(0.3) else None
    name = story.new("allocation")
    story.tell("allocation.proposed", name, amount_minor=_amount(story), **said)
    if story.chance(0.6):
        settle(story, name)


def tranche(story: Story) -> None:
    """A fund that decides together, from the proposal to the approval, with a hitch now and then."""
    fund = story.dice.choice(("fund:council", "fund:shares", "fund:quiet"))
    currency, asked = FUNDS[fund]["currency"], story.new("proposal")
    amount = 3 * _amount(story)
    closes = story.today.isoformat()
    money = {"amount_minor": amount, "currency": currency}
    may = FUNDS[fund].get("roll", ["state:aland", "state:bland", "state:cland", "state:dland"])
    how = {"fund": fund} if story.chance(0.85) else {"rule": "consensus", "roll": may}
    story.tell("proposal.tabled", asked, on=story.today, topic="a tranche", closes=closes, **how, **money)
    for actor in may if story.chance(0.9) else may[:1]:
        story.tell(
            "answer.given", asked, on=story.today, actor=actor, answer="support" if story.chance(0.95) else "oppose"
        )
    paid = {"donor": _donor(story), "fund": fund, "currency": currency}
    story.tell("receipt.booked", story.new("receipt"), on=story.today, amount_minor=amount, **paid)
    for share in (amount // 2 + 1, amount // 3 + 1):
        name = story.new("allocation")
        said = {"pool": fund, "decision": asked, "amount_minor": share, "currency": currency}
        story.tell("allocation.proposed", name, on=story.today, **said)
        story.tell("allocation.approved", name, on=story.today)


def settle(story: Story, name: str | None = None) -> None:
    name = name or story.one_of("allocation", "allocation.proposed", "allocation.reserved", "allocation.approved")
    if name is None:
        return
    approved = story.last.get(name) == "allocation.approved" and story.chance(0.9)
    steps = ("reserved", "reserved", "approved", "approved", "approved", "rejected", "reduced")
    step = "reduced" if approved else story.dice.choice(steps)
    said: dict[str, Any] = {}
    if step == "reserved":
        said["expires"] = (story.today + timedelta(days=story.dice.randint(-1, 9))).isoformat()
    if step == "reduced":
        said["amount_minor"] = _amount(story)
    story.tell(f"allocation.{step}", name, **said)


def contract(story: Story) -> None:
    paid_by = story.one_of("allocation", "allocation.approved", "allocation.reduced")
    if paid_by is None:
        return
    given = story.said[paid_by]
    amount = given["amount_minor"] if story.chance(0.4) else 1 + story.dice.randrange(given["amount_minor"])
    money = drawn(story, amount, _currency(story, given["currency"]), given["currency"])
    items = {one: story.dice.randint(1, 6) for one in story.dice.sample(EQUIPMENT, story.dice.randint(1, 2))}
    name = story.new("contract")
    story.tell("contract.signed", name, allocation=paid_by, supplier="org:maker", items=items, **money)
    for step in ("in_production", "tested", "ready"):
        if story.chance(0.3):
            story.tell(f"contract.{step}", name)


def payment(story: Story) -> None:
    name, way = story.new("payment"), story.dice.choice(("contract", "contract", "fund", "recipient", "gift"))
    approved = ("allocation.approved", "allocation.reduced")
    source = story.one_of("contract") if way == "contract" else story.one_of("allocation", *approved)
    if way == "gift" or source is None:
        fund = story.dice.choice(tuple(FUNDS))
        payer = _donor(story)
        story.tell(
            "payment.made", name, payer=payer, payee=story.dice.choice((fund, AIDED, payer)),
            amount_minor=_amount(story), currency=str(FUNDS[fund]["currency"]),
        )  # fmt: skip
        return
    given = story.said[source]
    pool = story.said[given["allocation"]]["pool"] if way == "contract" else given["pool"]
    payer = pool if pool.startswith("fund:") else str(story.said[pool]["donor"])
    payee = {"contract": "org:maker", "recipient": AIDED}.get(way) or story.dice.choice(tuple(FUNDS))
    currency = str(FUNDS[payee]["currency"]) if way == "fund" else _currency(story, given["currency"])
    amount = given["amount_minor"] if story.chance(0.4) else 1 + story.dice.randrange(given["amount_minor"])
    if story.chance(0.1):
        payer = _donor(story)
    money = drawn(story, amount, currency, given["currency"])
    story.tell(
        "payment.made", name, payer=payer, payee=payee, **{way if way == "contract" else "allocation": source}, **money
    )


# ---- goods


def consignment(story: Story) -> None:
    if story.chance(0.4):
        name = story.one_of("consignment")
        if name is not None:
            step = story.dice.choice(("at_border", "at_hub", "delivered", "lost"))
            story.tell(f"consignment.{step}", name, place=story.dice.choice(("West", "East")))
        return
    goods = [name for name in story.known["pledge"] if story.said[name]["form"] == "goods"]
    origin = story.dice.choice(goods) if goods and story.chance(0.6) else story.one_of("contract")
    if origin is None:
        return
    given = story.said[origin]
    items = given.get("items") or {
        given.get("equipment_id", "pump"): 1 + story.dice.randrange(given.get("quantity", 3))
    }
    story.tell("consignment.packed", story.new("consignment"), origin=origin, items=dict(items), place="West")


def asset(story: Story) -> None:
    if story.chance(0.35):
        came = story.one_of("consignment")
        if came is not None:
            kind = story.dice.choice(tuple(story.said[came]["items"]))
            story.tell("asset.received", story.new("asset"), consignment=came, equipment_id=kind, place="Store")
        return
    name = story.one_of("asset")
    if name is None:
        return
    step = story.dice.choice(("moved", "installed", "energised", "verified", "removed", "damaged", "retired"))
    fits = {"asset.received": "installed", "asset.installed": "energised", "asset.energised": "verified"}
    step = fits.get(story.last[name], step) if story.chance(0.6) else step
    said: dict[str, Any] = {}
    if step in ("moved", "installed", "removed"):
        said["place"] = f"Place {story.dice.randint(1, 5)}"
    if step == "verified":
        said = {"by": "org:other", "method": "seen", "finding": "as recorded"}
    story.tell(f"asset.{step}", name, **said)


def need(story: Story) -> None:
    if story.chance(0.5):
        said = {"requester": AIDED, "equipment_id": "pump", "quantity": story.dice.randint(1, 5)}
        story.tell("need.submitted", story.new("need"), **said)
    else:
        name = story.one_of("need") or "need:none"
        story.tell(f"need.{story.dice.choice(('verified', 'met', 'rejected'))}", name)


MOVES = (
    (membership, 5), (accession, 5), (ratification, 4), (proposal, 6), (answer, 8), (everybody_answers, 4),
    (objection, 3), (pledge, 10), (lapse, 4), (commitment, 14), (cut, 9), (receipt, 14), (allocation, 14),
    (settle, 14), (contract, 12), (payment, 12), (consignment, 9), (asset, 14), (need, 3), (correct, 12), (void, 7),
    (undermine, 9), (tranche, 5), (contradict, 7), (resolve, 5), (nonsense, 3),
)  # fmt: skip
"""Moves and how often each is made."""

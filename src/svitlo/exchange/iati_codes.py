"""Codes of IATI 2.03 that the ledger's money is written and read with (code lists of the standard)."""

from collections.abc import Mapping

DAC_PURPOSE = "1"
OWN_VOCABULARY = "99"
IN_KIND = "4"
"""Disbursement channel: aid in kind, managed by the donor."""

FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
GOVERNMENT, OTHER_PUBLIC, MULTILATERAL = "10", "15", "40"
PIPELINE, IMPLEMENTATION, CLOSED = "1", "2", "4"
PLANNED_START, ACTUAL_START, ACTUAL_END = "1", "2", "4"

INCOMING_FUNDS, OUTGOING_COMMITMENT, DISBURSEMENT, EXPENDITURE = "1", "2", "3", "4"
INCOMING_COMMITMENT, OUTGOING_PLEDGE, INCOMING_PLEDGE = "11", "12", "13"

OUTGOING: Mapping[str, str] = {
    "pledge": OUTGOING_PLEDGE,
    "commitment": OUTGOING_COMMITMENT,
    "receipt": DISBURSEMENT,
    "contract": OUTGOING_COMMITMENT,
}
"""The type of a stage's transaction in the activity of who gives; a payment's depends on what it is for."""

INCOMING: Mapping[str, str] = {
    "pledge": INCOMING_PLEDGE,
    "commitment": INCOMING_COMMITMENT,
    "receipt": INCOMING_FUNDS,
    "payment": INCOMING_FUNDS,
}
"""The type of a stage's transaction in the activity of the fund that gets it."""

STAGE_OF: Mapping[str, str] = {
    INCOMING_FUNDS: "paid",
    OUTGOING_COMMITMENT: "commitment",
    DISBURSEMENT: "paid",
    EXPENDITURE: "paid",
    INCOMING_COMMITMENT: "commitment",
    OUTGOING_PLEDGE: "pledge",
    INCOMING_PLEDGE: "pledge",
}

INTO_ACTIVITY = (INCOMING_FUNDS, INCOMING_COMMITMENT, INCOMING_PLEDGE)

NOT_OURS: Mapping[str, str] = {
    "5": "interest payment",
    "6": "loan repayment",
    "7": "reimbursement",
    "8": "purchase of equity",
    "9": "sale of equity",
    "10": "credit guarantee",
}
"""Types that the ledger has no stage for: a guarantee is no payment, and loans and shares are not gifts."""

_EMERGENCY = ("72", "73", "74")
_ENERGY = ("23",)


def category_of(codes: frozenset[str], *, humanitarian: bool) -> str:
    """The ledger's category by DAC purpose codes: energy, humanitarian, else financial."""
    if codes and all(code.startswith(_ENERGY) for code in codes):
        return "energy"
    if humanitarian or (codes and all(code.startswith(_EMERGENCY) for code in codes)):
        return "humanitarian"
    return "financial"

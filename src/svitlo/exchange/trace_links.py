"""Which entity follows on which: the links of the ledger's chain, both ways."""

from collections.abc import Mapping

from svitlo.ledger.entities import Entity, type_of

Step = tuple[str, str]
"""An entity and, of a fund, the earmark of the part that is meant."""

ANY = "*"
"""All parts of a fund."""

_DONOR = (("pledge", "donor"), ("commitment", "donor"), ("receipt", "donor"))

ONWARD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "state": _DONOR,
    "org": _DONOR,
    "group": _DONOR,
    "pledge": (("commitment", "pledge"), ("consignment", "origin"), ("use", "origin")),
    "commitment": (("receipt", "commitment"), ("allocation", "pool"), ("use", "origin")),
    "fund": (("allocation", "pool"), ("use", "origin")),
    "need": (("allocation", "need"),),
    "proposal": (("pledge", "decision"), ("commitment", "decision"), ("allocation", "decision")),
    "allocation": (("contract", "allocation"), ("payment", "allocation"), ("use", "origin")),
    "contract": (("payment", "contract"), ("consignment", "origin"), ("use", "origin")),
    "consignment": (("asset", "consignment"), ("use", "origin")),
    "plan": (("use", "plan"),),
    "use": (("effect", "uses"),),
}
"""By type: types of what follows, and the field in which they name it."""

BACK: Mapping[str, tuple[str, ...]] = {
    "effect": ("uses",),
    "use": ("origin",),
    "asset": ("consignment",),
    "consignment": ("origin",),
    "contract": ("allocation",),
    "payment": ("contract", "allocation", "payer"),
    "allocation": ("pool",),
    "receipt": ("commitment", "donor"),
    "commitment": ("pledge", "donor"),
    "pledge": ("donor",),
}
"""By type: fields that name where it comes from; the first that is given counts."""


def pool_in(entity: Entity) -> str:
    """The earmark of the part of a fund that something takes from; empty: the free part, or no fund."""
    if type_of(entity.subject) == "use":
        # As `case_money` writes it: fund#earmark#stage or fund#stage, the stage being one of two words.
        parts = str(entity.data.get("part", "")).split("#")
        stage = next((row for row, word in enumerate(parts) if row and word in ("received", "committed")), 1)
        return "#".join(parts[1:stage])
    return str(entity.data.get("pool_earmark") or "")

"""What tables are made of: a grid for pages of the ledger, and names of equipment, actors and origins."""

from collections.abc import Sequence

from svitlo.report.markup import Child, Markup, element
from svitlo.report.words import number
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

Head = tuple[tuple[str, str], ...]
"""Title and class of each column: `n` a number, `d` a date, `t` text that needs room, or nothing."""


def grid(head: Head, rows: Sequence[Markup], *, class_: str = "stack") -> Markup:
    """A table; on a narrow screen a `stack` shows a row's cells one beneath the other, any other scrolls sideways."""
    titles = [element("th", title, class_=kind or None, scope="col") for title, kind in head]
    table = element("table", element("thead", element("tr", titles)), element("tbody", rows), class_=class_)
    return element("div", table, class_="scroll")


def row(head: Head, cells: Sequence[Child], *, class_: str | None = None) -> Markup:
    """One row under the head."""
    made = [
        element("td", cell, class_=kind or None, data_l=title) for (title, kind), cell in zip(head, cells, strict=True)
    ]
    return element("tr", made, class_=class_)


PLAIN_UNITS = ("unit", "piece")
MEASURES = ("km", "m", "t", "tonne", "kg", "l", "litre", "m3")
"""Units of what is measured rather than counted."""


class Names:
    """Names of equipment and actors, and what an origin means, by id."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self._equipment: dict[str, tuple[str, str | None]] = {
            key: (name, unit) for key, name, unit in case.catalogue.select("equipment_id", "name", "unit").iter_rows()
        }
        self._actor: dict[str, str] = dict(case.actors.select("actor_id", "name").iter_rows())
        self._giver = dict(case.pledges.select("pledge_id", "actor_id").iter_rows())
        self._payer = dict(plan.decisions.purchases.select("purchase_id", "pledge_id").iter_rows())

    def equipment(self, equipment_id: str) -> str:
        """The catalogue's name of a piece of equipment, with what one of it is where that is not plain."""
        name, unit = self._equipment.get(equipment_id, (equipment_id, None))
        return f"{name} ({unit})" if unit and unit not in PLAIN_UNITS and unit not in MEASURES else name

    def amount(self, quantity: int, equipment_id: str) -> str:
        """`3 km of conductor`, `3 × breaker (set of 3)`."""
        times = " of " if self._measure(equipment_id) else " × "
        return f"{self.quantity(quantity, equipment_id)}{times}{self.equipment(equipment_id)}"

    def quantity(self, quantity: int, equipment_id: str) -> str:
        """How many, with the unit of what is measured rather than counted."""
        return " ".join(filter(None, (number(quantity), self._measure(equipment_id))))

    def _measure(self, equipment_id: str) -> str:
        unit = self._equipment.get(equipment_id, ("", None))[1]
        return unit if unit is not None and unit in MEASURES else ""

    def actor(self, actor_id: str) -> str:
        """An actor's name."""
        return self._actor.get(actor_id, actor_id)

    def origin(self, origin: str) -> str:
        """`purchase:P1` or `pledge:G1` in words, with who gave."""
        form, _, key = origin.partition(":")
        pledge_id = str(self._payer.get(key, "")) if form == "purchase" else key
        giver = self.actor(str(self._giver.get(pledge_id, pledge_id)))
        return f"bought {key}, {giver}" if form == "purchase" else f"gift {key}, {giver}"

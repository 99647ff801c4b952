"""What to place where: generators and other equipment that serves at a place or a pump of its own."""

from svitlo.report.facts import Facts, Placing
from svitlo.report.markup import Markup, element
from svitlo.report.tables import Head, Names, grid, row
from svitlo.report.words import AssetNames, counted, day_date, money, spoken
from svitlo.tables.case import Case

PLACINGS: Head = (
    ("Where", "a"),
    ("Equipment", "a"),
    ("Quantity", "n"),
    ("Start", "d"),
    ("In use from", "d"),
    ("Crew", ""),
    ("From", "a"),
    ("Cost", "n"),
)


def placed_units(case: Case, facts: Facts) -> tuple[int, int]:
    """Units that are in use by the last day, and at how many places and pumps they stand."""
    used = [one for one in facts.placings if one.service_day < case.settings.days]
    return sum(one.quantity for one in used), len({one.at for one in used})


def placed_words(case: Case, facts: Facts) -> str:
    """`5 units of equipment placed at 3 places and pumps`; empty where nothing is placed in time."""
    units, spots = placed_units(case, facts)
    if not units:
        return ""
    return f"{counted(units, 'unit')} of equipment placed at {counted(spots, 'place or pump', 'places and pumps')}"


def placing_section(case: Case, names: Names, facts: Facts) -> Markup | None:
    """The page's list of what to place where; None for a case in which nothing can be placed."""
    if not case.installs.height:
        return None
    title = element("h2", "What to place where")
    if not facts.placings:
        return element("section", title, element("p", "Nothing is placed.", class_="sub"))
    spoken_names = AssetNames.of(case)
    kind_of = {f"place:{key}": kind for key, kind in case.places.select("place_id", "kind").iter_rows()}
    rows = [_row(case, names, spoken_names, (one, kind_of.get(one.at, ""))) for one in facts.placings]
    said = "Each unit serves the place or pump at which it stands and nothing else, with the grid or without it."
    return element("section", title, element("p", said, class_="note"), grid(PLACINGS, rows))


def _row(case: Case, names: Names, spots: AssetNames, placing: tuple[Placing, str]) -> Markup:
    """`placing` comes with the kind of its place, empty for a pump."""
    one, kind = placing
    back = day_date(case, one.service_day)
    if one.service_day >= case.settings.days:
        back += " (after the last day)"
    cells = (
        [spots.spot(one.at), element("span", f" ({spoken(kind)})", class_="sub") if kind else None],
        names.equipment(one.equipment_id),
        names.quantity(one.quantity, one.equipment_id),
        day_date(case, one.start_day),
        back,
        spoken(one.crew_kind),
        names.origin(one.origin),
        "a gift" if one.cost_usd is None else money(one.cost_usd),
    )
    return row(PLACINGS, cells)

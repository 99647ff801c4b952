"""The report that people read: one HTML file that opens without a network and runs no script."""

from collections.abc import Mapping

from svitlo.aid.ledger import Pledge
from svitlo.report.changes import changes_section
from svitlo.report.explained_views import explained_section
from svitlo.report.facts import Facts, facts_of, figure
from svitlo.report.figures import NARROW, WIDE, curve, gantt
from svitlo.report.heat import heat_lines, heat_section
from svitlo.report.layout import positions
from svitlo.report.markup import Child, Markup, element, join
from svitlo.report.netmap import legend, network_map
from svitlo.report.placing import placing_section
from svitlo.report.story import cards, finding_lines, notes, proof_of, sentences
from svitlo.report.style import page_style
from svitlo.report.tables import (
    Names,
    gifts_table,
    left_damaged,
    places_table,
    shopping,
    support_table,
    unspent,
    works_by_crew,
)
from svitlo.report.water import has_water, water_section, without_what
from svitlo.report.words import day_date, money, number, spoken
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

RESTRICTED = "Restricted: this report holds places and dates of repair. Do not publish."
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LARGE_BUSES = 400
"""Networks above this size get no second map for narrow screens: it would be a blot."""


def report_html(case: Case, plan: Plan, pledges: tuple[Pledge, ...]) -> str:
    """The whole page, the same bytes for the same input; `pledges` are those that the plan counted."""
    facts = facts_of(case, plan, pledges)
    names = Names(case, plan)
    body = (
        element("div", element("p", RESTRICTED), class_="restricted"),
        element(
            "main",
            _summary(case, plan, facts),
            changes_section(plan.summary),
            _curve(case, facts),
            _shopping(case, names, facts),
            placing_section(case, names, facts),
            _works(case, names, facts),
            explained_section(plan.summary),
            _support(case, names, pledges),
            _map(case, facts),
            heat_section(case, plan, facts),
            water_section(case, plan, facts),
            _places(case, facts),
            _made_from(case, plan),
        ),
    )
    page = element("html", _head(case), element("body", body), lang="en")
    return f"<!doctype html>\n{page}\n"


def _head(case: Case) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex, nofollow"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{case.settings.name}: repair plan"),
        element("style", Markup(page_style())),
    )


def _section(title: str, *children: Child) -> Markup:
    return element("section", element("h2", title), children)


def _listed(items: tuple[str, ...]) -> Markup:
    return element("ul", [element("li", item) for item in items], class_="note")


def _summary(case: Case, plan: Plan, facts: Facts) -> Markup:
    span = f"{case.settings.start} to {day_date(case, case.settings.days - 1)}, {number(case.settings.days)} days"
    parts: list[Child] = [
        element("h1", case.settings.name),
        element("p", f"Repair plan, {span}", class_="sub"),
        [element("p", sentence) for sentence in (*sentences(case, plan, facts), *heat_lines(plan, facts)[:1])],
        element("ul", [_card(card.what, card.value, card.more) for card in cards(case, plan, facts)], class_="cards"),
        element(
            "p",
            _weighted_hour(plan),
            class_="note",
        ),
    ]
    found = finding_lines(case, plan)
    if found:
        parts += [element("h3", "Worst findings of the physics check"), _listed(found)]
    noted = notes(case, plan)
    if noted:
        parts += [element("h3", "To know"), _listed(noted)]
    return element("section", parts)


def _weighted_hour(plan: Plan) -> str:
    said = f"A weighted person-hour: one person without {without_what(plan)} for one hour, times the weight of place"
    return f"{said}, of the service and, for power, of cold." if has_water(plan) else f"{said} and cold."


def _card(what: str, value: str, more: str) -> Markup:
    spans = [element("span", text, class_=name) for text, name in ((what, "what"), (value, "value"), (more, "more"))]
    return element("li", spans)


def _curve(case: Case, facts: Facts) -> Markup:
    water = bool(case.water)
    drawn = [curve(case, facts.daily, facts.works, width) for width in (WIDE, NARROW)]
    key = element(
        "ul",
        _key(
            element("path", d="M-11 0H11", class_="planned"),
            f"as planned ({'planning model' if water else 'DC power flow'})",
        ),
        _key(
            element("path", d="M-11 0H11", class_="proven"), f"as proven (AC power flow{', EPANET' if water else ''})"
        ),
        _key(
            element("path", d="M0-4l4 7h-8z", class_="mark"),
            "assets back in service, equipment in use" if case.installs.height else "assets back in service",
        ),
        class_="legend",
    )
    return _section(f"People without power{' and without water' if water else ''}, day by day", drawn, key)


def _key(sign: Markup, text: str) -> Markup:
    return element("li", element("svg", sign, viewBox="-12 -9 24 18", aria_hidden="true"), text)


def _shopping(case: Case, names: Names, facts: Facts) -> Markup:
    parts: list[Child] = []
    for spending in facts.spendings:
        if spending.purchases:
            pledge = spending.pledge
            title = f"{names.actor(pledge.actor_id)}: pledge {pledge.pledge_id}"
            since = day_date(case, pledge.usable_from_day or 0)
            what = (
                f"{money(pledge.amount_usd)}, usable from {since}; "
                f"{money(spending.spent_usd)} spent here, {money(spending.left_usd)} left"
            )
            parts += [element("h3", title), element("p", what, class_="sub"), shopping(case, names, spending)]
    if not parts:
        parts.append(element("p", "Nothing is bought.", class_="sub"))
    idle = [spending for spending in facts.spendings if not spending.purchases]
    if idle:
        parts += [element("h3", "Usable money that this plan leaves unspent"), unspent(case, names, idle)]
    total = f"All together: {money(facts.spent_usd)} spent of {money(facts.usable_usd)} usable before the end."
    parts.append(element("p", total))
    parts.append(element("h3", "Gifts"))
    parts.append(
        gifts_table(case, names, facts.gifts) if facts.gifts else element("p", "No usable gifts.", class_="sub")
    )
    return _section("What to buy, by pledge", parts)


def _works(case: Case, names: Names, facts: Facts) -> Markup:
    parts: list[Child] = []
    if facts.works:
        parts.append([gantt(case, facts.works, width) for width in (WIDE, NARROW)])
        parts += works_by_crew(case, names, facts.works)
    else:
        parts.append(element("p", "No works.", class_="sub"))
    if facts.left_ids:
        parts += [element("h3", "Damaged and not back by the last day"), left_damaged(case, facts)]
    return _section("Dated works, by crew", parts)


def _support(case: Case, names: Names, pledges: tuple[Pledge, ...]) -> Markup:
    table = support_table(case, names, pledges) if pledges else element("p", "No pledges.", class_="sub")
    return _section("Support: what can be used, and if not, why", table)


def _map(case: Case, facts: Facts) -> Markup:
    place = positions(case.power)
    large = case.power.buses.height > LARGE_BUSES
    drawn: Child = [network_map(case, facts, place, width) for width in ((WIDE,) if large else (WIDE, NARROW))]
    if large:
        drawn = element("div", drawn, class_="large")
    said = "Positions are schematic. Point at a sign to read what it is."
    return _section("Map of the network", drawn, legend(case), element("p", said, class_="note"))


def _places(case: Case, facts: Facts) -> Markup:
    if not facts.supplies:
        return _section("Places", element("p", "The case names no places.", class_="sub"))
    said = (
        "Back: the day from which the place has all of its power until the end, counted from the first day of the "
        "case. W1 is the first week: the share of its power that the place gets, in per cent rounded down, every hour "
        "counting alike, by the planning model."
    )
    note, table = element("p", said, class_="note"), places_table(case, facts.supplies)
    if not facts.water_supplies:
        return _section("Places", note, table)
    water = element("p", "The same of water: a place gets what its part of the water network gets.", class_="note")
    return _section(
        "Places",
        *(element("h3", "Power"), note, table),
        *(element("h3", "Water"), water, places_table(case, facts.water_supplies)),
    )


def _made_from(case: Case, plan: Plan) -> Markup:
    """Where the plan comes from; the time it took is left out, for two runs would differ."""
    summary = plan.summary
    rows: list[tuple[str, str]] = [
        (title, _said(summary.get(key)))
        for title, key in (("Planner", "planner"), ("Seed", "seed"), ("Effort", "effort"), ("Svitlo", "svitlo"))
    ]
    engines = summary.get("engines")
    if isinstance(engines, Mapping):
        rows.append(("Engines", ", ".join(f"{name} {version}" for name, version in sorted(engines.items()))))
    for network, record in proof_of(plan).items():
        rows.append((f"Proof, {spoken(network)}", _said(record["verdict"])))
    water = figure(summary, "person_hours_without_water") if case.water else None
    rows.append(("Person-hours without water", "no water network" if water is None else number(water)))
    for title, key in (
        ("Person-hours without heat", "person_hours_without_heat"),
        ("People drained", "people_drained"),
    ):
        value = summary.get(key)
        rows.append((title, number(value) if isinstance(value, int | float) else "not counted"))
    rows.append(("Case, SHA-256", _said(summary.get("case_sha256", case.sha256))))
    return element("footer", element("h2", "Made from"), element("dl", join(_pair(*pair) for pair in rows)))


def _pair(title: str, text: str) -> Markup:
    return join((element("dt", title), element("dd", text)))


def _said(value: object) -> str:
    return "not known" if value is None else str(value)

"""The ledger's reports as pages: one HTML file each, which opens without a network and runs no script."""

from collections.abc import Iterable, Mapping, Sequence

from svitlo.report.ledger_chain import amount
from svitlo.report.ledger_coalition import CoalitionTable, GivenRow
from svitlo.report.ledger_conflicts import Conflict, Conflicts, Side
from svitlo.report.ledger_donor import DonorPage, GoodsRow, MoneyRow
from svitlo.report.ledger_late import MATTERS, Late, LateList
from svitlo.report.ledger_text import (
    LATE_TITLES,
    NEVER_ADDED,
    WAYS,
    conflict_state,
    contested_words,
    lit_parts,
    lit_words,
    source_words,
)
from svitlo.report.markup import Child, Markup, element
from svitlo.report.style import ON_PAPER, POLICY, page_style
from svitlo.report.tables import Head, grid, row
from svitlo.report.words import counted, number, percent

RESTRICTED = "Restricted: this report names single assets, places and dates. Do not publish."
PUBLIC = "Public: sums and counts only, without single assets, serial numbers, places and dates."
GROUP = "Restricted: who gives what, as recorded. Ask before you publish."

_STYLE = """
.funnel{list-style:none;margin:8px 0 18px;padding:0;font-size:.875rem}
.funnel li{display:grid;grid-template-columns:10.5em 1fr 12em;gap:4px 12px;align-items:center;padding:3px 0}
.funnel .track{background:var(--panel);border-radius:3px}
.funnel .bar{display:block;height:16px;background:var(--blue);border-radius:3px}
.funnel .sum{text-align:right;font-variant-numeric:tabular-nums}
.public{background:var(--wash);color:var(--ink);padding:8px 0;font-weight:600;border-bottom:1px solid var(--line)}
.public>p{max-width:1160px;margin:0 auto;padding:0 20px}
.warn{color:var(--red);font-weight:600}
td.s{min-width:16em}
.cards{grid-template-columns:repeat(auto-fit,minmax(230px,1fr))}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:12px;margin:8px 0 24px;padding:0;
list-style:none;font-size:.875rem}
.sides li{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:12px 14px;
overflow-wrap:anywhere}
.sides li.taken{border-color:var(--blue);border-width:2px}
.sides p{margin:2px 0}
.stamp{overflow-wrap:anywhere}
@media screen and (max-width:700px){.public>p{padding:0 14px}
.funnel li{grid-template-columns:1fr auto}.funnel .track{grid-column:1/3;grid-row:2}.stack td.s{display:block}}
"""

MONEY_STAGES: Sequence[tuple[str, str]] = (
    ("pledged", "Pledged"),
    ("committed", "Committed"),
    ("received", "Paid into funds"),
    ("allocated", "Allocated"),
    ("contracted", "Contracted"),
    ("paid", "Paid"),
)
GOODS_STAGES: Sequence[tuple[str, str]] = (
    ("promised", "Promised, ordered"),
    ("packed", "Packed"),
    ("delivered", "Delivered"),
    ("received", "Received"),
    ("installed", "Installed"),
    ("energised", "Energised"),
    ("verified", "Verified"),
)


def donor_html(page: DonorPage) -> str:
    """The donor's page."""
    funnels = [_money_funnel(one) for one in page.money]
    funds = [_fund_row(page, place) for place in range(len(page.funds))]
    parts: list[Child] = [
        element("h1", page.name),
        element("p", f"What became of its word by {page.on}", class_="sub"),
        element("p", contested_words(page), class_="warn") if page.contested else None,
        element("ul", [_card(*said) for said in _cards(page)], class_="cards"),
        _section("Money of its own, stage by stage", element("p", NEVER_ADDED, class_="note"), funnels or _none()),
        _section(
            "Joint, through funds",
            element(
                "p", "What a fund does cannot be told apart by who paid in: sums of the whole fund.", class_="note"
            ),
            grid(_FUND_HEAD, funds) if funds else _none(),
        ),
        _section("Goods, piece by piece", *_goods(page)),
    ]
    if page.ages:
        parts.append(_section("How long it has been waiting", _ages(page)))
    parts.append(_section("What it lit", *_lit(page)))
    if page.pieces:
        parts.append(_section("Pieces", _pieces(page)))
    return _page(f"{page.name}: support", parts, page.stamp, PUBLIC if page.public else RESTRICTED)


def coalition_html(table: CoalitionTable) -> str:
    """The coalition's table."""
    head = _GIVEN_HEAD if not table.currency else (*_GIVEN_HEAD, (f"Commitments in {table.currency}", "n"))
    rows = [_given_row(head, one, table) for one in table.rows]
    sums = [_given_row(head, one, table) for one in table.totals]
    parts: list[Child] = [
        element("h1", "What the coalition gives"),
        element("p", f"{table.group or 'All donors'}, by {table.stamp.on}", class_="sub"),
        _section(
            "By donor and currency", element("p", NEVER_ADDED, class_="note"), grid(head, rows) if rows else _none()
        ),
        _section("Together", grid(head, sums) if sums else _none(), _across(table)),
    ]
    if table.trackers:
        said = "As public trackers have it, in thousand millions, as published: beside our sums, never added to them."
        trackers = [
            row(
                _TRACKER_HEAD,
                (one.name, one.tracker, str(one.months), f"{one.total} bn {one.currency}", _gdp(one.gdp_percent)),
            )
            for one in table.trackers
        ]
        parts.append(_section("Public trackers", element("p", said, class_="note"), grid(_TRACKER_HEAD, trackers)))
    if table.silent:
        parts.append(_section("Members of whom nothing is on record", element("p", ", ".join(table.silent))))
    return _page("Coalition: support", parts, str(table.stamp), GROUP)


def conflicts_html(found: Conflicts) -> str:
    """The conflict list, the sides of each beside each other."""
    head = f"{counted(len(found.conflicts), 'contradiction')}, {len(found.open)} of them open"
    conflicts = [_conflict(one) for one in found.conflicts]
    misfits = [
        row(
            _MISFIT_HEAD, (one.subject, one.what, str(one.since), "; ".join(source_words(each) for each in one.sources))
        )
        for one in found.misfits
    ]
    parts: list[Child] = [
        element("h1", "What does not agree"),
        element("p", f"By {found.on}: {head}; {counted(len(found.misfits), 'fact')} that do not fit", class_="sub"),
        _section("Words that contradict each other", conflicts or _none()),
        _section("Facts that do not fit", grid(_MISFIT_HEAD, misfits) if misfits else _none()),
    ]
    return _page("What does not agree", parts, found.stamp, RESTRICTED)


def late_html(found: LateList) -> str:
    """What is late."""
    parts: list[Child] = [
        element("h1", "What is late"),
        element(
            "p",
            f"On {found.on}; with what ends within {found.near_days} days, and goods in one place for more than "
            f"{found.stuck_days} days",
            class_="sub",
        ),
    ]
    for matter in MATTERS:
        items = found.of(matter)
        table = grid(_LATE_HEAD, [_late_row(one) for one in items]) if items else _none()
        parts.append(_section(LATE_TITLES[matter], table))
    return _page("What is late", parts, found.stamp, RESTRICTED)


# ---- parts

_FUND_HEAD: Head = (
    ("Fund", "a"),
    ("Its payments", "n"),
    ("Donors", "n"),
    ("Received", "n"),
    ("Allocated", "n"),
    ("Contracted", "n"),
    ("Paid", "n"),
)
_GOODS_HEAD: Head = (("Equipment", "a"), ("Way", "a"), *((title, "n") for _, title in GOODS_STAGES))
_AGE_HEAD: Head = (("Stage", "a"), ("Open", "n"), ("Median, days", "n"), ("Oldest, days", "n"), ("Which", "a"))
_PIECE_HEAD: Head = (("Serial", "a"), ("Equipment", "a"), ("Way", "a"), ("State", ""), ("Since", "d"), ("Place", "a"))
_EFFECT_HEAD: Head = (("Place", "a"), ("People", "n"), ("Person-hours by plan", "n"), ("State", "a"))
_GIVEN_HEAD: Head = (
    ("Donor", "a"),
    ("Category", ""),
    ("Pledged", "n"),
    ("Own commitments", "n"),
    ("Joint, to funds", "n"),
    ("Received by funds", "n"),
    ("Allocated", "n"),
)
_TRACKER_HEAD: Head = (("Donor", "a"), ("Tracker", "a"), ("Months", "n"), ("Total", "n"), ("Share of GDP", "n"))
_MISFIT_HEAD: Head = (("What", "a"), ("What is seen", "s"), ("Since", "d"), ("Source", "a"))
_LATE_HEAD: Head = (("When", "d"), ("What", "a"), ("Who", "a"), ("How it stands", "a"), ("Day", "d"), ("Open", "a"))


def _page(title: str, parts: Sequence[Child], stamp: str, banner: str) -> str:
    style = page_style("Public" if banner == PUBLIC else ON_PAPER) + _STYLE
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex, nofollow"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(style)),
    )
    made_from = element("footer", element("h2", "Made from"), element("p", stamp, class_="note stamp"))
    body = element(
        "body",
        element("div", element("p", banner), class_="public" if banner == PUBLIC else "restricted"),
        element("main", parts, made_from),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _section(title: str, *children: Child) -> Markup:
    return element("section", element("h2", title), children)


def _none() -> Markup:
    return element("p", "None.", class_="sub")


def _card(what: str, value: str, more: str) -> Markup:
    spans = [element("span", text, class_=name) for text, name in ((what, "what"), (value, "value"), (more, "more"))]
    return element("li", spans)


def _cards(page: DonorPage) -> Iterable[tuple[str, str, str]]:
    for words, ways in (("Installed, its own", ("given", "bought")), ("Installed, joint through funds", ("joint",))):
        installed, received = page.installed(*ways)
        if received:
            yield (
                words,
                percent(installed / received, digits=0),
                f"{installed} of {counted(received, 'piece')} received",
            )
    for words, lit in lit_parts(page):
        about = "about " if lit.rounded and lit.people else ""
        hours = f"{about}{number(lit.person_hours)} person-hours by the plan"
        yield words, f"{about}{number(lit.people)} people", f"{counted(lit.places, 'place')}, {hours}"


def _bars(stages: Iterable[tuple[str, int, str]]) -> Markup:
    """One bar a stage, each against the largest of them."""
    listed = list(stages)
    most = max((value for _, value, _ in listed), default=0)
    return element(
        "ul",
        [
            element(
                "li",
                element("span", title),
                element("span", _bar(value, most), class_="track"),
                element("span", words, class_="sum"),
            )
            for title, value, words in listed
        ],
        class_="funnel",
    )


def _bar(value: int, most: int) -> Markup | None:
    return element("span", class_="bar", style=f"width:{_width(value, most)}%") if value > 0 else None


def _width(value: int, most: int) -> str:
    """Per cent of the track, to a tenth."""
    tenths = max(1, value * 1000 // most)
    return f"{tenths // 10}.{tenths % 10}"


def _money_funnel(one: MoneyRow) -> Markup:
    stages = [(title, getattr(one, name), amount(getattr(one, name), one.currency)) for name, title in MONEY_STAGES]
    title = f"{one.category.capitalize() or 'Category not said'}, {one.currency}"
    return element("div", element("h3", title), _bars(stages))


def _fund_row(page: DonorPage, place: int) -> Markup:
    one = page.funds[place]
    sums = [amount(minor, one.currency) for minor in (one.received, one.allocated, one.contracted, one.paid)]
    return row(_FUND_HEAD, (one.name, amount(one.given, one.currency), str(one.donors), *sums))


def _goods(page: DonorPage) -> Iterable[Child]:
    if not page.goods:
        yield _none()
        return
    own = [one for one in page.goods if one.way != "joint"]
    for title, rows in (("Its own", own), ("Joint, through funds", [one for one in page.goods if one.way == "joint"])):
        if rows:
            yield element("h3", title)
            yield _bars((words, total, number(total)) for words, total in _piece_sums(rows))
    yield grid(_GOODS_HEAD, [_goods_row(one) for one in page.goods])
    for way, currency, minor in page.values:
        yield element("p", f"Gifts in kind, {way} value: {amount(minor, currency)}", class_="note")


def _piece_sums(rows: Sequence[GoodsRow]) -> Iterable[tuple[str, int]]:
    return ((title, sum(getattr(one, name) for one in rows)) for name, title in GOODS_STAGES)


def _goods_row(one: GoodsRow) -> Markup:
    return row(
        _GOODS_HEAD, (one.equipment_id, WAYS[one.way], *(number(getattr(one, name)) for name, _ in GOODS_STAGES))
    )


def _ages(page: DonorPage) -> Markup:
    rows = [
        row(_AGE_HEAD, (one.stage, str(one.count), number(one.median_days), number(one.oldest_days), one.oldest_name))
        for one in page.ages
    ]
    return grid(_AGE_HEAD, rows)


def _lit(page: DonorPage) -> Iterable[Child]:
    said = "Lit: all pieces that the work takes are in use. Each place counts once; hours are the plan's own figures."
    yield element("p", said, class_="note")
    if not page.effects:
        yield element("p", "; ".join(f"{words}: {lit_words(lit)}" for words, lit in lit_parts(page)))
        return
    rows = [
        row(
            _EFFECT_HEAD,
            (
                one.place,
                number(one.people),
                number(one.person_hours),
                ("lit" if one.in_place else "planned") + (", with others' support" if one.shared else ""),
            ),
        )
        for one in page.effects
    ]
    yield grid(_EFFECT_HEAD, rows)


def _pieces(page: DonorPage) -> Markup:
    rows = [
        row(_PIECE_HEAD, (one.asset, one.equipment_id, WAYS[one.way], one.state, str(one.since), one.place))
        for one in page.pieces
    ]
    return grid(_PIECE_HEAD, rows)


def _given_row(head: Head, one: GivenRow, table: CoalitionTable) -> Markup:
    sums = [amount(minor, one.currency) if minor else "" for minor in _given(one)]
    extra = [amount(one.one_currency or 0, table.currency)] if table.currency else []
    who = f"{one.name} ({one.role})" if one.role else one.name or "All donors"
    return row(head, (who, one.category or "not said", *sums, *extra))


def _given(one: GivenRow) -> tuple[int, ...]:
    return (one.pledged, one.own, one.joint, one.received, one.allocated)


def _across(table: CoalitionTable) -> Markup:
    across = table.across_funds
    said = [
        f"{words}: {_sums(sums)}."
        for words, sums in (
            ("Paid into all funds", across.incoming),
            ("Paid out by them", across.outgoing),
            ("From fund to fund, in neither of both", across.internal),
        )
    ]
    return element("p", "Each sum once, across the boundary around all funds. ", " ".join(said), class_="note")


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(amount(minor, currency) for currency, minor in sums.items()) or "nothing"


def _gdp(share: object) -> str:
    return "not given" if share is None else f"{share} %"


def _conflict(one: Conflict) -> Markup:
    state = element("p", conflict_state(one), class_="sub" if one.resolved else "warn")
    sides = element("ul", [_side(side) for side in one.sides], class_="sides")
    return element("div", element("h3", f"{one.subject}: {one.kind}"), state, sides)


def _side(side: Side) -> Markup:
    lines = [
        element("p", element("b", str(side.held_on)), ", this one counts" if side.taken else ""),
        *(element("p", f"{name.replace('_', ' ')}: {value}") for name, value in side.says),
        *(element("p", source_words(each)) for each in side.sources),
        element("p", f"event {side.seq}, recorded by {side.author}", class_="note"),
    ]
    return element("li", lines, class_="taken" if side.taken else None)


def _late_row(one: Late) -> Markup:
    return row(_LATE_HEAD, (one.when, one.subject, one.who, one.what, str(one.due), one.open_amount))

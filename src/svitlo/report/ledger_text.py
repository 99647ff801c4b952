"""The ledger's reports as lines of text. Each begins with what it is and ends with the head it rests on."""

from collections.abc import Iterable, Mapping

from svitlo.ledger.events import Source
from svitlo.report.ledger_chain import amount
from svitlo.report.ledger_coalition import CoalitionTable, GivenRow
from svitlo.report.ledger_conflicts import Conflict, Conflicts, Misfit, Side
from svitlo.report.ledger_donor import DonorPage, FundRow, GoodsRow, MoneyRow
from svitlo.report.ledger_late import MATTERS, LateList
from svitlo.report.ledger_lit import Lit
from svitlo.report.markup import plain
from svitlo.report.words import PLAIN, THIN, number, percent

WAYS: Mapping[str, str] = {
    "given": "given",
    "bought": "bought with its own money",
    "joint": "bought by funds, with others",
}
NEVER_ADDED = "One gift is seen at each stage that it has reached: stages are never added."
LATE_TITLES: Mapping[str, str] = {
    "contract": "Contracts past their day",
    "pledge": "Pledges not used",
    "reserve": "Reserves that end",
    "consignment": "Goods stuck on the way",
    "need": "Needs past their day",
}


def donor_lines(page: DonorPage) -> list[str]:
    """The donor's page."""
    lines = [f"{page.name}: what became of its word by {page.on}" + (" (public)" if page.public else "")]
    if page.contested:
        lines.append(contested_words(page))
    if page.money:
        lines += ["", "Money of its own", *(f"  {_money_line(row)}" for row in page.money), f"  {NEVER_ADDED}"]
    if page.funds:
        lines += ["", "Joint, through funds", *(f"  {_fund_line(row)}" for row in page.funds)]
    if page.goods:
        lines += ["", "Goods", *(f"  {_goods_line(row)}" for row in page.goods), *_share_lines(page)]
    for way, currency, minor in page.values:
        lines.append(f"  gifts in kind, {way} value: {amount(minor, currency)}")
    if page.ages:
        lines += ["", "Open in each stage"]
        lines += [
            f"  {one.stage}: {one.count}, median {one.median_days} days, oldest {one.oldest_days} ({one.oldest_name})"
            for one in page.ages
        ]
    lines += ["", *(f"{words}: {lit_words(lit)}" for words, lit in lit_parts(page))]
    lines += [
        f"  {one.place}: {number(one.people)} people, {'lit' if one.in_place else 'planned'}"
        + (", with others' support" if one.shared else "")
        for one in page.effects
    ]
    return _clean([*lines, "", page.stamp])


def coalition_table_lines(table: CoalitionTable) -> list[str]:
    """The coalition's table."""
    lines = [f"What {table.group or 'all donors'} gave by {table.stamp.on}", NEVER_ADDED, ""]
    lines += [_given_line(row, table.currency) for row in table.rows] or ["Nothing."]
    lines += ["", "Together, stage by stage"]
    lines += [_given_line(row, table.currency) for row in table.totals]
    for words, sums in (
        ("Paid into all funds", table.across_funds.incoming),
        ("Paid out by them", table.across_funds.outgoing),
        ("From fund to fund, in neither", table.across_funds.internal),
    ):
        if sums:
            lines.append(f"{words}: {', '.join(amount(minor, currency) for currency, minor in sums.items())}")
    if table.trackers:
        lines += ["", "As public trackers have it (never added to ours)"]
        for one in table.trackers:
            share = f", {one.gdp_percent} % of GDP" if one.gdp_percent is not None else ""
            lines.append(f"{one.name}: {one.total} bn {one.currency} in {one.months} months{share} ({one.tracker})")
    if table.silent:
        lines += ["", f"Members of whom nothing is on record: {', '.join(table.silent)}"]
    return _clean([*lines, "", str(table.stamp)])


def conflict_lines(found: Conflicts) -> list[str]:
    """The conflict list."""
    count = len(found.conflicts)
    lines = [f"By {found.on}: {count} contradictions, {len(found.open)} of them open; {len(found.misfits)} misfits"]
    for conflict in found.conflicts:
        lines += ["", *_conflict_lines(conflict)]
    if found.misfits:
        lines += ["", "Facts that do not fit", *(f"  {misfit_words(one)}" for one in found.misfits)]
    return _clean([*lines, "", found.stamp])


def late_lines(found: LateList) -> list[str]:
    """What is late."""
    lines = [f"Late on {found.on}: {sum(one.days > 0 for one in found.items)} of {len(found.items)} listed"]
    for matter in MATTERS:
        items = found.of(matter)
        if items:
            lines += ["", LATE_TITLES[matter]]
            lines += [
                f"  {one.when}: {one.subject}, {one.who}: {one.what} ({one.due}); {one.open_amount}" for one in items
            ]
    return _clean([*lines, "", found.stamp])


# ---- words that the page says too


def lit_parts(page: DonorPage) -> Iterable[tuple[str, Lit]]:
    """What it lit alone, with others, and what is planned."""
    yield "Lit", page.lit
    if page.lit_jointly.places:
        yield "Lit jointly, with funds or others", page.lit_jointly
    yield "Planned, not in place", page.planned


def lit_words(lit: Lit) -> str:
    """Places, people and hours."""
    if not lit.places:
        return "no places"
    about = "about " if lit.rounded and lit.people else ""
    places = "1 place" if lit.places == 1 else f"{number(lit.places)} places"
    hours = f", {about}{number(lit.person_hours)} person-hours by the plan" if lit.person_hours else ""
    return f"{places}, {about}{number(lit.people)} people{hours}"


def share_words(page: DonorPage) -> list[tuple[str, str]]:
    """What share of the pieces received is installed, of its own and joint."""
    found = []
    for words, ways in (("Its own", ("given", "bought")), ("Joint, through funds", ("joint",))):
        installed, received = page.installed(*ways)
        if received:
            share = percent(installed / received, digits=0)
            found.append((words, f"{installed} of {received} pieces received are installed, {share}"))
    return found


def contested_words(page: DonorPage) -> str:
    """That some of it rests on sources that contradict each other."""
    count = "1 of its words rests" if page.contested == 1 else f"{page.contested} of its words rest"
    return f"{count} on sources that contradict each other: the first of them counts until one is named."


def source_words(source: Source) -> str:
    """A source in one line."""
    parts = [source.publisher, source.title, source.published.isoformat() if source.published else "", source.locator]
    said = ", ".join(part for part in parts if part)
    return f'{said}: "{source.quote}"' if source.quote else said


def side_words(side: Side) -> str:
    """What one side says."""
    differ = "".join(f"; {name.replace('_', ' ')}: {value}" for name, value in side.says)
    return f"{side.held_on}{differ}"


def misfit_words(one: Misfit) -> str:
    """A fact that does not fit, in one line."""
    return f"{one.subject}, {one.since}: {one.what}"


def conflict_state(conflict: Conflict) -> str:
    """Whether somebody has named a side, and why."""
    return f"resolved: {conflict.reason}" if conflict.resolved else "open: the first word counts until one is named"


def _share_lines(page: DonorPage) -> Iterable[str]:
    return (f"  {words}: {share}" for words, share in share_words(page))


def _stages(pairs: Iterable[tuple[str, int]], currency: str) -> str:
    return ", ".join(f"{stage} {amount(minor, currency)}" for stage, minor in pairs if minor)


def _money_line(row: MoneyRow) -> str:
    stages = (
        ("pledged", row.pledged),
        ("committed", row.committed),
        ("paid into funds", row.received),
        ("allocated", row.allocated),
        ("contracted", row.contracted),
        ("paid", row.paid),
    )
    return f"{row.category or 'category not said'}: {_stages(stages, row.currency)}"


def _fund_line(row: FundRow) -> str:
    stages = (
        ("received", row.received),
        ("allocated", row.allocated),
        ("contracted", row.contracted),
        ("paid", row.paid),
    )
    own = f"{amount(row.given, row.currency)} of its own, of {row.donors} donors"
    return f"{row.name}: {own}; the whole fund: {_stages(stages, row.currency) or 'nothing'}"


def _goods_line(row: GoodsRow) -> str:
    stages = ("promised", "packed", "delivered", "received", "installed", "energised", "verified")
    said = ", ".join(f"{stage} {getattr(row, stage)}" for stage in stages if getattr(row, stage))
    return f"{row.equipment_id}, {WAYS[row.way]}: {said or 'nothing'}"


def _given_line(row: GivenRow, currency: str) -> str:
    stages = (
        ("pledged", row.pledged),
        ("committed of its own", row.own),
        ("committed to funds", row.joint),
        ("received by funds", row.received),
        ("allocated", row.allocated),
    )
    who = (f"{row.name}{f' ({row.role})' if row.role else ''}, " if row.name else "") + (row.category or "not said")
    one = f"; commitments are {amount(row.one_currency, currency)}" if row.one_currency is not None else ""
    return f"{who}: {_stages(stages, row.currency)}{one}"


def _conflict_lines(conflict: Conflict) -> Iterable[str]:
    yield f"{conflict.subject}, {conflict.kind}: {conflict_state(conflict)}"
    for side in conflict.sides:
        mark = "*" if side.taken else " "
        sources = " | ".join(source_words(one) for one in side.sources) or f"no source; recorded by {side.author}"
        yield f"  {mark} event {side.seq}: {side_words(side)} ({sources})"


def _clean(lines: Iterable[str]) -> list[str]:
    """Nothing that steers a terminal, and spaces that every terminal has."""
    return [plain(line).replace(THIN, PLAIN) for line in lines]

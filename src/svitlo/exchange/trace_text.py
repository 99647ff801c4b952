"""A trace for people and for programs: an indented text, and plain values for JSON."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from svitlo.exchange.trace import Node, Share

_TENTH = Decimal("0.1")
INDENT = "  "


def trace_lines(tree: Node) -> list[str]:
    """The tree as text, one line a stage, and what it comes to."""
    lines = list(_lines(tree, 0))
    places = dict(_places(tree))
    if places and tree.people is None:
        nameless = "" if len(places) == 1 else "s"
        lines.append(f"Reaches {len(places)} place{nameless} and {sum(places.values()):,} people.")
    return lines


def trace_record(tree: Node) -> dict[str, Any]:
    """The tree as plain values; what is not given is left out."""
    said: dict[str, Any] = {
        "subject": tree.subject,
        "name": tree.name,
        "state": tree.state,
        "dates": {state: day.isoformat() for state, day in tree.dates},
        "amount": tree.amount,
        "goods": tree.goods,
        "less": tree.less,
        "said": list(tree.said),
        "people": tree.people,
        "person_hours": tree.person_hours,
        "place_id": tree.place_id,
        "shares": [_share_record(share) for share in tree.shares],
        "sources": [source.as_dict() for source in tree.sources],
        "again": tree.again,
        "children": [trace_record(child) for child in tree.children],
    }
    return {name: value for name, value in said.items() if value not in ("", None, [], {}, False)}


def percent(share: Share) -> str:
    """The share in per cent, to one digit; empty where nothing is left of what came."""
    if share.of.minor <= 0:
        return ""
    value = (Decimal(100 * share.paid.minor) / share.of.minor).quantize(_TENTH, rounding=ROUND_HALF_EVEN)
    return f"{value} %"


def _share_record(share: Share) -> dict[str, str]:
    return {
        "donor": share.donor,
        "name": share.name,
        "paid": share.paid.plain(),
        "of": share.of.plain(),
        "currency": share.paid.currency,
        "percent": percent(share),
    }


def _lines(node: Node, depth: int) -> Iterator[str]:
    head = f"{node.subject} ({node.name})" if node.name else node.subject
    amount = f"{node.amount} less {node.less}" if node.less else node.amount
    states = [f"{state} {day}" for state, day in node.dates]
    now = [f"now {node.state}"] if node.state not in ("", *(state for state, _ in node.dates)) else []
    dates = ", ".join([*states, *now])
    people = f"{node.people:,} people" if node.people is not None else ""
    hours = f"{node.person_hours:,} person-hours that would be without" if node.person_hours is not None else ""
    where = "; ".join(", ".join(part for part in (one.publisher, one.title) if part) for one in node.sources)
    again = "see above" if node.again else ""
    parts = [part for part in (amount, node.goods, people, hours, dates, *node.said, again) if part]
    yield (
        INDENT * depth + ": ".join(part for part in (head, "; ".join(parts)) if part) + (f" [{where}]" if where else "")
    )
    for share in node.shares:
        what = f"{share.paid} of {share.of} received"
        yield f"{INDENT * (depth + 1)}share of {share.name}: {what}, {percent(share)}".removesuffix(", ")
    for child in node.children:
        yield from _lines(child, depth + 1)


def _places(node: Node) -> Iterator[tuple[str, int]]:
    """Places and their people below a node; each once by its id or, where that is not told, its name."""
    for child in node.children:
        if child.people is not None:
            yield child.place_id or child.name, child.people
        yield from _places(child)

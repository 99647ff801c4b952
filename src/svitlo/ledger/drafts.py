"""Files of events, one JSON object a line, as people and programs write them: every problem at once, then drafts.

```json
{"kind": "pledge.announced", "subject": "pledge:us-53m", "held_on": "2022-11-29",
 "data": {"donor": "state:usa", "form": "cash", "category": "energy", "amount": "53000000.00", "currency": "USD"},
 "sources": [{"publisher": "CNN", "published": "2022-11-29", "quote": "$53 million"}]}
```

`amount` (and `drawn`, `declared`, `catalogue`) with a plain decimal number as text stands for the same with `_minor`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from svitlo.ledger.events import Draft, Event, Source
from svitlo.ledger.money import Money
from svitlo.tables.errors import BadInput, Problem

MOST_BYTES = 200_000_000
MOST_LINE = 1_000_000
_KEYS = frozenset({"kind", "subject", "held_on", "data", "sources"})
_AMOUNTS: Mapping[str, str] = {
    "amount": "currency",
    "drawn": "drawn_currency",
    "declared": "declared_currency",
    "catalogue": "catalogue_currency",
}
"""Decimal amounts, and the field that holds their currency."""

_SOURCE_FIELDS = frozenset(field.name for field in fields(Source))


def read_drafts(path: Path) -> tuple[Draft, ...]:
    """The events of a file. Raises BadInput with every line that is not one, and what is wrong with it."""
    if path.stat().st_size > MOST_BYTES:
        raise BadInput.of(path.name, f"more than {MOST_BYTES} bytes", hint="split the file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput.of(path.name, f"byte {error.start + 1} is not UTF-8", hint="save the file as UTF-8") from None
    return drafts_from(text.split("\n"), path.name)


def drafts_from(lines: Iterable[str], file: str) -> tuple[Draft, ...]:
    """The events of lines; empty ones are passed over. Raises BadInput."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found: list[tuple[str, str]] = []
        draft = _draft(line, file, row, found)
        problems += [Problem(file, row, column, what) for column, what in found]
        if draft is not None and not found:
            drafts.append(draft)
    if problems:
        raise BadInput(problems)
    return tuple(drafts)


def draft_line(draft: Draft) -> str:
    """A draft as a line of such a file."""
    said: dict[str, Any] = {
        "kind": draft.kind,
        "subject": draft.subject,
        "held_on": draft.held_on.isoformat(),
        "data": dict(draft.data),
    }
    if draft.sources:
        said["sources"] = [source.as_dict() for source in draft.sources]
    return json.dumps(said, ensure_ascii=False)


def event_record(event: Event) -> dict[str, Any]:
    """An event as plain values for JSON."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "subject": event.subject,
        "held_on": event.held_on.isoformat(),
        "recorded_at": event.recorded_at,
        "author": event.author,
        "data": event.data,
        "sources": [source.as_dict() for source in event.sources],
        "hash": event.hash,
    }


def draft_from(said: Mapping[str, Any], file: str, row: int, found: list[tuple[str, str]]) -> Draft | None:
    """A draft from plain values; what is wrong is added to `found` as column and words."""
    found += [(name, "this key is not known") for name in sorted(said.keys() - _KEYS)]
    for name in ("kind", "subject", "held_on"):
        if not isinstance(said.get(name), str):
            found.append((name, "it is missing" if name not in said else "it is not text"))
    data = said.get("data", {})
    if not isinstance(data, dict):
        found.append(("data", "it is not a table of fields"))
        return None
    held_on = _day(said.get("held_on"), found)
    sources = _sources(said.get("sources", []), found)
    exact = _with_minor(data, found)
    if found or held_on is None:
        return None
    return Draft(
        kind=said["kind"], subject=said["subject"], held_on=held_on, data=exact, sources=sources, file=file, row=row
    )


def _draft(line: str, file: str, row: int, found: list[tuple[str, str]]) -> Draft | None:
    if len(line) > MOST_LINE:
        found.append(("", f"a line of more than {MOST_LINE} characters"))
        return None
    try:
        said = json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        found.append(("", f"not JSON: {error or 'too deep'}"))
        return None
    if not isinstance(said, dict):
        found.append(("", "not a JSON object"))
        return None
    return draft_from(said, file, row, found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("a key comes twice")
    return said


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _day(text: Any, found: list[tuple[str, str]]) -> date | None:
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        found.append(("held_on", f"{text!r} is not a date such as 2022-11-29"))
        return None


def _with_minor(data: Mapping[str, Any], found: list[tuple[str, str]]) -> dict[str, Any]:
    """The data with decimal amounts as minor units."""
    exact = dict(data)
    for name, currency in _AMOUNTS.items():
        if name not in exact:
            continue
        amount = exact.pop(name)
        if f"{name}_minor" in exact:
            found.append((name, f"both {name} and {name}_minor are given"))
        elif not isinstance(amount, str):
            found.append((name, f'{amount!r} is not a plain decimal number as text, such as "53000000.00"'))
        else:
            try:
                exact[f"{name}_minor"] = Money.parse(amount, str(exact.get(currency))).minor
            except ValueError as error:
                found.append((name, str(error)))
    if isinstance(exact.get("data"), dict):
        exact["data"] = _with_minor(exact["data"], found)
    return exact


def _sources(given: Any, found: list[tuple[str, str]]) -> tuple[Source, ...]:
    if not isinstance(given, list):
        found.append(("sources", "it is not a list"))
        return ()
    sources = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("publisher"), str):
            found.append(("sources", "a source is a table with at least a publisher"))
            continue
        unknown = sorted(one.keys() - _SOURCE_FIELDS)
        if unknown:
            found.append(("sources", f"a source has no {', '.join(unknown)}"))
            continue
        wrong = [name for name, value in one.items() if not isinstance(value, int if name == "confidence" else str)]
        try:
            if wrong:
                raise ValueError(wrong[0])
            sources.append(Source.from_dict(one))
        except ValueError:
            found.append(("sources", "a source's days are dates such as 2022-11-29, its confidence a whole number"))
    return tuple(sources)

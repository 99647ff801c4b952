"""Whether an event says what its kind says: every problem of one draft, without looking at the ledger."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from svitlo.aid.earmarks import Earmark
from svitlo.ledger.entities import type_of
from svitlo.ledger.events import Draft
from svitlo.ledger.kinds import KINDS, META, Field
from svitlo.ledger.money import MOST_MINOR, currencies
from svitlo.tables.errors import BadInput, Problem

SUBJECT = re.compile("[a-z]+:[^\\s#:\x00-\x1f\x7f\ud800-\udfff][^\\s#\x00-\x1f\x7f\ud800-\udfff]{0,199}")
"""An entity's name: its type, a colon and an id without spaces and without signs that no store can keep."""

MOST_TEXT = 20_000
_PLAIN = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")


def form_problems(draft: Draft) -> list[Problem]:
    """All that is wrong with an event in itself."""
    here = Problem(draft.file, draft.row)
    kind = KINDS.get(draft.kind) or META.get(draft.kind)
    if kind is None:
        near = [name for name in (*KINDS, *META) if name.split(".")[0] == draft.kind.split(".")[0]]
        hint = f"kinds: {', '.join(near)}" if near else "the reference page lists all kinds"
        return [replace(here, column="kind", what=f"{draft.kind!r} is not a kind of event", hint=hint)]
    problems = [replace(here, column=column, what=what) for column, what in _said(kind.fields, draft.data, draft.kind)]
    if not SUBJECT.fullmatch(draft.subject):
        what = f"{draft.subject!r} is not the name of an entity"
        problems.append(
            replace(here, column="subject", what=what, hint="type:id, without spaces, such as pledge:us-53m")
        )
    elif kind.subject and type_of(draft.subject) != kind.subject:
        what = f"{draft.kind} is about an entity of type {kind.subject}, not {draft.subject}"
        problems.append(replace(here, column="subject", what=what))
    problems += [replace(here, column="sources", what=what) for what in _source_problems(draft)]
    return problems


def _said(fields: tuple[Field, ...], data: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """What is wrong, field by field."""
    known = {field.name: field for field in fields}
    for name in sorted(data.keys() - known.keys()):
        yield name, f"{kind} has no field of this name"
    for name, field in known.items():
        if name in data:
            what = _FORMS[field.type](field, data[name])
            if what:
                yield name, what
        elif field.required:
            yield name, f"{kind} needs it: {field.words}"


def _source_problems(draft: Draft) -> Iterator[str]:
    for source in draft.sources:
        if not source.publisher.strip():
            yield "a source needs a publisher"
        if source.confidence is not None and not 0 <= source.confidence <= 100:
            yield f"confidence is from 0 to 100, not {source.confidence}"
        for words in (source.publisher, source.title, source.locator, source.quote):
            if _text_problem(words):
                yield _text_problem(words)


def _text_problem(value: Any) -> str:
    if not isinstance(value, str):
        return f"{value!r} is not text"
    if len(value) > MOST_TEXT:
        return f"more than {MOST_TEXT} characters"
    bad = next((sign for sign in value if (ord(sign) < 32 and sign not in "\n\t") or 0xD800 <= ord(sign) < 0xE000), "")
    return f"a control character ({bad!r})" if bad else ""


def _text(field: Field, value: Any) -> str:
    problem = _text_problem(value)
    if not problem and field.name in ("earmark", "pool_earmark"):
        return _earmark_problem(value)
    return problem or ("" if value.strip() or not field.required else "it is empty")


def _earmark_problem(value: str) -> str:
    """An earmark is a pool's name too: there is one way to write it, without spaces, parts in the alphabet's order."""
    try:
        Earmark.parse(value)
    except BadInput as error:
        return error.problems[0].what
    plain = ";".join(sorted({part.strip() for part in value.split(";") if part.strip()}))
    return "" if value == plain else f"{value!r} has another spelling: write {plain!r}"


def _date(field: Field, value: Any) -> str:  # noqa: ARG001 - one interface for all types
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return f"{value!r} is not a date such as 2022-11-29"
    return ""


def _whole(field: Field, value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return f"{value!r} is not a whole number"
    if value < field.low:
        return f"{value} is below {field.low}"
    return f"{value} is too large" if value >= MOST_MINOR else ""


def _decimal(field: Field, value: Any) -> str:  # noqa: ARG001
    try:
        fine = isinstance(value, str) and _PLAIN.fullmatch(value) is not None and Decimal(value) > 0
    except InvalidOperation:
        fine = False
    return "" if fine else f"{value!r} is not a plain decimal number above zero, as text"


def _currency(field: Field, value: Any) -> str:  # noqa: ARG001
    return "" if isinstance(value, str) and value in currencies() else f"{value!r} is no currency of ISO 4217"


def _choice(field: Field, value: Any) -> str:
    return "" if value in field.choices else f"{value!r} is not one of {', '.join(field.choices)}"


def _reference(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not SUBJECT.fullmatch(value) or type_of(value) not in field.refers:
        return f"{value!r} does not name an entity of type {' or '.join(field.refers)}, as type:id"
    return ""


def _references(field: Field, value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "it is not a list of entities"
    wrong = [_reference(field, one) for one in value]
    return next((what for what in wrong if what), "" if len(set(value)) == len(value) else "an entity comes twice")


def _goods(field: Field, value: Any) -> str:  # noqa: ARG001
    if not isinstance(value, dict) or not value:
        return "it is not a table of equipment ids and quantities"
    for equipment_id, quantity in value.items():
        if not isinstance(equipment_id, str) or not equipment_id.strip() or _text_problem(equipment_id):
            return f"{equipment_id!r} is no equipment id"
        if not isinstance(quantity, int) or isinstance(quantity, bool) or not 0 < quantity < MOST_MINOR:
            return f"{quantity!r} is not a whole quantity above zero"
    return ""


def _data(field: Field, value: Any) -> str:  # noqa: ARG001
    return "" if isinstance(value, dict) else "it is not a table of fields"


_FORMS: Mapping[str, Callable[[Field, Any], str]] = {
    "text": _text,
    "date": _date,
    "whole": _whole,
    "decimal": _decimal,
    "currency": _currency,
    "choice": _choice,
    "reference": _reference,
    "references": _references,
    "goods": _goods,
    "data": _data,
}


def names_in(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The entities that an event of this kind names, sorted."""
    named: set[str] = set()
    for field in KINDS[kind].fields if kind in KINDS else ():
        value = data.get(field.name)
        if field.type == "reference" and value:
            named.add(value)
        elif field.type == "references" and value:
            named.update(value)
    return sorted(named)

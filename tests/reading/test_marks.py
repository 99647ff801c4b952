"""The marked reports are well-formed: what a mark says about the text can be checked against the text."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

REPORTS = Path(__file__).parent / "reports"
FOLDERS = ("dev", "held_out")

MODES = {"asserted", "hoped", "denied", "conditional", "past", "total"}
FIELDS = {
    "support": {
        *("donor", "recipient", "amount", "amount_to", "currency", "qualifier", "purpose", "category"),
        *("announced_by", "place", "date"),
    },
    "goods": {"donor", "recipient", "item", "quantity", "category", "announced_by", "place", "date"},
    "membership": {"state", "group", "status", "by", "date"},
    "promise": {"by", "to", "what", "date"},
    "position": {"actor", "stance", "subject", "date"},
    "strike": {"place", "target", "date"},
    "impact": {"service", "people", "share_percent", "place", "date"},
}
NEEDED = {
    "support": {"amount"},
    "goods": {"item"},
    "membership": {"state", "status"},
    "promise": {"by"},
    "position": {"actor", "stance"},
    "strike": {"target"},
    "impact": {"service"},
}
CHOICES = {
    "qualifier": {"exact", "up_to", "about", "more_than", "range"},
    "purpose": {"power", "water", "heat", "humanitarian", "military", "budget", "other"},
    "category": {"military", "humanitarian", "financial", "energy"},
    "status": {"member", "invitee", "aspirant", "applied", "ratified", "leaving"},
    "stance": {"support", "oppose", "abstain"},
    "target": {"power", "water", "heat", "gas", "other"},
    "service": {"power", "water", "heat"},
}
SHAPES = {
    "amount": re.compile(r"\d+(\.\d+)?"),
    "amount_to": re.compile(r"\d+(\.\d+)?"),
    "quantity": re.compile(r"\d+"),
    "people": re.compile(r"\d+"),
    "share_percent": re.compile(r"\d+(\.\d+)?"),
    "currency": re.compile(r"[A-Z]{3}"),
    "date": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?"),
}
"""A date may stop at the month or the year where the text does."""


def is_date(value: object) -> bool:
    """A day of the calendar written as 2022-11-29, or only its month, or only its year."""
    if not isinstance(value, str) or not SHAPES["date"].fullmatch(value):
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return False
    return True


def value_faults(field: str, value: object) -> Iterator[str]:
    """What is wrong with one value; a value is one string, or a list of acceptable ones."""
    values: list[object] = value if isinstance(value, list) else [value]
    if not values:
        yield f"{field}: an empty list"
    for one in values:
        if not isinstance(one, str) or not one.strip():
            yield f"{field}: {one!r} is no text"
        elif field in CHOICES and one not in CHOICES[field]:
            yield f"{field}: {one!r} is not one of {sorted(CHOICES[field])}"
        elif field in SHAPES and not SHAPES[field].fullmatch(one):
            yield f"{field}: {one!r} is badly written"
        elif field == "date" and not is_date(one):
            yield f"date: {one!r} is not in the calendar"


def field_faults(kind: str, fields: dict[str, object], *, asserted: bool) -> Iterator[str]:
    """What is wrong with the fields of one fact of a known kind; a remark may lack what an asserted fact needs."""
    needed = NEEDED[kind] if asserted else set()
    yield from (f"{name}: no field of {kind}" for name in sorted(fields.keys() - FIELDS[kind] - {"speaker"}))
    yield from (f"{name}: missing in {kind}" for name in sorted(needed - fields.keys()))
    if kind == "support" and ("amount_to" in fields) != (fields.get("qualifier") == "range"):
        yield "a range has both amount and amount_to, and only a range has"
    for name, value in fields.items():
        yield from value_faults(name, value)


def span_faults(fact: dict[str, object], text: str) -> Iterator[str]:
    """What is wrong with the place of one fact in the text."""
    span, nth = fact.get("span"), fact.get("nth", 1)
    if not isinstance(span, str) or not span.strip():
        yield "no span"
    elif not isinstance(nth, int) or isinstance(nth, bool) or nth < 1:
        yield f"nth: {nth!r} is no number from 1"
    elif text.count(span) < nth:
        yield f"span: {span!r} occurs {text.count(span)} times, {nth} wanted"


def fact_faults(fact: object, text: str) -> Iterator[str]:
    """Everything that is wrong with one fact."""
    if not isinstance(fact, dict):
        yield "a fact is an object"
        return
    yield from (
        f"{name}: no part of a fact" for name in sorted(fact.keys() - {"kind", "span", "nth", "mode", "fields"})
    )
    yield from span_faults(fact, text)
    kind, fields = fact.get("kind"), fact.get("fields")
    if fact.get("mode") not in MODES:
        yield f"mode: {fact.get('mode')!r} is not one of {sorted(MODES)}"
    if not isinstance(kind, str) or kind not in FIELDS:
        yield f"kind: {kind!r} is not one of {sorted(FIELDS)}"
    elif not isinstance(fields, dict):
        yield "fields: missing"
    else:
        yield from field_faults(kind, fields, asserted=fact.get("mode") == "asserted")


def report_faults(marks: object, text: str) -> list[str]:
    """Everything that is wrong with the marks of one report."""
    if not isinstance(marks, dict) or not isinstance(marks.get("facts"), list):
        return ["the marks are an object with `published` and a list of `facts`"]
    faults = [f"{name}: no part of the marks" for name in sorted(marks.keys() - {"published", "facts"})]
    published = marks.get("published")
    if not is_date(published) or len(str(published)) != len("2022-11-29"):
        faults.append(f"published: {published!r} is no day")
    for number, fact in enumerate(marks["facts"], start=1):
        faults.extend(f"fact {number}: {fault}" for fault in fact_faults(fact, text))
        if fact in marks["facts"][: number - 1]:
            faults.append(f"fact {number}: marked twice")
    return faults


def every_report() -> list[Path]:
    """The text of each report, in both folders."""
    return [path for folder in FOLDERS for path in sorted((REPORTS / folder).glob("*.txt"))]


@pytest.mark.parametrize("report", every_report(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_marks_fit_the_text(report: Path) -> None:
    marks = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    assert report_faults(marks, report.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_text_has_its_marks(folder: str) -> None:
    files = {suffix: {path.stem for path in (REPORTS / folder).glob(f"*{suffix}")} for suffix in (".txt", ".json")}
    assert files[".txt"]
    assert files[".txt"] == files[".json"]


def test_no_report_is_in_both_folders() -> None:
    names = [path.stem for path in every_report()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"span": "Narnia gives"}, "span: 'Narnia gives' occurs 0 times, 1 wanted"),
        ({"nth": 2}, "span: 'Norway gives 5 million kroner' occurs 1 times, 2 wanted"),
        ({"mode": "sure"}, f"mode: 'sure' is not one of {sorted(MODES)}"),
        ({"kind": "gift"}, f"kind: 'gift' is not one of {sorted(FIELDS)}"),
        ({"fields": {"amount": "5,000,000"}}, "amount: '5,000,000' is badly written"),
        ({"fields": {"amount": "5e6"}}, "amount: '5e6' is badly written"),
        ({"fields": {"amount": "5", "date": "2022-13"}}, "date: '2022-13' is not in the calendar"),
        ({"fields": {"amount": "5", "date": "2022-02-30"}}, "date: '2022-02-30' is not in the calendar"),
        ({"fields": {"amount": "5", "date": ["2022-11-29", "29 November"]}}, "date: '29 November' is badly written"),
        ({"fields": {"amount": "5", "weight": "2"}}, "weight: no field of support"),
        ({"fields": {"donor": "NOR"}}, "amount: missing in support"),
    ],
)
def test_a_bad_mark_is_found(change: dict[str, object], fault: str) -> None:
    good: dict[str, object] = {
        "kind": "support",
        "span": "Norway gives 5 million kroner",
        "mode": "asserted",
        "fields": {"donor": "NOR", "amount": "5000000", "currency": "NOK"},
    }
    text = "Norway gives 5 million kroner, it says."
    assert report_faults({"published": "2022-11-29", "facts": [good]}, text) == []
    assert report_faults({"published": "2022-11-29", "facts": [good | change]}, text) == [f"fact 1: {fault}"]

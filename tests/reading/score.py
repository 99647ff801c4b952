"""How well proposals agree with facts marked by hand, by kind and by class of mode."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from svitlo.reading.facts import KINDS, Proposal
from svitlo.reading.read import read_report
from svitlo.reading.weighing import Judge

REPORTS = Path(__file__).parent / "reports"
KEYS: Mapping[str, tuple[str, ...]] = {
    "support": ("donor", "amount", "amount_to", "currency"),
    "goods": ("donor", "quantity"),
    "membership": ("state", "group", "status"),
    "promise": ("by",),
    "position": ("actor", "stance"),
    "strike": ("place",),
    "impact": ("service",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A fact marked by hand, with its place in the text."""

    kind: str
    mode: str
    start: int
    end: int
    fields: Mapping[str, object]

    @property
    def is_asserted(self) -> bool:
        return self.mode == "asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A report with its marks."""

    name: str
    text: str
    published: date | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many were proposed, marked, and found in both."""

    proposed: int = 0
    marked: int = 0
    matched: int = 0

    @property
    def precision(self) -> float | None:
        return self.matched / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        return self.matched / self.marked if self.marked else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            proposed=self.proposed + other.proposed,
            marked=self.marked + other.marked,
            matched=self.matched + other.matched,
        )


def marked_reports(part: str) -> Iterator[Marked]:
    """All reports of `dev` or `held_out`."""
    for path in sorted((REPORTS / part).glob("*.json")):
        yield marked_report(path)


def marked_report(path: Path) -> Marked:
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    data = json.loads(path.read_text(encoding="utf-8"))
    published = date.fromisoformat(data["published"]) if data.get("published") else None
    marks = tuple(_mark(text, fact) for fact in data["facts"])
    return Marked(name=path.stem, text=text, published=published, marks=marks)


def _mark(text: str, fact: Mapping[str, object]) -> Mark:
    span = str(fact["span"])
    start = -1
    for _ in range(int(str(fact.get("nth", 1)))):
        start = text.index(span, start + 1)
    fields = fact["fields"]
    assert isinstance(fields, dict)
    return Mark(kind=str(fact["kind"]), mode=str(fact["mode"]), start=start, end=start + len(span), fields=fields)


def proposals_of(report: Marked, judge: Judge | None = None) -> tuple[Proposal, ...]:
    return read_report(report.text, published=report.published, judge=judge)


def options(value: object) -> list[str]:
    """The acceptable values of a field, plainly written."""
    values = value if isinstance(value, list | tuple) else [value]
    return [_plain(str(one)) for one in values if one not in (None, "")]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).removeprefix("the ").removeprefix("a ")


def _agrees(key: str, mark: Mark, proposal: Proposal) -> bool:
    marked, proposed = options(mark.fields.get(key, "")), options(proposal.fields.get(key, ""))
    if not marked and (not proposed or key in proposal.missing):
        # What the text does not say may be guessed, if the proposal tells that it is a guess.
        return True
    return bool(set(marked) & set(proposed))


def _agrees_in_its_own(mark: Mark, proposal: Proposal) -> bool:
    """What a kind asks for beyond equal fields."""
    if mark.kind == "goods":
        items, found = options(mark.fields.get("item", "")), options(proposal.fields.get("item", ""))
        return any(one in other or other in one for one in items for other in found)
    if mark.kind == "strike":
        return _agrees("target", mark, proposal)
    if mark.kind == "impact":
        return any(_agrees(key, mark, proposal) for key in ("people", "share_percent") if key in mark.fields) or not (
            {"people", "share_percent"} & set(mark.fields)
        )
    return True


def matches(mark: Mark, proposal: Proposal) -> bool:
    """The same kind and class of mode, overlapping spans, agreeing key fields."""
    return (
        mark.kind == proposal.kind
        and mark.is_asserted == (proposal.mode == "asserted")
        and mark.start < proposal.end
        and proposal.start < mark.end
        and all(_agrees(key, mark, proposal) for key in KEYS[mark.kind])
        and _agrees_in_its_own(mark, proposal)
    )


def pairs(marks: Sequence[Mark], proposals: Sequence[Proposal]) -> list[tuple[Mark, Proposal]]:
    """One to one, as many as can be: augmenting paths."""
    taken: dict[int, int] = {}

    def place(number: int, seen: set[int]) -> bool:
        for other, proposal in enumerate(proposals):
            if other in seen or not matches(marks[number], proposal):
                continue
            seen.add(other)
            if other not in taken or place(taken[other], seen):
                taken[other] = number
                return True
        return False

    for number in range(len(marks)):
        place(number, set())
    return [(marks[number], proposals[other]) for other, number in sorted(taken.items())]


def counts_of(part: str) -> dict[str, Counts]:
    """By kind (asserted ones), with `money`, `the rest` and `remarks` (all that is not asserted) as sums."""
    counts = {name: Counts() for name in (*KINDS, "money", "the rest", "remarks", "remarks, mode too")}
    for report in marked_reports(part):
        proposals = proposals_of(report)
        for name, found in counts_in(report.marks, proposals).items():
            counts[name] += found
    return counts


def counts_in(marks: Sequence[Mark], proposals: Sequence[Proposal]) -> dict[str, Counts]:
    found = pairs(marks, proposals)
    counts: dict[str, Counts] = {}
    for kind in KINDS:
        counts[kind] = Counts(
            proposed=sum(one.kind == kind and one.mode == "asserted" for one in proposals),
            marked=sum(one.kind == kind and one.is_asserted for one in marks),
            matched=sum(mark.kind == kind and mark.is_asserted for mark, _ in found),
        )
    counts["money"] = counts["support"]
    rest = Counts()
    for kind in KINDS:
        if kind != "support":
            rest += counts[kind]
    counts["the rest"] = rest
    remarks = Counts(
        proposed=sum(one.mode != "asserted" for one in proposals),
        marked=sum(not one.is_asserted for one in marks),
        matched=sum(not mark.is_asserted for mark, _ in found),
    )
    counts["remarks"] = remarks
    counts["remarks, mode too"] = Counts(
        proposed=remarks.proposed,
        marked=remarks.marked,
        matched=sum(not mark.is_asserted and mark.mode == proposal.mode for mark, proposal in found),
    )
    return counts

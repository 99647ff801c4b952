"""Whom a file speaks of: safe ids for names and references, codes of countries, and what is in the ledger already."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import pycountry

from svitlo.ledger.coalition import name_of
from svitlo.ledger.entities import type_of
from svitlo.ledger.events import Draft, Event, Source
from svitlo.ledger.form import SUBJECT, form_problems
from svitlo.ledger.kinds import KINDS
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput, Problem

MOST_NAME = 300
_MOST_SLUG = 80
_GIVERS = ("state", "org", "group")
_SAFE = re.compile(r"[a-z0-9]+( [a-z0-9]+)*")
_OPENING = ("state.named", "org.named", "group.formed", "fund.opened")


def clean(text: str) -> str:
    """Words in one line, without control characters, of a bearable length."""
    line = " ".join("".join(sign if _may_stand(sign) else " " for sign in text).split())
    return line if len(line) <= MOST_NAME else line[: MOST_NAME - 1] + "…"


def slug(text: str) -> str:
    """An id for a name: lower-case words with hyphens; where that loses anything, a digest keeps names apart."""
    line = " ".join(text.split()).casefold()
    plain = unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:_MOST_SLUG].strip("-")
    if _SAFE.fullmatch(line) and len(words) == len(line):
        return words
    digest = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{words}-{digest}" if words else digest


def alpha2(subject: str) -> str:
    """The two-letter code of a state; empty where it is no state of ISO 3166."""
    found = pycountry.countries.get(alpha_3=iso3(subject) or "-")
    return str(found.alpha_2) if found is not None else ""


def iso3(subject: str) -> str:
    """The three-letter code of a state; empty where it is no state of ISO 3166."""
    kind, _, code = subject.partition(":")
    known = kind == "state" and len(code) == 3 and pycountry.countries.get(alpha_3=code.upper()) is not None
    return code.upper() if known else ""


@lru_cache(maxsize=4096)
def state_of(code_or_name: str) -> str:
    """The state that an ISO code or an exact name says; empty where it says none."""
    if code_or_name.strip().isdigit():
        # A number is a registration, not the numeric code of a country.
        return ""
    try:
        return f"state:{pycountry.countries.lookup(code_or_name.strip()).alpha_3.lower()}"
    except LookupError:
        return ""


def giver_of(code: str, name: str) -> str:
    """The entity that a file names: a state where code or name is one, else an organisation."""
    return state_of(code) or state_of(name) or f"org:{slug(code or name)}"


def own_subject(text: str, types: Sequence[str] = _GIVERS) -> str:
    """The entity that a file of our own names, if it is one of these types; else empty."""
    return text if SUBJECT.fullmatch(text) and type_of(text) in types else ""


@dataclass(frozen=True, slots=True)
class Names:
    """The givers that a file speaks of, each with the first place where it is named."""

    file: str
    _seen: dict[str, Draft] = field(default_factory=dict)

    def note(self, subject: str, name: str, row: int, on: date, sources: tuple[Source, ...]) -> str:
        """Remember that it has this name (from the first day on that the file speaks of it); gives it back."""
        before = self._seen.get(subject)
        if before is not None:
            row = before.row
            on, name = min(on, before.held_on), str(before.data["name"])
        kind = "group.formed" if subject.startswith("group:") else f"{type_of(subject)}.named"
        data = {"name": clean(name) or _name_of(subject)}
        data |= {"form": "group"} if kind == "group.formed" else {}
        self._seen[subject] = Draft(
            kind=kind, subject=subject, held_on=on, data=data, sources=sources, file=self.file, row=row
        )
        return subject

    def drafts(self) -> list[Draft]:
        """One draft for each."""
        return [self._seen[subject] for subject in sorted(self._seen)]


def fresh(view: View, drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """The drafts that say something new to the ledger, and a note on those left out.

    Left out is what an event of the same entity, kind, day and amount says already, as far as both say it (a file may
    say less than the ledger); that somebody has voided it since makes no difference. Names and funds that the ledger
    knows are left out whatever the file says, and so are allocations that only payments left out rest on. What differs
    stays: with its source it stands beside the first word until somebody resolves it.
    """
    new: list[Draft] = []
    gone: list[Draft] = []
    unmatched: dict[str, list[Event]] = {}
    for draft in drafts:
        if draft.subject not in unmatched:
            unmatched[draft.subject] = list(view.events_of(draft.subject))
        had = unmatched[draft.subject]
        same = next((event for event in had if _agree(draft, event)), None)
        if same is None and not (draft.kind in _OPENING and had):
            new.append(draft)
            continue
        gone.append(draft)
        if same is not None and not KINDS[draft.kind].once:
            had.remove(same)
    resting = {draft.data.get("allocation") for draft in gone} - {draft.data.get("allocation") for draft in new}
    new = [draft for draft in new if draft.subject not in resting]
    count = len(drafts) - len(new)
    notes = (f"{count} of {len(drafts)} events are in the ledger already and were left out",) if count else ()
    return tuple(new), notes


def _agree(draft: Draft, event: Event) -> bool:
    """Whether an event says all that the draft says, as far as both say it."""
    if (draft.kind, draft.held_on) != (event.kind, event.held_on):
        return False
    said = event.data
    # A file names no allocations: the one that a payment from a fund rests on is made up when it is read.
    both = (draft.data.keys() & said.keys()) - {"allocation"}
    amounts = all((name in draft.data) == (name in said) for name in ("amount_minor", "currency"))
    return amounts and all(draft.data[name] == said[name] for name in both)


def checked(drafts: Iterable[Draft], problems: Iterable[Problem]) -> tuple[Draft, ...]:
    """The drafts, if nothing is wrong; raises BadInput with every problem, those of the drafts' own form too."""
    made = tuple(drafts)
    found = [*problems, *(problem for draft in made for problem in form_problems(draft))]
    if found:
        raise BadInput(found)
    return made


def names_for(view: View, subjects: Iterable[str]) -> Mapping[str, str]:
    """What people call these entities."""
    return {subject: name_of(view, subject) for subject in sorted(set(subjects)) if subject}


def _name_of(subject: str) -> str:
    """What a state is called; else the id."""
    found = pycountry.countries.get(alpha_3=iso3(subject) or "-")
    return str(getattr(found, "common_name", found.name)) if found is not None else subject.split(":", 1)[1]


def _may_stand(sign: str) -> bool:
    code = ord(sign)
    return sign.isprintable() and not 0xD800 <= code < 0xE000 and code & 0xFFFE != 0xFFFE

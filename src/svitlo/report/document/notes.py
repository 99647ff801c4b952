"""The planner's notes as keys and values: the pages say them in both languages."""

from collections.abc import Iterable, Iterator

from svitlo.report.said import Said, said_of

_LISTED = " in the undamaged day "
"""After these words a note of a water network lists warnings; each is told as a note of its own."""


def note_of(text: str) -> Said:
    """`Note` of `web/src/model/document.ts`: a key and its values, or the English text where no template fits."""
    return said_of(text, "note")


def notes_of(texts: Iterable[str]) -> list[Said]:
    """All notes, in their order; one that lists several things is taken apart if each part can be said."""
    found: list[Said] = []
    for text in texts:
        whole = note_of(text)
        parts = [note_of(part) for part in _parts(text)] if "text" in whole else []
        found += parts if parts and all("key" in part for part in parts) else [whole]
    return found


def _parts(text: str) -> Iterator[str]:
    head, listed, rest = text.partition(_LISTED)
    if listed and len(text) < 1000:
        yield from (f"{head}{listed}{part}." for part in rest.removesuffix(".").split("; "))

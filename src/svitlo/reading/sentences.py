"""Paragraphs and sentences of a report, and which of its letters stand inside quotation marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# Longer stretches without a full stop are cut: no rule looks further, and time stays in step with length.
LONGEST = 1000
_END = re.compile(r"(?<![.!?…])[.!?…]{1,6}[\"”’'»)\]]{0,4}(?=\s)|:(?=\s*\n)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Sgt|Capt|Rep|Sen|Gov|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|vs|approx|ca|cf|Inc|Ltd|Co|Corp|U\.S|U\.K|U\.N|E\.U|a\.m|p\.m|e\.g|i\.e)|\b[A-Z])\.$"
)
_NUMBER = re.compile(r"\b[Nn]os?\.$")
_NEXT_STARTS = re.compile(r"\s+[\"“‘'(\[«]*[^\W\d_a-zà-ÿ]|\s+[\"“‘'(\[«]*\d|\s*\n|\s+[\"“«@#-]")
_BREAK = re.compile(r"[ \t]*\+{3}[ \t]*|\n[ \t]*(?=\n)|\n(?=[-*•\d])|\n|\r|\u2028|\u2029|\x0b|\x0c")
_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+\S")
# The hour at the head of a line of a live page is no part of its sentence.
_HOUR = re.compile(
    r"[ \t]*(?:[-*•][ \t]+)?\d{1,2}:\d{2}(?:[ \t]?(?:h|hrs|GMT|UTC|CET|EET|local time))?(?:[ \t]*[-–—|:])?[ \t]+(?=\S)"
)
_LOWER_NEXT = re.compile(r"\s+[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A stretch of the report; `paragraph` counts from 0."""

    start: int
    end: int
    text: str
    paragraph: int


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """All sentences in order; none is empty or longer than `LONGEST`."""
    found = []
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _cut(text, start, end):
            for begin in range(first, last, LONGEST):
                stop = min(last, begin + LONGEST)
                if text[begin:stop].strip():
                    found.append(Sentence(start=begin, end=stop, text=text[begin:stop], paragraph=paragraph))
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines that belong together: a line that goes on in lower case or after a comma is the same paragraph."""
    start = 0
    for found in _BREAK.finditer(text):
        if _goes_on(text, found):
            continue
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _goes_on(text: str, found: re.Match[str]) -> bool:
    """Whether a single line end stands in the middle of a sentence, as in text wrapped at a width."""
    if found[0] not in {"\n", "\r"} or text[found.end() : found.end() + 1] in {"\n", "\r", ""}:
        return False
    if _ITEM.match(text, found.end()):
        return False
    before = text[max(0, found.start() - 80) : found.start()]
    line = before.rpartition("\n")[2].rstrip()
    return len(line) > 55 and line[-1:] not in {".", "!", "?", ":", '"', "”", ")", ""}


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    hour = _HOUR.match(text, start, end)
    position = start = hour.end() if hour is not None else start
    for found in _END.finditer(text, start, end):
        before = text[max(start, found.start() - 12) : found.start() + 1]
        if _NUMBER.search(before) and re.match(r"\s\d", text[found.end() : found.end() + 2]):
            continue
        if _ABBREVIATION.search(before) and not found[0].startswith(("!", "?")):
            continue
        if _LOWER_NEXT.match(text, found.end()) or not _NEXT_STARTS.match(text, found.end()):
            continue
        yield position, found.end()
        position = found.end()
    if position < end:
        yield position, end


def quoted_spans(text: str, sentences: tuple[Sentence, ...]) -> tuple[tuple[int, int], ...]:
    """Stretches between double quotation marks. An open one ends with its paragraph, as printers do."""
    spans: list[tuple[int, int]] = []
    edges = [0, *(one.start for before, one in pairwise(sentences) if one.paragraph != before.paragraph), len(text)]
    for first, last in pairwise(edges):
        opened = -1
        for found in re.finditer(r"[\"“”„«»]", text[first:last]):
            place = first + found.start()
            if opened < 0:
                opened = place
            elif found[0] != "“":
                spans.append((opened, place + 1))
                opened = -1
        if opened >= 0:
            spans.append((opened, last))
    return tuple(spans)

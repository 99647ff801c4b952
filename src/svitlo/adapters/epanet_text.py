"""The text of an EPANET file before the engine sees it: encoding, what EPANET would misread without a word, lines.

EPANET cuts lines and words beyond its limits silently, takes `nan` for a number, and may be told to write files; none
of that may happen here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from svitlo.adapters.power_tables import Findings
from svitlo.tables.draft import shown

MOST_BYTES = 64 * 1024 * 1024
MOST_LINE_BYTES = 1000
MOST_WORDS_COUNT = 40
"""EPANET's own limits; it reads no further in a line and says nothing."""

NO_NUMBERS = frozenset({"nan", "inf", "infinity"})
TEXT_SECTIONS = ("[TITL", "[LABE", "[BACK", "[TAGS", "[RULE", "[CONT")
"""Sections in which a word may be anything."""

HEADER_CHARACTERS_COUNT = 5
"""EPANET knows a section by its bracket and four letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InpText:
    """`content` is what EPANET opens: the file's own lines, as UTF-8, with what does not concern it left blank."""

    content: bytes
    lines: tuple[str, ...]
    sections: tuple[str, ...]
    notes: tuple[str, ...]

    def line_of(self, section: str, name: str) -> int:
        """The line (from 1) at which a section speaks of an id first; 0 where it does not."""
        wanted = f"[{section}"[:HEADER_CHARACTERS_COUNT].upper()
        for number, (line, header) in enumerate(zip(self.lines, self.sections, strict=True), start=1):
            if header == wanted and line.split(";")[0].split()[:1] == [name]:
                return number
        return 0

    def places(self) -> Mapping[str, list[int]]:
        """The lines (from 1) that hold the same words, by these words."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, start=1):
            found.setdefault(" ".join(line.split()), []).append(number)
        return found


def inp_text(content: bytes, findings: Findings) -> InpText | None:
    """The text of a file; None, with a problem, where it is no text. Other problems go to `findings` as well."""
    if len(content) > MOST_BYTES:
        findings.add("size", f"the file is larger than {MOST_BYTES // 1024**2} MB")
        return None
    if not content.strip():
        findings.add("empty", "the file is empty")
        return None
    strange = next((byte for byte in content if byte < 0x20 and byte not in b"\t\n\r\f\x1a"), None)
    if strange is not None:
        row = content.count(b"\n", 0, content.index(strange)) + 1
        findings.add("binary", "this is a binary file, not text", row=row, hint="an .inp file is text, as UTF-8")
        return None
    notes: list[str] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
        notes.append("The file is not UTF-8; it was read as Latin-1.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "").split("\n")
    sections = list(_sections(lines))
    kept = [_kept(line, section) for line, section in zip(lines, sections, strict=True)]
    if any(_names_a_file(line, section) for line, section in zip(lines, sections, strict=True)):
        notes.append("What the file says of hydraulics to be saved to or used from another file is left aside.")
    if "[END" not in sections and "[END]" not in sections:
        notes.append("The file has no [END]: it may be cut short.")
    for number, (line, section) in enumerate(zip(kept, sections, strict=True), start=1):
        _check_line(number, line, section, findings)
    return InpText(
        content="\n".join(kept).encode("utf-8"), lines=tuple(lines), sections=tuple(sections), notes=tuple(notes)
    )


def _sections(lines: list[str]) -> Iterator[str]:
    """The section that each line is in, as EPANET would know it."""
    section = ""
    for line in lines:
        word = line.split(maxsplit=1)[:1]
        if word and word[0].startswith("["):
            section = word[0].upper()[:HEADER_CHARACTERS_COUNT]
        yield section


def _names_a_file(line: str, section: str) -> bool:
    return section == "[OPTI" and line.strip().upper().startswith("HYDR")


def _kept(line: str, section: str) -> str:
    """The line as EPANET shall see it: no reports, no other files, and no comment that makes a line too long."""
    is_header = line.lstrip().startswith("[")
    if (section == "[REPO" and not is_header) or _names_a_file(line, section):
        return ""
    return line if len(line.encode()) < MOST_LINE_BYTES else line.split(";", maxsplit=1)[0].rstrip()


def _check_line(number: int, line: str, section: str, findings: Findings) -> None:
    """What EPANET would misread in this line without a word."""
    if section in ("", "[TITL", "[LABE", "[BACK", "[TAGS"):
        return
    if len(line.encode()) >= MOST_LINE_BYTES:
        findings.add(
            "long", f"the line has more than {MOST_LINE_BYTES} bytes", row=number, hint="break it into several"
        )
        return
    words = line.split(";", maxsplit=1)[0].split()
    if len(words) > MOST_WORDS_COUNT:
        what = f"{len(words)} words in a line; EPANET reads {MOST_WORDS_COUNT}"
        findings.add("words", what, row=number, hint="break it into several lines")
    if section in TEXT_SECTIONS:
        return
    for word in words[1:]:
        if word.lower().lstrip("+-") in NO_NUMBERS:
            findings.add("nan", f"{shown(word)} is not a number", row=number, hint="leave no number undefined")

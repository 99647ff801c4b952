"""MATPOWER's `.m` files as text: which plain values they assign to the fields of their struct, and on which line.

Only assignments of plain numbers, strings and tables of them are read. Anything that computes is a problem, never
ignored: the figures that MATLAB would see after it are others than those in the file.
"""

import re
from dataclasses import dataclass, field

from svitlo.adapters.power_tables import Findings

_FUNCTION = re.compile(r"function\s+(?:(?P<struct>[A-Za-z]\w*)\s*=\s*|(?P<many>\[))")
_ASSIGN = re.compile(r"(?P<struct>[A-Za-z]\w*)\.(?P<name>\w+(?:\.\w+)*)\s*=(?!=)\s*(?P<rest>.*)", re.DOTALL)
_SCALAR = re.compile(r"""(?P<value>'[^']*'|"[^"]*"|[-+]?[\w.]+(?:[eE][-+]?\d+)?)\s*(?P<end>[;,]|$)""")
_END = re.compile(r"(?:end|endfunction|return)\b\s*[;,]?")
_OPENS = re.compile(r"[\[{(]")
_EMPTY_PLACE = re.compile(r"^\s*,|,\s*,")
_NUMBER = re.compile(r"[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[Ii]nf|[Nn]a[Nn])")
_LOOKS_LIKE_CASE = re.compile(r"\b\w+\.(?:bus|gen|branch|baseMVA)\s*=|function\s*\[\s*baseMVA")
_IN_STRING = str.maketrans(dict.fromkeys("[]{}();,%.= \t", "_"))

SAVE_HINT = "open it in MATPOWER (MATLAB or Octave), save the result with savecase and use that file"


@dataclass(slots=True)
class Value:
    """What one field was set to; `rows` are (line, cells) of a matrix or cell array, `text` is a scalar as written.

    `broken`: something about it was a problem already, so that nothing more should be said of it.
    """

    name: str
    line: int
    closer: str = ""
    text: str = ""
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    broken: bool = False


def number(text: str) -> float | None:
    """The number that a cell spells, or None; MATLAB's `Inf` and `NaN` count as numbers."""
    return float(text) if _NUMBER.fullmatch(text) else None


def values_of(text: str, findings: Findings) -> dict[str, Value]:
    """The fields that a case file sets, by name without the struct; what cannot be read goes to `findings`."""
    if not _LOOKS_LIKE_CASE.search(text):
        what = "this is not a MATPOWER case: it sets neither mpc.baseMVA nor mpc.bus, mpc.gen or mpc.branch"
        findings.add("not a case", what, hint="a MATPOWER case file starts with `function mpc = NAME`")
        return {}
    parser = _Parser(findings)
    for line, content in enumerate(text.splitlines(), start=1):
        parser.feed(line, content)
        if parser.stopped:
            break
    parser.finish()
    return parser.values


def _masked(line: str) -> str:
    """The line with what its strings hold made harmless (no brackets, blanks or signs), so that plain search works."""
    if "'" not in line and '"' not in line:
        return line
    out: list[str] = []
    quote = ""
    for position, char in enumerate(line):
        if quote:
            out.append(char if char == quote else char.translate(_IN_STRING))
            quote = "" if char == quote else quote
            continue
        if char == "%":
            break
        before = line[position - 1] if position else " "
        if char == '"' or (char == "'" and not (before.isalnum() or before in "])}'_.")):
            quote = char
        out.append(char)
    return "".join(out)


class _Parser:
    """Goes through the lines once; between lines it is in a value, in a statement to skip, or between statements."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.values: dict[str, Value] = {}
        self.stopped = False
        self._struct = "mpc"
        self._open: Value | None = None
        self._cells: list[str] = []
        self._cells_line = 0
        self._carried = ""
        self._comment_depth = 0
        self._skip_depth = 0
        self._ended = False

    def feed(self, line: int, content: str) -> None:
        """Take the next line of the file."""
        stripped = content.strip()
        if stripped == "%{" or self._comment_depth:
            self._comment_depth += (stripped == "%{") - (stripped == "%}")
            return
        code = _masked(content).split("%", 1)[0]
        continued = "..." in code
        if continued:
            code = code.split("...", 1)[0] + " "
        if self._open is None and not self._skip_depth:
            code, self._carried = self._carried + code, ""
            if continued and not _OPENS.search(code):
                self._carried = code
                return
        self._run(line, code, continued=continued)

    def _run(self, line: int, code: str, *, continued: bool) -> None:
        while code.strip():
            if self._skip_depth:
                self._skip_depth = max(0, self._skip_depth + _depth(code))
                break
            code = self._inside(line, code) if self._open is not None else self._outside(line, code.lstrip())
        if self._open is not None and not continued:
            self._end_row()

    def finish(self) -> None:
        """The file is over."""
        if self._comment_depth:
            self.findings.add("cut", "a block comment `%{` is never closed")
        if self._open is not None:
            self._cut(self._open, "the file ends")
        if self._carried.strip():
            self._computes(0, self._carried)

    def _cut(self, value: Value, where: str) -> None:
        what = f"{self._struct}.{value.name} opens here and is not closed with `{value.closer}` before {where}"
        self.findings.add("cut", what, row=value.line, column=value.name, hint="the file may have been cut off")
        value.broken = True
        self._keep(value)

    def _outside(self, line: int, code: str) -> str:
        """Read one statement; returns what follows it on the line."""
        if code[0] in ";,":
            return code[1:]
        if function := _FUNCTION.match(code):
            self._begin(line, function)
            return ""
        if end := _END.match(code):
            self._ended = True
            return code[end.end() :]
        assign = _ASSIGN.match(code)
        if assign is None or assign["struct"] != self._struct or self._ended:
            return self._computes(line, code)
        value, rest = Value(assign["name"], line), assign["rest"]
        if rest[:1] in ("[", "{"):
            value.closer = "]" if rest[0] == "[" else "}"
            self._open = value
            return rest[1:]
        scalar = _SCALAR.match(rest)
        if scalar is None or (scalar["value"][0].isalpha() and number(scalar["value"]) is None):
            return self._computes(line, code)
        value.text = scalar["value"]
        self._keep(value)
        return rest[scalar.end() :]

    def _begin(self, line: int, function: re.Match[str]) -> None:
        if function["many"]:
            what = "an old case file that returns separate matrices instead of one struct is not read"
            self.findings.add("old", what, row=line, hint=SAVE_HINT)
            self.stopped = True
        else:
            self._struct = function["struct"]

    def _inside(self, line: int, code: str) -> str:
        """Read on in an open matrix or cell array; returns what follows its end on the line."""
        value = self._open
        if value is None:
            return code
        part, closed, rest = code.partition(value.closer)
        if "=" in part:
            self._cut(value, f"the next statement, on line {line}")
            self._open, self._cells = None, []
            return code
        if value.closer == "]" and ("[" in part or "(" in part):
            self._computes(line, code)
            value.broken, self._open, self._cells = True, None, []
            self._skip_depth = max(0, 1 + _depth(code))
            self._keep(value)
            return ""
        if _EMPTY_PLACE.search(part) and value.closer == "]":
            self.findings.add("empty place", "a value is missing between two commas", row=line, column=value.name)
            value.broken = True
        *ended, last = part.split(";")
        for piece in ended:
            self._extend(line, piece)
            self._end_row()
        self._extend(line, last)
        if not closed:
            return ""
        self._end_row()
        self._open = None
        self._keep(value)
        if rest.strip() and rest.lstrip()[0] not in ";,":
            value.broken = True
            return self._computes(line, f"{self._struct}.{value.name} = [...]{rest}")
        return rest

    def _extend(self, line: int, piece: str) -> None:
        cells = piece.replace(",", " ").split()
        if cells and not self._cells:
            self._cells_line = line
        self._cells += cells

    def _end_row(self) -> None:
        if self._cells and self._open is not None:
            self._open.rows.append((self._cells_line, self._cells))
        self._cells = []

    def _keep(self, value: Value) -> None:
        if value.name in self.values:
            what = f"{self._struct}.{value.name} is set again (first on line {self.values[value.name].line})"
            self.findings.add("twice", what, row=value.line, column=value.name, hint="keep one of the two")
        self.values.setdefault(value.name, value)

    def _computes(self, line: int, code: str) -> str:
        """A statement that is not a plain value: told, and passed over to its end."""
        shown = " ".join(code.split())
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        what = f"the file computes here (`{shown}`); only plain numbers are read"
        self.findings.add("computes", what, row=line, hint=SAVE_HINT)
        self._skip_depth = max(0, _depth(code))
        return ""


def _depth(code: str) -> int:
    """How many brackets a text leaves open (negative: closes)."""
    return sum(code.count(char) for char in "[{(") - sum(code.count(char) for char in "]})")

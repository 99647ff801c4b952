"""Every text that the program's source may say as a problem, a hint or a note, read from the source itself.

An f-string becomes a sample in which each hole holds a `7` (a value in quotes: `'7'`), so that a template fits the
sample if it fits the sentence. Names are followed to what was assigned to them above, and functions of the same module
to what they return. What cannot be followed is told as `unknown`: its source, and where it stands.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "svitlo"
LEFT_OUT = ("ledger", "ledger_cli", "exchange", "reading")
"""Packages from which no case, plan or upload is refused."""

NO_PAGES = ("notebook.py", "report/ledger_donor.py", "report/ledger_coalition.py")
"""Modules of reports about the ledger, and of notebooks."""

HOLE = "7"

SAYERS: dict[str, tuple[int | None, int | None, str]] = {
    "Problem": (3, 4, ""),
    "BadInput.of": (1, None, ""),
    "problem": (0, 1, ""),
    "EngineFailed": (0, None, ""),
    "Fault": (0, 1, ""),
    "BadCell": (0, 1, ""),
    ".problem": (2, 3, ""),
    ".fault": (1, 2, ""),
    ".add": (1, None, ""),
    "_bad": (4, None, "bus 7: "),
    "_fault": (0, 1, ""),
    "._say": (2, 3, ""),
    "_wrong": (2, 3, "features[7] "),
    "_too_large": (0, None, "the case is too large for exact: "),
}
"""Where the text and the hint stand among the arguments, and what is put before the text."""

YIELDED: dict[str, tuple[int, int]] = {
    "asset_faults": (0, 1),
    "_power_faults": (0, 1),
    "_water_faults": (0, 1),
    "_earmark_faults": (0, 1),
    "_faults": (2, 3),
    "_tank_faults": (2, 3),
    "_number_faults": (2, 3),
}
"""Where the text and the hint stand in the tuples that a function yields."""

NOTED: dict[str, str] = {
    "tables/notes.py": "",
    "adapters/epanet_inp.py": "Water network 7: ",
    "adapters/epanet_text.py": "Water network 7: ",
}
"""Modules whose yielded texts and `notes` are notes, and what is put before them."""

NOTE_NAMES = ("note", "held", "said", "NOT_COMPARED")
NOTING = ("pipeline.py", "proof/power_ac.py")
"""Modules in which a text of one of these names is a note."""

HOLES: dict[tuple[str, str], tuple[str, ...]] = {
    ("tables/checks_water.py", "kinds[pump]"): ("pipe", "valve"),
    ("tables/checks_water.py", "kind"): ("reservoir", "tank"),
    ("tables/checks_aid.py", "prefix"): ("equipment", "place", "sector", "kind"),
    ("engines/epanet_facts.py", "kind.name.lower()"): ("junction", "reservoir", "tank"),
    ("adapters/power_tables.py", "called"): ("", "bus 7: "),
    ("adapters/power_tables.py", "rule.what"): (
        "must be a finite number",
        "is too large to be real",
        "must not be negative",
        "must be above 0",
        "must not be 0",
    ),
    ("adapters/pandapower_tables.py", "target"): ("line", "trafo", "trafo3w", "bus"),
    ("adapters/epanet_inp.py", "words"): ("some pressure was negative",),
    ("adapters/table_reader.py", "cell.what"): (
        "holds the error #REF!",
        "holds a formula without a stored value",
        "is part of a merged cell",
    ),
    ("adapters/m_file.py", "where"): ("the file ends", "the next statement, on line 7"),
    ("adapters/plan_folder.py", "words"): (
        "a whole number or a number",
        "a whole number or a number or null",
        "text",
        "true or false",
        "an object with keys",
        "a list",
    ),
    ("adapters/cells.py", "what"): ("below 7", "above 7", "not above 7"),
    ("adapters/pandapower_net.py", "_first_line(error)"): ("7",),
    ("adapters/pandapower_tables.py", "what"): ("must be true or false",),
    ("plan/exact.py", "why"): ("7 states, counted over the days, are more than 7",),
    ("proof/hydraulics.py", "words"): ("7",),
    ("serve/api.py", "what"): ("case", "plan", "job"),
    ("tables/checks_aid.py", """f"{form}: {' and '.join(FORM_COLUMNS[form])}\""""): (
        "cash: amount and currency",
        "goods: equipment_id and quantity",
        "crew: crew_kind and quantity",
    ),
    ("adapters/networks.py", "prefix"): ("pandapower:", "wntr:"),
}
"""What stands in a hole where the dictionary has words of its own for it."""

KNOWN: dict[str, tuple[str, ...]] = {
    "shown": ("'7'",),
    "_shown": ("'7'",),
    "did_you_mean": ("did you mean '7'?", "known: 7, 7"),
}
"""What functions give that many modules call."""

RULES = ("_Rule",)


@dataclass(frozen=True, slots=True)
class Found:
    """A sample of one text, and where it stands."""

    area: str
    text: str
    where: str


@dataclass(slots=True)
class Reader:
    """Reads one module; `unknown` are the texts that cannot be followed."""

    name: str
    tree: ast.Module
    unknown: set[str] = field(default_factory=set)

    def found(self) -> Iterator[Found]:
        """Every sample of every text."""
        for scope in [self.tree, *(node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))]:
            for node in _own(scope):
                for area, value, before in _said(self.name, scope, node):
                    yield from self._samples(area, value, before, scope)

    def _samples(self, area: str, value: ast.expr, before: str, scope: ast.AST) -> Iterator[Found]:
        texts = self.texts(value, scope)
        if texts is None:
            self.unknown.add(f"{self.name}: {ast.unparse(value)}")
        for text in texts or ():
            if text:
                yield Found(area, before + text, f"{self.name}:{value.lineno}")

    def texts(self, value: ast.expr, scope: ast.AST) -> list[str] | None:
        """What an expression may say; None where it cannot be followed."""
        if (self.name, ast.unparse(value)) in HOLES:
            return list(HOLES[self.name, ast.unparse(value)])
        match value:
            case ast.Constant(value=str() as text):
                return [text]
            case ast.JoinedStr(values=parts):
                return _joined([self._part(part, scope) for part in parts])
            case ast.IfExp(body=one, orelse=other):
                return self._either([one, other], scope)
            case ast.BoolOp(values=options):
                return self._either(options, scope)
            case ast.BinOp(left=one, op=ast.Add(), right=other):
                return _joined([self.texts(one, scope) or [HOLE], self.texts(other, scope) or [HOLE]])
        return self._looked_up(value, scope)

    def _looked_up(self, value: ast.expr, scope: ast.AST) -> list[str] | None:
        """What a name stands for, or a call gives."""
        if isinstance(value, ast.Name):
            return self._named(value.id, value.lineno, scope)
        if not isinstance(value, ast.Call):
            return None
        name = _callee(value.func)
        if name in KNOWN:
            return list(KNOWN[name])
        return self._returned(name.removeprefix("self."))

    def _part(self, part: ast.expr, scope: ast.AST) -> list[str]:
        if isinstance(part, ast.FormattedValue):
            if part.conversion == ord("r"):
                return ["'7'"]
            return self.texts(part.value, scope) or [HOLE]
        return self.texts(part, scope) or [HOLE]

    def _either(self, options: Iterable[ast.expr], scope: ast.AST) -> list[str] | None:
        found = [self.texts(option, scope) for option in options]
        return [text for texts in found for text in texts or ()] if any(found) else None

    def _named(self, name: str, line: int, scope: ast.AST) -> list[str] | None:
        given = sorted(_given(name, scope), key=lambda one: one[0])
        above = [one for one in given if one[0] < line]
        if above:
            at, values, adds = above[-1]
            texts = self._either(values, scope)
            return _joined([self._named(name, at, scope) or [HOLE], texts or [HOLE]]) if adds else texts
        if scope is not self.tree and not given and not _is_parameter(name, scope):
            module = importlib.import_module(f"svitlo.{self.name.removesuffix('.py').replace('/', '.')}")
            constant = getattr(module, name, None)
            return [constant] if isinstance(constant, str) else None
        return None

    def _returned(self, name: str) -> list[str] | None:
        """What the functions of a name in this module return."""
        found = []
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef) and function.name == name:
                found += [
                    text
                    for node in _own(function)
                    if isinstance(node, ast.Return) and node.value is not None
                    for text in self.texts(node.value, function) or ()
                ]
        return found or None


@cache
def source() -> tuple[tuple[Found, ...], frozenset[str]]:
    """Samples of all texts of the source, and the texts that cannot be followed (`module: expression`)."""
    found: list[Found] = []
    unknown: set[str] = set()
    for reader in _readers():
        found += reader.found()
        unknown |= reader.unknown
    return tuple(found), frozenset(unknown)


def _readers() -> list[Reader]:
    """A reader of every module from which a case, a plan or an upload can be refused or noted."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name.split("/")[0] not in LEFT_OUT and name not in NO_PAGES:
            found.append(Reader(name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


@cache
def refusals() -> frozenset[str]:
    """Names of the kinds of BadInput."""
    kinds = re.compile(r"^class (\w+)\(BadInput\):", re.MULTILINE)
    return frozenset(name for path in SOURCE.rglob("*.py") for name in kinds.findall(path.read_text(encoding="utf-8")))


def _joined(parts: list[list[str]]) -> list[str]:
    return ["".join(pieces) for pieces in product(*parts)]


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, ast.FunctionDef):
            continue
        yield child
        yield from _own(child)


def _is_parameter(name: str, scope: ast.AST) -> bool:
    if not isinstance(scope, ast.FunctionDef):
        return False
    arguments = scope.args
    return name in {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _given(name: str, scope: ast.AST) -> Iterator[tuple[int, list[ast.expr], bool]]:
    """Line and values of each assignment to a name, and whether it adds to what was there."""
    for node in _own(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield node.lineno, [value], False
            case ast.AugAssign(target=ast.Name(id=target), value=value) if target == name:
                yield node.lineno, [value], True
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, value in zip(targets, values, strict=False):
                    if isinstance(target, ast.Name) and target.id == name:
                        yield node.lineno, [value], False
            case ast.For(target=ast.Tuple(elts=targets), iter=ast.Tuple(elts=rows)):
                for place, target in enumerate(targets):
                    if isinstance(target, ast.Name) and target.id == name:
                        yield node.lineno, [row.elts[place] for row in rows if isinstance(row, ast.Tuple)], False


def _said(module: str, scope: ast.AST, node: ast.AST) -> Iterator[tuple[str, ast.expr, str]]:
    """The expressions of a node that are a problem's text, a hint or a note, and what is put before them."""
    function = scope.name if isinstance(scope, ast.FunctionDef) else ""
    match node:
        case ast.Call():
            yield from _called(module, node)
        case ast.Yield(value=ast.Tuple(elts=parts)) if function in YIELDED:
            what, hint = YIELDED[function]
            yield "problem", parts[what], ""
            yield "hint", parts[hint], ""
        case ast.Yield(value=ast.expr() as value) if module in NOTED and function.startswith("_") and _is_text(value):
            yield "note", value, NOTED[module]
        case ast.YieldFrom(value=ast.GeneratorExp(elt=ast.JoinedStr() as value)) if module in NOTED:
            yield "note", value, NOTED[module]
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if module in NOTING and name in NOTE_NAMES:
            yield "note", value, ""
        case ast.Assign(targets=[ast.Name(id="notes")], value=ast.Tuple(elts=values)):
            yield from (("note", value, "") for value in values if isinstance(value, ast.JoinedStr))
        case ast.Return(value=ast.IfExp(body=ast.List(elts=[value]))) if function == "_unused":
            yield "note", value, ""


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant | ast.JoinedStr) and not _is_id(value)


def _is_id(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not isinstance(value.value, str)


def _called(module: str, call: ast.Call) -> Iterator[tuple[str, ast.expr, str]]:
    name = _callee(call.func)
    if name == "notes.append":
        yield "note", call.args[0], NOTED.get(module, "")
    if name == "faults.append" and isinstance(call.args[0], ast.Tuple):
        what, hint = YIELDED["_faults"]
        yield "problem", call.args[0].elts[what], ""
        yield "hint", call.args[0].elts[hint], ""
    if name.endswith(".of") and name.partition(".")[0] in refusals():
        name = "BadInput.of"
    key = name if name in SAYERS else f".{name.rpartition('.')[2]}"
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in RULES:
        yield from (("hint", keywords[key], "") for key in ("hint",) if key in keywords)
    if key not in SAYERS or (key == ".add" and not name.endswith("findings.add")):
        return
    what, hint, before = SAYERS[key]
    for area, place, word in (("problem", what, "what"), ("hint", hint, "hint")):
        value = keywords.get(word)
        if value is None and place is not None and place < len(call.args):
            value = call.args[place]
        if value is not None and not isinstance(value, ast.Starred):
            yield area, value, before if area == "problem" else ""


def _callee(function: ast.expr) -> str:
    """`name`, `Class.of`, or `object.method` with the object's last name."""
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute):
        owner = function.value
        last = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
        return f"{last}.{function.attr}"
    return ""

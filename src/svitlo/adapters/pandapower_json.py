"""Looks at a pandapower `.json` file before pandapower does.

Such a file names Python modules and classes that pandapower then imports, in nested texts too; a network from a
stranger must not be able to load anything but tables. So every name in the file is checked first.
"""

import json
from pathlib import Path

from svitlo.adapters.power_tables import Findings, read_utf8
from svitlo.tables.errors import BadInput

TRUSTED = ("pandapower", "pandas", "numpy", "networkx", "geopandas", "shapely")
"""Packages whose classes a network may be made of."""

_PLAIN_BUILTINS = ("complex", "frozenset", "set", "tuple")
_TABLES = ("DataFrame", "Series")
_DEEPEST = 8
"""How deep texts may be nested in texts; pandapower itself writes three levels."""

_SAVE_HINT = "save it with pandapower.to_json"


def checked_text(path: Path) -> str:
    """The text of a pandapower network file that is safe to give to pandapower; raises `BadInput` otherwise."""
    findings = Findings(path.name)
    text = read_utf8(path)
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _checked(pairs, findings, 0))
    except json.JSONDecodeError as error:
        raise BadInput.of(path.name, f"this is not JSON: {error.msg}", row=error.lineno, hint=_SAVE_HINT) from error
    except RecursionError as error:
        raise BadInput.of(path.name, "the JSON is nested too deep", hint=_SAVE_HINT) from error
    findings.raise_if_any()
    if not (isinstance(content, dict) and (content.get("_class") == "pandapowerNet" or "bus" in content)):
        raise BadInput.of(path.name, "this is not a pandapower network", hint=_SAVE_HINT)
    return text


def _checked(pairs: list[tuple[str, object]], findings: Findings, depth: int) -> dict[str, object]:
    """One JSON object; every pair counts, for a key that is there twice could hide a name."""
    for key, value in pairs:
        if isinstance(value, str):
            _check_text(value, findings, depth)
        elif isinstance(value, list):
            _check_list(value, findings, depth)
        if key == "_module":
            _check_module(value, [found for name, found in pairs if name == "_class"], findings)
    names = {str(value) for key, value in pairs if key == "_class"}
    objects = [value for key, value in pairs if key == "_object"]
    if names & set(_TABLES) and any(not _is_json_text(value) for value in objects):
        findings.add("table", "a table in it is not inside the file", hint=_SAVE_HINT)
    return dict(pairs)


def _check_list(values: list[object], findings: Findings, depth: int) -> None:
    for value in values:
        if isinstance(value, str):
            _check_text(value, findings, depth)
        elif isinstance(value, list):
            _check_list(value, findings, depth)


def _check_text(text: str, findings: Findings, depth: int) -> None:
    """A text that is JSON itself is looked through; one that only seems so must not name modules."""
    if not text.lstrip().startswith(("{", "[")):
        return
    if depth >= _DEEPEST:
        findings.add("deep", f"texts are nested in it more than {_DEEPEST} deep", hint=_SAVE_HINT)
        return
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _checked(pairs, findings, depth + 1))
    except json.JSONDecodeError:
        if "_module" in text:
            findings.add("unreadable", "a text in it names a Python module and is not JSON", hint=_SAVE_HINT)
        return
    if isinstance(content, list):
        _check_list(content, findings, depth + 1)


def _check_module(module: object, classes: list[object], findings: Findings) -> None:
    name = str(module)
    plain = name == "builtins" and all(found in _PLAIN_BUILTINS for found in classes)
    if not isinstance(module, str) or not (plain or name.partition(".")[0] in TRUSTED):
        what = f"the file asks to load the Python module {name[:60]}, which is not part of a network"
        findings.add("module", what, hint="do not open this file with other tools unless you know where it is from")


def _is_json_text(value: object) -> bool:
    return isinstance(value, str) and value.lstrip().startswith(("{", "["))

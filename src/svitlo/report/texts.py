"""The words of the pages in English and Ukrainian, for what Python writes: the dictionary that the browser reads."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "uk"]
LANGUAGES: tuple[Language, ...] = ("en", "uk")


@cache
def asset(name: str) -> bytes:
    """A file of the bundle, as it was built into the package."""
    return files("svitlo.report").joinpath("assets", name).read_bytes()


@cache
def _dictionary() -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    found: Mapping[str, Mapping[str, str | Mapping[str, str]]] = json.loads(asset("words.json"))
    return found


def text(key: str, language: Language, **values: str) -> str:
    """The words of a key, `{name}` replaced by values that are text already. Raises KeyError where there is none.

    Words with plural forms are the browser's alone.
    """
    said = _dictionary()[key][language]
    if not isinstance(said, str):
        raise KeyError(f"{key} has plural forms")
    for name, value in values.items():
        said = said.replace(f"{{{name}}}", value)
    return said

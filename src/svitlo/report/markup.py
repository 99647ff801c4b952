"""Markup made in Python, escaped by default: a plain string is always text, only `Markup` is markup.

Every text of a report comes from a user's files, so nothing may reach the page but through `element`.
"""

import re
from collections.abc import Iterable
from html import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_VOID = frozenset({"meta", "br", "hr", "wbr", "col"})


class Markup(str):
    """A string that is markup already."""

    __slots__ = ()


Child = str | Iterable["Child"] | None
"""What an element holds: text, `Markup`, nothing, or several of them."""


def plain(text: str) -> str:
    """Text without characters that XML forbids, that steer a terminal, or that turn the reading direction."""
    return _DIRECTION.sub("\ufffd", _NOT_XML.sub("\ufffd", text))


def element(name: str, /, *children: Child, **attributes: str | float | None) -> Markup:
    """`<name ...>children</name>`; a trailing underscore of an attribute is dropped, others become hyphens.

    Attributes that are None are left out; real ones are coordinates and get one decimal, finer than anybody sees.
    """
    words = [name]
    for key, value in attributes.items():
        if value is not None:
            words.append(f'{key.rstrip("_").replace("_", "-")}="{_attribute(value)}"')
    opening = " ".join(words)
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(children)}</{name}>")


def join(children: Iterable[Child], between: str = "") -> Markup:
    """Children one after another, plain strings escaped."""
    return Markup(between.join(_render(child) for child in children if child is not None))


def _render(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return escape(plain(child))
    return join(child)


def _attribute(value: str | float) -> str:
    if isinstance(value, float):
        text = f"{value:.1f}".removesuffix(".0")
        return "0" if text == "-0" else text
    return escape(plain(str(value)))

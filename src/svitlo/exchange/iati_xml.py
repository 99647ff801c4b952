"""XML of the aid transparency standard (IATI), read with every door shut.

Reading goes through `defusedxml`'s SAX parser: document types, entities and outside references are refused, as are
files, depths and numbers of elements beyond bounds; nothing is expanded, nothing is fetched, and each activity is
handed on and forgotten before the next is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.sax import make_parser  # type: ignore[import-untyped]

from svitlo.exchange.csv_cells import content_of
from svitlo.tables.draft import shown
from svitlo.tables.errors import BadInput

NAMESPACE = "urn:svitlo:ledger"
PREFIX = "svitlo:"
"""Attributes of our own, which the standard lets other tools pass over."""

MOST_DEPTH = 64
MOST_ELEMENTS = 1_000_000
MOST_INSIDE = 200_000
"""Elements of a file, and of one activity, which is held as a whole."""

_ROOT, _ACTIVITY = "iati-activities", "iati-activity"


@dataclass(slots=True, eq=False)
class Node:
    """An element: its name, attributes, own text, elements inside, and the line on which it begins (0: made here)."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    inside: list[Self] = field(default_factory=list)
    line: int = 0

    def all(self, name: str) -> list[Self]:
        """The elements of this name directly inside."""
        return [one for one in self.inside if one.name == name]

    def one(self, name: str) -> Self | None:
        """The first element of this name directly inside."""
        return next((one for one in self.inside if one.name == name), None)

    def get(self, name: str) -> str:
        """An attribute without blanks around it; empty where it is not given."""
        return self.attributes.get(name, "").strip()

    def narrative(self) -> str:
        """What it says in the first language given."""
        inner = self.one("narrative")
        return " ".join((inner.text if inner is not None else self.text).split())


def read_activities(path: Path, take: Callable[[Node], None]) -> Node:
    """Hand on each activity of a file, in order; gives its root element back, without what is inside.

    Raises BadInput where the file is not well-formed XML, too large, too deep, or has a document type or entities.
    """
    content = content_of(path)
    file = path.name
    parser = make_parser()
    parser.forbid_dtd = parser.forbid_entities = parser.forbid_external = True
    handler = _Handler(take, lambda: parser.getLineNumber() or 0)
    parser.setContentHandler(handler)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        row = parser.getLineNumber()
        hint = "IATI needs no DOCTYPE and no entities: remove them"
        raise BadInput.of(file, "it has a document type or entities", row=row, hint=hint) from None
    except _Refused as error:
        raise BadInput.of(file, error.what, row=error.row) from None
    except SAXParseException as error:
        what = f"not well-formed XML ({error.getMessage()})"
        raise BadInput.of(file, what, row=error.getLineNumber() or 0) from None
    except (SAXException, LookupError, ValueError, RecursionError) as error:
        raise BadInput.of(file, f"not XML that can be read ({shown(error)})", row=parser.getLineNumber() or 0) from None
    if handler.root is None:
        raise BadInput.of(file, "it holds no element")
    return handler.root


class _Refused(SAXException):
    """Beyond a bound."""

    def __init__(self, what: str, row: int) -> None:
        super().__init__(what)
        self.what, self.row = what, row


class _Handler(ContentHandler):
    """Builds one activity at a time."""

    def __init__(self, take: Callable[[Node], None], line: Callable[[], int]) -> None:
        super().__init__()
        self.root: Node | None = None
        self._take = take
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._count = self._inside = 0
        self._line = line
        self._own = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name that the parser calls
        """An element begins."""
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise _Refused(f"more than {MOST_ELEMENTS} elements", self._line())
        self._inside = self._inside + 1 if len(self._open) > 1 else 0
        if self._inside > MOST_INSIDE:
            raise _Refused(f"more than {MOST_INSIDE} elements in one activity", self._line())
        if len(self._open) >= MOST_DEPTH:
            raise _Refused(f"elements within elements more than {MOST_DEPTH} deep", self._line())
        if not self._open:
            if name != _ROOT:
                raise _Refused(f"its root is {shown(name)}, not {_ROOT}", self._line())
            # Attributes of ours count only where the file says that the prefix is ours.
            self._own = attrs.get("xmlns:" + PREFIX.rstrip(":")) == NAMESPACE
        kept = {key: value for key, value in attrs.items() if self._own or not key.startswith(PREFIX)}
        node = Node(name, kept, line=self._line())
        if self._open and not (len(self._open) == 1 and name == _ACTIVITY):
            self._open[-1].inside.append(node)
        self._open.append(node)
        self._texts.append([])

    def characters(self, content: str) -> None:
        """Text between elements."""
        if self._texts:
            self._texts[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        """An element ends."""
        node = self._open.pop()
        node.text = "".join(self._texts.pop()).strip()
        if not self._open:
            node.inside.clear()
            self.root = node
        elif len(self._open) == 1:
            self._open[0].inside.clear()
            if name == _ACTIVITY:
                self._take(node)

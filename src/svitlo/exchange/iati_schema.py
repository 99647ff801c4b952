"""Files of IATI 2.03 written, and held against the standard's own schema before anybody gets them."""

from xml.etree import ElementTree

from okfn_iati.iati_schema_validator import IatiValidator  # type: ignore[import-untyped]

from svitlo.exchange.iati_xml import Node
from svitlo.tables.errors import BadInput, Problem

VERSION = "2.03"


def written(root: Node, file: str = "") -> bytes:
    """The file, after it was held against the standard's own schema. Raises BadInput where that finds a fault."""
    element = _element(root)
    ElementTree.indent(element)
    text = ElementTree.tostring(element, encoding="unicode", xml_declaration=False)
    valid, faults = IatiValidator(VERSION).validate_xml(text)
    if not valid:
        raise BadInput(Problem(file, 0, "", f"not valid by the schema of IATI {VERSION}: {fault}") for fault in faults)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _element(node: Node) -> ElementTree.Element:
    made = ElementTree.Element(node.name, dict(node.attributes))
    made.text = node.text or None
    made.extend(_element(one) for one in node.inside)
    return made

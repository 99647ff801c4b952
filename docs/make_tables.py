"""Write `docs/reference/tables.md` from the one description of all tables, `svitlo.tables.schema`."""

from pathlib import Path

from svitlo.tables.columns import Column, Spec
from svitlo.tables.schema import CASE_SPECS, PLAN_SPECS

PAGE = Path(__file__).parent / "reference" / "tables.md"

HEAD = """\
# Tables of a case and of a plan

This page is made from `svitlo.tables.schema` by `python docs/make_tables.py`; a test fails when it is out of date.

A table of a case is a CSV file (UTF-8, commas, one header row) with the table's name, or the sheet of that name in
`case.xlsx`; never both. Columns may be in any order; **bold** ones must be there, and their cells filled. An empty cell
means "not given". Dates are written `2022-11-29`. A number never carries its unit: the unit is in the column's name.
"""

KINDS = {
    "id": "id",
    "text": "text",
    "int": "whole number",
    "real": "number",
    "date": "date",
    "choice": "one of",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## A case", *(section(spec) for spec in CASE_SPECS)]
    parts += ["## A plan", *(section(spec) for spec in PLAN_SPECS)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def section(spec: Spec) -> str:
    """One table: what it is, what identifies a row, and its columns."""
    key = ", ".join(f"`{name}`" for name in spec.key)
    identified = f" A row is identified by {key}." if spec.key else " Rows may repeat."
    lines = [f"### {spec.name}", "", spec.doc + identified, "", "| column | value | meaning |", "| --- | --- | --- |"]
    return "\n".join(lines + [row(column) for column in spec])


def row(column: Column) -> str:
    """One column."""
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    return f"| {name} | {value(column)} | {column.doc.replace('|', '/')} |"


def value(column: Column) -> str:
    """What a cell may hold."""
    if column.choices:
        return KINDS["choice"] + " " + ", ".join(f"`{choice}`" for choice in column.choices)
    words = KINDS[column.kind]
    limits = []
    if column.above is not None:
        limits.append(f"above {column.above:g}")
    elif column.low is not None:
        limits.append(f"at least {column.low:g}")
    if column.high is not None:
        limits.append(f"at most {column.high:g}")
    if column.refers:
        limits.append(f"of `{column.refers}`")
    return ", ".join([words, *limits])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

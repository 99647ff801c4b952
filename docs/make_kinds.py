"""Write `docs/reference/ledger-events.md` from the register of kinds, `svitlo.ledger.kinds`."""

from itertools import groupby
from pathlib import Path

from svitlo.ledger.kinds import KINDS, META, Field, Kind

PAGE = Path(__file__).parent / "reference" / "ledger-events.md"

HEAD = """\
# Events of the ledger

This page is made from `svitlo.ledger.kinds` by `python docs/make_kinds.py`; a test fails when it is out of date.

A file of events has one JSON object a line:

```json
{"kind": "pledge.announced", "subject": "pledge:aland-53m", "held_on": "2022-11-29", "data": {"donor": "state:aland",
 "form": "cash", "category": "energy", "amount": "53000000.00", "currency": "USD"},
 "sources": [{"publisher": "Aland Daily", "published": "2022-11-29", "quote": "53 million dollars", "confidence": 90}]}
```

(on one line in the file). `subject` is the entity that the event is about, `type:id`. `held_on` is the day on which it
held; when it was recorded, and by whom, the ledger adds. Amounts are whole minor units (`amount_minor`, cents for
USD) or, in files, plain decimal numbers as text (`amount`). A source has a `publisher` and may have `title`,
`published`, `locator`, `quote`, `retrieved` and `confidence` (0 to 100). **Bold** fields must be there.

"Follows on" are the states from which the event may come, `-` being an entity that is not there yet. Of kinds marked
*once* a second event with other words contradicts the first: it needs a source, and both stand until `claim.resolved`.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for subject, kinds in groupby(KINDS.values(), key=lambda one: one.subject):
        parts += [f"## {subject}", *(section(one) for one in kinds)]
    parts += ["## About another event", *(section(one) for one in META.values())]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def section(kind: Kind) -> str:
    """One kind: what it says, and what it follows on."""
    after = ", ".join(f"`{state or '-'}`" for state in kind.after)
    leads = f" Follows on {after}" + (f"; leads to `{kind.to}`." if kind.to else "; changes no state.") if after else ""
    once = " *Once.*" if kind.once else ""
    lines = [
        f"### {kind.name}",
        "",
        kind.words + leads + once,
        "",
        "| field | value | meaning |",
        "| --- | --- | --- |",
    ]
    return "\n".join(lines + [row(field) for field in kind.fields])


def row(field: Field) -> str:
    """One field."""
    name = f"**`{field.name}`**" if field.required else f"`{field.name}`"
    return f"| {name} | {value(field)} | {field.words} |"


def value(field: Field) -> str:
    """What it may hold."""
    if field.choices:
        return "one of " + ", ".join(f"`{choice}`" for choice in field.choices)
    types = " or ".join(f"`{one}`" for one in field.refers)
    words = {
        "reference": f"an entity of type {types}",
        "references": f"entities of type {types}",
        "whole": "whole number",
        "decimal": "decimal number as text",
        "goods": "equipment ids with whole quantities",
        "data": "as the kind of that event",
    }
    return words.get(field.type, field.type)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""The document that may be published: places by name and their hours, and nothing that helps to choose a target."""

from svitlo.report.document import head
from svitlo.report.document.places import named
from svitlo.report.document.proof import proofs
from svitlo.report.document.scene import Scene

EMPTY = ("damage", "works", "crews", "equipment", "purchases", "pledges", "decisions", "donors", "events", "agreement")
"""Tables of the whole document that are empty here."""
ABSENT = ("network", "explanation", "changes", "ledger_head")
PLACE = ("name", "kind", "people", "power_share", "water_share", "heat")
"""What of a place is told; the rest is null or the same for all."""
COUNTS = ("damaged_count", "back_count")


def public_document(scene: Scene) -> dict[str, object]:
    """What may be published of a plan: built from what is named here, not by taking away.

    Not even the case's hash: who has a network and guesses what is damaged could make sure of it, case by case.
    """
    return {
        "is_public": True,
        "case": head.case_head(scene) | {"sha256": ""},
        "summary": head.summary(scene) | dict.fromkeys(COUNTS),
        "curves": head.curves(scene),
        "places": _places(scene),
        "notes": [],
        "proof": _verdicts(scene),
        **dict.fromkeys(ABSENT),
        **{key: [] for key in EMPTY},
    }


def _places(scene: Scene) -> list[dict[str, object]]:
    """The places that the case names, numbered in the order of their names: their ids may be those of assets."""
    ordered = sorted(named(scene), key=lambda place: (str(place["name"]), str(place["place_id"])))
    return [
        {
            "place_id": f"p{number}",
            **{key: place[key] for key in PLACE},
            "weight": 1.0,
            "bus": None,
            "water": None,
            "water_node_id": None,
        }
        for number, place in enumerate(ordered, start=1)
    ]


def _verdicts(scene: Scene) -> dict[str, object]:
    """What physics says of the whole, without what it finds where."""
    return {name: None if told is None else told | {"findings": []} for name, told in proofs(scene).items()}

"""The whole document, and the part of it that may be published."""

from collections.abc import Mapping

from svitlo.aid.ledger import Pledge
from svitlo.report.document import aid, events, head, network, places, proof, works
from svitlo.report.document.clean import cleaned
from svitlo.report.document.notes import notes_of
from svitlo.report.document.public import public_document
from svitlo.report.document.scene import Scene, scene_of
from svitlo.report.document.water import agreement
from svitlo.report.story import notes
from svitlo.tables.case import Case
from svitlo.tables.changes import KEY as CHANGES_KEY
from svitlo.tables.explanation import KEY as EXPLANATION_KEY
from svitlo.tables.results import Plan

FORMAT = "svitlo-view"
VERSION = 1


def document_of(
    case: Case,
    plan: Plan,
    pledges: tuple[Pledge, ...],
    *,
    public: bool = False,
    ledger_funnels: aid.Funnels | None = None,
    outline: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """`SvitloDocument` of `web/src/model/document.ts`, ready for JSON, the same for the same input.

    Args:
        case: the case that was planned.
        plan: its plan.
        pledges: those that the plan counted.
        public: only what may be published (places by name, and their hours).
        ledger_funnels: what the ledger says of each actor by stage, by `actor_id`; None without a ledger.
        outline: rings of the country or the user's own, in the network's coordinates; None: not drawn.
    """
    scene = scene_of(case, plan, pledges)
    made = public_document(scene) if public else _whole(scene, ledger_funnels, outline)
    return {"format": FORMAT, "version": VERSION, **{key: cleaned(value) for key, value in made.items()}}


def _whole(scene: Scene, funnels: aid.Funnels | None, outline: Mapping[str, object] | None) -> dict[str, object]:
    dated = works.works(scene)
    taken = aid.taken_of(scene, dated)
    return {
        "is_public": False,
        "case": head.case_head(scene),
        "summary": head.summary(scene),
        "curves": head.curves(scene),
        "places": places.places(scene),
        "notes": notes_of(notes(scene.case, scene.plan)),
        "proof": proof.proofs(scene),
        "network": network.network(scene, outline),
        "damage": network.damage(scene),
        "works": dated,
        "crews": works.crews(scene),
        "equipment": works.equipment(scene),
        "purchases": works.purchases(scene),
        "pledges": aid.pledges(scene, taken),
        "decisions": aid.decisions(scene),
        "donors": aid.donors(scene, taken, funnels),
        "events": events.events(scene),
        "agreement": agreement(scene),
        "explanation": scene.plan.summary.get(EXPLANATION_KEY),
        "changes": scene.plan.summary.get(CHANGES_KEY),
        "ledger_head": None,
    }

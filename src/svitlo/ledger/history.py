"""The published history of one coalition, as drafts: NATO's members, and the accession of Finland and Sweden.

Every line of `data/nato.jsonl` names its source. What no source says is not there, with one exception that is marked.
A state is invited to accede only when every member has deposited its ratification: the ledger keeps to that, and
Finland became a member on 4 April 2023, so all deposits were made by then. But parliaments' votes are published and
days of deposit mostly are not (Greece voted on 15 September and deposited on 14 October 2022). Such a deposit is
recorded on the last day on which it can have been, with `dating: latest`, a note that says so and the reasoning as its
source. The rule stays as it is, no day is invented, and whoever finds the day corrects the event.

Where a source found a ratification still open (Hungary and Türkiye on 29 November 2022), that is an event of its own:
"nobody has told us" and "it had not happened" are not the same.
"""

from collections.abc import Collection
from importlib.resources import files

from svitlo.ledger.drafts import drafts_from
from svitlo.ledger.events import Draft

NATO = "group:nato"


def nato_drafts(named: Collection[str] = ()) -> tuple[Draft, ...]:
    """Members since 1949, what the treaty asks, who asked to join and who ratified, in the order of recording.

    States of `named` have a name in the ledger already: a second one would only contradict the first one's day.
    """
    data = files("svitlo.ledger").joinpath("data", "nato.jsonl")
    drafts = drafts_from(data.read_text(encoding="utf-8").split("\n"), data.name)
    return tuple(draft for draft in drafts if draft.kind != "state.named" or draft.subject not in named)

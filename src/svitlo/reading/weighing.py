"""How likely it is that a sum or a thing is given, and by whom: signs weighed with learned weights, beside the rules.

The rules find a giver where a frame that they know fits. Here every sign of the sentence counts a little, so that words
and turns that no rule holds still speak. `bench/reading --fit` learns the weights from the reports used while building;
they ship as a table with the program. Nothing here is random, and nothing is fetched.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from svitlo.reading.frames import UNSURE
from svitlo.reading.givers import Candidate, candidates, signs_of_givers
from svitlo.reading.memory import Actor, Memory
from svitlo.reading.modes import Reading
from svitlo.reading.referring import housed
from svitlo.reading.signs import Fact, signs_of

Weights = Mapping[str, Mapping[str, float]]
Ruled = tuple[Actor, Reading]

GIVER = "giver"
# How much the rules' own finding counts beside the signs, on the scale of their weights (the logarithm of odds).
_RULES_SAY: Mapping[str, Mapping[str, float]] = {
    "support": {"given": 1.0, "nothing": -0.3, "unsure": 0.0, "remark": -1.0},
    "goods": {"given": 1.5, "nothing": -0.5, "unsure": 0.0, "remark": -1.0},
}
_SAME_GIVER = 1.5
# Whom only the rules see gets this share of the likelihood: more if a name is in it.
_RULES_ALONE, _WORDS_ALONE = 0.6, 0.35
# Below this a fact is a remark, not a gift that the text asserts.
LEAST: Mapping[str, float] = {"support": 0.8, "goods": 0.6}
# What the rules found is given up below this.
KEPT: Mapping[str, float] = {"support": 0.7, "goods": 0.5}


# Who is aided is a giver only where a rule says so.
_SUFFERER = "UKR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What was laid on the scale for one fact: learning needs it as it was."""

    fact: Fact
    signs: frozenset[str]
    found: Sequence[Candidate]
    givers: Sequence[frozenset[str]]
    values: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Weighs facts; `watch` is shown all that is weighed."""

    weights: Weights
    watch: Callable[[Weighing], None] | None = None

    def decide(self, fact: Fact, memory: Memory, ruled: Ruled | None) -> Ruled | None:
        """The giver and the mode of a fact, given what the rules found."""
        if not self.weights and self.watch is None:
            return ruled
        if ruled is not None:
            ruled = housed(ruled[0], memory), ruled[1]
        found = candidates(fact, memory)
        mode = ruled[1].mode if ruled is not None and UNSURE not in ruled[1].why else ""
        signs, givers = signs_of(fact, memory, mode), signs_of_givers(fact, found, memory)
        if self.watch is not None:
            values = [memory.donor(one.actor, one.actor.value) for one in found]
            self.watch(Weighing(fact=fact, signs=signs, found=found, givers=givers, values=values))
        if not self.weights:
            return ruled
        said = _said(ruled)
        gift = 1.0 / (1.0 + math.exp(-_weigh(self.weights[fact.kind], signs) - _RULES_SAY[fact.kind][said]))
        own = ruled[0].value if ruled is not None and said == "given" else ""
        shares = self._shares(found, givers, own)
        if ruled is not None and own and gift * shares.get(own, 0.0) >= KEPT[fact.kind]:
            return ruled
        best = max(shares, key=lambda value: shares[value], default="")
        spots = [spot for spot, one in enumerate(found) if one.actor.value == best]
        is_aided = best in {memory.receiver, _SUFFERER} and said != "given"
        if spots and not is_aided and gift * shares[best] >= LEAST[fact.kind]:
            actor = found[max(spots, key=lambda spot: _weigh(self.weights[GIVER], givers[spot]))].actor
            return actor, Reading(mode="asserted", why=(actor.said,))
        if ruled is not None and said == "given":
            return ruled[0], Reading(mode="conditional", why=(*ruled[1].why, UNSURE))
        return ruled

    def _shares(self, found: Sequence[Candidate], givers: Sequence[frozenset[str]], own: str) -> dict[str, float]:
        """How likely each giver is; candidates that mean the same one count together. `own` is whom the rules found."""
        scores = [
            _weigh(self.weights[GIVER], signs) + _SAME_GIVER * (bool(own) and one.actor.value == own)
            for one, signs in zip(found, givers, strict=True)
        ]
        top = max(scores, default=0.0)
        odds = [math.exp(score - top) for score in scores]
        shares: dict[str, float] = {}
        for one, part in zip(found, odds, strict=True):
            shares[one.actor.value] = shares.get(one.actor.value, 0.0) + part / sum(odds)
        if own and own not in shares:
            alone = _WORDS_ALONE if own.islower() else _RULES_ALONE
            shares = {value: share * (1.0 - alone) for value, share in shares.items()} | {own: alone}
        return shares


def _said(ruled: Ruled | None) -> str:
    if ruled is None:
        return "nothing"
    if ruled[1].mode == "asserted":
        return "given"
    return "unsure" if UNSURE in ruled[1].why else "remark"


def _weigh(weights: Mapping[str, float], signs: Iterable[str]) -> float:
    return math.fsum(weights.get(sign, 0.0) for sign in signs)


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights that come with the program."""
    held = json.loads((files("svitlo.reading") / "weights.json").read_text(encoding="utf-8"))
    return {str(name): {str(sign): float(weight) for sign, weight in signs.items()} for name, signs in held.items()}

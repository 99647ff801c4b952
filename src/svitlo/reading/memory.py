"""Who was spoken of last while a report is read, and who acts first in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from svitlo.reading.facts import Value
from svitlo.reading.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS, STATE_ACTORS, one_of
from svitlo.reading.pieces import Line, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One who acts: a state's code or a name as written; `said` is the text of it; empty if it is not known."""

    value: str = ""
    said: str = ""
    place: int = -1
    tag: str = ""


@dataclass(slots=True, kw_only=True)
class Memory:
    """Who was last spoken of, while a report is read from top to bottom."""

    topic: str = ""
    home_state: str = ""
    giver: str = ""
    pledger: str = ""
    currencies: frozenset[str] = frozenset()
    named_currencies: frozenset[tuple[str, str]] = frozenset()
    item: str = ""
    place: str = ""
    main_place: str = ""
    group: str = ""
    groups: tuple[str, ...] = ()
    service: str = ""
    aspirants: tuple[str, ...] = ()
    receiver: str = ""
    subject: str = ""
    is_list: bool = False
    section: str = ""
    pair: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    body: str = ""
    person: str = ""
    person_home: str = ""
    actor: str = ""
    own: str = ""
    speaker_home: str = ""
    homes: dict[str, str] = field(default_factory=dict)
    realms: frozenset[str] = frozenset()
    people: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)

    def see(self, line: Line) -> None:
        """Take in a line once it is read: its first subject is who `it` will be."""
        self.bodies |= {
            one.text.rsplit(maxsplit=1)[-1]: one.text for one in line.pieces if one.tag == "O" and " " in one.text
        }
        for place, piece in enumerate(line.pieces):
            if piece.tag == "P" and " " in piece.value:
                self.people[piece.value.split()[-1]] = piece.value
            if piece.tag == "P":
                self.person, self.person_home = piece.value, piece.home or self.homes.get(piece.value.split()[-1], "")
            if piece.text == "Union" and "Union" in self.group.split():
                continue
            if (
                piece.tag == "O" and (piece.value in _GROUPS or _GROUP_WORDS & set(piece.value.lower().split()[:-1]))
            ) or (piece.tag == "O" and piece.value.lower().endswith((" union", " league", " pact", " alliance"))):
                self.group = piece.value
                self.groups = (*self.groups[-5:], piece.value)
            elif piece.value in _OF_UNION and not self.group:
                self.group = "European Union"
            if piece.tag == "O" and not hangs(line.pieces, place):
                self.body = piece.side
        self.pair = _pair(line.pieces) or self.pair
        self.named = tuple(one.side for one in line.pieces if one.tag in "SONA" and one.side) or self.named
        first = first_actor(line.pieces)
        if first.value:
            self.actor = first.value
            if first.tag in "SAP" or first.value in self.realms or is_code(first.value):
                self.topic = first.value

    def full_name(self, name: str) -> str:
        """The whole name of a person called by the last part of it; else the name itself."""
        return self.people.get(name, name)

    def donor(self, actor: Actor, value: str) -> Value:
        """A giver as the text calls it; a body called by its last word alone also by its whole name."""
        named = as_named(actor, value)
        whole = self.bodies.get(value, "")
        return (whole, value) if whole and named == value and f" of {value}" not in whole else named

    @property
    def state(self) -> str:
        """The state whose government, minister or parliament is meant when none is named."""
        return self.topic or self.home_state


_GROUPS = frozenset({"NATO", "European Union"})
_GROUP_WORDS = one_of("union league pact alliance")
_OF_UNION = frozenset({"European Commission", "European Council", "European Parliament", "European Union"})


def _pair(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Two states joined by `and`: who `both` are in the next sentence."""
    for place in range(1, len(pieces) - 1):
        before, after = pieces[place - 1], pieces[place + 1]
        if pieces[place].low == "and" and before.tag in "SN" and after.tag in "SN":
            return before.value, after.value
    return ()


def is_code(value: str) -> bool:
    """Whether it looks like a state's code."""
    return len(value) == 3 and value.isupper()


def as_named(actor: Actor, value: str) -> str | tuple[str, str]:
    """A body as the text writes it, with its usual name beside it where they differ; a state by its code alone."""
    said = actor.said.removeprefix("the ")
    if actor.tag != "O" or not said or said == value or is_code(value) or value != actor.value:
        return value
    return said, value


def body_start(pieces: Sequence[Piece]) -> int:
    """Where a sentence begins after its dateline: `PARIS, Dec 14 - ...`, or after `Q:`."""
    for place, piece in enumerate(pieces[:12]):
        if piece.tag in {"-", "–", "—"} and place > 0:
            before = pieces[:place]
            if pieces[0].text.isupper() or any(one.tag == "D" for one in before) or pieces[0].tag in "SN":
                return place + 1
        if piece.tag == ":" and place == 1 and len(pieces[0].text) == 1:
            return 2
    return 0


def first_actor(pieces: Sequence[Piece]) -> Actor:
    """The first name of a sentence that no preposition hangs on something else."""
    for place in range(body_start(pieces), len(pieces)):
        piece = pieces[place]
        if piece.tag in "SON" and place + 1 < len(pieces) and pieces[place + 1].low in _TOPICS:
            continue
        if piece.tag in "SON" and (not hangs(pieces, place) or of_state_actor(pieces, place)):
            return Actor(value=piece.side, said=piece.text, place=place, tag=piece.tag)
        if piece.tag == "A" and next_is_actor(pieces, place):
            return Actor(value=piece.value, said=piece.text, place=place, tag="A")
        if piece.tag == "P" and piece.home:
            return Actor(value=piece.home, said=piece.text, place=place, tag="P")
    return Actor()


_TOPICS = one_of("aid war crisis grid help winter summit conference member members talks pledges support")


def of_state_actor(pieces: Sequence[Piece], place: int) -> bool:
    """`the parliament of Norland`, `lawmakers in Bulgaria`."""
    spot = place - 1
    while spot > 0 and pieces[spot].low in DETERMINERS:
        spot -= 1
    return spot > 0 and pieces[spot].low in {"of", "in", "from"} and pieces[spot - 1].low in STATE_ACTORS


def next_is_actor(pieces: Sequence[Piece], place: int) -> bool:
    """Whether an adjective here belongs to an office or a person."""
    return any(piece.low in STATE_ACTORS or piece.tag in "TP" for piece in pieces[place + 1 : place + 4])


def hangs(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a preposition governs the name here."""
    spot = place - 1
    while spot >= 0 and (pieces[spot].low in DETERMINERS or pieces[spot].tag == "A"):
        spot -= 1
    return spot >= 0 and pieces[spot].low in PREPOSITIONS


_NO_GIVERS = one_of(
    "that this which those these time morning evening night week month afternoon year weekend day morning evening"
    " night week month afternoon year weekend same there here first next part rest money sum something"
    " nothing lanterns deal result move step news list package aid help statement letter report it who and"
    " or not figures number funds fund goods shipment convoy delivery equipment"
)


def as_written(pieces: Sequence[Piece], start: int, end: int) -> Actor:
    """A giver that has no name: its words without the article, if they are a few plain ones."""
    while start < end and (pieces[start].low in DETERMINERS | {"own", "and", "but"} or pieces[start].tag == "D"):
        start += 1
    words = pieces[start : end + 1]
    if (
        words[-1].low in _NO_GIVERS
        or words[0].low in _NO_GIVERS - {"aid", "help", "this"}
        or len(words) > 5
        or not all(piece.tag in "wASNO'’" and piece.low not in PREPOSITIONS - {"of", "in", "from"} for piece in words)
    ):
        return Actor(said=pieces[end].text, place=end)
    if words[-1].low in DETERMINERS or (len(words) == 1 and words[0].low in PRONOUNS):
        return Actor(said=pieces[end].text, place=end)
    if len(words) == 1 and (words[0].low in AUXILIARIES or not words[0].low.isalpha()):
        return Actor(said=pieces[end].text, place=end)
    text = " ".join(piece.text for piece in words).replace(" 's", "'s").replace(" '", "'").replace(" ’", "’")
    return Actor(value=text, said=text, place=start, tag="words")

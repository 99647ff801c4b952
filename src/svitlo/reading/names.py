"""Names in a sentence: states, their adjectives, bodies, people and places, known ones and ones never seen before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from svitlo.reading.lexicon import (
    ASK,
    BODY_HEADS,
    DENY,
    GIVE,
    GIVE_GOODS,
    MAYBE,
    MONTH_WORDS,
    OPENERS,
    SAY,
    SPEAKER_NOUNS,
    STATE_ACTORS,
    TITLES,
    one_of,
)
from svitlo.reading.name_words import AROUND, CHAMBERS, CHARITIES, DID, FINITE, NO_OFFICE, RELATIVES, TOLD
from svitlo.reading.nations import Known, first_words, known_names, longest_name

TOKEN = re.compile(
    r"[^\W\d_]\.(?:[^\W\d_]\.)+|@?[^\W_]+(?:(?:[-.](?=[^\W\d_])|['’](?!(?:s|ll|ve|re|d|m)\b))[^\W_]+)*|['’](?:s|ll|ve|re|d|m)\b|[^\w\s]|_"
)
_PARTICLES = one_of("de von van der den al bin du la di el da dos ter zu")
_LINKS = one_of("of for and the & '")
_OPENING = frozenset('"“„«‘(-–—•*:>…')
_REALMS = one_of("Republic Kingdom Commonwealth Federation Principality Duchy")
_LOCAL = one_of("Canton City Town Province State Region County District Port Land")
LONGEST_NAME = 9
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name where it stands, in tokens. `tag` is as in a piece."""

    first: int
    last: int
    tag: str
    value: str
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lore:
    """What the whole report teaches about its names."""

    persons: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    lower: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The tokens of a sentence, and which of them are already something else."""

    words: Sequence[str]
    taken: Sequence[bool]
    lore: Lore

    def is_capital(self, place: int) -> bool:
        """Whether a free token here begins with a capital letter."""
        return (
            place < len(self.words)
            and not self.taken[place]
            and self.words[place][0].isupper()
            and self.words[place] != "I"
        )

    def opens(self, place: int) -> bool:
        """Whether a token here has its capital only from its place."""
        return place == 0 or self.words[place - 1] in _OPENING or self.words[place - 1] in {".", "?", "!"}

    def low(self, place: int) -> str:
        """The token here in lower case; empty outside."""
        return self.words[place].lower() if 0 <= place < len(self.words) else ""


def find_names(words: Words) -> Iterator[Name]:
    """All names, left to right."""
    place = 0
    while place < len(words.words):
        name = _name_at(words, place) if not words.taken[place] else None
        if name is not None:
            yield name
        place = name.last + 1 if name is not None else place + 1


def _name_at(words: Words, place: int) -> Name | None:
    known, length = _known_at(words, place)
    if known is not None and length == 1 and words.words[place] in _BARE and words.low(place + 1) == "of":
        # `the Union of Coasts` is no `Union` that is known.
        known = None if words.is_capital(place + 2) else known
    if known is not None and known.kind == "state" and words.words[place + 1 : place + 2] == ["First"]:
        return Name(first=place, last=place + 1, tag="O", value=f"{words.words[place]} First")
    if known is not None and known.kind in {"state", "seat"}:
        after, size = _known_at(words, place + length)
        if after is not None and after.value == "Red Cross":
            whole = place + length + size
            return Name(first=place, last=whole - 1, tag="O", value=" ".join(words.words[place:whole]))
        return Name(
            first=place,
            last=place + length - 1,
            tag="S",
            value=known.value,
            home="seat" if known.kind == "seat" else "",
        )
    if known is not None:
        return _with_known(words, place, known, length)
    if not words.is_capital(place) or _is_only_opening(words, place):
        return None
    last = _sequence_end(words, place)
    return _parsed(words, place, last, Name(first=place, last=place, tag="", value=""))


_MANY = one_of("people women children citizen worker")
_PARTIES = one_of("party list movement")
_BARE = frozenset({"Union", "Alliance", "Commission"})


def _known_at(words: Words, place: int) -> tuple[Known | None, int]:
    """The longest name from the registers that begins here."""
    if not words.is_capital(place):
        return None, 0
    names = known_names()
    if words.words[place] not in first_words() and words.words[place].title() not in first_words():
        return None, 0
    for length in range(min(longest_name(), len(words.words) - place), 0, -1):
        if any(words.taken[place : place + length]):
            continue
        key = tuple(words.words[place : place + length])
        known = names.get(key) or (names.get(_titled(key)) if key[0].isupper() and len(key[0]) > 3 else None)
        if known is not None and not _is_part_of_person(words, place, length):
            return known, length
    return None, 0


def _titled(key: tuple[str, ...]) -> tuple[str, ...]:
    """`KYIV` as `Kyiv`: datelines and headlines shout."""
    return tuple(word.title() for word in key)


def _is_part_of_person(words: Words, place: int, length: int) -> bool:
    """`Jordan` in `Minister Jordan Smith` or in `Anna Jordan`, where the report has called her so before."""
    after_title = place > 0 and words.low(place - 1) in {"mr", "ms", "mrs", "dr", "minister", "president"}
    return length == 1 and after_title and words.is_capital(place + 1)


def _with_known(words: Words, place: int, known: Known, length: int) -> Name:
    """An adjective or a body, and what follows it: its minister with a name, or more of the body's name."""
    last = place + length - 1
    plain = Name(first=place, last=last, tag="A" if known.kind == "adj" else "O", value=known.value)
    follows = last + 1
    after, size = _known_at(words, follows)
    if known.kind == "adj" and after is not None and after.kind == "org" and after.value == "Red Cross":
        return Name(first=place, last=last + size, tag="O", value=" ".join(words.words[place : last + size + 1]))
    if not words.is_capital(follows) or _known_at(words, follows)[0] is not None:
        return plain
    end = _sequence_end(words, follows)
    found = _parsed(words, follows, end, plain)
    return plain if found is None or found.first > place else found


def _is_only_opening(words: Words, place: int) -> bool:
    """A capital that the first place of a sentence gives, or a heading's, not a name's."""
    if _is_shouted(words, place):
        return True
    if place == 0 and _is_dateline(words):
        return False
    low = words.low(place)
    if low in MONTH_WORDS or (
        low in GIVE | SAY and (not words.is_capital(place + 1) or (low in TOLD and words.opens(place)))
    ):
        return True
    if low in CHAMBERS and not words.is_capital(place + 1) and words.low(place - 1) in {"the", "this", "our"}:
        return True
    if not words.opens(place):
        return low in {"i", "q", "a", "the", "in", "on", "of", "and", "for", "to", "we", "our"}
    return low in OPENERS or _is_plain_opening(words, place)


def _is_shouted(words: Words, place: int) -> bool:
    """`NOT`, `FACT CHECK`: plain words in capitals."""
    low = words.low(place)
    after = words.is_capital(place + 1) and words.words[place + 1].isupper()
    return words.words[place].isupper() and len(low) > 1 and (low in OPENERS or after)


def _is_plain_opening(words: Words, place: int) -> bool:
    """A first word of which nothing in the report says that it is a name."""
    low, word = words.low(place), words.words[place]
    if low in TITLES | CHARITIES or word in words.lore.inner or word in words.lore.persons:
        return False
    if words.is_capital(place + 1) and _known_at(words, place + 1)[0] is None:
        return False
    follows = words.low(place + 1)
    acts = follows in GIVE | GIVE_GOODS | SAY | DENY | ASK | MAYBE | FINITE or follows in {"'s", ":", "(", "of"}
    acts = acts or (len(follows) > 4 and follows.endswith("ed")) or follows in DID
    acts = acts or (
        follows in {",", "and"} and words.is_capital(place + 2) and words.words[place + 2] in words.lore.inner
    )
    acts = acts or (
        follows == ","
        and (
            words.low(place + 2) in RELATIVES
            or (words.low(place + 2), words.low(place + 3)) == ("for", "its")
            or (words.low(place + 2) in {"a", "an"} and low not in AROUND)
        )
    )
    return low in words.lore.lower or low.endswith(("s", "ing", "ly", "ed")) or not acts


def _is_dateline(words: Words) -> bool:
    """Whether a sentence begins with a place in capitals: `DARNOV, Vestria, Feb 21 - ...`."""
    word = words.words[0]
    return (
        word.isupper()
        and len(word) > 2
        and words.low(0) not in OPENERS
        and words.low(1) in {",", "-", "–", "—", ".", "/", "("}
    )


def _sequence_end(words: Words, place: int) -> int:
    """The last token of a row of capitalised words; `of`, `for`, `and` only inside the name of an office or a body."""
    last = place
    while last - place < LONGEST_NAME:
        following = last + 1
        if words.is_capital(following):
            if _breaks(words, following):
                break
            last = following
        elif _links(words, place, last):
            last += 1 if words.is_capital(last + 2) else 2
            last = min(last + 1, len(words.words) - 1)
        else:
            break
    return last


def _breaks(words: Words, following: int) -> bool:
    """A known name starts another name, but in `Bank of Finland` or `Embassy of Japan` it belongs."""
    if words.low(following) in MONTH_WORDS:
        return True
    known = _known_at(words, following)[0]
    if known is None or words.low(following - 1) in {"of", "&"}:
        return False
    if known.value == "Red Cross" or words.low(following - 1) in CHARITIES:
        return False
    return not (known.kind == "org" and words.low(following) in BODY_HEADS)


def _links(words: Words, place: int, last: int) -> bool:
    """Whether a small word after `last` goes on with the name."""
    small = words.low(last + 1)
    if small in _PARTICLES:
        return words.is_capital(last + 2)
    if small == "'" and words.low(last).endswith("s"):
        return words.is_capital(last + 2) and words.low(last + 2) in BODY_HEADS
    if small == "'s" and words.is_capital(last + 2):
        return words.low(last) in _MANY or words.low(last + 2) in _PARTIES
    if small not in _LINKS or small in {"'", "the"}:
        return False
    base = words.low(last)
    target = last + 2 if words.low(last + 2) != "the" else last + 3
    if not words.is_capital(target):
        return False
    if small in {"of", "for", "&"}:
        return base in BODY_HEADS | TITLES or words.words[last] in _REALMS | _LOCAL
    heads = {words.low(spot) for spot in range(place, last + 1)}
    return bool(heads & {"bank", "ministry", "department", "committee", "agency", "minister"}) and "for" in heads | {
        words.low(spot) for spot in range(place, last + 1) if words.low(spot) == "of"
    }


def _parsed(words: Words, first: int, last: int, before: Name) -> Name | None:
    """What a row of capitalised words is, given the adjective or the body before it."""
    rest = first
    while rest <= last and (
        words.low(rest).rstrip(".") in TITLES or (rest > first and words.low(rest) in _LINKS | _PARTICLES)
    ):
        rest += 1
    start = before.first if before.value else first
    text = " ".join(words.words[first : last + 1]).replace(" '", "'")
    if _is_body(words, first, last):
        if first == last and not before.value and words.opens(first):
            return None
        return _body(words, first, last, before, text)
    if rest > last:
        return Name(first=start, last=last, tag="T", value=before.value, home=before.value)
    if rest > first:
        spoken = " ".join(words.words[rest : last + 1])
        return Name(first=start, last=last, tag="P", value=spoken, home=before.value)
    if before.value and before.tag == "O":
        return None
    if words.words[first] in _REALMS and last > first:
        return _realm(words, start, last)
    if before.value:
        return None
    return _plain(words, first, last, text)


def _realm(words: Words, first: int, last: int) -> Name:
    """`the Republic of Korea`, `the Kingdom of Thorland`: the state by its plain name."""
    known = known_names().get((words.words[last],))
    if known is not None and known.kind == "state":
        return Name(first=first, last=last, tag="S", value=known.value)
    return Name(first=first, last=last, tag="N", value=words.words[last])


def _is_body(words: Words, first: int, last: int) -> bool:
    lows = [words.low(spot).rstrip(".") for spot in range(first, last + 1)]
    if lows[-1] in BODY_HEADS and lows[-1] not in TITLES - {"house"}:
        return True
    if {"of", "for"} & set(lows):
        head = lows[: min(lows.index(small) for small in ("of", "for") if small in lows)]
        return head[-1] in BODY_HEADS - TITLES if head else False
    return last > first and bool(set(lows) & (BODY_HEADS - TITLES) - {"energy", "power", "house", "as"})


def _body(words: Words, first: int, last: int, before: Name, text: str) -> Name:
    """A body; one of a state (`German Defence Ministry`) has that state as its home."""
    head = words.low(last)
    start = before.first if before.value else first
    of_state = bool({words.low(spot) for spot in range(first, last + 1)} & STATE_ACTORS)
    if (
        of_state
        and words.low(last - 1) in {"of", "the"}
        and (words.words[last] in words.lore.names or (words.words[last],) in known_names())
    ):
        known = known_names().get((words.words[last],))
        return Name(first=start, last=last, tag="O", value=text, home=known.value if known else words.words[last])
    if before.value and of_state:
        return Name(first=start, last=last, tag="O", value=text, home=before.value)
    if before.value and before.tag == "A":
        text = " ".join(words.words[start : last + 1])
    elif before.value and head in {"party"}:
        start = before.first
    return Name(first=start, last=last, tag="O", value=text)


def _plain(words: Words, first: int, last: int, text: str) -> Name:
    """A row without office or head: a person if the words around say so, else a name to be taken as written."""
    lore = words.lore
    word = words.words[last]
    if first == last:
        if word in lore.persons:
            return Name(first=first, last=last, tag="P", value=word, home=lore.persons[word])
        people_of = _people_of(words, first)
        if people_of:
            return Name(first=first, last=last, tag="A", value=people_of)
        return Name(first=first, last=last, tag="N", value=word.title() if first == 0 and _is_dateline(words) else word)
    if word in lore.persons or _is_spoken_of_as_person(words, first, last):
        return Name(first=first, last=last, tag="P", value=text, home=lore.persons.get(word, ""))
    return Name(first=first, last=last, tag="N", value=text)


def _is_spoken_of_as_person(words: Words, first: int, last: int) -> bool:
    before = words.low(first - 1)
    if before == "'s" or (
        first > 0 and words.words[first - 1].islower() and before.isalpha() and before not in NO_OFFICE
    ):
        return True
    if before == ",":
        before = words.low(first - 2)
    if before in SPEAKER_NOUNS - one_of("company city ministry council agency government office operator department"):
        return True
    follows = words.low(last + 1)
    if follows == ",":
        return words.low(last + 2) in {"who", "the", "a", "an", "its"} or words.low(last + 3) in SPEAKER_NOUNS
    if first > 0 and words.low(first - 1) in SAY - {"add", "adds", "added", "report", "pledged", "announced"}:
        return True
    return follows in SAY - one_of("pledged promised pledges promises pledge promise adds added announced")


def _people_of(words: Words, place: int) -> str:
    """`Vestria` of `Vestrian`: the adjective of a name of this report, or one that its ending tells."""
    word = words.words[place]
    if not word.endswith(("n", "ish", "ese", "er", "ic", "ns", "ers")) or words.low(place + 1) in SAY | GIVE:
        return ""
    for name in sorted(words.lore.names):
        stem = name.rstrip("aeo")
        if word != name and len(stem) >= SHORTEST_STEM and word.startswith(stem):
            return name
    if word.endswith("ian") and word not in words.lore.names and words.low(place + 1).isalpha():
        return word[:-1]
    return ""

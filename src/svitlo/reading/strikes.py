"""Strikes and what they hit."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Mapping, Sequence

from svitlo.reading.deeds import row_of
from svitlo.reading.facts import Mode, Proposal, Value
from svitlo.reading.lexicon import DETERMINERS
from svitlo.reading.memory import Memory
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.places import named_place, place_of
from svitlo.reading.report import Report

_WEAPONS = r"(?:missiles?|drones?|rockets?|strikes?|raids?|attacks?|attackers?|shelling|barrages?|waves?|artillery|shells?|bombs?|bombings?|bombardments?|salvo(?:es|s)?|projectiles?|mortars?|airstrikes?|uavs?|bombers?|kamikaze|explosions?|blasts?|warheads?|fragments|debris|shrapnel|wreckage|munitions|saboteurs|gunners|gunfire|howitzers?|(?:rocket|mortar|artillery|enemy|heavy|tank|missile|drone|hostile|shell|@A) fire|sabotage|assaults?|onslaughts?|volleys?|shahed|shaheds|invaders|occupiers|@A (?:forces|troops|army|jets|aircraft|artillery|gunners|military)|@S 's (?:forces|troops|army|military)|forces|troops)"
_HIT = r"(?:hit|hits|hitting|struck|strikes|strike|striking|damaged|damages|damaging|destroyed|destroys|destroying|targeted|targets|targeting|attacked|attacks|attacking|shelled|shelling|bombed|bombing|pounded|pounding|slammed into|slam into|slamming into|crashed into|crashing into|fell on|fall on|falling on|landed on|landed in|landed near|crashed near|fell near|came down near|exploded near|fell in|crashed in|came down on|rained down on|rained on|knocked out|knocking out|wrecked|wrecking|tore into|tearing into|tore through|set fire to|setting fire to|pierced|ripped into|ripped through|ripping through|smashed|smashed into|smashing|burned down|disabled|disabling|rocked|shook|levelled|leveled|flattened|gutted|hammered|battered|pummelled|blasted|crippled|crippling|torched|ravaged|ruined|blew up|blown up|blew apart|put out of action|took out|taking out|went for|singled out|reached|severed|cut down|demolished|devastated|scorched|found|exploded (?:at|in|near|over|inside|above)|exploding (?:at|in|near|over)|plunged into|ploughed into|punched into|brought down|homed in on|zeroed in on|came for|went after|aimed at|fired at|launched at|fired on|shot at|swooped on)"
_DONE = r"(?:hit|struck|damaged|destroyed|targeted|attacked|shelled|bombed|wrecked|disabled|set on fire|set ablaze|knocked out|burned out|burnt out|blown up|put out of action|crippled|pounded|levelled|flattened|gutted|torched|ruined|demolished|shattered|smashed|devastated|taken out|brought down|severed)"
_TARGETS: Mapping[str, str] = {
    "gas": r"gas (?:[\w-]+ )?(?:pipelines?|pipes?|stores?|storage|facilit(?:y|ies)|fields?|plants?|works|stations?|hubs?|infrastructure|compressors?|networks?|mains?|lines?|sites?|depots?|tanks?|wells?)|compressor stations?|(?<!water )(?<!oil )pipelines?",
    "heat": r"(?:heating|heat|boiler|heat-and-power|cogeneration|combined-heat-and-power|heat and power) (?:and power )?(?:plants?|stations?|houses?|works|mains?|facilit(?:y|ies)|networks?|pipes?|grids?|systems?|lines?|rooms?|units?)|boilers?|boiler-houses?|boilerhouses?|heating mains?|district heating(?: \w+)?",
    "water": r"(?<!gas )(?<!oil )(?:water|pumping|sewage|wastewater|filter|filtration|desalination|purification) (?:treatment |supply |pumping |purification )?(?:plants?|stations?|works|mains?|facilit(?:y|ies)|towers?|intakes?|reservoirs?|pipelines?|pipes?|networks?|systems?|tanks?|wells?|pumps?|lines?)|waterworks|water mains?|pump stations?|pump-houses?|reservoirs?|aqueducts?|sewage works",
    "power": r"(?:(?:thermal |hydroelectric |hydro |solar |wind |coal-fired |nuclear |high-voltage )?(?:power|electricity|energy|electric|electrical|grid|transmission|high-voltage|overhead|generating|switching|distribution|transformer) )(?:and \w+ )?(?:plants?|stations?|substations?|lines?|facilit(?:y|ies)|grid|grids|units?|infrastructure|networks?|sites?|nodes?|systems?|hubs?|equipment|objects?|objectives|companies|depots?|works|installations?|assets|sector|kiosks?|cables?|masts?|poles?|targets?|blocks?|supply|pylons?|transformers?)|substations?|sub-stations?|transformers?|power grid|(?:@A |@S 's )network|grids?|thermal plants?|hydroelectric (?:plants?|dams?|stations?)|hydro(?:power)? plants?|power-plants?|dams?|transformer stations?|pylons?|switchyards?|switchgear|turbines?|turbine halls?|wind farms?|solar (?:farms?|parks?)|generators? halls?|power",
    "other": r"critical infrastructure(?: \w+)?|infrastructure (?:facilit(?:y|ies)|sites?)|hospitals?|schools?|apartment (?:blocks?|buildings?|houses?)|residential \w+|blocks? of flats|tower blocks?|railways?(?: \w+)?|rail \w+|(?:bus|tram|train|railway|metro|fire|police|petrol|filling|radio|border) (?:stations?|depots?|posts?|crossings?|checkpoints?)|border crossings?|ports?|harbours?|quays?|bridges?|warehouses?|factor(?:y|ies)|kindergartens?|nurser(?:y|ies)|houses|homes|a house|buildings?|markets?|supermarkets?|shopping (?:centres?|malls?)|malls?|shops?|clinics?|airports?|airfields?|air bases?|airbases?|oil (?:depots?|terminals?|refiner(?:y|ies)|tanks?|pipelines?)|fuel (?:depots?|stores?|tanks?|stations?)|refiner(?:y|ies)|churches|church|cathedrals?|monaster(?:y|ies)|theatres?|museums?|librar(?:y|ies)|hotels?|dormitor(?:y|ies)|universit(?:y|ies)|grain (?:stores?|silos?|terminals?)|granar(?:y|ies)|silos?|elevators?|barracks|farms?|bakeries|bakery|maternity wards?|maternity homes?|offices?|headquarters|embass(?:y|ies)|stadiums?|cinemas?|prisons?|ferr(?:y|ies)|ships?|vessels?|trains?|buses|ambulances?|convoys?",
}
_ANY = "|".join(f"(?:{words})" for words in _TARGETS.values())
_MORE = rf"(?P<more>(?: (?:,|and|or|as well as)(?: and)? (?:(?:the|a|an|its|two|three|several|some|@Q|\w+) ){{0,2}}(?:{_ANY}))*)"
_TARGET = rf"(?P<target>{_ANY}){_MORE}(?= |$)"
_SOME = r"(?: [^;:.]{1,70}?)?"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (form, re.compile(rf"(?:^|(?<= )){words}"))
    for form, words in (
        ("active", rf"(?P<verb>{_HIT})(?! (?:a|the) (?:deal|balance|note|bargain|record))(?: [^;:.,]{{1,60}}?)?? {_TARGET}"),
        ("passive", rf"{_TARGET}{_SOME},? (?:was|were|is|are|been|being|got)(?: (?:not|never|also|again|badly|heavily|directly|partly|,|too|completely|all|@\w|repeatedly|severely|itself|now|both|first|then|reportedly|lightly|twice))* (?P<verb>{_DONE})(?= |$)"),
        ("noun", rf"(?P<verb>strikes?|attacks?|raids?|shelling|bombardment|barrages?|hits?|airstrikes?|assaults?|onslaughts?|sabotage|bombing|salvos?|salvoes) (?:(?:were|was|are) (?:recorded|reported|confirmed|seen|registered) )?(?:on|against|at|of|upon)(?: [^;:.,]{{1,40}}?)?? {_TARGET}"),
        ("noun", rf"(?P<verb>damage|hits?|blows?) (?:to|on|at)(?: [^;:.,]{{1,30}}?)?? {_TARGET}"),
        ("under", rf"{_TARGET}{_SOME} (?P<verb>came|come|comes|coming|was|were) (?:also |again |repeatedly |once more )?under (?:\w+ ){{0,3}}?(?:fire|attacks?|shelling|bombardment|strikes?|barrages?|bombing)(?= |$)"),
        ("under", rf"{_TARGET}{_SOME} (?P<verb>took|takes|taken|suffered|sustained|received|absorbed) (?:(?:a|an|two|three|four|several|@Q|direct|heavy|serious|severe|more|at|least|\w+) ){{0,3}}?(?:hits?|rockets?|missiles?|drones?|shells?|strikes?|damage|blows?|bombs?)(?= |$)"),
        ("ruin", rf"{_TARGET}{_SOME} (?P<verb>lies|lay|lie|is|are|was|were|stands|stood|left|burned|burnt|burns|burning|exploded|caught|went|blew)(?: (?:in ruins|in rubble|ablaze|on fire|in flames|fire|up|in ashes|out))?(?= |$)"),
        ("lost", rf"(?P<verb>lost|loses|losing)(?: [^;:.,]{{1,30}}?)?? {_TARGET}(?: [^;:.,]{{1,20}}?)? (?:to|in|under) (?:\w+ ){{0,3}}?{_WEAPONS}(?= |$)"),
        ("ablaze", rf"(?P<verb>set|setting|left|leaving)(?: [^;:.,]{{1,30}}?)?? {_TARGET}(?: [^;:.,]{{1,30}}?)? (?:ablaze|on fire|alight|burning|in flames|in ruins|in rubble)(?= |$)"),
        ("bare", rf"{_TARGET}(?: @\w)? (?P<verb>{_DONE})(?= (?:,|;|\.|in|near|by|at|during)(?: |$)|$)"),
        ("telegram", rf"(?:(?<=: )|(?<=; )|(?<=- )|(?<=\* )|^)(?:(?:@Q|@A|the|a|an|two|one|main|local|key|major|another) ){{0,3}}{_TARGET}(?:(?: ,)? (?:at|in|near|outside) (?:the )?@[NS](?: \w+| 's \w+)?| , @[NS] ,| @[NQ](?: @Q)?(?: , @[NS] ,)?)? (?P<verb>{_DONE}|ablaze|on fire|alight|burnt out|ruptured|shattered)(?= (?:,|;|\.|in|near|by|at|during|as|after|over|again|on)(?: |$)|$)"),
        ("telegram", rf"(?:^|(?<=[:;.] ))(?:also |again |and )?(?P<verb>damaged|hit|struck|destroyed|shelled|bombed) : (?:\w+ |@Q ){{0,2}}?{_TARGET}"),
        ("telegram", rf"(?P<verb>debris|fragments|wreckage|missiles?|drones?|rockets?|shells?) (?:on|into) (?:(?:the|a|an|@Q) )?{_TARGET}"),
        ("telegram", rf"{_TARGET}(?: , @[NS])? (?P<verb>down|out|off) (?:after|following|in) (?:\w+ ){{0,2}}?{_WEAPONS}"),
        ("spared", rf"{_TARGET}{_SOME} (?:was|were|is|are|got away|escaped|remained|came through) (?:\w+ )?(?P<verb>spared|unharmed|unhurt|untouched|undamaged|unscathed|intact)(?= |$)"),
    )
)  # fmt: skip
_ARMED = re.compile(rf"(?:^|(?<= )){_WEAPONS}(?= |$)")
# Words around a strike that never came: foiled, feared, rehearsed.
_FOILED = re.compile(
    r"\b(?:foiled?|foils|thwarted|thwarts?|repelled|repulsed|intercepted|averted|prevented|plots?|plotted|plotting|attempted|attempts?|tried to|failed to|failed|shot down|downed|brought down all|aimed at|bound for|missed|misses|spared|unharmed|defused|stopped|beat off|fended off|warded off|beaten off|never (?:hit|struck|reached)|no (?:strikes?|attacks?|hits?)|not been (?:hit|struck))\b"
)
_FEARED = re.compile(
    r"\b(?:warn(?:s|ed|ing)? (?:of|that|against)|fears?|feared|fearing|threat(?:s|ens|ened|ening)?|threaten|risks?|danger|drills?|exercises?|simulat\w+|rehears\w+|in case of|in the event of|against (?:further |new |more |future |possible )?(?:strikes|attacks|raids)|protect\w* [^;.]{0,40} (?:from|against)|shield\w* [^;.]{0,40} (?:from|against)|prepar\w+ for|brace[sd]? for|expects?|expected|scenario|next (?:strike|attack)|any (?:strike|attack|further))\b"
)


_TOLD = re.compile(r"\b(?:reports?|claims?|rumours?|talk|allegations?|stories|story) (?:of|that)(?: [^.;:]{0,40})?$")
_UNTRUE = re.compile(
    r"\b(?:inventions?|invented|false|den(?:y|ies|ied)|dismiss(?:es|ed)|untrue|reject(?:s|ed)|fake|nonsense|lies?|no truth|wrong|baseless|hoax|refuted)\b"
)


def find_strikes(report: Report, line: Line, memory: Memory) -> Iterator[Proposal]:
    """Strikes of one line, one for each place."""
    taken: set[int] = set()
    for form, pattern in _RULES:
        for found in _all(pattern, line.tagged):
            first, last = line.at(found.start()), line.until(found.end())
            target = line.at(found.start("target"))
            if target in taken or not _is_by_force(form, line, found):
                continue
            taken.update(range(target, line.until(found.end("more") if found["more"] else found.end("target")) + 1))
            places = _places(line, found, memory) or ("",)
            memory.place = places[0] or memory.place
            targets = _targets(f"{found['target']} {found['more']}")
            reading = _mode(report, line, found, form)
            for place in places:
                fields: dict[str, Value] = {"target": targets[0] if len(targets) == 1 else targets}
                if place:
                    fields["place"] = place
                yield _proposal(report, line, (first, last), reading.mode, fields)


def _all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches, also those that begin within another behind its verb: `the strikes hit ...` has two verbs."""
    found = pattern.search(text)
    while found is not None:
        yield found
        found = pattern.search(text, max(found.start() + 1, min(found.end("verb"), found.end("target"))))


def _mode(report: Report, line: Line, found: re.Match[str], form: str) -> Reading:
    """The clause first, then the words that tell of a strike foiled, feared or played."""
    verb = line.at(found.start("verb"))
    if form == "spared":
        return Reading(mode="denied", why=(found["verb"],))
    reading = mode_at(report, line, verb, verb)
    if reading.mode == "total":
        reading = Reading(mode="asserted", why=reading.why)
    if reading.mode != "asserted":
        return reading
    if _TOLD.search(line.tagged[max(0, found.start() - 60) : found.start("verb")]):
        is_false = _UNTRUE.search(line.tagged) is not None
        return Reading(mode="denied" if is_false else "conditional", why=(found["verb"],))
    start = max(0, found.start() - 60)
    around = line.tagged[start : found.end() + (40 if form == "noun" or found["verb"].endswith(" at") else 0)]
    around = re.split(r" [;:.] ", around[: found.start() - start])[-1] + around[found.start() - start :]
    foiled = _FOILED.search(around)
    if foiled is not None and not re.search(r"\bfailed to (?:stop|intercept|down)", around):
        return Reading(mode="denied", why=(foiled[0],))
    feared = _FEARED.search(around if form == "noun" else around[: found.end() - start])
    if feared is not None and form == "noun":
        return Reading(mode="conditional", why=(feared[0],))
    after = line.pieces[line.until(found.end()) + 1 :][:4]
    if form == "noun" and any(piece.low in {"would", "could", "might", "may", "can"} for piece in after):
        return Reading(mode="conditional", why=(after[0].text,))
    return reading


def _is_by_force(form: str, line: Line, found: re.Match[str]) -> bool:
    """A bare `hit` or `damaged` needs a weapon, or a target of supply; a strike of workers or prices has neither."""
    if found["target"] == "power":
        return False
    is_armed = _ARMED.search(line.tagged) is not None
    if form in {"passive", "bare", "telegram"} and _NATURE.match(line.tagged[found.end() :]):
        return False
    if form == "active":
        return _is_hitting(line, found)
    if form == "noun":
        return _is_raid(line, found, is_armed=is_armed)
    if form in {"ruin", "ablaze", "spared"}:
        return is_armed and "cause" not in line.tagged and (form != "ruin" or _burns(found))
    if form == "telegram":
        return is_armed or "other" not in _targets(found["target"])
    if form == "under":
        return is_armed or found["verb"] not in {"suffered", "sustained"}
    return is_armed if form in {"bare", "lost"} else is_armed or _is_done(found)


def _is_raid(line: Line, found: re.Match[str], *, is_armed: bool) -> bool:
    """`a strike on`, `damage to`: told as fact of war, not as a walkout or a price."""
    if found["verb"].startswith(("damage", "hit", "blow")) and " on " not in found[0]:
        return is_armed or "reported" in line.tagged[: found.start("verb")]
    if found["verb"] in {"strike", "strikes"} and _LABOUR.search(line.tagged):
        return False
    return re.search(r" (?:its|their|our|his|her) ", found[0]) is None


_LABOUR = re.compile(
    r"\b(?:on strike|unions?|workers|miners|drivers|staff|teachers|nurses|dockers|pilots|wages?|pay|walkouts?|strikers|called off)\b"
)


def _is_hitting(line: Line, found: re.Match[str]) -> bool:
    """Whether a weapon or a state does it; `the battered grid` is hit by nothing here."""
    before = line.tagged[: found.start("verb")]
    low = line.pieces[max(0, line.at(found.start("verb")) - 1)].low
    if low in DETERMINERS - {"that"} | {"'s", "of", "badly", "to"}:
        return False
    if found["verb"] in _MILD:
        return _ARMED.search(before[-70:]) is not None
    is_power = re.search(r"@S |@A ", before[-40:]) is not None and "other" not in _targets(found["target"])
    return _ARMED.search(before) is not None or is_power


# These hit only where a weapon does them.
_MILD = frozenset(
    (
        *("found", "reached", "severed", "cut down", "went for", "brought down", "singled out"),
        *(
            "aimed at",
            "fired at",
            "launched at",
            "fired on",
            "shot at",
            "came for",
            "went after",
            "took out",
            "put out of action",
        ),
    )
)
_NATURE = re.compile(
    r" by (?:[\w-]+ ){0,3}?(?:storms?|floods?|flooding|frost|ice|snow|snowfall|lightning|winds?|gales?|lorry|car|ship|crisis|shortages?|debts?|cuts|thieves|earthquakes?|accidents?|landslides?|weather|rain|hail|blaze|wildfires?|corrosion|sanctions|prices|inflation|protests?|workers|walkouts?|cyber\w*)\b"
)


def _is_done(found: re.Match[str]) -> bool:
    """A passive without a weapon: for a target of supply, or with a verb of war; never by storm or frost."""
    is_war = found["verb"] in {"shelled", "bombed", "struck", "attacked", "targeted"}
    is_told = is_war or re.search(r"\b(?:been|was|were) hit\b", found[0]) is not None
    return is_told or "other" not in _targets(found["target"])


def _burns(found: re.Match[str]) -> bool:
    return (
        re.search(
            r"(?:in ruins|in rubble|ablaze|on fire|in flames|caught fire|went up|blew up|in ashes|burned|burnt|burning|exploded)$",
            found[0].strip(),
        )
        is not None
    )


def _targets(text: str) -> tuple[str, ...]:
    found = []
    rest = text
    for name, words in _TARGETS.items():
        if re.search(rf"(?:^|(?<= ))(?:{words})(?= |$)", rest):
            found.append(name)
            rest = re.sub(rf"(?:^|(?<= ))(?:{words})(?= |$)", "", rest)
    if "heat and power" in text and "power" not in found:
        found.append("power")
    return tuple(found) or ("other",)


def _places(line: Line, found: re.Match[str], memory: Memory) -> tuple[str, ...]:
    """Whose target it is, else where it stands, else the last place; `in A and B` are two."""
    pieces = line.pieces
    target = line.at(found.start("target"))
    last = line.until(found.end())
    verb = line.at(found.start("verb"))
    if pieces[target].tag in "AS":
        return (pieces[target].value,)
    for spot in range(target - 1, max(-1, target - 7), -1):
        piece = pieces[spot]
        if piece.tag in ".;:," or spot == verb or piece.low in {"in", "of", "at"}:
            break
        if piece.tag in "SN" and (pieces[spot + 1].low == "'s" or spot > verb):
            return (named_place(piece),)
        if piece.tag == "A":
            return (piece.value,)
    if found.re is _RULES[3][1] and any(piece.low == "their" for piece in pieces[verb:target]):
        spots = [spot for spot in range(verb) if pieces[spot].tag in "SN"]
        return tuple(named_place(pieces[spot]) for spot in row_of(pieces, spots[0], verb)) if spots else ()
    place = _behind(line, last) or _aside(pieces, target, last) or place_of(pieces, target, last, memory)
    spot = next(
        (
            spot
            for spot in range(target, len(pieces))
            if pieces[spot].tag in "SN" and named_place(pieces[spot]) == place
        ),
        -1,
    )
    if spot < 0:
        return (place,) if place else ()
    return tuple(named_place(pieces[one]) for one in row_of(pieces, spot, len(pieces)) if pieces[one].tag in "SN")


def _aside(pieces: Sequence[Piece], target: int, last: int) -> str:
    """`power plant, NAME` and `NAME: power plant hit`: places that no preposition points at."""
    for spot in range(target + 1, min(len(pieces) - 1, last + 2)):
        after = pieces[spot + 2 : spot + 3]
        if pieces[spot].tag == "," and pieces[spot + 1].tag in "SN" and (not after or after[0].tag in ",.;(D"):
            return named_place(pieces[spot + 1])
    colon = next((spot for spot in range(target - 1, max(0, target - 5), -1) if pieces[spot].tag == ":"), 0)
    while colon > 1 and pieces[colon - 1].low in _PARTS:
        colon -= 1
    return named_place(pieces[colon - 1]) if colon > 0 and pieces[colon - 1].tag in "SN" else ""


_PARTS = frozenset({"region", "district", "oblast", "quarter", "city", "area"})


def _behind(line: Line, last: int) -> str:
    """`..., this time in A and B`: the first place behind, over a comma too, before anything else happens."""
    pieces = line.pieces
    for spot in range(last + 1, min(len(pieces) - 1, last + 9)):
        if pieces[spot].tag in ".;:()" or pieces[spot].low in {
            "and",
            "but",
            "that",
            "which",
            "who",
            "said",
            "says",
            "while",
        }:
            break
        if pieces[spot].low in {"in", "near", "at", "around", "across", "outside", "of"}:
            after = next((one for one in pieces[spot + 1 : spot + 6] if one.tag in "SN"), None)
            between = [one.low for one in pieces[spot + 1 : spot + 6]]
            is_near = after is not None and not {"in", "on", "by", ",", "and"} & set(
                between[: between.index(after.low)]
            )
            if after is not None and is_near:
                return named_place(after)
    return ""


def _proposal(report: Report, line: Line, span: tuple[int, int], mode: Mode, fields: dict[str, Value]) -> Proposal:
    start, end = line.pieces[span[0]].start, line.pieces[span[1]].end
    missing = tuple(name for name in ("place", "target") if name not in fields)
    return Proposal(
        kind="strike", mode=mode, fields=fields, start=start, end=end, text=report.text[start:end],
        confidence=round(0.9 - 0.2 * len(missing), 2), missing=missing, why=(report.text[start:end][:60],),
    )  # fmt: skip

"""Small word lists that tell a name from a word with a capital."""

from svitlo.reading.lexicon import (
    AUXILIARIES,
    BODY_ACTORS,
    BODY_HEADS,
    DETERMINERS,
    GIVE,
    GIVE_GOODS,
    PREPOSITIONS,
    one_of,
)

CHARITIES = one_of("caritas oxfam diakonie malteser rotary lions samaritans")
AROUND = one_of(
    "elsewhere inside outside nationwide afterwards besides overnight instead nearby indoors outdoors upstairs downtown"
)
TOLD = one_of("says said added tells told writes wrote")
CHAMBERS = one_of("house parliament cabinet senate assembly government chamber")
RELATIVES = one_of("where which who whose whom")
DID = one_of(
    "sits lacks needs lost left took went quit got lost won fell stood sat hit struck wants stays stayed remains"
    " voted votes backs"
)
FINITE = one_of("is was has had will would are were have does did refuses also hopes plans")
NO_OFFICE = (
    PREPOSITIONS
    | DETERMINERS
    | AUXILIARIES
    | BODY_ACTORS
    | BODY_HEADS
    | GIVE
    | GIVE_GOODS
    | one_of(
        "and or but that while when where if because than republic state capital port river ship called named"
        " newspaper paper daily magazine"
    )
)

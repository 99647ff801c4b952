"""Kinds of events that news report and that move nothing: words, strikes, and people without a service."""

from svitlo.ledger.vocabulary import Kind, choice, kind, reference, text, whole

STATEMENTS = ("promise", "support", "oppose", "abstain", "other")
SERVICES = ("power", "water", "heat")
_GIVER = "state org group"
_NOTE = text("note", "What else there is to say.")

REPORT_KINDS: tuple[Kind, ...] = (
    kind(
        "statement.quoted",
        "What somebody said: a promise, or a word for or against something. It moves nothing.",
        (
            reference("speaker", "Who said it, or for whom it was said.", _GIVER, required=True),
            choice("sense", "What kind of word.", STATEMENTS, required=True),
            text("words", "What was said, briefly.", required=True),
            reference("to", "To whom.", _GIVER),
            text("by", "The person who said it."),
            _NOTE,
        ),
        "-",
        "quoted",
    ),
    kind(
        "strike.reported",
        "A strike, by a report: towns or regions, never sites.",
        (
            text("place", "Town or region.", required=True),
            text("targets", "What was hit: power, water, heat, gas, other.", required=True),
            _NOTE,
        ),
        "-",
        "reported",
    ),
    kind(
        "outage.reported",
        "People, or a share of them, without a service, by a report.",
        (
            choice("service", "Which service.", SERVICES, required=True),
            whole("people", "How many people."),
            text("share_percent", "Share of the people or of the demand, in per cent."),
            text("place", "Where."),
            _NOTE,
        ),
        "-",
        "reported",
    ),
)

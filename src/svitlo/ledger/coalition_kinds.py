"""Kinds of events about states, coalitions, accession, funds and what they decide."""

from svitlo.ledger.vocabulary import Field, Kind, choice, currency, day, kind, money, reference, references, text

ROLES = ("member", "invitee", "aspirant", "partner", "recipient", "outsider", "former")
RULES = ("sovereign", "consensus", "unanimity_with_abstention", "silence", "manager")
ANSWERS = ("support", "oppose", "abstain")
MANDATES = ("mutual_defence", "enlargement", "voluntary_support", "partnership")
DATINGS = ("exact", "latest")

_NOTE = text("note", "What else there is to say.")
_DATING = choice("dating", "`latest`: the day is the last on which it can have been; else it was on this day.", DATINGS)
_OPEN = "invited talks protocol_signed invited_to_accede"


def _step(name: str, words: str, after: str) -> Kind:
    return kind(f"accession.{name}", words, (*_ACCESSION, _DATING, _NOTE), after, name)


_ACCESSION: tuple[Field, ...] = (
    reference("group", "The coalition that is joined.", "group", required=True),
    reference("state", "The state that joins.", "state", required=True),
)
_RATIFICATION: tuple[Field, ...] = (
    reference("accession", "Whose accession.", "accession", required=True),
    reference("ally", "The member that ratifies.", "state", required=True),
    _DATING,
    _NOTE,
)

COALITION_KINDS: tuple[Kind, ...] = (
    kind(
        "state.named",
        "A state, with its ISO 3166 code as id.",
        (text("name", "Name that people use.", required=True),),
        "- named",
        "named",
    ),
    kind(
        "org.named",
        "An organisation, company or agency.",
        (text("name", "Name that people use.", required=True), text("role", "What it does.")),
        "- named",
        "named",
    ),
    kind(
        "group.formed",
        "An alliance, a union or another group of states.",
        (
            text("name", "Name that people use.", required=True),
            choice("form", "What it is.", ("alliance", "union", "group"), required=True),
            text("treaty", "What it rests on."),
        ),
        "-",
        "formed",
    ),
    kind("group.dissolved", "The group is no more.", (_NOTE,), "formed", "dissolved"),
    kind(
        "group.mandated",
        "What an article of the treaty allows or asks.",
        (
            text("article", "Which article.", required=True),
            choice("mandate", "Mutual defence holds between members only.", MANDATES, required=True),
            _NOTE,
        ),
        "formed",
        once=False,
    ),
    kind(
        "membership.held",
        "A state's role in a group from this day on.",
        (
            reference("group", "The group.", "group", required=True),
            reference("state", "The state.", "state", required=True),
            choice("role", "Its role.", ROLES, required=True),
            text("basis", "What the role rests on."),
        ),
        "- held",
        "held",
        once=False,
    ),
    _step("applied", "The state asked to join.", "-"),
    _step("invited", "The members decided to invite it.", "- applied"),
    _step("talks", "Accession talks were held.", "invited"),
    _step("protocol_signed", "All members signed the protocol.", "invited talks"),
    _step("invited_to_accede", "All have ratified: the invitation to accede.", "protocol_signed"),
    _step("deposited", "The state deposited its own instrument.", "invited_to_accede"),
    _step("joined", "The state is a member.", "deposited invited_to_accede"),
    kind("accession.ended", "The accession came to nothing.", (*_ACCESSION, _NOTE), f"applied {_OPEN}", "ended"),
    kind("ratification.found_open", "On this day the member had not agreed yet.", _RATIFICATION, "-", once=False),
    kind("ratification.voted", "The member's parliament has agreed.", _RATIFICATION, "-", "voted"),
    kind("ratification.deposited", "The member deposited its instrument.", _RATIFICATION, "- voted", "deposited"),
    kind("ratification.refused", "The member's parliament has refused.", _RATIFICATION, "- voted", "refused"),
    kind(
        "fund.opened",
        "A fund: who manages it, and how it decides.",
        (
            text("name", "Name that people use.", required=True),
            reference("manager", "Who manages it.", "state org group", required=True),
            currency("currency", "Currency in which it counts.", required=True),
            choice("rule", "How it decides.", RULES, required=True),
            reference("group", "The members of this group, as of each day, are its roll.", "group"),
            references("roll", "Its roll, where that is not a group's.", "state"),
            choice("contributions", "Whether members must pay in.", ("voluntary", "compulsory")),
        ),
        "-",
        "open",
    ),
    kind("fund.closed", "The fund takes and gives no more.", (_NOTE,), "open", "closed"),
    kind(
        "proposal.tabled",
        "Something to decide: a tranche of a fund, or a state's own gift.",
        (
            text("topic", "What is to be decided.", required=True),
            reference("fund", "The fund whose rule and roll hold.", "fund"),
            choice("rule", "How it is decided, where no fund says so.", RULES),
            reference("group", "Whose members are the roll, where no fund says so.", "group"),
            references("roll", "The roll, where neither a fund nor a group says so.", "state"),
            reference("actor", "Who alone decides (sovereign, manager).", "state org group"),
            day("closes", "Last day for answers; silence ends on it."),
            *money("Amount of the tranche", required=False),
        ),
        "-",
        "tabled",
    ),
    kind("proposal.withdrawn", "Taken off the table.", (_NOTE,), "tabled", "withdrawn"),
    kind(
        "answer.given",
        "What a state on the roll says; the latest counts.",
        (
            reference("actor", "Who answers.", "state org group", required=True),
            choice("answer", "Its answer.", ANSWERS, required=True),
            _NOTE,
        ),
        "tabled",
        once=False,
    ),
    kind(
        "objection.quoted",
        "What somebody without a say says: kept, never counted.",
        (
            reference("actor", "Who says it.", "state org group", required=True),
            text("quote", "The words.", required=True),
        ),
        "tabled",
        once=False,
    ),
)

"""The one description of every table of a case and of a plan.

The readers, the checks, the documentation page, the spreadsheet template and the tests all read these specs; no other
module lists columns. A number's unit is in its column's name (the few names without one are counts, or shares of one
whole, or are fixed by the contract).
"""

from svitlo.tables.columns import Spec
from svitlo.tables.columns import choice_column as _choice
from svitlo.tables.columns import date_column as _date
from svitlo.tables.columns import id_column as _id
from svitlo.tables.columns import int_column as _int
from svitlo.tables.columns import real_column as _real
from svitlo.tables.columns import text_column as _text

PLACE_KINDS = ("households", "hospital", "water_utility", "heat", "shelter", "school", "transport", "industry")
SEVERITIES = ("minor", "major", "destroyed")
SECTORS = ("power", "water")
ROLES = ("member", "invitee", "aspirant", "partner", "recipient", "outsider")
RULES = ("consensus", "sovereign")
POSITIONS = ("support", "oppose", "abstain")
FORMS = ("cash", "goods", "crew")
CATEGORIES = ("military", "humanitarian", "financial", "energy")
STAGES = ("announced", "committed", "allocated", "received")
POWER_KINDS = ("bus", "branch", "gen", "line", "trafo", "trafo3w", "sgen", "ext_grid")
WATER_KINDS = ("junction", "pipe", "pump", "tank", "valve", "reservoir")
EARMARKS = ("sector", "equipment", "asset", "place", "kind")


_KV = (
    _real("kv_min", "Lowest voltage (either end's higher side) that the row is for, inclusive; empty: any."),
    _real("kv_max", "Highest voltage that the row is for, inclusive; empty: any."),
)
_ASSET_KIND = _choice("asset_kind", "Kind of the asset, as in its id.", POWER_KINDS + WATER_KINDS, required=True)
_SEVERITY = _choice("severity", "How badly the asset is damaged.", SEVERITIES, required=True)
_SOURCE = _text("source", "Where this is known from.")

PLACES = Spec(
    "places",
    "Where people are, and what they are supplied from.",
    (
        _id("place_id", "Stable id of the place.", required=True),
        _text("name", "Name that people use.", required=True),
        _choice("kind", "What the place is.", PLACE_KINDS, required=True),
        _real("people", "People who depend on the place.", required=True),
        _id("bus_id", "Bus that supplies it (the last part of the asset id alone)."),
        _real("load_share", "Its part of its bus's load; empty: the rest, split by people.", high=1.0, above=0.0),
        _id("water_node_id", "Water node that supplies it, `<network>/<id>`."),
        _real("weight", "Weight of one person-hour without the service; empty: by kind."),
        _real("drain_h", "Heat only: hours without power in frost until the heated buildings must be drained."),
    ),
    ("place_id",),
)
LINKS = Spec(
    "links",
    "Which bus a pump needs.",
    (
        _id("pump_id", "The pump, `<network>/<id>`.", required=True),
        _id("bus_id", "Bus that supplies it.", required=True),
        _real("rated_kw", "Electrical power at full duty; empty: from its curve."),
        _real("backup_h", "Hours of each day that its own generator can carry it.", high=24.0),
    ),
    ("pump_id",),
)
PLANTS = Spec(
    "plants",
    "Power plants that need water (version 2): no more of a machine's capacity than its node gets of its water.",
    (
        _id("asset_id", "The machine, `power/<gen, sgen or ext_grid>/<id>`.", required=True),
        _id("water_node_id", "Where it takes its water, `<network>/<id>`.", required=True),
    ),
    ("asset_id",),
)
INSTALLS = Spec(
    "installs",
    "Equipment that is placed rather than used for a repair.",
    (
        _id("equipment_id", "The equipment.", required=True, refers="catalogue.equipment_id"),
        _choice("at", "Where it may be placed: a pump, or a kind of place.", ("pump", *PLACE_KINDS), required=True),
        _real("rated_kw", "Power it can supply.", required=True, low=None, above=0.0),
        _id("crew_kind", "Crew that installs it.", required=True),
        _real("crew_days", "Days of work of one crew.", required=True, low=None, above=0.0),
        _real("hours_per_day", "Hours of each day that it can run; empty: 24.", high=24.0, above=0.0),
    ),
    ("equipment_id", "at"),
)
DAMAGE = Spec(
    "damage",
    "What is out of service, one row an asset.",
    (
        _id("asset_id", "`power/<kind>/<id>` or `water/<network>/<kind>/<id>`.", required=True),
        _SEVERITY,
        _date("reported", "Day of the report: out from then, or from day 0 if that is later.", required=True),
        _SOURCE,
        _text("note", "Free text."),
    ),
    ("asset_id",),
)
WORKS = Spec(
    "works",
    "What it takes to repair one asset of a kind, voltage and severity.",
    (
        _ASSET_KIND,
        *_KV,
        _SEVERITY,
        _id("crew_kind", "Crew that does it.", required=True),
        _real("crew_days", "Days of work of one crew, rounded up to whole days.", required=True, low=None, above=0.0),
    ),
)
NEEDS = Spec(
    "needs",
    "The equipment that a repair uses up.",
    (
        _ASSET_KIND,
        *_KV,
        _SEVERITY,
        _id("equipment_id", "The equipment.", required=True, refers="catalogue.equipment_id"),
        _real("quantity", "How many, for one asset or for one km.", required=True, low=None, above=0.0),
        _choice("per", "`km` multiplies by the asset's length, rounded up; empty: asset.", ("asset", "km")),
    ),
)
CATALOGUE = Spec(
    "catalogue",
    "What can be bought.",
    (
        _id("equipment_id", "Stable id of the equipment.", required=True),
        _text("name", "Name that people use.", required=True),
        _choice("sector", "Which networks use it.", SECTORS, required=True),
        _real("cost_usd", "Price of one unit.", required=True),
        _int("lead_days", "Days from order to arrival.", required=True),
        _text("kind", "Kind of equipment, for reading."),
        _text("unit", "What one unit is (unit, set, km, tonne)."),
        _int("supply_count", "Most that can be bought in the whole horizon; empty: no limit."),
    ),
    ("equipment_id",),
)
SUBSTITUTES = Spec(
    "substitutes",
    "Equipment that may be used in place of another.",
    (
        _id("equipment_id", "What is used.", required=True, refers="catalogue.equipment_id"),
        _id("stands_in_for", "What was needed.", required=True, refers="catalogue.equipment_id"),
        _real("capacity_share", "Share of its capacity that the asset then has.", required=True, high=1.0, above=0.0),
    ),
    ("equipment_id", "stands_in_for"),
)
CREWS = Spec(
    "crews",
    "Crews that can be at work on a day; several rows add up.",
    (
        _id("crew_kind", "Kind of crew.", required=True),
        _int("count", "How many crews.", required=True),
        _date("from", "First day, inclusive.", required=True),
        _date("to", "Last day, inclusive; empty: to the end."),
    ),
)
WEATHER = Spec(
    "weather",
    "Mean temperature of a day.",
    (
        _date("date", "The day.", required=True),
        _real("mean_c", "Mean temperature.", required=True, low=-90.0, high=60.0),
    ),
    ("date",),
)
ACTORS = Spec(
    "actors",
    "Who takes part, in which role, from when to when; several rows as the role changes.",
    (
        _id("actor_id", "Stable id of the actor.", required=True),
        _text("name", "Name that people use.", required=True),
        _choice("role", "Role in the coalition.", ROLES, required=True),
        _date("since", "First day in this role, inclusive; empty: always so far."),
        _date("until", "Last day in this role, inclusive; empty: still."),
        _text("iso3", "ISO 3166 code of a state."),
    ),
)
DECISIONS = Spec(
    "decisions",
    "What was put to the coalition, or is one actor's own to decide.",
    (
        _id("decision_id", "Stable id of the decision.", required=True),
        _choice("rule", "How it is adopted.", RULES, required=True),
        _text("subject", "What it is about.", required=True),
        _date("tabled", "Day on which it was tabled.", required=True),
        _date("closes", "Consensus: day on which silence becomes consent."),
        _id("actor_id", "Sovereign: the actor that decides alone.", refers="actors.actor_id"),
    ),
    ("decision_id",),
)
POSITIONS_TABLE = Spec(
    "positions",
    "What an actor said of a decision; the latest by date counts.",
    (
        _id("decision_id", "The decision.", required=True, refers="decisions.decision_id"),
        _id("actor_id", "Who.", required=True, refers="actors.actor_id"),
        _choice("position", "What they said.", POSITIONS, required=True),
        _date("date", "When.", required=True),
        _SOURCE,
        _text("quote", "Their words."),
    ),
    ("decision_id", "actor_id", "date"),
)
PLEDGES = Spec(
    "pledges",
    "What is promised or given: money, goods or crews.",
    (
        _id("pledge_id", "Stable id of the pledge.", required=True),
        _id("actor_id", "Who gives.", required=True, refers="actors.actor_id"),
        _choice("form", "Money, goods or crews.", FORMS, required=True),
        _date("available", "Day from which it can be used, decisions permitting.", required=True),
        _choice("category", "What kind of support; military support buys nothing for the networks.", CATEGORIES),
        _choice("stage", "How firm it is; announced support is not counted unless asked for.", STAGES),
        _real("amount", "Cash: how much, in `currency`."),
        _text("currency", "Cash: ISO 4217 code."),
        _id("equipment_id", "Goods: the equipment.", refers="catalogue.equipment_id"),
        _int("quantity", "Goods and crews: how many."),
        _id("crew_kind", "Crews: their kind."),
        _text("earmark", "`;`-separated `prefix:value`; one of each prefix given must hold. Empty: free use."),
        _id("decision_id", "The decision it waits for.", refers="decisions.decision_id"),
        _SOURCE,
        _text("quote", "The words in which it was promised."),
    ),
    ("pledge_id",),
)

CASE_SPECS: tuple[Spec, ...] = (
    PLACES,
    LINKS,
    PLANTS,
    INSTALLS,
    DAMAGE,
    WORKS,
    NEEDS,
    CATALOGUE,
    SUBSTITUTES,
    CREWS,
    WEATHER,
    ACTORS,
    DECISIONS,
    POSITIONS_TABLE,
    PLEDGES,
)

_DAY = _int("day", "Model day; 0 is the start of the case.", required=True)
_BLOCK = _id("block", "Part of the day.", required=True)
_START = _int("start_day", "First day of work.", required=True)
_SERVICE = _int("service_day", "Day from which it is in service: the day after the last day of work.", required=True)
_CREW = _id("crew_kind", "Kind of crew.", required=True)
_EQUIPMENT = _id("equipment_id", "The equipment.", required=True)
_UNITS = _int("quantity", "How many.", required=True, low=1)
_ORIGIN = _id("origin", "Where it came from, `purchase:ID` or `pledge:ID`.", required=True)

PURCHASES = Spec(
    "purchases",
    "What is ordered, from which pledge's money.",
    (
        _id("purchase_id", "Id of the purchase.", required=True),
        _EQUIPMENT,
        _UNITS,
        _id("pledge_id", "Cash pledge that pays.", required=True),
        _int("order_day", "Day of the order.", required=True),
        _int("arrival_day", "Day of arrival: order day plus lead time.", required=True),
        _real("unit_cost_usd", "Price of one unit.", required=True),
        _real("cost_usd", "Price of all units.", required=True),
    ),
    ("purchase_id",),
)
REPAIRS = Spec(
    "repairs",
    "Which asset is repaired when, and by which kind of crew.",
    (_id("asset_id", "The asset.", required=True), _CREW, _START, _SERVICE),
    ("asset_id",),
)
PLACED = Spec(
    "installs",
    "Which equipment is placed where, and when.",
    (_id("at", "`place:ID` or `pump:ID`.", required=True), _EQUIPMENT, _UNITS, _ORIGIN, _CREW, _START, _SERVICE),
)
USES = Spec(
    "uses",
    "Which equipment a repair uses up, and where it came from.",
    (_id("asset_id", "The repaired asset.", required=True), _EQUIPMENT, _UNITS, _ORIGIN),
    ("asset_id", "equipment_id", "origin"),
)
SERVICE = Spec(
    "service",
    "What is served in each block of each day; `served` is the planning model, `proven` the physics check.",
    (
        _DAY,
        _BLOCK,
        _real("hours", "Hours of the block.", required=True),
        _real("load_mw", "Demand.", required=True),
        _real("served_mw", "Served by the planning model.", required=True),
        _real("proven_mw", "Served as AC power flow confirms.", required=True),
        _real("people_without_power", "People without power by the planning model.", required=True),
        _real("water_demand_m3h", "Water demand.", required=True),
        _real("water_served_m3h", "Water served by the planning model.", required=True),
        _real("water_proven_m3h", "Water served as EPANET confirms.", required=True),
        _real("people_without_water", "People without water by the planning model.", required=True),
        _real("weighted_person_hours", "The block's part of the objective.", required=True),
    ),
    ("day", "block"),
)
PLACE_SERVICE = Spec(
    "places",
    "The share of its demand that each place gets in each block of each day.",
    (
        _DAY,
        _BLOCK,
        _id("place_id", "The place, or `bus/<id>`, `pump:<network>/<id>`, `zone/<network>/<node>`.", required=True),
        _real("power_share", "Share of its power; empty where it takes none.", high=1.0),
        _real("water_share", "Share of its water; empty where it takes none.", high=1.0),
    ),
    ("day", "block", "place_id"),
)

PLAN_SPECS: tuple[Spec, ...] = (PURCHASES, REPAIRS, PLACED, USES, SERVICE, PLACE_SERVICE)

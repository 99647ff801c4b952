"""An explanation written by hand, with every kind of reason."""

from svitlo.tables.explanation import (
    Core,
    CrewWait,
    DelayCost,
    EquipmentWorth,
    Explanation,
    Giver,
    HeatExplained,
    Lack,
    LeftExplained,
    MoneyWorth,
    PartWait,
    WorkExplained,
)

GIFT = Giver(
    pledge_id="gift", actor="Bren", usable_day=3, available_day=3, decision_id=None, adopted_day=None, rule=None
)
FUND = Giver(
    pledge_id="fund", actor="Alba", usable_day=2, available_day=0, decision_id="d1", adopted_day=2, rule="consensus"
)


def work(asset_id: str, start_day: int, service_day: int, **more: object) -> WorkExplained:
    """A work of a line crew that brings nothing and starts at once, unless said otherwise."""
    values: dict[str, object] = {
        "crew_kind": "line",
        "start_date": f"2030-01-{7 + start_day:02d}",
        "service_date": f"2030-01-{7 + service_day:02d}",
        "capacity_share": 1.0,
        "without_it": 0.0,
        "helps_from_day": None,
        "people_switched_on": 0.0,
        "people_switched_on_together": 0.0,
        "people_given_water": None,
        "people_given_water_together": None,
        "returns_with": (),
        "only_together_with": (),
        "waited_for": ("first day",),
        "parts": (),
        "crew": None,
        "could_start_day": None,
        "ready_with_substitute_day": None,
        "in_first_half_share": None,
    }
    return WorkExplained(asset_id=asset_id, start_day=start_day, service_day=service_day, **{**values, **more})  # type: ignore[arg-type]


def part(giver: Giver, *, order_day: int, arrival_day: int, went_to: tuple[str, ...] = ()) -> PartWait:
    """Two breakers of a giver, bought where they were ordered before they came."""
    return PartWait(
        equipment_id="breaker",
        equipment="Breaker",
        quantity=2,
        is_bought=order_day < arrival_day,
        order_day=order_day,
        arrival_day=arrival_day,
        giver=giver,
        sooner_units_went_to=went_to,
    )


def delay(cost: float | None, why: str, slack_days: int | None, purchase_id: str | None = None) -> DelayCost:
    """A week's delay of two breakers."""
    return DelayCost(
        pledge_id="gift",
        actor="Bren",
        purchase_id=purchase_id,
        equipment_id="breaker",
        equipment="Breaker",
        quantity=2,
        day=3,
        late_days=7,
        slack_days=slack_days,
        cost=cost,
        why=why,
    )


def worth(equipment: str, value: float | None, why: str = "found") -> EquipmentWorth:
    """What two units of a kind are worth."""
    return EquipmentWorth(
        equipment_id=equipment.lower(), equipment=equipment, units=2, from_day=5, worth=value, why=why, more_back=()
    )


def by_hand() -> Explanation:
    """Five works, three assets left, money, equipment, deliveries and a boiler house."""
    crew = CrewWait(ready_day=4, busy_on=("power/line/1",), more_crews=0, givers=())
    return Explanation(
        first_date="2030-01-07",
        days=14,
        effort_count=120,
        effort_limit_count=1000,
        works=(
            work("power/line/1", 0, 5, without_it=2_160_000.0, helps_from_day=5, people_switched_on=10_000.0),
            work("power/bus/4", 3, 5, waited_for=("part",), parts=(part(GIFT, order_day=3, arrival_day=3),)),
            work("power/line/2", 5, 8, waited_for=("crew",), crew=crew, without_it=None, people_switched_on=None),
            work("power/line/3", 6, 9, waited_for=("part",), parts=(part(FUND, order_day=2, arrival_day=6),)),
            work("power/line/5", 6, 9, waited_for=("damage",), without_it=-24.0),
        ),
        left=(
            LeftExplained(asset_id="power/line/7", crew_kind="line", why="no gain", lacks=(), gain=0.0),
            LeftExplained(
                asset_id="power/line/8",
                crew_kind="line",
                why="parts",
                lacks=(
                    Lack(equipment_id="breaker", equipment="Breaker", quantity=2, usable_count=0, first_day=None),
                    Lack(equipment_id="mast", equipment="Mast", quantity=1, usable_count=0, first_day=14),
                ),
                gain=None,
            ),
            LeftExplained(asset_id="power/trafo/9", crew_kind="heavy", why="not chosen", lacks=(), gain=1_200.0),
        ),
        core=Core(plan_count=12, asset_ids=("power/line/1",)),
        money=(
            MoneyWorth(pledge_id="fund", actor="Alba", left_usd=110_000.0, worth=24_000.5, why="found", more_back=()),
            MoneyWorth(pledge_id="loan", actor="Cora", left_usd=9e6, worth=0.0, why="unspent", more_back=()),
        ),
        equipment=(worth("Mast", 1_500.9), worth("Breaker", None, "not worked out"), worth("Oil", 0.0)),
        delays=(
            delay(4_200_000.2, "found", 0),
            delay(None, "not worked out", 2, "P001"),
            delay(0.0, "slack", 9),
            delay(0.0, "not needed", None),
        ),
        heat=(
            HeatExplained(
                place_id="north-boilers",
                place="North boilers",
                people=6_000.0,
                without_power_from="2030-01-11 12:00",
                drained_unless_before="2030-01-12 06:00",
                power_back="2030-01-12 00:00",
                heat_back="2030-01-12 00:00",
                is_drained=False,
                back_with=("power/bus/4", "power/line/1"),
            ),
        ),
    )

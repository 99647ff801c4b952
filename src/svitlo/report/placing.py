"""What to place where: generators and other equipment that serves at a place or a pump of its own."""

from svitlo.report.facts import Facts
from svitlo.tables.case import Case


def placed_units(case: Case, facts: Facts) -> tuple[int, int]:
    """Units that are in use by the last day, and at how many places and pumps they stand."""
    used = [one for one in facts.placings if one.service_day < case.settings.days]
    return sum(one.quantity for one in used), len({one.at for one in used})

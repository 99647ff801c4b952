"""The reader finds what people marked by hand, on the reports it was built with and on those held out.

What is asked here is what was measured, less a little: that it is not lost. The aims stand in `bench.reading.AIMS`, and
`bench/reading` prints them beside the figures, met or missed.
"""

import pytest

from tests.reading.score import Counts, counts_of, marked_reports

# A little below what was measured: precision, recall.
KEPT = {
    "dev": {"money": (0.93, 0.66), "the rest": (0.87, 0.67)},
    "held_out": {"money": (0.85, 0.65), "the rest": (0.81, 0.73)},
}


@pytest.fixture(scope="module")
def counts() -> dict[str, dict[str, Counts]]:
    return {part: counts_of(part) for part in KEPT}


@pytest.mark.parametrize("part", sorted(KEPT))
@pytest.mark.parametrize("name", ["money", "the rest"])
def test_what_was_reached_is_not_lost(counts: dict[str, dict[str, Counts]], part: str, name: str) -> None:
    precision, recall = KEPT[part][name]
    found = counts[part][name]
    assert found.marked > 20
    assert (found.precision or 0.0) >= precision
    assert (found.recall or 0.0) >= recall


def test_there_are_enough_reports_and_some_that_nobody_looked_at() -> None:
    building, held_out = (sum(1 for _ in marked_reports(part)) for part in ("dev", "held_out"))
    assert building >= 200
    assert held_out >= 20

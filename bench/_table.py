"""Medians, ratios, plain tables and the seeds asked for, for all benchmarks."""

import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float | None:
    """None of nothing."""
    return statistics.median(values) if values else None


def ratio(value: float | None, other: float | None) -> float | None:
    """How many times as much; None where either is not known or there is nothing to compare with."""
    return value / other if value is not None and other else None


def text(value: float | None, form: str = ".2f", unit: str = "") -> str:
    """A number, or a dash where it is not known."""
    return "-" if value is None else f"{value:{form}}{unit}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side: the first to the left, all others to the right."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def seeds_in(text: str) -> list[int]:
    """`1..5` or `1,4` as numbers."""
    first, dots, last = text.partition("..")
    return list(range(int(first), int(last) + 1)) if dots else [int(part) for part in text.split(",")]

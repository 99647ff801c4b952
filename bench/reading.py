"""How well the reader of reports finds what people marked by hand: precision and recall by kind.

    bench/reading                 # the reports used while building, and those held out
    bench/reading --part held_out --json
    bench/reading --quick         # only the reports used while building
    bench/reading --folds 5       # the same reports, each read with weights learned from the others
    bench/reading --fit           # learn the weights anew from the reports used while building, and write them

A proposal counts as right if the kind is the same, the stretches of text overlap, the class of mode is the same
(asserted or not) and the fields that matter agree. `money` is support that is asserted; `the rest` all other kinds,
asserted; `remarks` are hopes, denials, conditions, old facts and totals, of all kinds. Every figure is a count, so it
is the same each time; the last line says how fast a long text is read.
"""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from datetime import date

from tests.reading.score import Counts, counts_in, counts_of, marked_reports, proposals_of

from bench._reading_fit import WEIGHTS, as_text, learned
from bench._table import table, text
from svitlo.reading.read import read_report
from svitlo.reading.weighing import Judge

PARTS = ("dev", "held_out")
AIMS: Mapping[str, tuple[float, float]] = {"money": (0.95, 0.8), "the rest": (0.9, 0.8)}
LONG_TEXT_LENGTH = 1_000_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    options = _parsed(arguments)
    if options.fit:
        reports = tuple(marked_reports("dev"))
        WEIGHTS.write_text(as_text(learned(reports)), encoding="utf-8")
        print(f"{WEIGHTS.name}: learned from {len(reports)} reports")
        return
    if options.folds:
        print(_words(f"dev in {options.folds} folds", sum(1 for _ in marked_reports("dev")), folded(options.folds)))
        return
    parts = options.part or (PARTS[:1] if options.quick else PARTS)
    counts = {part: counts_of(part) for part in parts}
    speed = None if options.quick else characters_per_second()
    if options.json:
        print(json.dumps({"parts": {part: _plain(found) for part, found in counts.items()}, "characters_per_s": speed}))
        return
    for part, found in counts.items():
        print(_words(part, sum(1 for _ in marked_reports(part)), found))
    if speed is not None:
        print(f"A text of {LONG_TEXT_LENGTH:,} characters: {speed:,.0f} characters a second.")


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/reading", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--part", action="append", choices=PARTS, help="one part only (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="only the reports used while building: seconds")
    parser.add_argument("--folds", type=int, default=0, help="read each report with weights that never saw it")
    parser.add_argument("--fit", action="store_true", help="learn the weights anew and write them")
    parser.add_argument("--json", action="store_true", help="all counts, as JSON")
    return parser.parse_args(arguments)


def folded(folds: int) -> dict[str, Counts]:
    """The counts over all reports used while building, each fold read with weights learned from the other folds."""
    reports = tuple(marked_reports("dev"))
    counts: dict[str, Counts] = {}
    for fold in range(folds):
        judge = Judge(weights=learned([one for place, one in enumerate(reports) if place % folds != fold]))
        for report in reports[fold::folds]:
            for name, found in counts_in(report.marks, proposals_of(report, judge)).items():
                counts[name] = counts.get(name, Counts()) + found
    return counts


def _plain(counts: Mapping[str, Counts]) -> dict[str, dict[str, float | None]]:
    return {
        name: {
            "proposed": found.proposed,
            "marked": found.marked,
            "matched": found.matched,
            "precision": found.precision,
            "recall": found.recall,
        }
        for name, found in counts.items()
    }


def _words(part: str, report_count: int, counts: Mapping[str, Counts]) -> str:
    rows = [
        (
            name,
            text(found.precision, ".3f"),
            text(found.recall, ".3f"),
            str(found.proposed),
            str(found.marked),
            str(found.matched),
            _verdict(name, found),
        )
        for name, found in counts.items()
    ]
    heads = ("", "precision", "recall", "proposed", "marked", "matched", "aims")
    return "\n".join((f"{part}: {report_count} reports", table(heads, rows), ""))


def _verdict(name: str, found: Counts) -> str:
    """Whether both aims are met; empty where there is none."""
    if name not in AIMS:
        return ""
    precision, recall = AIMS[name]
    is_met = (found.precision or 0.0) >= precision and (found.recall or 0.0) >= recall
    return f"{precision:.2f} / {recall:.2f} {'met' if is_met else 'missed'}"


def characters_per_second() -> float:
    """How fast the reports, repeated to a long text, are read."""
    one = "\n\n".join(report.text for report in marked_reports("dev"))
    long = (one * (LONG_TEXT_LENGTH // max(1, len(one)) + 1))[:LONG_TEXT_LENGTH]
    start = time.process_time()
    read_report(long, published=date(2022, 11, 29))
    return len(long) / (time.process_time() - start)


if __name__ == "__main__":
    main()

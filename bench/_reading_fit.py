"""Learns the weights of `svitlo.reading.weighing` from marked reports: two small linear models, quadratic penalty.

The first tells whether a sum or a thing is given (logistic regression over signs), the second who gives it (a choice
among the candidates of one fact). Both are convex, so the same reports always give the same weights.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from tests.reading.score import Mark, Marked, options

from svitlo.reading.amounts import plain
from svitlo.reading.read import read_report
from svitlo.reading.weighing import GIVER, Judge, Weighing, Weights

WEIGHTS = Path(__file__).parents[1] / "src" / "svitlo" / "reading" / "weights.json"
KINDS = ("support", "goods")
RAREST = 3
PENALTY: Mapping[str, float] = {"support": 4.0, "goods": 4.0, GIVER: 1.0}
DIGITS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A fact that was weighed, and the mark that says that it is given, if one does."""

    weighing: Weighing
    mark: Mark | None


def learned(reports: Sequence[Marked]) -> dict[str, dict[str, float]]:
    """The weights that fit the marks of these reports."""
    examples = [example for report in reports for example in _examples(report)]
    return {kind: _of_gifts(examples, kind) for kind in KINDS} | {GIVER: _of_givers(examples)}


def as_text(weights: Weights) -> str:
    """The weights as the file that ships with the program."""
    return json.dumps(weights, sort_keys=True, indent=0, ensure_ascii=False) + "\n"


def _examples(report: Marked) -> list[Example]:
    seen: list[Weighing] = []
    read_report(report.text, published=report.published, judge=Judge(weights={}, watch=seen.append))
    return [Example(weighing=one, mark=_mark_of(one, report)) for one in seen]


def _mark_of(weighing: Weighing, report: Marked) -> Mark | None:
    fact = weighing.fact
    first, last = fact.pieces[fact.first], fact.pieces[fact.end - 1]
    if fact.kind == "goods":
        key, count = "quantity", plain(first.count) if first.count is not None else ""
        found = {count, "1" if first.text.lower() in {"a", "an", "another"} else count}
    else:
        key = "amount"
        found = {first.money.fields["amount"] if first.money is not None else plain(first.count or Decimal(0))}
    return next(
        (
            mark
            for mark in report.marks
            if mark.kind == fact.kind
            and mark.is_asserted
            and mark.start < last.end
            and first.start < mark.end
            and (set(options(mark.fields.get(key, ""))) or {""}) & found
        ),
        None,
    )


def _table(rows: Sequence[Iterable[str]]) -> tuple[list[str], Floats]:
    """The signs that are not rare, and which row has which."""
    counts = Counter(sign for row in rows for sign in set(row))
    names = sorted(sign for sign, count in counts.items() if count >= RAREST)
    places = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        table[number, [places[sign] for sign in row if sign in places]] = 1.0
    return names, table


def _rounded(names: Sequence[str], weights: Floats) -> dict[str, float]:
    pairs = zip(names, weights, strict=True)
    return {name: round(float(weight), DIGITS) for name, weight in pairs if abs(weight) >= 10.0**-DIGITS}


def _of_gifts(examples: Sequence[Example], kind: str) -> dict[str, float]:
    kept = [one for one in examples if one.weighing.fact.kind == kind]
    names, table = _table([one.weighing.signs for one in kept])
    given = np.array([float(one.mark is not None) for one in kept])

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = table @ weights
        chance = 1.0 / (1.0 + np.exp(-score))
        value = float((np.logaddexp(0.0, score) - given * score).sum() + PENALTY[kind] * (weights @ weights) / 2)
        return value, table.T @ (chance - given) + PENALTY[kind] * weights

    return _rounded(names, minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x)


def _of_givers(examples: Sequence[Example]) -> dict[str, float]:
    kept: list[tuple[Weighing, NDArray[np.bool_]]] = []
    for one in examples:
        if one.mark is None or not options(one.mark.fields.get("donor", "")):
            continue
        meant = set(options(one.mark.fields["donor"]))
        right = np.array([bool(meant & set(options(value))) for value in one.weighing.values], dtype=bool)
        if right.any():
            kept.append((one.weighing, right))
    names, table = _table([signs for weighing, _ in kept for signs in weighing.givers])
    bounds = np.cumsum([0, *(len(weighing.givers) for weighing, _ in kept)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = table @ weights
        value, slope = PENALTY[GIVER] * float(weights @ weights) / 2, np.zeros(len(table))
        for start, end, (_, right) in zip(bounds[:-1], bounds[1:], kept, strict=True):
            part = score[start:end]
            whole, best = logsumexp(part), logsumexp(part[right])
            value += float(whole - best)
            slope[start:end] = np.exp(part - whole) - np.where(right, np.exp(part - best), 0.0)
        return value, table.T @ slope + PENALTY[GIVER] * weights

    return _rounded(names, minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x)

"""Named blocks of columns and rows, gathered as sparse triplets; knows no domain and no solver.

A formulation adds blocks and gets row numbers back. If this ever grows operators or broadcasting rules, a modelling
library should take its place.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearModel:
    """Minimise `cost @ x` with `lower <= x <= upper` and `row_lower <= A x <= row_upper`.

    `A` is kept by columns: the entries of column j are `entry[start[j]:start[j + 1]]` in rows `row[...]`. A block is
    (name, first, one past the last).
    """

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    start: Ints
    row: Ints
    entry: Floats
    column_blocks: tuple[tuple[str, int, int], ...]
    row_blocks: tuple[tuple[str, int, int], ...]

    @property
    def column_names(self) -> list[str]:
        """`block(i)` for each column (LP text allows no square brackets)."""
        return _names(self.column_blocks)

    @property
    def row_names(self) -> list[str]:
        """`block(i)` for each row."""
        return _names(self.row_blocks)


@dataclass(slots=True)
class Blocks:
    """A model under construction."""

    _columns: list[tuple[str, Floats, Floats, Floats]] = field(default_factory=list)
    _rows: list[tuple[str, Floats, Floats]] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _column_count: int = 0
    _row_count: int = 0

    def columns(self, name: str, lower: ArrayLike, upper: ArrayLike, cost: ArrayLike = 0.0) -> Ints:
        """Add columns with these bounds and costs (each broadcast to the longest) and return their numbers."""
        low, high, price = _as_long(lower, upper, cost)
        self._columns.append((name, low, high, price))
        first = self._column_count
        self._column_count += low.size
        return np.arange(first, self._column_count)

    def rows(self, name: str, lower: ArrayLike, upper: ArrayLike) -> Ints:
        """Add rows with these bounds and return their numbers."""
        low, high = _as_long(lower, upper)
        self._rows.append((name, low, high))
        first = self._row_count
        self._row_count += low.size
        return np.arange(first, self._row_count)

    def add(self, rows: ArrayLike, columns: ArrayLike, entries: ArrayLike) -> None:
        """Add entries; what meets in one cell is summed."""
        row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        entry = np.asarray(entries, dtype=np.float64)
        if not row.shape == column.shape == entry.shape:
            row, column, entry = np.broadcast_arrays(row, column, entry)
        self._entries.append((row.ravel(), column.ravel(), entry.ravel()))

    def build(self) -> LinearModel:
        """Close the model: column-wise, cells summed, zeros dropped."""
        start, row, entry = self._matrix()
        return LinearModel(
            cost=_joined([block[3] for block in self._columns]),
            lower=_joined([block[1] for block in self._columns]),
            upper=_joined([block[2] for block in self._columns]),
            row_lower=_joined([block[1] for block in self._rows]),
            row_upper=_joined([block[2] for block in self._rows]),
            start=start,
            row=row,
            entry=entry,
            column_blocks=_spans([(block[0], block[1].size) for block in self._columns]),
            row_blocks=_spans([(block[0], block[1].size) for block in self._rows]),
        )

    def _matrix(self) -> tuple[Ints, Ints, Floats]:
        if not self._entries:
            return np.zeros(self._column_count + 1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
        row = np.concatenate([entries[0] for entries in self._entries])
        column = np.concatenate([entries[1] for entries in self._entries])
        entry = np.concatenate([entries[2] for entries in self._entries])
        # Blocks come in runs that are sorted already, which a stable sort makes use of.
        cell = column * self._row_count + row
        order = np.argsort(cell, kind="stable")
        cell, entry = cell[order], entry[order]
        firsts = np.flatnonzero(np.diff(cell, prepend=-1))
        if firsts.size < cell.size:
            order, entry = order[firsts], np.add.reduceat(entry, firsts)
        if not entry.all():
            order, entry = order[entry != 0.0], entry[entry != 0.0]
        start = np.zeros(self._column_count + 1, dtype=np.int64)
        np.cumsum(np.bincount(column[order], minlength=self._column_count), out=start[1:])
        return start, row[order], entry


def _as_long(*values: ArrayLike) -> list[Floats]:
    """The values as new arrays of the length of the longest."""
    arrays = [np.asarray(value, dtype=np.float64) for value in values]
    size = max(array.size for array in arrays) if all(array.size for array in arrays) else 0
    return [array.copy() if array.shape == (size,) else np.full(size, array) for array in arrays]


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def _names(blocks: Sequence[tuple[str, int, int]]) -> list[str]:
    """Blocks of one name are counted through: LP text needs each name once."""
    count: Counter[str] = Counter()
    names = []
    for name, first, last in blocks:
        names += [f"{name}({count[name] + i})" for i in range(last - first)]
        count[name] += last - first
    return names


def _spans(sizes: list[tuple[str, int]]) -> tuple[tuple[str, int, int], ...]:
    spans = []
    first = 0
    for name, size in sizes:
        spans.append((name, first, first + size))
        first += size
    return tuple(spans)

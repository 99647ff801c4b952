import numpy as np

from svitlo.plan.blocks import Blocks


def test_a_model_by_columns() -> None:
    blocks = Blocks()
    x = blocks.columns("x", 0.0, [1.0, 2.0], 5.0)
    y = blocks.columns("y", -1.0, 1.0)
    first = blocks.rows("first", 0.0, 0.0)
    more = blocks.rows("more", -np.inf, [1.0, 2.0])
    blocks.add(first, x, [3.0, 4.0])
    blocks.add(more, y, [7.0, 8.0])
    model = blocks.build()
    assert (x.tolist(), y.tolist(), first.tolist(), more.tolist()) == ([0, 1], [2], [0], [1, 2])
    assert model.cost.tolist() == [5.0, 5.0, 0.0]
    assert (model.lower.tolist(), model.upper.tolist()) == ([0.0, 0.0, -1.0], [1.0, 2.0, 1.0])
    assert (model.row_lower.tolist(), model.row_upper.tolist()) == ([0.0, -np.inf, -np.inf], [0.0, 1.0, 2.0])
    assert (model.start.tolist(), model.row.tolist(), model.entry.tolist()) == (
        [0, 1, 2, 4],
        [0, 0, 1, 2],
        [3, 4, 7, 8],
    )
    assert model.column_names == ["x(0)", "x(1)", "y(0)"]
    assert model.row_names == ["first(0)", "more(0)", "more(1)"]


def test_entries_that_meet_are_summed_and_zeros_dropped() -> None:
    blocks = Blocks()
    x = blocks.columns("x", 0.0, [1.0, 1.0])
    row = blocks.rows("row", 0.0, 0.0)
    blocks.add(row, x, 1.0)
    blocks.add(row, x, [-1.0, 2.0])
    model = blocks.build()
    assert (model.start.tolist(), model.row.tolist(), model.entry.tolist()) == ([0, 0, 1], [0], [3.0])


def test_empty_blocks_and_an_empty_model() -> None:
    blocks = Blocks()
    x = blocks.columns("x", np.zeros(0), 1.0)
    row = blocks.rows("row", np.zeros(0), 0.0)
    blocks.add(row, x, 1.0)
    model = blocks.build()
    assert (model.cost.size, model.row_lower.size, model.start.tolist()) == (0, 0, [0])
    assert Blocks().build().start.tolist() == [0]


def test_blocks_of_one_name_are_counted_through() -> None:
    blocks = Blocks()
    for count in (2, 1):
        blocks.rows("row", np.zeros(count), 0.0)
    assert blocks.build().row_names == ["row(0)", "row(1)", "row(2)"]

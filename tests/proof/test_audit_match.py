"""The small assignments of an audit, against Hall's condition."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from svitlo.proof.audit_match import can_fill


def hall(supply, need, fits):
    """Every set of needs is covered by what fits any of them."""
    sets = chain.from_iterable(combinations(range(len(need)), size) for size in range(len(need) + 1))
    return all(
        sum(need[j] for j in some) <= sum(units for i, units in enumerate(supply) if any(fits[i][j] for j in some))
        for some in sets
    )


def test_a_supply_is_moved_to_make_room():
    """Supply 0 fits both needs and is taken by the first; the second can only be filled by exchange."""
    assert can_fill([1, 1], [1, 1], [[True, True], [True, False]])
    assert not can_fill([1, 1], [1, 1], [[False, True], [False, True]])


def test_nothing_needs_nothing():
    assert can_fill([], [], [])
    assert can_fill([3], [], [[]])
    assert not can_fill([], [1], [])


def test_huge_numbers_cost_no_time():
    huge = 10**30
    assert can_fill([huge, huge], [huge, huge], [[True, True], [True, False]])
    assert not can_fill([huge, huge - 1], [huge, huge], [[True, True], [True, False]])


@given(data=st.data())
def test_it_agrees_with_halls_condition(data):
    supplies, needs = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))
    supply = data.draw(st.lists(st.integers(0, 5), min_size=supplies, max_size=supplies))
    need = data.draw(st.lists(st.integers(0, 5), min_size=needs, max_size=needs))
    row = st.lists(st.booleans(), min_size=needs, max_size=needs)
    fits = data.draw(st.lists(row, min_size=supplies, max_size=supplies))
    assert can_fill(supply, need, fits) == hall(supply, need, fits)

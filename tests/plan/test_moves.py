"""Neighbours of orders."""

from random import Random

from svitlo.plan.moves import Moves, groups_of
from svitlo.plan.schedule import Order
from svitlo.plan.situation import situation_of
from tests.plan.small_case import branch_damage, branch_work, small_case
from tests.support.generated import generated_case


def test_every_move_gives_an_order_of_known_works_without_repetition() -> None:
    situation = situation_of(generated_case(3, buses=12, damaged=10))
    tasks = set(range(len(situation.tasks)))
    moves = Moves(situation, Random(1), groups_of(situation))
    order, lengths, hastes = Order(tuple(sorted(tasks)[:5])), set(), set()
    for _ in range(2000):
        order = moves.propose(order)
        assert len(set(order.tasks)) == len(order.tasks)
        assert set(order.tasks) <= tasks
        assert order.hasty <= tasks
        lengths.add(len(order.tasks))
        hastes.add(len(order.hasty))
    assert lengths >= {1, len(tasks) - 1}  # works are left out and put back
    assert len(hastes) > 3


def test_moves_cope_with_an_empty_order_and_a_single_work() -> None:
    for branches in ((1,), (1, 2)):
        situation = situation_of(small_case(damage=branch_damage(*branches), works=[branch_work(1)]))
        moves = Moves(situation, Random(2), groups_of(situation))
        order = Order(())
        for _ in range(300):
            order = moves.propose(order)
            assert set(order.tasks) <= set(range(len(branches)))


def test_works_around_a_bus_are_a_group() -> None:
    situation = situation_of(small_case(damage=branch_damage(1, 2, 3), works=[branch_work(1)]))
    assert groups_of(situation) == {0: (0, 1, 2)}

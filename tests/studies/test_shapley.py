"""Shapley's axioms on small games, values worked out by hand, and samples against exact values."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest

from planner.studies.shapley import Shapley, exact, sampled

Game = Callable[[frozenset[str]], float]
PLAYERS = ("a", "b", "c", "d")


def random_game(seed: int) -> Game:
    """Any number for any coalition, 0 for none."""
    rng = np.random.default_rng(seed)
    names = "abcd"
    table = {
        frozenset(n for i, n in enumerate(names) if bits >> i & 1): float(rng.uniform(-5, 10))
        for bits in range(16)
    }
    table[frozenset()] = 0.0
    return lambda coalition: table[coalition]


def by_orders(players: tuple[str, ...], game: Game) -> dict[str, float]:
    """The definition itself: what each adds, on average over all orders."""
    added = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for i, player in enumerate(order):
            before = frozenset(order[:i])
            added[player] += (game(before | {player}) - game(before)) / len(orders)
    return added


def test_gloves() -> None:
    """One left glove and two right ones make one pair: 2/3, 1/6, 1/6 (Shapley and Shubik)."""

    def game(coalition: frozenset[str]) -> float:
        return float("left" in coalition and len(coalition) > 1)

    found = exact(("left", "right", "other"), game)
    assert found.value == pytest.approx({"left": 2 / 3, "right": 1 / 6, "other": 1 / 6})
    assert (found.coalitions, set(found.std_error.values())) == (8, {0.0})


def test_an_airport() -> None:
    """A runway for planes of 1, 2 and 4 is shared: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 2."""
    lengths = {"small": 1.0, "middle": 2.0, "large": 4.0}

    def game(coalition: frozenset[str]) -> float:
        return max((lengths[plane] for plane in coalition), default=0.0)

    expected = {"small": 1 / 3, "middle": 5 / 6, "large": 17 / 6}
    assert exact(tuple(lengths), game).value == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_axioms(seed: int) -> None:
    one, other = random_game(seed), random_game(seed + 100)
    found = exact(PLAYERS, one).value
    assert found == pytest.approx(by_orders(PLAYERS, one))
    assert sum(found.values()) == pytest.approx(one(frozenset(PLAYERS)))
    both = exact(PLAYERS, lambda s: one(s) + 2 * other(s)).value
    second = exact(PLAYERS, other).value
    assert both == pytest.approx({p: found[p] + 2 * second[p] for p in PLAYERS})


def test_a_player_without_effect_and_two_that_are_alike() -> None:
    game = random_game(3)

    def idle(coalition: frozenset[str]) -> float:
        return game(coalition - {"d"})

    def alike(coalition: frozenset[str]) -> float:
        return float(len(coalition & {"a", "b"}) ** 2 + len(coalition))

    assert exact(PLAYERS, idle).value["d"] == pytest.approx(0.0)
    found = exact(PLAYERS, alike).value
    assert found["a"] == pytest.approx(found["b"])


@pytest.mark.parametrize("seed", range(4))
def test_samples_come_near_the_exact_values(seed: int) -> None:
    game = random_game(seed)
    true, found = exact(PLAYERS, game), sampled(PLAYERS, game, 400, seed)
    assert found.coalitions <= 16
    assert sum(found.value.values()) == pytest.approx(game(frozenset(PLAYERS)))
    for player in PLAYERS:
        error = abs(found.value[player] - true.value[player])
        assert error <= 4.5 * found.std_error[player]
        assert 0 < found.std_error[player] < 1


def test_a_seed_names_the_sample() -> None:
    def draw(seed: int) -> Shapley:
        return sampled(PLAYERS, random_game(1), 5, seed)

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    single = sampled(PLAYERS, random_game(1), 1, 0)
    assert set(single.std_error.values()) == {float("inf")}

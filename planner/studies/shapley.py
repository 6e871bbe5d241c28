"""Shapley values: what each player adds, on average over all orders in which they may join.

Source: Shapley, A value for n-person games (1953); sampled orders: Castro, Gómez and Tejada (2009),
each with its reverse, after Mitchell, Cooper, Frank and Holmes (2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial, sqrt

import numpy as np

Worth = Callable[[frozenset[str]], float]
"""what a coalition of players is worth"""


@dataclass(frozen=True, slots=True)
class Shapley:
    """A value for each player; ``std_error`` 0 where it is exact."""

    value: dict[str, float]
    std_error: dict[str, float]
    coalitions: int
    """whose worth was asked"""


def exact(players: Sequence[str], worth: Worth) -> Shapley:
    """The Shapley values from the worth of every coalition, 2 ** players of them.

    Coalitions follow each other in Gray code, so that one player joins or leaves at a time.

    Formula:  value[i] = sum over S without i of |S|! (n - |S| - 1)! / n! x (v(S + i) - v(S))

    >>> exact(["a", "b"], lambda s: {0: 0.0, 1: 1.0, 2: 4.0}[len(s)]).value
    {'a': 2.0, 'b': 2.0}
    """
    count = len(players)
    worths = np.zeros(2**count)
    for step in range(2**count):
        members = step ^ (step >> 1)
        joined = frozenset(p for i, p in enumerate(players) if members >> i & 1)
        worths[members] = worth(joined)
    every = np.arange(2**count)
    size = np.array([int(members).bit_count() for members in every])
    values: dict[str, float] = {}
    for i, player in enumerate(players):
        without = every[every >> i & 1 == 0]
        weight = np.array(
            [factorial(n) * factorial(count - n - 1) / factorial(count) for n in size[without]]
        )
        values[player] = float(weight @ (worths[without | 1 << i] - worths[without]))
    return Shapley(values, dict.fromkeys(players, 0.0), 2**count)


def sampled(players: Sequence[str], worth: Worth, pairs: int, seed: int) -> Shapley:
    """Shapley values from random orders, each with its reverse, and their standard errors.

    Coalitions that come up again are asked once. Values add up to the worth of all, as they do
    where they are exact.
    """
    memo: dict[frozenset[str], float] = {}

    def known(coalition: frozenset[str]) -> float:
        if coalition not in memo:
            memo[coalition] = worth(coalition)
        return memo[coalition]

    rng = np.random.default_rng(seed)
    added = np.zeros((pairs, len(players)))
    for pair in range(pairs):
        order = [int(i) for i in rng.permutation(len(players))]
        for joining in (order, order[::-1]):
            coalition: frozenset[str] = frozenset()
            for i in joining:
                larger = coalition | {players[i]}
                added[pair, i] += (known(larger) - known(coalition)) / 2
                coalition = larger
    mean = added.mean(axis=0)
    spread = added.std(axis=0, ddof=1) / sqrt(pairs) if pairs > 1 else np.full(len(players), np.inf)
    return Shapley(
        {p: float(v) for p, v in zip(players, mean, strict=True)},
        {p: float(e) for p, e in zip(players, spread, strict=True)},
        len(memo),
    )

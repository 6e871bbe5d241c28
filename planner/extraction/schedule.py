"""From contributions to tours: which lots go when.

For given contributions the tours of a pool obey difference constraints on S, the tours started so
far: it never falls, and the rules tour_cover_limit and pool_limit hold. The schedule is their least
solution: no month has more tours behind it than it must. It is unique, exact, and whole whenever
contributions and pools are whole, because every step below only adds and compares whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.rounding import SCHEDULED


def least_schedule(
    deployed: Sequence[float], available: Sequence[float], tour_months: int, dwell_months: int
) -> list[float] | None:
    """Tours started so far, S[t], month by month: the least that covers the deployed lots.

    ``deployed[t]`` lots in the theatre, ``available[t]`` lots of the pool that do not stand by;
    both of the horizon's length. Returns None when no schedule exists.

    Formula:  S[t] >= S[t-1];  S[t] >= S[t-T] + deployed[t];  S[t-T-D] >= S[t] - available[t]
    Method:   longest paths from "nothing started", by repeated relaxation (Bellman, Ford); more
              passes than months mean a cycle of growing demands, that is, no schedule.

    >>> least_schedule([1, 1, 1, 1], [2, 2, 2, 2], tour_months=2, dwell_months=2)
    [1, 1, 2, 2]
    >>> least_schedule([1, 1, 1, 1], [1, 1, 1, 1], tour_months=2, dwell_months=2) is None
    True
    """
    horizon, cycle = len(deployed), tour_months + dwell_months
    started: list[float] = [0] * horizon
    for _ in range(horizon + 2):
        last = 0.0
        for t in range(horizon):  # forwards, one pass settles what comes from earlier months
            before = started[t - tour_months] if t >= tour_months else 0
            needed = before + deployed[t]
            least = needed if needed > last else last
            if least > started[t] + SCHEDULED:
                started[t] = least
            last = started[t]
        changed = False
        for t in range(horizon - 1, -1, -1):
            least = started[t] - available[t]
            if t < cycle:
                if least > SCHEDULED:
                    return None
            elif least > started[t - cycle] + SCHEDULED:
                started[t - cycle], changed = least, True
        if not changed:
            return started
    return None


def until_its_end(available: Sequence[float], end_month: int) -> list[float]:
    """What tours are counted against, of a pool that ends for good in a month: nothing is in the
    theatre from then on, and no more in dwell than there was in its last month.

    >>> until_its_end([2, 1, 0, 0], end_month=2)
    [2, 1, 1, 1]
    """
    last = available[end_month - 1] if end_month else 0
    return [*available[:end_month], *(last for _ in available[end_month:])]


def tour_starts(started: Sequence[float]) -> list[tuple[int, float]]:
    """(month, lots) of every month in which lots start a tour.

    >>> tour_starts([1, 1, 3])
    [(0, 1), (2, 2)]
    """
    steps = ((t, s - (started[t - 1] if t else 0)) for t, s in enumerate(started))
    return [(month, lots) for month, lots in steps if lots > SCHEDULED]

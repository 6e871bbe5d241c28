"""What is left if nations leave, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from planner.study import Row, number
from planner.summary.nations import in_sentence
from planner.summary.texts import listed, share_text


def sentences(rows: Sequence[Row]) -> tuple[str, ...]:
    """The worst to lose, who is replaced, and who is not."""
    if not rows:
        return ("Nobody gives anything, so nobody can leave.",)
    worst = min(rows, key=lambda row: (number(row, "kept_overnight"), number(row, "kept_anew")))
    overnight, anew = (share_text(number(worst, name)) for name in ("kept_overnight", "kept_anew"))
    told = [
        f"The worst to lose is {_who(worst)}: overnight {overnight} of what "
        f"is supplied is left, planned anew {anew}."
    ]
    free = [_who(row) for row in rows if row["lost"] == 0]
    if free:
        told.append(f"Once the others plan anew, nothing is lost without {_any_of(free)}.")
    if missed := [row for row in rows if row["pivotal"]]:
        told.append(f"Nobody can make up for {_any_of(_with_shares(missed))}.")
    if open_rows := [row for row in rows if not row["pivotal"] and row["lost"] != 0]:
        names = _any_of(_with_shares(open_rows))
        told.append(f"No plan found in time makes up for {names}; there may be one.")
    if broken := [_who(row) for row in rows if row["floors_relaxed"]]:
        told.append(
            f"The floors on members, leads or pledges cannot hold without {_any_of(broken)}."
        )
    return tuple(told)


def _with_shares(rows: Sequence[Row]) -> list[str]:
    return [f"{_who(row)} ({share_text(number(row, 'kept_anew'))} left)" for row in rows]


def _who(row: Row) -> str:
    return in_sentence(*str(row["leaves"]).split("+"))


def _any_of(names: Sequence[str]) -> str:
    """Names in a sentence: each of them, taken alone."""
    most = 12
    if len(names) > most:
        return f"{', '.join(names[:most])} or any of {len(names) - most} more"
    return listed(names, "or")

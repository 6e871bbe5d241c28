"""A plan month by month, when approvals are late and lots are not ready. Nothing is solved.

What is there is counted from the plan's tours and contributions, what is asked for is read as the
verifier reads it: the model has no part in it. Where nothing goes wrong the replay must come to
the cover that the plan tells, and it is refused if it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import planner
from planner.errors import InputError, Issue
from planner.plan.plan import Plan
from planner.rounding import SMALL
from planner.solver.backend import ProgressMonitor
from planner.studies.doubt import wilson
from planner.studies.simulation import Chances, Run, replayed, tolerance
from planner.study import Method, Row, Study, number
from planner.summary.texts import amount_text, listed, share_text
from planner.verify.index import PlanIndex, index_plan
from planner.verify.verifier import read_plan

MOST_DRAWS = 100_000
WEAKEST = 3
"""demands that are told"""
COLUMNS = {
    "demand": "id of the demand",
    "month": "of the plan",
    "need": "what is asked for, in units of the demand",
    "planned": "of it, what the plan has there",
    "mean_there": "of the need, what is there on average",
    "cover_probability": "share of the runs in which what is planned is there",
    "interval_low": "95 % confidence interval of it (Wilson 1927): lower end",
    "interval_high": "upper end",
    "worst_month": "in which what is planned is there most rarely",
    "mean_probability": "mean of cover_probability over the months",
    "every_month": "share of the runs in which what is planned is there in every month",
}


def replay(
    plan: Plan | Mapping[str, Any] | str | Path,
    *,
    draws: int = 1000,
    late_share: float = 0.2,
    late_months: int = 6,
    unready_share: float = 0.1,
    seed: int = 0,
) -> Study:
    """How probable the plan's cover is, demand by demand and month by month.

    Args:
        plan: a plan, its content, or the path of its JSON.
        draws: runs.
        late_share: probability that a nation's approval is late: nothing of it is anywhere until
            so many months after it could be there at the earliest. Months in hand are used first.
        late_months: it is late by one to so many months, each as probable as another.
        unready_share: probability that a lot is not ready: for the whole of its tour or, standing
            by, of the phase. No other lot takes its place, but lots on tour beyond those deployed.
        seed: of the runs.

    Returns:
        A Study: a row a demand and month; the part ``by_demand`` has the worst month of each.

    Raises:
        InputError: an argument, or a plan that does not come to its own cover.
    """
    watch = ProgressMonitor(None, None)
    _check(draws, late_share, late_months, unready_share)
    plan = read_plan(plan)
    ledger = index_plan(plan)
    _agree(ledger)
    chances = Chances(draws, late_share, late_months, unready_share, seed)
    runs = replayed(ledger, chances)
    rows = tuple(row for run in runs for row in _rows(run, draws))
    by_demand = tuple(_by_demand(rows, runs))
    everything = np.ones(draws, dtype=bool)
    for run in runs:
        everything &= run.covered.all(axis=1)
    return Study(
        kind="replay",
        question=f"How sure is the cover of {plan.scenario.name} when things go wrong?",
        answer=tuple(_answer(by_demand, chances, float(everything.mean()))),
        columns=COLUMNS,
        rows=rows,
        parts={"by_demand": by_demand},
        method=Method(
            relaxed=plan.relaxed,
            solver="none: a simulation",
            seed=seed,
            gap_share=0.0,
            solves=0,
            seconds=watch.elapsed(),
            notes=(
                f"{draws:,} runs; nations decide, and lots are ready, one apart from the other.",
                "Where nothing goes wrong the replay comes to the plan's own cover.",
            ),
        ),
        planner_version=planner.__version__,
        scenario=plan.scenario.name,
    )


def _check(draws: int, late_share: float, late_months: int, unready_share: float) -> None:
    issues = []
    if not 1 <= draws <= MOST_DRAWS:
        issues.append(Issue("draws", f"{draws:,} runs", f"1 to {MOST_DRAWS:,}"))
    for where, share in (("late_share", late_share), ("unready_share", unready_share)):
        if not 0 <= share <= 1:
            issues.append(Issue(where, f"{share:g} is no probability", "0 to 1"))
    if not 1 <= late_months <= 120:
        issues.append(Issue("late_months", f"{late_months} months", "1 to 120"))
    if issues:
        raise InputError(issues)


def _agree(ledger: PlanIndex) -> None:
    """Raise InputError unless the plan comes to its own cover where nothing goes wrong."""
    issues = []
    for run in replayed(ledger, Chances(1, 0.0, 1, 0.0, 0)):
        for month, there in zip(run.months, run.there[0], strict=True):
            if abs(there - run.planned[month]) > tolerance(ledger, run.need):
                problem = (
                    f"month {month}: {there:g} are there, the plan says {run.planned[month]:g}"
                )
                issues.append(Issue(run.demand, problem, "planner verify"))
    if issues:
        raise InputError(issues)


# --- what is told


def _rows(run: Run, draws: int) -> Iterator[Row]:
    for column, month in enumerate(run.months):
        hits = int(run.covered[:, column].sum())
        low, high = wilson(hits, draws)
        yield {
            "demand": run.demand,
            "month": month,
            "need": run.need,
            "planned": run.planned[month],
            "mean_there": round(float(run.there[:, column].mean()), 6),
            "cover_probability": hits / draws,
            "interval_low": round(low, 4),
            "interval_high": round(high, 4),
        }


def _by_demand(rows: Sequence[Row], runs: Sequence[Run]) -> Iterator[Row]:
    """The worst month of every demand."""
    for run in runs:
        own = [row for row in rows if row["demand"] == run.demand]
        worst = min(own, key=lambda row: number(row, "cover_probability"))
        names = ("need", "planned", "mean_there", "cover_probability")
        yield {
            "demand": run.demand,
            "worst_month": worst["month"],
            **{name: worst[name] for name in (*names, "interval_low", "interval_high")},
            "mean_probability": round(float(run.covered.mean()), 4),
            "every_month": round(float(run.covered.all(axis=1).mean()), 4),
        }


def _answer(by_demand: Sequence[Row], chances: Chances, everything: float) -> Iterator[str]:
    """How sure all is, and what is weakest."""
    yield (
        f"With {share_text(chances.late_share)} of approvals up to {chances.late_months} months "
        f"late and {share_text(chances.unready_share)} of lots not ready, all that is planned is "
        f"there in every month in {share_text(everything)} of the runs."
    )
    promised = (row for row in by_demand if number(row, "planned") > SMALL)
    ordered = sorted(promised, key=lambda row: number(row, "cover_probability"))
    for row in ordered[:WEAKEST]:
        low, high = (share_text(number(row, f"interval_{end}")) for end in ("low", "high"))
        there, amount = (amount_text(number(row, name)) for name in ("mean_there", "planned"))
        yield (
            f"{row['demand']} is weakest in month {row['worst_month']}: on average {there} of the "
            f"{amount} planned are there, all of them in "
            f"{share_text(number(row, 'cover_probability'))} of the runs ({low} to {high})."
        )
    sure = [str(row["demand"]) for row in ordered if number(row, "cover_probability") >= 0.9]
    if sure:
        yield f"Never below 90 %: {listed(sure)}."

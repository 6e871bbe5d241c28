"""The fewest asks that close a demand, found in one model and proved in another."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite

from planner.explanation.ask_model import AskModel, Variable, ask_model, grant
from planner.explanation.finding import Finding, Level
from planner.explanation.levers import DATES, Lever, Levers
from planner.explanation.order import alike, granted, politics, size
from planner.model import build
from planner.model.core import ForceModel, Term
from planner.problem.demands import DemandInPhase
from planner.problem.problem import Problem
from planner.progress import CancelCheck
from planner.reference.dataset import Dataset
from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.scenario.demands import Demand
from planner.solver.backend import ProgressMonitor
from planner.solver.trial import Bounds, Trial

NEXT_SHARE = 0.4
"""of the seconds, for the fewest nations, once the fewest lots are known"""
WHOLE_STEP = 0.99
"""gap within which a number of lots is the least"""
LEFT_OVER = SMALL_IN_FRACTIONS
"""of a need: what is missing below this is the rounding of a relaxed solution"""
TRIED, NAMED = 24, 4
"""other asks that are tried in place of one, and that are named at most"""


class Gaps:
    """Closes the gaps of a plan, one at a time; ``seconds`` for each."""

    def __init__(
        self,
        problem: Problem,
        data: Dataset,
        today: Level,
        seconds: float,
        cancel: CancelCheck | None = None,
    ) -> None:
        """``data``: of the reference date, without the scenario's overrides."""
        self.problem, self.data, self.today, self.seconds = problem, data, today, seconds
        self._cancel = cancel
        self.whole = problem.scenario.solve.whole_units
        self._quick = (
            Gaps(_in_fractions(problem), data, today, seconds, cancel) if self.whole else None
        )

    def short(self) -> list[Demand]:
        """Demands that miss something in a phase that counts, the most missing first."""
        worst: dict[str, float] = {}
        demands: dict[str, Demand] = {}
        for want in self.problem.wants:
            lack = self.today.missing.get(want.key, 0.0)
            if self.problem.counts(want) and lack > self._tolerance(want):
                share = want.demand.weight * lack / want.need
                demands[want.demand.id] = want.demand
                worst[want.demand.id] = max(worst.get(want.demand.id, 0.0), share)
        return [demands[name] for name in sorted(worst, key=lambda name: (-worst[name], name))]

    def close(self, demand: Demand, instead: bool = True) -> Finding:
        """The fewest asks that close a demand in every phase that counts.

        ``instead``: also what else would do in the place of each. For whole lots, asks are sought
        in fractions first, where fewer do never less: if they do in whole lots too, or nothing
        helps, that is proved much faster.
        """
        watch = self._watch()
        quick = self._quick.close(demand, instead=False) if self._quick else None
        if quick is not None and self._settled(quick):
            found = quick
        else:
            found = self._close(demand)
            if quick is not None and quick.asks and found.outcome == "unknown":
                found = quick
        if found.asks and instead and found.outcome == "closed":
            self._substitutes(found, watch)
        found.seconds = round(watch.elapsed(), 2)
        return found

    def screen(self, demand: Demand) -> Finding:
        """The fewest asks that close a demand in fractions of lots; whole lots may take more."""
        return (self._quick or self)._close(demand)

    def _settled(self, found: Finding) -> bool:
        """Does what was found in fractions hold in whole lots?"""
        if found.asks:
            self.confirm(found)
            return found.outcome == "closed"
        return found.outcome == "nothing"

    def _close(self, demand: Demand) -> Finding:
        """The fewest asks that close a demand, in lots as the problem's.

        Some rules look at when a nation may be there first. A model in which earlier dates can be
        asked for has these for all; where it asks for any, one without is searched as well.
        """
        levers = Levers(self.problem, self.data, demand).find()
        found = self._fewest(demand, levers)
        lasting = [lever for lever in levers if lever.kind not in DATES]
        asks_dates = any(lever.kind in DATES for lever in found.asks)
        if len(lasting) == len(levers) or (found.outcome == "closed" and not asks_dates):
            return found
        other = self._fewest(demand, lasting)
        fewer = sum(other.asks.values()) < sum(found.asks.values())
        better = other.outcome == "closed" and (fewer or found.outcome != "closed")
        kept, left = (other, found) if better else (found, other)
        kept.solves, kept.rechecked = kept.solves + left.solves, kept.rechecked + left.rechecked
        return kept

    def _fewest(self, demand: Demand, levers: list[Lever]) -> Finding:
        """The fewest of some asks that close a demand."""
        wants = self._counted(demand)
        lacks = {want.phase.id: self.today.missing.get(want.key, 0.0) for want in wants}
        months = tuple(
            month
            for want in wants
            if lacks[want.phase.id] > self._tolerance(want)
            for month in range(want.phase.start_month, want.phase.end_month)
        )
        found = Finding(demand, max(lacks.values(), default=0.0), months)
        self._search(ask_model(self.problem, levers, self.data), found)
        return found

    def _search(self, asking: AskModel, found: Finding) -> None:
        trial = Trial(asking.model, asking.whole, self._watch())
        self._cap_support(asking.model, trial)
        held = self._held(asking.model, found.demand, close=True)
        total = [t for lever in asking.lots for t in asking.terms(lever, size(lever))]
        with trial.held(held):
            answer = trial.least(total, self.seconds, gap=WHOLE_STEP)
            found.fewest = answer.status == "optimal"
            if answer.values is not None:
                trial.cap(total, answer.value + 0.5)
                start, order = answer.values, politics(asking, self.problem)
                near = trial.least(order, NEXT_SHARE * self.seconds, gap=0.001, start=start)
                answer = answer if near.values is None else near
        found.solves += 2
        if answer.values is None:
            self._nothing_helps(asking, found, answer.status == "infeasible")
            return
        for lever, units in asking.lots.items():
            lots = round(sum(trial.found(answer, unit) for unit in units))
            if lots:
                found.asks[lever] = lever.most if lever.kind == "dwell" else lots
        self.confirm(found)

    def confirm(self, found: Finding, seconds: float | None = None) -> None:
        """Build the scenario with the asks granted from nothing, and close the demand in it.

        ``seconds``: other than those for each demand.
        """
        seconds = self.seconds if seconds is None else seconds
        lack = self.least_missing(found.demand, found.asks, seconds)
        found.solves, found.rechecked = found.solves + 1, found.rechecked + 1
        kind = "in whole lots" if self.whole else "in fractions of lots"
        if not isfinite(lack):
            found.outcome, found.proof = "unconfirmed", f"not confirmed {kind} within {seconds:g} s"
        elif lack > self._most(found.demand) * LEFT_OVER:
            found.outcome, found.proof = "short", f"{kind} a part of it stays missing"
        else:
            found.outcome = "closed"
            found.proof = f"closed {kind}" + ("" if found.fewest else "; fewer asks may do")

    def least_missing(self, demand: Demand, asks: dict[Lever, int], seconds: float) -> float:
        """What is missing at least, over the phases that count, with asks granted; from nothing.

        Infinity where that is not known in time.
        """
        watch = self._watch()
        model = build(grant(self.problem, asks, self.data))
        trial = Trial(model, watch=self._watch())
        self._cap_support(model, trial)
        held, lack = self._held(model, demand, close=False), self._lack(model, demand)
        limit = self._most(demand) * LEFT_OVER
        if self.whole:
            with trial.held(held | self._as_today(model, demand)):
                answer = trial.least(lack, (seconds - watch.elapsed()) / 2)
            if answer.value <= limit:
                return answer.value
        with trial.held(held):
            answer = trial.least(lack, seconds - watch.elapsed() if self.whole else seconds)
        return answer.value if answer.value <= limit or answer.status == "optimal" else inf

    def _as_today(self, model: ForceModel, demand: Demand) -> dict[Variable, Bounds]:
        """Lots of types that have no part in a demand, as in the plan: a small problem is left."""
        types = Levers(self.problem, self.data, demand).types
        given = self.today.given
        return {
            x: (lots, lots)
            for key, x in model.contribution.items()
            if key[1] not in types
            for lots in (round(given.get(key, 0.0)),)
        }

    def _nothing_helps(self, asking: AskModel, found: Finding, proved: bool) -> None:
        """How much is missing though everything is asked for: in fractions, which is a bound."""
        trial = _relaxed(asking.model)
        self._cap_support(asking.model, trial)
        with trial.held(self._held(asking.model, found.demand, close=False)):
            answer = trial.least(self._lack(asking.model, found.demand), self.seconds, cold=True)
        found.solves += 1
        keys = [asking.model.shortfall[want.key] for want in self._counted(found.demand)]
        found.least = max((trial.found(answer, key) for key in keys), default=0.0)
        missing = found.least > self._most(found.demand) * LEFT_OVER
        if missing or proved:
            kind = "" if missing else " in whole lots"
            found.outcome = "nothing"
            found.proof = f"nothing that can be asked for closes it{kind}: proved"
        else:
            found.outcome = "unknown"
            found.proof = f"no answer in whole lots within {self.seconds:g} s"

    def _substitutes(self, found: Finding, watch: ProgressMonitor) -> None:
        """Other asks of as many lots that do as well, each in the place of one."""
        quick = self._quick or self
        levers = Levers(self.problem, self.data, found.demand).find()
        asking = ask_model(quick.problem, levers, self.data)
        trial = _relaxed(asking.model)
        self._cap_support(asking.model, trial)
        held = self._held(asking.model, found.demand, close=False)
        target, limit = self._lack(asking.model, found.demand), self._most(found.demand) * LEFT_OVER
        for ask, lots in found.asks.items():
            rest = {lever: n for lever, n in found.asks.items() if lever != ask}
            found.instead[ask] = []
            for other in alike(self.problem, asking.lots, ask, lots, rest)[:TRIED]:
                if watch.elapsed() > self.seconds or len(found.instead[ask]) == NAMED:
                    break
                with trial.held(held | granted(asking, {**rest, other: lots})):
                    answer = trial.least(target, self.seconds)
                found.solves += 1
                if answer.value <= limit and self._confirmed(found, {**rest, other: lots}, watch):
                    found.instead[ask].append(other)

    def _confirmed(self, found: Finding, asks: dict[Lever, int], watch: ProgressMonitor) -> bool:
        """Does it hold when it is solved from nothing?"""
        left = max(1.0, self.seconds - watch.elapsed()) if self.whole else self.seconds
        found.solves, found.rechecked = found.solves + 1, found.rechecked + 1
        lack = self.least_missing(found.demand, asks, left)
        return lack <= self._most(found.demand) * LEFT_OVER

    def _watch(self) -> ProgressMonitor:
        """A clock, which also hears whether to stop."""
        return ProgressMonitor(None, self._cancel)

    # --- what is held

    def _counted(self, demand: Demand) -> list[DemandInPhase]:
        return [
            want
            for want in self.problem.wants
            if want.demand.id == demand.id and self.problem.counts(want)
        ]

    def _held(self, model: ForceModel, demand: Demand, close: bool) -> dict[Variable, Bounds]:
        """What is missing of every demand is at most today's; of this one nothing, if it closes."""
        counted = {want.key for want in self._counted(demand)}
        held: dict[Variable, Bounds] = {}
        for want in self.problem.wants:
            most = min(want.need, self.today.missing.get(want.key, 0.0) + self._tolerance(want))
            if want.key in counted:
                most = self._tolerance(want) if close else want.need
            held[model.shortfall[want.key]] = (0.0, most)
        return held

    def _lack(self, model: ForceModel, demand: Demand) -> list[Term]:
        return [(model.shortfall[want.key], 1.0) for want in self._counted(demand)]

    def _cap_support(self, model: ForceModel, trial: Trial) -> None:
        """No more goes without support than today."""
        months = {phase.id: phase.months for phase in model.problem.phases}
        terms = [(lots, float(months[key[2]])) for key, lots in model.unsupported.items()]
        if terms:
            slack = LEFT_OVER if self.today.unsupported and not self.whole else 0.0
            trial.cap(terms, self.today.unsupported + slack)

    def _tolerance(self, want: DemandInPhase) -> float:
        return SMALL if self.whole else LEFT_OVER * max(1.0, want.need)

    def _most(self, demand: Demand) -> float:
        return max(1.0, *(want.need for want in self._counted(demand)))


def _in_fractions(problem: Problem) -> Problem:
    options = problem.scenario.solve.model_copy(update={"whole_units": False})
    return replace(problem, scenario=problem.scenario.model_copy(update={"solve": options}))


def _relaxed(model: ForceModel) -> Trial:
    """A second copy of a model, in fractions."""
    trial = Trial(model)
    trial.relax()
    return trial

"""ForceModel: the index sets, variables and named rows of one planning problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd, isfinite
from typing import Literal

import pulp

from planner.errors import InputError, Issue, ModelBuildError
from planner.problem import DEPLOYED, POSTURES, STANDBY, Problem
from planner.result import PhaseRow, PoolRow
from planner.schema import Requirement

Key = tuple[str | int, ...]
Term = tuple[pulp.LpVariable, float]
Sense = Literal["<=", ">=", "=="]
Pool = tuple[str, str]


@dataclass
class ForceModel:
    """One model under construction. Words in code, letters in the rules' docstrings.

    ``contribution[nation, unit_type, posture, phase]`` lots deployed or standing by,
    ``placement[group, location, phase]`` lots of a group of pools at a location,
    ``started[nation, unit_type, month]`` tours started so far, ``short[requirement, phase]`` unmet
    part, ``member[nation]``, ``lead[nation]``, ``nato_draw[nation, unit_type, month]`` lots.

    Lots of one unit type are alike, so a location needs a number of them and not a nation's: pools
    of a type that may go to the same places form a group, and only the group is placed. Which
    nation stands where follows from the totals (extract.py), without loss. This takes the symmetry
    of equal sectors out of the model.
    """

    problem: Problem
    whole: bool
    lp: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("force_composition"))
    contribution: dict[tuple[str, str, str, str], pulp.LpVariable] = field(default_factory=dict)
    placement: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    started: dict[tuple[str, str, int], pulp.LpVariable] = field(default_factory=dict)
    short: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    member: dict[str, pulp.LpVariable] = field(default_factory=dict)
    lead: dict[str, pulp.LpVariable] = field(default_factory=dict)
    nato_draw: dict[tuple[str, str, int], pulp.LpVariable] = field(default_factory=dict)
    burden_max: pulp.LpVariable | None = None
    burden_over: dict[str, pulp.LpVariable] = field(default_factory=dict)
    rows: dict[tuple[str, Key], pulp.LpConstraint] = field(default_factory=dict)

    def __post_init__(self) -> None:
        p = self.problem
        self.pools: dict[Pool, PoolRow] = {(q.nation, q.unit_type): q for q in p.pools}
        self.groups: dict[str, Group] = make_groups(p)
        self.horizon = p.scenario.horizon_months
        self.phase_of_month: list[PhaseRow] = [
            phase for phase in p.phases for _ in range(p.months(phase))
        ]
        self.needs: list[tuple[Requirement, PhaseRow, float]] = [
            (requirement, phase, need)
            for requirement in p.scenario.requirements
            for phase in p.phases
            if (need := p.need(requirement, phase)) > 0
        ]

    def variable(
        self, name: str, key: Key, upper: float | None = None, whole: bool = False
    ) -> pulp.LpVariable:
        """Add a variable >= 0, named after its key."""
        category: Literal["Integer", "Continuous"]
        category = "Integer" if whole and self.whole else "Continuous"
        return self.lp.add_variable(_name(name, key), 0, upper, category)

    def require(self, rule: str, key: Key, terms: Iterable[Term], sense: Sense, rhs: float) -> None:
        """Add the row ``terms sense rhs``; remembered as (rule, key).

        A row without terms is either always true, and left out, or can never hold: then the
        scenario contradicts itself and an InputError names the rule.
        """
        pairs = [(variable, value) for variable, value in terms if value != 0]
        if not isfinite(rhs):
            raise ModelBuildError(f"{rule} {key}: the right-hand side is {rhs}")
        if (rule, key) in self.rows:
            raise ModelBuildError(f"{rule} {key}: the row is there already")
        if not pairs:
            holds = {"<=": rhs >= 0, ">=": rhs <= 0, "==": rhs == 0}[sense]
            if not holds:
                where = f"rule {rule}: {' '.join(map(str, key))}"
                raise InputError([Issue(where, "nothing in the coalition can meet this rule")])
            return
        left = pulp.lpSum_vars_coefs(pairs)
        row = left <= rhs if sense == "<=" else left >= rhs if sense == ">=" else left == rhs
        self.rows[rule, key] = self.lp.addConstraint(row, _name(rule, key))

    @cached_property
    def event_months(self) -> dict[Pool, list[int]]:
        """Months in which a tour of a pool may start, without loss.

        Let B be the months in which the pool or its contributions can change, and g the greatest
        common divisor of the tour T and the cycle T + D. Tours need to start only in months that
        equal some b in B modulo g (and not before the first b): if S is any schedule, the step
        function that holds the value of S at the last such month is a schedule too, because the
        set is closed under shifts by T and by T + D, and nothing changes in between.
        """
        events: dict[Pool, list[int]] = {}
        for pool, row in self.pools.items():
            busy = [
                any(self.lots(pool, posture, phase) for posture in POSTURES)
                for phase in self.problem.phases
            ]
            changes = {
                phase.start_month
                for phase, now, before in zip(
                    self.problem.phases, busy, [False, *busy], strict=False
                )
                if now or before
            }
            if changes:
                steps = enumerate(zip(row.lots, row.lots[1:], strict=False), 1)
                changes |= {month for month, (a, b) in steps if a != b}
            step = gcd(row.tour_months, row.tour_months + row.dwell_months)
            residues = {month % step for month in changes}
            first = min(changes, default=0)
            events[pool] = [
                month for month in range(first, self.horizon) if month % step in residues
            ]
        return events

    def lots(self, pool: Pool, posture: str, phase: PhaseRow) -> list[Term]:
        """Contribution of a pool in a posture and phase: one term, or none if not permitted."""
        variable = self.contribution.get((*pool, posture, phase.id))
        return [] if variable is None else [(variable, 1)]

    def deployed(self, pool: Pool, phase: PhaseRow, value: float = 1) -> list[Term]:
        """Deployed lots of a pool in a phase, times ``value``."""
        return [(variable, value) for variable, _ in self.lots(pool, DEPLOYED, phase)]

    def in_cycle(self, pool: Pool, month: int) -> list[Term]:
        """Lots on tour or in dwell in a month: S[t] - S[t - T - D]."""
        row = self.pools[pool]
        return self.started_within(pool, month, row.tour_months + row.dwell_months)

    def started_within(self, pool: Pool, month: int, span: int) -> list[Term]:
        """Tours started in the ``span`` months up to and including ``month``, an event month."""
        terms: list[Term] = []
        if (*pool, month) in self.started:
            terms.append((self.started[*pool, month], 1))
        if (*pool, month - span) in self.started:
            terms.append((self.started[*pool, month - span], -1))
        return terms

    def standing_by(self, pool: Pool, month: int) -> list[Term]:
        """Lots standing by in a month."""
        return self.lots(pool, STANDBY, self.phase_of_month[month])

    def cost_terms(self, nation: str | None = None) -> list[Term]:
        """EUR million over the horizon, of one nation or of all."""
        p = self.problem
        months = {phase.id: p.months(phase) for phase in p.phases}
        return [
            (variable, months[phase] * p.cost(unit_type, posture))
            for (owner, unit_type, posture, phase), variable in self.contribution.items()
            if nation is None or owner == nation
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """Pools of one unit type with the same permitted locations, in one posture."""

    id: str
    unit_type: str
    posture: str
    pools: tuple[Pool, ...]
    first_month: dict[str, int]


def make_groups(problem: Problem) -> dict[str, Group]:
    """The groups of pools that are alike for placement, by id, in a fixed order."""
    alike: dict[tuple[str, str, tuple[tuple[str, int], ...]], list[Pool]] = {}
    for row in problem.pools:
        for posture in POSTURES:
            months = {
                location: month
                for location, month in sorted(row.locations.items())
                if problem.posture(location) == posture
            }
            if months:
                # a pool that opens everywhere at once is held back by its own contribution
                together = len(set(months.values())) == 1
                places = tuple((i, 0 if together else month) for i, month in months.items())
                key = (row.unit_type, posture, places)
                alike.setdefault(key, []).append((row.nation, row.unit_type))
    groups: dict[str, Group] = {}
    for number, ((unit_type, posture, places), pools) in enumerate(sorted(alike.items())):
        identifier = f"{unit_type}_{posture}_{number}"
        groups[identifier] = Group(identifier, unit_type, posture, tuple(pools), dict(places))
    return groups


def _name(prefix: str, key: Key) -> str:
    """A solver name, for reading only: the map ``rows`` holds the truth."""
    return "__".join((prefix, *map(str, key)))

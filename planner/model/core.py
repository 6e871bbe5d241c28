"""ForceModel: the index sets, variables and named rows of one planning problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, isfinite
from typing import Literal

import pulp

from planner.errors import InputError, Issue, ModelBuildError
from planner.model.groups import Group, Pool, make_groups
from planner.model.names import solver_name
from planner.problem.demands import DemandInPhase
from planner.problem.problem import DEPLOYED, STANDBY, Problem
from planner.problem.records import PhaseRow, PoolRow, UnitTypeRow
from planner.rounding import ROUNDING

Key = tuple[str | int, ...]
Term = tuple[pulp.LpVariable, float]
Sense = Literal["<=", ">=", "=="]
SENSES = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "==": pulp.LpConstraintEQ}


@dataclass
class ForceModel:
    """One model under construction. Words in code, letters in the rules' docstrings.

    ``contribution[nation, unit_type, posture, phase]`` lots deployed or standing by,
    ``placement[group, location, phase]`` lots of a group of pools at a location,
    ``starts[nation, unit_type, month]`` lots that start a tour, ``shortfall[demand, phase]`` unmet
    part, ``worst[demand]`` that of the worst phase, and its steps,
    ``below_objective[demand, phase, step]`` up to the objective, ``packages[demand, phase]`` kept
    up, ``present[demand, nation, phase]``, ``member[nation]``, ``lead[nation, component]``,
    ``brigades[group, location, phase]`` whose core is of the group, ``framed[nation, unit_type,
    phase]`` brigades that a pool gives the core of, ``apart[location, phase]`` 1 if it has too few
    battlegroups for one, ``nato_draw[nation, unit_type, month]`` lots, ``unsupported[unit_type,
    location, phase]`` lots of this type and those alike in support, ``arrived[nation, unit_type,
    phase]`` lots more than before, ``joins[effect, nation, phase]`` more of an effect,
    ``bought[purchase]`` lots, ``trained[phase]`` host brigades, ``repaid[nation]`` EUR million.

    Lots of one unit type are alike, so a location needs a number of them and not a nation's: pools
    of a type that may go to the same places form a group, and only the group is placed. Which
    nation stands where follows from the totals, without loss (extraction/build.py). This takes the
    symmetry of equal sectors out of the model. Where a rule asks which nation stands where
    (presences), every pool of the types concerned is a group of its own.
    """

    problem: Problem
    whole: bool
    lp: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("force_composition"))
    contribution: dict[tuple[str, str, str, str], pulp.LpVariable] = field(default_factory=dict)
    placement: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    starts: dict[tuple[str, str, int], pulp.LpVariable] = field(default_factory=dict)
    unsupported: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    shortfall: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    member: dict[str, pulp.LpVariable] = field(default_factory=dict)
    lead: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    worst: dict[str, tuple[pulp.LpVariable, float]] = field(default_factory=dict)
    below_objective: dict[tuple[str, str, int], pulp.LpVariable] = field(default_factory=dict)
    packages: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    present: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    brigades: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    framed: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    apart: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    arrived: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    joins: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    bought: dict[str, pulp.LpVariable] = field(default_factory=dict)
    trained: dict[str, pulp.LpVariable] = field(default_factory=dict)
    repaid: dict[str, pulp.LpVariable] = field(default_factory=dict)
    nato_draw: dict[tuple[str, str, int], pulp.LpVariable] = field(default_factory=dict)
    burden_max: pulp.LpVariable | None = None
    above_fair_share: dict[str, pulp.LpVariable] = field(default_factory=dict)
    rows: dict[tuple[str, Key], pulp.LpConstraint] = field(default_factory=dict)
    nonzeros: int = 0
    grain: dict[int, Fraction] = field(default_factory=dict)
    """by variable id: in a plan of whole lots the variable takes multiples of this"""

    def __post_init__(self) -> None:
        p = self.problem
        self.pools: dict[Pool, PoolRow] = {(q.nation, q.unit_type): q for q in p.pools}
        self.groups: dict[str, Group] = make_groups(p)
        self.horizon = p.scenario.horizon_months
        self.phase_of_month: list[PhaseRow] = [
            phase for phase in p.phases for _ in range(phase.months)
        ]
        self.wants: tuple[DemandInPhase, ...] = p.wants

    def variable(
        self, name: str, key: Key, upper: float | None = None, whole: bool = False
    ) -> pulp.LpVariable:
        """Add a variable >= 0, named after its key."""
        category: Literal["Integer", "Continuous"]
        category = "Integer" if whole and self.whole else "Continuous"
        variable = self.lp.add_variable(solver_name(name, key), 0, upper, category)
        if category == "Integer":
            self.grain[variable.id] = Fraction(1)
        return variable

    def require(self, rule: str, key: Key, terms: Iterable[Term], sense: Sense, rhs: float) -> None:
        """Add the row ``terms sense rhs``; remembered as (rule, key).

        A row without terms is either always true, and left out, or can never hold: then the
        scenario contradicts itself: InputError names the rule.
        """
        pairs = [(variable, value) for variable, value in terms if value != 0]
        if not isfinite(rhs):
            raise ModelBuildError(f"{rule} {key}: the right-hand side is {rhs}")
        if (rule, key) in self.rows:
            raise ModelBuildError(f"{rule} {key}: the row is there already")
        if not pairs:
            if not {"<=": rhs >= 0, ">=": rhs <= 0, "==": rhs == 0}[sense]:
                where = f"rule {rule}: {' '.join(map(str, key))}"
                raise InputError([Issue(where, "nothing in the coalition can meet this rule")])
            return
        # as ``terms <= rhs``, which would copy the terms; named once stored, which is quicker
        left = pulp.LpAffineExpression.from_list(pairs, -rhs)
        left.sense = SENSES[sense]
        self.nonzeros += len(left)
        self.rows[rule, key] = row = self.lp.addConstraint(left)
        row.name = solver_name(rule, key)

    def require_lots(
        self, rule: str, key: Key, lots: list[Term], step: float, unmet: list[Term], need: float
    ) -> None:
        """Add what ``step (sum of lots) + unmet >= need`` says of whole lots; nothing in fractions.

        With r = need mod step > 0 and whole lots it implies lots + unmet / r >= ceil(need / step)
        (mixed-integer rounding; Nemhauser and Wolsey 1990). No whole plan is lost, and the solver
        starts from a far better bound: on the burden of ``guarantor`` .486 instead of .433, of .49.
        """
        rest = need % step
        if self.whole and lots and rest > ROUNDING:
            row = [*lots, *((variable, value / rest) for variable, value in unmet)]
            self.require(rule, key, row, ">=", ceil(need / step))

    @cached_property
    def event_months(self) -> dict[Pool, list[int]]:
        """Months in which a tour of a pool may start, without loss.

        A tour is whole: T months and then D of dwell, used throughout or not. It may begin up to
        T - 1 months before the lot is first used, but not before month 0.

        Let B be the months in which the pool or its contributions can change, f the first month of
        a contribution, and g the greatest common divisor of the tour T and the cycle T + D. Tours
        need to start only in months that equal some b in B modulo g, from f - T + 1 on (a tour that
        starts earlier is over before it is of any use): if S[t] counts the tours started by month t
        of any schedule, the step function that holds the value of S at the last such month is a
        schedule too, because the set is closed under shifts by T and by T + D, and nothing changes
        in between. It may use lots for longer, though: where the stage nato_draw counts that, tours
        may start in every month.
        """
        given = {(nation, unit_type, phase) for nation, unit_type, _, phase in self.contribution}
        events: dict[Pool, list[int]] = {}
        for pool, row in self.pools.items():
            busy = [(*pool, phase.id) in given for phase in self.problem.phases]
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
            first = max(0, min(changes, default=0) - row.tour_months + 1)
            every = self.prices_draws and row.nato_earmark > 0
            events[pool] = [
                month for month in range(first, self.horizon) if every or month % step in residues
            ]
        return events

    @property
    def prices_draws(self) -> bool:
        """Does a stage count what is taken from the forces earmarked for NATO?"""
        scenario = self.problem.scenario
        priced = scenario.rules.nato_reserve_limit.mode == "priced"
        return priced and "nato_draw" in scenario.objectives

    @cached_property
    def tours_start_with_contribution(self) -> set[Pool]:
        """Pools that need no y: their event months are all equal modulo T, and T divides T + D.

        Then the spans of T months that end in event months follow each other without overlap, and
        contributions change only between them. The fewest tours that cover a contribution start
        with it: y[t] = x[k(t)], and every other rule holds y only from above.
        """
        return {
            pool
            for pool, row in self.pools.items()
            if row.dwell_months % row.tour_months == 0
            and len({month % row.tour_months for month in self.event_months[pool]}) <= 1
        }

    def lots(self, pool: Pool, posture: str, phase: PhaseRow) -> list[Term]:
        """Contribution of a pool in a posture and phase: one term, or none if not permitted."""
        variable = self.contribution.get((*pool, posture, phase.id))
        return [] if variable is None else [(variable, 1)]

    def deployed(self, pool: Pool, phase: PhaseRow, value: float = 1) -> list[Term]:
        """Deployed lots of a pool in a phase, times ``value``."""
        return [(variable, value) for variable, _ in self.lots(pool, DEPLOYED, phase)]

    @cached_property
    def starting(self) -> dict[Pool, list[tuple[int, Term]]]:
        """Pool -> event months in which a tour may start, and the lots that start one then."""
        found: dict[Pool, list[tuple[int, Term]]] = {pool: [] for pool in self.event_months}
        for pool, months in self.event_months.items():
            for month in months:
                if pool in self.tours_start_with_contribution:
                    terms = self.deployed(pool, self.phase_of_month[month])
                    found[pool] += [(month, term) for term in terms]
                elif (*pool, month) in self.starts:
                    found[pool].append((month, (self.starts[*pool, month], 1)))
        return found

    def in_cycle(self, pool: Pool, month: int) -> list[Term]:
        """Lots on tour or in dwell in a month: y over T + D months.

        Once the pool has ended for good there is nothing to dwell for: only lots that are still in
        the theatre count, and there are none.
        """
        row = self.pools[pool]
        if not any(row.lots[month:]):
            return self.deployed(pool, self.phase_of_month[month])
        return self.started_within(pool, month, row.tour_months + row.dwell_months)

    def started_within(self, pool: Pool, month: int, span: int) -> list[Term]:
        """Tours started in the ``span`` months up to and including ``month``, an event month."""
        return [term for t, term in self.starting[pool] if month - span < t <= month]

    def standing_by(self, pool: Pool, month: int) -> list[Term]:
        """Lots standing by in a month."""
        return self.lots(pool, STANDBY, self.phase_of_month[month])

    @cached_property
    def standing(self) -> dict[tuple[str, str], list[tuple[UnitTypeRow, pulp.LpVariable]]]:
        """(location, phase) -> the lots that may be there, group by group, with their type."""
        found: dict[tuple[str, str], list[tuple[UnitTypeRow, pulp.LpVariable]]] = {}
        for (group, location, phase), z in self.placement.items():
            unit = self.problem.unit_types[self.groups[group].unit_type]
            found.setdefault((location, phase), []).append((unit, z))
        return found

    def unmet(self, want: DemandInPhase) -> list[Term]:
        """What is missing of a demand: below its threshold, and up to its target."""
        terms: list[Term] = [(self.shortfall[want.key], 1)]
        return terms + [(v, 1) for key, v in self.below_objective.items() if key[:2] == want.key]

    def target(self, want: DemandInPhase) -> float:
        """What supply and unmet part add up to: the objective where the stage deterrence values
        it, else the need."""
        return want.top if (*want.key, 0) in self.below_objective else want.need

    def is_battlegroup(self, group: Group) -> bool:
        """Is it a group of battlegroups that are in the theatre?"""
        unit = self.problem.unit_types[group.unit_type]
        return unit.is_battlegroup and group.posture == DEPLOYED

    def cost_terms(self, nation: str | None = None, movement: bool = True) -> list[Term]:
        """EUR million over the horizon, of one nation or of all: forces, movement, purchases.

        Arrivals are held from below only, so movement must not stand where more of it is better.
        """
        p = self.problem
        months = {phase.id: phase.months for phase in p.phases}
        terms: list[Term] = [
            (variable, months[phase] * p.cost(unit_type, posture))
            for (owner, unit_type, posture, phase), variable in self.contribution.items()
            if nation is None or owner == nation
        ]
        terms += [
            (variable, self.pools[owner, unit_type].movement_cost_eur_m)
            for (owner, unit_type, _), variable in self.arrived.items()
            if movement and (nation is None or owner == nation)
        ]
        for option in p.purchases:
            share = 1.0 if nation is None else option.payers.get(nation, 0.0)
            if share and option.id in self.bought:
                terms.append((self.bought[option.id], share * option.price_eur_m))
        return terms

    def net_cost_terms(self, nation: str) -> list[Term]:
        """Cost of a nation after the common fund: less what it gets, plus what it pays in."""
        totals: dict[int, Term] = {}
        terms = self.cost_terms(nation)
        if nation in self.repaid:
            share = self.problem.fair_share[nation]
            terms.append((self.repaid[nation], -1))
            terms += [(variable, share) for variable in self.repaid.values()]
        for variable, value in terms:
            before = totals.get(variable.id, (variable, 0.0))[1]
            totals[variable.id] = (variable, before + value)
        return list(totals.values())

"""The whole model on one page.

What limits a nation's brigades? Read CONSTRAINTS: one small function a rule; its name is the
prefix of its rows in the solver, the key in reports and the name of its test.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.model import coalition as c
from planner.model import demands as d
from planner.model import forces as s
from planner.model import growth as g
from planner.model import stages as o
from planner.model import variables as v
from planner.model.command import framework_floor, headquarters_floor, lead_floor
from planner.model.core import ForceModel, Term
from planner.model.money import budget_limit, burden_floor
from planner.model.movement import lift_limit
from planner.problem.problem import Problem
from planner.scenario import stages

VARIABLES: tuple[Callable[[ForceModel], None], ...] = (
    v.placements,  # z[g,l,k]    lots of a group at a location
    v.contributions,  # x[n,u,a,k]  lots given, deployed or standing by
    v.starts,  # y[n,u,t]    lots that start a tour
    v.unsupported,  # unsupported[u,l,k]
    v.shortfalls,  # shortfall[r,k], below_objective[r,k,i], packages[r,k]
    v.worst,  # worst[r]
    v.memberships,  # member[n], lead[n,c]
    v.presences,  # present[r,n,k]
    v.formations,  # brigades[g,l,k], framed[n,u,k], apart[l,k]
    v.arrivals,  # arrived[n,u,k]
    v.joins,  # joins[e,n,k]
    v.growth,  # bought[i], trained[k]
    v.repayments,  # repaid[n]
    v.fairness,  # burden_max, above_fair_share[n]
    v.nato_draws,  # draw_nato[n,u,t]
)

CONSTRAINTS: tuple[Callable[[ForceModel], None], ...] = (
    # sustainability
    s.tour_cover_limit,
    s.pool_limit,
    s.rotation_limit,
    s.handover_limit,
    s.personnel_limit,
    s.support_floor,
    s.company_limit,
    s.placement_balance,
    lift_limit,
    # deterrence
    *d.CONSTRAINTS,  # effects, threats, presence, air cover, air defence: met, or counted
    # command
    headquarters_floor,
    framework_floor,
    lead_floor,
    # commitment
    c.participation_floor,
    c.coalition_floor,
    c.share_limit,
    c.pledge_floor,
    c.bid_limit,
    c.nato_reserve_limit,
    c.us_enabler_limit,
    # growth
    g.procurement_limit,
    g.training_balance,
    # money and fairness
    budget_limit,
    burden_floor,
)

STAGES: dict[str, tuple[Callable[[ForceModel], list[Term]], str]] = {
    name: (getattr(o, name), kind.unit) for name, kind in stages.STAGES.items()
}
"""what each stage minimises, and in which unit: the functions of stages.py, by their names"""


def build(problem: Problem) -> ForceModel:
    """The model of a problem. Raises InputError when a rule can never hold."""
    model = ForceModel(problem, whole=problem.scenario.solve.whole_units)
    for create in VARIABLES:
        create(model)
    for add in CONSTRAINTS:
        add(model)
    return model

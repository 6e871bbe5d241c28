"""What is left of a plan in a case: a second copy of the lots, of which some may stay at home.

Overnight nobody gives more than in the plan itself. So what holds lots back from above (tours,
pools, people, bids, budgets) holds in the case as well, and only what needs other lots is asked
anew: demands, support, command, shares. Political floors ask for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from planner.model import coalition as c
from planner.model import demands as d
from planner.model import forces as s
from planner.model import growth as g
from planner.model import variables as v
from planner.model.command import framework_floor, headquarters_floor
from planner.model.core import ForceModel, Key, Sense, Term
from planner.model.stages import shortfall
from planner.problem.problem import Problem

VARIABLES = (
    v.placements,
    v.contributions,
    v.unsupported,
    v.shortfalls,
    v.memberships,
    v.presences,
    v.formations,
    v.joins,
    v.growth,
)
CONSTRAINTS = (
    s.support_floor,
    s.handover_limit,
    s.company_limit,
    s.placement_balance,
    *d.CONSTRAINTS,
    headquarters_floor,
    framework_floor,
    c.share_limit,
    g.training_balance,
)


@dataclass
class CaseModel(ForceModel):
    """A copy of the lots of a model, in the same linear program under names of its own."""

    case: str = ""

    def variable(self, name: str, key: Key, upper: float | None = None, whole: bool = False) -> Any:
        """As in ForceModel, with the case in its name."""
        return super().variable(f"{name}__{self.case}", key, upper, whole)

    def require(self, rule: str, key: Key, terms: Iterable[Term], sense: Sense, rhs: float) -> None:
        """As in ForceModel, with the case in its name."""
        super().require(f"{rule}__{self.case}", key, terms, sense, rhs)


def add_case(model: ForceModel, gone: Collection[str], share: float) -> CaseModel:
    """From now on the plan of a model keeps a share of what it provides if nations leave overnight.

    Formula:   x'[n,u,a,k] <= x[n,u,a,k], 0 for those that leave;
               provided' >= share x provided, where provided = sum over r,k of weight[r] months[k]
               (1 - shortfall[r,k] / need[r,k])

    A plan may promise less than its lots give, so that less has to be kept: from now on what is
    missing of a demand takes any value, in whole lots too.
    """
    case = CaseModel(model.problem, model.whole, lp=model.lp, case="_".join(sorted(gone)))
    for create in VARIABLES:
        create(case)
    for add in CONSTRAINTS:
        add(case)
    for key, lots in case.contribution.items():
        if key[0] in gone:
            lots.upBound = 0
        else:
            case.require("at_most", key, [(lots, 1), (model.contribution[key], -1)], "<=", 0)
    for missing in (*model.shortfall.values(), *model.below_objective.values()):
        model.grain.pop(missing.id, None)
    row = [*shortfall(case), *((v, -share * value) for v, value in shortfall(model))]
    case.require("kept", (), row, "<=", (1 - share) * asked(model.problem))
    return case


def asked(problem: Problem) -> float:
    """Weighted requirement-months that are asked for in all."""
    return sum(want.demand.weight * want.phase.months for want in problem.wants)

"""Growth: what can be bought, and whom the coalition trains."""

from __future__ import annotations

from planner.model.core import ForceModel, Term
from planner.reference.identifiers import TRAINING
from planner.scenario.fields import stated


def procurement_limit(m: ForceModel) -> None:
    """Bought lots are used only after their lead time, and no more than were bought.

    Formula:   sum of y[o,u,t'] over t-T-D < t' <= t, + x[o,u,standby,k(t)]
               <= sum of bought[i] over purchases i of unit type u and owner o with lead[i] <= t
    Symbols:   left side: lots of the owner o on tour, in dwell or standing by · bought lots,
               ordered in month 0, at most max_lots · lead months from order to first use
    Rows:      one per pool of a capability coalition and event month, when switched on
    Binds when: all that was bought is in use
    Source:    procurement.csv: members, price, lead time and maximum of ELSA, ESSI and others
    """
    options = m.problem.purchases
    owned = {(option.owner, option.unit_type) for option in options}
    for pool in m.pools:
        for month in m.event_months[pool] if pool in owned else ():
            terms: list[Term] = m.in_cycle(pool, month) + m.standing_by(pool, month)
            terms += [
                (m.bought[option.id], -1)
                for option in options
                if (option.owner, option.unit_type) == pool and option.ready_month <= month
            ]
            m.require("procurement_limit", (*pool, month), terms, "<=", 0)


def training_balance(m: ForceModel) -> None:
    """Host brigades are trained by the teams that were at work before.

    Formula:   trained[k] = trained[k-1] + months[k-1] / effort x sum over n of x[n,team,k-1]
    Symbols:   trained host brigades by the start of phase k (0 at first, at most max_brigades) ·
               x training teams at work (lots) · effort team-months that a brigade takes
    Rows:      one per phase, when switched on
    Binds when: always; force_ratio_floor counts what is trained
    Source:    planning_factors.csv team_months_per_host_brigade
    """
    rule = m.problem.scenario.rules.training_balance
    if not rule.enabled:
        return
    effort = stated(rule.team_months_per_brigade, "training_balance.team_months_per_brigade")
    phases = m.problem.phases
    for before, phase in zip([None, *phases], phases, strict=False):
        terms: list[Term] = [(m.trained[phase.id], 1)]
        if before is not None:
            terms.append((m.trained[before.id], -1))
            rate = before.months / effort
            for pool in m.pools:
                value = m.problem.unit_types[pool[1]].effects.get(TRAINING, 0)
                terms += m.deployed(pool, before, -rate * value) if value else []
        m.require("training_balance", (phase.id,), terms, "==", 0)

"""The planning problem formulated a second time, and solved by another solver.

Only the scenario document and the tables of the small world (world.py) are read; nothing is shared
with the planner. Lots are given nation by nation and place by place, tours may start in every
month, and nothing is aggregated, rounded, fixed or left out because it could be proved needless.
The stages are solved one after the other by SCIP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, inf
from typing import Any

from pyscipopt import Model, quicksum

from ..world import WORLD, Document
from .second_reading import US, Pool, Reading
from .second_rules import Terms, command, companies, costs, lift, money, politics, support, times

SLACK = 1e-9
"""share by which a later stage may exceed an earlier one"""
SECONDS = 10
"""for a stage; a case that takes more is open"""


class Open(Exception):
    """SCIP did not prove a stage in time."""


class SecondFormulation:
    """The second model of a document.

    Variables (whole where the document asks for whole units): ``given[n,u,l,k]`` lots at a place in
    a phase, ``tours[n,u,t]`` lots that start a tour in a month, ``member[n]``. ``presolve``: may
    SCIP simplify the model first?
    """

    def __init__(self, document: Document, presolve: bool = True) -> None:
        self.read = Reading(document)
        self.whole = document["solve"].get("whole_units", True)
        self.scip = Model()
        self.scip.hideOutput()
        self.scip.setParam("limits/time", SECONDS)
        if not presolve:
            self.scip.setParam("presolving/maxrounds", 0)
        self.months = [end - start for start, end in self.read.phases]
        self.phase_of = [k for k, length in enumerate(self.months) for _ in range(length)]
        owners = {nation for nation, _ in self.read.pools}
        self.member = {n: self.variable(1) for n in self.read.members if n in owners}
        self.given: dict[tuple[str, str, str, int], Any] = {}
        self.bought = {i: self.variable(o.max_lots) for i, o in self.read.purchases.items()}
        self.arrived: dict[tuple[Pool, int], Any] = {}
        self.draws: Terms = []
        self.values: Terms = []
        self.worst: dict[str, tuple[float, Any]] = {}
        self.lacks: Terms = []
        self.unsupported: Terms = []
        self.burden: Any = None
        self.excess: dict[str, Any] = {}
        for pool in self.read.pools:
            self.give(pool)
            self.keep_up(pool)
            self.rotate(pool)
        self.trained = self.train()
        self.ask()
        for add in (politics, command, support, companies, lift, money):
            add(self)

    def variable(self, most: float | None = None, whole: bool = True) -> Any:
        return self.scip.addVar(vtype="I" if whole and self.whole else "C", lb=0, ub=most)

    def at_most(self, terms: Terms, limit: float) -> None:
        """A row: the sum is at most the limit."""
        if terms:
            self.scip.addCons(quicksum(value * v for value, v in terms) <= limit)
        elif limit < 0:
            self.scip.addCons(self.variable(0) >= 1)

    def at_least(self, terms: Terms, limit: float) -> None:
        self.at_most(times(-1, terms), -limit)

    def lots(
        self,
        nation: str | None = None,
        phase: int | None = None,
        places: Iterable[str] | None = None,
        home: bool = False,
        **of_unit: Any,
    ) -> list[tuple[str, Any]]:
        """Unit types and lots given: deployed, or standing by too (``home``)."""
        return [
            (unit, v)
            for (n, unit, place, k), v in self.given.items()
            if nation in (None, n)
            and phase in (None, k)
            and (place in places if places else home or not self.stands_by(place))
            and all(getattr(WORLD.unit_types[unit], name) == x for name, x in of_unit.items())
        ]

    def stands_by(self, place: str) -> bool:
        return bool(self.read.places[place]["kind"] == "standby")

    def give(self, pool: Pool) -> None:
        """A variable for every place and phase in which a lot is permitted and of use."""
        for place in self.read.places:
            first = self.read.first_month(pool, place)
            for phase, (start, _) in enumerate(self.read.phases):
                if first is not None and start >= first and self.read.serves(pool[1], place, phase):
                    self.given[*pool, place, phase] = self.variable(max(self.read.pools[pool]))

    def keep_up(self, pool: Pool) -> None:
        """Every month lots in the theatre are on tour; tours, dwell, standby fit the pool."""
        tour, dwell = self.read.cycle(pool)
        pinned = self.read.pools[pool]
        tours = [self.variable(max(pinned)) for _ in pinned]
        earmark = self.read.earmark(pool)
        reserve = self.read.on("nato_reserve_limit") or {}
        for month, lots in enumerate(pinned):
            now = [
                (place, v)
                for (*owner, place, phase), v in self.given.items()
                if tuple(owner) == pool and phase == self.phase_of[month]
            ]
            deployed: Terms = [(1, v) for place, v in now if not self.stands_by(place)]
            used: Terms = [(1, v) for place, v in now if self.stands_by(place)]
            away = tours[max(0, month - tour + 1) : month + 1]
            self.at_most([*deployed, *((-1, v) for v in away)], 0)
            ended = not any(pinned[month:])
            away = tours[max(0, month - tour - dwell + 1) : month + 1]
            used += deployed if ended else [(1, v) for v in away]
            if pool[0] in self.member:
                self.at_most([*used, (-lots, self.member[pool[0]])], 0)
            else:
                self.at_most(used, lots)
            if pool[0].startswith("X"):
                ready = [
                    (-1.0, self.bought[name])
                    for name, option in self.read.purchases.items()
                    if self.read.owner(name) == pool[0]
                    and option.unit_type == pool[1]
                    and option.lead_months <= month
                ]
                self.at_most([*used, *ready], 0)
            if earmark and reserve["mode"] == "forbidden":
                self.at_most(used, max(0, lots - earmark))
            elif earmark and reserve["mode"] == "priced":
                draw = self.variable(whole=False)
                self.at_most([*used, (-1, draw)], max(0, lots - earmark))
                self.draws.append((1, draw))

    def rotate(self, pool: Pool) -> None:
        """Over the whole time, a pool gives no more than its cycle keeps up.

        That is, from when it may first be somewhere: standing by only where a demand counts it.
        """
        if not self.read.on("rotation_limit") or pool[0].startswith("X"):
            return
        tour, dwell = self.read.cycle(pool)
        phases = range(len(self.months))
        firsts = (
            self.read.first_month(pool, place)
            for place in self.read.places
            if not self.stands_by(place)
            or any(self.read.serves(pool[1], place, phase) for phase in phases)
        )
        start = min((f for f in firsts if f is not None and f < self.read.horizon), default=0)
        start = max(start, self.read.document.get("steady_from_month") or 0)
        counted = [k for k, (first, _) in enumerate(self.read.phases) if first >= start]
        share, longest = tour / (tour + dwell), max((self.months[k] for k in counted), default=0)
        terms: Terms = [
            (self.months[k] * (share if self.stands_by(place) else 1.0), v)
            for (*owner, place, k), v in self.given.items()
            if tuple(owner) == pool and k in counted
        ]
        self.at_most(terms, max(longest, share * sum(self.read.pools[pool][start:])))

    def train(self) -> list[Any]:
        """Host brigades trained by the start of each phase."""
        rule = self.read.on("training_balance")
        if not rule:
            return []
        trained = [self.variable(rule["max_brigades"], whole=False) for _ in self.months]
        for phase, now in enumerate(trained):
            before: Terms = []
            if phase:
                rate = self.months[phase - 1] / rule.get("team_months_per_brigade", 8)
                teams = self.lots(phase=phase - 1, placement="training")
                before = [(1, trained[phase - 1]), *((rate, v) for _, v in teams)]
            self.scip.addCons(now == quicksum(value * v for value, v in before))
        return trained

    def supply(self, demand: Document, effect: str, days: int, phase: int) -> Terms:
        """What can act for a demand in time, in units of the effect."""
        near = [p for p in self.read.places if self.read.reaches(demand["location"], p, days)]
        lots = self.lots(phase=phase, places=near)
        effects = {u: unit.effects.get(effect, 0) for u, unit in WORLD.unit_types.items()}
        return [(effects[unit], v) for unit, v in lots if effects[unit]]

    def ask(self) -> None:
        """Every demand is met, or what is missing of it counts."""
        valued = "deterrence" in self.read.document["objectives"]
        slopes = self.read.document["rules"].get("deterrence", {}).get("slopes", (0.5, 0.25))
        taken: dict[tuple[str, str, str, int], tuple[Document, Terms]] = {}
        for kind, demand, need, top, asks in self.read.demands:
            for phase, months in enumerate(self.months):
                if need <= 0 or not self.read.holds(demand, phase):
                    continue
                unit = demand.get("weight", 1) * months / need
                short = self.variable(need, whole=False)
                unmet: Terms = [(1, short)]
                self.values.append((unit, short))
                self.keep(demand, phase, need, short)
                for slope in slopes if valued and top > need else ():
                    lack = self.variable((top - need) / len(slopes), whole=False)
                    unmet.append((1, lack))
                    self.lacks.append((slope * unit, lack))
                target = max(need, top) if valued else need
                if kind == "presence":
                    self.be_present(demand, phase, short)
                elif kind in ("effect", "threat"):
                    ((effect, days),) = asks
                    terms = [*unmet, *self.supply(demand, effect, days, phase)]
                    if kind == "threat":
                        target -= demand.get("host_battlegroups", 0)
                        if self.trained and days >= self.read.transit:
                            terms.append((3, self.trained[phase]))
                    self.at_least(terms, target)
                else:
                    kept = self.variable(ceil(max(need, top)))
                    self.at_least([(1, kept), *unmet], target)
                    for effect, take in self.read.needs(demand["package"]).items():
                        key = (kind, effect, demand["location"], phase)
                        taken.setdefault(key, (demand, []))[1].append((take, kept))
        for (_, effect, _, phase), (demand, terms) in taken.items():
            self.at_most([*terms, *times(-1, self.supply(demand, effect, 0, phase))], 0)

    def keep(self, demand: Document, phase: int, need: float, short: Any) -> None:
        """In no phase that counts is more missing than in the worst."""
        if self.read.phases[phase][0] >= self.read.counts_from(demand):
            months, worst = self.worst.get(demand["id"], (0.0, None))
            worst = self.variable(need, whole=False) if worst is None else worst
            share = demand.get("weight", 1) * self.months[phase] / need
            self.worst[demand["id"]] = months + share, worst
            self.at_least([(1, worst), (-1, short)], 0)

    def be_present(self, demand: Document, phase: int, short: Any) -> None:
        near = [p for p in self.read.places if self.read.reaches(demand["location"], p, 0)]
        present: dict[str, Any] = {}
        for nation in self.member:
            lots = self.lots(nation, phase, near)
            there = [(1.0, v) for u, v in lots if "ground" in WORLD.unit_types[u].effects]
            present[nation] = self.variable(1)
            self.at_least([*there, (-demand.get("min_lots", 1), present[nation])], 0)
        self.at_least([(1, short), *((1, v) for v in present.values())], demand["nations"])
        powers = [(1, v) for n, v in present.items() if self.read.facts[n, "nuclear"]]
        self.at_least([(1, short), *powers], demand.get("nuclear_powers", 1))

    def stage(self, name: str) -> Terms:
        american = [(float(self.months[k[3]]), v) for k, v in self.given.items() if k[0] == US]
        return {
            "sustained": list(self.worst.values()),
            "shortfall": self.values,
            "support": self.unsupported,
            "deterrence": [*self.values, *self.lacks],
            "us_dependence": american,
            "nato_draw": self.draws,
            "burden": [(1.0, self.burden)],
            "burden_excess": [(1.0, v) for v in self.excess.values()],
            "cost": costs(self, None),
        }[name]

    def best(self, reached: Sequence[float] = (), slack: float = SLACK) -> list[float] | None:
        """The least value of each stage, each capped before the next; None: there is no plan.

        ``reached``: values at which the stages are capped, instead of their own; from a stage on
        for which they leave no plan, all is infinite. ``slack``: the share by which the caps may be
        exceeded. Raises Open when a stage takes too long.
        """
        values: list[float] = []
        for number, name in enumerate(self.read.document["objectives"]):
            objective = quicksum(value * v for value, v in self.stage(name))
            self.scip.setObjective(objective)
            self.scip.optimize()
            if self.scip.getStatus() == "infeasible" and not values:
                return None
            if self.scip.getStatus() == "infeasible" and reached:
                return [*values, *(inf for _ in reached[number:])]
            if self.scip.getStatus() != "optimal":
                raise Open(f"{name}: {self.scip.getStatus()}")
            values.append(self.scip.getObjVal())
            self.scip.freeTransform()
            cap = reached[number] if reached else values[-1]
            if self.stage(name):
                self.scip.addCons(objective <= cap + slack * max(1.0, cap))
        return values

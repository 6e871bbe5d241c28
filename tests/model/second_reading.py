"""A scenario document of the small world, read without the planner: who, where, when, what for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil, floor
from typing import Any

from ..world import NATIONS, WORLD, Document

US = "USA"
OWNERS = {"elsa_bat": "XEL", "joint_tkr": "XCB"}
SIZES = {
    "gdp": "gdp_2024",
    "defence_budget": "defence_budget_2024",
    "active_forces": "forces_active",
}
Pool = tuple[str, str]


class Reading:
    """A scenario document, with what it says about nations, places and months."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.coalition: Document = document["coalition"]
        self.horizon: int = document["horizon_months"]
        self.places: dict[str, Document] = {p["id"]: p for p in document["locations"]}
        self.transit = max(1, (self.on("effect_floor") or {}).get("sector_transit_days", 5))
        """days from one sector to another"""
        self.caveats: list[Document] = document["overrides"]["caveats"]
        self.facts = {k: figure.value for k, figure in WORLD.facts.items()}
        for f in document["overrides"]["facts"]:
            self.facts[f["nation"], f["item"]] = f["value"]
        self.demands = list(self._demands())
        self.purchases = self._purchases()
        self.partners = self._partners()
        self.members = [n for n in self.partners if n in NATIONS]
        self.pools = self._pools()
        self.phases = self._phases()

    def on(self, rule: str) -> Document | None:
        """The parameters of a rule that the document switches on."""
        found: Document | None = self.document["rules"].get(rule)
        return found if found is not None and found.get("enabled", True) else None

    def included(self, nation: str) -> bool:
        return nation in self.coalition.get("include", ())

    def listed(self, rule: str, name: str) -> list[Document]:
        return list((self.on(rule) or {}).get(name, ()))

    def _purchases(self) -> dict[str, Any]:
        rule = self.on("procurement_limit")
        names = (rule.get("options") or WORLD.procurement) if rule else ()
        return {
            name: option
            for name, option in WORLD.procurement.items()
            if name in names and option.lead_months < self.horizon
            if self.is_used(option.unit_type)
        }

    def is_used(self, unit_type: str) -> bool:
        """Has a demand, a pledge or a rule a use for the unit type at all?"""
        unit = WORLD.unit_types[unit_type]
        asked = {effect for *_, asks in self.demands for effect, _ in asks}
        pledged = {pledge["unit_type"] for pledge in self.listed("pledge_floor", "pledges")}
        led = unit.role in ("support", "command", "training")  # pinned where their rules are on
        return led or unit_type in pledged or bool(asked & set(unit.effects))

    def _partners(self) -> list[str]:
        partners = {n for n in NATIONS if self.facts[n, "stance"] >= self.coalition["min_stance"]}
        fund = self.document["rules"].get("budget_limit", {}).get("common_fund_eur_m")
        buying = self.document["rules"].get("procurement_limit", {}).get("enabled")
        if not fund and not buying:  # others need forces of use here
            owned = self.document["overrides"]["pools"]
            partners &= {p["nation"] for p in owned if self.is_used(p["unit_type"])}
        partners |= {nation for nation in NATIONS if self.included(nation)}
        partners |= {US} if self.coalition.get("us_backstop") else set()
        partners |= {OWNERS[name] for name in self.purchases}
        return sorted(partners - set(self.coalition.get("exclude", ())))

    def _pools(self) -> dict[Pool, list[int]]:
        pools: dict[Pool, list[int]] = defaultdict(lambda: [0] * self.horizon)
        for p in self.document["overrides"]["pools"]:
            for month in range(p["from_month"], self.horizon):
                pools[p["nation"], p["unit_type"]][month] = p["lots"]
        for name, option in self.purchases.items():
            for month in range(option.lead_months, self.horizon):
                pools[OWNERS[name], option.unit_type][month] += option.max_lots
        return {pool: q for pool, q in pools.items() if pool[0] in self.partners and any(q)}

    def cycle(self, pool: Pool) -> tuple[int, int]:
        """Tour and dwell: the last that the document gives."""
        tours = self.document["overrides"]["tours"]
        fit = [t for t in tours if t["unit_type"] == pool[1] and t.get("nation") in (None, pool[0])]
        return fit[-1]["tour_months"], fit[-1]["dwell_months"]

    def days(self, pool: Pool) -> tuple[int, int]:
        """Days until a nation's lots can leave, and in transit: notice is 0 in this world."""
        decision = self.facts.get((pool[0], "authorisation_days"), 0)
        far = self.facts.get((pool[0], "distance_to_ukraine_km"), 0) > 0
        surface = WORLD.unit_types[pool[1]].movement == "surface"
        return int(decision) - self.coalition.get("preparation_days", 0), int(far and surface)

    def months(self, pool: Pool) -> tuple[int, int]:
        """First month in the theatre, and standing by."""
        ready, transit = self.days(pool)
        return ceil((max(0, ready) + transit) / 30), ceil(max(0, ready) / 30)

    def _phases(self) -> list[tuple[int, int]]:
        """Runs of months in which nothing changes that a government answers to."""
        cuts = {phase["start"] for phase in self.document["phases"]}
        terms = [*self.document["requirements"], *self.listed("pledge_floor", "pledges")]
        for rule, name in (
            ("force_ratio_floor", "threats"),
            ("presence_floor", "presences"),
            ("air_cover_floor", "stations"),
            ("air_defence_floor", "areas"),
        ):
            terms += self.listed(rule, name)
        cuts |= {term.get("from_month", 0) for term in terms}
        cuts |= {term.get("to_month") or self.horizon for term in terms}
        cuts.add(self.document.get("steady_from_month") or 0)
        cuts |= {c.get("until_month") or 0 for c in self.caveats}
        cuts |= {option.lead_months for option in self.purchases.values()}
        for p in self.document["overrides"]["pools"]:
            if self.is_used(p["unit_type"]):
                cuts |= set(self.months((p["nation"], p["unit_type"])))
        if self.coalition.get("us_backstop"):
            cuts |= {d["from_month"] for d in self.listed("us_enabler_limit", "drawdown")}
        starts = sorted(month for month in cuts if month < self.horizon)
        return list(zip(starts, [*starts[1:], self.horizon], strict=True))

    def _demands(self) -> Iterator[tuple[str, Document, float, float, list[tuple[str, int]]]]:
        """Kind, demand, need, top, and the effects that it can use within how many days."""
        upper = self.document.get("requirement_level") == "objective"

        def levels(low: float, high: float | None) -> tuple[float, float]:
            top = low if high is None else high
            return (top if upper else low), top

        for r in self.document["requirements"]:
            asks = [(r["effect"], r.get("within_days", 0))]
            yield "effect", r, *levels(r["threshold"], r.get("objective")), asks
        for t in self.listed("force_ratio_floor", "threats"):
            need, top = levels(t["attackers"], t.get("attackers_objective"))
            unit = 1000 * (self.on("force_ratio_floor") or {}).get("ratio", 3)
            yield "threat", t, need / unit, top / unit, [("ground", t.get("within_days", 0))]
        for p in self.listed("presence_floor", "presences"):
            yield "presence", p, p["nations"], p["nations"], [("ground", 0)]
        for rule, name in (("air_cover_floor", "stations"), ("air_defence_floor", "areas")):
            for c in self.listed(rule, name):
                asks = [(effect, 0) for effect in WORLD.packages[c["package"]].needs]
                yield rule, c, *levels(c["threshold"], c.get("objective")), asks

    def counts_from(self, demand: Document) -> int:
        """First month of the phases of which the worst counts."""
        start = self.document.get("steady_from_month")
        if start is None:
            start = max((self.serves_from(pool, demand) for pool in self.pools), default=0)
        own = int(demand.get("from_month", 0))
        end = demand.get("to_month") or self.horizon
        return own if max(start, own) >= end else max(start, own)

    def serves_from(self, pool: Pool, demand: Document) -> int:
        """First month in which what is not bought can act for a demand; 0 if it never can."""
        asks = next(asks for _, d, *_, asks in self.demands if d is demand)
        months = [
            first
            for place in self.places
            if (first := self.first_month(pool, place)) is not None and first < self.horizon
            for effect, days in asks
            if effect in WORLD.unit_types[pool[1]].effects
            and self.reaches(demand["location"], place, days)
        ]
        return 0 if pool[0].startswith("X") else min(months, default=0)

    def holds(self, term: Document, phase: int) -> bool:
        start = self.phases[phase][0]
        return bool(term.get("from_month", 0) <= start < (term.get("to_month") or self.horizon))

    def reaches(self, where: str, place: str, days: int) -> bool:
        """Can what is at a place act elsewhere within so many days?"""
        here, there = self.places[where]["kind"], self.places[place]["kind"]
        if where == place or "training" in (here, there) or here == "standby":
            return where == place
        if there == "standby":
            at = self.places[place]
            return bool(days >= max(1, at["notice_days"] + at["transit_days"]))
        return here == "theatre_wide" or days >= (1 if there == "theatre_wide" else self.transit)

    def first_month(self, pool: Pool, place: str) -> int | None:
        """When a nation's lots may first be at a place; None: never."""
        nation, unit = pool[0], WORLD.unit_types[pool[1]]
        kind = self.places[place]["kind"]
        theatre = kind in ("theatre", "theatre_wide")
        fits = {"sector": "theatre"}.get(unit.placement, unit.placement) == kind
        if not fits and (kind != "standby" or unit.role == "command" or pool[1] == "team"):
            return None
        if nation == US and not unit.us_enabler:
            return None
        if unit.role == "command" and self.on("framework_floor") and not self.leads(nation):
            return None
        month = self.months(pool)[kind == "standby"]
        for c in self.caveats:
            forbids = {
                "forbidden": True,
                "no_ground_troops": theatre and unit.domain == "land",
                "standby_only": theatre,
                "support_only": theatre and unit.role == "combat",
                "air_only": theatre and unit.domain != "air",
            }[c.get("kind", "forbidden")]
            named = c.get("location") == place if c.get("location") else theatre
            if (
                c["nation"] == nation
                and c.get("unit_type") in (None, pool[1])
                and named
                and forbids
            ):
                if c.get("until_month") is None:
                    return None
                month = max(month, c["until_month"])
        return month

    def leads(self, nation: str) -> bool:
        """Is it a framework nation: named by the rule, else by the facts?"""
        named = (self.on("framework_floor") or {}).get("nations")
        facts = ("eastern_flank_lead", "lead_capable")
        return nation in named if named else any(self.facts[nation, fact] for fact in facts)

    def serves(self, unit_type: str, place: str, phase: int) -> bool:
        """A government sends nobody who serves nothing in the phase."""
        unit, kind = WORLD.unit_types[unit_type], self.places[place]["kind"]
        if kind == "training":
            return self.on("training_balance") is not None
        asked = [
            (d["location"], effect, days, k)
            for _, d, need, _, asks in self.demands
            for k in range(len(self.phases))
            if need > 0 and self.holds(d, k)
            for effect, days in asks
        ]
        near = [(e, k) for where, e, days, k in asked if self.reaches(where, place, days)]
        pledged = any(p["unit_type"] == unit_type for p in self.listed("pledge_floor", "pledges"))
        useful = any(e in unit.effects or unit.role == "support" for e, _ in near)
        if pledged and (useful or kind != "standby"):
            return True
        if any(k == phase and e in unit.effects for e, k in near):
            return True
        if unit.role == "command":
            sectors = [p for p, at in self.places.items() if at["kind"] == "theatre"]
            return any(self.serves(u, p, phase) for u in ("inf", "tank") for p in sectors)
        helped = [u for u, other in WORLD.unit_types.items() if unit_type in other.supported_by]
        return any(self.serves(u, place, phase) for u in helped)

    def owner(self, purchase: str) -> str:
        return OWNERS[purchase]

    def earmark(self, pool: Pool) -> int:
        """Lots promised to NATO: the share of the forces, of what the nation owns by the facts."""
        nation, unit_type = pool
        if nation not in NATIONS:
            return 0
        owned = self.facts[nation, f"owned_{unit_type}"]
        share = self.facts[nation, "nfm_tier12_troops"] / self.facts[nation, "forces_active"]
        return int(min(owned, floor(owned * share + 0.5)))

    def pays(self, nation: str, purchase: str) -> bool:
        item = self.purchases[purchase].member_item
        return not item or self.facts[nation, item] > 0

    def size(self, nation: str) -> float:
        """What a nation's burden is measured by."""
        rule = self.on("burden") or {}
        key = rule.get("key", "gdp")
        if key in SIZES:
            return self.facts[nation, SIZES[key]]
        return 1.0 if key == "equal" else float(rule["sizes"][nation])

    def credit(self, nation: str) -> float:
        """EUR million of aid already given that is taken off a nation's burden."""
        share = (self.on("burden") or {}).get("aid_credit_share", 0)
        return float(1000 * share * self.facts[nation, "aid_to_ukraine_total"])

    @staticmethod
    def needs(package: str) -> dict[str, float]:
        """What one package takes of every effect."""
        factors = WORLD.factors
        needs = WORLD.packages[package].needs.items()
        return {effect: n * (factors[f].value if f else 1) for effect, (n, f) in needs}

    def mode(self, pool: Pool) -> str:
        """How a nation's lots come to the theatre."""
        if WORLD.unit_types[pool[1]].movement == "air":
            return "air"
        far = self.facts.get((pool[0], "distance_to_ukraine_km"), 0) > 4000
        return "sea" if far else "rail"

    def load(self, pool: Pool, mode: str, tonnes_per_train: float) -> float:
        """What a lot takes of a mode: tonnes, or trains; what comes by sea takes trains too."""
        tonnes = WORLD.unit_types[pool[1]].tonnes
        if mode == "rail":
            return tonnes / tonnes_per_train if self.mode(pool) != "air" else 0.0
        return tonnes if mode == self.mode(pool) else 0.0

    def movement_cost(self, pool: Pool) -> float:
        """EUR million to bring a lot and to take it home."""
        distance = self.facts.get((pool[0], "distance_to_ukraine_km"), 0)
        rate = {"rail": 1, "sea": 0.5, "air": 10}[self.mode(pool)]
        return 2 * WORLD.unit_types[pool[1]].tonnes * distance * rate / 1e6

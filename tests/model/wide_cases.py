"""Random scenarios of many kinds, for the second formulation.

Demands begin late and end early, tours of 1 to 6 months meet dwells that are no multiple of them,
pools change by month, caveats end, the American dial is turned, phases have any length, and every
rule comes up, alone and with others, in whole units and in fractions.
"""

from __future__ import annotations

import random
from typing import Any

from .cases import (
    CAMP,
    HOME,
    NATIONS,
    SECTOR,
    SECTORS,
    WIDE,
    Document,
    cover,
    need,
    presence,
    scenario,
    threat,
)

NEAR = {"id": "near", "kind": "standby", "notice_days": 0, "transit_days": 0}
CAVEATS = ("forbidden", "no_ground_troops", "standby_only", "support_only", "air_only")


class WideCase:
    """One random scenario under construction."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)  # noqa: S311
        self.nations = NATIONS[: rng.choice((1, 2, 2, 3))]
        self.horizon = rng.randint(6, rng.choice((8, 12, 18)))
        self.late = rng.random() < 0.5
        self.types: set[str] = set()
        self.american: set[str] = set()
        self.locations: list[Document] = []
        self.needs: list[Document] = []
        self.rules: Document = {}
        self.coalition: Document = {"min_nations": rng.choice((0, 0, 0, 1, 2))}
        self.objectives = ["shortfall"]
        self.facts: dict[tuple[str, str], float] = {}

    def maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def window(self) -> Document:
        """Months of a demand: often late, sometimes with an end."""
        start = self.rng.randint(1 if self.late else 0, self.horizon - 1)
        if not self.late and self.maybe(0.4):
            start = 0
        more: Document = {"from_month": start}
        if self.maybe(0.5):
            more["to_month"] = self.rng.randint(start + 1, self.horizon)
        return more

    def demand(self, low: float) -> Document:
        more = {**self.window(), "weight": self.rng.choice((1, 1, 2, 0.5, 5))}
        if self.maybe(0.3):
            more["objective"] = low + self.rng.choice((0.5, 1, 2, 4))
        return more

    def draw(self) -> None:
        """What is asked for."""
        first = self.rng.choice((self.ground, self.ground, self.air, self.batteries))
        first()
        for more in (self.ground, self.air, self.batteries):
            if more != first and self.maybe(0.15):
                more()

    def ground(self) -> None:
        rng = self.rng
        self.types |= {"inf", "tank"} if self.maybe(0.2) else {"inf"}
        sectors = SECTORS if self.maybe(0.3) else (SECTOR,)
        self.locations += sectors
        for number in range(rng.choice((1, 2, 2))):
            place = rng.choice(sectors)["id"]
            low = rng.choice((1, 2, 2, 3, 2.5))
            self.needs.append(need("ground", low, place, id=f"g{number}", **self.demand(low)))
        if "tank" in self.types and self.maybe(0.5):
            self.needs.append(need("armour", 1, id="armour", **self.demand(1)))
        if self.maybe(0.35):
            self.locations += rng.choice(((HOME,), (HOME, NEAR), (NEAR,)))
            low, days = rng.choice((2, 4, 5)), rng.choice((1, 3, 5, 15, 20))
            more = {"id": "reserve", "within_days": days, **self.demand(low)}
            self.needs.append(need("ground", low, **more))
            if self.maybe(0.2):
                home = self.locations[-1]["id"]
                self.needs.append(need("ground", 1, home, id="at_home", **self.demand(1)))
            if self.maybe(0.2):
                self.rules["effect_floor"] = {"sector_transit_days": rng.choice((0, 2, 20))}
        if self.maybe(0.25):
            self.types.add("eng")
            self.rules["support_floor"] = {"enabled": True}
        if self.maybe(0.2):
            self.command()
        if self.maybe(0.2):
            self.attack()
        if self.maybe(0.2):
            nations = rng.choice((1, 2, 2, 3))
            more = {"nuclear_powers": rng.choice((0, 1)), "min_lots": rng.choice((1, 1, 2))}
            tripwire = presence(nations, **self.window(), **more)
            self.rules["presence_floor"] = {"enabled": True, "presences": [tripwire]}
        if self.maybe(0.15):
            brigade = {"battlegroups_per_brigade": rng.choice((1, 2, 3)), "core_battlegroups": 1}
            framework: Document = {"enabled": True, **brigade}
            if self.maybe(0.5):
                framework["nations"] = [rng.choice(self.nations)]
            self.rules["framework_floor"] = framework

    def command(self) -> None:
        self.types |= {"div", "corps"}
        self.locations.append(WIDE)
        span = {"battlegroups_per_division": self.rng.choice((1, 2, 3))}
        spans = {**span, "divisions_per_corps": self.rng.choice((1, 2, 3))}
        self.rules["headquarters_floor"] = {"enabled": True, **spans}

    def attack(self) -> None:
        more: Document = {"within_days": self.rng.choice((0, 5, 15))}
        more |= {"host_battlegroups": self.rng.choice((0, 1)), **self.window()}
        attackers = self.rng.choice((3000, 6000, 10_000))
        if self.maybe(0.3):
            more["attackers_objective"] = attackers + 3000
        floor: Document = {"enabled": True, "threats": [threat(attackers, **more)]}
        if self.maybe(0.3):
            floor["ratio"] = 1.5
        self.rules["force_ratio_floor"] = floor
        if self.maybe(0.5):
            self.types.add("team")
            self.locations.append(CAMP)
            training: Document = {"enabled": True, "max_brigades": self.rng.choice((1, 3))}
            if self.maybe(0.7):
                training["team_months_per_brigade"] = self.rng.choice((2, 3))
            self.rules["training_balance"] = training

    def air(self) -> None:
        rng = self.rng
        self.locations.append(WIDE)
        stations: list[Document] = []
        if self.maybe(0.6):
            self.types |= {"jet", "tkr", "radar"}
            low = rng.choice((1, 2, 0.5))
            stations.append(cover("station", low, **self.demand(low)))
            self.rules["air_cover_floor"] = {"enabled": True, "stations": stations}
        effects = {"fighters": ("jet", (4, 6, 10)), "aew": ("radar", (1, 2))}
        effects["tankers"] = ("tkr", (1, 2, 3))
        for effect in rng.sample(sorted(effects), rng.choice((1, 1, 2)) if not stations else 1):
            unit_type, lows = effects[effect]
            self.types.add(unit_type)
            low = rng.choice(lows)
            self.needs.append(need(effect, low, "theatre", **self.demand(low)))
        enablers = sorted(self.types & {"radar", "tkr"})
        if enablers and self.maybe(0.7):
            self.backstop(enablers)
        if "tkr" in self.types and self.maybe(0.25):
            self.buy("joint_tkr")

    def backstop(self, enablers: list[str]) -> None:
        """American enablers, turned down over time."""
        self.coalition["us_backstop"] = True
        self.american |= set(enablers)
        dial = []
        for _ in range(self.rng.choice((0, 1, 2))):
            share = self.rng.choice((0, 0.25, 0.5, 0.75))
            entry: Document = {"from_month": self.rng.randrange(self.horizon), "share": share}
            if self.maybe(0.4):
                entry["unit_type"] = self.rng.choice(enablers)
            if _new(entry, dial, "from_month", "unit_type"):
                dial.append(entry)
        limit: Document = {"dial": dial}
        if self.maybe(0.3):
            limit["max_lots"] = {self.rng.choice(enablers): self.rng.choice((0, 1, 2))}
        self.rules["us_enabler_limit"] = limit
        if self.maybe(0.8):
            self.objectives.append("us_dependence")

    def batteries(self) -> None:
        self.types |= {"bat", "sam"}
        self.locations.append(WIDE)
        areas: list[Document] = []
        for package in self.rng.sample(("city", "base"), self.rng.choice((1, 2))):
            low = self.rng.choice((1, 2))
            areas.append(cover(package, low, **self.demand(low)))
        self.rules["air_defence_floor"] = {"enabled": True, "areas": areas}
        low = self.rng.choice((1, 2))
        self.needs.append(need("gbad_medium", low, "theatre", **self.demand(low)))
        if self.maybe(0.3):
            self.buy("elsa_bat")

    def buy(self, option: str) -> None:
        rule = self.rules.setdefault("procurement_limit", {"enabled": True, "options": []})
        rule["options"].append(option)

    def politics(self) -> None:
        """Rules about who gives, and at what price."""
        rng, nations = self.rng, self.nations
        least = rng.choice((1, 3, 6))
        self.rules["participation_floor"] = {"enabled": self.maybe(0.9), "min_lot_months": least}
        if self.maybe(0.2):
            effect = rng.choice(("ground", "fighters", "gbad_medium"))
            shares = {effect: rng.choice((0.4, 0.5, 0.7))}
            self.rules["share_limit"] = {"enabled": True, "max_share": shares}
        if self.maybe(0.2):
            self.rules["lead_floor"] = {"enabled": True, "min_lot_months": rng.choice((2, 6))}
            self.coalition["lead_nations"] = rng.sample(nations, rng.randint(1, len(nations)))
            role = "land" if "inf" in self.types else "air" if "jet" in self.types else ""
            if role and self.maybe(0.5):
                self.rules["lead_floor"]["components"] = {role: [rng.choice(nations)]}
        if self.maybe(0.2):
            people: Document = {"enabled": True, "national": self.maybe(0.5)}
            people["ceilings"] = {rng.choice(nations): rng.choice((1000, 2000, 2500))}
            if self.maybe(0.4):
                people["total"] = rng.choice((2000, 4000))
            self.rules["personnel_limit"] = people
        if self.maybe(0.15):
            unit_type = rng.choice(sorted(self.types - {"eng", "div", "corps", "team"}))
            promise = {"nation": rng.choice(nations), "unit_type": unit_type, "lots": 1}
            self.rules["pledge_floor"] = {"pledges": [{**promise, **self.window()}]}
        if self.maybe(0.15):
            mode = rng.choice(("priced", "priced", "forbidden"))
            self.rules["nato_reserve_limit"] = {"mode": mode}
            for nation in nations:
                self.facts[nation, "nfm_tier12_troops"] = rng.choice((300, 500, 800))
            if mode == "priced":
                self.objectives.append("nato_draw")
        if self.maybe(0.15):
            for nation in nations:
                self.facts[nation, "authorisation_days"] = rng.choice((0, 20, 60, 100))
            self.coalition["preparation_days"] = rng.choice((0, 0, 30))
        if self.maybe(0.15):
            lift = {"trains_per_day": (1, 0.05, 0.02), "sea_tonnes_per_day": (5, 2)}
            lift["air_tonnes_per_day"] = (10, 0.1, 0.05, 0.03)
            limits = {name: rng.choice(values) for name, values in lift.items()}
            self.rules["lift_limit"] = {"enabled": True, **limits}
            self.facts[nations[0], "distance_to_ukraine_km"] = rng.choice((0, 1000, 5000))
        if self.maybe(0.1):
            self.facts[nations[-1], "stance"] = rng.choice((1, 2))
            self.coalition["include"] = rng.sample(nations, rng.choice((0, 1)))
        self.money()

    def money(self) -> None:
        rng = self.rng
        budget: Document = {"enabled": True}
        if self.maybe(0.15):
            budget["total_eur_m"] = rng.choice((4, 10, 20))
        if self.maybe(0.15):
            budget["national_eur_m"] = {rng.choice(self.nations): rng.choice((2, 5, 10))}
        if self.maybe(0.15):
            budget["common_fund_eur_m"] = rng.choice((2, 6))
        if len(budget) > 1:
            self.rules["budget_limit"] = budget
        if self.maybe(0.3):
            keys = ("defence_budget", "active_forces", "equal", "custom")
            self.rules["burden"] = {"key": rng.choice(keys)}
            self.rules["burden"]["sizes"] = {n: rng.choice((1, 2, 5)) for n in NATIONS}
        if self.maybe(0.1):
            self.rules.setdefault("burden", {})["aid_credit_share"] = 0.5
            self.facts[self.nations[0], "aid_to_ukraine_total"] = rng.choice((0.01, 0.05))
        for nation in self.nations:
            self.facts[nation, "gdp_2024"] = rng.choice((50, 100, 300))
            self.facts[nation, "defence_budget_2024"] = rng.choice((50, 100, 200))
        if self.maybe(0.2):
            self.objectives[0] = "deterrence"
            if self.maybe(0.3):
                self.rules["deterrence"] = {"slopes": [0.6, 0.6, 0.1]}
        last = (["cost"], ["burden", "cost"], ["burden_excess", "cost"], ["burden"], [])
        # a least largest burden of many pools takes any solver minutes
        self.objectives += rng.choice(last) if len(self.types) < 6 else ["cost"]

    def pools(self) -> dict[tuple[str, str], int | list[int]]:
        """Lots of every pool, often another number from some month on."""
        rng = self.rng
        pools: dict[tuple[str, str], int | list[int]] = {}
        owners = [(n, u) for n in self.nations for u in sorted(self.types)]
        for nation, unit_type in owners + [("USA", u) for u in sorted(self.american)]:
            lots = [rng.choice((1, 1, 2, 2, 3, 4))] * self.horizon
            if nation != "USA" and self.maybe(0.3):
                for month in rng.sample(range(self.horizon), rng.choice((1, 2))):
                    lots[month:] = [rng.randint(0, 3)] * (self.horizon - month)
            if nation == "USA" or self.maybe(0.9):
                pools[nation, unit_type] = lots if any(lots) else 1
        pools = pools or {(self.nations[0], min(self.types)): 1}
        if "nato_reserve_limit" in self.rules:
            owned = {(n, f"owned_{u}"): rng.choice((1, 2, 3)) for n, u in pools if n != "USA"}
            self.facts |= owned
        return pools

    def tour(self, nation: str, unit_type: str) -> Document:
        tour = self.rng.choice((1, 2, 3, 3, 4, 4, 6))
        dwell = self.rng.choice((0, tour, 2 * tour, *range(1, 8)))
        cycle = {"tour_months": tour, "dwell_months": dwell}
        return {"nation": nation, "unit_type": unit_type, **cycle}

    def caveats(self) -> list[Document]:
        caveats: list[Document] = []
        while self.maybe(0.25):
            nations = [*self.nations, *(["USA"] if self.american else [])]
            entry: Document = {"nation": self.rng.choice(nations), "reason": "law"}
            entry["kind"] = self.rng.choice(CAVEATS)
            if self.maybe(0.8):
                entry["until_month"] = self.rng.randrange(1, self.horizon)
            if self.maybe(0.3):
                entry["unit_type"] = self.rng.choice(sorted(self.types))
            if self.maybe(0.3):
                entry["location"] = self.rng.choice(self.locations)["id"]
            if _new(entry, caveats, "nation", "kind", "unit_type", "location"):
                caveats.append(entry)
        return caveats


def _new(entry: Document, entries: list[Document], *names: str) -> bool:
    """Is none of the entries about the same?"""
    return all(any(entry.get(n) != other.get(n) for n in names) for other in entries)


def wide_document(seed: int) -> Document:
    """A random scenario; the same for the same seed. Two of five are in fractions of lots."""
    case = WideCase(seed)
    case.draw()
    case.politics()
    pools = case.pools()
    rng = case.rng
    starts = sorted({0, *rng.sample(range(1, case.horizon), rng.choice((0, 1, 1, 2, 3)))})
    more: dict[str, Any] = {"solve": {"whole_units": not case.maybe(0.4)}}
    if case.maybe(0.15):
        more["requirement_level"] = "objective"
    return scenario(
        horizon=case.horizon,
        starts=starts,
        pools=pools,
        needs=case.needs,
        locations=list({place["id"]: place for place in case.locations}.values()),
        cycle=(rng.choice((2, 3, 4)), rng.choice((0, 1, 3, 6))),
        tours=[case.tour(*pool) for pool in pools if case.maybe(0.9)],
        facts=case.facts,
        caveats=case.caveats(),
        rules=case.rules,
        coalition=case.coalition,
        objectives=case.objectives,
        **more,
    )

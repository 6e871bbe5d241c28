"""What random scenarios ask for: demands that begin late and end early, and their rules."""

from __future__ import annotations

import random

from ..small_scenarios import CAMP, HOME, SECTOR, SECTORS, WIDE, cover, need, presence, threat
from ..world import NATIONS, Document

NEAR = {"id": "near", "kind": "standby", "notice_days": 0, "transit_days": 0}


class WideDemands:
    """What a random scenario asks for, under construction."""

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
        if self.maybe(0.2):
            self.types.add("coy")
            low, where = rng.choice((2, 3, 5)), rng.choice(sectors)["id"]
            self.needs.append(need("presence", low, where, id="flags", **self.demand(low)))
            if self.maybe(0.5):
                self.rules["company_limit"] = {"enabled": self.maybe(0.7), "per_battlegroup": 1}
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
            least, most, core = rng.choice(((1, 1, 1), (1, 3, 1), (2, 3, 1), (2, 5, 2), (3, 5, 2)))
            framework: Document = {"enabled": True, "core_battlegroups": core}
            framework |= {"least_battlegroups": least, "most_battlegroups": most}
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
        drawdown: list[Document] = []
        for _ in range(self.rng.choice((0, 1, 2))):
            share = self.rng.choice((0, 0.25, 0.5, 0.75))
            entry: Document = {"from_month": self.rng.randrange(self.horizon), "share": share}
            if self.maybe(0.4):
                entry["unit_type"] = self.rng.choice(enablers)
            if is_new(entry, drawdown, "from_month", "unit_type"):
                drawdown.append(entry)
        limit: Document = {"drawdown": drawdown}
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


def is_new(entry: Document, entries: list[Document], *names: str) -> bool:
    """Is none of the entries about the same?"""
    return all(any(entry.get(n) != other.get(n) for n in names) for other in entries)

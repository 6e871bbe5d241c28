"""Random scenarios of many kinds, for the second formulation.

Demands begin late and end early, tours of 1 to 6 months meet dwells that are no multiple of them,
pools change by month, caveats end, the American drawdown has steps, phases have any length, and
every rule comes up, alone and with others, in whole units and in fractions.
"""

from __future__ import annotations

from typing import Any

from ..small_scenarios import scenario
from ..world import NATIONS, Document
from .wide_demands import WideDemands, is_new

CAVEATS = ("forbidden", "no_ground_troops", "standby_only", "support_only", "air_only")


class WideCase(WideDemands):
    """One random scenario under construction: what is asked for, who gives it, and how."""

    def politics(self) -> None:
        """Rules about who gives, and at what price."""
        rng, nations = self.rng, self.nations
        least = rng.choice((1, 3, 6))
        self.rules["participation_floor"] = {"enabled": self.maybe(0.9), "min_lot_months": least}
        if self.maybe(0.2):
            given = {"inf": "ground", "jet": "fighters", "radar": "aew", "sam": "gbad_medium"}
            effect = rng.choice([given[u] for u in sorted(self.types & set(given))] or ["tankers"])
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
            most = (1000, 2000, 2500) if "inf" in self.types else (50, 100, 200)
            people["ceilings"] = {nation: rng.choice(most) for nation in nations}
            if self.maybe(0.4):
                people["total"] = rng.choice(most)
            self.rules["personnel_limit"] = people
        if self.maybe(0.2):
            self.rules["rotation_limit"] = {"enabled": True}
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
        if self.maybe(0.3):
            self.objectives.insert(0, "sustained")
        if "support_floor" in self.rules and self.maybe(0.6):
            self.objectives.insert(
                len(self.objectives) - ("nato_draw" in self.objectives), "support"
            )
        last: tuple[list[str], ...] = (
            ["cost"],
            ["burden", "cost"],
            ["burden_excess", "cost"],
            ["burden"],
            [],
        )
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
            if is_new(entry, caveats, "nation", "kind", "unit_type", "location"):
                caveats.append(entry)
        return caveats


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
    if case.maybe(0.1):
        more["steady_from_month"] = rng.randrange(case.horizon)
    document = scenario(
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
    if case.maybe(0.25):
        given = {"inf": "ground", "jet": "fighters", "radar": "aew", "sam": "gbad_medium"}
        effects = [given[u] for u in sorted(case.types & set(given))] or ["tankers"]
        limit = {"enabled": True, "shares": {e: rng.choice((0, 1 / 3, 0.5)) for e in effects}}
        document["rules"]["handover_limit"] = limit
    return document

"""Rules of the second formulation: who gives, who leads, what supports, and what it costs."""

from __future__ import annotations

from itertools import pairwise
from math import floor
from typing import TYPE_CHECKING, Any

from ..world import COST, STANDBY_SHARE, WORLD, Document
from .second_reading import US, Pool

if TYPE_CHECKING:
    from .second_formulation import SecondFormulation

Terms = list[tuple[float, Any]]
"""factors and variables: a sum"""


def times(factor: float, terms: Terms) -> Terms:
    return [(factor * value, variable) for value, variable in terms]


def politics(m: SecondFormulation) -> None:
    """Members, pledges, shares, people, and the American drawdown."""
    read = m.read
    rule = read.on("participation_floor")
    least = rule["min_lot_months"] if rule else 1
    for nation, member in m.member.items():
        given = [(float(m.months[key[3]]), v) for key, v in m.given.items()]
        mine = [t for t, key in zip(given, m.given, strict=True) if key[0] == nation]
        m.at_least([*mine, (-least, member)], 0)
    members: Terms = [(1, v) for v in m.member.values()]
    m.at_least(members, read.coalition.get("min_nations", 0))
    for phase in range(len(m.months)):
        for pledge in read.listed("pledge_floor", "pledges"):
            if read.holds(pledge, phase):
                lots = m.lots(pledge["nation"], phase, home=True, id=pledge["unit_type"])
                m.at_least([(1, v) for _, v in lots], pledge["lots"])
        for effect, share in (read.on("share_limit") or {}).get("max_share", {}).items():
            total = effect_of(m, None, phase, effect)
            for nation in read.partners:
                own = effect_of(m, nation, phase, effect)
                m.at_most([*own, *times(-share, total)] if own else [], 0)
        people(m, phase)
        backstop(m, phase)
    handovers(m)


def handovers(m: SecondFormulation) -> None:
    """Of an effect in place no more than a share is new, where no demand for it is new."""
    asked: dict[tuple[str, int], list[str]] = {}
    for _, demand, need, _, asks in m.read.demands:
        place = m.read.places[demand["location"]]["kind"]
        for phase, (start, _) in enumerate(m.read.phases):
            counts = m.read.holds(demand, phase) and start >= m.read.counts_from(demand)
            for effect, days in asks if need > 0 and counts and place.startswith("theatre") else ():
                if days == 0:
                    asked.setdefault((effect, phase), []).append(demand["id"])
    for (effect, phase), names in asked.items():
        share = (m.read.on("handover_limit") or {}).get("shares", {}).get(effect)
        if share is not None and set(names) <= set(asked.get((effect, phase - 1), ())):
            row: Terms = []
            for nation in m.read.partners:
                there = effect_of(m, nation, phase, effect)
                new = m.variable(whole=False)
                before = effect_of(m, nation, phase - 1, effect)
                m.at_most([*there, *times(-1, before), (-1, new)], 0)
                row += [(1, new), *times(-share, there)]
            m.at_most(row, 0)


def effect_of(m: SecondFormulation, nation: str | None, phase: int, effect: str) -> Terms:
    units = WORLD.unit_types
    lots = m.lots(nation, phase)
    return [(units[u].effects[effect], v) for u, v in lots if effect in units[u].effects]


def people(m: SecondFormulation, phase: int) -> None:
    rule = m.read.on("personnel_limit")
    if not rule:
        return
    ceilings = rule.get("ceilings", {})
    for nation in m.read.partners:
        if nation in ceilings or (rule.get("national", True) and nation in m.read.members):
            peak = m.read.facts.get((nation, "peak_sustained_deployment"), 0)
            m.at_most(persons(m, nation, phase), ceilings.get(nation, int(peak)))
    if rule.get("total") is not None:
        m.at_most(persons(m, None, phase), rule["total"])


def persons(m: SecondFormulation, nation: str | None, phase: int) -> Terms:
    return [(WORLD.unit_types[u].personnel, v) for u, v in m.lots(nation, phase)]


def backstop(m: SecondFormulation, phase: int) -> None:
    """Whole lots of the share of the pool that the drawdown leaves, and the user's maximum."""
    rule = m.read.on("us_enabler_limit") or {}
    for (nation, unit), lots in m.read.pools.items():
        if nation != US:
            continue
        share = 1.0
        own_last = lambda d: (int(d["from_month"]), d.get("unit_type") is not None)  # noqa: E731
        for step in sorted(rule.get("drawdown", ()), key=own_last):
            if step["from_month"] <= m.read.phases[phase][0]:
                share = step["share"] if step.get("unit_type") in (None, unit) else share
        most = min(floor(share * max(lots) + 1e-9), rule.get("max_lots", {}).get(unit, 10**6))
        m.at_most([(1, v) for _, v in m.lots(US, phase, home=True, id=unit)], most)


def command(m: SecondFormulation) -> None:
    """Headquarters, framework nations, leads."""
    read = m.read
    for phase in range(len(m.months)):
        if spans := read.on("headquarters_floor"):
            battlegroups: Terms = [(1, v) for _, v in m.lots(phase=phase, is_battlegroup=True)]
            divisions: Terms = [(1, v) for _, v in m.lots(phase=phase, id="div")]
            corps: Terms = [(1, v) for _, v in m.lots(phase=phase, id="corps")]
            span = spans.get("battlegroups_per_division", 12)
            m.at_most([*battlegroups, *times(-span, divisions)], 0)
            more = spans.get("divisions_per_corps", 5) - 1
            m.at_most([*divisions, *times(-more, corps)], 1)
        if framework := read.on("framework_floor"):
            for place, at in read.places.items():
                if at["kind"] == "theatre":
                    frame(m, framework, place, phase)
    if lead := read.on("lead_floor"):
        roles = {"operation": read.coalition["lead_nations"], **lead.get("components", {})}
        for role, able in roles.items():
            leads = {n: m.variable(1) for n in able if n in m.member}
            m.at_least([(1, v) for v in leads.values()], 1)
            for nation, v in leads.items():
                m.at_most([(1, v), (-1, m.member[nation])], 0)
                if role != "operation":
                    counts = {"is_battlegroup": True} if role == "land" else {"domain": role}
                    forces: Terms = [
                        (months, x)
                        for phase, months in enumerate(m.months)
                        for _, x in m.lots(nation, phase, **counts)
                    ]
                    m.at_least([*forces, (-lead.get("min_lot_months", 6), v)], 0)
                if role != "air":
                    stand(m, nation, v, lead.get("lead_battlegroups", 1))


def stand(m: SecondFormulation, nation: str, leads: Any, least: int) -> None:
    """Who leads has battlegroups there, once it may, wherever ground is asked for in place."""
    theatre = [p for p, at in m.read.places.items() if at["kind"] in ("theatre", "theatre_wide")]
    opens = [
        month
        for pool in m.read.pools
        for place in theatre
        if pool[0] == nation
        and WORLD.unit_types[pool[1]].is_battlegroup
        and (month := m.read.first_month(pool, place)) is not None
    ]
    for phase, (start, _) in enumerate(m.read.phases):
        asked = any(
            need > 0
            and d["location"] in theatre
            and ("ground", 0) in asks
            and m.read.holds(d, phase)
            for _, d, need, _, asks in m.read.demands
        )
        if asked and start >= min(opens, default=0):
            own = m.lots(nation, phase, theatre, is_battlegroup=True)
            m.at_least([*((1.0, v) for _, v in own), (-least, leads)], 0)


def frame(m: SecondFormulation, rule: Document, place: str, phase: int) -> None:
    """The battlegroups of a sector are in brigades of nations that lead there, or too few."""
    core, least = rule.get("core_battlegroups", 1), rule.get("least_battlegroups", 2)
    everyone: Terms = [(1, v) for _, v in m.lots(None, phase, [place], is_battlegroup=True)]
    brigades: Terms = []
    for nation in m.member:
        for _, lots in m.lots(nation, phase, [place], is_battlegroup=True):
            if m.read.leads(nation):
                brigades.append((1, m.variable()))
                m.at_least([*times(-core, brigades[-1:]), (1, lots)], 0)
    formed = [*everyone, *times(-rule.get("most_battlegroups", 5), brigades)]
    if not m.whole:
        m.at_most(formed, least - 1)
        return
    apart = m.variable(1)
    m.at_most([*formed, (1 - least, apart)], 0)
    m.at_most([*brigades, (1000, apart)], 1000)


def support(m: SecondFormulation) -> None:
    """At every place, support for the battlegroups that are there."""
    if not m.read.on("support_floor"):
        return
    counted = "support" in m.read.document["objectives"]
    for phase, months in enumerate(m.months):
        for place in m.read.places:
            lots = m.lots(None, phase, [place])
            row: Terms = [(1, v) for unit, v in lots if unit == "eng"]
            for unit, v in lots:
                if "eng" in WORLD.unit_types[unit].supported_by:
                    share = 1 / WORLD.unit_types[unit].supported_by["eng"]
                    row.append((-share, v))
                    if counted:  # of every nation's lots some may go without
                        without = m.variable()
                        m.at_most([(1, without), (-1, v)], 0)
                        m.unsupported.append((months, without))
                        row.append((share, without))
            m.at_least(row, 0)


def companies(m: SecondFormulation) -> None:
    """With every battlegroup of a place go so many companies."""
    most = m.read.document["rules"].get("company_limit", {}).get("per_battlegroup", 2)
    for phase in range(len(m.months)):
        for place in m.read.places:
            small: Terms = [(1, v) for _, v in m.lots(None, phase, [place], id="coy")]
            large: Terms = [(most, v) for _, v in m.lots(None, phase, [place], is_battlegroup=True)]
            if small and m.read.document["rules"].get("company_limit", {}).get("enabled", True):
                m.at_most([*small, *times(-1, large)], 0)


def costs(m: SecondFormulation, nation: str | None, movement: bool = True) -> Terms:
    """EUR million over the horizon: forces, movement, and a nation's share of purchases."""
    terms: Terms = []
    for (owner, unit, place, phase), v in m.given.items():
        if nation in (None, owner):
            price = COST[unit] * (STANDBY_SHARE if m.stands_by(place) else 1)
            terms.append((price * m.months[phase], v))
    for (pool, _), arrived in m.arrived.items():
        if movement and nation in (None, pool[0]):
            terms.append((m.read.movement_cost(pool), arrived))
    for name, option in m.read.purchases.items():
        payers = [n for n in m.read.members if m.read.pays(n, name)]
        gdp = {n: m.read.facts[n, "gdp_2024"] for n in payers}
        share = 1 if nation is None else gdp.get(nation, 0) / sum(gdp.values())
        terms.append((share * option.price_eur_m, m.bought[name]))
    return terms


def money(m: SecondFormulation) -> None:
    """Budgets, the common fund, and burdens."""
    read = m.read
    size = {n: read.size(n) for n in read.members}
    fair = {n: size[n] / sum(size.values()) for n in read.members}
    rule = read.on("budget_limit") or {}
    fund = rule.get("common_fund_eur_m", 0)
    repaid = {n: m.variable(fund, whole=False) for n in read.members} if fund else {}
    everyone = [t for n in read.members for t in costs(m, n, movement=False)]
    m.burden = m.variable(whole=False)
    m.excess = {n: m.variable(whole=False) for n in read.members}
    m.at_most([(1, v) for v in repaid.values()], fund)
    for nation in read.members:
        own = costs(m, nation)
        net = [*own, *times(fair[nation], [(1, v) for v in repaid.values()])]
        if repaid:
            fixed = costs(m, nation, movement=False)
            m.at_most([(1, repaid[nation]), *times(-1, fixed)], 0)
            net.append((-1, repaid[nation]))
        if nation in rule.get("national_eur_m", {}):
            m.at_most(net, rule["national_eur_m"][nation])
        m.at_most([*net, (-size[nation], m.burden)], read.credit(nation))
        over = [*net, *times(-fair[nation], everyone), (-1, m.excess[nation])]
        m.at_most(over, 0)
    if rule.get("total_eur_m") is not None:
        m.at_most(costs(m, None), rule["total_eur_m"])


def lift(m: SecondFormulation) -> None:
    """What arrives for a phase is carried day after day, between readiness and last departure."""
    rule = m.read.on("lift_limit")
    if not rule:
        return
    capacity = {
        "rail": rule.get("trains_per_day", 1),
        "sea": rule.get("sea_tonnes_per_day", 10),
        "air": rule.get("air_tonnes_per_day", 10),
    }
    prepared = m.read.coalition.get("preparation_days", 0)
    starts = [30 * start for start, _ in m.read.phases]
    opens = [-prepared, *starts]
    for phase, due in enumerate(starts):
        for mode, daily in capacity.items():
            waiting: list[tuple[int, int, float, Any]] = []
            for pool in m.read.pools:
                load = m.read.load(pool, mode, rule.get("tonnes_per_train", 100))
                if load and (arrived := arriving(m, pool, phase)) is not None:
                    ready, transit = m.read.days(pool)
                    first = max(ready, opens[phase])
                    waiting.append((first, max(first, due - transit), load, arrived))
            carry(m, waiting, daily)


def carry(m: SecondFormulation, waiting: list[tuple[int, int, float, Any]], daily: float) -> None:
    days = sorted({day for first, last, _, _ in waiting for day in (first, last)})
    spans = list(pairwise(days))
    by_span: dict[tuple[int, int], Terms] = {span: [] for span in spans}
    for first, last, load, arrived in waiting:
        row: Terms = [(-load, arrived)]
        for span in spans:
            if first <= span[0] and span[1] <= last:
                row.append((1, m.variable(whole=False)))
                by_span[span].append(row[-1])
        m.at_least(row, 0)
    for (first, last), row in by_span.items():
        m.at_most(row, daily * (last - first))


def arriving(m: SecondFormulation, pool: Pool, phase: int) -> Any:
    """Lots more in the theatre than in the phase before; None where there can be none."""
    if pool[1] == "team":
        return None
    if (pool, phase) not in m.arrived:
        here = m.lots(pool[0], phase, id=pool[1])
        before = m.lots(pool[0], phase - 1, id=pool[1]) if phase else []
        if not here:
            return None
        m.arrived[pool, phase] = m.variable(whole=False)
        more: Terms = [(1, v) for _, v in here]
        m.at_most([*more, *((-1, v) for _, v in before), (-1, m.arrived[pool, phase])], 0)
    return m.arrived[pool, phase]

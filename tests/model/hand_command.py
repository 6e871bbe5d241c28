"""Hand-solved cases of command: headquarters, framework nations, leads."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.command import framework_floor, headquarters_floor, lead_floor

from ..small_scenarios import SECTOR, SECTORS, WIDE, need, scenario
from ..world import Document
from .hand_solved import Case, Cases


def case_headquarters() -> Iterator[Case]:
    # A division leads two battlegroups, a corps headquarters is needed from the second division.
    # One division: two of three battlegroups; 1 month x 1/3 missed.
    def document(battlegroups: int, divisions: int, corps: int, span: int = 2) -> Document:
        return scenario(
            horizon=1,
            pools={
                ("AAA", "inf"): battlegroups,
                ("AAA", "div"): divisions,
                ("BBB", "corps"): corps,
            },
            needs=(need("ground", battlegroups),),
            locations=(SECTOR, WIDE),
            rules={
                "headquarters_floor": {
                    "enabled": True,
                    "battlegroups_per_division": 2,
                    "divisions_per_corps": span,
                }
            },
        )

    yield Case(
        "span of a division",
        document(3, 1, 1),
        (1 / 3,),
        (0,),
        ("division", "p0"),
        "-2 x__AAA__div__deployed__p0 +1 x__AAA__inf__deployed__p0 <= 0",
        document(3, 2, 1),
        (0,),
    )
    # Six battlegroups need three divisions. Without a corps headquarters there is one division
    # (two battlegroups), with one of span 2 there are two (four): 1 month x 2/6 missed.
    yield Case(
        "span of a corps",
        document(6, 3, 1),
        (2 / 6,),
        (0,),
        ("corps", "p0"),
        "+1 x__AAA__div__deployed__p0 -1 x__BBB__corps__deployed__p0 <= 1",
        document(6, 3, 1, span=3),
        (0,),
    )
    yield Case(
        "one division needs no corps",
        document(4, 2, 0),
        (2 / 4,),
        (0,),
        ("corps", "p0"),
        "+1 x__AAA__div__deployed__p0 <= 1",
        document(2, 1, 0),
        (0,),
    )


def case_framework() -> Iterator[Case]:
    # Four battlegroups wanted for four months; a brigade has two or three, one of them AAA's. With
    # one of AAA and three of BBB there is one brigade of three: 4 months x 1/4 missed. With two and
    # two there are two brigades of two.
    def document(own: int, others: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): own, ("BBB", "inf"): others},
            needs=(need("ground", 4),),
            rules={"framework_floor": {**BRIGADES, "nations": ["AAA"]}},
        )

    one, two = document(1, 3), document(2, 2)
    row = (
        "-1 apart__north__p0 -3 brigades__inf_deployed_0__north__p0"
        " +1 z__inf_deployed_0__north__p0 <= 0"
    )
    key: tuple[str, ...] = ("brigades", "north", "p0")
    yield Case("brigades", one, (1,), (0,), key, row, two, (0,))

    # Two sectors want two each. AAA has one, that leads a brigade with one of BBB's three,
    # and in the other sector one stands alone: 4 months x 1/2 missed. Two lead two brigades.
    def spread(own: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): own, ("BBB", "inf"): 3},
            needs=(need("ground", 2), need("ground", 2, "south")),
            locations=SECTORS,
            rules={"framework_floor": {**BRIGADES, "nations": ["AAA"]}},
        )

    one, two = spread(1), spread(2)
    row = (
        "+1 brigades__inf_deployed_0__north__p0 +1 brigades__inf_deployed_0__south__p0"
        " -1 framed__AAA__inf__p0 <= 0"
    )
    key = ("framed", "inf_deployed_0", "p0")
    yield Case("a nation that leads each", one, (2,), (0,), key, row, two, (0,))
    row = "-1 framed__AAA__inf__p0 +1 x__AAA__inf__deployed__p0 >= 0"
    key = ("nation", "AAA", "inf", "p0")
    yield Case("a core for each that it leads", one, (2,), (0,), key, row, two, (0,))

    # The north wants two of armour, AAA's tanks, and the south two more, BBB's: where a core is
    # counts, not only that there are enough. One of BBB's stands alone: 4 months x 1/2 missed.
    # With one of AAA's infantry there is a brigade in the south.
    def two_sectors(own: int) -> Document:
        return scenario(
            pools={("AAA", "tank"): 2, ("AAA", "inf"): own, ("BBB", "inf"): 2},
            needs=(need("armour", 2, weight=2), need("ground", 2, "south")),
            locations=SECTORS,
            rules={"framework_floor": {**BRIGADES, "nations": ["AAA"]}},
        )

    one, two = two_sectors(0), two_sectors(1)
    key = ("core", "tank_deployed_1", "south", "p0")
    row = "-1 brigades__tank_deployed_1__south__p0 +1 z__tank_deployed_1__south__p0 >= 0"
    yield Case("a core in its own sector", one, (2,), (0,), key, row, two, (0,))

    # No framework nation: no brigade, and one battlegroup of the four stands alone. AAA leads
    # brigades by the facts (eastern_flank_lead), BBB by the scenario.
    def alone(*nations: str) -> Document:
        return scenario(
            pools={("BBB", "inf"): 4},
            needs=(need("ground", 4),),
            rules={"framework_floor": {"enabled": True, "nations": nations}},
        )

    key = ("brigades", "north", "p0")
    row = "-1 apart__north__p0 +1 z__inf_deployed_0__north__p0 <= 0"
    yield Case("nobody to plug into", alone(), (3,), (0,), key, row, alone("BBB"), (0,))

    # Two of AAA and two of BBB, a core of two: one brigade of three, and none stands beside it as a
    # battlegroup: 4 months x 1/4 missed. AAA's two others would lead a second one.
    def beside(own: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): own, ("BBB", "inf"): 2},
            needs=(need("ground", 4),),
            rules={"framework_floor": {**BRIGADES, "core_battlegroups": 2}},
        )

    key = ("apart", "north", "p0")
    row = "+1 apart__north__p0 +1 brigades__inf_deployed_0__north__p0 <= 1"
    yield Case("none beside a brigade", beside(2), (1,), (0,), key, row, beside(4), (0,))


BRIGADES: Document = {"enabled": True, "least_battlegroups": 2, "most_battlegroups": 3}


def case_lead() -> Iterator[Case]:
    # One battlegroup for four months: AAA's inf costs 4, BBB's tank 6. Only BBB can lead, so it is
    # a member, gives at least one lot-month, and its one lot does the job: 6. If AAA can lead: 4.
    def document(*leads: str) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
            needs=(need("ground", 1),),
            rules={"lead_floor": {"enabled": True}},
            coalition={"lead_nations": leads},
            objectives=("shortfall", "cost"),
        )

    row = "+1 lead__BBB__operation == 1"
    one, two = document("BBB"), document("BBB", "AAA")
    yield Case("the lead is a member", one, (0, 6), (0, 4), ("operation",), row, two, (0, 4))

    # A flight for four months costs 8. Nothing is asked first but to be cheap, and BBB leads: it is
    # a member, which gives a lot-month at least. So it does where there has to be a member anyway.
    def air_lead(members: int) -> Document:
        return scenario(
            pools={("BBB", "jet"): 1},
            needs=(need("fighters", 4, "theatre"),),
            locations=(WIDE,),
            rules={"lead_floor": {"enabled": True}},
            coalition={"lead_nations": ["BBB"], "min_nations": members},
            objectives=("cost",),
        )

    row = "+1 lead__BBB__operation -1 member__BBB <= 0"
    key = ("operation", "BBB")
    yield Case("the leader takes part", air_lead(0), (8,), (0,), key, row, air_lead(1), (8,))

    # One battlegroup for two phases of two months. AAA's inf costs 2 a phase, BBB's tank 3. BBB may
    # be there from month 2 on. It leads, so it is there from then on: 2 + 3 in the first two
    # phases, and 3 in the third, where one phase of it would do for a member (2 + 2 + 3).
    def there(*leads: str) -> Document:
        rule = {"enabled": True, "components": {"land": leads}, "min_lot_months": 2}
        return scenario(
            horizon=6,
            starts=(0, 2, 4),
            pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
            needs=(need("ground", 1),),
            caveats=[{"nation": "BBB", "until_month": 2, "reason": "vote"}],
            rules={"lead_floor": rule},
            coalition={"lead_nations": leads},
            objectives=("shortfall", "cost"),
        )

    one, two = there("BBB"), there("BBB", "AAA")
    for role in ("operation", "land"):
        row = f"-1 lead__BBB__{role} +1 x__BBB__tank__deployed__p1 >= 0"
        at = ("present", role, "BBB", "p1")
        yield Case(f"the lead of the {role} is there", one, (0, 8), (0, 6), at, row, two, (0, 6))

    # One battlegroup for two phases of two months, all BBB's: 4. Leading the land component takes
    # six lot-months of battlegroups: two in one of the phases, 6.
    def land(least: int) -> Document:
        lead = {"enabled": True, "components": {"land": ["BBB"]}, "min_lot_months": least}
        return scenario(
            starts=(0, 2),
            pools={("BBB", "inf"): 2},
            needs=(need("ground", 1),),
            rules={"lead_floor": lead},
            coalition={"lead_nations": ["BBB"]},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "the lead of the land component has the forces for it",
        land(6),
        (0, 6),
        (0, 4),
        ("forces", "land", "BBB"),
        "-6 lead__BBB__land +2 x__BBB__inf__deployed__p0 +2 x__BBB__inf__deployed__p1 >= 0",
        land(4),
        (0, 4),
    )

    # Two months: BBB's battlegroup costs 2, AAA's jets 4; BBB's radar, 2, counts half. There is
    # room for 1,100 people: 1,000 and 100 fill it, so the radar (50) stays away: 1 missed, 6 paid.
    # If BBB has to lead the air component, the radar comes and the jets do not: 2 missed, 4 paid.
    def air(least: int, *nations: str) -> Document:
        lead = {"enabled": True, "components": {"air": nations}, "min_lot_months": least}
        return scenario(
            horizon=2,
            pools={("BBB", "inf"): 1, ("AAA", "jet"): 1, ("BBB", "radar"): 1},
            needs=(
                need("ground", 1),
                need("fighters", 4, "theatre"),
                need("aew", 1, "theatre", weight=0.5),
            ),
            locations=(SECTOR, WIDE),
            rules={"lead_floor": lead, "personnel_limit": {"enabled": True, "total": 1100}},
            coalition={"lead_nations": ["BBB"]},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "the lead of the air component has aircraft",
        air(2, "BBB"),
        (2, 4),
        (1, 6),
        ("forces", "air", "BBB"),
        "-2 lead__BBB__air +2 x__BBB__radar__deployed__p0 >= 0",
        air(2, "AAA", "BBB"),
        (1, 6),
    )


CASES: Cases = {
    headquarters_floor: [*case_headquarters()],
    framework_floor: [*case_framework()],
    lead_floor: [*case_lead()],
}

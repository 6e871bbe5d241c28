"""Hand-solved cases of command: headquarters, framework nations, leads."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.command import framework_floor, headquarters_floor, lead_floor

from ..small_scenarios import SECTOR, WIDE, need, scenario
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
    # Four battlegroups wanted; a brigade has three at most, one of them AAA's. With one of AAA and
    # three of BBB there is one brigade of three: 4 months x 1/4 missed. With two and two there are
    # two brigades.
    def document(own: int, others: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): own, ("BBB", "inf"): others},
            needs=(need("ground", 4),),
            rules={"framework_floor": {"enabled": True, "nations": ["AAA"]}},
        )

    one, two = document(1, 3), document(2, 2)
    row = (
        "-3 framed_brigades__AAA__north__p0 +1 z__inf_deployed_0__north__p0"
        " +1 z__inf_deployed_1__north__p0 <= 0"
    )
    yield Case("brigades", one, (1,), (0,), ("brigades", "north", "p0"), row, two, (0,))
    row = "-1 framed_brigades__AAA__north__p0 +1 z__inf_deployed_0__north__p0 >= 0"
    yield Case("a core of its own", one, (1,), (0,), ("AAA", "north", "p0"), row, two, (0,))

    # No framework nation: no brigade, and nothing of the four is there. AAA leads brigades by the
    # facts (eastern_flank_lead), BBB by the scenario.
    def alone(*nations: str) -> Document:
        return scenario(
            pools={("BBB", "inf"): 4},
            needs=(need("ground", 4),),
            rules={"framework_floor": {"enabled": True, "nations": nations}},
        )

    yield Case(
        "nobody to plug into",
        alone(),
        (4,),
        (0,),
        ("brigades", "north", "p0"),
        "+1 z__inf_deployed_0__north__p0 <= 0",
        alone("BBB"),
        (0,),
    )


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

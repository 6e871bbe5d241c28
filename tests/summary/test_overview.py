"""A plan on one page: the headline says no more than the plan, and cards follow the gaps."""

from __future__ import annotations

import csv
import io

import pytest

from planner import InputError, Plan, chart_csv, plan_overview
from planner.plan.advice import AdviceRow
from planner.summary.gaps import CARDS
from planner.summary.overview import headline

from ..small_plan import all_demands, figure, lots_over, small_plan
from .test_sentence import two_sectors

UNSURE = {
    "confirmed": False,
    "proof": "1 stays short",
    "sentence": "Both together are not enough for the gap (g) from month 6: 1 stays short.",
}


def _advice(**changes: object) -> AdviceRow:
    content: dict[str, object] = {
        "demand": "g",
        "missing": 1.0,
        "saves": 6.0,
        "asks": ("FRA more bg 1",),
        "sentence": "One more battlegroup from France closes the gap.",
        "confirmed": True,
        "proof": "closed in whole lots",
    }
    return AdviceRow.model_validate(content | changes)


def test_the_headline_follows_the_share_and_the_worst_month() -> None:
    said = "In part: 2 nations can provide 75 % of what is asked for, at a cost of EUR 27 million"
    assert headline(small_plan()) == said
    assert headline(lots_over({0: (12, 24)})).startswith("Yes: ")
    assert headline(lots_over({0: (11, 24), 11: (12, 20)})).startswith("Nearly: ")
    assert headline(lots_over({0: (11, 24), 11: (12, 8)})).startswith("In part: ")
    assert headline(lots_over({0: (12, 4)})).startswith("No: ")
    assert headline(small_plan(relaxed=True)).startswith("In part, if units could be split: ")
    assert ", in the best plan found: " in headline(small_plan(status="unproven"))


def test_nothing_given_is_no() -> None:
    assert headline(small_plan(contributions=[])) == "No: nobody gives anything"
    assert headline(small_plan(requirements=[])) == "Nothing is asked for"


def test_a_card_has_the_gap_its_ask_and_how_it_was_confirmed() -> None:
    (card,) = plan_overview(small_plan(advice=[_advice()])).cards
    assert card.gap == "Battlegroups, Eastern sector"
    assert card.missing == "1 of 2 missing in months 6–11"
    assert card.ask == "One more battlegroup from France closes the gap."
    assert card.confirmed
    assert card.proof == "solved anew with it: closed in whole lots"
    assert card.asks == ()  # the sentence says it
    two = ("one more battlegroup from France", "one battlegroup from Spain (not offered so far)")
    (long_card,) = plan_overview(small_plan(advice=[_advice(asked=two)])).cards
    assert long_card.asks == (
        "One more battlegroup from France",
        "One battlegroup from Spain (not offered so far)",
    )
    (unsure,) = plan_overview(small_plan(advice=[_advice(asked=two, **UNSURE)])).cards
    assert (unsure.ask, unsure.asks, unsure.proof) == (
        "Both together are not enough for the gap from month 6: 1 stays short.",
        (),
        "",
    )
    (open_card,) = plan_overview(small_plan()).cards
    assert (open_card.ask, open_card.proof) == ("", "no ask was sought")


def test_a_card_with_an_ask_is_about_the_sector_whose_gap_it_closes() -> None:
    """1 of 2 is missing in the south; in both sectors, which are one line, 1 of 4."""

    def cards(*demands: str) -> list[tuple[str, str]]:
        advice = tuple(_advice(demand=name) for name in demands)
        found = plan_overview(two_sectors().model_copy(update={"advice": advice}))
        both = ("Battlegroups, 2 sectors: 1 of 4 missing in months 0–11",)
        assert found.also_missing == (both if demands == ("s",) else ())
        return [(card.gap, card.missing) for card in found.cards]

    south = ("Battlegroups, south", "1 of 2 missing in months 6–11")
    east = ("Battlegroups, Eastern sector", "1 of 2 missing in months 0–5")
    assert cards() == [("Battlegroups, 2 sectors", "1 of 4 missing in months 0–11")]
    assert cards("s") == [south]
    assert cards("s", "g") == [south, east]


def test_what_nations_have_said_stands_beside_what_is_planned() -> None:
    plan = small_plan()
    said = plan.nations[0].model_copy(update={"offers": {"land": 3, "air_defence": 2, "sea": 0}})
    told, silent = plan_overview(
        plan.model_copy(update={"nations": (said, plan.nations[1])})
    ).promises
    assert (told.nation, told.lots, told.people) == ("France", "1", "1,000")
    assert told.promised == "pledged land; open to air defence; refused sea"
    assert silent.promised == "no statement"


def test_demands_figures_and_proofs_are_those_of_the_plan() -> None:
    found = plan_overview(small_plan())
    (level,) = found.demands
    assert (level.need, level.kept_up, level.missing, level.months) == ("2", "1", "1", "6–11")
    assert found.figures[0].value == "75 %"
    assert [row.stage for row in found.proofs] == ["shortfall", "cost"]
    assert found.givers == ("FRA", "GBR")
    assert len(plan_overview(all_demands(1, 1, 1)).cards) == CARDS == 3


def test_a_gap_for_which_there_is_no_card_left_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.summary.gaps.CARDS", 2)
    found = plan_overview(all_demands(1, 1, 1))
    last = [row.demand for row in found.demands if row.short][2]
    assert found.also_missing == (f"{last}, Eastern sector: 1 of 6 missing in months 6–11",)


def test_weak_figures_are_named_with_their_nation_and_what_rests_on_them() -> None:
    """Factors of one nation have its code in their name; on what has no share nothing rests."""
    names = {"tour_length_GBR": 0.2, "tour_length_default": 0.1, "pay": 0.0}
    figures = [
        figure("estimated") | {"nation": "", "name": name, "share": share, "score": 2 * share}
        for name, share in names.items()
    ]
    found = plan_overview(small_plan(figures=figures)).weakest
    assert [(row.figure, row.rests) for row in found] == [
        ("United Kingdom: tour length", "20 %"),
        ("tour length default", "10 %"),
    ]


@pytest.mark.parametrize("name", Plan.charts)
def test_every_chart_has_a_table(name: str) -> None:
    header, *rows = csv.reader(io.StringIO(chart_csv(small_plan(), name)))
    assert header or name == "contingents"
    assert all(len(row) == len(header) for row in rows)


def test_the_table_of_cover_has_what_is_in_place() -> None:
    rows = list(csv.DictReader(io.StringIO(chart_csv(small_plan(), "cover"))))
    assert [(row["first_month"], row["in_place"], row["missing"]) for row in rows] == [
        ("0", "2.0", "0.0"),
        ("6", "1.0", "1.0"),
    ]
    with pytest.raises(InputError, match="no chart"):
        chart_csv(small_plan(), "covers")

"""Who gives what: people in the theatre by nation and kind of unit."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

import altair as alt

from planner.output.charts.style import (
    BLUE,
    GREEN,
    NARROW,
    ORANGE,
    PURPLE,
    SKY,
    SLATE,
    SOFT,
    Words,
    data,
    finished,
    nation_label,
    nations_text,
    rows_axis,
    spelled,
    words_only,
)
from planner.plan.plan import Plan
from planner.problem.records import UnitTypeRow
from planner.reference.identifiers import GROUND, PRESENCE
from planner.summary.key_numbers import average_lots, troops
from planner.summary.nations import JOINT_OWNERS, in_sentence
from planner.summary.texts import capital, share_text

KINDS = {
    "Battlegroups": BLUE,
    "Support": SKY,
    "Air defence": ORANGE,
    "Aircraft": GREEN,
    "Fires": PURPLE,
    "Headquarters": SLATE,
}
"""kind of unit -> its colour, in the order of the stack"""
ROW_HEIGHT = 28
SMALLEST = 1
"""people: less is the rounding of a relaxed plan"""
LARGE_SHARE = 2 / 3
"""the title says how few nations give more than this"""


def contributions(plan: Plan, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A bar a nation: people in the theatre, average of the horizon, by kind of unit."""
    people = _people(plan)
    words = _words(plan, {nation: sum(kinds.values()) for nation, kinds in people.items()})
    if not people:
        return words_only(words, width, bare)
    narrow = width < NARROW
    order = [nation_label(nation, narrow) for nation in people]
    bars = [
        {"name": nation_label(nation, narrow), "kind": kind, "people": n, "order": i}
        for nation, kinds in people.items()
        for i, kind in enumerate(KINDS)
        if (n := round(kinds.get(kind, 0.0), 1)) > 0
    ]
    sums = [
        {"name": nation_label(nation, narrow), "people": (n := sum(kinds.values())), "text": _k(n)}
        for nation, kinds in people.items()
    ]
    y = rows_axis(order, 0.25)
    used = [kind for kind in KINDS if any(bar["kind"] == kind for bar in bars)]
    horizon = plan.scenario.horizon_months
    x = alt.X("people:Q", title=f"people in the theatre, average of {horizon} months", stack="zero")
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=used, range=[KINDS[kind] for kind in used]),
        legend=alt.Legend(columns=3 if narrow else 6),
    )
    stack = (
        alt.Chart(data(bars))
        .mark_bar()
        .encode(
            y=y,
            x=x.axis(tickCount=4 if narrow else 6, format=",d", grid=True),
            color=colour,
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("name:N"),
                alt.Tooltip("kind:N"),
                alt.Tooltip("people:Q", format=",.0f"),
            ],
        )
    )
    texts = (
        alt.Chart(data(sums))
        .mark_text(align="left", dx=5, color=SOFT)
        .encode(y=y, x=alt.X("people:Q"), text=alt.Text("text:N"))
    )
    return finished(alt.layer(stack, texts), words, width, bare, len(order) * ROW_HEIGHT)


def _people(plan: Plan) -> dict[str, dict[str, float]]:
    """Nation -> kind of unit -> people in the theatre on average; who gives most comes first."""
    units = {unit.id: unit for unit in plan.unit_types}
    people: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (unit_type, nation), lots in average_lots(plan, "deployed").items():
        people[nation][kind_of(units[unit_type])] += lots * units[unit_type].personnel
    sums = {nation: sum(kinds.values()) for nation, kinds in people.items()}
    shown = [nation for nation in sums if sums[nation] >= SMALLEST]
    return {nation: people[nation] for nation in sorted(shown, key=lambda n: (-sums[n], n))}


def kind_of(unit: UnitTypeRow) -> str:
    """The kind that a unit type counts as, one of KINDS."""
    if unit.is_battlegroup:
        return "Battlegroups"
    if unit.role == "command":
        return "Headquarters"
    if unit.domain in ("air", "air_defence"):
        return "Aircraft" if unit.domain == "air" else "Air defence"
    if unit.role in ("support", "training"):
        return "Support"
    return "Battlegroups" if GROUND in unit.effects or PRESENCE in unit.effects else "Fires"


def _k(people: float) -> str:
    """People, rounded to tens where there are hundreds.

    >>> _k(4032.1), _k(83.2)
    ('4,030', '83')
    """
    return f"{round(people, -1 if people >= 100 else 0):,.0f}"


def _words(plan: Plan, sums: dict[str, float]) -> Words:
    total = sum(sums.values())
    subtitle = "Average number of people in the theatre by nation and kind of unit."
    if (standby := troops(plan).standby_peak) >= SMALLEST:
        subtitle += f" Not counted: up to {_k(standby)} who stand by at home."
    if not sums:
        return Words("Nobody has forces in the theatre", subtitle, "No bar: nobody is there.")
    running = list(accumulate(sums.values()))
    few = min(len(sums), 1 + sum(people < LARGE_SHARE * total for people in running))
    share = share_text(running[few - 1] / total)
    first = in_sentence(next(iter(sums)))
    if len(sums) == 1:
        title = f"{capital(first)} alone provides the troops, {_k(total)} on average"
    elif few == 1:
        title = f"{capital(first)} provides {share} of the troops"
    elif few == len(sums):
        title = f"{capital(nations_text(few))} share the load; {first} provides most"
    else:
        joint = any(owner in JOINT_OWNERS for owner in sums)
        everyone = f"{spelled(len(sums))} contributors" if joint else nations_text(len(sums))
        few_of = f"{capital(spelled(few))} of {everyone}"
        title = f"{few_of} provide {share} of the troops"
    named = ", ".join(f"{nation} {_k(people)}" for nation, people in sums.items())
    return Words(title, subtitle, f"Bars of people in the theatre by nation: {named}.")

"""Contingents: what the same nations keep there for good, what takes turns, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import altair as alt

from planner.output.charts.style import (
    BLUE,
    NARROW,
    PERCENT,
    SKY,
    SOFT,
    VERMILION,
    Marks,
    Row,
    Words,
    data,
    finished,
    label,
    nations_text,
    rows_axis,
    tenths_text,
    words_only,
)
from planner.plan.plan import Plan
from planner.summary.nouns import effect_noun
from planner.summary.texts import VISIBLE, amount_text, capital, counted

PARTS = {"the same nations throughout": BLUE, "nations in turn": SKY, "missing": VERMILION}
ROW_HEIGHT, NARROW_ROW = 30, 34
NAMED = 6
"""nations named beside a bar"""


class Level(NamedTuple):
    """An effect in the theatre in its worst slot: who is always there, who in turn, what lacks."""

    effect: str
    need: float
    always: dict[str, float]
    in_turn: float
    missing: float


def contingents(plan: Plan, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A bar an effect, as share of what is asked for in place in the theatre, in three parts."""
    levels = _levels(plan)
    words = _words(plan, levels)
    if not levels:
        return words_only(words, width, bare)
    narrow = width < NARROW
    names = [label(capital(effect_noun(plan, x.effect, 2)), narrow) for x in levels]
    bars, texts = [], []
    for name, level in zip(names, levels, strict=True):
        parts = zip(PARTS, (sum(level.always.values()), level.in_turn, level.missing), strict=True)
        for order, (part, amount) in enumerate(parts):
            if amount >= VISIBLE:
                share, text = amount / level.need, tenths_text(amount)
                tip = f"{name}: {text} of {amount_text(level.need)}, {part}"
                row = {"name": name, "part": part, "share": share, "text": text, "tip": tip}
                bars.append(row | {"order": order})
        texts.append({"name": name, "share": 1, "text": _beside(level, narrow)})
    y = rows_axis(names, 0.35)
    return finished(
        alt.layer(_bars(bars, y, narrow), _numbers(bars, y), _names(texts, y)),
        words,
        width,
        bare,
        len(levels) * (NARROW_ROW if narrow else ROW_HEIGHT),
    )


def _bars(rows: list[Row], y: alt.Y, narrow: bool) -> Marks:
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values())),
        legend=alt.Legend(columns=1 if narrow else 3, symbolType="square"),
    )
    axis = alt.Axis(
        labelExpr=PERCENT, values=[0, 0.5, 1], title="share of what is asked for", grid=True
    )
    x = alt.X("share:Q", stack="zero", scale=alt.Scale(domain=[0, 1]), axis=axis)
    return (
        alt.Chart(data(rows))
        .mark_bar()
        .encode(
            y=y,
            x=x,
            color=colour,
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("tip:N", title=" ")],
        )
    )


def _numbers(rows: list[Row], y: alt.Y) -> Marks:
    """The amount inside each part that has room for it."""
    shown: list[Row] = []
    starts: dict[str, float] = defaultdict(float)
    for row in rows:
        share = row["share"]
        ink = "#08263a" if row["part"] == "nations in turn" else "#ffffff"
        start = starts[row["name"]]
        if share > 0.1:
            shown.append(row | {"middle": start + share / 2, "ink": ink})
        starts[row["name"]] += share
    marks = alt.Chart(data(shown)).mark_text()
    return marks.encode(
        y=y,
        x=alt.X("middle:Q"),
        text=alt.Text("text:N"),
        color=alt.Color("ink:N", scale=None),
    )


def _names(rows: list[Row], y: alt.Y) -> Marks:
    marks = alt.Chart(data(rows)).mark_text(align="left", dx=6, color=SOFT)
    return marks.encode(y=y, x=alt.X("share:Q"), text=alt.Text("text:N"))


def _beside(level: Level, narrow: bool) -> str:
    """Who is always there, by amount; how much is asked for where there is little room."""
    if narrow:
        return f"of {amount_text(level.need)}"
    named = [f"{nation} {tenths_text(n)}" for nation, n in level.always.items()]
    text = ", ".join(named[:NAMED]) + (f" and {len(named) - NAMED} more" if named[NAMED:] else "")
    return f"of {amount_text(level.need)}" + (f"; always {text}" if text else "")


def _levels(plan: Plan) -> list[Level]:
    effects = {effect for unit in plan.unit_types for effect in unit.effects}
    kinds = {place.id: place.kind for place in plan.scenario.locations}
    needs: dict[str, float] = defaultdict(float)
    kept: dict[str, float] = defaultdict(float)
    for row in plan.cjsor:
        places = row.location.split(" or ")
        in_theatre = all(kinds.get(place) in ("theatre", "theatre_wide") for place in places)
        asked = row.capability in effects and "_floor" not in row.demand
        if "." not in row.serial and in_theatre and asked and row.need > 0:
            needs[row.capability] += row.need
            kept[row.capability] += row.sustained
    levels = []
    for effect, need in needs.items():
        stays = [x for x in plan.contingents if x.effect == effect and x.amount >= VISIBLE]
        room, always = kept[effect], {}
        for stay in sorted(stays, key=lambda x: (-x.amount, x.nation)):
            if room >= VISIBLE:  # what is there beyond the need counts for nothing
                always[stay.nation] = min(stay.amount, room)
            room -= stay.amount
        in_turn = max(0.0, kept[effect] - sum(always.values()))
        levels.append(Level(effect, need, always, in_turn, need - kept[effect]))
    return levels


def _words(plan: Plan, levels: list[Level]) -> Words:
    subtitle = (
        "What is there in the worst slot that counts, in place in the theatre, by who keeps it up: "
        "a nation that is there with as much in every slot, or several in turn."
    )
    if not levels:
        title = "Nothing is asked for in place in the theatre, effect by effect"
        return Words(title, subtitle, "No bar: nothing is asked for in place.")
    always = [sum(level.always.values()) / level.need for level in levels]
    turn = [level.in_turn / level.need for level in levels]
    staying = {nation for level in levels for nation in level.always}
    mean = sum(always) / (sum(always) + sum(turn) or 1)
    if not any(always) and not any(turn):
        title = "Nothing of what is asked for in place is kept up"
    elif not staying:
        title = "No nation keeps any of its forces there throughout; all take turns"
    elif mean >= 0.5:
        keep = f"keep{'s' * (len(staying) == 1)}"
        title = f"{capital(nations_text(len(staying)))} {keep} up most of it, slot after slot"
    else:
        stay = f"stay{'s' * (len(staying) == 1)}"
        title = f"Most is kept up in turn; {nations_text(len(staying))} {stay} throughout"
    texts = (
        f"{counted(x.need, effect_noun(plan, x.effect, 1))}: {amount_text(sum(x.always.values()))} "
        f"by the same nations, {amount_text(x.in_turn)} in turn, {amount_text(x.missing)} missing"
        for x in levels
    )
    return Words(title, subtitle, "Bars of what is kept up. " + "; ".join(texts) + ".")

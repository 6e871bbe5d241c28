"""What to ask of nations: the fewest asks that close the gaps that weigh most."""

from __future__ import annotations

from planner.problem.records import Record


class AdviceRow(Record):
    """One gap, and what closes it while every other demand keeps what it has."""

    demand: str
    missing: float
    """in the worst phase that counts, in units of the demand"""
    saves: float
    """weighted requirement-months of the stage sustained that the demand misses"""
    asks: tuple[str, ...]
    """nation, kind of ask (as in ``planner.explain``), unit type and lots; none where none helps"""
    asked: tuple[str, ...] = ()
    """the same in words, one ask each"""
    nations: tuple[str, ...] = ()
    """whom they are asked of, each once"""
    sentence: str
    """the asks and what they close, to be read aloud"""
    confirmed: bool
    """was the scenario with the asks solved anew, in lots as the plan's, and the gap closed?"""
    proof: str
    """how that ended"""

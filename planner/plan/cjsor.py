"""The combined joint statement of requirements: what is asked for, who offers it, what is open."""

from __future__ import annotations

from planner.problem.records import Record


class CjsorRow(Record):
    """A line of the statement: a capability at a place, or a part of the line above it.

    A part (serial 3.1 of 3) is among what its line counts, so that the lines without their parts
    count nothing twice. Amounts in units of the capability.
    """

    serial: str
    demand: str
    """the demands, or the rule, that ask for it"""
    capability: str
    """an effect, with how soon it has to be there; a unit type; or nations with an effect"""
    location: str
    """where it is wanted; the places of which any may want it, where it comes in time"""
    need: float
    """the most that is asked for at once there, beyond what the lines of places in reach ask for"""
    offered_by: tuple[str, ...]
    """nations with the least that they have there in every phase that counts; then the others.
    Nobody where it is met by what is beyond the needs of places in reach"""
    sustained: float
    """what is there of the need in the worst phase that counts"""
    unfilled: float
    caveats: tuple[str, ...]
    """refusals that touch it, with the nations"""
    readiness_days: int | None
    """days in which the slowest contributor is there, from its decision or, standing by, from the
    alert; none where nobody contributes"""

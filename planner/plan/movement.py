"""When what arrives is there."""

from __future__ import annotations

from typing import Literal, get_args

from planner.problem.records import Mode, Record

MODES: tuple[Mode, ...] = get_args(Mode)
MovementStep = Literal["decision", "notice", "lift", "transit"]


class ArrivalRow(Record):
    """The clock of a contribution, from the decision to its arrival. Days from month 0.

    ``slack_days`` between the day it can be there and the start of the phase that needs it.
    """

    nation: str
    unit_type: str
    location: str
    phase: str
    lots: float
    """more than in the phase before"""
    movement: Mode
    trains: float
    decision_days: int
    notice_days: int
    lift_days: int
    """days until lift for this and the earlier arrivals of the phase is there"""
    transit_days: int
    ready_day: int
    due_day: int
    slack_days: int
    critical: MovementStep
    """the longest step"""


class LiftRow(Record):
    """Freight into a phase, and what could be carried in the months before it."""

    phase: str
    movement: Mode
    unit: str
    load: float
    capacity: float | None
    """None: the rule lift_limit is off"""

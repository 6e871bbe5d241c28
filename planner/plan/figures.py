"""The figures that a plan rests on."""

from __future__ import annotations

from planner.problem.records import Record


class FigureRow(Record):
    """A figure that the plan rests on, with its source and confidence."""

    nation: str
    name: str
    value: float
    low: float
    high: float
    unit: str
    as_of: str
    confidence: str
    source_title: str
    source_url: str
    note: str
    share: float = 0.0
    """of all that the scenario asks for, weighted, 0-1: that of the pools which rest on it"""
    score: float = 0.0
    """share x doubt, as ``planner data audit`` ranks figures"""


class Confidence(Record):
    """How many of the figures used are reported, estimated or assumed."""

    reported: int
    estimated: int
    assumption: int

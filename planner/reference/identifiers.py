"""Codes and effects that the planner knows by name; every other one is data."""

from __future__ import annotations

US = "USA"
HOST = "UKR"
POOLED_OWNERS = ("XMM", "XNA")
"""owners of pooled fleets: the multinational tankers and NATO's own aircraft"""
PROCURED_OWNERS = ("XCB", "XEL", "XES")
"""owners of what a capability coalition buys: any other coalition, ELSA, ESSI"""
GROUND, PRESENCE, TRAINING = "ground", "presence", "training"
"""the effects of battlegroups, of these and of company groups, and of training teams"""

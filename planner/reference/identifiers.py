"""Codes and effects that the planner knows by name; every other one is data."""

from __future__ import annotations

US = "USA"
HOST = "UKR"
POOLED_OWNERS = ("XMM", "XNA")
"""owners of pooled fleets: the multinational tankers and NATO's own aircraft"""
COALITION_OWNERS = {"ELSA": "XEL", "ESSI": "XES"}
"""capability coalition -> owner of what it buys"""
OTHER_COALITION_OWNER = "XCB"
"""owner of what any other coalition buys"""
PROCURED_OWNERS = (OTHER_COALITION_OWNER, *COALITION_OWNERS.values())
"""owners of what capability coalitions buy"""
GROUND, PRESENCE, TRAINING = "ground", "presence", "training"
"""the effects of battlegroups, of these and of company groups, and of training teams"""

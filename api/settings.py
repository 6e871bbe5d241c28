"""Settings of the server: name, default and meaning of each, read from PLANNER_API_<NAME>."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planner import InputError, Issue, suggestion

PREFIX = "PLANNER_API_"


def _cpu_count() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseModel):
    """Everything that can be set. The environment variable is the name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    max_time_limit_s: float = Field(default=60, gt=0, le=3600)
    """longest solve that is answered directly; a scenario's solve.time_limit_s is lowered to it"""
    grace_s: float = Field(default=15, gt=0, le=600)
    """seconds after the time limit for building the model and the plan; then the worker is
    killed. A check of a scenario, which does not solve, gets only these"""
    max_solves: int = Field(default_factory=_cpu_count, ge=1, le=256)
    """solves at one time, and checks at one time (default: the number of CPUs)"""
    queue_wait_s: float = Field(default=5, ge=0, le=600)
    """seconds that a request waits for a free worker before it is refused"""
    retry_after_s: int = Field(default=30, ge=1, le=3600)
    """seconds after which a refused client is told to come back"""
    max_body_bytes: int = Field(default=1_000_000, ge=1_000, le=100_000_000)
    """largest request body"""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings. Raises InputError for an unknown variable or a bad value."""
        values = os.environ if environ is None else environ
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in values.items()
            if name.startswith(PREFIX)
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            issues = [(str(detail["loc"][0]), detail) for detail in error.errors()]
        raise InputError(
            Issue(PREFIX + name.upper(), "no such setting", suggestion(name, cls.model_fields))
            if detail["type"] == "extra_forbidden"
            else Issue(PREFIX + name.upper(), f"{detail['input']!r}: {detail['msg']}", "change it")
            for name, detail in issues
        )

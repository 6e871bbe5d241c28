"""Settings of the server: name, default and meaning of each, read from PLANNER_API_<NAME>."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from planner import InputError, Issue, suggestion

PREFIX = "PLANNER_API_"


def _cpu_count() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _listed(value: object) -> object:
    """Names between commas, as a tuple."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


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
    max_solves_per_client: int = Field(default=0, ge=0, le=256)
    """of them for one client (default 0: all but one, so that others are never kept out)"""
    max_places: int = Field(default=32, ge=2, le=10_000)
    """requests at one time that solve, wait for a worker or send their body; half of them for one
    client"""
    max_memory_mb: int = Field(default=2_048, ge=64, le=1_000_000)
    """memory of one worker, in MB of address space"""
    queue_wait_s: float = Field(default=5, ge=0, le=600)
    """seconds that a request waits for a free worker before it is refused"""
    retry_after_s: int = Field(default=30, ge=1, le=3600)
    """seconds after which a refused client is told to come back"""
    max_body_bytes: int = Field(default=200_000, ge=1_000, le=1_000_000)
    """largest request body"""
    max_connections: int = Field(default=400, ge=8, le=100_000)
    """open connections; fewer where the system's limit of open files is lower"""
    max_connections_per_client: int = Field(default=200, ge=1, le=100_000)
    """of them from one address, unless it is a trusted proxy's"""
    request_timeout_s: float = Field(default=10, gt=0, le=600)
    """seconds in which a request must have arrived in full"""
    send_timeout_s: float = Field(default=60, gt=0, le=3600)
    """seconds in which a client must take some of an answer that waits for it"""
    allowed_hosts: Names = ()
    """names by which the server may be called, between commas, beside localhost and the address
    that it listens on; `*` for any"""
    keys: Names = ()
    """API keys as NAME:SALT:HASH, between commas, made by `python -m api.keys NAME`; needed to
    listen on an address that other machines reach"""
    max_requests_per_minute: int = Field(default=1_200, ge=1, le=1_000_000)
    """requests of one key, or of one address, for anything but the page and the server's health"""
    trusted_proxies: Names = ()
    """addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed"""

    store: str = ""
    """where jobs are kept: the path of an SQLite file, sqlite:///PATH or
    postgresql://USER@HOST/NAME (default: planner/jobs.sqlite in ~/.local/state)"""
    workers: int = Field(default=1, ge=0, le=256)
    """jobs that this server runs at one time; 0 leaves them to other servers of the store"""
    max_job_time_limit_s: float = Field(default=1800, gt=0, le=86_400)
    """longest solve of a job"""
    max_queued: int = Field(default=100, ge=1, le=100_000)
    """jobs that may wait; half of them for one client"""
    max_streams_per_client: int = Field(default=20, ge=1, le=10_000)
    """plans that one client follows at one time by server-sent events"""
    lease_s: float = Field(default=30, ge=1, le=3600)
    """seconds after which a job whose server is silent is given to another"""
    retention_days: float = Field(default=30, gt=0, le=3650)
    """days for which the answer of a job is kept"""

    @property
    def solves_per_client(self) -> int:
        """Slots that one client may have."""
        return self.max_solves_per_client or max(1, self.max_solves - 1)

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

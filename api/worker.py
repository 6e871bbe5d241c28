"""What runs in a worker process: one task, its answer or its error as bytes over a pipe.

A message is the outcome, a line feed, and JSON; a job may send some of ``progress`` first, and is
cancelled by anything that comes back. Nothing here knows of HTTP; the planner is imported in the
functions, so that the server does not load it.

What solves has a process of its own. What only reads a scenario is quick, and done one after
another by a process that stays, which reads the data once.
"""

from __future__ import annotations

import inspect
import json
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Literal

from api.confined import confine
from api.questions import unpacked
from api.reference import fingerprint
from api.studies import STUDIES

if TYPE_CHECKING:
    from planner import Dataset, Plan, Progress, Scenario, Study

TaskName = Literal["solve", "read", "check", "resolve", "job"]
Outcome = Literal["done", "cut", "invalid", "timeout", "memory", "changed", "solver", "failed"]
"""``cut``: done, but a limit came before the proof; asked again the answer may be better"""
Done = tuple[Outcome, str]


class DataChangedError(Exception):
    """The data folder is not what the server has read."""


NICENESS = 5
PROGRESS_S = 0.5
"""a job tells its progress at most so often"""


@dataclass(frozen=True, slots=True)
class Job:
    """A task for a worker: what to do with which scenario and data, and within which limits."""

    task: TaskName
    scenario: dict[str, Any]
    directory: str | None
    fingerprint: str
    max_time_limit_s: float
    max_memory_mb: int
    sets: tuple[str, ...] = ()
    kind: str = "solve"
    """of a job: a key of KINDS"""
    options: dict[str, Any] = field(default_factory=dict)
    """of a job"""
    plans: tuple[str, ...] = ()
    """of a study: the plans that it is about, packed; none: those of its scenarios"""


class Channel:
    """The worker's end of the pipe."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection
        self._told = 0.0

    def progress(self, moment: Progress) -> None:
        """Tell how far the solve is, unless it has just been told."""
        self._tell(asdict(moment))

    def count(self, done: int, total: int, before: int) -> None:
        """Tell how many points of a study are done."""
        self._tell({"done": done, "total": total})

    def _tell(self, moment: dict[str, Any]) -> None:
        if self._connection is not None and time.monotonic() - self._told >= PROGRESS_S:
            self._told = time.monotonic()
            _send(self._connection, b"progress\n" + json.dumps(moment).encode())

    def cancelled(self) -> bool:
        """Has the server sent anything?"""
        return self._connection is not None and self._connection.poll()


def main(connection: Connection, job: Job, folder: str) -> None:
    """Run a job and send its message; temporary files go to ``folder``, which the server removes.

    Entry point of the process.
    """
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    if job.task == "job" and hasattr(os, "nice"):
        os.nice(NICENESS)  # it gives way to the server, and to those who wait for an answer
    confine(f"planner-{'job' if job.task == 'job' else 'solve'}", job.max_memory_mb, folder)
    channel = Channel(connection if job.task == "job" else None)
    _send(connection, message(job, channel))
    connection.close()


def stay(connection: Connection, max_memory_mb: int) -> None:
    """Do one job after another until the server closes the connection, or is gone.

    Entry point of a process that stays.
    """
    confine("planner-check", max_memory_mb)
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        _send(connection, message(job))


def _send(connection: Connection, content: bytes) -> None:
    """Send it. Where the server is gone nobody hears it: another one will have the job done."""
    with suppress(ConnectionError):
        connection.send_bytes(content)


def message(job: Job, channel: Channel | None = None) -> bytes:
    """The answer to a job, or the error that it raised, as bytes."""
    outcome, content = _answer(job, channel or Channel())
    return outcome.encode() + b"\n" + content.encode()


def _answer(job: Job, channel: Channel) -> Done:
    from planner import DataError, InputError, SolverError, SolverTimeout

    try:
        if fingerprint(job.directory) != job.fingerprint:
            raise DataChangedError
        return TASKS[job.task](job, channel)
    except DataChangedError:
        return "changed", "null"
    except MemoryError:
        return "memory", "null"
    except ImportError as error:  # a library that no longer fits
        return "memory" if "map segment" in str(error) else "failed", json.dumps(str(error))
    except DataError:  # the server's data, not the client's scenario
        return "failed", json.dumps(traceback.format_exc())
    except InputError as error:
        return "invalid", json.dumps([issue.as_dict() for issue in error.issues])
    except SolverTimeout as error:
        return "timeout", json.dumps(str(error))
    except SolverError as error:
        outcome: Outcome = "memory" if "memory limit" in str(error) else "solver"
        return outcome, json.dumps(traceback.format_exc())
    except Exception:
        return "failed", json.dumps(traceback.format_exc())


def _scenario(job: Job) -> Scenario:
    """The scenario of a job, its time limit lowered to what is allowed."""
    from planner import InputError, load_scenario

    try:
        scenario = load_scenario(job.scenario, job.sets, job.directory)
    except InputError as error:  # of the command ``--set`` a client of HTTP knows nothing
        raise InputError(
            replace(issue, where=issue.where.replace("--set ", "overrides "))
            for issue in error.issues
        ) from None
    limit_s = min(scenario.solve.time_limit_s, job.max_time_limit_s)
    options = scenario.solve.model_copy(update={"time_limit_s": limit_s})
    return scenario.model_copy(update={"solve": options})


def _solve(job: Job, channel: Channel) -> Done:
    from planner import solve

    plan = solve(
        _scenario(job),
        directory=job.directory,
        progress=channel.progress,
        cancel=channel.cancelled,
        advice=job.task == "job",
    )
    return "cut" if plan.status == "unproven" else "done", plan.model_dump_json()


def _read(job: Job, channel: Channel) -> Done:
    """The scenario in full, as far as it can be read without the data."""
    return "done", _scenario(job).model_dump_json()


def _check(job: Job, channel: Channel) -> Done:
    from planner import check_scenario

    warnings = check_scenario(job.scenario, directory=job.directory, data=_data(job))
    return "done", json.dumps([warning.model_dump() for warning in warnings])


def _resolve(job: Job, channel: Channel) -> Done:
    """The scenario in full, once it is known that it can be solved."""
    from planner import check_scenario

    scenario = _scenario(job)
    check_scenario(scenario, data=_data(job))
    return "done", scenario.model_dump_json()


def _data(job: Job) -> Dataset:
    return _dataset(job.directory, job.fingerprint)


@lru_cache(maxsize=1)
def _dataset(directory: str | None, wanted: str) -> Dataset:
    """The data of the server, read once. Raises DataChangedError when they are others by now."""
    from planner import load_dataset

    data = load_dataset(directory)
    if fingerprint(directory) != wanted:
        raise DataChangedError
    return data


def _job(job: Job, channel: Channel) -> Done:
    return KINDS[job.kind](job, channel)


TASKS: Mapping[TaskName, Callable[[Job, Channel], Done]] = {
    "solve": _solve,
    "read": _read,
    "check": _check,
    "resolve": _resolve,
    "job": _job,
}


def _study(job: Job, channel: Channel) -> Done:
    """A study is a public function of the planner, called by the name of its kind."""
    import planner

    function = getattr(planner, job.kind)
    takes = inspect.signature(function).parameters
    options = dict(job.options)
    others = options.pop("scenarios", ())
    subjects: list[Scenario | Plan | str] = [_scenario(job), *others]
    if (other := options.pop("other", None)) is not None:
        subjects.append(_scenario(replace(job, scenario=other)))
    if job.plans:
        subjects = [planner.Plan.model_validate_json(unpacked(plan)) for plan in job.plans]
    elif "plan" in takes:  # of a plan, not of a scenario
        subjects = [planner.solve(_scenario(job), directory=job.directory)]
    if "whole" in takes:
        options["whole"] = not options.pop("relaxed")
    if "progress" in takes:
        options["progress"] = channel.count
    if "directory" in takes:
        options["directory"] = job.directory
    study: Study = function(*subjects, **options)
    return "done", study.model_dump_json()


KINDS: Mapping[str, Callable[[Job, Channel], Done]] = {
    "solve": _solve,
    **dict.fromkeys(STUDIES, _study),
}
"""what a job may be, and what makes its answer"""

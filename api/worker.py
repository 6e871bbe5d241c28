"""What runs in a worker process: one task, its answer or its error as bytes over a pipe.

The message is the outcome, a line feed, and JSON. Nothing here knows of HTTP; the planner is
imported in the functions, so that the server does not load it.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any, Literal

from api.reference import fingerprint

TaskName = Literal["solve", "check"]
Outcome = Literal["done", "invalid", "timeout", "memory", "changed", "solver", "failed"]
NICENESS = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A task for a worker: what to do with which scenario and data, and within which limits."""

    task: TaskName
    scenario: dict[str, Any]
    directory: str | None
    fingerprint: str
    max_time_limit_s: float
    max_memory_mb: int


def main(sender: Connection, job: Job, folder: str) -> None:
    """Run a job and send its message; temporary files go to ``folder``, which the server removes.

    Entry point of the process.
    """
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # one group with the solver's own processes: ended together
        os.nice(NICENESS)  # the server stays quick when every CPU solves
    most = job.max_memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    sender.send_bytes(message(job))
    sender.close()


def message(job: Job) -> bytes:
    """The answer to a job, or the error that it raised, as bytes."""
    outcome, content = _answer(job)
    return outcome.encode() + b"\n" + content.encode()


def _answer(job: Job) -> tuple[Outcome, str]:
    from planner import DataError, InputError, SolverError, SolverTimeout

    try:
        if fingerprint(job.directory) != job.fingerprint:
            return "changed", "null"
        return "done", TASKS[job.task](job)
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
    except SolverError:
        return "solver", json.dumps(traceback.format_exc())
    except Exception:
        return "failed", json.dumps(traceback.format_exc())


def _solve(job: Job) -> str:
    from planner import load_scenario, solve

    scenario = load_scenario(job.scenario, directory=job.directory)
    limit_s = min(scenario.solve.time_limit_s, job.max_time_limit_s)
    options = scenario.solve.model_copy(update={"time_limit_s": limit_s})
    plan = solve(scenario.model_copy(update={"solve": options}), directory=job.directory)
    return plan.model_dump_json()


def _check(job: Job) -> str:
    from planner import check_scenario

    warnings = check_scenario(job.scenario, directory=job.directory)
    return json.dumps([warning.model_dump() for warning in warnings])


TASKS: dict[TaskName, Callable[[Job], str]] = {"solve": _solve, "check": _check}


def _end_with_parent(folder: str) -> None:
    """End this process, and what it left, when the server is gone, however it went."""
    parent = parent_process()
    if parent is None:
        return
    parent.join()
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)

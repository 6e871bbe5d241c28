"""What a worker's outcome means to whoever asked."""

from __future__ import annotations

import json
import logging
from typing import Any

from api import errors
from api.errors import ProblemError, issue

QUICKER = "set solve.whole_units false, raise solve.mip_gap_share, or ask for fewer objectives"
ANSWERS = ("done", "cut")
"""outcomes that are no problem"""
logger = logging.getLogger(__name__)


def read_message(message: bytes) -> tuple[str, bytes]:
    """Outcome and content of a worker's message."""
    outcome, _, content = message.partition(b"\n")
    return outcome.decode(), content


def problem_of(
    outcome: str, content: bytes, task: str, limit_s: float, memory_mb: int
) -> ProblemError:
    """The problem that an outcome stands for; what is ours to know goes to the log."""
    told: Any = json.loads(content)
    if outcome == "invalid":
        return ProblemError(errors.INVALID_SCENARIO, "Nothing was solved.", told)
    if outcome == "timeout":
        logger.info("%s ran out of time: %s", task, told)
        if task not in ("solve", "job"):
            found = issue("scenario", "it takes too long to read", "send a smaller one")
            return ProblemError(errors.TIME_LIMIT, "The scenario was not read in time.", [found])
        hint = QUICKER if task == "job" else f"{QUICKER}; or queue it: POST /v1/plans"
        found = issue("solve.time_limit_s", f"at most {limit_s:g} s are allowed here", hint)
        detail = "The time limit passed before any plan was found; asked again, it will again."
        return ProblemError(errors.TIME_LIMIT, detail, [found])
    if outcome == "memory":
        logger.info("%s ran out of memory: %s", task, told)
        hint = "ask for a shorter horizon or fewer demands"
        found = issue("worker", f"more than {memory_mb} MB", hint)
        detail = "The question takes more memory than a worker has."
        return ProblemError(errors.OUT_OF_MEMORY, detail, [found])
    logger.error("%s failed: %s: %s", task, outcome, told)
    if outcome == "changed":
        found = issue("data", "not what the server has read", "its operator must restart it")
        detail = "The data folder has changed since the server started."
        return ProblemError(errors.DATA_CHANGED, detail, [found])
    detail = "The server's log has the details."
    if outcome == "solver":
        found = issue("solve.solver", "it failed", "try another solver or seed")
        return ProblemError(errors.SOLVER_FAILED, detail, [found])
    if outcome == "died":
        most = f"it may have needed more than {memory_mb} MB"
        found = issue("worker", most, "ask for a shorter horizon or fewer demands")
        return ProblemError(errors.INTERNAL, "The worker ended without an answer.", [found])
    found = issue("server", "an error that it did not expect", "tell its operator")
    return ProblemError(errors.INTERNAL, detail, [found])

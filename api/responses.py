"""What the queue answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.errors import ProblemDetails
from api.questions import Status, Submission
from planner import Plan, Study


class PlanState(BaseModel):
    """A submission, and where its run stands."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: str
    url: str
    kind: str
    status: Status
    revision: int
    """goes up with every change of the run"""
    attempt: int
    """times that the run was begun; more than one after a fault of a server"""
    position: int | None
    """place in the queue, from 1; null when it does not wait"""
    progress: dict[str, Any] | None
    """stage, incumbent, bound and gap while it runs"""
    error: ProblemDetails | None
    """why there is no plan, once the run has failed"""
    has_answer: bool
    """is there a plan, or study, to be had?"""
    author: str
    title: str
    note: str
    base: str | None
    overrides: dict[str, Any] | None
    scenario: str
    """name of the scenario"""
    created: datetime
    started: datetime | None
    finished: datetime | None
    expires: datetime | None
    """when the run and its plan are removed"""
    plan: Plan | None = None
    """the answer, also of a cancelled run that had found one; left out of lists"""
    study: Study | None = None
    """the answer to a study"""


class Page(BaseModel):
    """Some submissions, the newest first."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    items: list[PlanState]
    next: str | None
    """give it as `after` for those that follow; null at the end"""


def shown_state(submission: Submission) -> PlanState:
    """A submission as clients see it."""
    error = submission.error
    return PlanState(
        id=submission.id,
        url=f"/v1/plans/{submission.id}",
        kind=submission.kind,
        status=submission.status,
        revision=submission.revision,
        attempt=submission.attempt,
        position=submission.position,
        progress=submission.progress,
        error=None if error is None else ProblemDetails.model_validate(error),
        has_answer=submission.has_answer,
        author=submission.author,
        title=submission.title,
        note=submission.note,
        base=submission.base,
        overrides=submission.overrides,
        scenario=submission.scenario,
        created=_time(submission.created),
        started=_time(submission.started) if submission.started else None,
        finished=_time(submission.finished) if submission.finished else None,
        expires=_time(submission.expires) if submission.expires else None,
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

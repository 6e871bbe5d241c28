"""From the body of a request to a question in the queue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from api.clients import author_of, client_of
from api.errors import NO_SUCH_PLAN, TOO_MANY, ProblemError, issue
from api.jobs import Jobs
from api.questions import Question, QueueFullError, Submission
from api.requests import PlanRequest, read_request
from api.responses import shown_state
from api.solving import Workers


def jobs_of(request: Request) -> Jobs:
    """The jobs of the server."""
    jobs: Jobs = request.app.state.jobs
    return jobs


async def find(request: Request, number: str) -> Submission:
    """A submission by its id. Raises a problem 404."""
    submission = await asyncio.to_thread(jobs_of(request).get, number)
    if submission is None:
        found = issue(f"plan {number}", "it does not exist", "GET /v1/plans lists them")
        raise ProblemError(NO_SUCH_PLAN, "It was never there, or has been discarded.", [found])
    return submission


async def submit[Asked: PlanRequest](
    request: Request,
    model: type[Asked],
    kind: str,
    details: Callable[[Asked], Awaitable[tuple[dict[str, Any], tuple[bytes, ...]]]] | None = None,
) -> Response:
    """Queue what a request asks. Raises a problem; answers 202, or 200 when it is done already.

    ``details``: the options of a study, and the plans that it is about.
    """
    checks: Workers = request.app.state.checks
    client = client_of(request)
    with checks.slots.place(client):
        asked = await read_request(request, model)
        chosen, plans = ({}, ()) if details is None else await details(asked)
        scenario = await _scenario(request, asked, checks)
    question = Question(
        scenario=scenario,
        kind=kind,
        options=chosen,
        plans=plans,
        client=client,
        author=author_of(request, asked.author),
        title=asked.title,
        note=asked.note,
        base=asked.base or None,
        overrides=asked.overrides or None,
    )
    try:
        submission = await asyncio.to_thread(jobs_of(request).submit, question)
    except QueueFullError as error:
        raise queue_full(request, error) from None
    if submission.status == "queued":
        request.app.state.supervisor.wake()
    return told(submission, 200 if submission.status == "done" else 202)


async def _scenario(request: Request, asked: PlanRequest, checks: Workers) -> dict[str, Any]:
    """The scenario that is asked about, in full. Raises a problem when it cannot be solved."""
    source = asked.scenario
    if asked.base:
        source = await scenario_of(request, asked.base, "base")
    resolved = await checks.work(request, "resolve", source, asked.sets())
    scenario: dict[str, Any] = json.loads(resolved)
    return scenario


async def scenario_of(request: Request, number: str, where: str) -> dict[str, Any]:
    """The scenario of a plan that a request names there. Raises a problem 404."""
    scenario = await asyncio.to_thread(jobs_of(request).scenario, number)
    if scenario is None:
        found = issue(where, f"there is no plan {number}", "GET /v1/plans lists them")
        raise ProblemError(NO_SUCH_PLAN, "The plan that it names does not exist.", [found])
    return scenario


async def plans_of(request: Request, numbers: Sequence[str]) -> tuple[bytes, ...]:
    """The plans of submissions; none where one of them has no plan of today's data."""
    found = [await asyncio.to_thread(jobs_of(request).plan, number) for number in numbers]
    plans = tuple(plan for plan in found if plan is not None)
    return plans if len(plans) == len(numbers) else ()


def queue_full(request: Request, error: QueueFullError) -> ProblemError:
    """The problem of a client whose job finds no room."""
    found = issue("queue", str(error), "wait for one of them, or cancel one")
    headers = request.app.state.checks.slots.retry()
    return ProblemError(TOO_MANY, "The queue is full.", [found], headers)


def told(submission: Submission, status: int) -> Response:
    """Where a submission stands, and the way to it."""
    state = shown_state(submission)
    body = state.model_dump(mode="json", exclude={"plan", "study"})
    return JSONResponse(body, status, {"Location": state.url})

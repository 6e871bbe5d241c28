"""Questions that take longer: put in a queue, followed, cancelled, asked again, discarded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.clients import author_of, client_of, is_own
from api.errors import FORBIDDEN, NO_SUCH_PLAN, NOT_ENDED, TOO_MANY, ProblemError, issue
from api.jobs import Jobs
from api.openapi import PLAN_BODY, problems
from api.questions import Question, QueueFullError, Status, Submission
from api.requests import PlanRequest, plan_request
from api.responses import Page, PlanState, shown_state
from api.solving import Workers

router = APIRouter(prefix="/v1/plans", tags=["plans"])
PING_S = 15
LOOK_S = 0.5
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="id of the submission")]


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


@router.post(
    "",
    status_code=202,
    response_model=PlanState,
    responses={
        200: {"model": PlanState, "description": "The same was asked before: the plan is there"},
        **problems(400, 413, 415, 422, 429, 503),
    },
    openapi_extra=PLAN_BODY,
)
async def submit_plan(request: Request) -> Response:
    """Put a question into the queue. Who asks what was asked before shares its run.

    `Location` leads to the submission; with 200 its plan is there already.
    """
    checks: Workers = request.app.state.checks
    with checks.slots.place(client_of(request)):
        asked = await plan_request(request)
        scenario = await _scenario(request, asked, checks)
    question = Question(
        scenario=scenario,
        client=client_of(request),
        author=author_of(request, asked.author),
        title=asked.title,
        note=asked.note,
        base=asked.base,
        overrides=asked.overrides or None,
    )
    try:
        submission = await asyncio.to_thread(_jobs(request).submit, question)
    except QueueFullError as error:
        raise _full(request, error) from None
    request.app.state.supervisor.wake()
    status = 200 if submission.status == "done" else 202
    return _told(submission, status)


@router.get("", responses=problems(422))
async def list_plans(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
    author: Annotated[str | None, Query(max_length=200)] = None,
    scenario: Annotated[str | None, Query(max_length=200)] = None,
    status: Status | None = None,
) -> Page:
    """Submissions, the newest first, without their plans."""
    found = await asyncio.to_thread(_jobs(request).page, limit + 1, after, author, scenario, status)
    more = found[limit - 1].id if len(found) > limit else None
    return Page(items=[shown_state(each) for each in found[:limit]], next=more)


@router.get("/{number}", response_model=PlanState, responses=problems(404, 422))
async def get_plan(request: Request, number: Number) -> Response:
    """Where the question stands, and its plan once there is one."""
    submission = await _found(request, number)
    plan = await asyncio.to_thread(_jobs(request).answer, number)
    state = shown_state(submission).model_dump_json(exclude={"plan"})
    whole = f'{state[:-1]},"plan":{plan.decode() if plan else "null"}}}'
    return Response(whole, media_type="application/json")


@router.get(
    "/{number}/events",
    response_class=EventSourceResponse,
    responses=problems(404, 422),
)
async def follow_plan(request: Request, number: Number) -> EventSourceResponse:
    """The state, each time it changes, as server-sent events; the last one tells the end.

    The id of an event is the revision of the run: `Last-Event-ID` goes on from there.
    """
    await _found(request, number)
    given = request.headers.get("last-event-id", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    return EventSourceResponse(_events(request, number, seen), ping=PING_S)


@router.delete(
    "/{number}",
    response_model=None,
    responses={202: {"model": PlanState}, **problems(403, 404, 422)},
)
async def remove_plan(request: Request, number: Number) -> Response:
    """Cancel what waits or runs: 202, the best plan found is kept. Discard what has ended: 204."""
    _require_own(request, await _found(request, number))
    left = await asyncio.to_thread(_jobs(request).remove, number)
    return Response(status_code=204) if left is None else _told(left, 202)


@router.post(
    "/{number}/retry",
    status_code=202,
    response_model=PlanState,
    responses=problems(403, 404, 409, 422, 429),
)
async def retry_plan(request: Request, number: Number) -> Response:
    """Ask again what failed, was cancelled or interrupted."""
    submission = await _found(request, number)
    _require_own(request, submission)
    try:
        again = await asyncio.to_thread(_jobs(request).retry, number, client_of(request))
    except QueueFullError as error:
        raise _full(request, error) from None
    if again is None:
        found = issue("status", f"it is {submission.status}", "only what ended without a plan")
        raise ProblemError(NOT_ENDED, "This question is not asked again.", [found])
    request.app.state.supervisor.wake()
    return _told(again, 202)


async def _scenario(request: Request, asked: PlanRequest, checks: Workers) -> dict[str, Any]:
    """The scenario that is asked about, in full. Raises a problem when it cannot be solved."""
    source = asked.scenario
    if asked.base is not None:
        source = await asyncio.to_thread(_jobs(request).scenario, asked.base)
        if source is None:
            found = issue("base", f"there is no plan {asked.base}", "GET /v1/plans lists them")
            raise ProblemError(NO_SUCH_PLAN, "Its base does not exist.", [found])
    resolved = await checks.work(request, "resolve", source or {}, asked.sets())
    scenario: dict[str, Any] = json.loads(resolved)
    return scenario


async def _found(request: Request, number: str) -> Submission:
    submission = await asyncio.to_thread(_jobs(request).get, number)
    if submission is None:
        found = issue(f"plan {number}", "it does not exist", "GET /v1/plans lists them")
        raise ProblemError(NO_SUCH_PLAN, "It was never there, or has been discarded.", [found])
    return submission


def _require_own(request: Request, submission: Submission) -> None:
    if not is_own(request, submission.author):
        found = issue("author", f"it belongs to {submission.author!r}", "submit one of your own")
        raise ProblemError(FORBIDDEN, "Only its author may change it.", [found])


def _full(request: Request, error: QueueFullError) -> ProblemError:
    found = issue("queue", str(error), "wait for one of them, or cancel one")
    headers = request.app.state.checks.slots.retry()
    return ProblemError(TOO_MANY, "The queue is full.", [found], headers)


def _told(submission: Submission, status: int) -> Response:
    state = shown_state(submission)
    headers = {"Location": state.url}
    return JSONResponse(state.model_dump(mode="json", exclude={"plan"}), status, headers)


async def _events(request: Request, number: str, seen: int) -> AsyncIterator[ServerSentEvent]:
    jobs, closing = _jobs(request), request.app.state.solves.slots.closing
    while not closing.is_set():
        submission = await asyncio.to_thread(jobs.get, number)
        if submission is None:
            yield ServerSentEvent(json.dumps({"id": number}), event="discarded")
            return
        if submission.revision > seen:
            seen = submission.revision
            state = shown_state(submission).model_dump_json(exclude={"plan"})
            yield ServerSentEvent(state, event=submission.status, id=str(seen))
        if submission.has_ended:
            return
        await asyncio.sleep(LOOK_S)

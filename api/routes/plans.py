"""Questions that take longer: put in a queue, followed, cancelled, asked again, discarded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.clients import client_of, is_own
from api.errors import FORBIDDEN, NOT_RETRIED, SHARED, TOO_MANY, ProblemError, issue
from api.openapi import ANSWERED, PLAN_BODY, SUBMITTED, links, problems
from api.questions import QueueFullError, SharedRunError, Status, Submission
from api.requests import PLAIN, PlanRequest
from api.responses import Page, PlanState, shown_state
from api.studies import STUDIES
from api.submitting import find, jobs_of, queue_full, submit, told

router = APIRouter(prefix="/v1/plans", tags=["plans"])
PING_S = 15
GRACE_S = 5
"""for the last event and the end of a stream, once the server is told to stop"""
LOOK_S = 0.5
Text = Annotated[str | None, Query(max_length=200, pattern=PLAIN)]
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="id of the submission")]


@router.post(
    "",
    status_code=202,
    response_model=PlanState,
    responses={
        202: {"links": links(*SUBMITTED)},
        200: {
            "model": PlanState,
            "description": "The same was asked before: the plan is there",
            "links": links(*SUBMITTED, *ANSWERED),
        },
        **problems(400, 413, 415, 422, 429, 503),
    },
    openapi_extra=PLAN_BODY,
)
async def submit_plan(request: Request) -> Response:
    """Put a question into the queue. Who asks what was asked before shares its run.

    `Location` leads to the submission; with 200 its plan is there already.
    """
    return await submit(request, PlanRequest, "solve")


@router.get(
    "", responses={200: {"links": links("get_plan", value="items/0/id")}, **problems(404, 422)}
)
async def list_plans(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
    author: Text = None,
    kind: Annotated[str | None, Query(pattern=f"^({'|'.join(('solve', *STUDIES))})$")] = None,
    scenario: Text = None,
    status: Status | None = None,
) -> Page:
    """Submissions, the newest first, without their plans."""
    if after is not None:  # what has been discarded has no place among the others
        await find(request, after)
    found = await asyncio.to_thread(
        jobs_of(request).page, limit + 1, after, author, kind, scenario, status
    )
    more = found[limit - 1].id if len(found) > limit else None
    return Page(items=[shown_state(each) for each in found[:limit]], next=more)


@router.get(
    "/{number}",
    response_model=PlanState,
    responses={200: {"links": links(*SUBMITTED, *ANSWERED)}, **problems(404, 422)},
)
async def get_plan(
    request: Request,
    number: Number,
    answer: Annotated[bool, Query(description="false: only where it stands, short to poll")] = True,
) -> Response:
    """Where the question stands, and its plan, or study, once there is one."""
    submission = await find(request, number)
    found = await asyncio.to_thread(jobs_of(request).answer, number) if answer else None
    state = shown_state(submission).model_dump_json(exclude={"plan", "study"})
    parts = {"plan": b"null", "study": b"null"}
    parts["plan" if submission.kind == "solve" else "study"] = found or b"null"
    written = ",".join(f'"{name}":{part.decode()}' for name, part in parts.items())
    whole = f"{state[:-1]},{written}}}"
    return Response(whole, media_type="application/json")


@router.get(
    "/{number}/events",
    response_class=EventSourceResponse,
    responses=problems(404, 422, 429),
)
async def follow_plan(request: Request, number: Number) -> EventSourceResponse:
    """The state, each time it changes, as server-sent events; the last one tells the end.

    The id of an event is the revision of the run: `Last-Event-ID` goes on from there.
    """
    await find(request, number)
    streams, client = request.app.state.streams, client_of(request)
    if streams[client] >= request.app.state.settings.max_streams_per_client:
        found = issue("events", f"you follow {streams[client]} plans", "close one of them, or poll")
        raise ProblemError(TOO_MANY, "Too many plans are followed.", [found])
    given = request.headers.get("last-event-id", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    events = _events(request, number, seen)
    return EventSourceResponse(events, ping=PING_S, shutdown_grace_period=GRACE_S)


@router.post(
    "/{number}/cancel",
    status_code=202,
    response_model=PlanState,
    responses={
        200: {"model": PlanState, "description": "It has ended", "links": links(*SUBMITTED)},
        **problems(403, 404, 409, 422),
    },
)
async def cancel_plan(request: Request, number: Number) -> Response:
    """End what waits (200) or runs (202: it ends soon); the best plan found until then is kept.

    What has ended stays as it is. What others have asked too is not cancelled; discard yours.
    """
    _require_own(request, await find(request, number))
    try:
        left = await asyncio.to_thread(jobs_of(request).cancel, number)
    except SharedRunError as error:
        found = issue(f"plan {number}", str(error), f"discard yours: DELETE /v1/plans/{number}")
        raise ProblemError(SHARED, "It is not cancelled.", [found]) from None
    left = left or await find(request, number)  # discarded meanwhile: 404
    return told(left, 200 if left.has_ended else 202)


@router.delete("/{number}", status_code=204, responses=problems(403, 404, 422))
async def discard_plan(request: Request, number: Number) -> None:
    """Remove it, with its plan. Its run goes on only if others have asked the same."""
    _require_own(request, await find(request, number))
    await asyncio.to_thread(jobs_of(request).discard, number)


@router.post(
    "/{number}/retry",
    status_code=202,
    response_model=PlanState,
    responses={202: {"links": links(*SUBMITTED)}, **problems(403, 404, 409, 422, 429)},
)
async def retry_plan(request: Request, number: Number) -> Response:
    """Ask again what failed, was cancelled or interrupted."""
    submission = await find(request, number)
    _require_own(request, submission)
    try:
        again = await asyncio.to_thread(jobs_of(request).retry, number, client_of(request))
    except QueueFullError as error:
        raise queue_full(request, error) from None
    if again is None:
        found = issue("status", f"it is {submission.status}", "only what ended without a plan")
        raise ProblemError(NOT_RETRIED, "This question is not asked again.", [found])
    request.app.state.supervisor.wake()
    return told(again, 202)


def _require_own(request: Request, submission: Submission) -> None:
    if not is_own(request, submission.author):
        found = issue("author", f"it belongs to {submission.author!r}", "submit one of your own")
        raise ProblemError(FORBIDDEN, "Only its author may change it.", [found])


async def _events(request: Request, number: str, seen: int) -> AsyncIterator[ServerSentEvent]:
    streams, client = request.app.state.streams, client_of(request)
    streams[client] += 1
    try:
        async for event in _changes(request, number, seen):
            yield event
    finally:
        streams[client] -= 1
        if not streams[client]:
            del streams[client]


async def _changes(request: Request, number: str, seen: int) -> AsyncIterator[ServerSentEvent]:
    jobs, closing = jobs_of(request), request.app.state.solves.slots.closing
    while not closing.is_set():
        submission = await asyncio.to_thread(jobs.get, number)
        if submission is None:
            yield ServerSentEvent(json.dumps({"id": number}), event="discarded")
            return
        if submission.revision > seen:
            seen = submission.revision
            state = shown_state(submission).model_dump_json(exclude={"plan", "study"})
            yield ServerSentEvent(state, event=submission.status, id=str(seen))
        if submission.has_ended:
            return
        await asyncio.sleep(LOOK_S)

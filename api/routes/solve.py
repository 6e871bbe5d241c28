"""A scenario in, a plan out: for questions that are answered within a minute."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.openapi import SCENARIO_BODY, problems
from api.solving import Workers
from planner import Plan

router = APIRouter(prefix="/v1", tags=["plans"])


@router.post(
    "/solve",
    response_model=Plan,
    responses=problems(400, 413, 415, 422, 503),
    openapi_extra=SCENARIO_BODY,
)
async def solve(request: Request) -> Response:
    """Solve, and answer with the plan. A shortfall is an answer, not an error.

    The scenario's time limit is lowered to the server's; the best plan found by then is returned
    with status ``unproven``. The solve stops when the client goes away.
    """
    state = request.app.state
    solves: Workers = state.solves
    plan = await solves.solve(request, state.checks)
    return Response(plan, media_type="application/json")

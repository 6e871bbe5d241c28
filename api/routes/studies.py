"""Studies: questions about plans, queued as plans are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.openapi import STUDY_BODY, SUBMITTED, links, problems
from api.requests import StudyRequest
from api.responses import PlanState
from api.studies import STUDIES, study_options
from api.submitting import scenario_of, submit

router = APIRouter(prefix="/v1/studies", tags=["plans"])


@router.post(
    "/{kind}",
    status_code=202,
    response_model=PlanState,
    responses={
        202: {"links": links(*SUBMITTED)},
        200: {
            "model": PlanState,
            "description": "The same was asked before: the study is there",
            "links": links(*SUBMITTED),
        },
        **problems(400, 404, 413, 415, 422, 429, 503),
    },
    openapi_extra=STUDY_BODY,
)
async def submit_study(
    request: Request, kind: Annotated[str, Path(json_schema_extra={"enum": list(STUDIES)})]
) -> Response:
    """Put a study into the queue; `Location` leads to it, among the plans.

    A study asks what its command asks, and has the command's options; `compare` takes the id of the
    `other` plan.
    """

    async def options(asked: StudyRequest) -> dict[str, object]:
        chosen = study_options(kind, asked.options)
        if "other" in chosen:  # the scenario itself: the plan may be gone when its turn comes
            chosen["other"] = await scenario_of(request, str(chosen["other"]), "options.other")
        return chosen

    return await submit(request, StudyRequest, kind, options)

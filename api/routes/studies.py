"""Studies: questions about plans, queued as plans are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.openapi import STUDY_BODY, SUBMITTED, links, problems
from api.requests import StudyRequest
from api.responses import PlanState
from api.studies import OF_PLANS, STUDIES, study_options
from api.submitting import plans_of, scenario_of, submit

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
    `other` plan. Of a `base` without overrides that has a plan, `compare`, `dropout`, `explain`,
    `replay`, `stress` and `value` are about that plan; else the scenario is solved first.
    """

    async def details(asked: StudyRequest) -> tuple[dict[str, object], tuple[bytes, ...]]:
        chosen = study_options(kind, asked.options)
        named = [asked.base]
        if "other" in chosen:  # the scenario and the plan: they may be gone when its turn comes
            named.append(str(chosen["other"]))
            chosen["other"] = await scenario_of(request, named[1], "options.other")
        is_of_plans = kind in OF_PLANS and asked.base and not asked.overrides
        return chosen, await plans_of(request, named) if is_of_plans else ()

    return await submit(request, StudyRequest, kind, details)

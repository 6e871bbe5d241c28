"""What a scenario may name: the tables that ``planner list`` prints."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.errors import NO_SUCH_TABLE, ProblemError, issue
from api.openapi import problems
from api.reference import Reference
from planner import suggestion

router = APIRouter(prefix="/v1/reference", tags=["scenarios"])


@router.get("/{table}", response_model=list[dict[str, Any]], responses=problems(404))
async def reference_table(request: Request, table: str) -> Response:
    """The rows of a table that `planner list` prints too: nations, unit-types, effects, facts …

    All rows of a table have the same fields.
    """
    data: Reference = request.app.state.reference
    if table not in data.tables:
        found = issue(f"table {table}", "there is none", suggestion(table, data.tables))
        raise ProblemError(NO_SUCH_TABLE, f"Tables: {', '.join(data.tables)}.", [found])
    return Response(data.tables[table], media_type="application/json")

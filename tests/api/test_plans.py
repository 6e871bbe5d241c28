"""Jobs on a real server, from the question to its plan."""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import planner
from api.studies import OF_PLANS, STUDIES

from .test_errors import assert_problem

Document = dict[str, Any]
ENDED = {"done", "failed", "cancelled", "interrupted"}


def submit(client: httpx.Client, **body: Any) -> Document:
    """The state of a question that has just been queued, or was asked before."""
    answer = client.post("/v1/plans", json=body)
    assert answer.status_code in (200, 202), answer.text
    state: Document = answer.json()
    assert answer.headers["location"] == state["url"] == f"/v1/plans/{state['id']}"
    assert (answer.status_code == 200) == (state["status"] == "done")
    return state


def until(client: httpx.Client, state: Document, *statuses: str) -> Document:
    """The state once it has one of these statuses."""
    ends = time.monotonic() + 60
    while True:
        now: Document = client.get(state["url"]).json()
        if now["status"] in statuses:
            return now
        assert now["status"] not in ENDED, now
        assert time.monotonic() < ends, now
        time.sleep(0.1)


def test_a_plan_is_queued_followed_shared_and_discarded(
    client: httpx.Client, tiny: Document
) -> None:
    tiny["solve"] = {"time_limit_s": 600}  # longer than what is answered directly
    first = submit(client, scenario=tiny, title="Patrols", author="ada", note="for the talks")
    assert first["status"] == "queued"
    assert (first["title"], first["author"], first["note"]) == ("Patrols", "ada", "for the talks")
    with client.stream("GET", f"{first['url']}/events") as events:
        lines = list(events.iter_lines())
    told = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    numbers = [int(line[4:]) for line in lines if line.startswith("id: ")]
    assert told[-1]["status"] == "done"
    assert numbers == sorted(set(numbers))
    assert numbers == [each["revision"] for each in told]
    assert client.head(f"{first['url']}/events").status_code == 200
    done = client.get(first["url"]).json()
    short = client.get(first["url"], params={"answer": "false"}).json()
    assert short == {**done, "plan": None}
    assert (first["has_answer"], short["has_answer"]) == (False, True)
    assert done["plan"]["status"] == "met"
    assert done["plan"]["scenario"]["solve"]["time_limit_s"] == 600
    assert planner.verify_plan(done["plan"]) == []
    assert done["finished"] >= done["started"] >= done["created"]

    again = submit(client, scenario=tiny, author="bob")
    assert again["status"] == "done"
    assert again["id"] != first["id"]
    assert client.delete(first["url"]).status_code == 204
    assert client.get(first["url"]).status_code == 404
    assert client.get(again["url"]).json()["plan"] == done["plan"]

    more = submit(
        client,
        author="bob",
        base=again["id"],
        overrides={"requirements": [{"id": "patrols", "threshold": 4}]},
    )
    plan = until(client, more, "done")["plan"]
    assert plan["scenario"]["requirements"][0]["threshold"] == 4
    dotted = {"requirements.patrols.threshold": 4}
    same = submit(client, author="bob", base=again["id"], overrides=dotted)
    assert same["status"] == "done"

    page = client.get("/v1/plans", params={"author": "bob", "limit": 2}).json()
    assert [row["id"] for row in page["items"]] == [same["id"], more["id"]]
    rest = client.get("/v1/plans", params={"author": "bob", "after": page["next"]}).json()
    assert [row["id"] for row in rest["items"]] == [again["id"]]
    assert rest["next"] is None
    solved = client.get("/v1/plans", params={"author": "bob", "kind": "solve"}).json()
    studied = client.get("/v1/plans", params={"author": "bob", "kind": "dropout"}).json()
    assert (bool(solved["items"]), studied["items"]) == (True, [])
    assert client.get("/v1/plans", params={"kind": "paretto"}).status_code == 422
    assert client.get("/v1/plans", params={"after": "0" * 32}).status_code == 404
    failed = client.get("/v1/plans", params={"author": "bob", "status": "failed"}).json()
    assert failed["items"] == []


@pytest.mark.slow
def test_a_running_solve_that_is_cancelled_keeps_its_plan(
    client: httpx.Client, server: Any
) -> None:
    question = {
        "extends": "franco_british",
        "name": "long",
        "solve": {"time_limit_s": 600, "mip_gap_share": 0, "burden_gap_share": 0},
    }
    state = submit(client, scenario=question)
    ends = time.monotonic() + 60
    while not (client.get(state["url"]).json()["progress"] or {}).get("incumbent"):
        assert time.monotonic() < ends
        time.sleep(0.2)
    waiting = submit(client, scenario={**question, "name": "other"})
    assert waiting["position"] == 1
    answer = client.post(f"{waiting['url']}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert client.post(f"{state['url']}/cancel").status_code == 202
    cancelled = until(client, state, "cancelled")
    assert cancelled["plan"]["status"] == "unproven"
    assert planner.verify_plan(cancelled["plan"]) == []
    again = client.post(f"{waiting['url']}/retry")
    assert (again.status_code, again.json()["status"]) == (202, "queued")
    refused = client.post(f"{waiting['url']}/retry")
    assert refused.status_code == 409
    assert_problem(refused)
    until(client, waiting, "running")
    assert client.delete(waiting["url"]).status_code == 204
    assert client.get(waiting["url"]).status_code == 404
    server.wait_for_workers(0)


def test_what_has_ended_is_not_cancelled(client: httpx.Client, tiny: Document) -> None:
    """Who cancels as it ends keeps the plan; nor does one end what others wait for."""
    tiny["title"] = "Cancelled late"
    state = submit(client, scenario=tiny)
    until(client, state, "done")
    late = client.post(f"{state['url']}/cancel")
    assert (late.status_code, late.json()["status"]) == (200, "done")
    assert client.get(state["url"]).json()["plan"]["status"] == "met"
    assert client.post(f"/v1/plans/{'0' * 32}/cancel").status_code == 404


@pytest.mark.slow
def test_what_others_wait_for_is_not_cancelled(start: Callable[..., Any], tiny: Document) -> None:
    with httpx.Client(base_url=start(workers=0).url, timeout=30) as client:
        ours, theirs = submit(client, scenario=tiny), submit(client, scenario=tiny)
        refused = client.post(f"{ours['url']}/cancel")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/shared")
        assert client.delete(ours["url"]).status_code == 204
        assert client.get(theirs["url"]).json()["status"] == "queued"
        answer = client.post(f"{theirs['url']}/cancel")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")


BODIES: dict[str, tuple[int, Document]] = {
    "empty": (422, {}),
    "both": (422, {"scenario": {}, "base": "0" * 32}),
    "unknown field": (422, {"scenario": {}, "titel": "x"}),
    "no text": (422, {"scenario": {}, "title": "\0"}),
    "null": (422, {"scenario": {}, "base": None}),
    "no path": (422, {"scenario": {"extends": "tripwire"}, "overrides": {"": 1}}),
    "a long path": (422, {"scenario": {"extends": "tripwire"}, "overrides": {"a." * 9999: 1}}),
    "many values": (
        422,
        {"scenario": {"extends": "tripwire"}, "overrides": {f"k{i}": i for i in range(9999)}},
    ),
    "no such base": (404, {"base": "0" * 32}),
    "invalid": (422, {"scenario": {"name": "x"}}),
    "no such field": (422, {"scenario": {"extends": "tripwire"}, "overrides": {"coalition.x": 1}}),
}


@pytest.mark.parametrize(("status", "body"), BODIES.values(), ids=BODIES.keys())
def test_a_wrong_question_is_not_queued(client: httpx.Client, status: int, body: Document) -> None:
    answer = client.post("/v1/plans", json=body)
    assert answer.status_code == status, answer.text
    assert_problem(answer)
    assert all(
        error["problem"] and "--set" not in error["where"] for error in answer.json()["errors"]
    )


@pytest.mark.parametrize("path", ["0" * 32, "1", f"{'0' * 32}/events"])
def test_a_plan_that_is_not_there_is_a_problem(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/v1/plans/{path}")
    assert answer.status_code in (404, 422)
    assert_problem(answer)


def test_limits_tell_what_the_settings_say(client: httpx.Client) -> None:
    limits = client.get("/v1/limits").json()
    assert (limits["max_time_limit_s"], limits["keys"]) == (20, False)


@pytest.mark.parametrize(
    ("kind", "options", "status"),
    [
        ("paretto", {}, 404),
        ("pareto", {"points": 1000}, 422),
        ("sweep", {}, 422),
        ("solve", {}, 404),
        ("compare", {}, 422),
        ("compare", {"other": "0" * 32}, 404),
    ],
)
def test_a_wrong_study_is_not_queued(
    client: httpx.Client, tiny: Document, kind: str, options: Document, status: int
) -> None:
    answer = client.post(f"/v1/studies/{kind}", json={"scenario": tiny, "options": options})
    assert answer.status_code == status
    assert_problem(answer)


STUDY_OPTIONS: dict[str, Document] = {
    "alternatives": {},
    "compare": {"seconds": 5},
    "compare_scenarios": {"scenarios": ["franco_british"]},
    "dropout": {},
    "explain": {"seconds": 5},
    "fairness": {"keys": ["gdp"]},
    "pareto": {"x": "shortfall", "y": "cost", "points": 3},
    "replay": {"draws": 10},
    "robust": {"share": 0},
    "rule_costs": {"rules": ["all off"]},
    "stress": {"draws": 5, "withdraw": 0},
    "sweep": {"grid": ["requirements.patrols.threshold=4,8"]},
    "value": {"orders": 4, "exactly": False},
    "weak_figures": {"nations": ["FRA"]},
}


def test_every_study_can_be_queued_and_takes_what_its_command_does() -> None:
    assert list(STUDY_OPTIONS) == list(STUDIES)
    for kind, options in STUDIES.items():
        takes = set(inspect.signature(getattr(planner, kind)).parameters) | {
            "relaxed",
            "other",
            "scenarios",
        }
        assert set(options.model_fields) <= takes, kind


@pytest.mark.slow
def test_studies_are_queued_as_plans_are(client: httpx.Client, tiny: Document) -> None:
    other = submit(client, scenario={**tiny, "name": "other", "horizon_months": 18})
    for kind, options in STUDY_OPTIONS.items():
        given = {**options, "other": other["id"]} if kind == "compare" else options
        asked = {"scenario": tiny, "options": given}
        state = client.post(f"/v1/studies/{kind}", json=asked).json()
        done = until(client, state, "done")
        assert done["plan"] is None
        study = planner.read_study(done["study"])
        assert study.kind == kind
        assert study.rows or study.answer


@pytest.mark.slow
@pytest.mark.parametrize("kind", OF_PLANS)
def test_a_study_of_a_base_is_about_its_plan(
    client: httpx.Client, tiny: Document, kind: str
) -> None:
    base = until(client, submit(client, scenario=tiny), "done")
    content = planner.Plan.model_validate(base["plan"])
    subjects, options = [content], STUDY_OPTIONS[kind]
    if kind == "compare":
        subjects, options = [content, content], {**options, "other": base["id"]}
    asked = {"base": base["id"], "options": options}
    done = until(client, client.post(f"/v1/studies/{kind}", json=asked).json(), "done")
    told = planner.read_study(done["study"])
    same = getattr(planner, kind)(*subjects, **STUDY_OPTIONS[kind])
    assert told.answer == same.answer
    assert [row.get("leaves") for row in told.rows] == [row.get("leaves") for row in same.rows]


@pytest.mark.slow
def test_a_full_queue_refuses(start: Callable[..., Any], tiny: Document) -> None:
    server = start(workers=0, max_queued=2)
    with httpx.Client(base_url=server.url, timeout=30) as client:
        submit(client, scenario=tiny)
        submit(client, scenario=tiny)  # the same run: no more of the queue
        refused = client.post("/v1/plans", json={"scenario": {**tiny, "name": "other"}})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert_problem(refused)

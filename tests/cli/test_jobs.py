"""``planner jobs`` on a store without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.jobs import Jobs
from api.questions import Question
from api.queue import Queue
from api.store import Store

from .command import run


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "jobs.sqlite")


@pytest.fixture
def jobs(url: str) -> Jobs:
    return Jobs(Store(url))


def listed(url: str, *options: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        run("jobs", "list", "--store", url, "--json", *options).stdout
    )
    return rows


def test_jobs_are_listed_shown_and_cancelled(url: str, jobs: Jobs) -> None:
    number = jobs.submit(Question({"name": "first"}, title="One", author="ada")).id
    (row,) = listed(url)
    assert (row["id"], row["status"], row["scenario"]) == (number, "queued", "first")
    assert row["created"].startswith("20")
    assert "ada" in run("jobs", "show", number, "--store", url).stdout
    assert run("jobs", "cancel", number, "--store", url).stdout == f"{number}: cancelled\n"
    assert listed(url, "--status", "queued") == []
    assert run("jobs", "cancel", number, "--store", url).stdout == f"{number}: cancelled\n"
    assert run("jobs", "discard", number, "--store", url).stdout == f"{number}: discarded\n"
    assert listed(url) == []


def test_a_job_that_others_wait_for_is_not_cancelled(url: str, jobs: Jobs) -> None:
    number, other = (jobs.submit(Question({"name": "first"})).id for _ in range(2))
    refused = run("jobs", "cancel", number, "--store", url)
    assert refused.exit_code == 2
    assert "jobs discard" in refused.output
    assert run("jobs", "discard", number, "--store", url).exit_code == 0
    assert run("jobs", "cancel", other, "--store", url).stdout == f"{other}: cancelled\n"


def test_the_answer_is_printed_as_it_is(url: str, jobs: Jobs) -> None:
    number = jobs.submit(Question({"name": "first"})).id
    early = run("jobs", "show", number, "--store", url, "--plan")
    assert early.exit_code == 2
    queue = Queue(jobs.store, "", 60, 60)
    claim = queue.claim("w")
    assert claim is not None
    assert run("jobs", "cancel", number, "--store", url).stdout == f"{number}: will be cancelled\n"
    assert queue.finish(claim, "done", b'{"status": "met"}')
    assert json.loads(run("jobs", "show", number, "--store", url, "--plan").stdout) == {
        "status": "met"
    }


def test_a_wrong_id_or_store_is_an_input_error(url: str) -> None:
    unknown = run("jobs", "show", "abc", "--store", url)
    assert unknown.exit_code == 2
    assert "no such job" in unknown.stderr
    assert run("jobs", "list", "--store", "mysql://x").exit_code == 2

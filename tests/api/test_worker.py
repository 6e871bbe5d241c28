"""Outcomes that a real solve gives seldom, and the settings."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

import planner
from api import worker
from api.errors import ProblemError
from api.kept import Kept
from api.outcomes import problem_of, read_message
from api.questions import packed
from api.reference import fingerprint
from api.settings import Settings
from planner import DataError, InputError, Issue, ModelBuildError, SolverError, SolverTimeout

from ..small_plan import small_plan

OUTCOMES = [
    (InputError([Issue("name", "is wrong", "change it")]), "invalid", 422, "invalid-scenario"),
    (DataError([Issue("facts.csv:3", "is wrong")]), "failed", 500, "internal-error"),
    (SolverTimeout("secret"), "timeout", 422, "time-limit"),
    (SolverError("secret"), "solver", 500, "solver-failed"),
    (SolverError("HiGHS: memory limit reached"), "memory", 422, "out-of-memory"),
    (ModelBuildError("secret"), "failed", 500, "internal-error"),
    (MemoryError("secret"), "memory", 422, "out-of-memory"),
]


@pytest.mark.parametrize(("error", "outcome", "status", "kind"), OUTCOMES)
def test_every_error_of_a_worker_becomes_a_problem(
    error: Exception,
    outcome: str,
    status: int,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    tiny: dict[str, Any],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(planner, "solve", fail)
    message = worker.message(worker.Job("solve", tiny, None, fingerprint(None), 10, 2048))
    assert message.startswith(outcome.encode() + b"\n")
    problem = problem_of(*read_message(message), "solve", 60, 2048)
    assert isinstance(problem, ProblemError)
    assert (problem.kind.status, problem.kind.slug) == (status, kind)
    assert "secret" not in problem.detail + json.dumps(problem.errors)
    assert "Retry-After" not in (problem.headers or {})
    assert problem.errors[0]["hint"]


def test_a_worker_whose_server_is_gone_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny: dict[str, Any]
) -> None:
    """A server that is killed as its worker hands in the answer: no traceback in the log."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    confined: list[str] = []
    monkeypatch.setattr(worker, "confine", lambda name, *_: confined.append(name))
    asked, server = Pipe()
    server.close()
    worker.Channel(asked).count(1, 2, 0)
    worker.main(asked, worker.Job("check", tiny, None, fingerprint(None), 10, 2048), str(tmp_path))
    assert confined
    assert asked.closed


def test_a_check_that_takes_too_long_is_not_called_a_solve() -> None:
    problem = problem_of("timeout", b'"killed at the deadline"', "check", 60, 2048)
    assert (problem.kind.status, problem.errors[0]["where"]) == (422, "scenario")
    assert "plan" not in problem.kind.title + problem.detail


def test_a_plan_that_a_limit_cut_short_says_so(
    monkeypatch: pytest.MonkeyPatch, tiny: dict[str, Any]
) -> None:
    """The server keeps it for nobody else."""
    for status, outcome in (("unproven", "cut"), ("shortfall", "done")):
        plan = small_plan().model_copy(update={"status": status})
        monkeypatch.setattr(planner, "solve", lambda *_, plan=plan, **__: plan)
        message = worker.message(worker.Job("solve", tiny, None, fingerprint(None), 10, 2048))
        assert read_message(message)[0] == outcome


def test_a_study_of_a_plan_is_about_the_plan_that_was_made(
    monkeypatch: pytest.MonkeyPatch, tiny: dict[str, Any]
) -> None:
    """It is not solved again, which might give another one that is as good."""
    plan = planner.solve(tiny)
    monkeypatch.setattr(planner, "solve", lambda *_, **__: pytest.fail("solved again"))
    plans = (packed(plan.model_dump_json().encode()),)
    job = worker.Job("job", tiny, None, fingerprint(None), 10, 2048, kind="replay", plans=plans)
    outcome, content = read_message(worker.message(job))
    assert outcome == "done"
    assert planner.read_study(json.loads(content)).rows == planner.replay(plan).rows


def test_what_is_kept_has_a_bound() -> None:
    kept: Kept[str] = Kept(10)
    for name in ("a", "b"):
        kept.put(name, b"12345")
    assert kept.get("a") == b"12345"
    kept.put("c", b"1")  # the longest unused goes
    kept.put("huge", b"x" * 11)
    assert [kept.get(name) for name in ("a", "b", "c", "huge")] == [b"12345", None, b"1", None]
    kept.put("a", b"")
    kept.put("d", b"123456789")
    assert [kept.get(name) for name in ("a", "c", "d")] == [b"", b"1", b"123456789"]


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment(
        {"PLANNER_API_MAX_TIME_LIMIT_S": "12.5", "PLANNER_API_MAX_SOLVES": "3", "HOME": "/"}
    )
    assert (settings.max_time_limit_s, settings.max_solves) == (12.5, 3)
    assert Settings.from_environment({}) == Settings()
    assert Settings().max_time_limit_s == 60
    assert Settings().max_body_bytes == 200_000


def test_a_wrong_setting_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        Settings.from_environment({"PLANNER_API_MAX_SOLVE": "3", "PLANNER_API_GRACE_S": "-1"})
    issues = {issue.where: issue for issue in caught.value.issues}
    assert issues["PLANNER_API_MAX_SOLVE"].hint == "did you mean 'max_solves'?"
    assert "PLANNER_API_GRACE_S" in issues


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_missing_solver_is_an_error_of_the_input(
    tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = importlib.util.find_spec
    lost = "planner.scenario.cross_checks"
    monkeypatch.setattr(f"{lost}.find_spec", lambda n: None if n == "cbcbox" else installed(n))
    monkeypatch.setattr(f"{lost}.shutil.which", lambda _: None)
    tiny["solve"] = {"solver": "cbc"}
    message = worker.message(worker.Job("solve", tiny, None, fingerprint(None), 10, 2048))
    assert message.startswith(b"invalid\n")
    assert b"CBC is not installed" in message

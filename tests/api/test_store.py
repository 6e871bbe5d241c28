"""The store by itself: turns, leases and fences, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from api.jobs import Jobs
from api.questions import (
    Question,
    QueueFullError,
    SharedRunError,
    Submission,
    run_key,
    unpacked,
)
from api.queue import MAX_LOST, Queue
from api.store import Store, metadata, shown
from planner import InputError

from .databases import postgres

DATA = "d" * 64


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store(str(tmp_path / "new" / "jobs.sqlite"))
        yield opened
        opened.close()
    else:
        with postgres() as url:
            opened = Store(url)
            yield opened
            opened.close()


@pytest.fixture
def jobs(store: Store) -> Jobs:
    return Jobs(store, DATA, max_queued=10)


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store, DATA, lease_s=60, retention_s=3600)


def ask(jobs: Jobs, name: str, client: str = "") -> Submission:
    return jobs.submit(Question({"name": name}, client=client or name))


def state(jobs: Jobs, submission: Submission) -> str:
    found = jobs.get(submission.id)
    return "gone" if found is None else found.status


def test_the_steps_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    again = Store(store.url)  # nothing is left to do
    assert again.is_alive()
    again.close()


def test_a_plan_can_be_asked_about_if_it_is_one_of_today(
    store: Store, jobs: Jobs, queue: Queue
) -> None:
    plan, study = ask(jobs, "a"), jobs.submit(Question({"name": "b"}, kind="stress"))
    assert jobs.plan(plan.id) is None
    for held in (queue.claim("w"), queue.claim("w")):
        assert held is not None
        assert queue.finish(held, "done", answer=b'{"lots": 1}')
    assert jobs.plan(plan.id) == b'{"lots": 1}'
    assert jobs.plan(study.id) is None
    assert Jobs(store, "other data").plan(plan.id) is None


def test_a_study_of_another_plan_is_another_question() -> None:
    alone, one, two = (
        Question({"name": "a"}, kind="stress", plans=plans) for plans in ((), (b"1",), (b"2",))
    )
    assert len({run_key(DATA, question) for question in (alone, one, two)}) == 3
    assert json.loads(alone.payload) == {"scenario": {"name": "a"}, "options": {}}
    assert unpacked(json.loads(two.payload)["plans"][0]) == b"2"


def test_runs_take_turns_and_only_their_holder_ends_them(jobs: Jobs, queue: Queue) -> None:
    first, second = ask(jobs, "a"), ask(jobs, "b")
    assert (first.position, second.position) == (1, 2)
    held = queue.claim("w1")
    other = queue.claim("w2")
    assert held is not None
    assert other is not None
    assert (held.key, other.key) == (first.run, second.run)
    assert queue.claim("w3") is None
    assert queue.beat(held, '{"stage": "burden"}') is False
    told = jobs.get(first.id)
    assert told is not None
    assert told.progress == {"stage": "burden"}
    assert queue.finish(held, "done", b"{}")
    assert not queue.finish(held, "failed")
    assert queue.beat(held, None) is None
    assert jobs.answer(first.id) == b"{}"
    assert queue.finish(other, "failed", error='{"status": 500}')
    assert [state(jobs, each) for each in (first, second)] == ["done", "failed"]


def test_a_lease_that_ends_frees_the_run_and_fences_its_holder_out(
    store: Store, jobs: Jobs
) -> None:
    queue = Queue(store, DATA, lease_s=0, retention_s=3600)
    asked = ask(jobs, "a")
    for attempt in range(1, MAX_LOST + 1):
        claim = queue.claim("w")
        assert claim is not None
        assert claim.attempt == attempt
        time.sleep(0.01)
        assert queue.tidy() == 1
        assert not queue.finish(claim, "done", b"{}")
    assert state(jobs, asked) == "interrupted"
    assert jobs.retry(asked.id, "") is not None
    claim = queue.claim("w")
    assert claim is not None
    assert claim.attempt == MAX_LOST + 1
    assert queue.release(claim)
    assert queue.claim("w") is not None


def test_runs_on_other_data_are_left_alone(store: Store, jobs: Jobs) -> None:
    ask(jobs, "a")
    assert Queue(store, "e" * 64, 60, 60).claim("w") is None


def test_a_run_goes_with_its_last_submission(jobs: Jobs, queue: Queue) -> None:
    first, second = ask(jobs, "a"), ask(jobs, "a")
    assert first.run == second.run
    with pytest.raises(SharedRunError):
        jobs.cancel(first.id)
    jobs.discard(first.id)
    jobs.discard(first.id)  # is gone already
    assert state(jobs, second) == "queued"
    claim = queue.claim("w")
    assert claim is not None
    cancelling = jobs.cancel(second.id)
    assert cancelling is not None
    assert cancelling.status == "running"
    assert queue.beat(claim, None) is True
    assert queue.finish(claim, "cancelled", b"{}")
    assert jobs.cancel(second.id) == jobs.get(second.id)
    assert state(jobs, second) == "cancelled"
    jobs.discard(second.id)
    assert jobs.counts() == {}


def test_a_run_that_is_discarded_is_lost_to_its_worker(jobs: Jobs, queue: Queue) -> None:
    asked = ask(jobs, "a")
    claim = queue.claim("w")
    assert claim is not None
    jobs.discard(asked.id)
    assert queue.beat(claim, None) is None
    assert not queue.finish(claim, "done", b"{}")
    assert jobs.cancel(asked.id) is None


def test_a_lost_run_that_was_cancelled_is_not_done_again(jobs: Jobs, queue: Queue) -> None:
    asked = ask(jobs, "a")
    claim = queue.claim("w")
    assert claim is not None
    jobs.cancel(asked.id)
    assert queue.lose(claim)
    assert state(jobs, asked) == "cancelled"


def test_what_is_old_is_removed(store: Store, jobs: Jobs) -> None:
    queue = Queue(store, DATA, lease_s=60, retention_s=0)
    asked = ask(jobs, "a")
    claim = queue.claim("w")
    assert claim is not None
    assert queue.finish(claim, "done", b"{}")
    time.sleep(0.01)
    queue.tidy()
    assert state(jobs, asked) == "gone"


def test_the_queue_is_bounded_for_all_and_for_each(jobs: Jobs) -> None:
    for number in range(5):
        ask(jobs, f"a{number}", client="greedy")
    with pytest.raises(QueueFullError, match="of yours"):
        ask(jobs, "more", client="greedy")
    for number in range(5):
        ask(jobs, f"b{number}")
    with pytest.raises(QueueFullError, match="10 jobs wait"):
        ask(jobs, "c")


@pytest.mark.slow
def test_many_at_once_claim_each_run_once(store: Store) -> None:
    jobs, queue = Jobs(store, DATA, max_queued=100), Queue(store, DATA, 60, 3600)
    with ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(lambda n: ask(jobs, f"q{n % 20}", client=str(n)), range(40)))
        claims = list(threads.map(lambda n: queue.claim(f"w{n}"), range(30)))
    keys = [claim.key for claim in claims if claim is not None]
    assert len(keys) == len(set(keys)) == len({each.run for each in asked}) == 20


@pytest.mark.parametrize("url", ["mysql://host/name", "sqlite:////proc/no/such.sqlite", "a://:b:c"])
def test_a_store_that_cannot_be_opened_is_an_input_error(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Store(url)
    assert refused.value.issues[0].hint


def test_a_password_is_not_shown() -> None:
    assert "secret" not in shown("postgresql+psycopg://me:secret@host/name")


def test_a_file_that_is_moved_is_missed_and_not_replaced(tmp_path: Path) -> None:
    store, elsewhere = Store(str(tmp_path / "jobs.sqlite")), tmp_path / "moved"
    asked = ask(Jobs(store, DATA), "a")
    elsewhere.mkdir()
    files = list(tmp_path.glob("jobs.sqlite*"))
    for file in files:
        file.rename(elsewhere / file.name)
    assert not store.is_alive()
    with pytest.raises(OperationalError, match="unable to open"):
        ask(Jobs(store, DATA), "b")
    assert not (tmp_path / "jobs.sqlite").exists()
    for file in files:
        (elsewhere / file.name).rename(file)
    assert store.is_alive()
    assert state(Jobs(store, DATA), asked) == "queued"
    store.close()

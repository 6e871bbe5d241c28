"""One function over many items: order, failures, and what a store keeps."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from planner import InputError, Issue, dropout
from planner.studies.scale_out import Task, one_by_one, run_all
from planner.study import Row

from ..world import WORLD
from .sweeps import one_sector

CALLS: list[int] = []


def squared(shared: int, item: int) -> Row:
    CALLS.append(item)
    if item == 3:
        raise InputError([Issue("item", "is 3")])
    if item == 4:
        raise MemoryError("too large")
    return {"square": shared + item**2}


def failed(item: int, error: Exception) -> Row:
    return {"error": f"{item}: {error}"}


TASK = Task(squared, failed)
ITEMS = {f"k{i}": i for i in range(1, 6)}
ROWS: dict[str, Row] = {
    "k1": {"square": 11},
    "k2": {"square": 14},
    "k3": {"error": "3: item: is 3"},
    "k4": {"error": "4: too large"},
    "k5": {"square": 35},
}


def test_a_failure_is_a_row() -> None:
    assert run_all(TASK, ITEMS, 10) == ROWS


def test_a_store_keeps_what_is_done_and_another_run_goes_on(tmp_path: Path) -> None:
    store = tmp_path / "store"
    told: list[tuple[int, int, int]] = []
    run_all(TASK, {"k1": 1, "k3": 3}, 10, store=store)
    CALLS.clear()
    rows = run_all(TASK, ITEMS, 10, store=store, progress=lambda *n: told.append(n))
    assert rows == ROWS
    assert list(rows) == list(ITEMS)
    assert CALLS == [2, 4, 5]
    assert told == [(2, 5, 2), (3, 5, 2), (4, 5, 2), (5, 5, 2)]


def test_what_may_pass_is_tried_again_and_a_wrong_input_is_not(tmp_path: Path) -> None:
    run_all(TASK, ITEMS, 10, store=tmp_path / "store")
    CALLS.clear()
    assert run_all(TASK, ITEMS, 10, store=tmp_path / "store") == ROWS
    assert CALLS == [4]


def test_a_line_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    store = tmp_path / "store"
    run_all(TASK, {"k1": 1, "k2": 2}, 10, store=store)
    whole = store.read_bytes()
    for length in (1, 20, len(whole) - 1):
        store.write_bytes(whole[:length])
        assert run_all(TASK, {"k1": 1, "k2": 2}, 10, store=store)["k2"] == {"square": 14}
        lines = store.read_text().splitlines()
        assert {json.loads(line)["key"] for line in lines} == {"k1", "k2"}


@pytest.mark.parametrize("content", ["name: mine\n", '{"key": 1\n', '{"key": "a"}\n', "[1]\n"])
def test_another_file_is_no_store_and_stays_as_it_is(content: str, tmp_path: Path) -> None:
    store = tmp_path / "mine.yaml"
    store.write_text(content)
    with pytest.raises(InputError, match=r"mine\.yaml: is no store of results"):
        run_all(TASK, ITEMS, 10, store=store)
    assert store.read_text() == content


def test_a_store_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        run_all(TASK, ITEMS, 10, store=tmp_path / "none" / "store")


def both_at_work(directory: str, item: int) -> Row:
    """Waits until another process is at work on the other item."""
    Path(directory, str(item)).touch()
    until = time.monotonic() + 60  # to start two processes takes a second or two
    while not Path(directory, str(1 - item)).exists():
        if time.monotonic() > until:
            return {"met": False}
        time.sleep(0.01)
    return {"met": True}


@pytest.mark.slow
def test_two_processes_work_at_the_same_time(tmp_path: Path) -> None:
    rows = run_all(Task(both_at_work), {"first": 0, "second": 1}, str(tmp_path), jobs=2)
    assert rows == {"first": {"met": True}, "second": {"met": True}}


@pytest.mark.slow
def test_no_scheduler_is_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.studies.scale_out.CLUSTER_SECONDS", 1)
    with pytest.raises(InputError, match="no scheduler answers") as caught:
        run_all(TASK, ITEMS, 10, dask="tcp://127.0.0.1:9")
    assert caught.value.issues[0].where == "dask tcp://127.0.0.1:9"


def test_progress_of_what_one_process_makes() -> None:
    told: list[tuple[int, int, int]] = []
    assert list(one_by_one(["a", "b"], lambda *now: told.append(now))) == ["a", "b"]
    assert told == [(0, 2, 0), (1, 2, 0), (2, 2, 0)]
    assert list(one_by_one(["a", "b"], None)) == ["a", "b"]
    told.clear()
    dropout(one_sector(), data=WORLD, progress=lambda *now: told.append(now))
    assert told == [(0, 2, 0), (1, 2, 0), (2, 2, 0)]

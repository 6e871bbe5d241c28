"""Runs one function over many items: here, in several processes, or on a cluster.

What is done can be kept in a file, row by row, so that a run that was killed goes on where it was.
The rows are the same, and in the same order, wherever and in whatever order they were made.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from planner.errors import InputError, Issue, SolverError
from planner.files import as_input_error
from planner.study import Row

Count = Callable[[int, int, int], None]
"""hears how many rows are done, how many there are, and how many were done before this run"""
FIRST = b'{"key": '
"""how every line of a store begins"""
CLUSTER_SECONDS = 10
"""to wait for a scheduler, and for its first worker"""


class Outcome(NamedTuple):
    """A row, and whether another run would give the same one."""

    row: Row
    final: bool


def raise_error(item: Any, error: Exception) -> NoReturn:
    """An error of an item ends the study."""
    raise error


class Task[Shared, Item](NamedTuple):
    """What is done to every item, and what makes a row of an error."""

    function: Callable[[Shared, Item], Row]
    failed: Callable[[Item, Exception], Row] = raise_error

    def __call__(self, shared: Shared, item: Item) -> Outcome:
        """The row of an item. A wrong input is wrong again; other errors may pass."""
        try:
            return Outcome(self.function(shared, item), True)
        except Exception as error:  # one row of thousands must not cost the others
            return Outcome(self.failed(item, error), isinstance(error, InputError))


def one_by_one[Item](items: Sequence[Item], progress: Count | None) -> Iterator[Item]:
    """The items of a study that one process makes; ``progress`` as in ``run_all``."""
    for done, item in enumerate(items):
        if progress:
            progress(done, len(items), 0)
        yield item
    if progress:
        progress(len(items), len(items), 0)


def run_all[Shared, Item](
    task: Task[Shared, Item],
    items: Mapping[str, Item],
    shared: Shared,
    *,
    jobs: int = 1,
    dask: str | None = None,
    store: str | Path | None = None,
    progress: Count | None = None,
) -> dict[str, Row]:
    """Rows of all items by their keys, in the order of the items.

    Args:
        task: called as ``task(shared, item)``; its functions must be importable by workers.
        items: by a key that tells apart whatever may change a row.
        shared: what every call needs, such as the data; sent to each worker once on a cluster.
        jobs: processes on this machine.
        dask: address of a Dask scheduler, ``tcp://host:8786``; jobs then counts for nothing.
        store: a file that keeps finished rows. Rows found there are not made again, but for those
            whose error was not a wrong input.
        progress: called once at the start and after every row.

    Raises:
        InputError: the store or the cluster cannot be used.
        SolverError: a process of this machine died, as when memory runs out; the store stays.
    """
    with _opened(store) as (known, keep):
        rows = {key: known[key] for key in items if key in known}
        todo = {key: item for key, item in items.items() if key not in rows}
        before = len(rows)
        if progress:
            progress(before, len(items), before)
        for key, outcome in _made(task, todo, shared, jobs, dask):
            rows[key] = outcome.row
            if outcome.final:
                keep(key, outcome.row)
            if progress:
                progress(len(rows), len(items), before)
    return {key: rows[key] for key in items}


def _made(
    task: Task[Any, Any], todo: Mapping[str, Any], shared: Any, jobs: int, dask: str | None
) -> Iterator[tuple[str, Outcome]]:
    """Keys and outcomes, as they come."""
    if not todo:
        return
    if dask is not None:
        yield from _on_cluster(task, todo, shared, dask)
    elif jobs == 1:
        for key, item in todo.items():
            yield key, task(shared, item)
    else:
        yield from _in_processes(task, todo, shared, jobs)


# --- processes of this machine


def _keyed(task: Task[Any, Any], shared: Any, key: str, item: Any) -> tuple[str, Outcome]:
    return key, task(shared, item)


def _in_processes(
    task: Task[Any, Any], todo: Mapping[str, Any], shared: Any, jobs: int
) -> Iterator[tuple[str, Outcome]]:
    import joblib
    from joblib.externals.loky.process_executor import BrokenProcessPool

    parallel = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
    calls = (joblib.delayed(_keyed)(task, shared, key, item) for key, item in todo.items())
    try:
        with _interrupts_stay_here():
            made = parallel(calls)
        yield from made
    except BrokenProcessPool as error:
        problem = "a worker process died, as when memory runs out: use fewer jobs. What is done "
        raise SolverError(f"{problem}stands in the store, if there is one ({error})") from None


@contextmanager
def _interrupts_stay_here() -> Iterator[None]:
    """Processes that start meanwhile take no Ctrl-C: this one does, and ends them."""
    if threading.current_thread() is not threading.main_thread():  # others may set no handler
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- a cluster


def _same(value: Any) -> Any:
    return value


def _on_cluster(
    task: Task[Any, Any], todo: Mapping[str, Any], shared: Any, address: str
) -> Iterator[tuple[str, Outcome]]:
    """What a worker held when it died is made again by another, at most as often as the scheduler
    allows (``distributed.scheduler.allowed-failures``); after that the row has failed."""
    where = f"dask {address}"
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        hint = "pip install 'force-composition-planner[cluster]'"
        raise InputError([Issue(where, "the package distributed is not there", hint)]) from None
    try:
        client = distributed.Client(address, timeout=CLUSTER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "start one with dask scheduler, and give its address: tcp://host:8786"
        problem = f"no scheduler answers: {error}"
        raise InputError([Issue(where, problem, hint)]) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CLUSTER_SECONDS)
        except TimeoutError:
            hint = f"start some with dask worker {address}"
            raise InputError([Issue(where, "the cluster has no workers", hint)]) from None
        held = client.submit(_same, shared, pure=False)  # a task: lost with a worker, made again
        calls = {client.submit(task, held, item, pure=False): key for key, item in todo.items()}
        for call in distributed.as_completed(list(calls), loop=client.loop):
            key = calls.pop(call)
            try:
                outcome = call.result()
            except Exception as error:  # the item killed its workers, or the result did not come
                outcome = Outcome(task.failed(todo[key], error), False)
            call.release()
            yield key, outcome


# --- the store


@contextmanager
def _opened(
    store: str | Path | None,
) -> Iterator[tuple[dict[str, Row], Callable[[str, Row], None]]]:
    """What is in the store, and how to append to it. A line that was cut off is dropped."""
    if store is None:
        yield {}, lambda key, row: None
        return
    path = Path(store)
    with as_input_error(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        with as_input_error(path):
            content = path.read_bytes()
            known = _read(content, path)
            os.ftruncate(handle, content.rfind(b"\n") + 1)

        def keep(key: str, row: Row) -> None:
            with as_input_error(path):
                os.write(handle, (json.dumps({"key": key, "row": row}) + "\n").encode())

        yield known, keep
    finally:
        os.close(handle)


def _read(content: bytes, path: Path) -> dict[str, Row]:
    """The rows of a store by key. Raises InputError when it is another file."""
    try:
        if content and not content.startswith(FIRST[: len(content)]):
            raise ValueError("its first line is none of a store")
        whole = content[: content.rfind(b"\n") + 1]
        records = [json.loads(line) for line in whole.splitlines()]
        return {record["key"]: record["row"] for record in records}
    except (ValueError, KeyError, TypeError) as error:
        problem = f"is no store of results: {error}"
        raise InputError([Issue(str(path), problem, "name a new file")]) from None

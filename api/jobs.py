"""The side of the store that clients use: submit a question, follow it, cancel, retry, discard.

A submission belongs to its author; the run behind it is shared by everybody who asks the same.
"""

from __future__ import annotations

import json
import uuid
import zlib
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.questions import (
    AGAIN,
    ENDED,
    Question,
    QueueFullError,
    SharedRunError,
    Submission,
    run_key,
)
from api.store import Store, runs, submissions
from planner import __version__


class Jobs:
    """What clients may do with the store. Methods may be called from any thread."""

    def __init__(
        self, store: Store, data: str = "", max_queued: int = 100, retention_s: float = 86_400
    ) -> None:
        """``data``: the fingerprint of the data that questions are about."""
        self.store, self.data = store, data
        self.max_queued, self.retention_s = max_queued, retention_s
        self.max_queued_per_client = max(1, max_queued // 2)

    def submit(self, question: Question) -> Submission:
        """Put a question into the store, or join the run of the same one.

        Raises QueueFullError.
        """
        key, number = run_key(self.data, question), uuid.uuid4().hex
        locked = select(runs.c.status).where(runs.c.key == key).with_for_update()
        with self.store.writing() as connection:
            status = connection.execute(locked).scalar()
            if status is None or status in AGAIN:
                self._check_room(connection, question.client)
            if status is None:
                self._insert(connection, key, question)
                connection.execute(locked)  # of whoever has put it there
            elif status in AGAIN:
                self._requeue(connection, key)
            connection.execute(
                submissions.insert().values(
                    id=number,
                    run=key,
                    client=question.client,
                    author=question.author,
                    title=question.title,
                    note=question.note,
                    base=question.base,
                    overrides=_text(question.overrides),
                    scenario=str(question.scenario.get("name", "")),
                    created=self.store.now,
                )
            )
            row = connection.execute(_SELECTED.where(submissions.c.id == number)).one()
            return self._submission(connection, row)

    def get(self, number: str) -> Submission | None:
        """A submission by its id."""
        with self.store.reading() as connection:
            row = connection.execute(_SELECTED.where(submissions.c.id == number)).one_or_none()
            return None if row is None else self._submission(connection, row)

    def answer(self, number: str) -> bytes | None:
        """The answer to a submission as JSON; None when there is none."""
        return self._answer(submissions.c.id == number)

    def plan(self, number: str) -> bytes | None:
        """The plan of a submission, if it was made from today's data by this version."""
        today = and_(runs.c.data == self.data, runs.c.version == __version__)
        return self._answer(and_(submissions.c.id == number, runs.c.kind == "solve", today))

    def scenario(self, number: str) -> dict[str, Any] | None:
        """The scenario of a submission in full."""
        joined = select(runs.c.payload).join(submissions, submissions.c.run == runs.c.key)
        with self.store.reading() as connection:
            payload = connection.execute(joined.where(submissions.c.id == number)).scalar()
        return None if payload is None else json.loads(payload)["scenario"]

    def page(
        self,
        limit: int,
        after: str | None = None,
        author: str | None = None,
        kind: str | None = None,
        scenario: str | None = None,
        status: str | None = None,
    ) -> list[Submission]:
        """Submissions, the newest first; those that come after the one named."""
        query = _SELECTED.order_by(submissions.c.created.desc(), submissions.c.id.desc())
        for column, wanted in (
            (submissions.c.author, author),
            (runs.c.kind, kind),
            (submissions.c.scenario, scenario),
            (runs.c.status, status),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        if after is not None:
            of_it = submissions.c.id == after
            last = select(submissions.c.created).where(of_it).scalar_subquery()
            same_time = and_(submissions.c.created == last, submissions.c.id < after)
            query = query.where(or_(submissions.c.created < last, same_time))
        with self.store.reading() as connection:
            found = connection.execute(query.limit(limit)).all()
            return [self._submission(connection, row) for row in found]

    def cancel(self, number: str) -> Submission | None:
        """End the run of a submission; None when there is none.

        One that runs ends with the best plan found, and what has ended stays as it is. Raises
        SharedRunError when others wait for the run too.
        """
        with self.store.writing() as connection:
            row = self._locked(connection, number)
            if row is None:
                return None
            if row.status not in ENDED:
                sharing = select(func.count()).where(submissions.c.run == row.run)
                if (others := connection.execute(sharing).scalar_one() - 1) > 0:
                    raise SharedRunError(f"{others} more wait for the same")
                if row.status == "queued":
                    self._cancel_queued(connection, row.run)
                else:
                    self._cancel_running(connection, row.run)
        return self.get(number)

    def discard(self, number: str) -> None:
        """Remove a submission. A run that nobody else has asked goes with it, also one that runs:
        its worker loses it and stops."""
        with self.store.writing() as connection:
            row = self._locked(connection, number)
            if row is None:
                return
            connection.execute(delete(submissions).where(submissions.c.id == number))
            used = select(submissions.c.run).where(submissions.c.run == row.run)
            unused = and_(runs.c.key == row.run, ~used.exists())
            connection.execute(delete(runs).where(unused))

    def retry(self, number: str, client: str) -> Submission | None:
        """Let a run that failed, was cancelled or interrupted wait again; None: it has not.

        Raises QueueFullError.
        """
        with self.store.writing() as connection:
            row = self._locked(connection, number)
            if row is None or row.status not in AGAIN:
                return None
            self._check_room(connection, client)
            self._requeue(connection, row.run)
        return self.get(number)

    def counts(self) -> dict[str, int]:
        """Runs by their status."""
        with self.store.reading() as connection:
            query = select(runs.c.status, func.count()).group_by(runs.c.status)
            return {row[0]: row[1] for row in connection.execute(query)}

    def _locked(self, connection: Connection, number: str) -> Any:
        """The row of a submission whose run nobody else changes meanwhile; None when it is gone."""
        named = _SELECTED.where(submissions.c.id == number).with_for_update(of=runs)
        return connection.execute(named).one_or_none()

    def _insert(self, connection: Connection, key: str, question: Question) -> None:
        dialect = sqlite if self.store.is_sqlite else postgresql
        connection.execute(
            dialect.insert(runs)
            .values(
                key=key,
                kind=question.kind,
                data=self.data,
                version=__version__,
                payload=question.payload,
                status="queued",
                attempt=0,
                lost=0,
                cancel=False,
                revision=1,
                created=self.store.now,
            )
            .on_conflict_do_nothing()
        )

    def _requeue(self, connection: Connection, key: str) -> None:
        values = {
            "status": "queued",
            "lost": 0,
            "cancel": False,
            "progress": None,
            "error": None,
            "answer": None,
            "finished": None,
            "expires": None,
            "created": self.store.now,
            "revision": runs.c.revision + 1,
        }
        again = update(runs).where(runs.c.key == key, runs.c.status.in_(AGAIN))
        connection.execute(again.values(values))

    def _cancel_queued(self, connection: Connection, key: str) -> None:
        values = {
            "status": "cancelled",
            "finished": self.store.now,
            "expires": self.store.now + self.retention_s,
            "revision": runs.c.revision + 1,
        }
        waiting = update(runs).where(runs.c.key == key, runs.c.status == "queued")
        connection.execute(waiting.values(values))

    def _cancel_running(self, connection: Connection, key: str) -> None:
        running = update(runs).where(runs.c.key == key, runs.c.status == "running")
        connection.execute(running.values(cancel=True, revision=runs.c.revision + 1))

    def _check_room(self, connection: Connection, client: str) -> None:
        waiting = select(func.count()).where(runs.c.status == "queued")
        if connection.execute(waiting).scalar_one() >= self.max_queued:
            raise QueueFullError(f"{self.max_queued} jobs wait")
        own = (
            select(func.count(runs.c.key.distinct()))
            .join(submissions, submissions.c.run == runs.c.key)
            .where(runs.c.status == "queued", submissions.c.client == client)
        )
        if connection.execute(own).scalar_one() >= self.max_queued_per_client:
            raise QueueFullError(f"{self.max_queued_per_client} jobs of yours wait")

    def _answer(self, wanted: ColumnElement[bool]) -> bytes | None:
        joined = select(runs.c.answer).join(submissions, submissions.c.run == runs.c.key)
        with self.store.reading() as connection:
            packed = connection.execute(joined.where(wanted)).scalar()
        return None if packed is None else zlib.decompress(packed)

    def _submission(self, connection: Connection, row: Any) -> Submission:
        position = None
        if row.status == "queued":
            earlier = or_(
                runs.c.created < row.asked, and_(runs.c.created == row.asked, runs.c.key < row.run)
            )
            ahead = select(func.count()).where(runs.c.status == "queued", earlier)
            position = connection.execute(ahead).scalar_one() + 1
        values = row._asdict()
        del values["asked"]
        for name in ("progress", "error", "overrides"):
            values[name] = None if values[name] is None else json.loads(values[name])
        return Submission(**values, position=position)


_SELECTED = select(
    submissions.c.id,
    submissions.c.run,
    runs.c.kind,
    runs.c.status,
    runs.c.revision,
    runs.c.attempt,
    runs.c.progress,
    runs.c.error,
    runs.c.answer.is_not(None).label("has_answer"),
    submissions.c.author,
    submissions.c.client,
    submissions.c.title,
    submissions.c.note,
    submissions.c.base,
    submissions.c.overrides,
    submissions.c.scenario,
    submissions.c.created,
    runs.c.created.label("asked"),
    runs.c.started,
    runs.c.finished,
    runs.c.expires,
).join(runs, submissions.c.run == runs.c.key)


def _text(value: object) -> str | None:
    return None if value is None else json.dumps(value)

"""The side of the store that workers use: claim a run, keep its lease, hand in its answer.

Every change of a running run is fenced by (key, attempt, running): who lost the lease changes
nothing, so that no run is finished twice.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, case, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from api.store import Store, runs
from planner import __version__

MAX_LOST = 3
"""attempts that may end without a word; then the run is interrupted"""
Ending = Literal["done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that a worker holds."""

    key: str
    attempt: int
    kind: str
    payload: str


class Queue:
    """What workers may do with the store. Methods may be called from any thread."""

    def __init__(self, store: Store, data: str, lease_s: float, retention_s: float) -> None:
        """``data``: the fingerprint of what the workers read; runs on other data, and of
        another version, are not theirs."""
        self.store, self.data = store, data
        self.lease_s, self.retention_s = lease_s, retention_s

    def claim(self, worker: str) -> Claim | None:
        """Take the run that has waited longest; None when none waits."""
        first = (
            select(runs.c.key)
            .where(
                runs.c.status == "queued",
                runs.c.data == self.data,
                runs.c.version == __version__,
            )
            .order_by(runs.c.created, runs.c.key)
            .limit(1)
        )
        if not self.store.is_sqlite:
            first = first.with_for_update(skip_locked=True)
        taken = (
            update(runs)
            .where(runs.c.key == first.scalar_subquery(), runs.c.status == "queued")
            .values(
                status="running",
                attempt=runs.c.attempt + 1,
                worker=worker,
                lease_until=self.store.now + self.lease_s,
                started=self.store.now,
                progress=None,
                revision=runs.c.revision + 1,
            )
            .returning(runs.c.key, runs.c.attempt, runs.c.kind, runs.c.payload)
        )
        with self.store.writing() as connection:
            row = connection.execute(taken).one_or_none()
        return None if row is None else Claim(*row)

    def beat(self, claim: Claim, progress: str | None) -> bool | None:
        """Keep the lease and tell the progress. Is the run to be cancelled? None: it is lost."""
        kept = (
            update(runs)
            .where(_held(claim))
            .values(
                lease_until=self.store.now + self.lease_s,
                progress=progress if progress is not None else runs.c.progress,
                revision=runs.c.revision + int(progress is not None),
            )
            .returning(runs.c.cancel)
        )
        with self.store.writing() as connection:
            row = connection.execute(kept).one_or_none()
        return None if row is None else bool(row.cancel)

    def finish(
        self, claim: Claim, ending: Ending, answer: bytes | None = None, error: str | None = None
    ) -> bool:
        """Hand in the answer or the error. False: the run was lost, and nothing has changed."""
        packed = None if answer is None else zlib.compress(answer)
        values = {"status": ending, "answer": packed, "error": error, **self._ended()}
        with self.store.writing() as connection:
            statement = update(runs).where(_held(claim)).values(values)
            return connection.execute(statement).rowcount == 1

    def release(self, claim: Claim) -> bool:
        """Give the run back unfinished, because this server stops; it does not count as lost."""
        statement = update(runs).where(_held(claim)).values(_waiting())
        with self.store.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def lose(self, claim: Claim) -> bool:
        """The process of this run died: it waits again, or has been lost too often."""
        statement = update(runs).where(_held(claim)).values(self._lost())
        with self.store.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def tidy(self) -> int:
        """Let runs whose lease has ended wait again, and remove old ones; how many were lost."""
        late = and_(runs.c.status == "running", runs.c.lease_until < self.store.now)
        with self.store.reading() as connection:  # seldom is there anything to write
            found = connection.execute(
                select(runs.c.key).where(late | (runs.c.expires < self.store.now)).limit(1)
            ).first()
        if found is None:
            return 0
        with self.store.writing() as connection:
            lost = connection.execute(update(runs).where(late).values(self._lost())).rowcount
            connection.execute(delete(runs).where(runs.c.expires < self.store.now))
        return int(lost)

    def _lost(self) -> dict[str, Any]:
        ended = (runs.c.lost + 1 >= MAX_LOST) | runs.c.cancel
        outcome = case((runs.c.cancel, "cancelled"), (ended, "interrupted"), else_="queued")
        ends = case((ended, self.store.now), else_=None)
        expires = case((ended, self.store.now + self.retention_s), else_=None)
        return {
            **_waiting(),
            "status": outcome,
            "lost": runs.c.lost + 1,
            "finished": ends,
            "expires": expires,
        }

    def _ended(self) -> dict[str, Any]:
        return {
            "worker": None,
            "lease_until": None,
            "finished": self.store.now,
            "expires": self.store.now + self.retention_s,
            "revision": runs.c.revision + 1,
        }


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(
        runs.c.key == claim.key, runs.c.attempt == claim.attempt, runs.c.status == "running"
    )


def _waiting() -> dict[str, Any]:
    return {
        "status": "queued",
        "worker": None,
        "lease_until": None,
        "progress": None,
        "revision": runs.c.revision + 1,
    }

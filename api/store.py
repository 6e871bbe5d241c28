"""The store of jobs: two tables in SQLite or PostgreSQL, reached through SQLAlchemy.

The row of a run is the job; there is no second queue. Times are seconds since 1970 by the clock of
the database, so that servers need not agree on theirs.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.exc import (
    ArgumentError,
    DisconnectionError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.elements import ColumnElement

from planner import InputError, Issue

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 7_201_944
BUSY_S = 30
KINDS_HINT = "give sqlite:///PATH, or postgresql://USER@HOST/NAME"

metadata = MetaData()
runs = Table(
    "runs",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("data", String(64), nullable=False),
    Column("version", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("worker", String(200)),
    Column("lease_until", Double),
    Column("revision", Integer, nullable=False),
    Column("progress", Text),
    Column("error", Text),
    Column("answer", LargeBinary),
    Column("created", Double, nullable=False),
    Column("started", Double),
    Column("finished", Double),
    Column("expires", Double),
    Index("runs_by_turn", "status", "data", "created"),
)
"""``key``: hash of the question. ``attempt`` counts up with every claim and fences out whoever held
an earlier one; ``lost`` counts those that ended without a word. ``answer`` is compressed JSON."""
submissions = Table(
    "submissions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("run", String(64), ForeignKey("runs.key", ondelete="CASCADE"), nullable=False),
    Column("client", String(200), nullable=False),
    Column("author", String(200), nullable=False),
    Column("title", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Column("base", String(32)),
    Column("overrides", Text),
    Column("scenario", String(200), nullable=False),
    Column("created", Double, nullable=False),
    Index("submissions_of_run", "run"),
    Index("submissions_by_age", "created"),
)
"""Who asked what, and why: several may share a run."""


class Store:
    """An open store, its tables as this version of the server needs them."""

    def __init__(self, url: str) -> None:
        """Open it and bring its tables up to date. Raises InputError when that cannot be done."""
        self.url = _url(url)
        try:
            self.engine = _engine(self.url)
            self._migrate()
        except (SQLAlchemyError, ImportError, OSError) as error:
            cause = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise InputError([Issue(f"store {shown(self.url)}", cause, KINDS_HINT)]) from None

    @property
    def now(self) -> ColumnElement[float]:
        """The database's clock."""
        if self.is_sqlite:
            return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Double)
        return literal_column("extract(epoch from clock_timestamp())::double precision", Double)

    @property
    def is_sqlite(self) -> bool:
        """One file, one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self.engine.connect().execution_options(reads=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end. On SQLite it has the write lock from its start."""
        with self.engine.begin() as connection:
            yield connection

    def is_alive(self) -> bool:
        """Does the database answer?"""
        try:
            with self.reading() as connection:
                connection.execute(text("select 1 from runs where 1 = 0"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        with self.engine.begin() as connection:
            if not self.is_sqlite:  # two servers that start at once: one after the other
                connection.execute(text(f"select pg_advisory_xact_lock({MIGRATION_LOCK})"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def default_store() -> str:
    """The SQLite file that is used unless another store is named."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return f"sqlite:///{Path(state) / 'planner' / 'jobs.sqlite'}"


def shown(url: str) -> str:
    """A URL without its password."""
    return make_url(url).render_as_string(hide_password=True)


def _url(url: str) -> str:
    """A URL, also from the path of a file. Raises InputError."""
    given = url or default_store()
    if "://" not in given:
        given = f"sqlite:///{given}"
    if given.startswith(("postgres://", "postgresql://")):
        given = f"postgresql+psycopg://{given.partition('://')[2]}"
    try:
        backend = make_url(given).get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise InputError([Issue("store", "it is neither SQLite nor PostgreSQL", KINDS_HINT)])
    return given


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    file = Path(parsed.database or "").absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()  # only now: a file that is gone later is not replaced by an empty one
    name = f"file:{quote(str(file))}?mode=rw"
    engine = create_engine(
        parsed,
        creator=lambda: sqlite3.connect(name, BUSY_S, uri=True, check_same_thread=False),
    )

    def remember(_: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(file)

    def recheck(_: object, record: ConnectionPoolEntry, __: object) -> None:
        if record.info["file"] != _identity(file):  # it would write to what nobody finds again
            raise DisconnectionError

    event.listen(engine, "connect", remember)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkout", recheck)
    event.listen(engine, "begin", _begin)
    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None when there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(connection: Any, _: object) -> None:
    """Readers do not wait for the writer, and what is committed survives a loss of power."""
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

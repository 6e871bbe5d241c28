"""Listens, serves until it is told to stop, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from multiprocessing.util import Finalize
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.connections import BACKLOG, QuietLoop, connection_class
from api.limits import is_loopback
from api.observe import log_as_json
from api.settings import Settings
from planner import InputError, Issue, PlannerError

SHUTDOWN_S = 15
KEEP_ALIVE_S = 20
"""how long an idle connection is kept: longer than common clients do, else they ask as it ends"""
FOLDER = "planner-"
MAX_FOLDER = 75
log = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """Answers what is being solved at once when it is told to stop, instead of cutting it off."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called in the event loop before the first connection."""
        asyncio.get_running_loop().set_exception_handler(QuietLoop())
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called with the signal."""
        self._app.state.solves.stop()
        self._app.state.checks.stop()
        self._app.state.supervisor.stop()
        super().handle_exit(sig, frame)


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    directory: str | Path | None = None,
    store: str | None = None,
    workers: int | None = None,
) -> None:
    """Serve until interrupted. ``store`` and ``workers`` go before the settings of those names.

    Raises InputError when a setting, the data or the store are wrong, when no key is set for an
    address that others reach, or when the address cannot be listened on: in use, not of this
    machine, or not allowed. PlannerError when the service did not start.
    """
    settings = Settings.from_environment()
    given = {"store": store, "workers": workers}
    settings = settings.model_copy(update={k: v for k, v in given.items() if v is not None})
    with listening(host, port) as listener:
        _require_keys(listener, settings)
        use_own_folder()
        app = create_app(settings, directory, host)
        log_as_json()
        log.info("listening on http://%s:%d (Ctrl-C stops)", host, port)
        config = uvicorn.Config(
            app,
            http=connection_class(settings),
            ws="none",
            log_config=None,
            access_log=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_S,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
        server = _Server(config, app)
        # uvicorn raises the signal again when all is answered: end then, but clear up before
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        finally:
            signal.signal(signal.SIGTERM, before)
    if not server.started:
        raise PlannerError("the service did not start: see the log above")


def _require_keys(listener: socket.socket, settings: Settings) -> None:
    host = listener.getsockname()[0]
    if not is_loopback(host) and not settings.keys:
        problem = "other machines reach it, and no API key is set"
        hint = "set PLANNER_API_KEYS; python -m api.keys NAME makes a key"
        raise InputError([Issue(f"--host {host}", problem, hint)])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there, made before anything else starts. Raises InputError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address, family=family)
        # asyncio does not know it for TCP: else a short answer waits 40 ms for an acknowledgement
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except socket.gaierror as error:
        reason = error.strerror or "no such host"
    except OSError as error:
        reason = os.strerror(error.errno or 0)
    except UnicodeError:
        reason = "no name of a host"
    problem = f"{reason[0].lower()}{reason[1:]}; choose another --host or --port"
    raise InputError([Issue(f"{host}:{port}", problem)])


def use_own_folder() -> None:
    """Keep all temporary files in one folder until this process ends.

    What servers left that were killed is removed. The folder goes after the one that
    multiprocessing keeps in it (priority -100). Raises InputError when it cannot be made.
    """
    place = Path(tempfile.gettempdir())
    for left in place.glob(f"{FOLDER}*"):
        if not _is_alive(left.name.removeprefix(FOLDER)):
            shutil.rmtree(left, ignore_errors=True)
    folder = place / f"{FOLDER}{os.getpid()}"
    if len(str(folder)) > MAX_FOLDER:
        problem = f"too long: sockets below it have room for {MAX_FOLDER} characters"
        raise InputError([Issue(str(folder), problem, "set TMPDIR to a shorter path")])
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        problem = f"cannot be made: {error.strerror}"
        raise InputError([Issue(str(folder), problem, "set TMPDIR to a folder of yours")]) from None
    tempfile.tempdir = str(folder)
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=-200)


def _is_alive(pid: str) -> bool:
    """Does another process of that number run? Where it cannot be told, yes."""
    if pid == str(os.getpid()):
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OSError):
        return True
    return True

"""The application: settings, limits, errors and routes put together."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from api import errors, openapi
from api.limits import BodyLimit, ResponseHeaders
from api.routes import ROUTERS
from api.settings import Settings
from api.solving import Workers, start_server_of_workers
from planner import InputError, Issue, PlannerError

log = logging.getLogger(__name__)

HEADERS = {"X-Content-Type-Options": "nosniff"}
SHUTDOWN_S = 5


class PlannerApi(FastAPI):
    """FastAPI, with the project's OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """The document served at /openapi.json; made once."""
        if not self.openapi_schema:
            self.openapi_schema = openapi.document(self)
        return self.openapi_schema


def create_app(settings: Settings | None = None, directory: str | Path | None = None) -> FastAPI:
    """The application. ``settings`` default to the environment, ``directory`` to shipped data."""
    settings = settings or Settings.from_environment()
    data = None if directory is None else str(directory)
    app = PlannerApi(
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=openapi.OTHER_PROBLEMS,
    )
    app.state.directory = data
    app.state.solves = Workers("solve", settings, data)
    app.state.checks = Workers("check", settings, data)
    errors.add_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(ResponseHeaders, headers=HEADERS)
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    start_server_of_workers()
    yield
    app.state.solves.close()
    app.state.checks.close()


class _Server(uvicorn.Server):
    """Answers what is being solved at once when it is told to stop, instead of cutting it off."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called with the signal."""
        self._app.state.solves.stop()
        self._app.state.checks.stop()
        super().handle_exit(sig, frame)


def serve(host: str = "127.0.0.1", port: int = 8000, directory: str | Path | None = None) -> None:
    """Serve until interrupted.

    Raises InputError when a setting is wrong, or when the address cannot be listened on: in use,
    not of this machine, or not allowed. PlannerError when the service did not start.
    """
    app = create_app(directory=directory)
    with _listening(host, port) as listener:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(name)s: %(message)s")
        log.info("listening on http://%s:%d (Ctrl-C stops)", host, port)
        config = uvicorn.Config(app, timeout_graceful_shutdown=SHUTDOWN_S)
        server = _Server(config, app)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    if not server.started:
        raise PlannerError("the service did not start: see the log above")


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there, made before anything else starts."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address, family=family)
    except socket.gaierror as error:
        reason = error.strerror or "no such host"
    except OSError as error:
        reason = os.strerror(error.errno or 0)
    except UnicodeError:
        reason = "no name of a host"
    problem = f"{reason[0].lower()}{reason[1:]}; choose another --host or --port"
    raise InputError([Issue(f"{host}:{port}", problem)])

"""The application: settings, limits, errors and routes put together."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client.core import GaugeMetricFamily

from api import errors, openapi
from api.clients import Clients
from api.drawing import Drawing
from api.jobs import Jobs
from api.keys import Keys
from api.limits import AllowedHosts, BodyLimit, host_names
from api.observe import Metrics, Observed
from api.processes import start_server_of_workers
from api.queue import Queue
from api.reference import Reference
from api.routes import ROUTERS
from api.settings import Settings
from api.solving import Workers
from api.store import Store
from api.supervisor import Supervisor

DAY_S = 86_400


class PlannerApi(FastAPI):
    """FastAPI, with the project's OpenAPI document."""

    _lock = threading.Lock()

    def openapi(self) -> dict[str, Any]:
        """The document served at /openapi.json; made once, which takes a second."""
        with self._lock:
            if not self.openapi_schema:
                self.openapi_schema = openapi.document(self)
            return self.openapi_schema


def create_app(
    settings: Settings | None = None,
    directory: str | Path | None = None,
    host: str = "127.0.0.1",
) -> FastAPI:
    """The application that answers at ``host``.

    ``settings`` default to the environment, ``directory`` to shipped data. Raises InputError when
    a setting is wrong, or a table or scenario of the data.
    """
    settings = settings or Settings.from_environment()
    app = PlannerApi(
        lifespan=_lifespan,
        openapi_url=None,  # it is served as a file of the page
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        responses=openapi.OTHER_PROBLEMS,
    )
    keys = Keys(settings.keys)
    app.state.settings = settings
    app.state.reference = Reference(directory)
    _open_store(app, settings)
    app.state.solves = Workers("solve", settings, app.state.reference)
    app.state.checks = Workers("check", settings, app.state.reference, stay=True)
    app.state.streams = Counter()
    app.state.drawing = Drawing(settings)
    app.state.metrics = Metrics()
    app.state.metrics.registry.register(Gauges(app))
    errors.add_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(Clients, keys=keys, per_minute=settings.max_requests_per_minute)
    app.add_middleware(AllowedHosts, names=host_names(host, settings.allowed_hosts))
    app.add_middleware(Observed, metrics=app.state.metrics)
    for router in ROUTERS:
        app.include_router(router)
    app.state.routes = [*app.routes, *(route for router in ROUTERS for route in router.routes)]
    return app


def _open_store(app: FastAPI, settings: Settings) -> None:
    """The jobs of the application, and what runs them."""
    data, retention_s = app.state.reference.fingerprint, settings.retention_days * DAY_S
    app.state.store = store = Store(settings.store)
    app.state.jobs = Jobs(store, data, settings.max_queued, retention_s)
    queue = Queue(store, data, settings.lease_s, retention_s)
    app.state.supervisor = Supervisor(queue, settings, app.state.reference)


class Gauges:
    """What is true at the moment when Prometheus asks."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def collect(self) -> list[GaugeMetricFamily]:
        """Solves and checks that run and that wait, and jobs by their status."""
        family = GaugeMetricFamily("planner_workers", "Tasks at the moment", labels=["task", "is"])
        for workers in (self.app.state.solves, self.app.state.checks):
            family.add_metric([workers.name, "running"], workers.slots.running.total())
            family.add_metric([workers.name, "waiting"], workers.slots.waiting)
        jobs = GaugeMetricFamily("planner_jobs", "Runs in the store", labels=["status"])
        for status, count in self.app.state.jobs.counts().items():
            jobs.add_metric([status], count)
        return [family, jobs]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    start_server_of_workers()
    app.state.supervisor.start()
    yield
    app.state.supervisor.close()
    app.state.solves.close()
    app.state.checks.close()
    app.state.drawing.close()
    app.state.store.close()

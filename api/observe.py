"""What surrounds every request: its id, HEAD, the headers of every response, log and metrics."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import uuid
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import CLIENT_GONE, INTERNAL, ProblemError, issue, problem_response

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
logger = logging.getLogger("api.requests")


class Metrics:
    """What Prometheus reads at /metrics."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "planner_requests_total",
            "Requests answered",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "planner_request_seconds",
            "Time from the head of a request to the end of its answer",
            ["route"],
            registry=self.registry,
        )


class Observed:
    """Outermost middleware: nothing that happens inside is answered without it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        given = Headers(scope=scope).get("x-request-id", "")
        number = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        method = scope["method"]
        if method == "HEAD":  # the answer of GET, without its body
            scope = {**scope, "method": "GET"}
        scope["state"] = {**scope.get("state", {}), "request_id": number}
        headed = asyncio.Event()
        answer = {"status": CLIENT_GONE.status, "bytes": 0}

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = number
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            elif method == "HEAD":
                if headed.is_set():
                    return
                headed.set()
                message = {"type": "http.response.body", "body": b""}
            answer["bytes"] += len(message.get("body", b""))
            await send(message)

        async def heard() -> Message:
            if headed.is_set():  # a stream ends when nobody listens
                return {"type": "http.disconnect"}
            return await receive()

        try:
            await self.app(scope, heard if method == "HEAD" else receive, told)
        except Exception:
            logger.exception("request %s failed", number)
            if answer["status"] == CLIENT_GONE.status:
                found = issue("server", "an error that it did not expect", f"quote {number}")
                problem = ProblemError(INTERNAL, "The server's log has the details.", [found])
                await problem_response(problem)(scope, receive, told)
        finally:
            self._tell(scope, method, number, answer, time.monotonic() - began)

    def _tell(
        self, scope: Scope, method: str, number: str, answer: dict[str, int], seconds: float
    ) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self.metrics.requests.labels(_known(method), route, answer["status"]).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        fields = {
            "id": number,
            "client": scope["state"].get("client") or (scope.get("client") or ("",))[0],
            "method": method,
            "path": scope["path"][:200],
            "status": answer["status"],
            "bytes": answer["bytes"],
            "ms": round(1000 * seconds, 1),
        }
        logger.info("request", extra={"fields": fields})


def _known(method: str) -> str:
    """A method, as far as it is one: anybody can make up new ones."""
    return method if method in ("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH") else "other"


class JsonLines(logging.Formatter):
    """A record of the log as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, logger, message, and the fields of a request."""
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{seconds}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)  # in ASCII: a path may hold what ends a line or steers a terminal


def log_as_json() -> None:
    """Write the log of this process to stderr, a line of JSON for each record."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True

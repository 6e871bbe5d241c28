"""ASGI middleware: the names that the server goes by, and the largest body."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TOO_LARGE, UNKNOWN_HOST, ProblemError, issue, problem_response

DRAIN_FACTOR = 10
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Does this address, or name, lead to this machine alone?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_names(listening: str, allowed: Iterable[str]) -> frozenset[str]:
    """The names that a server goes by which listens there; ``*`` stands for any."""
    return frozenset(name.lower().strip("[]") for name in (*LOOPBACK, listening, *allowed))


class AllowedHosts:
    """Refuses requests to another name, so that a page elsewhere cannot ask through a browser."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and "*" not in self.names:
            name = _without_port(Headers(scope=scope).get("host", ""))
            if name.lower() not in self.names:
                hint = "call it by its name; PLANNER_API_ALLOWED_HOSTS lists more names"
                found = issue("Host", f"{name!r} is not this server", hint)
                problem = ProblemError(UNKNOWN_HOST, "The server has another name.", [found])
                await problem_response(problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host


class BodyLimit:
    """Refuses a body above ``max_bytes``: by its declared length, and while it streams in.

    A part of what is too much is read and thrown away, because a client that is still sending
    would otherwise see a broken connection in place of the answer.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = int(headers.get("content-length", "0"))
        if declared > self.max_bytes:
            if "expect" not in headers and declared <= DRAIN_FACTOR * self.max_bytes:
                await self._drain(receive)
            await problem_response(self._problem())(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                if message.get("more_body"):
                    await self._drain(receive)
                raise self._problem()
            return message

        await self.app(scope, counted, send)

    async def _drain(self, receive: Receive) -> None:
        left = DRAIN_FACTOR * self.max_bytes
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if not message.get("more_body"):
                return

    def _problem(self) -> ProblemError:
        found = issue("body", f"larger than {self.max_bytes} bytes", "a scenario is small")
        headers = {"Connection": "close"}
        return ProblemError(
            TOO_LARGE, f"A body has at most {self.max_bytes} bytes.", [found], headers
        )

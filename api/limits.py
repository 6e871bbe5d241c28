"""ASGI middleware: the largest body, and headers that every response carries."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TOO_LARGE, ProblemError, issue, problem_response

DRAIN_FACTOR = 10


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
        if int(headers.get("content-length", "0")) > self.max_bytes:
            if "expect" not in headers:
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


class ResponseHeaders:
    """Adds headers to every response that does not set them itself."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

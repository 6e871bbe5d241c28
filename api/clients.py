"""Who asks: the key or the address of a request, and how often it may ask."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import TOO_MANY, UNAUTHORIZED, ProblemError, issue, problem_response
from api.keys import Keys

GUARDED = ("/v1/", "/metrics")
MAX_CLIENTS = 10_000
MAX_WRONG = 10
"""wrong keys a minute from one address: each costs 50 ms"""
WINDOW_S = 60.0


class Rate:
    """Counts events by client in windows of a minute; forgets all when a window ends."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._counts: dict[str, int] = {}
        self._ends = 0.0

    def is_over(self, client: str, count: int = 1) -> bool:
        """Add so many. Is it more than allowed? With more clients than can be told apart, yes."""
        now = time.monotonic()
        if now >= self._ends:
            self._counts, self._ends = {}, now + WINDOW_S
        if client not in self._counts and len(self._counts) >= MAX_CLIENTS:
            return True
        self._counts[client] = self._counts.get(client, 0) + count
        return self._counts[client] > self.most

    def wait_s(self) -> int:
        """Seconds until the window ends."""
        return max(1, round(self._ends - time.monotonic()))


class Clients:
    """Middleware: lets requests for data in that have a key, if keys are set, and not too many."""

    def __init__(self, app: ASGIApp, keys: Keys, per_minute: int) -> None:
        self.app, self.keys = app, keys
        self._rate, self._wrong = Rate(per_minute), Rate(MAX_WRONG - 1)
        self._hashing = ThreadPoolExecutor(1, "keys")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith(GUARDED):
            try:
                client = await self._client(scope)
                if self._rate.is_over(client):
                    raise _too_many(f"more than {self._rate.most} a minute", self._rate)
            except ProblemError as problem:
                await problem_response(problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _client(self, scope: Scope) -> str:
        """The name of the key, else the address. Raises a problem 401 or 429."""
        address = scope["client"][0] if scope.get("client") else ""
        if not self.keys:
            return address
        key = _given(Headers(scope=scope))
        name = self.keys.known(key)
        if name is None and key:
            loop = asyncio.get_running_loop()
            name = await loop.run_in_executor(self._hashing, self._name_of, key, address)
        if name is None:
            found = issue("Authorization", "no valid key", "send Authorization: Bearer NAME.SECRET")
            headers = {"WWW-Authenticate": "Bearer"}
            raise ProblemError(UNAUTHORIZED, "A key is needed.", [found], headers)
        scope["state"]["client"] = scope["state"]["key"] = name
        return name

    def _name_of(self, key: str, address: str) -> str | None:
        """The name of a key not known before. In one thread, where wrong ones are counted: however
        many come at once, only so many are hashed. Raises a problem 429."""
        name = self.keys.known(key)
        if name is None:
            if self._wrong.is_over(address, 0):
                raise _too_many("too many wrong keys", self._wrong)
            name = self.keys.name_of(key)
            if name is None:
                self._wrong.is_over(address)
        return name


def _given(headers: Headers) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip()[:200] if scheme.lower() == "bearer" else headers.get("x-api-key", "")[:200]


def _too_many(problem: str, rate: Rate) -> ProblemError:
    found = issue("client", problem, f"wait {rate.wait_s()} s")
    headers = {"Retry-After": str(rate.wait_s())}
    return ProblemError(TOO_MANY, "Too many requests.", [found], headers)


def client_of(request: Request) -> str:
    """Who asks, for a fair share: the name of the key, else the address."""
    client = request.scope.get("state", {}).get("client")
    return str(client) if client else request.client.host if request.client else ""


def author_of(request: Request, told: str) -> str:
    """Whom a submission belongs to: the name of the key, else what the body says."""
    key = request.scope.get("state", {}).get("key")
    return str(key) if key else told


def is_own(request: Request, author: str) -> bool:
    """May this client change what that author has submitted? Without keys everybody may."""
    key = request.scope.get("state", {}).get("key")
    return key is None or key == author

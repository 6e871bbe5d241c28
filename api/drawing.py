"""Views of answers, made by one process beside the server, and kept while there is room.

The libraries that draw take seconds to load and much memory, so that they are loaded once, and
not in the server. A process that dies, or takes too long, is replaced with the next request.
"""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor

from api.errors import BUSY, INTERNAL, NO_SUCH_VIEW, ProblemError, issue
from api.kept import Kept
from api.processes import StayingProcesses
from api.settings import Settings
from api.views import View, main

DEADLINE_S = 90.0
POLL_S = 0.2
MAX_WAITING = 64
MAX_KEPT_BYTES = 64_000_000
logger = logging.getLogger(__name__)


class Drawing:
    """Draws one view at a time. ``view`` is for the event loop, the rest for its one thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._thread = ThreadPoolExecutor(1, "drawing")
        self._waiting = 0
        self._closing = False
        self._kept: Kept[tuple[str, View]] = Kept(MAX_KEPT_BYTES)
        self._processes = StayingProcesses(main, settings.max_memory_mb)

    async def view(self, key: str, view: View, answer: bytes = b"") -> bytes:
        """A view of the answer that has this key, kept or made. Raises a problem 404, 500, 503."""
        found = self._kept.get((key, view))
        if found is not None:
            return found
        if self._waiting >= MAX_WAITING:
            problem = f"{self._waiting} views are waiting"
            headers = {"Retry-After": str(self.settings.retry_after_s)}
            found_issue = issue("server", problem, "ask again later")
            raise ProblemError(BUSY, "Too much is to be drawn.", [found_issue], headers)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            outcome, content = await loop.run_in_executor(self._thread, self._draw, view, answer)
        finally:
            self._waiting -= 1
        if outcome == "invalid":
            raise ProblemError(NO_SUCH_VIEW, "The answer has no such view.", json.loads(content))
        if outcome != "done":
            logger.error("a view failed: %s: %s", view, content.decode())
            raise ProblemError(INTERNAL, "The server's log has the details.")
        self._kept.put((key, view), content)
        return content

    def _draw(self, view: View, answer: bytes) -> tuple[str, bytes]:
        """Send a view to the process and wait for what it says; end it when it says nothing."""
        try:
            with self._processes.asked((view, answer)) as connection:
                waited = 0.0
                while not connection.poll(POLL_S):
                    waited += POLL_S
                    if self._closing or waited > DEADLINE_S:
                        raise TimeoutError(f"no view after {waited:.0f} s")
                outcome, content = connection.recv()
        except (EOFError, OSError) as error:  # it died, or takes too long
            return "died", str(error).encode()
        return str(outcome), bytes(content)

    def close(self) -> None:
        """End the process and the thread."""
        self._closing = True
        self._thread.shutdown()
        self._processes.close()

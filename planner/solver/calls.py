"""What HiGHS calls while it runs."""

from __future__ import annotations

import math
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from planner.solver.backend import ProgressMonitor


class Calls:
    """Ends a run whose bound is enough, or that the caller wants to stop; passes progress on.

    No error can pass through HiGHS. One of the caller's own, and Ctrl-C, end the run, and are
    raised after it. HiGHS keeps its calls alive, so they may not keep HiGHS, and with it a model.
    """

    def __init__(self, watch: ProgressMonitor) -> None:
        self.watch = watch
        self._enough = math.inf
        self._error: BaseException | None = None

    @contextmanager
    def heard(self, enough: float) -> Iterator[None]:
        """During a run, of which a bound of so much is all that is asked for."""
        self._enough = enough
        with self._interrupted():
            yield
        error, self._error = self._error, None
        if error is not None:
            raise error

    def mip(self, event: Any) -> None:
        """In the tree: is it enough, or does the caller want to stop?

        An infinite bound says that there is no plan: the run comes to its end, so that this is
        believed only where it is confirmed (HighsBackend.minimise).
        """
        if self._enough <= event.data_out.mip_dual_bound < math.inf:
            event.interrupt(True)
        else:
            self.simplex(event)

    def simplex(self, event: Any) -> None:
        """In a linear program: does the caller want to stop?"""
        try:
            self.watch.stop_asked()
        except BaseException as error:
            self._error = error
        event.interrupt(self._error is not None or self.watch.cancelled)

    def progress(self, event: Any) -> None:
        """For the caller to hear."""
        try:
            self.watch.mip_logging(event)
        except BaseException as error:
            self._error = error

    @contextmanager
    def _interrupted(self) -> Iterator[None]:
        """Ctrl-C, where nobody else handles it, would raise wherever Python happens to be."""
        main = threading.current_thread() is threading.main_thread()
        if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return
        signal.signal(signal.SIGINT, self._on_signal)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _on_signal(self, *_: object) -> None:
        self._error = KeyboardInterrupt()

"""How commands talk: results to stdout, errors and progress to stderr, exit codes, Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Self

import typer
from rich.console import Console, RenderableType
from typer.core import TyperGroup

import planner

MET, BREACHED, BAD_INPUT, NOT_MET, SOLVER_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 130
WIDTH = 100
SHOW_AFTER_S = 1.0


class PlannerGroup(TyperGroup):
    """Commands whose planner errors become one paragraph on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except planner.PlannerError as error:
            report_error(error)
            raise typer.Exit(exit_code(error)) from None


@contextmanager
def unwritable_output() -> Iterator[None]:
    """Say in one line that results could not be written, as on a full disk, and exit 2."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:  # of a file that was opened, not of standard output
            raise
        close_stdout()
        _complain(f"standard output: cannot be written: {error.strerror or error}")
        sys.exit(BAD_INPUT)


class QuietConsole(Console):
    """A console whose reader may leave early (``planner solve | head``) without any fuss."""

    def on_broken_pipe(self) -> None:
        """Say nothing more; the exit code stays that of the command."""
        self.quiet = True
        close_stdout()


def exit_code(error: planner.PlannerError) -> int:
    """2 for input errors, 4 for everything of the model and the solver."""
    if isinstance(error, planner.InputError):
        return BAD_INPUT
    return SOLVER_FAILED


def report_error(error: planner.PlannerError) -> None:
    """Where, what and what to do, for each issue, on stderr."""
    issues = getattr(error, "issues", None)
    if not issues:
        _complain(printable(str(error)))
        return
    for issue in issues:
        hint = f"\n         hint: {printable(issue.hint)}" if issue.hint else ""
        text = f"{printable(issue.where)}: {printable(issue.problem)}"
        _complain(f"{text}{hint}")


def _complain(text: str) -> None:
    """To stderr; where that cannot be written either, the exit code has to say it."""
    with suppress(OSError):
        print(f"planner: {text}", file=sys.stderr)


def say_written(path: str | os.PathLike[str]) -> None:
    """Tell on stderr where a file, or a folder of files, now is."""
    with suppress(OSError):
        print(printable(f"written to {os.fspath(path)}"), file=sys.stderr)


def printable(text: str) -> str:
    """Text without control characters: a scenario must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def console() -> Console:
    """Where results go: as wide as the terminal, or 100 columns into a file or pipe."""
    width = None if sys.stdout.isatty() else WIDTH
    return QuietConsole(width=width, highlight=False, markup=False, emoji=False)


def show(*renderables: RenderableType) -> None:
    """Print results to stdout."""
    screen = console()
    for renderable in renderables:
        screen.print(renderable)


def write_text(text: str) -> None:
    """Write plain text to stdout, as it is."""
    try:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        close_stdout()


def close_stdout() -> None:
    """Send what is still buffered for stdout nowhere: its reader has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Interrupt:
    """Ctrl-C during a solve: the first asks for the best plan so far, the second ends at once."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._before: Any = None

    def asked(self) -> bool:
        """Has the user pressed Ctrl-C?"""
        return self._asked.is_set()

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        """No exception: it could land inside the solver's own code."""
        cursor = b"\x1b[?25h" if sys.stderr.isatty() else b""
        if self._asked.is_set():
            os.write(2, cursor + b"\nplanner: interrupted\n")
            os._exit(INTERRUPTED)
        self._asked.set()
        os.write(2, b"\nplanner: stopping with the best plan so far; Ctrl-C again to give up\n")


class ProgressLine:
    """One line on stderr while a solve runs: only on a terminal, and only after a second."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._latest: planner.Progress | None = None
        self._start = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def update(self, progress: planner.Progress) -> None:
        """Take note of the latest progress; may be called from any thread."""
        self._latest = progress

    def __enter__(self) -> Callable[[planner.Progress], None]:
        self._start = time.monotonic()
        if self._console.is_terminal:
            self._thread.start()
        return self.update

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        """Wait a second, then show the line until the solve is over."""
        from rich.live import Live

        if not self._over.wait(SHOW_AFTER_S):
            with Live(console=self._console, get_renderable=self._line, transient=True):
                self._over.wait()

    def _line(self) -> RenderableType:
        return progress_text(self._latest, time.monotonic() - self._start)


def progress_text(progress: planner.Progress | None, elapsed_s: float) -> str:
    """The progress line: stage i/n, best so far, bound, gap, seconds."""
    from planner.summary.key_numbers import gap_text

    if progress is None:
        return f"building the model … {elapsed_s:.0f} s"
    parts = [f"stage {progress.stage_number}/{progress.stage_count} {progress.stage}"]
    if progress.incumbent is not None:
        parts.append(f"best {progress.incumbent:,.6g}")
    if progress.bound is not None:
        parts.append(f"bound {progress.bound:,.6g}")
    if progress.gap_share is not None:
        parts.append(f"gap {gap_text(progress.gap_share)}")
    return " · ".join([*parts, f"{elapsed_s:.0f} s"])

"""``planner jobs``: the jobs of a server, read from its store; and an end to one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

import planner
from planner.cli import terminal
from planner.cli.tables import CsvOption, JsonOption, check_format, print_rows

if TYPE_CHECKING:
    from api.jobs import Jobs
    from api.questions import Submission

app = typer.Typer(help="The jobs of a server.", no_args_is_help=True)
StoreOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="The store: a file of SQLite, or postgresql://USER@HOST/NAME."
    ),
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As planner jobs list prints it.")]
COLUMNS = ("id", "status", "kind", "scenario", "title", "author", "created", "finished", "attempt")


@app.command("list")
def list_command(
    store: StoreOption = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows to print.")] = 50,
    status: Annotated[str | None, typer.Option(help="Only those of this status.")] = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
) -> None:
    """Print the jobs, the newest first."""
    check_format(as_csv, as_json)
    found = _jobs(store).page(limit, status=status)
    print_rows([_row(each, COLUMNS) for each in found], as_csv, as_json, COLUMNS)


@app.command("show")
def show_command(
    number: IdArgument,
    store: StoreOption = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print the answer as JSON: planner show reads a plan.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print one job: where it stands, and who asked; or its answer."""
    jobs = _jobs(store)
    submission = _found(jobs, number)
    if plan:
        answer = jobs.answer(number)
        if answer is None:
            problem, hint = f"it is {submission.status} and has no answer", "wait, or ask again"
            raise planner.InputError([planner.Issue(number, problem, hint)])
        terminal.write_text(answer.decode())
        return
    more = ("position", "started", "expires", "progress", "error", "note", "base", "overrides")
    row = _row(submission, (*COLUMNS, *more))
    if as_json:
        print_rows([row], as_json=True)
    else:
        print_rows([{"field": name, "value": value} for name, value in row.items()])


@app.command("cancel")
def cancel_command(number: IdArgument, store: StoreOption = None) -> None:
    """Cancel a job that waits or runs: its best plan is kept."""
    from api.questions import SharedRunError

    jobs = _jobs(store)
    _found(jobs, number)
    try:
        left = jobs.cancel(number)
    except SharedRunError as error:
        hint = "planner jobs discard removes this one and lets the run go on"
        raise planner.InputError([planner.Issue(number, str(error), hint)]) from None
    said = "gone" if left is None else left.status if left.has_ended else "will be cancelled"
    terminal.write_text(f"{number}: {said}")


@app.command("discard")
def discard_command(number: IdArgument, store: StoreOption = None) -> None:
    """Remove a job and its answer; a run that nobody else has asked ends."""
    jobs = _jobs(store)
    _found(jobs, number)
    jobs.discard(number)
    terminal.write_text(f"{number}: discarded")


def _jobs(url: str | None) -> Jobs:
    """The jobs of a store: of the one named, else of the one that the settings name."""
    from api.jobs import Jobs
    from api.settings import Settings
    from api.store import Store

    return Jobs(Store(url or Settings.from_environment().store))


def _found(jobs: Jobs, number: str) -> Submission:
    submission = jobs.get(number)
    if submission is None:
        hint = "planner jobs list prints them"
        raise planner.InputError([planner.Issue(number, "no such job", hint)])
    return submission


def _row(submission: Submission, columns: tuple[str, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in columns:
        value = getattr(submission, name)
        if value is not None and name in ("created", "started", "finished", "expires"):
            value = datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
        row[name] = value
    return row

"""The command ``planner``. Results go to stdout, progress and errors to stderr.

Exit codes: 0 a plan, whatever its status · 1 a plan that fails ``verify`` · 2 input error, a port
in use, or results that cannot be written · 3 not met (with --require-met) · 4 solver failure ·
130 interrupted.
"""

from __future__ import annotations

import io
import json
import os
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

import planner
from planner.cli import reference, showing, solving
from planner.cli.terminal import PlannerGroup, printable, show, unwritable_output, write_text

HELP = "Who gives what to a multinational guarantor force, for how long, and what is missing."
app = typer.Typer(
    name="planner",
    cls=PlannerGroup,
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("solve")(solving.solve_command)
app.command("check")(solving.check_command)
app.command("show")(showing.show_command)
app.command("verify")(solving.verify_command)
app.add_typer(reference.app, name="data")


class SchemaKind(StrEnum):
    """What has a JSON Schema."""

    scenario = "scenario"
    plan = "plan"


def _version(asked: bool) -> None:
    if asked:
        write_text(f"planner {planner.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command("scenarios")
def scenarios_command(data: solving.DataOption = None) -> None:
    """List the scenarios that come with the data, and what they find."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("title, and what it finds")
    for name in planner.scenario_names(data):
        try:
            scenario = planner.load_scenario(name, directory=data)
            title, finds = scenario.title, scenario.finds
        except planner.InputError as error:
            title, finds = f"not valid: {error.issues[0]}", ""
        table.add_row(name, printable(title))
        if finds:
            table.add_row("", Padding(Text(printable(finds), style="dim"), (0, 0, 0, 2)))
    show(table)


@app.command("benchmarks")
def benchmarks_command(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table as in the README.")
    ] = False,
    data: solving.DataOption = None,
) -> None:
    """Hold the model against published figures and judgements."""
    from rich.table import Table

    comparisons = planner.compare_with_published(data)
    if markdown:
        write_text(planner.markdown_table(comparisons))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for name in ("question", "published", "model", "inside", "why"):
        table.add_column(name, overflow="fold")
    for row in comparisons:
        inside = "yes" if row.inside else "NO"
        table.add_row(row.question, row.published, row.shown, inside, printable(row.reason))
    show(table)


@app.command("schema")
def schema_command(
    kind: Annotated[SchemaKind, typer.Argument(help="Of a scenario (input) or a plan (output).")],
) -> None:
    """Print the JSON Schema of a scenario or a plan."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if kind is SchemaKind.scenario:
        schema |= planner.Scenario.model_json_schema()
    else:
        schema |= planner.Plan.model_json_schema(mode="serialization")
    write_text(json.dumps(schema, indent=2, ensure_ascii=False))


@app.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    data: solving.DataOption = None,
) -> None:
    """Serve the HTTP interface and its page."""
    planner.data_dir(data)
    import api.app

    api.app.serve(host=host, port=port, directory=data)


def main() -> None:
    """Entry point of the command ``planner``."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: ``planner solve >&-``
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    with unwritable_output():
        app(prog_name="planner")

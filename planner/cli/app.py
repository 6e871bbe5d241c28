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
from planner.cli import (
    charting,
    comparing,
    doubting,
    explaining,
    jobs,
    listing,
    reference,
    replaying,
    showing,
    solving,
    sweeping,
    weighing,
)
from planner.cli.terminal import PlannerGroup, unwritable_output, write_text

HELP = "Who gives what to a multinational guarantor force, for how long, and what is missing."
app = typer.Typer(
    name="planner",
    cls=PlannerGroup,
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("solve")(solving.solve_command)
app.command("explain")(explaining.explain_command)
app.command("compare")(explaining.compare_command)
app.command("robust")(explaining.robust_command)
app.command("check")(solving.check_command)
app.command("show")(showing.show_command)
app.command("chart")(charting.chart_command)
app.command("report")(charting.report_command)
app.command("verify")(solving.verify_command)
app.command("scenarios")(listing.scenarios_command)
app.command("list")(listing.list_command)
app.command("benchmarks")(listing.benchmarks_command)
app.command("rule-costs")(comparing.rule_costs_command)
app.command("sweep")(sweeping.sweep_command)
app.command("pareto")(weighing.pareto_command)
app.command("alternatives")(weighing.alternatives_command)
app.command("dropout")(doubting.dropout_command)
app.command("stress")(doubting.stress_command)
app.command("weak-figures")(doubting.weak_figures_command)
app.command("fairness")(weighing.fairness_command)
app.command("replay")(replaying.replay_command)
app.command("value")(doubting.value_command)
app.add_typer(reference.app, name="data")
app.add_typer(jobs.app, name="jobs")


class SchemaKind(StrEnum):
    """What has a JSON Schema."""

    scenario = "scenario"
    document = "document"
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


@app.command("schema")
def schema_command(
    kind: Annotated[
        SchemaKind,
        typer.Argument(
            help="scenario: whatever check accepts; document: one file, which may give only what "
            "differs from the scenario that it extends; plan: the output."
        ),
    ],
) -> None:
    """Print the JSON Schema of a scenario, of a file that extends one, or of a plan."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if kind is SchemaKind.scenario:
        schema |= planner.scenario_schema()
    elif kind is SchemaKind.document:
        schema |= planner.document_schema()
    else:
        schema |= planner.Plan.model_json_schema(mode="serialization")
    write_text(json.dumps(schema, indent=2, ensure_ascii=False))


@app.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    data: solving.DataOption = None,
    workers: Annotated[
        int | None, typer.Option(min=0, max=256, metavar="N", help="Jobs to run at one time.")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where jobs are kept: a file of SQLite, or PostgreSQL."),
    ] = None,
) -> None:
    """Serve the HTTP interface and its page, and run the jobs of its store."""
    planner.data_dir(data)
    import api.serving

    api.serving.serve(host, port, data, store, workers)


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

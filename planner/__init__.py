"""Force-composition planner: who gives what to a guarantor force, for how long, what is missing.

Public names only; they are loaded when first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.catalogue import list_reference
    from planner.errors import (
        DataError,
        InputError,
        Issue,
        ModelBuildError,
        PlannerError,
        SolverError,
        SolverTimeout,
    )
    from planner.hints import suggestion
    from planner.output.cards import card_html
    from planner.output.chart_tables import chart_csv
    from planner.output.charts.drawing import chart, chart_bytes, write_chart
    from planner.output.exports import plan_to_csv, plan_to_json, plan_to_xlsx, write_plan
    from planner.output.report import report_html, write_report
    from planner.output.studies import check_study_target, write_study
    from planner.output.template_workbook import write_template
    from planner.pipeline import check_scenario, open, solve  # noqa: A004
    from planner.plan.plan import Plan
    from planner.progress import Progress
    from planner.proof import compare_with_data, prove_plan
    from planner.reference.dataset import Dataset
    from planner.reference.load import data_book, data_dir, load_dataset
    from planner.reference.pools import derive_pool
    from planner.scenario.composition import load_scenario, read_document, scenario_names
    from planner.scenario.scenario import Scenario
    from planner.scenario.schema import document_schema, scenario_schema
    from planner.scenario.text_reader import Document, parse_bytes, parse_json
    from planner.solver.answer import Answer
    from planner.solver.live import WhatIf
    from planner.solver.scip import StageProof
    from planner.studies.alternatives import alternatives
    from planner.studies.audit import AuditedFigure, audit_data
    from planner.studies.benchmarks import compare_with_published
    from planner.studies.compare import compare
    from planner.studies.comparison import Comparison, markdown_table
    from planner.studies.dropout import dropout
    from planner.studies.explain import explain
    from planner.studies.fairness import fairness
    from planner.studies.pareto import pareto
    from planner.studies.replay import replay
    from planner.studies.robust import robust
    from planner.studies.rule_costs import rule_costs
    from planner.studies.scenario_table import compare_scenarios
    from planner.studies.stress import stress
    from planner.studies.sweep import sweep
    from planner.studies.value import value
    from planner.studies.weak_figures import weak_figures
    from planner.study import Method, Study, read_study
    from planner.summary.overview import Overview, plan_overview
    from planner.verify.verifier import read_plan, verify_plan

__version__ = "0.1.0"

_HOMES = {
    "catalogue": ("list_reference",),
    "reference.dataset": ("Dataset",),
    "reference.load": ("data_book", "data_dir", "load_dataset"),
    "scenario.text_reader": ("Document", "parse_bytes", "parse_json"),
    "errors": (
        "DataError",
        "InputError",
        "Issue",
        "ModelBuildError",
        "PlannerError",
        "SolverError",
        "SolverTimeout",
    ),
    "output.cards": ("card_html",),
    "output.chart_tables": ("chart_csv",),
    "output.charts.drawing": ("chart", "chart_bytes", "write_chart"),
    "output.exports": ("plan_to_csv", "plan_to_json", "plan_to_xlsx", "write_plan"),
    "output.report": ("report_html", "write_report"),
    "output.studies": ("check_study_target", "write_study"),
    "output.template_workbook": ("write_template",),
    "hints": ("suggestion",),
    "pipeline": ("check_scenario", "open", "solve"),
    "reference.pools": ("derive_pool",),
    "progress": ("Progress",),
    "proof": ("compare_with_data", "prove_plan"),
    "plan.plan": ("Plan",),
    "scenario.composition": ("load_scenario", "read_document", "scenario_names"),
    "scenario.scenario": ("Scenario",),
    "scenario.schema": ("document_schema", "scenario_schema"),
    "solver.live": ("WhatIf",),
    "solver.scip": ("StageProof",),
    "solver.answer": ("Answer",),
    "studies.dropout": ("dropout",),
    "studies.stress": ("stress",),
    "studies.weak_figures": ("weak_figures",),
    "studies.value": ("value",),
    "study": ("Method", "Study", "read_study"),
    "studies.audit": ("AuditedFigure", "audit_data"),
    "studies.benchmarks": ("compare_with_published",),
    "studies.compare": ("compare",),
    "studies.comparison": ("Comparison", "markdown_table"),
    "studies.explain": ("explain",),
    "studies.robust": ("robust",),
    "studies.rule_costs": ("rule_costs",),
    "studies.scenario_table": ("compare_scenarios",),
    "studies.alternatives": ("alternatives",),
    "studies.fairness": ("fairness",),
    "studies.pareto": ("pareto",),
    "studies.replay": ("replay",),
    "studies.sweep": ("sweep",),
    "summary.overview": ("Overview", "plan_overview"),
    "verify.verifier": ("read_plan", "verify_plan"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Answer",
    "AuditedFigure",
    "Comparison",
    "DataError",
    "Dataset",
    "Document",
    "InputError",
    "Issue",
    "Method",
    "ModelBuildError",
    "Overview",
    "Plan",
    "PlannerError",
    "Progress",
    "Scenario",
    "SolverError",
    "SolverTimeout",
    "StageProof",
    "Study",
    "WhatIf",
    "__version__",
    "alternatives",
    "audit_data",
    "card_html",
    "chart",
    "chart_bytes",
    "chart_csv",
    "check_scenario",
    "check_study_target",
    "compare",
    "compare_scenarios",
    "compare_with_data",
    "compare_with_published",
    "data_book",
    "data_dir",
    "derive_pool",
    "document_schema",
    "dropout",
    "explain",
    "fairness",
    "list_reference",
    "load_dataset",
    "load_scenario",
    "markdown_table",
    "open",
    "pareto",
    "parse_bytes",
    "parse_json",
    "plan_overview",
    "plan_to_csv",
    "plan_to_json",
    "plan_to_xlsx",
    "prove_plan",
    "read_document",
    "read_plan",
    "read_study",
    "replay",
    "report_html",
    "robust",
    "rule_costs",
    "scenario_names",
    "scenario_schema",
    "solve",
    "stress",
    "suggestion",
    "sweep",
    "value",
    "verify_plan",
    "weak_figures",
    "write_chart",
    "write_plan",
    "write_report",
    "write_study",
    "write_template",
]


if not TYPE_CHECKING:  # where types are checked, only the names above are there

    def __getattr__(name: str) -> Any:
        if name in _HOME:
            return getattr(import_module(f"planner.{_HOME[name]}"), name)
        raise AttributeError(f"module 'planner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

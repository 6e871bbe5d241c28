"""Force-composition planner: who gives what to a guarantor force, for how long, what is missing.

Public names only; they are loaded when first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.dataset import Dataset, data_dir, load_dataset
    from planner.documents import parse_json
    from planner.errors import (
        DataError,
        InputError,
        Issue,
        ModelBuildError,
        PlannerError,
        SolverError,
        SolverTimeout,
    )
    from planner.exports import plan_to_csv, plan_to_json, plan_to_xlsx, write_plan
    from planner.hints import suggestion
    from planner.planning import check_scenario, solve
    from planner.pools import derive_pool
    from planner.progress import Progress
    from planner.proof import compare_with_data, prove_plan
    from planner.result import Plan
    from planner.scenarios import load_scenario, read_document, scenario_names
    from planner.schema import Scenario
    from planner.solver.scip import StageProof
    from planner.validation import Comparison, markdown_table, validate_model
    from planner.verify import read_plan, verify_plan

__version__ = "0.1.0"

_HOMES = {
    "dataset": ("Dataset", "data_dir", "load_dataset"),
    "documents": ("parse_json",),
    "errors": (
        "DataError",
        "InputError",
        "Issue",
        "ModelBuildError",
        "PlannerError",
        "SolverError",
        "SolverTimeout",
    ),
    "exports": ("plan_to_csv", "plan_to_json", "plan_to_xlsx", "write_plan"),
    "hints": ("suggestion",),
    "planning": ("check_scenario", "solve"),
    "pools": ("derive_pool",),
    "progress": ("Progress",),
    "proof": ("compare_with_data", "prove_plan"),
    "result": ("Plan",),
    "scenarios": ("load_scenario", "read_document", "scenario_names"),
    "schema": ("Scenario",),
    "solver.scip": ("StageProof",),
    "validation": ("Comparison", "markdown_table", "validate_model"),
    "verify": ("read_plan", "verify_plan"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Comparison",
    "DataError",
    "Dataset",
    "InputError",
    "Issue",
    "ModelBuildError",
    "Plan",
    "PlannerError",
    "Progress",
    "Scenario",
    "SolverError",
    "SolverTimeout",
    "StageProof",
    "__version__",
    "check_scenario",
    "compare_with_data",
    "data_dir",
    "derive_pool",
    "load_dataset",
    "load_scenario",
    "markdown_table",
    "parse_json",
    "plan_to_csv",
    "plan_to_json",
    "plan_to_xlsx",
    "prove_plan",
    "read_document",
    "read_plan",
    "scenario_names",
    "solve",
    "suggestion",
    "validate_model",
    "verify_plan",
    "write_plan",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"planner.{_HOME[name]}"), name)
    raise AttributeError(f"module 'planner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

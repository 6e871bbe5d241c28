"""What schemathesis is told about the service, beside its document: see test_schema.py."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from typing import Any

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.core import NOT_SET
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase

EVERY = int(os.environ.get("PLANNER_SCHEMA_EVERY", "1"))
"""of so many cases of the coverage phase that have a body one is sent"""
_seen: Counter[str] = Counter()


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:
    """Is the case sent? The scenario's schema alone makes five thousand for each operation."""
    if case.meta is None or case.meta.phase.name is not TestPhase.COVERAGE or case.body is NOT_SET:
        return True
    _seen[case.operation.label] += 1
    return _seen[case.operation.label] % EVERY == 0


@schemathesis.hook
def map_case(context: HookContext, case: Case[Any]) -> Case[Any]:
    """In a sequence of requests half of the valid bodies are examples of the document.

    A scenario made by chance is seldom accepted, and then nothing can follow.
    """
    found = _examples(case)
    if not found or case.meta is None or case.meta.phase.name is not TestPhase.STATEFUL:
        return case
    draw = zlib.crc32(repr(case.body).encode())
    if case.meta.generation.mode is GenerationMode.POSITIVE and draw % 2:
        name, case.body = found[draw // 2 % len(found)]
        if "kind" in case.path_parameters:  # examples of studies go by their kind
            case.path_parameters["kind"] = name
    return case


def _examples(case: Case[Any]) -> list[tuple[str, Any]]:
    body = case.operation.definition.raw.get("requestBody", {})
    examples = body.get("content", {}).get("application/json", {}).get("examples", {})
    return [(name, example["value"]) for name, example in examples.items()]

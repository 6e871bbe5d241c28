"""Errors carry what is wrong, also from one process to another."""

from __future__ import annotations

import copy
import pickle

import pytest

from planner import errors
from planner.errors import DataError, InputError, Issue, PlannerError

ISSUES = (Issue("a.csv:2", "is empty", "write a number"), Issue("rules", "contradict each other"))
EVERY = [
    item
    for item in vars(errors).values()
    if isinstance(item, type) and issubclass(item, PlannerError)
]


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_error_pickles(kind: type[PlannerError], protocol: int) -> None:
    error = kind(ISSUES) if issubclass(kind, InputError) else kind("the solver failed")
    error.add_note("while solving")
    for again in (pickle.loads(pickle.dumps(error, protocol)), copy.deepcopy(error)):  # noqa: S301
        assert type(again) is kind
        assert str(again) == str(error)
        assert vars(again) == vars(error)
        assert again.__notes__ == ["while solving"]
        if isinstance(again, InputError):
            assert again.issues == ISSUES


def test_every_error_is_tested() -> None:
    assert {kind.__name__ for kind in EVERY} == {
        "PlannerError",
        "InputError",
        "DataError",
        "ModelBuildError",
        "SolverError",
        "SolverTimeout",
    }


def test_an_input_error_has_issues() -> None:
    with pytest.raises(ValueError, match="at least one issue"):
        DataError([])
    assert (
        str(InputError(ISSUES))
        == "a.csv:2: is empty (write a number)\nrules: contradict each other"
    )

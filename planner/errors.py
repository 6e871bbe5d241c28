"""Exceptions of the planner.

PlannerError
├── InputError          the scenario is wrong: carries a list of Issue
│   └── DataError       a data file is wrong: Issue.where is file:line
├── ModelBuildError     the model could not be built (a bug or an impossible rule)
└── SolverError         no solver, or the solver failed
    └── SolverTimeout   the time limit passed before any plan was found

A requirement that cannot be met is not an error: the plan says ``status="shortfall"``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

MAX_ISSUES = 100
"""errors of one input that are listed"""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with an input: where, what, and what to do."""

    where: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" + (f" ({self.hint})" if self.hint else "")

    def as_dict(self) -> dict[str, str]:
        """The issue as plain data: ``{where, problem, hint}``."""
        return asdict(self)


class PlannerError(Exception):
    """Base of every error that the planner raises on purpose."""


class InputError(PlannerError):
    """The input cannot be used. The problems found are in ``issues``.

    The first MAX_ISSUES are listed, and one more issue says how many there are beyond them.
    """

    def __init__(self, issues: Iterable[Issue], more: int = 0) -> None:
        """``more``: errors that were found and not written out."""
        found = iter(issues)
        listed = tuple(islice(found, MAX_ISSUES + 1))  # one that was cut before stays as it is
        if rest := more + sum(1 for _ in found):
            problem = f"{rest + len(listed[MAX_ISSUES:])} more errors are not listed"
            listed = (*listed[:MAX_ISSUES], Issue("and more", problem, "correct these first"))
        self.issues = listed
        if not self.issues:
            raise ValueError("an InputError needs at least one issue")
        super().__init__("\n".join(str(issue) for issue in self.issues))

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors go from worker to caller as pickles: they come back as they are, not made anew."""
        return _blank, (type(self), *self.args), self.__dict__


def _blank(kind: type[InputError], *arguments: str) -> InputError:
    """An error whose attributes are still to be filled in, without a call of ``__init__``."""
    return kind.__new__(kind, *arguments)


class DataError(InputError):
    """A reference data file cannot be used."""


class ModelBuildError(PlannerError):
    """The model could not be built from a checked scenario."""


class SolverError(PlannerError):
    """The solver is missing or failed."""


class SolverTimeout(SolverError):
    """The time limit passed before any plan was found."""

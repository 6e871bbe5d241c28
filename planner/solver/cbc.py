"""CBC, through PuLP's command: the second solver, which checks the first."""

from __future__ import annotations

import math
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from planner.errors import SolverError
from planner.model.core import ForceModel, Term
from planner.scenario.scenario import SolveOptions
from planner.solver.backend import Backend, StageResult, Vector

REFUTED = "infeasibility proved"
"""in what CBC prints: a linear program that falls as bounds are tightened, before the simplex, has
the status unknown"""


class CbcBackend(Backend):
    """CBC: every stage is a fresh run of the command."""

    name = "CBC"
    version = "command line"

    def __init__(self, model: ForceModel, options: SolveOptions) -> None:
        self._lp, self._whole = model.lp, model.whole
        self._options = [f"randomSeed {options.seed}"] if options.seed else []
        if not model.whole:
            # with it, and with the algorithm of its own choice (hence primalSimplex below), CBC has
            # called burdens least that HiGHS, its interior points and SCIP beat
            self._options.append("presolve off")
        self._caps = 0

    def minimise(
        self, terms: list[Term], gap_share: float, seconds: float, absolute_gap: float
    ) -> StageResult:
        self._lp.setObjective(pulp.lpSum_vars_coefs(terms))
        solver = _Command(
            msg=False,
            mip=self._whole,
            timeLimit=max(0.01, seconds),
            gapRel=gap_share,
            gapAbs=absolute_gap,
            options=self._options,
        )
        try:
            stats = self._lp.solve(solver)
        except (OSError, pulp.PulpSolverError) as error:
            raise SolverError(f"CBC failed: {error}") from error
        if stats.status == pulp.LpSolveStatus.Infeasible:
            return StageResult("infeasible", math.inf, math.inf, None)
        proved = stats.status in (pulp.LpSolveStatus.Optimal, pulp.LpSolveStatus.GapLimit)
        if not stats.has_solution:
            return StageResult("time_limit", math.inf, -math.inf, None)
        values = np.array([v.varValue or 0.0 for v in self._lp.exported_variables()])
        value = float(pulp.value(self._lp.objective) or 0.0)  # None: an objective without terms
        bound = stats.best_bound if stats.best_bound is not None else value if proved else 0.0
        return StageResult("optimal" if proved else "time_limit", value, min(bound, value), values)

    def cap(self, terms: list[Term], value: float) -> None:
        if value == 0:
            for variable, _ in terms:
                variable.upBound = 0
            return
        self._caps += 1
        self._lp.addConstraint(pulp.lpSum_vars_coefs(terms) <= value, f"cap__{self._caps}")

    def values(self, vector: Vector) -> dict[int, float]:
        """Values by variable id."""
        return {v.id: float(x) for v, x in zip(self._lp.exported_variables(), vector, strict=True)}


class _Command(pulp.COIN_CMD):  # type: ignore[misc]
    """PuLP's command, run inside a folder of its own.

    PuLP joins the command line, with the paths of its files, and splits it at spaces: it fails
    where the folder for temporary files has one in its name, and leaves files behind when it fails.
    Here the files have names without a folder, and the folder goes whatever happens.
    """

    def solve_CBC(self, lp: pulp.LpProblem, use_mps: bool = True) -> tuple[Any, bool]:  # noqa: N802
        """Solve; returns why CBC stopped, and whether it has a solution."""
        with tempfile.TemporaryDirectory(prefix="planner-") as folder:
            columns, rows, _, names = lp.writeMPS(str(Path(folder, "model.mps")), rename=True)
            line = [self.path, "model.mps", "-sec", str(self.timeLimit)]
            for option in (*self.options, *self.getOptions()):  # like "ratio 0.001"
                line += f"-{option}".split()
            line += ["-solve" if self.mip else "-primalSimplex", "-printingOptions", "all"]
            line += ["-solution", "model.sol"]
            told = Path(folder, "log")
            with told.open("w") as log:
                done = subprocess.run(  # noqa: S603
                    line, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
                )
            found = Path(folder, "model.sol")
            if done.returncode != 0 or not found.exists():
                raise SolverError(f"CBC ended with code {done.returncode} and no answer")
            status, values, *_, has_solution = self.readsol_MPS(
                str(found), lp, columns, rows, pulp_names_in_column_order=names
            )
            if not has_solution and REFUTED in told.read_text(errors="replace"):
                status = pulp.LpSolveStatus.Infeasible
        lp.assignVarsVals(values)
        return status, has_solution

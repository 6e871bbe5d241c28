"""The model as an MPS file, for any other solver."""

from __future__ import annotations

import gzip
from pathlib import Path

import pulp

from planner.errors import InputError, Issue
from planner.files import as_input_error, aside, write_file
from planner.model import STAGES
from planner.model.core import ForceModel


def write_mps(model: ForceModel, path: str | Path) -> None:
    """Write the model with the first stage as its objective; gzipped where the path ends in .gz.

    Free MPS that HiGHS, CBC and SCIP read alike: the objective is to be minimised, which is what
    MPS means where it says nothing. A section OBJSENSE, which PuLP puts before NAME, is refused by
    SCIP and CBC. Raises InputError when the file cannot be written.
    """
    make, _ = STAGES[model.problem.scenario.objectives[0]]
    model.lp.setObjective(pulp.lpSum_vars_coefs(make(model)))
    target = Path(path)
    if not target.parent.is_dir():
        raise InputError([Issue(str(path), "the folder does not exist", "create it first")])
    with as_input_error(target), aside(target) as folder:
        written = folder / "model.mps"
        model.lp.writeMPS(str(written), with_objsense=False)
        content = written.read_bytes()
    packed = gzip.compress(content, mtime=0) if target.suffix.lower() == ".gz" else content
    write_file(target, packed)

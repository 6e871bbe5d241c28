"""Where to write: whether a file or a folder can be made there, asked before anything is solved."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from planner.errors import InputError, Issue
from planner.files import as_input_error
from planner.output.plan_tables import HEADERS

CSV_NAMES = frozenset(f"{name}.csv" for name in HEADERS)
DRAWN_ENDINGS = (".html", ".png", ".svg")
FILE_ENDINGS = (".json", ".xlsx", *DRAWN_ENDINGS)
CHART_PACKAGES = ("altair", "vl_convert")
ENDINGS = (
    "allowed: a file that ends in .json, .xlsx, .html (a report), .png or .svg (what is covered "
    "when), or a folder (for CSV files)"
)


def check_target(path: str | Path) -> Path:
    """The real path to write to. Raises InputError when it could not be written."""
    given = str(path)
    with as_input_error(given):
        target = Path(os.path.realpath(path))
        ending = target.suffix.lower()
        if ending in DRAWN_ENDINGS:
            check_charts()
        if ending in FILE_ENDINGS and target.exists() and not target.is_file():
            raise InputError([Issue(given, "is not a file", "choose another name")])
        if ending not in FILE_ENDINGS and target.exists():
            _check_folder(given, target)
        elif ending not in (*FILE_ENDINGS, ""):
            problem = f"a plan cannot be written as {ending!r}"
            raise InputError([Issue(given, problem, ENDINGS)])
        check_parent(given)
    return target


def _check_folder(given: str, folder: Path) -> None:
    try:
        names = os.listdir(folder)
    except NotADirectoryError:
        problem = "is a file without a known ending"
        raise InputError([Issue(given, problem, ENDINGS)]) from None
    except FileNotFoundError:  # another writer is just replacing it
        return
    if folder == Path.cwd():
        problem = "is the folder you are in, and would be replaced"
        raise InputError([Issue(given, problem, "name a folder inside it")])
    others = sorted(name for name in names if name not in CSV_NAMES)
    if others:
        problem = f"holds {others[0]!r}, which is not part of a plan"
        raise InputError([Issue(given, problem, "choose an empty or a new folder")])


def check_file(path: str | Path, what: str, endings: tuple[str, ...]) -> Path:
    """The real path of a file that ends so. Raises InputError when it could not be written."""
    target = Path(os.path.realpath(path))
    if target.suffix.lower() not in endings:
        problem = f"{what} cannot be written as {target.suffix!r}"
        raise InputError([Issue(str(path), problem, f"allowed endings: {', '.join(endings)}")])
    if target.exists() and not target.is_file():
        raise InputError([Issue(str(path), "is not a file", "choose another name")])
    check_parent(path)
    return target


def check_parent(path: str | Path) -> None:
    """Raises InputError when no file can be made at this path."""
    parent = Path(os.path.realpath(path)).parent
    if not parent.is_dir():
        raise InputError([Issue(str(path), f"there is no folder {parent}", "create it first")])
    if not os.access(parent, os.W_OK | os.X_OK):
        problem = f"the folder {parent} is not writable"
        raise InputError([Issue(str(path), problem, "choose another folder")])


def check_charts() -> None:
    """Raises InputError where what draws charts is not installed (extra ``charts``)."""
    missing = [name for name in CHART_PACKAGES if find_spec(name) is None]
    if missing:
        hint = "pip install 'force-composition-planner[charts]'"
        raise InputError([Issue("charts", f"need {' and '.join(missing)}, not installed", hint)])

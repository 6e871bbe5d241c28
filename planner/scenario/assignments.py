"""Changes to single fields of a scenario: ``KEY=VALUE`` texts, and what they bring along.

A key is a path of names, joined by dots. An item of a list is named by its id, or by its position.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeGuard

from planner.errors import InputError, Issue
from planner.hints import id_hint
from planner.scenario.fields import MAX_MONTHS
from planner.scenario.limits import KeyPath, shortened
from planner.scenario.scenario import Scenario
from planner.scenario.text_reader import Document, named_path, parse_value
from planner.scenario.validation import field_at

UPPER_LEVELS = {"threshold": "objective", "attackers": "attackers_objective"}
"""level of a demand -> the larger one, which is never below it"""
HORIZON = "horizon_months"
PHASES = "phases"


def apply_set(document: Document, text: str) -> None:
    """Put the value of ``KEY=VALUE`` in its place; an empty one is null. Raises InputError.

    A threshold raised above the objective raises the objective with it, and another horizon drops
    phases or adds them.
    """
    key, separator, value_text = text.partition("=")
    where = f"--set {shortened(text)}"
    if not separator or not key.strip():
        raise InputError([Issue(where, "not KEY=VALUE", "for example coalition.us_backstop=true")])
    set_field(document, key.strip(), value_text, where)


def set_field(document: Document, key: str, value_text: str, where: str) -> None:
    """Put a value in the place that a key names; ``where``: what an error points to."""
    value = parse_value(value_text, where)
    horizon = document.content.get(HORIZON)
    path = _open(document, key.split("."), where)
    here: Any = document.content
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    target = named_path(path, document.content)
    for known in [k for k in document.lines if k[: len(target)] == target]:
        del document.lines[known]
    document.lines[target] = where
    if upper := raise_upper_level(here, {path[-1]}):
        document.lines[*target[:-1], upper] = where
    if path == (HORIZON,):
        fit_phases(document, horizon)


def _open(document: Document, parts: list[str], where: str) -> KeyPath:
    """The path that the parts of a key name. Tables and lists on the way begin as their default."""
    here: Any = document.content
    path: list[str | int] = []
    done = 0
    while done < len(parts):
        step, used = _step(here, parts, done, where)
        path.append(step)
        done += used
        if done < len(parts):
            if isinstance(here, dict) and step not in here:
                here[step] = _default(path)
                document.lines[named_path(path, document.content)] = where
            here = here[step]
    return tuple(path)


def _step(here: Any, parts: list[str], done: int, where: str) -> tuple[str | int, int]:
    """The key or position that the next part means, and how many parts it took.

    A table takes new keys. An id may hold dots itself: the longest that exists is meant.
    """
    part = parts[done]
    if isinstance(here, dict):
        return part, 1
    if not isinstance(here, list):
        problem = f"{parts[done - 1]!r} is a single value, it has no {part!r}"
        raise InputError([Issue(where, problem, "set it as a whole")])
    names = [_name(item, position) for position, item in enumerate(here)]
    for used in range(len(parts) - done, 0, -1):
        name = ".".join(parts[done : done + used])
        if name in names:
            return names.index(name), used
    if part in map(str, range(len(here))):
        return int(part), 1
    listed = ".".join(parts[:done])
    hint = id_hint(part, names) if names else f"the list is empty: set {listed} as a whole"
    raise InputError([Issue(where, f"there is no {part!r} in {listed}", hint)])


def _name(item: Any, position: int) -> str:
    return str(item.get("id", position)) if isinstance(item, dict) else str(position)


def _default(path: list[str | int]) -> Any:
    """What a field that a document leaves open is, as plain data: a list, or an empty table."""
    field = field_at(path)
    return list(field.default) if field and isinstance(field.default, tuple) else {}


def raise_upper_level(item: Any, given: set[str | int]) -> str | None:
    """Raise the upper level of a demand to the lower one that was given alone.

    Returns the field that was raised, if one was.
    """
    for lower, upper in UPPER_LEVELS.items():
        if isinstance(item, dict) and lower in given and upper not in given:
            low, high = item[lower], item.get(upper)
            if _is_number(low) and _is_number(high) and high < low:
                item[upper] = low
                return upper
    return None


def fit_phases(document: Document, before: Any, own: frozenset[str] = frozenset()) -> None:
    """Drop and add phases where the horizon is no longer the one that they were written for.

    Phases that start at or past the horizon drop, except those named in ``own``. After the last
    one, numbered slots of its length follow, or of its predecessor's where that is longer: the
    former horizon may have cut the last one short. ``before``: that horizon; None: the default.
    """
    phases, horizon = document.content.get(PHASES), document.content.get(HORIZON)
    before = Scenario.model_fields[HORIZON].default if before is None else before
    if not (_is_number(before) and _in_bounds(horizon) and _are_phases(phases)):
        return  # what is wrong is told when the scenario is validated
    kept = [phase for phase in phases if phase["start"] < horizon or phase["id"] in own]
    if horizon > before and not own:
        kept += _slots(phases, int(before), int(horizon))
        if where := document.lines.get((HORIZON,)):
            document.lines |= {(PHASES, phase["id"]): where for phase in kept[len(phases) :]}
    document.content[PHASES] = kept


def _slots(phases: list[dict[str, Any]], before: int, horizon: int) -> list[dict[str, Any]]:
    """The slots that follow the last phase."""
    last = phases[-1]
    starts = [phase["start"] for phase in phases[-2:]] + [before]
    length = max(1, *(end - start for start, end in pairwise(starts)))
    stem = last["id"].rstrip("0123456789")
    number = int(last["id"][len(stem) :] or 1)
    stem = stem if stem != last["id"] else f"{stem}_"
    taken = {phase["id"] for phase in phases}
    added = []
    for start in range(last["start"] + length, horizon, length):
        number += 1
        while f"{stem}{number}" in taken:
            number += 1
        added.append({"id": f"{stem}{number}", "start": start})
    return added


def _are_phases(value: Any) -> TypeGuard[list[dict[str, Any]]]:
    """Is it a list of phases, each with an id and a start?"""
    if not isinstance(value, list) or not value:
        return False
    return all(
        isinstance(phase, dict)
        and isinstance(phase.get("id"), str)
        and isinstance(phase.get("start"), int)
        for phase in value
    )


def _in_bounds(value: Any) -> TypeGuard[int | float]:
    return _is_number(value) and 1 <= value <= MAX_MONTHS


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

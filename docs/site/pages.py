"""The pages of the site that are made from the source: they cannot be out of date."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import planner
from api import errors
from api.app import create_app
from api.settings import PREFIX, Settings
from planner import model
from planner.plan.plan import TABLES, Plan

ROOT = Path(__file__).parents[2]
HEADINGS = ("Formula", "Symbols", "Rows", "Binds when", "Source")
"""of the docstring of a rule, in their order"""

Lines = Iterator[str]


def generated() -> dict[str, str]:
    """Text of every page that is made, by its file name."""
    makers: dict[str, Callable[[], Lines]] = {
        "model.md": model_page,
        "fields.md": fields_page,
        "tables.md": tables_page,
        "data.md": data_page,
        "http.md": http_page,
        "library.md": library_page,
    }
    return {name: "\n".join(make()) + "\n" for name, make in makers.items()}


def model_page() -> Lines:
    """Every rule and every stage, from its docstring."""
    yield from ("# The model", "")
    yield from (
        "A linear program in whole numbers. Each rule below is one function; its name is the",
        "prefix of its rows in the solver and in what `--mps` writes, the key in a report, and",
        "what `planner verify` rechecks a plan against. In the formulas `n` is a nation, `u` a",
        "unit type, `a` a posture (deployed or standing by), `l` a location, `k` a phase, `t` a",
        "month, `r` a demand. Forces are counted in [lots](glossary.md).",
        "",
        "## Rules",
        "",
    )
    for rule in model.CONSTRAINTS:
        yield from _entry(rule, rule.__name__, f"planner/{_path(rule)}")
    yield from ("## Stages", "")
    yield from (
        "What is sought, in the order that a scenario gives in `objectives`: a later stage never",
        "gives up what an earlier one has reached. All are minimised.",
        "",
    )
    for name, (objective, unit) in model.STAGES.items():
        yield from _entry(objective, name, f"in {unit}")


def _path(member: Callable[..., Any]) -> str:
    return member.__module__.removeprefix("planner.").replace(".", "/") + ".py"


def _entry(member: Callable[..., Any], name: str, aside: str) -> Lines:
    """The section of a rule or stage: its first paragraph, then its headings as a list."""
    parts = sections(inspect.getdoc(member) or "")
    yield from (f"### `{name}`", "", f"{parts.pop('')} *({aside})*", "")
    if "Formula" in parts:
        yield from ("```text", parts.pop("Formula"), "```", "")
    for heading, text in parts.items():
        yield from (f"**{heading}**: {escaped(' '.join(text.split()))}", "")


def sections(docstring: str) -> dict[str, str]:
    """Parts of a docstring by heading; under the empty one what stands before them and after.

    Raises ValueError where a heading is given twice.
    """
    pattern = re.compile(rf"^({'|'.join(HEADINGS)}): *", re.M)
    before, *rest = pattern.split(docstring)
    parts = {"": " ".join(before.split())}
    for heading, text in zip(rest[::2], rest[1::2], strict=True):
        if heading in parts:
            raise ValueError(f"{heading} stands twice in {before!r}")
        text, _, after = text.partition("\n\n")
        parts[heading] = inspect.cleandoc(text) if heading == "Formula" else text
        parts[""] += " " + " ".join(after.split()) if after else ""
    return parts


def escaped(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\[\]*_|<>])", r"\\\1", text)


def fields_page() -> Lines:
    """Every field of a scenario, part by part, from its JSON schema."""
    schema = planner.Scenario.model_json_schema()
    yield from ("# Fields of a scenario", "")
    yield from (
        "A YAML or JSON file has these fields; `--set` names them with dots",
        "(`coalition.min_stance=3`). `planner schema scenario` prints them as JSON Schema.",
        "",
    )
    yield from _fields("Scenario", schema)
    for name, part in schema["$defs"].items():
        if "properties" in part:
            yield from _fields(name, part)


def _fields(name: str, part: dict[str, Any]) -> Lines:
    yield from (f"## {name}", "", escaped(" ".join(part.get("description", "").split())), "")
    yield from ("| field | takes | default | means |", "| --- | --- | --- | --- |")
    for field, spec in part["properties"].items():
        required = field in part.get("required", ())
        default = "must be given" if required else _default(spec)
        means = escaped(" ".join(spec.get("description", "").split()))
        yield f"| `{field}` | {_takes(spec)} | {default} | {means} |"
    yield ""


def _default(spec: dict[str, Any]) -> str:
    value = spec.get("default")
    if "$ref" in spec or value in (None, "", {}):
        return ""
    if value == []:
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _takes(spec: dict[str, Any]) -> str:
    """What a field takes, in a few words, linked to the part that it is made of."""
    if "$ref" in spec:
        name = spec["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in spec:
        return " or ".join(dict.fromkeys(_takes(one) for one in spec["anyOf"]))
    if "enum" in spec or "const" in spec:
        return ", ".join(f"`{value}`" for value in spec.get("enum", [spec.get("const")]))
    if "items" in spec:
        return f"list of {_takes(spec['items'])}"
    kind = {"null": "nothing", "array": "list", "object": "names with values"}
    least = spec.get("minimum", spec.get("exclusiveMinimum"))
    most = spec.get("maximum", spec.get("exclusiveMaximum"))
    bounds = "" if least is None or most is None else f" {least:g} to {most:,.10g}"
    named = str(spec.get("type", "text or number"))
    return kind.get(named, named) + bounds


def tables_page() -> Lines:
    """Every table of a plan with its columns."""
    schema = Plan.model_json_schema(mode="serialization")
    parts = schema["$defs"]
    yield from ("# Tables of a plan", "")
    yield from (
        "What `planner show PLAN.json --table NAME` prints, `plan.table(NAME)` returns as a data",
        "frame, and a workbook or folder of CSV files holds. Months count from 0, `end_month` is",
        "exclusive; money is in EUR million, people are persons, lots are counted.",
        "",
    )
    for name in TABLES:
        spec = schema["properties"][name]
        row = spec.get("items", spec).get("$ref", "").rsplit("/", 1)[-1]
        part = parts.get(row, {})
        yield from (f"## `{name}`", "", escaped(" ".join(part.get("description", "").split())), "")
        yield from ("| column | holds |", "| --- | --- |")
        for column, field in part.get("properties", {}).items():
            yield f"| `{column}` | {escaped(' '.join(field.get('description', '').split()))} |"
        yield ""


def data_page() -> Lines:
    """The description of the reference data, with its own title."""
    text = (ROOT / "data" / "reference" / "README.md").read_text(encoding="utf-8")
    text = text.partition("\n")[2].strip()
    yield from ("# Data and their traps", "", text.replace("](", "](../data/reference/"))


def http_page() -> Lines:
    """Routes, errors and settings of the service."""
    yield from ("# HTTP", "", "`GET /openapi.json` gives all of this as an OpenAPI document.", "")
    yield from ("## Routes", "", "| request | does | answers |", "| --- | --- | --- |")
    for path, operations in create_app(Settings()).openapi()["paths"].items():
        for method, operation in operations.items():
            does = " ".join(operation.get("description", operation["summary"]).split())
            codes = ", ".join(sorted(code for code in operation["responses"] if code.isdigit()))
            yield f"| `{method.upper()} {path}` | {escaped(does)} | {codes} |"
    yield from ("", "## Errors", "")
    yield from (
        "Every error is a problem in the form of RFC 9457: `type`, `title`, `status`, `detail`,",
        "and `errors`, a list of `where`, `problem` and `hint`.",
        "",
        "| status | kind | title |",
        "| --- | --- | --- |",
    )
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, errors.Kind)]
    for kind in sorted(kinds, key=lambda kind: (kind.status, kind.slug)):
        yield f"| {kind.status} | `{kind.slug}` | {kind.title} |"
    yield from ("", "## Settings", "", "| variable | meaning |", "| --- | --- |")
    for name, field in Settings.model_fields.items():
        meaning = escaped(" ".join((field.description or "").split()))
        yield f"| `{PREFIX}{name.upper()}` | {meaning} |"


def library_page() -> Lines:
    """Every public name with its signature and docstring."""
    yield from ("# Library", "")
    yield from (
        "All that is public is in `planner`: `import planner`, then `planner.solve(…)`. The",
        "package is typed. Bad input raises `planner.InputError`, whose `issues` say where, what",
        "is wrong and what to do; all errors derive from `planner.PlannerError`.",
        "",
    )
    for name in planner.__all__:
        member = getattr(planner, name)
        if name.startswith("_"):
            continue
        yield from (f"## `{name}`", "")
        if inspect.isfunction(member):
            yield from ("```python", f"{name}{_signature(member)}", "```", "")
        doc = inspect.getdoc(member) or ""
        yield from ("```text", doc, "```", "")


def _signature(member: Callable[..., Any]) -> str:
    signature = inspect.signature(member)
    text = str(signature).replace("'", "")
    if len(text) <= 80:
        return text
    parts = [str(one).replace("'", "") for one in signature.parameters.values()]
    starred = next(
        (i for i, one in enumerate(signature.parameters.values()) if one.kind is one.KEYWORD_ONLY),
        None,
    )
    if starred is not None and not any(part.startswith("*") for part in parts):
        parts.insert(starred, "*")
    returns = str(signature.return_annotation).replace("'", "")
    return "(\n" + "".join(f"    {part},\n" for part in parts) + f") -> {returns}"

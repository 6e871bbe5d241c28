"""Two reference tables beside the unit types: combined packages, and what coalitions can buy.

A package says what one unit of a combined capability takes of several effects at once: a continuous
combat air patrol takes fighters, tankers and early-warning aircraft together. A procurement option
says what a capability coalition can order, at what price and how long it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from planner.hints import near_miss
from planner.reference.cells import NAME, Count, Name, WrongCell, count, matching, number
from planner.reference.csv_reader import Row, Table
from planner.reference.figure import Grade, SourcedValue
from planner.reference.identifiers import COALITION_OWNERS, OTHER_COALITION_OWNER

Need = tuple[float, str | None]
"""a multiplier, and the planning factor that it multiplies, if any"""


def _needs(text: str) -> dict[str, Need]:
    """``fighters=factor:NAME;tankers=0.5*factor:NAME;aew=2`` as a table.

    >>> _needs("gbad_long=2;tankers=0.5*factor:orbit")
    {'gbad_long': (2.0, None), 'tankers': (0.5, 'orbit')}
    """
    hint = "write effect=NUMBER, effect=factor:NAME or effect=NUMBER*factor:NAME"
    result: dict[str, Need] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        found = re.fullmatch(rf"({NAME})\s*=\s*(?:([^*]+?)\s*\*\s*)?(.+)", part)
        if not found:
            raise WrongCell(f"has {part!r}", hint)
        effect, multiplier, last = found.groups()
        if effect in result:
            raise WrongCell(f"has {effect!r} twice", "keep one")
        cited = re.fullmatch(rf"factor:({NAME})", last)
        if multiplier is not None and not cited:
            raise WrongCell(f"has {part!r}", hint)
        value = (multiplier or "1") if cited else last
        try:
            times = number(value)
        except WrongCell:
            raise WrongCell(f"has {part!r}", hint) from None
        if times <= 0:
            raise WrongCell(f"has {part!r}", "write more than 0")
        result[effect] = (times, cited[1] if cited else None)
    if not result:
        raise WrongCell("is empty", hint)
    return result


def bases(text: str) -> tuple[str, ...]:
    """``factor:NAME;assumption:REASON`` as its parts."""
    parts = re.split(r";(?=(?:factor|benchmark|system|assumption):)", text)
    return tuple(filter(None, (part.strip() for part in parts)))


def _price(text: str) -> float:
    value = number(text)
    if value <= 0:
        raise WrongCell(f"is {value:g}", "write more than 0, in EUR million a lot")
    return value


def _lots(text: str) -> int:
    value = count(text)
    if value < 1:
        raise WrongCell(f"is {value}", "write 1 or more")
    return value


@dataclass(frozen=True, slots=True)
class CapabilityPackage:
    """A row of packages.csv: what one unit of a combined capability takes of each effect.

    ``needs``: effect -> (multiplier, factor name or None), in the unit of the effect (aircraft,
    batteries); ``Dataset.package_needs`` evaluates it. ``bases``: what the needs rest on, each
    ``factor:NAME``, ``benchmark:ID``, ``system:NAME`` or ``assumption:REASON``.
    Source: packages.csv.
    """

    id: Name
    title: str
    rule: Name
    needs: Annotated[dict[str, Need], _needs]
    bases: Annotated[tuple[str, ...], bases] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProcurementOption:
    """A row of procurement.csv: a capability that a coalition can order.

    ``price_eur_m``: EUR million for one lot of ``unit_type``. ``lead_months``: whole months from
    the order (month 0) to the first use. ``max_lots``: lots at most over the horizon. ``owner``:
    the three letters that own what is bought. ``member_item``: the flag fact that says who pays;
    empty: every nation of the coalition. Source: procurement.csv.
    """

    id: Name
    title: str
    coalition: Name
    owner: Annotated[
        str, matching("X[A-Z]{2}", "XEL for ELSA, XES for ESSI, XCB for any other coalition")
    ]
    member_item: Annotated[
        str, matching(rf"({NAME})?", "an item of facts.csv, or empty: every nation pays")
    ]
    unit_type: Name
    price_eur_m: Annotated[float, _price]
    lead_months: Count
    max_lots: Annotated[int, _lots]
    confidence: Grade
    source_title: str = ""
    source_url: str = ""
    note: str = ""

    @property
    def price_figure(self) -> SourcedValue:
        """The price as a figure named ``price_<id>``, EUR million a lot, with its source."""
        return SourcedValue(
            name=f"price_{self.id}",
            value=self.price_eur_m,
            low=self.price_eur_m,
            high=self.price_eur_m,
            unit="million EUR a lot",
            confidence=self.confidence,
            source_title=self.source_title,
            source_url=self.source_url,
            note=self.note,
        )


PACKAGES = Table("packages", CapabilityPackage, ("id",), {"bases": "needs_basis"})
PROCUREMENT = Table("procurement", ProcurementOption, ("id",))


@dataclass(frozen=True, slots=True)
class Known:
    """What the other tables have. What is empty could not be read, and is not searched."""

    effects: Collection[str]
    factors: Mapping[str, float | None]
    """value by name; None: the row is wrong"""
    fact_units: Mapping[str, str]
    """unit of the facts by item"""
    unit_types: Collection[str]
    is_cited: Callable[[str, str], bool] = field(default=lambda kind, text: True)
    """whether a basis ``kind:text`` is there"""


def check_packages(rows: Iterable[Row], known: Known) -> None:
    """Complain about unknown effects and factors, factors of zero and bases that are not there."""
    for row in rows:
        for effect, (_, name) in row.values.get("needs", {}).items():
            if known.effects and effect not in known.effects:
                row.complain(
                    f"needs names {effect!r}, which no unit type has as an effect",
                    _near(effect, known.effects) or "use an effect of unit_types.csv",
                )
            if not name or not known.factors:
                continue
            if name not in known.factors:
                hint = _near(name, known.factors) or "use a name of planning_factors.csv"
                row.complain(f"needs cites factor:{name}, which is not there", hint)
            elif known.factors[name] == 0:
                row.complain(f"needs cites factor:{name}, which is 0", "write more than 0")
        tokens = row.values.get("bases", ())
        if not tokens:
            row.complain("needs_basis is empty", "say where the needs are from")
        for token in tokens:
            kind, _, text = token.partition(":")
            if not known.is_cited(kind, text):
                hint = "cite factor:NAME, benchmark:ID, system:NAME or assumption:REASON"
                row.complain(f"needs_basis cites {token}, which is not there", hint)


def check_procurement(rows: Iterable[Row], known: Known) -> None:
    """Complain about near misses of coalitions, wrong owners, unknown items and missing sources."""
    for row in rows:
        values = row.values
        coalition, owner = values.get("coalition"), values.get("owner")
        if coalition and coalition not in COALITION_OWNERS:
            hint = _near(coalition.upper(), COALITION_OWNERS)
            if hint:
                row.complain(f"coalition is {coalition!r}, nearly a known one", hint)
                coalition = None
        right = COALITION_OWNERS.get(coalition or "", OTHER_COALITION_OWNER)
        if coalition and owner and owner != right:
            row.complain(f"owner {owner} is not that of {coalition}", f"write {right}")
        item = values.get("member_item")
        if item and known.fact_units and item not in known.fact_units:
            hint = _near(item, known.fact_units) or "use a flag of facts.csv, or leave it empty"
            row.complain(f"member_item {item!r} is not there", hint)
        elif item and known.fact_units.get(item, "flag") != "flag":
            row.complain(f"member_item {item!r} is no flag", "use an item whose unit is flag")
        unit = values.get("unit_type")
        if unit and known.unit_types and unit not in known.unit_types:
            hint = _near(unit, known.unit_types) or "use an id of unit_types.csv"
            row.complain(f"unit_type {unit!r} is not there", hint)
        _check_source(row)


def _check_source(row: Row) -> None:
    confidence = row.values.get("confidence")
    if confidence == "assumption" and not row.values["note"]:
        row.complain("assumption, but no note", "say why")
    elif confidence in ("reported", "estimated"):
        for column in ("source_title", "source_url"):
            if not row.values[column]:
                row.complain(f"{confidence}, but no {column}", "name the source")


def _near(word: str, names: Iterable[str]) -> str:
    """A hint that names the nearest of some names, or nothing."""
    near = near_miss(word, names)
    return f"did you mean {near!r}?" if near else ""

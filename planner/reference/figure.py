"""One sourced number, as facts, planning factors and prices give it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Annotated, Literal, NamedTuple

from planner.reference.as_of import Start, start_of
from planner.reference.cells import Amount, Date, Name, Nation, Number, choice

Confidence = Literal["reported", "estimated", "assumption"]
AFTER_ALL: Start = (9999, 12, 31)
CONFIDENCES: tuple[Confidence, ...] = ("reported", "estimated", "assumption")
Grade = Annotated[Confidence, choice(*CONFIDENCES)]
"""a confidence, as a cell gives it"""


class SourcedValue(NamedTuple):
    """One sourced number: a fact of a nation, a planning factor or a price."""

    name: Name
    value: Number
    low: Amount
    high: Number
    unit: str
    confidence: Grade
    source_title: str
    source_url: str
    note: str
    nation: Nation = ""
    as_of: Date = ""

    @property
    def source(self) -> str:
        """Title of the source, or the word assumption."""
        return self.source_title or "assumption"

    @property
    def is_statement(self) -> bool:
        """Whether it is what a nation has said, which nobody knows before it is said."""
        return self.name == "stance" or self.name.startswith("offer_")

    @property
    def start(self) -> Start:
        """The day from which it holds, to sort by: undated first, set by hand (no date) last."""
        return start_of(self.as_of) if self.as_of else AFTER_ALL

    def later_than(self, month: tuple[int, ...]) -> bool:
        """Whether it holds only after a month, given as year and month."""
        return bool(self.as_of) and start_of(self.as_of)[:2] > month


def only_later(figures: Iterable[SourcedValue], month: tuple[int, ...]) -> set[tuple[str, str]]:
    """Nation and name of the figures of which nothing older than a later date is known; of what is
    planned for a fleet, what there is now is known."""
    known: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for figure in figures:
        known[figure.later_than(month)].add((figure.nation, figure.name))
    return known[True] - known[False]


class Recorded[Key: Hashable](Mapping[Key, SourcedValue]):
    """A table of figures that remembers which of them were read.

    To ask for a key, or to go through the keys, reads nothing; every figure handed out is put into
    ``read``, once, in order of use.
    """

    def __init__(self, table: Mapping[Key, SourcedValue], read: dict[SourcedValue, None]) -> None:
        self._table, self._read = table, read

    def __getitem__(self, key: Key) -> SourcedValue:
        figure = self._table[key]
        self._read[figure] = None
        return figure

    def changed(self, figures: Mapping[Key, SourcedValue]) -> Recorded[Key]:
        """The same table with these figures; what is read of it goes into the same ``read``."""
        return Recorded({**self._table, **figures}, self._read)

    def __contains__(self, key: object) -> bool:
        return key in self._table

    def __iter__(self) -> Iterator[Key]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

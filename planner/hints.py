"""What to write instead: near misses of names, codes of nations, months."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

LONGEST_WORD = 100
"""of a name that near misses are sought for"""
MOST_IDS = 60
"""ids that a hint lists"""
NATIONS = {
    "AUS": "AU Australia",
    "BEL": "BE Belgium",
    "BGR": "BG BUL Bulgaria",
    "CAN": "CA Canada",
    "CZE": "CZ Czechia Czech_Republic",
    "DEU": "DE GER Germany",
    "DNK": "DK DEN Denmark",
    "ESP": "ES SPA Spain",
    "EST": "EE Estonia",
    "FIN": "FI Finland",
    "FRA": "FR France",
    "GBR": "GB UK United_Kingdom Great_Britain Britain",
    "GRC": "GR EL GRE Greece",
    "HRV": "HR CRO Croatia",
    "HUN": "HU Hungary",
    "IRL": "IE Ireland",
    "ITA": "IT Italy",
    "LTU": "LT LIT Lithuania",
    "LUX": "LU Luxembourg",
    "LVA": "LV LAT Latvia",
    "NLD": "NL NED Netherlands The_Netherlands Holland",
    "NOR": "NO Norway",
    "POL": "PL Poland",
    "PRT": "PT POR Portugal",
    "ROU": "RO ROM Romania",
    "SVK": "SK Slovakia",
    "SVN": "SI SLO Slovenia",
    "SWE": "SE Sweden",
    "TUR": "TR Türkiye Turkey Turkiye",
    "UKR": "UA Ukraine",
    "USA": "US United_States America",
}
"""other names of the nations, by ISO 3166 code of three letters"""
_CODES = {
    name.replace("_", " ").casefold(): code
    for code, names in NATIONS.items()
    for name in (code, *names.split())
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def near_miss(word: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """The name that is most like a word, from 0 to 1 at least so much; empty: none is.

    >>> near_miss("fighter", ["fighters", "tankers"]), near_miss("ships", ["fighters", "tankers"])
    ('fighters', '')
    """
    near = difflib.get_close_matches(word[:LONGEST_WORD], list(names), n=1, cutoff=likeness)
    return near[0] if near else ""


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """What to write instead: a near miss if there is one, else what is allowed."""
    names = [str(name) for name in allowed]
    if near := near_miss(word, names):
        return f"did you mean {near!r}?"
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"allowed: {shown}"


def id_hint(word: str, ids: Iterable[str]) -> str:
    """A near miss if there is one, and the ids that exist."""
    names = [str(name) for name in ids]
    near = near_miss(word, names)
    more = f" and {len(names) - MOST_IDS} more" if len(names) > MOST_IDS else ""
    listed = f"there are {', '.join(names[:MOST_IDS])}{more}"
    return f"did you mean {near!r}? {listed}" if near else listed


def nation_code(text: str) -> str | None:
    """The code of a nation given by name, by another code or in small letters; None: unknown.

    >>> nation_code("France"), nation_code("uk"), nation_code("NO"), nation_code("Atlantis")
    ('FRA', 'GBR', 'NOR', None)
    """
    word = text[:LONGEST_WORD].strip().casefold()
    if word in _CODES:
        return _CODES[word]
    names = [name for name in _CODES if len(name) > 3] if len(word) > 3 else []
    near = near_miss(word, names, likeness=0.8)
    return _CODES[near] if near else None


def nation_hint(text: str, known: Iterable[str] = ()) -> str:
    """What to write for a nation that is not known by this name."""
    code, known = nation_code(text), tuple(known)
    if code and (not known or code in known):
        return f"did you mean {code!r}?"
    return suggestion(text, known) if known else "write the three letters of ISO 3166, as FRA"


def month_hint(given: object) -> str:
    """What to write for a year and month that are not YYYY-MM.

    >>> month_hint("2025"), month_hint("Dec 2024"), month_hint("1.12.2024"), month_hint("soon")
    ('write 2025-01', 'write 2024-12', 'write 2024-12', 'write a year and month, as 2025-01')
    """
    text = str(given)[:LONGEST_WORD]
    words = re.findall(r"[0-9]+|[A-Za-z]+", text)
    years = [word for word in words if re.fullmatch(r"(19|20)[0-9]{2}", word)]
    named = [_MONTHS.index(w[:3].lower()) + 1 for w in words if w[:3].lower() in _MONTHS]
    numbers = [int(w) for w in words if re.fullmatch(r"[0-9]{1,2}", w)]
    if not years and re.fullmatch(r"(19|20)[0-9]{4}", text):
        years, numbers = [text[:4]], [int(text[4:])]
    if words and not re.fullmatch(r"(19|20)[0-9]{2}.*", text):
        numbers.reverse()  # day.month.year
    month = next(iter([*named, *numbers, 1]))
    if len(years) != 1 or not 1 <= month <= 12:
        return "write a year and month, as 2025-01"
    return f"write {years[0]}-{month:02}"

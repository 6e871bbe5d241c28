"""What is counted, in words: effects, battlegroups, nations and packages."""

from __future__ import annotations

from planner.plan.plan import Plan
from planner.summary.texts import plural

PACKAGE_WORDS = ("station", "area", "orbit", "pair", "alert")
ABBREVIATIONS = ("aew", "cap", "gbad", "gdp", "hq", "isr", "male", "nato", "us")
SHARE_KEYS = {"equal": "equal shares", "custom": "size"}
"""keys of burden sharing that are not told by their own words"""


def in_words(name: str) -> str:
    """The words of an id, with abbreviations in capitals.

    >>> in_words("gbad_long"), in_words("ground within 35 days"), in_words("us_dependence")
    ('GBAD long', 'ground within 35 days', 'US dependence')
    """
    words = name.replace("_", " ").split(" ")
    return " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)


def share_key(key: str) -> str:
    """What fair shares are measured by, in words.

    >>> [share_key(key) for key in ("gdp", "defence_budget", "equal")]
    ['GDP', 'defence budget', 'equal shares']
    """
    return SHARE_KEYS.get(key) or in_words(key)


def effect_noun(plan: Plan, effect: str, amount: float) -> str:
    """What an effect is counted in, for so many.

    The name of the unit type, where one lot of one type gives one; the lot, where that holds of
    several types; else the effect's own name (four fighters come in one flight).
    """
    units = [unit for unit in plan.unit_types if effect in unit.effects]
    if not units or any(unit.effects[effect] != 1 for unit in units):
        return in_words(effect)
    (first, *more), nouns = (
        units,
        {unit.lot.partition(" (")[0].partition(" of ")[0] for unit in units},
    )
    if not more and first.title not in ("", first.id):
        return plural(lowered(first.title.partition(" (")[0]), amount)
    return plural(nouns.pop(), amount) if len(nouns) == 1 else in_words(effect)


def demand_noun(plan: Plan, rule: str, asked_for: str, amount: float) -> str:
    """What a demand of that rule is counted in, for so many."""
    if rule == "effect_floor":
        return effect_noun(plan, asked_for, amount)
    if rule in ("force_ratio_floor", "presence_floor"):
        return plural(asked_for.removesuffix("s"), amount)
    noun = package_noun(asked_for, amount)
    return f"defended {noun}" if rule == "air_defence_floor" else noun


def package_noun(package: str, amount: float) -> str:
    """What packages are counted in: the words of the id.

    >>> package_noun("area_city", 2), package_noun("cap_station_from_home", 0.5)
    ('city areas', 'CAP stations from home')
    """
    first, *rest = package.split("_")
    words = [*rest, first] if first == "area" else [first, *rest]
    head = next((i for i, word in enumerate(words) if word in PACKAGE_WORDS), len(words) - 1)
    words[head] = plural(words[head], amount)
    return in_words(" ".join(words))


def lowered(title: str) -> str:
    """A title inside a sentence: its first word small, unless it is an abbreviation or a name.

    >>> lowered("Engineer battalion"), lowered("Role 2 field hospital")
    ('engineer battalion', 'Role 2 field hospital')
    """
    first, _, rest = title.partition(" ")
    name = first[1:2].isupper() or rest[:1].isdigit()
    return " ".join((first if name else first.lower(), rest)).strip()

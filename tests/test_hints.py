"""What to write instead."""

from __future__ import annotations

import pytest

from planner.hints import NATIONS, month_hint, nation_code, nation_hint, suggestion
from planner.reference.dataset import Dataset


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("France", "FRA"),
        ("france", "FRA"),
        ("Frence", "FRA"),
        ("fra", "FRA"),
        ("FR", "FRA"),
        ("UK", "GBR"),
        ("United Kingdom", "GBR"),
        ("NO", "NOR"),
        ("GER", "DEU"),
        ("Czech Republic", "CZE"),
        ("Türkiye", "TUR"),
        ("QQ", None),
        ("Atlantis", None),
        ("x" * 100_000, None),
        ("", None),
    ],
)
def test_nation(text: str, code: str | None) -> None:
    assert nation_code(text) == code


def test_every_nation_of_the_data_has_its_names(shipped: Dataset) -> None:
    owners = {code for code in shipped.nations if not code.startswith("X")}
    assert owners <= NATIONS.keys()


def test_nation_that_the_data_does_not_know() -> None:
    assert nation_hint("France", ["DEU", "GBR"]) == "allowed: DEU, GBR"
    assert nation_hint("France", ["FRA", "GBR"]) == "did you mean 'FRA'?"
    assert nation_hint("FRE", ["FRA", "GBR"]) == "did you mean 'FRA'?"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("2025", "write 2025-01"),
        (2025, "write 2025-01"),
        ("Dec 2024", "write 2024-12"),
        ("2024 December", "write 2024-12"),
        ("1 Dec 2024", "write 2024-12"),
        ("2024-12-31", "write 2024-12"),
        ("2024-1", "write 2024-01"),
        ("2024/12", "write 2024-12"),
        ("12/2024", "write 2024-12"),
        ("31.12.2024", "write 2024-12"),
        ("202412", "write 2024-12"),
        ("2024-13", "write a year and month, as 2025-01"),
        ("2024 or 2025", "write a year and month, as 2025-01"),
        ("soon", "write a year and month, as 2025-01"),
        ("٢٠٢٤-١٢", "write a year and month, as 2025-01"),
        (None, "write a year and month, as 2025-01"),
    ],
)
def test_month(given: object, hint: str) -> None:
    assert month_hint(given) == hint


def test_near_miss_of_a_very_long_word() -> None:
    assert suggestion("ground" * 200_000, ["ground", "air"]) == "allowed: ground, air"

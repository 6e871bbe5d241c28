"""Copies of the shipped data, to spoil or to extend."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import planner

from .data_folder import DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A copy of the shipped data."""
    shutil.copytree(planner.data_dir(), tmp_path / "data")
    return DataFolder(tmp_path / "data")


@pytest.fixture
def add_engineers(folder: DataFolder) -> Callable[..., None]:
    """Adds a unit type that no code knows: mine-clearance companies, owned by FRA and GBR."""

    def add(**changes: str) -> None:
        for nation, value in (("FRA", "8"), ("GBR", "6")):
            folder.append(
                "facts",
                nation=nation,
                item="mine_clearance_company",
                value=value,
                low=value,
                high=value,
                unit="companies",
                as_of="2024-12",
                confidence="assumption",
                note="for the test",
            )
        row = {
            "id": "mine_clearance",
            "title": "Mine-clearance company",
            "domain": "land",
            "component": "land",
            "lot": "company",
            "placement": "sector",
            "role": "combat",
            "us_enabler": "0",
            "fact_item": "mine_clearance_company",
            "lots_per_fact": "1",
            "home_fraction": "1",
            "is_battlegroup": "0",
            "personnel": "150",
            "tonnes": "900",
            "tour_months": "national",
            "dwell_months": "national",
            "notice_days": "30",
            "movement": "surface",
            "system_cost_eur_m_month": "0.2",
            "effects": "mine_clearance=2",
            "personnel_basis": "assumption:a company",
            "tour_basis": "factor:tour_length_{nation}",
        }
        folder.append("unit_types", **(row | changes))

    return add

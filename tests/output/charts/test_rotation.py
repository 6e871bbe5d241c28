"""Who stands there when, as a picture."""

from __future__ import annotations

from ... import plan_rows
from ...small_plan import small_plan


def test_the_time_at_home_is_that_of_the_nations_shown() -> None:
    """Battlegroups have the cycles of their nations; a nation that gives none does not count."""
    cycles = {"FRA": 18, "GBR": 24, "DEU": 30}
    pools = [plan_rows.pool(nation, "bg", 3, 6, dwell) for nation, dwell in cycles.items()]
    (subtitle,) = small_plan(pools=pools).chart("rotation").to_dict()["title"]["subtitle"]
    assert subtitle.endswith("After a tour a unit stays at home for 18 to 24 months.")

"""Parts of the rules: types of their fields, what they list, and what the stages measure by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from planner.scenario.fields import (
    MAX_AMOUNT,
    NUMBER,
    THREE_DECIMALS,
    WHOLE,
    Amount,
    FromFactors,
    Identifier,
    Items,
    Lots,
    Month,
    NationCode,
    Part,
    Period,
    Share,
)

Component = Literal["land", "air"]
Tonnes = Annotated[float, Field(ge=0.01, le=1_000_000), NUMBER]
"""freight a day: a lot weighs up to some 10,000 tonnes, a hundredth of one is nothing"""
BurdenKey = Literal["gdp", "defence_budget", "active_forces", "equal", "custom"]
Slope = Annotated[Share, THREE_DECIMALS]
Size = Annotated[float, Field(ge=0.01, le=MAX_AMOUNT), NUMBER]
Multiple = Annotated[float, Field(ge=0.1, le=10), NUMBER]
"""times what the scenario or the data says; more than tenfold is another scenario"""


class DeterrenceValue(Part):
    """What the stage ``deterrence`` counts above the threshold of a demand."""

    slopes: Annotated[tuple[Slope, ...], Items(10)] = (0.5, 0.25)
    """value of one more unit, relative to a unit below the threshold, on equal steps from the
    threshold to the objective; falling, so that the value is concave"""

    @model_validator(mode="after")
    def _concave(self) -> DeterrenceValue:
        if not self.slopes or list(self.slopes) != sorted(self.slopes, reverse=True):
            raise ValueError("slopes must be given, and must not rise: the value is concave")
        return self


class UsDrawdown(Part):
    """From a month on, only a share of the US pool of an enabler may be used."""

    unit_type: Identifier | None = None
    """default: every enabler"""
    from_month: Month = 0
    share: Share
    """1: all of the pool, 0: none"""


class Pledge(Period):
    """A nation has promised to give at least so much: a hard floor."""

    nation: NationCode
    unit_type: Identifier
    lots: Lots


class PreDeal(Part):
    """What changes when ``timing`` is ``pre_deal``."""

    min_stance: Annotated[int, Field(ge=0, le=3), WHOLE] = 3
    """only the most resolute: nations of this stance at least, and those included by name"""
    threat: Annotated[Multiple | None, FromFactors(("pre_deal_threat",))] = None
    """attackers of every threat, times this; default: factor pre_deal_threat"""
    force_protection: Annotated[Multiple | None, FromFactors(("pre_deal_force_protection",))] = None
    """needs of air defence, times this; default: factor pre_deal_force_protection"""


class OwnOption(Part):
    """A purchase that nations agree on for this operation, beside those of procurement.csv."""

    id: Identifier
    title: str = Field(default="", max_length=200)
    members: Annotated[tuple[NationCode, ...], Items(100, least=1)]
    unit_type: Identifier
    price_eur_m: Amount
    """EUR million a lot"""
    lead_months: Month
    """months from the order, in month 0, to the first use"""
    max_lots: Annotated[int, Field(ge=1, le=1000), WHOLE]


class BurdenRule(Part):
    """What the burden stages measure: cost per unit of a nation's size."""

    key: BurdenKey = "gdp"
    """the size of a nation: GDP, defence budget, active forces, all equal, or the user's own"""
    sizes: Annotated[dict[NationCode, Size], Items(100)] = Field(default_factory=dict)
    """key custom: the size of every nation, in any unit"""
    aid_credit_share: Share = 0
    """share of the aid already given to Ukraine (facts aid_to_ukraine_total) that is taken off a
    nation's cost before burdens are compared"""

"""The question: what must be served, what may be bought, and what limits there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names
from glmopt.scenario.catalogs import catalog_for
from glmopt.scenario.load import load_scenario, vary
from glmopt.scenario.model import FullFinetune, Scenario, Virtualization
from glmopt.scenario.overrides import Setting, grid, parse_settings
from glmopt.scenario.pricing import CardPrice, breaks_of, in_minor, price_for, price_of
from glmopt.scenario.variations import Point, cross, how_many, made, points, variations

if TYPE_CHECKING:
    from glmopt.scenario.given import scenario_of

__all__ = [
    "CardPrice",
    "FullFinetune",
    "Point",
    "Scenario",
    "Setting",
    "Virtualization",
    "breaks_of",
    "catalog_for",
    "cross",
    "grid",
    "how_many",
    "in_minor",
    "load_scenario",
    "made",
    "parse_settings",
    "points",
    "price_for",
    "price_of",
    "scenario_of",
    "variations",
    "vary",
]

# What programs call, and no command.
fetch_names(__name__, {"scenario_of": "given"})

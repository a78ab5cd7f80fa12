"""What is for sale and what it can do: cards, servers, networks, llms, rules and prices, with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.catalog.cards import Card, CardFigures, FigureSet, Range, Spec
from glmopt.catalog.efficiencies import Efficiency, Precision
from glmopt.catalog.llms import Architecture, Llm
from glmopt.catalog.load import Catalog, data_root, load_catalog, load_prices
from glmopt.catalog.prices import Price, PriceList, Quote
from glmopt.catalog.rules import SizingRules
from glmopt.catalog.sources import Source
from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.catalog.chassis import Chassis
    from glmopt.catalog.fabrics import Fabric

__all__ = [
    "Architecture",
    "Card",
    "CardFigures",
    "Catalog",
    "Chassis",
    "Efficiency",
    "Fabric",
    "FigureSet",
    "Llm",
    "Precision",
    "Price",
    "PriceList",
    "Quote",
    "Range",
    "SizingRules",
    "Source",
    "Spec",
    "data_root",
    "load_catalog",
    "load_prices",
]

# Servers and networks, which many questions do not need.
fetch_names(__name__, {"Chassis": "chassis", "Fabric": "fabrics"})

"""What is for sale and what it can do: cards, servers, networks, llms, rules and prices, with sources."""

from glmopt.catalog.cards import Card, CardFigures, FigureSet, Range, Spec
from glmopt.catalog.chassis import Chassis
from glmopt.catalog.fabrics import Fabric
from glmopt.catalog.llms import Llm
from glmopt.catalog.load import Catalog, data_root, load_catalog, load_prices
from glmopt.catalog.prices import Price, PriceList, Quote
from glmopt.catalog.rules import SizingRules
from glmopt.catalog.sources import Source

__all__ = [
    "Card",
    "CardFigures",
    "Catalog",
    "Chassis",
    "Fabric",
    "FigureSet",
    "Llm",
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

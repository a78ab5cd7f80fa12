"""What is for sale and what it can do: cards, llms, sizing rules, prices, and where each figure is from."""

from glmopt.catalog.cards import Card, CardFigures, FigureSet, Range, Spec
from glmopt.catalog.efficiencies import Efficiency, Precision
from glmopt.catalog.llms import Architecture, Llm
from glmopt.catalog.load import Catalog, data_root, load_catalog, load_prices
from glmopt.catalog.prices import Price, PriceList
from glmopt.catalog.rules import SizingRules
from glmopt.catalog.sources import Source

__all__ = [
    "Architecture",
    "Card",
    "CardFigures",
    "Catalog",
    "Efficiency",
    "FigureSet",
    "Llm",
    "Precision",
    "Price",
    "PriceList",
    "Range",
    "SizingRules",
    "Source",
    "Spec",
    "data_root",
    "load_catalog",
    "load_prices",
]

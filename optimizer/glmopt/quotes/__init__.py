"""Quotes of suppliers, filled into the workbook that glmopt writes, and laid on a scenario as its prices."""

from glmopt.quotes.columns import COLUMNS, FILLED_IN, titles
from glmopt.quotes.lay import with_quotes
from glmopt.quotes.read import Quote, read_quotes

__all__ = ["COLUMNS", "FILLED_IN", "Quote", "read_quotes", "titles", "with_quotes"]

"""Dynamic programming over the stream target: the optimum of problems whose rules are separable, exactly.

Where every rule is about one kind of card at a time (price, stock, minimum, smallest order), or counts gangs
or card types, the least cost of every target up to S comes out of one table, in whole numbers, without a
solver, a tolerance or a program: an independent second proof, and the whole frontier at the price of a point.

items    Problem -> Separable, or None where the rules couple
stage    one card laid on the table of the cards after it: windows over every target at once
table    the table of all cards
tail     how keys repeat beyond the end of a table, and how that is known of a row
tails    a short table that is read at any target
last_tables  the last tables: a frontier, a sweep of targets or budgets reads one again and again
trace    the plan behind one cell, ties settled as docs/formulation.md says
best     the optimum of a problem by all this
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names
from glmopt.solve.dynamic.best import NAME, best, status
from glmopt.solve.dynamic.items import Separable, separable
from glmopt.solve.dynamic.table import Table, tabulate

if TYPE_CHECKING:
    from glmopt.solve.dynamic.frontier import least

__all__ = ["NAME", "Separable", "Table", "best", "least", "separable", "status", "tabulate"]

# Of studies, not of an answer.
fetch_names(__name__, {"least": "frontier"})

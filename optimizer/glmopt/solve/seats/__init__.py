"""Cards in servers by a table over their counts: no plan costs less than it says, and few counts are tried.

case     Problem -> Case: what n cards of a kind cost with the servers that they stand in
table    the least cost of every target, and all counts, the cheapest first
best     the optimum of a problem by both: counts are housed until what is left costs more
"""

from glmopt.solve.seats.best import NAME, best
from glmopt.solve.seats.case import Case, case_of
from glmopt.solve.seats.table import Table, tabulate

__all__ = ["NAME", "Case", "Table", "best", "case_of", "tabulate"]

"""Cards in servers by a table over their counts: exact where what the table leaves out costs nothing.

case     Problem -> Case: what n cards of a kind cost with the servers that they stand in
table    the least cost of every target, and all counts that cost no more than a value
best     the optimum of a problem by both, where one choice of counts reaches it
"""

from glmopt.solve.seats.best import NAME, best
from glmopt.solve.seats.case import Case, case_of
from glmopt.solve.seats.table import Table, tabulate

__all__ = ["NAME", "Case", "Table", "best", "case_of", "tabulate"]

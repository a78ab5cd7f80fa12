"""Branch and bound over the counts of cards that serve classes, every step of it proved in whole numbers.

A node says between which counts each card is bought. HiGHS solves its relaxation, in which cards may be
divided, warm from the node before; what it answers is only a hint. Its prices of a busy group, rounded to
whole numbers, prove a bound by weak duality, whatever they are; counts are optimal only where shares on them
fit exactly. So no tolerance of a solver is in the proof, and no integer program.

case      Problem -> Case, or None where rules couple the cards in other ways
bound     what prices prove of a node, and of every other one
incumbent the best counts so far, each choice judged exactly
search    the nodes, and every optimal choice of counts
best      the optimum of a problem by all this, ties settled
"""

from glmopt.solve.tree.best import NAME, best, best_of
from glmopt.solve.tree.bound import bound
from glmopt.solve.tree.case import Case, case_of
from glmopt.solve.tree.search import Found, search

__all__ = ["NAME", "Case", "Found", "best", "best_of", "bound", "case_of", "search"]

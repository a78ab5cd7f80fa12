"""Problem to proved counts, counts to a plan, the plan to its check: the method in named steps.

program  -> first proof -> second proof, compared -> ties settled -> plan -> check
"""

from glmopt.solve.answer import Solved, checked_plan, plan_of, prove, solve
from glmopt.solve.found import Optimum
from glmopt.solve.memory import Memory, remembering
from glmopt.solve.optimum import Aim, optimum
from glmopt.solve.quick import ending, once, prove_once, prove_or_recall, status

__all__ = [
    "Aim",
    "Memory",
    "Optimum",
    "Solved",
    "checked_plan",
    "ending",
    "once",
    "optimum",
    "plan_of",
    "prove",
    "prove_once",
    "prove_or_recall",
    "remembering",
    "solve",
    "status",
]

"""Scenario and catalog to a problem: sets and whole-number parameters, ready to be built into a program."""

from glmopt.problem.bounds import affordable, cards_alone, cards_for_all, upper_bound
from glmopt.problem.dominance import arguments_hold, undominated
from glmopt.problem.fields import understood
from glmopt.problem.formulate import formulate
from glmopt.problem.model import Offer, Problem
from glmopt.problem.rule import Rule
from glmopt.problem.workload import SCALE, Item, Pool, Workload

__all__ = [
    "SCALE",
    "Item",
    "Offer",
    "Pool",
    "Problem",
    "Rule",
    "Workload",
    "affordable",
    "arguments_hold",
    "cards_alone",
    "cards_for_all",
    "formulate",
    "understood",
    "undominated",
    "upper_bound",
]

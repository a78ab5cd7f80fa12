"""The whole answer to a scenario, and its JSON document: written, read back, judged from its file alone."""

from glmopt.result.answer import Result, answer
from glmopt.result.difference import Change, Difference, difference
from glmopt.result.document import document, dumps, effective, jsonable, origins
from glmopt.result.figures import Stated, figures
from glmopt.result.saved import Saved, judge, parse_result, read_result

__all__ = [
    "Change",
    "Difference",
    "Result",
    "Saved",
    "Stated",
    "answer",
    "difference",
    "document",
    "dumps",
    "effective",
    "figures",
    "jsonable",
    "judge",
    "origins",
    "parse_result",
    "read_result",
]

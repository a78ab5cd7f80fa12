"""The whole answer to a scenario, and its JSON document: written, read back, judged from its file alone."""

from glmopt.result.answer import Result, answer
from glmopt.result.document import document, dumps, effective, jsonable, origins
from glmopt.result.earlier import near_setting
from glmopt.result.saved import Saved, judge, read_result

__all__ = [
    "Result",
    "Saved",
    "answer",
    "document",
    "dumps",
    "effective",
    "jsonable",
    "judge",
    "near_setting",
    "origins",
    "read_result",
]

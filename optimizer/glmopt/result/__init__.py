"""The whole answer to a scenario, and its JSON document: written, read back, judged from its file alone."""

from glmopt.result.answer import Result, answer
from glmopt.result.document import document, dumps, effective, jsonable, origins
from glmopt.result.earlier import near_setting
from glmopt.result.reasons_record import reasons_record
from glmopt.result.saved import Saved, judge, read_result
from glmopt.result.why import Reasons, Why, reasons, why

__all__ = [
    "Reasons",
    "Result",
    "Saved",
    "Why",
    "answer",
    "document",
    "dumps",
    "effective",
    "jsonable",
    "judge",
    "near_setting",
    "origins",
    "read_result",
    "reasons",
    "reasons_record",
    "why",
]

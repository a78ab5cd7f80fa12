"""The whole answer to a scenario, and its JSON document: written, read back, judged from its file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.result.answer import Result, answer
    from glmopt.result.difference import Change, Difference, difference
    from glmopt.result.document import document, dumps, effective, jsonable, origins
    from glmopt.result.figures import Stated, figures
    from glmopt.result.saved import Saved, judge, parse_result, read_result

_HOME = {
    "Change": "difference",
    "Difference": "difference",
    "Result": "answer",
    "Saved": "saved",
    "Stated": "figures",
    "answer": "answer",
    "difference": "difference",
    "document": "document",
    "dumps": "document",
    "effective": "document",
    "figures": "figures",
    "jsonable": "document",
    "judge": "saved",
    "origins": "document",
    "parse_result": "saved",
    "read_result": "saved",
}

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

fetch_names(__name__, _HOME)

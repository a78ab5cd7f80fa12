"""The whole answer to a scenario, and its JSON document: written, read back, judged from its file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.result.answer import Result, answer
    from glmopt.result.document import document, dumps, effective, jsonable, origins
    from glmopt.result.saved import Saved, judge, read_result

_HOME = {
    "Result": "answer",
    "Saved": "saved",
    "answer": "answer",
    "document": "document",
    "dumps": "document",
    "effective": "document",
    "jsonable": "document",
    "judge": "saved",
    "origins": "document",
    "read_result": "saved",
}

__all__ = [
    "Result",
    "Saved",
    "answer",
    "document",
    "dumps",
    "effective",
    "jsonable",
    "judge",
    "origins",
    "read_result",
]

fetch_names(__name__, _HOME)

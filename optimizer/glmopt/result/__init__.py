"""The whole answer to a scenario, and its JSON document: written, read back, judged from its file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.result.answer import Result, answer
    from glmopt.result.difference import SPLIT, Change, Difference, difference
    from glmopt.result.document import document, explained
    from glmopt.result.earlier import near_setting
    from glmopt.result.figures import Stated, figures
    from glmopt.result.plain import dumps, jsonable
    from glmopt.result.reasons_record import answered, reasons_record
    from glmopt.result.saved import Saved, judge, parse_result, read_result, with_own_cards
    from glmopt.result.understood import effective, origins
    from glmopt.result.why import Reasons, Why, reasons, why

_HOME = {
    "SPLIT": "difference",
    "Change": "difference",
    "Difference": "difference",
    "Reasons": "why",
    "Result": "answer",
    "Saved": "saved",
    "Stated": "figures",
    "Why": "why",
    "answer": "answer",
    "answered": "reasons_record",
    "difference": "difference",
    "document": "document",
    "dumps": "plain",
    "effective": "understood",
    "explained": "document",
    "figures": "figures",
    "jsonable": "plain",
    "judge": "saved",
    "near_setting": "earlier",
    "origins": "understood",
    "parse_result": "saved",
    "read_result": "saved",
    "reasons": "why",
    "reasons_record": "reasons_record",
    "why": "why",
    "with_own_cards": "saved",
}

__all__ = [
    "SPLIT",
    "Change",
    "Difference",
    "Reasons",
    "Result",
    "Saved",
    "Stated",
    "Why",
    "answer",
    "answered",
    "difference",
    "document",
    "dumps",
    "effective",
    "explained",
    "figures",
    "jsonable",
    "judge",
    "near_setting",
    "origins",
    "parse_result",
    "read_result",
    "reasons",
    "reasons_record",
    "why",
    "with_own_cards",
]

fetch_names(__name__, _HOME)

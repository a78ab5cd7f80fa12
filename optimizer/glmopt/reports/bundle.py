"""The files that go with an answer: the result itself, and what is made from it for people."""

from __future__ import annotations

from glmopt.reports.workbook import workbook
from glmopt.result import parse_result
from glmopt.study import studies

RESULT, BOM = "result.json", "bom.xlsx"


def bundle(text: str, lang: str) -> dict[str, bytes]:
    """Every file of an answer by name, from its document `text` alone: it can be made again."""
    saved = parse_result(text, RESULT)
    proved = saved.document["status"] == "optimal"
    found = studies(saved.scenario, saved.catalog, saved.plan, saved.variations, proved=proved)
    return {RESULT: (text + "\n").encode(), BOM: workbook(saved, found, lang)}

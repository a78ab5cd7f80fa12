"""The files that go with an answer: what is made from its result for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from glmopt.reports.report import files_of, studied
from glmopt.result import parse_result
from glmopt.study import Studies

PAGE, BOM = "report.html", "bom.xlsx"
# A report on its own takes its time; here it comes along with an answer.
SECONDS = 10.0


def bundle(
    text: str, folder: Path, lang: str, tell: Callable[[int, int], None]
) -> tuple[dict[Path, bytes], Studies]:
    """The reports of an answer in `folder`, from its document `text` alone, and the studies in them.

    `tell` is called with (done, all) as the studies go on.
    """
    saved = parse_result(text, "result.json")
    found = studied(saved, SECONDS, tell)
    return files_of(saved, found, lang, html=folder / PAGE, xlsx=folder / BOM), found

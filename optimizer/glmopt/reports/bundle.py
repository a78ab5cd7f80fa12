"""What goes with an answer: its studies, and the files that are made from its result for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from glmopt.reports.report import files_of, studied
from glmopt.reports.studies_record import studies_record
from glmopt.result import dumps, explained, parse_result
from glmopt.study import Studies

PAGE, BOM = "report.html", "bom.xlsx"
# A report on its own takes its time; here it comes along with an answer.
SECONDS = 10.0

Tell = Callable[[int, int], None]


def with_studies(text: str, seconds: float, tell: Tell, pressed: Callable[[], bool]) -> tuple[str, Studies]:
    """The document `text` of an answer with every study in it, made from the document alone.

    `tell` is called with (done, all) as the studies go on. Ctrl-C, which `pressed` tells of, ends them with
    what is there.
    """
    saved = parse_result(text, "result.json")
    found = studied(saved, seconds, tell, pressed)
    return dumps(explained(saved.document, studies_record(found))), found


def bundle(text: str, folder: Path, lang: str, tell: Tell) -> tuple[dict[Path, bytes], Studies]:
    """The reports of an answer in `folder`, from its document `text` alone, and the studies in them.

    `tell` is called with (done, all) as the studies go on that are not in the document yet.
    """
    saved = parse_result(text, "result.json")
    found = studied(saved, None if saved.document["explain"].get("studied") else SECONDS, tell)
    return files_of(saved, found, lang, html=folder / PAGE, xlsx=folder / BOM), found

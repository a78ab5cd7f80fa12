"""The sheet to make the answer again: command, versions, digests, and the scenario as understood."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.reports.workbook.book import Page
from glmopt.result import Saved, dumps, jsonable

Translate = Callable[[str], str]


def lock_sheet(page: Page, saved: Saved, _: Translate) -> None:
    """Write the sheet; its scenario, saved as a .yaml file, asks the same question again."""
    document = saved.document
    page.text(0, _("How to make this answer again"), "title", narrow=True)
    page.next(2)
    page.heads([_("key"), _("value")])
    rows = [
        (_("command"), "glmopt solve scenario.yaml"),
        (_("check of the saved result"), "glmopt check result.json"),
        (_("digest of the result"), document["digest"]),
        *((key, "-" if value is None else str(value)) for key, value in document["lock"].items()),
        *((p["solver"], p["version"]) for p in document["run"]["proofs"]),
        ("python", document["run"]["python"]),
    ]
    for key, value in rows:
        page.text(0, key)
        page.text(1, value)
        page.next()
    page.next()
    page.text(0, _("The scenario, for a file scenario.yaml (JSON is YAML):"), "faint", narrow=True)
    page.next()
    for line in dumps(jsonable(document["scenario"]["effective"])).splitlines():
        page.text(0, line, narrow=True)
        page.next()
    page.finish()

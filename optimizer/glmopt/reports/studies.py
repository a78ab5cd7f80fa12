"""Every study of a scenario in the terminal, one after another, each as its own command shows it."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.language import translator
from glmopt.messages import translated
from glmopt.reports import comparison, frontier, sensitivity
from glmopt.reports.tabular import FILE, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.study import NOT_ASKED, Studies


def render(found: Studies, form: str, lang: str, screen: Screen = FILE) -> str:
    """`found` in the format `form`, table, md or csv: the studies that are there, then those left out."""
    parts = [text.rstrip("\n") + "\n" for text in _parts(found, form, lang, screen)]
    return "\n".join(parts)


def _parts(found: Studies, form: str, lang: str, screen: Screen) -> Iterator[str]:
    if found.comparison is not None:
        yield comparison.render(found.comparison, form, lang, screen)
    for curve in (found.frontier, found.budgets, *(found.tradeoffs or ())):
        if curve is not None:
            yield frontier.render(curve, form, lang, screen)
    if form != "csv" and (found.tornado or found.confidence):
        yield sensitivity.render(found.tornado, found.confidence, form, lang, screen)
    elif found.tornado:
        yield sensitivity.render(found.tornado, None, form, lang, screen)
    if left := tuple(left_out(found, lang)):
        yield render_table(_left_out(left, found.seconds, lang), form, screen)


def left_out(found: Studies, lang: str) -> Iterator[tuple[str, str]]:
    """Name and reason of each study that was asked for and is not there."""
    for name, why in found.left_out.items():
        if why != NOT_ASKED:
            yield translated(name, lang), translated(why, lang)


def _left_out(left: tuple[tuple[str, str], ...], seconds: float, lang: str) -> Table:
    _ = translator(lang)
    columns = (Column("refused", _("not answered")), Column("why", _("why"), prose=True))
    title = _("Not there, of {seconds} s for each study:").format(seconds=f"{seconds:g}")
    return Table(columns, left, title=title)

"""The bill of materials as an Excel workbook: summary, lines with cells for quotes, comparison, sources.

Everything in it comes from a saved result and its studies, so that the file can be made again.
"""

from __future__ import annotations

from glmopt.language import translator
from glmopt.reports.workbook.assumptions import assumptions_sheet
from glmopt.reports.workbook.bom import bom_sheet
from glmopt.reports.workbook.book import Book
from glmopt.reports.workbook.compare import compare_sheet
from glmopt.reports.workbook.lock import lock_sheet
from glmopt.reports.workbook.servers import servers_sheet
from glmopt.reports.workbook.summary import summary_sheet
from glmopt.result import Saved
from glmopt.study import Studies


def workbook(saved: Saved, studies: Studies | None, lang: str) -> bytes:
    """The workbook of `saved` in the language `lang`; without `studies` it compares nothing."""
    _ = translator(lang)
    book = Book(saved.scenario.money.currency)
    summary, bill = book.sheet(_("Summary")), book.sheet(_("BOM"))
    lines = bom_sheet(bill, saved, _, lang)
    summary_sheet(summary, saved, lines, bill, _, lang)
    servers_sheet(book.sheet(_("Servers")), saved, _, lang)
    compare_sheet(book.sheet(_("Compare")), saved, studies, _, lang)
    assumptions_sheet(book.sheet(_("Assumptions")), saved, _, lang)
    lock_sheet(book.sheet(_("Lock")), saved, _)
    return book.done()

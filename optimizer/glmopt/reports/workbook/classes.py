"""Classes of requests on the sheet of servers: what they ask for, and which card serves them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from glmopt.reports.class_tables import capacities_table, classes_table
from glmopt.reports.tabular import Table
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved

Translate = Callable[[str], str]


def class_blocks(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    """Every class, its share on each kind of card as a number, and what one card carries; none of streams."""
    if not saved.scenario.demand.classes:
        return
    _shares(page, saved, _, lang)
    _block(page, classes_table(saved, _, every=True))
    carried = capacities_table(saved, _, lang, every=True)
    if carried is not None:
        _block(page, carried)


def _shares(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    if saved.plan is None or not saved.plan.shares:
        return
    heads = [_("class"), _("part of the day"), _("card"), _("served"), _("share of the class")]
    _head(page, _("Which card serves which class"), [*heads, _("cards kept busy")])
    words = {"day": _("by day"), "night": _("at night"), "any": _("any time")}
    for share in saved.plan.shares:
        card = saved.catalog.cards[share.card].name.get(lang)
        page.text(0, share.name)
        page.text(1, words[share.part])
        page.text(2, f"{card} x {share.cards}" if share.cards > 1 else card)
        page.text(3, words[share.window])
        page.number(4, Decimal(share.share.numerator) / share.share.denominator, "share")
        page.number(5, share.busy * share.cards, "number")
        page.next()


def _block(page: Page, table: Table) -> None:
    _head(page, table.title, [column.title for column in table.columns])
    for row in table.rows:
        for column, cell in enumerate(row):
            page.text(column, table.word(cell))
        page.next()


def _head(page: Page, title: str, heads: list[str]) -> None:
    """A title and a row of heads below what is there."""
    page.next()
    page.text(0, title, "bold", narrow=True)
    page.next()
    for column, head in enumerate(heads):
        page.text(column, head, "head")
    page.next()

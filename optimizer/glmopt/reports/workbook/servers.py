"""The sheet of servers: what stands where with which cards, and how gangs are wired."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from glmopt.reports.servers import span
from glmopt.reports.workbook.book import Page
from glmopt.reports.workbook.classes import class_blocks
from glmopt.result import Saved
from glmopt.units import plain_number

Translate = Callable[[str], str]


def servers_sheet(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    """Write the sheet; of bare cards, or without a plan, one line that says so."""
    page.text(0, _("Servers and what is in them"), "title", narrow=True)
    page.next(2)
    if saved.plan is None or not saved.plan.nodes:
        bare = _("no plan") if saved.plan is None else _("bare cards: the scenario asks for no servers")
        page.text(0, bare, "faint", narrow=True)
        page.next()
        class_blocks(page, saved, _, lang)
        page.finish()
        return
    _nodes(page, saved, _, lang)
    _gangs(page, saved, _, lang)
    class_blocks(page, saved, _, lang)
    page.finish()


def _nodes(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    plan, catalog = saved.plan, saved.catalog
    heads = [_("server"), _("id"), _("site"), _("network"), _("servers"), _("card")]
    page.heads([*heads, _("cards of a server"), _("cards"), _("owned"), _("no.")])
    for line, first, last in plan.numbered() if plan else ():
        page.text(0, catalog.chassis[line.chassis].name.get(lang))
        page.text(1, line.chassis)
        page.text(2, line.site)
        page.text(3, _("none") if line.fabric == "none" else catalog.fabrics[line.fabric].name.get(lang))
        page.number(4, line.nodes)
        page.text(5, catalog.cards[line.card].name.get(lang))
        page.number(6, line.cards)
        formula = f"={page.cell(page.row, 4)}*{page.cell(page.row, 6)}"
        page.formula(7, formula, line.nodes * line.cards)
        page.text(8, _("yes") if line.owned else "")
        page.text(9, span(first, last, "n"))
        page.next()
    totals = saved.document["totals"]
    for name, key, unit in (
        (_("rack units"), "rack_units", "U"),
        (_("power at full load"), "power_w", "W"),
    ):
        if totals[key] is not None:
            page.text(0, name)
            page.number(4, Decimal(totals[key]), "number")
            page.text(5, unit)
            page.next()


def _gangs(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    gangs = saved.plan.gangs if saved.plan else ()
    if not gangs:
        return
    page.next()
    heads = (_("full fine-tuning"), _("gangs"), _("cards of a gang"), _("servers of a gang"), _("reach"))
    rates = (_("slowest link, GB/s per direction"), _("bisection, GB/s per direction"), _("places"))
    for column, head in enumerate((*heads, *rates)):
        page.text(column, head, "head")
    page.next()
    reaches = {"group": _("inside a group"), "node": _("across a server"), "pod": _("across servers")}
    for gang in gangs:
        page.text(0, saved.catalog.cards[gang.card].name.get(lang))
        page.number(1, gang.count)
        page.number(2, gang.cards)
        page.number(3, gang.nodes)
        page.text(4, reaches[gang.reach])
        page.number(5, gang.bottleneck_gb_s, "number")
        if gang.bisection_exact or gang.bisection_gb_s is None:
            page.number(6, gang.bisection_gb_s, "number")
        else:
            page.text(6, _("at most {n}").format(n=plain_number(gang.bisection_gb_s)))
        page.text(7, "; ".join(gang.places))
        page.next()

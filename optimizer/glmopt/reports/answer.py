"""A result for people: the answer first, then the plan, then what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from glmopt.check import partitioned
from glmopt.language import translator
from glmopt.reports.facts import facts
from glmopt.reports.headline import headline
from glmopt.reports.headroom import busiest, busy, tells_instances, without_streams
from glmopt.reports.numbers import amount, between, difference
from glmopt.reports.partitions import with_partitions
from glmopt.reports.rules import says
from glmopt.reports.servers import bill_table, gang_cell, servers_table
from glmopt.reports.tabular import FILE, Cell, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.reports.tabular.fold import hanging
from glmopt.reports.wording import unit_of
from glmopt.result import Result

if TYPE_CHECKING:
    from glmopt.explain import Nearest

Translate = Callable[[str], str]


def render(result: Result, form: str, lang: str, screen: Screen = FILE) -> str:
    """`result` as text in the format `form`: table, md or csv. In csv the tables only, for programs."""
    _ = translator(lang)
    shown = list(tables(result, _, lang, plain=form == "csv"))
    if form == "csv":
        return "\n".join(render_table(table, form, screen) for table in shown)
    said = [headline(result.scenario, result.solved, _, lang), *facts(result, _, lang)]
    if form == "md":
        from glmopt.reports.tabular.md import escape

        said = [escape(line) for line in said]
    bullet = "- " if form == "md" else "  "
    columns = screen.width if form == "table" else None
    head = "\n".join(hanging(said[0], columns))
    parts = [head, *(render_table(table, form, screen).rstrip("\n") for table in shown)]
    lines = "\n".join(line for fact in said[1:] for line in hanging(f"{bullet}{fact}", columns))
    return screen.fit("\n\n".join([*parts, lines] if lines else parts) + "\n")


def tables(result: Result, _: Translate, lang: str, *, plain: bool = False) -> Iterator[Table]:
    """Every table of an answer: servers, plan and bill, or conflict and ways out; `plain` for programs."""
    plan = result.plan
    if plan is not None and plan.nodes:
        yield servers_table(result, plan, _, lang, plain=plain)
    if plan is not None and plan.lines:
        yield plan_table(result, _, lang, plain=plain)
    if plan is not None and plan.bill and (plan.nodes or plan.totals.running is not None):
        yield bill_table(result, plan, _, lang, plain=plain)
    if plan is not None and plan.shares:
        from glmopt.reports.classes import shares_table

        yield shares_table(result, _, lang, plain=plain)
    if result.alternatives is not None and (result.alternatives.plans or not result.alternatives.complete):
        from glmopt.reports.alternatives import alternatives_table

        currency = result.scenario.money.currency
        classes = bool(result.scenario.demand.classes)
        yield alternatives_table(result.plan, result.alternatives, _, currency, classes=classes)
    if result.staying is not None:
        from glmopt.reports.staying import staying_table

        classes = bool(result.scenario.demand.classes)
        yield staying_table(result.staying, _, result.scenario.money.currency, classes=classes)
    if result.reasons is not None:
        from glmopt.reports.reasons import reasons_tables

        yield from reasons_tables(result.reasons, result.solved, _, lang, plain=plain)
    if result.conflict and not (result.reasons and result.reasons.conflicts):
        yield _conflict_table(result, _)
    if result.nearest and not (result.reasons and result.reasons.ways):
        yield _nearest_table(result, _, plain=plain)


def plan_table(result: Result, _: Translate, lang: str, *, plain: bool = False) -> Table:
    """The plan, one line a card and a total; `plain` for programs: bare numbers, no total."""
    plan = result.plan
    if plan is None:
        raise ValueError("no plan to show")
    currency, classes = plan.currency, bool(result.scenario.demand.classes)
    columns = (
        Column("card", _("card")),
        Column("count", _("count"), "right"),
        Column("unit_price", f"{_('unit price')} ({currency})", "right"),
        Column("subtotal", f"{_('subtotal')} ({currency})", "right"),
        Column("price_kind", _("kind of price")),
        Column("streams", _("streams"), "right"),
        Column("busiest", _("busy at most"), "right"),
        Column("instances", _("instances"), "right"),
        Column("full_finetune", _("full fine-tuning")),
    )
    kinds = {p.card: _(p.kind) for p in result.prices}
    rows: list[tuple[Cell, ...]] = []
    for line in plan.lines:
        card = result.catalog.cards[line.card]
        gangs = gang_cell(plan, line, _)
        streams = None if classes else between(line.streams_low, line.streams_high)
        money = (line.unit_price, line.subtotal)
        prices = money if plain else tuple(amount(m) for m in money)
        name = line.card if plain else card.name.get(lang)
        count = line.count if plain else amount(line.count)
        if line.owned and not plain:
            count = _("{n}, {owned} of them owned").format(n=count, owned=amount(line.owned))
        instances = line.instances if plain else amount(line.instances)
        rows.append(
            (name, count, *prices, kinds.get(line.card, ""), streams, busy(plan, line.card), instances, gangs)
        )
    if not plain:
        t = plan.totals
        gangs = str(t.gangs) if t.gangs else "-"
        # Servers, networks and running stand in the bill: here the sum is that of the lines above it.
        rows.append(
            (
                _("total"),
                amount(t.cards),
                "",
                amount(plan.cost_of_cards),
                "",
                between(t.streams_low, t.streams_high),
                busiest(plan),
                amount(t.instances),
                gangs,
            )
        )
    shares = partitioned(plan, result.scenario, result.catalog)
    table = with_partitions(Table(columns, tuple(rows)), shares, [line.card for line in plan.lines], _)
    if plain:
        return table.without("busiest")
    if not tells_instances(plan, result.scenario):
        table = table.without("instances")
    return without_streams(table, classes=classes)


def _conflict_table(result: Result, _: Translate) -> Table:
    columns = (
        Column("rule", _("rule")),
        Column("says", _("says"), prose=True),
        Column("place", _("written at")),
    )
    rows = tuple((c.rule.key, says(c.rule, _), str(c.place or "")) for c in result.conflict)
    title = _("These cannot be met together; without any one of them the others can:")
    return Table(columns, rows, title=title)


def _new_value(n: Nearest, currency: str, *, plain: bool) -> Cell:
    """The number that a rule must have; of a list what is to be written there."""
    if n.rule.constraint in ("availability", "slots"):
        return n.setting.partition("=")[2]
    return n.value if plain else f"{amount(n.value)} {unit_of(n.rule.key, currency)}".rstrip()


def _nearest_table(result: Result, _: Translate, *, plain: bool) -> Table:
    from glmopt.reports.unmet import emptied

    currency = result.scenario.money.currency
    columns = (
        Column("rule", _("change only")),
        Column("value", _("to"), "right"),
        Column("difference", _("difference"), "right"),
        Column("set", _("try"), copied=True),
    )
    rows = tuple(
        (
            n.rule.key,
            _new_value(n, currency, plain=plain),
            n.change if plain else f"{difference(n.change)} {unit_of(n.rule.key, currency)}".rstrip(),
            n.option,
        )
        for n in result.nearest
    )
    notes = tuple(f"{n.setting}: {word}" for n in result.nearest for word in emptied(_, empties=n.empties))
    return Table(columns, rows, title=_("The nearest scenarios that can be met:"), notes=notes)

"""The answer among others: what-ifs with their differences, and plans that are nearly as good."""

from __future__ import annotations

from decimal import Decimal

from glmopt.reports.headroom import busiest, busiest_column, compared, streams, without_streams
from glmopt.reports.numbers import amount, difference
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.reports.variation import called, changes, cost_change, each_stream, total
from glmopt.study import MOST_ALTERNATIVES, Comparison, Variation


def whatif_grid(case: Case) -> Grid | None:
    """The base and its variations, totals and differences; None where there are none."""
    _ = case.words
    found = case.studies.comparison
    if found is None:
        return None
    columns = (
        Column("name", _("variation")),
        Column("cost", f"{_('total')} ({case.currency})", "right"),
        Column("cost_difference", f"{_('difference')} ({case.currency})", "right"),
        Column("cards", _("cards"), "right"),
        Column("streams", _("streams"), "right"),
        Column("cost_per_stream", f"{_('cost per stream')} ({case.currency})", "right"),
        busiest_column(_),
        Column("plan", _("plan, and what changes"), prose=True),
    )
    costs = [v.cost for v in found.rows]
    most = max((c for c in costs if c), default=Decimal(0))
    bars = tuple(100 * c / most if c and most else None for c in costs)
    table = Table(columns, tuple(_whatif(case, found, v) for v in found.rows))
    table = compared(table, (v.scenario for v in found.rows))
    if not any(c is not None for c in costs):
        table = table.without("cost", "cost_difference", "cost_per_stream")
    return Grid(table, bars, _remarks(case, found), marked=frozenset({0}))


def whatif_note(case: Case) -> str:
    """Which variations were not come to."""
    _ = case.words
    found = case.studies.comparison
    if found is None or not found.missing:
        return ""
    names = _(", ").join(found.missing)
    return _("Not complete: its time was over before these were solved: {names}.").format(names=names)


def _remarks(case: Case, found: Comparison) -> tuple[str, ...]:
    """What each variation changes of the base, and its id where it has a name beside."""
    rows = [""]
    for v in found.variations:
        own = "" if called(v, case.scenario, case.lang) == v.name else v.name
        said = "" if v.settings else changes(v, found.base.scenario, case.words)
        rows.append(": ".join(filter(None, (own, said))))
    return tuple(rows)


def _whatif(case: Case, found: Comparison, v: Variation) -> tuple[Cell, ...]:
    _ = case.words
    base = v is found.base
    name = _("as it stands") if base else called(v, case.scenario, case.lang)
    plan = v.solved.plan
    if plan is None:
        rules = _(", ").join(dict.fromkeys(map(case.rule_of, v.conflict)))
        why = _("cannot be met together: {rules}").format(rules=rules) if rules else ""
        return (name, _(v.solved.ending.status), "–", "–", "–", "–", "–", why)
    d = found.difference(v)
    changes = _(", ").join(f"{difference(k)} {case.card(card)}" for card, k in d.counts.items())
    bought = case.bought(plan) or "–"
    status = "" if v.solved.ending.status == "optimal" else f" ({_(v.solved.ending.status)})"
    return (
        name,
        (total(v, found.base, _) or "–") + status,
        "–" if base else cost_change(d, _) or "–",
        amount(plan.totals.cards),
        streams(plan, classes=bool(v.scenario.demand.classes)),
        each_stream(v, found.base) or "–",
        busiest(plan),
        _("{plan} (change: {changes})").format(plan=bought, changes=changes) if changes else bought,
    )


def alternatives_grid(case: Case) -> Grid | None:
    """The answer and the plans near it; None where they were not looked for."""
    _ = case.words
    others, best = case.studies.alternatives, case.plan
    if others is None or best is None or not others.plans:
        return None
    columns = (
        Column("plan", _("plan"), prose=True),
        Column("cost", f"{_('total')} ({case.currency})", "right"),
        Column("difference", f"{_('difference')} ({case.currency})", "right"),
        Column("cards", _("cards"), "right"),
        Column("streams", _("streams"), "right"),
        busiest_column(_),
        Column("labels", _("remarks"), prose=True),
    )
    shown = [(best, (_("the answer"),)), *((a.plan, tuple(map(_, a.labels))) for a in others.plans)]
    base = best.totals.spent
    rows = tuple(
        (
            case.bought(plan),
            amount(plan.totals.spent) or "–",
            "–"
            if plan is best or None in (plan.totals.spent, base)
            else difference((plan.totals.spent or 0) - (base or 0)),
            amount(plan.totals.cards),
            streams(plan),
            busiest(plan),
            _(", ").join(labels),
        )
        for plan, labels in shown
    )
    return Grid(without_streams(Table(columns, rows), classes=case.in_classes), marked=frozenset({0}))


def alternatives_note(case: Case) -> str:
    """How complete the list of alternatives is."""
    _ = case.words
    others = case.studies.alternatives
    if others is None:
        return ""
    share = f"{case.studies.within * 100:.0f} %"
    if len(others.plans) >= MOST_ALTERNATIVES:
        return _(
            "The best {n} with other card types, at most {share} worse; "
            "a plan that only adds cards to another is none."
        ).format(n=len(others.plans), share=share)
    if not others.complete:
        return _("The search was cut short: there may be more.")
    if not others.plans:
        return _("No other set of card types comes within {share} of the answer: proved.").format(share=share)
    return _(
        "Every other set of card types at most {share} worse; a plan that only adds cards to another is none."
    ).format(share=share)

"""Why this and not that: rules that bind, the price at which a card wins or loses, the cost of one more."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glmopt.explain.terms import as_option
from glmopt.reports.numbers import amount, difference, exact
from glmopt.reports.reasons import need_words
from glmopt.reports.rules import servers_said
from glmopt.reports.sections.case import LISTS, Case, Grid
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.reports.unmet import emptied
from glmopt.reports.wording import unit_of


def binding_grid(case: Case) -> Grid | None:
    """Each rule that makes the answer dearer, and by how much."""
    _ = case.words
    rules = case.document["explain"]["binding"]
    if not rules:
        return None
    unit = {"cards": _("cards"), "streams": _("streams")}.get(case.scenario.goal, case.currency)
    gain = _("more without it") if case.scenario.goal == "streams" else _("less without it")
    columns = (
        Column("rule", _("rule")),
        Column("says", _("says"), prose=True),
        Column("saving", f"{gain} ({unit})", "right"),
        Column("place", _("written at"), prose=True),
    )
    rows = tuple(
        (
            _named(case, r),
            _says(case, r),
            _("no limit") if r["saving"] is None else amount(_decimal(r["saving"])),
            _place(r),
        )
        for r in rules
    )
    most = max((_decimal(r["saving"]) for r in rules if r["saving"] is not None), default=Decimal(0))
    bars = tuple(
        100 * _decimal(r["saving"]) / most if r["saving"] is not None and most else None for r in rules
    )
    return Grid(Table(columns, rows), bars)


def breakeven_grid(case: Case) -> Grid | None:
    """The highest price at which each card is bought, beside its price now."""
    _ = case.words
    found = case.studies.breakeven
    if not found:
        return None
    columns = (
        Column("card", _("card")),
        Column("bought", _("bought")),
        Column("now", f"{_('unit price')} ({case.currency})", "right"),
        Column("price", f"{_('bought up to')} ({case.currency})", "right"),
        Column("change", _("change needed"), "right"),
        Column("meaning", _("in words"), prose=True),
    )
    rows: list[tuple[Cell, ...]] = []
    for b in sorted(found, key=lambda b: not b.bought):
        name = case.card(b.card)
        if b.price is None:
            limit, change = (_("any price") if b.bought else _("not even free")), "–"
            means = (
                _("{card} stays at any price: nothing else meets the rules.")
                if b.bought
                else _("{card} would not be bought even if it were free.")
            )
        else:
            limit = amount(b.price)
            change = f"{100 * (b.price - b.now) / b.now:+.1f} %" if b.now else "–"
            means = (
                _("{card} leaves the plan when it costs more.")
                if b.bought
                else _("{card} enters the plan when it costs no more.")
            )
        rows.append(
            (name, _("yes") if b.bought else _("no"), amount(b.now), limit, change, means.format(card=name))
        )
    marked = frozenset(i for i, row in enumerate(rows) if row[1] == _("yes"))
    return Grid(Table(columns, tuple(rows)), marked=marked)


def marginal_lines(case: Case) -> tuple[str, ...]:
    """What one more stream, and one more job, would cost."""
    _ = case.words
    money = case.scenario.goal in ("capex", "tco")
    said = []
    for m in case.studies.marginal or ():
        what = need_words(m.need, _)
        if m.cost is None:
            said.append(_("{what}: no plan gives it.").format(what=what))
        elif not m.cost and "kW" in m.need:
            said.append(_("{what} costs nothing.").format(what=what))
        elif not m.cost:
            said.append(_("{what} costs nothing: the plan has room for it.").format(what=what))
        else:
            cost = case.money(abs(m.cost)) if money else _("{n} cards").format(n=amount(abs(m.cost)))
            text = _("{what} costs {cost}.") if m.cost > 0 else _("{what} saves {cost}.")
            said.append(text.format(what=what, cost=cost))
    return tuple(said)


def conflict_grid(case: Case) -> Grid | None:
    """The rules that cannot be met together: every conflict where all are known, else the one that is."""
    _ = case.words
    explain = case.explain
    sets = explain.get("conflicts") or [one for one in [explain["conflict"]] if one]
    if not sets:
        return None
    number = (Column("set", _("conflict"), "right"),) if len(sets) > 1 else ()
    columns = (
        *number,
        Column("rule", _("rule")),
        Column("says", _("says"), prose=True),
        Column("place", _("written at"), prose=True),
    )
    rows: list[tuple[Cell, ...]] = [
        (*([str(k)] if number else []), _named(case, r), _says(case, r), _place(r))
        for k, one in enumerate(sets, start=1)
        for r in one
    ]
    return Grid(Table(columns, tuple(rows)))


def nearest_grid(case: Case) -> Grid | None:
    """The smallest changes after which something fits: one rule, or several at once where they are known."""
    _ = case.words
    explain = case.explain
    ways = [(way["changes"], way.get("empties", False)) for way in explain.get("ways") or ()]
    ways = ways or [([n], n.get("empties", False)) for n in explain["nearest"]]
    if not ways:
        return None
    columns = (
        Column("rule", _("change only"), prose=True),
        Column("value", _("to"), "right"),
        Column("difference", _("difference"), "right"),
        Column("set", _("try"), prose=True, copied=True),
    )
    rows = tuple(
        (
            "; ".join(case.rule_of(n["rule"]) for n in way),
            "; ".join(nearest_value(case, n) for n in way),
            "; ".join([*(nearest_change(case, n) for n in way), *emptied(_, empties=empties)]),
            " ".join(as_option(n["set"]) for n in way),
        )
        for way, empties in ways
    )
    return Grid(Table(columns, rows))


def unmet_notes(case: Case) -> tuple[str, ...]:
    """Which of conflicts and ways out were not all found in their time."""
    _ = case.words
    notes = (
        ("conflicts_complete", _("The search for conflicts was cut short: there may be more.")),
        ("ways_complete", _("The search for ways out was cut short: there may be more, and smaller ones.")),
    )
    explain = case.explain
    return tuple(text for key, text in notes if explain.get(key) is False)


def nearest_value(case: Case, change: dict[str, Any]) -> str:
    """What a rule is changed to; of a list of cards, vendors or servers how many more it lets in."""
    _ = case.words
    value = exact(_decimal(change["value"]))
    if case.rule_of(change["rule"]) == case.rule("slots"):
        return _("{n} more let in").format(n=exact(_decimal(change["change"])))
    if change["rule"] in LISTS:
        return _("{n} more let in").format(n=value)
    return f"{value} {unit_of(change['rule'], case.currency)}".rstrip()


def nearest_change(case: Case, change: dict[str, Any]) -> str:
    """By how much a rule is changed, with its unit."""
    return f"{difference(_decimal(change['change']))} {unit_of(change['rule'], case.currency)}".rstrip()


def _named(case: Case, rule: dict[str, Any]) -> str:
    """What the rule is called; of classes of requests, which have a rule each, with the class."""
    if "constraint" not in rule:
        return case.rule_of(rule["rule"])
    name = case.rule_of(rule["rule"]) if rule["rule"] in LISTS else case.rule(rule["constraint"])
    return f"{name}: {rule['rule'].split('.')[-1]}" if rule["constraint"] == "classes" else name


def _says(case: Case, rule: dict[str, Any]) -> str:
    """What the rule demands, its sign translated where it is a word."""
    _ = case.words
    says = str(rule["says"])
    if says.startswith("only in "):
        chassis = case.saved.catalog.chassis
        return servers_said(says.removeprefix("only in "), _, lambda name: case.named(chassis, name))
    for sign in ("none of", "only", "if any, >="):
        if says.startswith(sign):
            cards = (case.card(name) for name in says.removeprefix(sign).strip().split(", "))
            return f"{_(sign)} {', '.join(cards)}".replace(">=", "≥")
    return says.replace(">=", "≥").replace("<=", "≤")


def _place(rule: dict[str, Any]) -> str:
    return f"{rule['rule']} · {rule['place']}" if rule["place"] else str(rule["rule"])


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))

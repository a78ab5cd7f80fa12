"""The answer in one line."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.reports.numbers import amount, between
from glmopt.scenario import Scenario
from glmopt.solve import Solved

Translate = Callable[[str], str]


def headline(scenario: Scenario, solved: Solved, _: Translate, lang: str) -> str:
    """What was proved, of which plan, for which scenario."""
    name = scenario.name.get(lang)
    plan = solved.plan
    if plan is None:
        words = {
            "infeasible": _("infeasible: no purchase meets every rule of “{name}”"),
            "unknown": _("interrupted before any plan for “{name}”")
            if solved.ending.interrupted
            else _("not decided: the time limit came before any plan for “{name}”"),
        }
        return words[solved.ending.status].format(name=name)
    words = {
        "optimal": _("optimal: {what} for “{name}”"),
        "feasible": _("feasible, not proved best: {what} for “{name}”"),
    }
    t = plan.totals
    cost = (
        "" if t.cost is None else _("{cost} {currency}, ").format(cost=amount(t.cost), currency=plan.currency)
    )
    if t.cost is not None and t.running is not None:
        both = _("{all} {currency} in {months} months ({cost} to buy, {running} to run), ")
        cost = both.format(
            all=amount(t.spent),
            currency=plan.currency,
            months=scenario.money.horizon_months,
            cost=amount(t.cost),
            running=amount(t.running),
        )
    if plan.shares:
        classes = len({share.name for share in plan.shares})
        what = cost + _("{cards} cards, {classes} classes").format(cards=amount(t.cards), classes=classes)
    else:
        words_of = (
            _("{cards} card, {streams} streams") if t.cards == 1 else _("{cards} cards, {streams} streams")
        )
        what = cost + words_of.format(cards=amount(t.cards), streams=between(t.streams_low, t.streams_high))
    return words[solved.ending.status].format(what=what, name=name)

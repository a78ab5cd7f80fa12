"""The figures under the answer: the five that matter, or what would make a purchase possible."""

from __future__ import annotations

from decimal import Decimal

from glmopt.check import partitioned
from glmopt.dataclass import dataclass
from glmopt.plan import Plan
from glmopt.reports.headroom import free, used
from glmopt.reports.numbers import amount, between, difference, share
from glmopt.reports.partitions import partitions_name, partitions_said
from glmopt.reports.prices import estimates
from glmopt.reports.sections.case import Case
from glmopt.reports.sections.reasons import nearest_change, nearest_value
from glmopt.result.basis import dates_of, prices_of, rests_on
from glmopt.units import plain_number

MOST_NEAREST = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the headline: what it is, its value, and what to know of it."""

    label: str
    value: str
    unit: str
    note: str


def figures(case: Case) -> tuple[Figure, ...]:
    """Total, cards, streams, head-room and price dates; without a plan what would make one possible."""
    plan = case.plan
    if plan is None:
        return _nearest(case)
    if not plan.lines:
        return ()
    served = _served(case, plan) if case.in_classes else (_streams(case, plan), _room(case, plan))
    return (_total(case, plan), _cards(case, plan), *served, _dates(case))


def _nearest(case: Case) -> tuple[Figure, ...]:
    """The smallest changes of a rule, each of which alone makes a purchase possible."""
    _ = case.words
    found = [n for n in case.document["explain"]["nearest"] or () if not n.get("empties")]
    return tuple(
        Figure(
            case.rule_of(n["rule"]),
            nearest_value(case, n),
            f"({nearest_change(case, n)})",
            _("this change alone makes a purchase possible"),
        )
        for n in found[:MOST_NEAREST]
    )


def _total(case: Case, plan: Plan) -> Figure:
    _ = case.words
    if plan.totals.cost is None:
        return Figure(_("Total"), "–", "", _("no prices were given"))
    most, note = case.budget, _("no budget was set")
    if most is not None:
        left = most - plan.totals.cost
        note = _("{left} ({share}) of the budget left").format(
            left=amount(left), share=case.share(left, most)
        )
    value, unit = case.money(plan.totals.spent).split(" ", 1)
    if plan.totals.running is not None and case.scenario.goal == "tco":
        note = _("{cost} to buy, {running} to run; {note}").format(
            cost=amount(plan.totals.cost), running=amount(plan.totals.running), note=note
        )
    return Figure(_("Total"), value, unit, note)


def _cards(case: Case, plan: Plan) -> Figure:
    _ = case.words
    kinds = len(plan.lines)
    note = _("of one kind") if kinds == 1 else _("of {n} kinds").format(n=kinds)
    if plan.totals.nodes:
        note = _("{kinds}, in {n} servers").format(kinds=note, n=amount(plan.totals.nodes))
    if plan.totals.power_w is not None:
        note = _("{note}; {kw} kW").format(note=note, kw=plain_number(Decimal(plan.totals.power_w) / 1000))
    return Figure(_("Cards"), amount(plan.totals.cards), "", note)


def _streams(case: Case, plan: Plan) -> Figure:
    _ = case.words
    t = plan.totals
    note, asked = _("low ~ high of the figures"), case.scenario.demand.streams
    if asked:
        note = _("{n} asked; low ~ high of the figures").format(n=amount(asked))
    return Figure(_("Streams"), between(t.streams_low, t.streams_high), "", note)


def _room(case: Case, plan: Plan) -> Figure:
    """Streams beyond those asked, by the estimate that the scenario counts with."""
    _ = case.words
    asked = case.scenario.demand.streams
    by = _("{estimate} estimate").format(estimate=_(case.scenario.estimate))
    shares = partitioned(plan, case.scenario, case.saved.catalog)
    if not asked and shares and shares.need:
        spare = shares.have - shares.need
        said = partitions_said(shares, case.card, _)
        note = _("{name}: {value}").format(name=partitions_name(shares, _), value=said)
        return Figure(_("Head-room"), difference(spare), f"({case.share(spare, shares.need)})", note)
    if not asked:
        return Figure(_("Head-room"), "–", "", _("no number of streams was asked"))
    spare = plan.totals.streams - asked
    note = _("streams beyond those asked, {by}").format(by=by)
    return Figure(_("Head-room"), difference(spare), f"({case.share(spare, asked)})", note)


def _served(case: Case, plan: Plan) -> tuple[Figure, ...]:
    """Of classes of requests: how many, and what the busiest card has free."""
    _ = case.words
    parts = {share.part for share in plan.shares}
    note = _("by day and at night") if {"day", "night"} <= parts else _("each served whole")
    count = Figure(_("Classes of requests"), amount(len(case.scenario.demand.classes)), "", note)
    use = plan.busiest
    if use is None:
        return (count,)
    said = _("; ").join(used((use,), case.saved.catalog, _, case.lang))
    note = _("free on the busiest card: {use}").format(use=said)
    return (count, Figure(_("Head-room"), share(free(use)), "", note))


def _dates(case: Case) -> Figure:
    """The dates of all prices in the bill, and how much of it is estimates."""
    _ = case.words
    rests = rests_on(case.scenario, case.saved.catalog, case.plan)
    if not prices_of(rests):
        return Figure(_("Prices from"), "–", "", _("no prices were given"))
    dates = dates_of(rests)
    value = "~".join(dict.fromkeys(dates)) if dates else _("the scenario")
    return Figure(_("Prices from"), value, "", estimates(rests, case.plan, _))

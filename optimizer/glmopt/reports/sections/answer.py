"""The answer in one sentence, and what was proved of it."""

from __future__ import annotations

from decimal import Decimal

from glmopt.plan import Plan
from glmopt.reports.numbers import amount
from glmopt.reports.sections.case import Case


def sentence(case: Case) -> str:
    """The whole answer in one sentence."""
    _ = case.words
    plan, name = case.plan, case.scenario.name.get(case.lang)
    if plan is None:
        if case.status == "infeasible":
            return _("No purchase meets every rule of “{name}”.").format(name=name)
        return _("Not decided: the time limit came before any plan for “{name}”.").format(name=name)
    if not plan.lines:
        return _("Nothing has to be bought for “{name}”.").format(name=name)
    what = case.counted((line.card, line.bought) for line in plan.lines)
    owned = case.counted((line.card, line.owned) for line in plan.lines)
    if not what:
        return _("Nothing has to be bought for “{name}”: {owned} are owned.").format(name=name, owned=owned)
    what = _in_servers(case, plan, what)
    if owned:
        what = _("{what}, beside {owned} already owned,").format(what=what, owned=owned)
    if plan.totals.cost is not None:
        what = _("{what} for {cost}").format(what=what, cost=case.money(plan.totals.spent))
    best, hoped = {
        "capex": (
            _("{what}: the cheapest purchase for {needs} of {llm}."),
            _("{what}: a purchase for {needs} of {llm}, not proved the cheapest."),
        ),
        "tco": (
            _("{what} to buy and to run: the cheapest for {needs} of {llm}."),
            _("{what} to buy and to run: for {needs} of {llm}, not proved the cheapest."),
        ),
        "cards": (
            _("{what}: the fewest cards for {needs} of {llm}."),
            _("{what}: a purchase for {needs} of {llm}, not proved the fewest cards."),
        ),
        "streams": (
            _("{what}: the most streams of {llm} that the money buys, {streams}."),
            _("{what}: {streams} streams of {llm}, not proved the most."),
        ),
    }[case.scenario.goal]
    said = best if case.status == "optimal" else hoped
    return said.format(what=what, needs=needs(case), llm=_llm(case), streams=amount(plan.totals.streams))


def _in_servers(case: Case, plan: Plan, what: str) -> str:
    """Cards with the servers that are bought for them, which cost too."""
    _ = case.words
    servers = sum(node.nodes for node in plan.nodes if not node.owned)
    if not servers:
        return what
    if servers == 1:
        return _("{what} in one server").format(what=what)
    return _("{what} in {n} servers").format(what=what, n=amount(servers))


def needs(case: Case) -> str:
    """What was asked for: 200 concurrent streams and 1 full fine-tuning job."""
    _ = case.words
    demand = case.scenario.demand
    one, many = _("one full fine-tuning job"), _("{n} full fine-tuning jobs at a time")
    asked = (
        (demand.streams, _("{n} concurrent streams")),
        (demand.instances, _("{n} loaded instances")),
        (demand.light_finetune, _("{n} light fine-tuning jobs")),
        (
            len(demand.classes),
            _("one class of requests") if len(demand.classes) == 1 else _("{n} classes of requests"),
        ),
        (demand.full_finetune.gangs, one if demand.full_finetune.gangs == 1 else many),
    )
    parts = [text.format(n=amount(n)) for n, text in asked if n]
    if not parts:
        return _("no need at all")
    if len(parts) == 1:
        return parts[0]
    return _("{first} and {last}").format(first=_(", ").join(parts[:-1]), last=parts[-1])


def _llm(case: Case) -> str:
    return case.saved.catalog.llms[case.scenario.demand.llm].name.get(case.lang)


def proof(case: Case) -> str:
    """What was proved, by whom."""
    _ = case.words
    proofs = case.document["run"]["proofs"]
    solvers = _(" and ").join(case.solver(p["solver"], p["version"]) for p in proofs)
    gap = case.document["objective"]["gap"]
    if case.status == "optimal":
        return _(
            "Proved optimal by {solvers}; every need, limit, price and sum checked again without a solver."
        ).format(solvers=solvers)
    if case.status == "infeasible":
        return _("Proved by {solvers}: nothing fits.").format(solvers=solvers)
    if gap is not None:
        return _("Stopped by the time limit: at most {gap} from the best, by {solvers}.").format(
            gap=f"{100 * Decimal(str(gap)):.2f} %", solvers=solvers
        )
    return _("Stopped by the time limit, nothing proved.")

"""The answer: one sentence, what was proved, the five figures that matter, and what to be careful about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glmopt.check import partitioned
from glmopt.dataclass import dataclass
from glmopt.plan import Plan
from glmopt.reports.bridges import bridge_facts
from glmopt.reports.headroom import free, used
from glmopt.reports.numbers import amount, between, difference, share
from glmopt.reports.partitions import partitions_name, partitions_said
from glmopt.reports.prices import estimates, guessed_names
from glmopt.reports.sections.case import Case
from glmopt.reports.sections.reasons import nearest_change, nearest_value
from glmopt.reports.server_facts import included_facts
from glmopt.result.basis import dates_of, estimated, prices_of, rests_on
from glmopt.scenario import in_minor
from glmopt.units import from_minor, plain_number

MOST_NAMES = 5
MOST_NEAREST = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the headline: what it is, its value, and what to know of it."""

    label: str
    value: str
    unit: str
    note: str


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


def budget(case: Case) -> Decimal | None:
    """The budget in the answer's currency, rounded down as the program does; None without one."""
    most = case.scenario.budget.max
    if most is None:
        return None
    minor, _how = in_minor(case.scenario, case.saved.catalog, most, ("budget", "max"), down=True)
    return from_minor(minor, case.currency)


def _total(case: Case, plan: Plan) -> Figure:
    _ = case.words
    if plan.totals.cost is None:
        return Figure(_("Total"), "–", "", _("no prices were given"))
    most, note = budget(case), _("no budget was set")
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


def cautions(case: Case) -> tuple[str, ...]:
    """What a reader must know before he signs, the heaviest first."""
    return (*_bridges(case), *_audit(case), *_opinion(case), *_guesses(case), *_seed(case), *_others(case))


def _bridges(case: Case) -> Iterator[str]:
    """What the plan needs beside what the bill has."""
    _ = case.words
    said = bridge_facts(case.saved, case.plan, _, case.lang) if case.plan is not None else ()
    yield from (_("{said}.").format(said=text[0].upper() + text[1:]) for text in said)


def _guesses(case: Case) -> Iterator[str]:
    """What of the bill nobody has offered, the dearest first; what a price holds beside what it is of."""
    _ = case.words
    catalog = case.saved.catalog
    rests = rests_on(case.scenario, catalog, case.plan)
    named = [
        _("{name} {cost}").format(name=name, cost=case.money(cost))
        for name, cost in guessed_names(rests, catalog, _, case.lang)
    ]
    if named and case.plan:
        part = case.share(estimated(rests), case.plan.totals.spent or 0)
        yield _("{share} of the total is estimated, ask for quotes: {names}.").format(
            share=part, names=_("; ").join(named)
        )
    if case.plan:
        yield from included_facts(case.scenario, catalog, case.plan, _, case.lang)


def _audit(case: Case) -> Iterator[str]:
    _ = case.words
    found = case.document["audit"]
    if found is None or case.in_classes or not (case.scenario.demand.streams or found["streams_high"]):
        return
    by = _("By the data sheets") if found["figures"] == "datasheet" else _("By the document's figures")
    if found["unknown"]:
        cards = ", ".join(map(case.card, found["unknown"]))
        yield _("{by} this purchase cannot be judged: no such figures of {cards}.").format(by=by, cards=cards)
        return
    streams = between(found["streams_low"], found["streams_high"])
    short = [
        _("{name} {have} of {need}").format(name=_(s["need"]), have=amount(s["have"]), need=amount(s["of"]))
        for s in found["short"]
    ]
    if short:
        yield _("{by} this purchase carries {streams} streams and falls short: {short}.").format(
            by=by, streams=streams, short=_("; ").join(short)
        )
    else:
        yield _("{by} this purchase carries {streams} streams and meets every need.").format(
            by=by, streams=streams
        )


def _opinion(case: Case) -> Iterator[str]:
    _ = case.words
    found = case.document["opinion"]
    if found is None or case.in_classes or not (case.scenario.demand.streams or found["streams_high"]):
        return
    if found["sizing"] == "roofline":
        said = _("By the roofline it carries about {n} streams ({range}) at {speed} tokens/s each").format(
            n=amount(found["streams"]),
            range=between(found["streams_low"], found["streams_high"]),
            speed=amount(found["tokens_per_s"]),
        )
    else:
        said = _("By the document's rule it carries {range} streams").format(
            range=between(found["streams_low"], found["streams_high"])
        )
    if found["cost"] is not None:
        yield _("{said}; by that method the same need could be met for {cost}.").format(
            said=said, cost=case.money(found["cost"])
        )
    elif not found["met"]:
        yield _("{said}; by that method the same need could not be met.").format(said=said)
    else:
        yield _("{said}.").format(said=said)


def _seed(case: Case) -> Iterator[str]:
    _ = case.words
    rows = case.document["figures"]
    if rows["set"] == "seed" and rows["rows_contradicted"]:
        yield _("The data sheets contradict the document's FP16 figure in {wrong} of {rows} rows.").format(
            wrong=rows["rows_contradicted"], rows=rows["rows"]
        )


def _others(case: Case) -> Iterator[str]:
    _ = case.words
    yield from case.document["notices"]
    yield from case.document["run"]["notes"]
    cards = [case.card(entry["card"]) for entry in case.document["not_considered"]]
    if cards:
        names = ", ".join(cards[:MOST_NAMES]) + (", …" if len(cards) > MOST_NAMES else "")
        yield _("{n} cards were not considered, for want of a price: {names}").format(
            n=len(cards), names=names
        )

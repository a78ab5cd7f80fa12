"""What an answer rests on, one line each: proof, budget, head-room, binding rules, prices, audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glmopt.check import partitioned
from glmopt.messages import translated
from glmopt.reports.bridges import bridge_facts
from glmopt.reports.headroom import free, used
from glmopt.reports.moves import move_facts
from glmopt.reports.numbers import amount, between, percent, share
from glmopt.reports.partitions import partitions_name, partitions_said
from glmopt.reports.prices import price_facts
from glmopt.reports.rules import says
from glmopt.reports.server_facts import group_facts, host_facts, licence_facts, room_facts
from glmopt.reports.servers import gang_facts, light_facts
from glmopt.reports.wording import seed_note, solver
from glmopt.result import Result
from glmopt.units import from_minor, plain_number

Translate = Callable[[str], str]
MOST_NAMES = 5


def facts(result: Result, _: Translate, lang: str) -> Iterator[str]:
    """Every line under the plan, in reading order."""
    yield from _proof(result, _, lang)
    if result.plan is not None:
        yield from _needs(result, _, lang)
        yield from _alternatives(result, _)
        yield from _binding(result, _)
        yield from price_facts(result, _, lang)
        yield from host_facts(result.scenario, result.catalog, result.plan, _, lang)
        yield from licence_facts(result, result.plan, _, lang)
        yield from _audit(result, _)
        yield from _opinion(result, _)
    yield from _other_conflicts(result, _)
    yield from group_facts(result, _, lang)
    yield from _figures(result, lang)
    yield from _left_out(result, _)


def _proof(result: Result, _: Translate, lang: str) -> Iterator[str]:
    ending = result.solved.ending
    solvers = _(" and ").join(solver(p.solver, p.version, _) for p in ending.proofs)
    seconds = f"{result.seconds:.2f}"
    if result.status in ("optimal", "infeasible") and solvers:
        checked = _(", plan checked") if result.plan else ""
        yield _("proved by {solvers}{checked} in {seconds} s").format(
            solvers=solvers, checked=checked, seconds=seconds
        )
    elif ending.gap is not None:
        stopped = (
            _("interrupted: at most {gap:.2%} from the best, by {solvers}")
            if ending.interrupted
            else _("stopped by the time limit: at most {gap:.2%} from the best, by {solvers}")
        )
        yield stopped.format(gap=ending.gap, solvers=solvers)
    yield from (translated(note, lang) for note in result.solved.notes)


def _needs(result: Result, _: Translate, lang: str) -> Iterator[str]:
    scenario, plan = result.scenario, result.plan
    if plan is None:
        return
    budget = result.solved.problem.budget
    if budget is not None and plan.totals.cost is not None:
        most = from_minor(budget, plan.currency)
        left = most - plan.totals.cost
        yield _("budget {budget} {currency}: {left} left ({percent})").format(
            budget=amount(most), currency=plan.currency, left=amount(left), percent=percent(left, most)
        )
    yield from _classes(result, _, lang)
    demand, t = scenario.demand, plan.totals
    needs = (
        (_("streams ({estimate} estimate)").format(estimate=_(scenario.estimate)), t.streams, demand.streams),
        (_("instances"), t.instances, demand.instances),
        (_("light fine-tuning jobs"), t.light_finetune, demand.light_finetune),
    )
    rooms = [
        _("{name}: {have} of {need}").format(name=name, have=amount(have), need=amount(need))
        for name, have, need in needs
        if need
    ]
    if shares := partitioned(plan, scenario, result.catalog):
        named = {card.id: card.name.get(lang) for card in result.catalog.cards.values()}.__getitem__
        said = partitions_said(shares, named, _)
        rooms.append(_("{name}: {value}").format(name=partitions_name(shares, _), value=said))
    if use := plan.busiest:
        spare = _("busiest card {busy}, {free} free")
        rooms.insert(0, spare.format(busy=share(use.part), free=share(free(use))))
    if rooms:
        yield _("head-room: {rooms}").format(rooms=_("; ").join(rooms))
    yield from room_facts(result, plan, _)
    yield from light_facts(result, plan, _)
    yield from gang_facts(result, plan, _, lang)
    yield from move_facts(result, plan, _, lang)
    yield from bridge_facts(result, plan, _, lang)


def _classes(result: Result, _: Translate, lang: str) -> Iterator[str]:
    """The price of an hour where cards are rented, and how busy each kind of card is."""
    plan, hours = result.plan, result.scenario.money.hours
    if plan is None:
        return
    if hours is not None and plan.totals.cost is not None:
        yield _("prices are those of {hours} hours: {each} {currency} an hour").format(
            hours=f"{hours:,}", each=plain_number(plan.totals.cost / hours), currency=plan.currency
        )
    if uses := used(plan.uses, result.catalog, _, lang):
        yield _("busy: {uses}").format(uses=_("; ").join(uses))


def _alternatives(result: Result, _: Translate) -> Iterator[str]:
    """That there are none; where there are some, a table shows them."""
    others = result.alternatives
    if others is not None and others.complete and not others.plans:
        from glmopt.reports.alternatives import none_that_near

        yield none_that_near(others, _)


def _other_conflicts(result: Result, _: Translate) -> Iterator[str]:
    more = result.others
    if more is None or (more.complete and not more.count) or (result.reasons and result.reasons.conflicts):
        return
    one, many = _("{n} more conflict: see glmopt explain"), _("{n} more conflicts: see glmopt explain")
    if not more.complete:
        one, many = (
            _("at least {n} more conflict: see glmopt explain"),
            _("at least {n} more conflicts: see glmopt explain"),
        )
    words = one if more.count == 1 else many
    yield words.format(n=more.count)


def _binding(result: Result, _: Translate) -> Iterator[str]:
    goal = result.solved.ending.goal
    currency = result.scenario.money.currency
    units = {"capex": currency, "tco": currency, "cards": _("cards"), "streams": _("streams")}
    for b in result.binding:
        gain = _("without it there is no limit")
        if b.saving is not None:
            verb = _("{n} {unit} more without it") if goal == "streams" else _("{n} {unit} less without it")
            gain = verb.format(n=amount(b.saving), unit=units[goal])
        place = f" ({b.place})" if b.place else ""
        yield _("binds: {rule} {says}{place}: {gain}").format(
            rule=b.rule.key, says=says(b.rule, _), place=place, gain=gain
        )


def _audit(result: Result, _: Translate) -> Iterator[str]:
    audit = result.audit
    if (
        audit is None
        or result.scenario.demand.classes
        or (result.scenario.demand.streams == 0 and not audit.streams_high)
    ):
        return
    by = _("by the data sheets") if audit.figures == "datasheet" else _("by the document's figures")
    gaps = [
        _("{name}: {have} of {need}").format(name=_(s.need), have=amount(s.have), need=amount(s.of))
        for s in audit.short
    ]
    verdict = _("short: {what}").format(what=_("; ").join(gaps)) if gaps else _("every need is met")
    if audit.unknown:
        yield _("audit: the same purchase cannot be judged {by}: no such figures of {cards}").format(
            by=by, cards=_(", ").join(audit.unknown)
        )
        return
    yield _("audit: the same purchase {by} carries {streams} streams; {verdict}").format(
        by=by, streams=between(audit.streams_low, audit.streams_high), verdict=verdict
    )


def _opinion(result: Result, _: Translate) -> Iterator[str]:
    """The same purchase judged by the other sizing method."""
    found = result.opinion
    if (
        found is None
        or result.scenario.demand.classes
        or not (result.scenario.demand.streams or found.streams_high)
    ):
        return
    if found.sizing == "roofline":
        carries = _(
            "audit: by the roofline this purchase carries about {value} streams ({low}~{high}) "
            "at {floor} tokens/s each"
        ).format(
            value=amount(found.streams),
            low=amount(found.streams_low),
            high=amount(found.streams_high),
            floor=amount(found.tokens_per_s),
        )
    else:
        carries = _("audit: by the document's rule this purchase carries {streams} streams").format(
            streams=between(found.streams_low, found.streams_high)
        )
    if found.unknown:
        carries += _("; not judged: {cards}").format(cards=_(", ").join(found.unknown))
    if found.cost is not None:
        currency = result.scenario.money.currency
        carries += _("; the same need could be met for {cost} {currency}").format(
            cost=amount(found.cost), currency=currency
        )
    elif not found.met:
        carries += _("; the same need could not be met so")
    yield carries


def _figures(result: Result, lang: str) -> Iterator[str]:
    if result.scenario.figures != "seed":
        return
    yield seed_note(result.catalog.errata, lang)


def _left_out(result: Result, _: Translate) -> Iterator[str]:
    words = {
        "no price": _("not considered, for want of a price: {n} cards ({names})"),
        "no power figure": _("not considered, for want of a power figure: {n} cards ({names})"),
    }
    for why, text in words.items():
        cards = [card for card, reason in result.solved.problem.not_considered if reason == why]
        if cards:
            names = _(", ").join(cards[:MOST_NAMES]) + (", ..." if len(cards) > MOST_NAMES else "")
            yield text.format(n=len(cards), names=names)

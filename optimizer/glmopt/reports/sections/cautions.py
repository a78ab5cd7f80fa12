"""What a reader must know before he signs."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.reports.bridges import bridge_facts
from glmopt.reports.moves import move_facts
from glmopt.reports.numbers import amount, between
from glmopt.reports.prices import guessed_names
from glmopt.reports.sections.case import Case
from glmopt.reports.server_facts import included_facts
from glmopt.result.basis import estimated, rests_on

MOST_NAMES = 5


def lines(case: Case) -> tuple[str, ...]:
    """Each in a sentence, the heaviest first."""
    return (*_beside(case), *_audit(case), *_opinion(case), *_guesses(case), *_seed(case), *_others(case))


def _beside(case: Case) -> Iterator[str]:
    """What the plan needs beside what the bill has: bridges, and owned cards that are moved."""
    _ = case.words
    facts = (bridge_facts, move_facts)
    said = (text for f in facts if case.plan is not None for text in f(case.saved, case.plan, _, case.lang))
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

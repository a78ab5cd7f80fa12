"""One thing at a time: each price at both ends of its range, each need a tenth lower and higher."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from glmopt.catalog import Catalog
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, price_of
from glmopt.solve import prove_once
from glmopt.study.ranges import price_range

Progress = Callable[[int, int], None]
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class End:
    """The optimum with one input at one end of its range: None where nothing fits or nothing was proved."""

    share: str
    objective: int | None
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One input: its optimum at both ends. `flips` where one of them buys other card types than the base."""

    key: str
    low: End
    high: End
    flips: bool

    def swing(self, base: int) -> int:
        """The largest change of the objective to either side; an end where nothing fits counts most."""
        ends = (self.low.objective, self.high.objective)
        return max(abs(e - base) if e is not None else 2**62 for e in ends)


@dataclass(frozen=True, slots=True)
class Tornado:
    """Bars, the widest first; `complete` is False where it was interrupted."""

    scenario: Scenario
    base: int
    counts: Counts
    bars: tuple[Bar, ...]
    complete: bool


def tornado(scenario: Scenario, catalog: Catalog, progress: Progress | None = None) -> Tornado | None:
    """Vary prices within the range of their kind and needs by a tenth, one at a time; None without a base.

    Prices without a range (list, given) are left out. Ctrl-C ends it with the bars that are done.
    """
    problem = formulate(scenario, catalog)
    base, counts = _solved(problem, scenario)
    if base is None or counts is None:
        return None
    cases = list(_cases(problem, scenario, catalog))
    bars: list[Bar] = []
    complete = True
    try:
        for done, (key, share, low, high) in enumerate(cases, start=1):
            ends = [End(sign + share, *_solved(trial, scenario)) for sign, trial in (("-", low), ("+", high))]
            flips = any(e.counts is None or e.counts.keys() != counts.keys() for e in ends)
            bars.append(Bar(key, ends[0], ends[1], flips))
            if progress:
                progress(done, len(cases))
    except KeyboardInterrupt:
        complete = False
    bars.sort(key=lambda b: (-b.swing(base), b.key))
    return Tornado(scenario, base, counts, tuple(bars), complete)


def _cases(
    problem: Problem, scenario: Scenario, catalog: Catalog
) -> Iterator[tuple[str, str, Problem, Problem]]:
    for offer in problem.open_offers:
        price = price_of(scenario, catalog, offer.card)
        share = price_range(price.kind) if price else None
        if price is None or not share:
            continue
        low, high = (
            _priced(problem, offer.card, int(price.minor * factor)) for factor in (1 - share, 1 + share)
        )
        yield f"cards.price.{offer.card}", f"{share * 100:.0f} %", low, high
    for key, name in (
        ("demand.streams", "streams"),
        ("demand.instances", "instances"),
        ("demand.light_finetune", "light_finetune"),
    ):
        need = getattr(problem, name)
        if need:
            tenth = -(-need // 10)
            low, high = (replace(problem, **{name: need + change}) for change in (-tenth, tenth))
            yield key, "10 %", low, high


def _priced(problem: Problem, card: str, minor: int) -> Problem:
    offers = (replace(o, price=minor) if o.card == card else o for o in problem.offers)
    return replace(problem, offers=tuple(offers))


def _solved(problem: Problem, scenario: Scenario) -> tuple[int | None, Counts | None]:
    ending, counts = prove_once(problem, scenario.solver)
    if ending.interrupted:
        raise KeyboardInterrupt
    if ending.status != "optimal" or counts is None:
        return None, None
    return ending.objective, counts.cards

"""One thing at a time: prices and figures at both ends of their ranges, needs a tenth lower and higher."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import NotProvedError
from glmopt.explain.case import Case
from glmopt.explain.figures import uncertain
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario
from glmopt.study.journal import Journal
from glmopt.study.needs import need_cases
from glmopt.study.proving import proved_row

Progress = Callable[[int, int], None]
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class End:
    """The optimum with one input at one end of its range: None where nothing fits or it is not `proved`."""

    share: str
    objective: int | None
    counts: Counts | None
    proved: bool = True


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


def tornado(
    scenario: Scenario,
    catalog: Catalog,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Tornado | None:
    """Vary prices and figures within their ranges, needs by a tenth and gangs by one, one at a time.

    Where the budget decides how much is bought, it varies by a tenth too. Prices and figures without a range
    are left out. Ctrl-C ends it with the bars that are done. None where
    the scenario has no optimum, or Ctrl-C came before it.
    """
    kept = journal or Journal()
    problem = formulate(scenario, catalog)
    bars: list[Bar] = []
    complete = True
    base: int | None = None
    try:
        base, counts, _proved = _solved(problem, scenario, kept, "base")
        if base is None or counts is None:
            return None
        cases = list(_cases(problem, scenario, catalog))
        for done, case in enumerate(cases, start=1):
            ends = [
                End(change, *_solved(trial, scenario, kept, f"{case.key} {change}"))
                for change, trial in ((case.low, case.at_low), (case.high, case.at_high))
            ]
            flips = any(e.proved and (e.counts or {}).keys() != counts.keys() for e in ends)
            bars.append(Bar(case.key, ends[0], ends[1], flips))
            if progress:
                progress(done, len(cases))
    except KeyboardInterrupt:
        if base is None:
            raise
        complete = False
    bars.sort(key=lambda b: (-b.swing(base or 0), b.key))
    return Tornado(scenario, base, counts or {}, tuple(bars), complete)


def _cases(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    yield from uncertain(problem, scenario, catalog)
    yield from need_cases(problem, scenario, catalog)


def _solved(
    problem: Problem, scenario: Scenario, journal: Journal, key: str
) -> tuple[int | None, Counts | None, bool]:
    """Objective and counts of the optimum, None where nothing fits; False where a limit came before it."""
    try:
        row = proved_row(problem, scenario, journal, key)
    except NotProvedError:
        return None, None, False
    return (None, None, True) if row is None else (row["objective"], row["cards"], True)

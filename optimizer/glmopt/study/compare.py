"""Variations of a scenario against its base: what-if blocks, grids of settings, the scenario's own sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from glmopt.catalog import Catalog
from glmopt.scenario import Scenario, Setting, variations
from glmopt.solve import Memory, remembering
from glmopt.study.catalogs import catalogs
from glmopt.study.comparison import BASE, Comparison, Variation
from glmopt.study.journal import Journal
from glmopt.study.point import solved_point

Progress = Callable[[int, int], None]


def compare(
    scenario: Scenario,
    settings: Sequence[Setting] = (),
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Comparison:
    """Solve `scenario` and its variations: every combination of `settings`, or its own what_if and sweep.

    `progress` is called with (done, all) after each solve. Ctrl-C ends it with what is solved, the base at
    least. Raises InputError before the first solve, with the faults of every variation, and otherwise what
    `solve` raises.
    """
    planned = [(BASE, (), scenario), *variations(scenario, settings)]
    return compared(planned, catalogs(), progress, journal)


def compared(
    planned: Sequence[tuple[str, tuple[Setting, ...], Scenario]],
    catalog_of: Callable[[Scenario], Catalog],
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Comparison:
    """Solve what is `planned`, the base first, each over its own catalog. Raises what `solve` raises.

    Ctrl-C ends it with what is solved, the base at least.
    """
    solved: list[Variation] = []
    try:
        with remembering(Memory()):
            for done, (name, chosen, varied) in enumerate(planned, start=1):
                kept = (journal or Journal()).recall
                solved.append(solved_point(name, chosen, varied, catalog_of(varied), done, kept))
                if progress:
                    progress(done, len(planned))
    except KeyboardInterrupt:
        if not solved:
            raise
    missing = tuple(name for name, _, _ in planned[len(solved) :])
    return Comparison(solved[0], tuple(solved[1:]), missing)

"""`glmopt whatif --engine ... --out FILE`: a sweep by an engine, shown at once or written row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glmopt.scenario import Scenario, Setting
    from glmopt.study import Comparison, Sweep
    from glmopt.study.engines import Pool

# Engine, workers and the address of a scheduler, as they are given.
Where = tuple[str | None, int | None, str | None]
Tell = Callable[[int, int], None]


def comparison_by(
    scenario: Scenario, grid: Sequence[Setting], where: Where, resume: Path | None, tell: Tell
) -> Comparison:
    """The comparison, its rows solved by an engine."""
    from glmopt.study import gathered, sweep
    from glmopt.study.engines import open_pool

    asked = sweep(scenario, grid, resume)
    with open_pool(*where) as pool:
        return gathered(asked, pool, tell)


def written_by(
    scenario: Scenario, grid: Sequence[Setting], where: Where, out: Path, resume: Path | None, tell: Tell
) -> bool:
    """Write every row to `out` as it comes; whether all were solved, for Ctrl-C leaves some not solved."""
    from glmopt.reports.rows import write_rows
    from glmopt.study import KEYS, sweep
    from glmopt.study.engines import open_pool

    asked = sweep(scenario, grid, resume)
    keys = dict.fromkeys((*KEYS, *(s.key for s in grid or ()), *(() if grid else scenario.sweep)))
    missing: list[int] = []
    with open_pool(*where) as pool:
        write_rows(out, list(keys), _records(asked, pool, tell, missing))
    return not missing


def _records(asked: Sweep, pool: Pool, tell: Tell, missing: list[int]) -> Iterator[dict[str, Any]]:
    """The record of each row; where Ctrl-C comes, how many are solved goes to `missing`."""
    from glmopt.study import not_solved, record

    base = None
    solved = 0
    try:
        for row in asked.rows(pool, tell):
            base = base or row
            yield record(base, row)
            solved += 1
    except KeyboardInterrupt:
        if base is None:
            raise
        missing.append(solved)
        for name in asked.missing(solved):
            yield not_solved(name)

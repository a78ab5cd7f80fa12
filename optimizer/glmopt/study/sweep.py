"""A sweep as a stream: points one at a time, solved by an engine in chunks, rows in the order of the points.

However long it is, it takes no more room: points are made when they are needed, a few chunks are on their
way, and a row is gone once it is handed on. A file of rows lets it continue where it stopped.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from glmopt import __version__
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, GlmoptError, InputError
from glmopt.result import jsonable
from glmopt.scenario import Point, Scenario, Setting, catalog_for, cross, how_many, made, points
from glmopt.solve import remembering
from glmopt.study.compare import Progress
from glmopt.study.comparison import BASE, Comparison, Variation
from glmopt.study.engines import Pool, in_order
from glmopt.study.journal import append, cut_torn_end, digest_of, entries
from glmopt.study.order import Told, helpful
from glmopt.study.packed import Packed, Study
from glmopt.study.point import solved_point

# Points of a task: enough that giving it is a small part of the work, few enough to lose.
MOST_POINTS = 50
TASKS_A_WORKER = 4


@dataclass(frozen=True, slots=True)
class Task:
    """Points for one worker, each with its number and its row where that is known."""

    version: str
    study: Packed
    points: tuple[tuple[int, Point, Any], ...]


Rows = list[tuple[Variation, Any]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is to be solved: the base, then every point; `resume` is the file that keeps what is proved."""

    scenario: Scenario
    catalog: Catalog
    settings: Sequence[Setting]
    resume: Path | None = None

    @property
    def size(self) -> int:
        """Rows, the base among them."""
        return 1 + how_many(self.scenario, self.settings)

    def points(self) -> Iterator[Point]:
        """The base and the points."""
        return itertools.chain([Point(BASE)], points(self.scenario, self.settings))

    def missing(self, solved: int) -> Iterator[str]:
        """The names of the rows that are left when so many are solved."""
        return (p.name for p in itertools.islice(self.points(), solved, None))

    def rows(self, pool: Pool, progress: Progress | None = None) -> Iterator[Variation]:
        """Each point solved and checked, in order. Raises what `solve` raises, and KeyboardInterrupt."""
        kept = _Kept(self.resume, self._digest()) if self.resume is not None else None
        known = kept.rows(p.name for p in self.points()) if kept else itertools.repeat(None)
        numbered = zip(itertools.count(1), self.points(), known)
        study = Packed(Study(self.scenario, self.catalog))
        length = max(1, min(MOST_POINTS, self.size // (TASKS_A_WORKER * pool.workers)))
        tasks = (Task(__version__, study, chunk) for chunk in _chunks(numbered, length))
        done = 0
        for answer in in_order(pool, work, tasks):
            if isinstance(answer, GlmoptError):
                raise answer
            for variation, row in answer:
                if kept and row is not None:
                    append(kept.path, kept.digest, variation.name, row)
                yield variation
                done += 1
                if progress:
                    progress(done, self.size)

    def _digest(self) -> str:
        return digest_of("whatif", self.scenario, self.catalog, asked(self.scenario, self.settings))


def sweep(scenario: Scenario, settings: Sequence[Setting] = (), resume: Path | None = None) -> Sweep:
    """The sweep of `scenario` over its what-ifs and sweep or the grid of `settings`.

    Raises InputError with the faults of every what-if and every value of the grid; what goes wrong only
    where several values come together is told when it is come to.
    """
    made(scenario, cross(scenario, settings))
    return Sweep(scenario, catalog_for(scenario), settings, resume)


def gathered(found: Sweep, pool: Pool, progress: Progress | None = None) -> Comparison:
    """All rows of a sweep at once; Ctrl-C ends it with what is solved, the base at least."""
    rows: list[Variation] = []
    try:
        rows.extend(found.rows(pool, progress))
    except KeyboardInterrupt:
        if not rows:
            raise
    return Comparison(rows[0], tuple(rows[1:]), tuple(found.missing(len(rows))))


def asked(scenario: Scenario, settings: Sequence[Setting]) -> dict[str, Any]:
    """What tells one comparison of a scenario from another: its grid, or its what-ifs and its sweep."""
    if settings:
        return {"grid": [[s.key, *s.written] for s in settings]}
    return {"what_if": jsonable(scenario.what_if), "sweep": jsonable(scenario.sweep)}


def work(task: Task) -> Rows | GlmoptError:
    """What a worker does: every point of the task solved and checked, with its row where it was proved now.

    An error of glmopt is given back, for engines wrap what is raised in words of their own.
    """
    if task.version != __version__:
        message = f"a worker has glmopt {__version__}, and it is asked by {task.version}"
        action = "install the same glmopt on its machine"
        return InputError(Fault("missing-part", message, action=action))
    try:
        return _solved(task)
    except GlmoptError as error:
        return error


def _solved(task: Task) -> list[tuple[Variation, Any]]:
    study = task.study.study
    varied = [point.of(study.scenario) for _, point, _ in task.points]
    catalogs_of = [study.catalog_of(one) for one in varied]
    problems = [study.formulator(one, its) for one, its in zip(varied, catalogs_of, strict=True)]
    found: dict[int, tuple[Variation, Any]] = {}
    with remembering(study.memory):
        for place in helpful(problems, lambda place: _told(found[place][0])):
            number, point, known = task.points[place]
            row = _Row(known)
            one, problem = varied[place], problems[place]
            catalog = catalogs_of[place]
            solved = solved_point(point.name, point.settings, one, catalog, number, row.recall, problem)
            found[place] = solved, row.made
    return [found[place] for place in range(len(problems))]


def _told(solved: Variation) -> Told | None:
    """What the best plan of a point costs and buys, where cost is minimised."""
    ending, plan = solved.solved.ending, solved.solved.plan
    if plan is None or ending.objective is None or ending.goal not in ("capex", "tco"):
        return None
    return Told(ending.objective, {line.card: line.count - line.owned for line in plan.lines})


class _Row:
    """The row of one point: known, or made now."""

    def __init__(self, known: Any) -> None:
        self.known, self.made = known, None

    def recall(self, _key: str, make: Callable[[], Any]) -> Any:
        if self.known is None:
            self.known = self.made = make()
        return self.known


def _chunks(numbered: Iterable[Any], length: int) -> Iterator[tuple[Any, ...]]:
    rest = iter(numbered)
    while chunk := tuple(itertools.islice(rest, length)):
        yield chunk


class _Kept:
    """The file of what is proved. Its rows stand in the order of the points, as far as it was come."""

    def __init__(self, path: Path, digest: str) -> None:
        self.path, self.digest = path, digest
        self.size = 0
        if path.exists():
            for _ in entries(path, digest):
                # read whole once, so that a wrong file is refused before the first solve
                self.size += 1
            cut_torn_end(path)

    def rows(self, names: Iterable[str]) -> Iterator[Any]:
        """The row of each point, None from the first one on that is not there."""
        found = itertools.islice(entries(self.path, self.digest), self.size) if self.size else iter(())
        for name in names:
            key, row = next(found, (None, None))
            if key != name:
                break
            yield row
        yield from itertools.repeat(None)

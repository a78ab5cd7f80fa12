"""Variations of a scenario against its base: what-if blocks, grids of settings, the scenario's own sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.explain import conflict
from glmopt.plan import Ending, Proof
from glmopt.problem import formulate
from glmopt.scenario import Scenario, Setting, catalog_for, variations
from glmopt.solve import Solved, checked_plan, prove, prove_once
from glmopt.study.counts import counts_from, plain_counts
from glmopt.study.journal import Journal

if TYPE_CHECKING:
    import pandas as pd

BASE = "base"
NOT_SOLVED = "not solved"
# Rows of a large grid are proved once, by dynamic programming where the rules allow it; every so many of
# them, and as many at the beginning, are proved as the scenario asks.
TWICE_EVERY = 50

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Variation:
    """One scenario of a study: its name, the settings that make it, and how it ended.

    `conflict` names the rules that cannot be met together, where the scenario is infeasible.
    """

    name: str
    settings: tuple[Setting, ...]
    scenario: Scenario
    solved: Solved
    conflict: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Cards bought, by id."""
        return {line.card: line.count for line in self.solved.plan.lines} if self.solved.plan else {}

    @property
    def cost(self) -> Decimal | None:
        """What the plan costs, under `tco` over the horizon; None where there is no plan or no price."""
        return self.solved.plan.totals.spent if self.solved.plan else None

    @property
    def servers(self) -> dict[str, int]:
        """Servers, owned ones too, by type; empty for bare cards."""
        found: dict[str, int] = {}
        for line in self.solved.plan.nodes if self.solved.plan else ():
            found[line.chassis] = found.get(line.chassis, 0) + line.nodes
        return found

    @property
    def streams(self) -> int | None:
        """Streams at the scenario's end of the estimate."""
        return self.solved.plan.totals.streams if self.solved.plan else None

    @property
    def cost_per_stream(self) -> Decimal | None:
        """Cost divided by streams, to two decimals."""
        if not self.cost or not self.streams:
            return None
        return (self.cost / self.streams).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A variation against the base: None where one of the two has no plan, or no price."""

    cost: Decimal | None
    cards: int | None
    streams: int | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A base and its variations, in the order they were asked for.

    `missing` names those that were not solved, because it was interrupted.
    """

    base: Variation
    variations: tuple[Variation, ...]
    missing: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Variation, ...]:
        """The base, then the variations."""
        return (self.base, *self.variations)

    def difference(self, other: Variation) -> Difference:
        """`other` minus the base; `counts` has the cards that come in (positive) or go out."""
        a, b = self.base, other
        if a.solved.plan is None or b.solved.plan is None:
            return Difference(None, None, None, {})
        cost = None if a.cost is None or b.cost is None else b.cost - a.cost
        cards = sorted(a.counts.keys() | b.counts.keys())
        changes = {c: b.counts.get(c, 0) - a.counts.get(c, 0) for c in cards}
        return Difference(
            cost,
            b.solved.plan.totals.cards - a.solved.plan.totals.cards,
            (b.streams or 0) - (a.streams or 0),
            {c: k for c, k in changes.items() if k},
        )

    def to_frame(self) -> pd.DataFrame:
        """One row for the base and each variation, settings as columns, money as Decimal."""
        import pandas as pd

        return pd.DataFrame(records(self)).set_index("name")


def records(comparison: Comparison) -> list[dict[str, Any]]:
    """The comparison as flat records, the same for every format."""
    rows = []
    for v in comparison.rows:
        d = comparison.difference(v)
        totals = v.solved.plan.totals if v.solved.plan else None
        rows.append(
            {
                "name": v.name,
                **{s.key: s.written[0] for s in v.settings},
                "status": v.solved.ending.status,
                "cost": v.cost,
                "cost_difference": d.cost,
                "cards": totals.cards if totals else None,
                "cards_difference": d.cards,
                "streams": v.streams,
                "streams_low": totals.streams_low if totals else None,
                "streams_high": totals.streams_high if totals else None,
                "streams_difference": d.streams,
                "cost_per_stream": v.cost_per_stream,
                "purchase": totals.cost if totals else None,
                "running": totals.running if totals else None,
                "servers": v.servers,
                "power_w": totals.power_w if totals else None,
                "plan": v.counts,
                "cards_in": sum(k for k in d.counts.values() if k > 0),
                "cards_out": -sum(k for k in d.counts.values() if k < 0),
                "in_and_out": d.counts,
                "conflict": list(v.conflict),
            }
        )
    empty = dict.fromkeys(rows[0])
    return [*rows, *(empty | {"name": name, "status": NOT_SOLVED} for name in comparison.missing)]


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
    return compared(planned, _catalogs(), progress, journal)


def _catalogs() -> Callable[[Scenario], Catalog]:
    """`catalog_for`, looked up once for as long as nothing that chooses the catalog changes."""
    last: list[tuple[object, Catalog]] = []

    def catalog_of(varied: Scenario) -> Catalog:
        key = (varied.catalogs, varied.prices, varied.cards.define, varied.origin and varied.origin.folder)
        if not last or last[0][0] != key:
            last[:] = [(key, catalog_for(varied))]
        return last[0][1]

    return catalog_of


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
        for done, (name, chosen, varied) in enumerate(planned, start=1):
            once = done > TWICE_EVERY and done % TWICE_EVERY > 0
            row = _variation(name, chosen, varied, catalog_of(varied), journal or Journal(), once=once)
            solved.append(row)
            if progress:
                progress(done, len(planned))
    except KeyboardInterrupt:
        if not solved:
            raise
    missing = tuple(name for name, _, _ in planned[len(solved) :])
    return Comparison(solved[0], tuple(solved[1:]), missing)


def validated(scenario: Scenario) -> Catalog:
    """The catalog of `scenario`, once nothing is left to complain of in it and in each of its variations.

    Raises InputError with every fault, before any solve.
    """
    catalog = catalog_for(scenario)
    faults: list[Fault] = []
    cases = [scenario]
    try:
        cases += [varied for _, _, varied in variations(scenario)]
    except InputError as error:
        faults += error.faults
    for case in cases:
        try:
            formulate(case, catalog_for(case))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    return catalog


def _variation(
    name: str,
    settings: tuple[Setting, ...],
    scenario: Scenario,
    catalog: Catalog,
    journal: Journal,
    *,
    once: bool = False,
) -> Variation:
    problem = formulate(scenario, catalog)

    def solve() -> dict[str, Any]:
        terms = scenario.solver
        ending, counts, notes = (*prove_once(problem, terms), ()) if once else prove(problem, terms)
        rules: list[str] = []
        if ending.status == "infeasible":
            rules = [c.rule.key for c in conflict(problem, scenario)]
        plain = None if counts is None else plain_counts(problem, counts)
        return {"ending": asdict(ending), "notes": list(notes), "counts": plain, "conflict": rules}

    row = journal.recall(name, solve)
    proofs = tuple(Proof(**proof) for proof in row["ending"]["proofs"])
    ending = Ending(**{**row["ending"], "proofs": proofs})
    plan = None
    if row["counts"] is not None:
        plan = checked_plan(problem, counts_from(problem, row["counts"]), scenario, catalog)
    solved = Solved(problem, ending, plan, tuple(row["notes"]))
    return Variation(name, settings, scenario, solved, tuple(row["conflict"]))


__all__ = [
    "BASE",
    "NOT_SOLVED",
    "Comparison",
    "Difference",
    "Variation",
    "compare",
    "compared",
    "records",
    "validated",
    "variations",
]

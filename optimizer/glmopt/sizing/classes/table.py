"""Capacities of classes from a measured table: rows as they stand, or between rows where the law allows it.

The law: a longer request takes no less of a card, and the card's time for it, 1 / rate, is convex in the
prompt and convex in the output (docs/classes.md). Between two measured lengths the chord of 1 / rate is then
never too little time, so the interpolated rate is never too much. Outside of the measured lengths nothing is
known, and rows that break the law are not interpolated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from fractions import Fraction
from functools import lru_cache

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.faults import too_many
from glmopt.scenario import Scenario
from glmopt.scenario.classes import ServiceClass
from glmopt.sizing.classes.measured import Measured, measured_rows, table_of
from glmopt.sizing.classes.serves import Serves
from glmopt.sizing.classes.strangers import asked_of, slips


@dataclass(slots=True)
class _Group:
    """The rows of one card and group size: by class name, and by lengths."""

    named: dict[str, list[Measured]] = field(default_factory=lambda: defaultdict(list))
    grid: dict[tuple[int, int], list[Measured]] = field(default_factory=lambda: defaultdict(list))


def by_table(scenario: Scenario, catalog: Catalog) -> Callable[[str], tuple[Serves, ...]]:
    """The function that looks a card up in the scenario's table. Raises InputError for faults of the table.

    A card without a row serves no class. One with rows that say nothing of a class's lengths is refused: the
    function raises InputError, naming the class and the card.
    """
    table = table_of(scenario, catalog)
    groups = _groups(*table)
    # a saved result was judged when its table was read, and holds no llms but its own
    faults = [*slips(measured_rows(*table), asked_of(scenario, catalog))] if scenario.origin else []
    if faults:
        raise InputError(too_many(faults))
    default_llm = scenario.demand.llm

    def serves(card: str) -> tuple[Serves, ...]:
        found: list[Serves] = []
        faults: list[Fault] = []
        measured = groups.get(card, {})
        for name, wanted in scenario.demand.classes.items():
            llm = wanted.llm or default_llm
            for cards, group in measured.items():
                try:
                    capacity = _capacity(group, name, wanted, llm)
                except LookupError as gap:
                    place = scenario.place("demand", "classes", name)
                    what = f"{card}, {cards} together" if cards > 1 else card
                    action = "measure it, write a row with rate 0, or deny the card"
                    field_name = f"demand.classes.{name}"
                    faults.append(
                        Fault("out-of-range", f"on {what}: {gap.args[0]}", place, field_name, action)
                    )
                    continue
                if capacity:
                    found.append(Serves(name, cards, llm, capacity))
        if faults:
            raise InputError(too_many(faults))
        return tuple(found)

    return serves


# One table is asked again and again in a study.
@lru_cache(maxsize=4)
def _groups(text: str, name: str, known: frozenset[str] | None) -> dict[str, dict[int, _Group]]:
    """The rows of a table by card and group size."""
    groups: dict[str, dict[int, _Group]] = {}
    for row in measured_rows(text, name, known):
        group = groups.setdefault(row.card, {}).setdefault(row.cards, _Group())
        if row.name is not None:
            group.named[row.name].append(row)
        if row.lengths is not None:
            group.grid[row.lengths].append(row)
    return groups


def _capacity(group: _Group, name: str, wanted: ServiceClass, llm: str) -> Fraction:
    """What the group carries of a class. Raises LookupError with the reason that the table does not say."""
    if group.named.get(name):
        return _best(group.named[name], wanted, llm)[0]
    prompt, output = wanted.longest
    if prompt is None or output is None:
        if group.grid:
            raise LookupError("the class gives no prompt and output to look up")
        return Fraction(0)
    if not group.grid:
        return Fraction(0)
    return _between(group, prompt, output, wanted, llm)


def _best(rows: Iterable[Measured], wanted: ServiceClass, llm: str) -> tuple[Fraction, Place]:
    """The most that any row carries while it keeps the class's promises, and where that row stands."""
    best: tuple[Fraction, Place] | None = None
    why, unit = "", wanted.unit
    for row in rows:
        broken = _broken(row, wanted, unit, llm)
        if broken is None:
            if best is None or row.amount[unit] > best[0]:
                best = row.amount[unit], row.place
        elif broken:
            why = f"{broken} ({row.place})"
    if best is not None:
        return best
    if why:
        raise LookupError(why)
    return Fraction(0), next(iter(rows)).place


def _broken(row: Measured, wanted: ServiceClass, unit: str, llm: str) -> str | None:
    """None for a row that keeps every promise; "" for one that does not; else what it leaves open."""
    if row.llm is not None and row.llm != llm:
        return ""
    if unit not in row.amount:
        return f"the row gives no {unit}"
    if not row.amount[unit]:
        return None
    if wanted.tokens_per_s is not None:
        if row.tokens_per_s is None:
            return "the row does not say at what tokens_per_s"
        if row.tokens_per_s < Fraction(wanted.tokens_per_s):
            return ""
    if wanted.ttft_s is not None:
        if row.ttft_s is None:
            return "the row does not say at what ttft_s"
        if row.ttft_s > Fraction(wanted.ttft_s):
            return ""
    return None


def _between(group: _Group, prompt: int, output: int, wanted: ServiceClass, llm: str) -> Fraction:
    """The capacity at (prompt, output): a row, or the chords of 1 / capacity over the cell around it."""
    prompts = sorted({p for p, _ in group.grid})
    outputs = sorted({o for _, o in group.grid})
    around = [
        (p, o, wp * wo)
        for p, wp in _ends(prompts, prompt, "prompt")
        for o, wo in _ends(outputs, output, "output")
    ]
    corners = []
    for p, o, weight in around:
        if (p, o) not in group.grid:
            raise LookupError(f"no row at prompt {p} and output {o}, which lies next to {prompt}, {output}")
        value, place = _best(group.grid[p, o], wanted, llm)
        corners.append((p, o, weight, value, place))
    for p, o, _, value, place in corners:
        for p2, o2, _, value2, place2 in corners:
            if p <= p2 and o <= o2 and value2 > value:
                message = f"longer requests at a higher rate ({place}, {place2}): not interpolated"
                raise LookupError(message)
    if any(value == 0 for *_, value, _ in corners):
        return Fraction(0)
    return 1 / sum((weight / value for _, _, weight, value, _ in corners), Fraction(0))


def _ends(measured: list[int], wanted: int, what: str) -> Iterator[tuple[int, Fraction]]:
    """The measured lengths on both sides of `wanted` with their weights; itself where it was measured."""
    at = bisect_left(measured, wanted)
    if at < len(measured) and measured[at] == wanted:
        yield wanted, Fraction(1)
        return
    if at in (0, len(measured)):
        raise LookupError(f"outside of the measured {measured[0]}..{measured[-1]}: {what} {wanted}")
    low, high = measured[at - 1], measured[at]
    yield low, Fraction(high - wanted, high - low)
    yield high, Fraction(wanted - low, high - low)

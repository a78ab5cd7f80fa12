"""Names in a throughput table that no class of the scenario has: their rows count for nothing.

A table may be shared by scenarios and hold more than each asks for. But a slip in a name would take from a
card what was measured on it, and so change the purchase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, Place
from glmopt.records.faults import suggest
from glmopt.scenario import Scenario
from glmopt.sizing.classes.measured import Measured, measured_rows, table_of

# How much a name must be like another one to be taken for a slip of it, from 0 to 1.
LIKE = 0.8


@dataclass(frozen=True, slots=True)
class Asked:
    """The classes of a scenario and its what-ifs, the llms that serve them, and the llms of the catalog."""

    classes: frozenset[str]
    llms: frozenset[str]
    known_llms: frozenset[str]


def asked_of(scenario: Scenario, catalog: Catalog) -> Asked:
    """What `scenario` asks for, now or in a what-if."""
    demand = scenario.demand
    llms = {demand.llm, *(c.llm for c in demand.classes.values() if c.llm)}
    classes = set(demand.classes)
    for block in scenario.what_if.values():
        more = _mapping(_mapping(block).get("demand"))
        its = _mapping(more.get("classes"))
        classes |= its.keys()
        llms |= {str(named["llm"]) for named in (more, *map(_mapping, its.values())) if named.get("llm")}
    return Asked(frozenset(classes), frozenset(llms), frozenset(catalog.llms))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def slips(rows: Iterable[Measured], asked: Asked) -> Iterator[Fault]:
    """A fault for each name that looks like one that is asked for, on a card that has no row of that one."""
    by_card: dict[str, list[Measured]] = {}
    for row in rows:
        by_card.setdefault(row.card, []).append(row)
    for its in by_card.values():
        for column, names in _strangers(its, asked).items():
            here = {row.name if column == "class" else row.llm for row in its}
            missing = (asked.classes if column == "class" else asked.llms) - here
            for name, place in names.items():
                alike = sorted(m for m in missing if _digits(m) == _digits(name))
                if action := suggest(name, alike, closeness=LIKE):
                    message = f"no class {name[:60]!r}" if column == "class" else f"no llm {name[:60]!r}"
                    yield Fault("unknown-name", message, place, column, action)


def strangers(scenario: Scenario, catalog: Catalog) -> dict[str, dict[str, Place]]:
    """`class` and `llm`, each with the names that nobody asks for and the first row of each in the table.

    Nothing where there is no table. Raises InputError for faults of the table.
    """
    if scenario.demand.capacity is None or not scenario.demand.classes:
        return {}
    return _strangers(measured_rows(*table_of(scenario, catalog)), asked_of(scenario, catalog))


def _strangers(rows: Iterable[Measured], asked: Asked) -> dict[str, dict[str, Place]]:
    """Where each unknown name stands first. A row with lengths counts by these, whatever its class."""
    found: dict[str, dict[str, Place]] = {"class": {}, "llm": {}}
    for row in rows:
        if row.name is not None and row.lengths is None and row.name not in asked.classes:
            found["class"].setdefault(row.name, row.place)
        if row.llm is not None and row.llm not in asked.llms | asked.known_llms:
            found["llm"].setdefault(row.llm, row.place)
    return found


def _digits(name: str) -> str:
    """What tells versions and sizes apart: names that differ there are no slips of each other."""
    return re.sub(r"[^0-9]", "", name)

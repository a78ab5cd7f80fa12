"""The variations of a scenario: its named what-if blocks, its sweep, or a grid of settings."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

from glmopt.errors import Fault, InputError, Place
from glmopt.records.reading import from_plain
from glmopt.scenario.load import vary
from glmopt.scenario.model import Scenario
from glmopt.scenario.overrides import Setting, grid


def variations(
    scenario: Scenario, settings: Sequence[Setting] = ()
) -> list[tuple[str, tuple[Setting, ...], Scenario]]:
    """The variations that `compare` solves, each with its name and settings; every fault at once."""
    planned: list[tuple[str, tuple[Setting, ...], Scenario]] = []
    faults: list[Fault] = []
    named = [] if settings else list(scenario.what_if)
    combinations = grid(settings or _sweep(scenario)) if settings or scenario.sweep else []
    makers: Iterable[tuple[str, tuple[Setting, ...], Callable[[], Scenario]]] = itertools.chain(
        ((n, (), lambda n=n: vary(scenario, what_if=n)) for n in named),  # type: ignore[misc]
        ((_label(c), c, lambda c=c: vary(scenario, c)) for c in combinations),  # type: ignore[misc]
    )
    for name, chosen, make in makers:
        try:
            planned.append((name, chosen, make()))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    return planned


def _label(settings: Iterable[Setting]) -> str:
    return " ".join(f"{s.key}={s.written[0]}" for s in settings)


def _sweep(scenario: Scenario) -> list[Setting]:
    """The scenario's own `sweep` as settings."""
    settings = []
    for key, values in scenario.sweep.items():
        place = scenario.place("sweep", key) or Place("sweep")
        nodes = tuple(from_plain(v, place) for v in values)
        settings.append(Setting(tuple(key.split(".")), nodes, tuple(str(v) for v in values)))
    return settings

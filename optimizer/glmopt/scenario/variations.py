"""The variations of a scenario: its named what-if blocks, its sweep, or a grid of settings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.node import from_plain
from glmopt.scenario.load import vary
from glmopt.scenario.model import Scenario
from glmopt.scenario.overrides import Setting, grid


@dataclass(frozen=True, slots=True)
class Point:
    """A variation that is not made yet: its name, and the what-if block or the settings to lay on the base.

    With neither it is the base itself.
    """

    name: str
    settings: tuple[Setting, ...] = ()
    what_if: str | None = None

    def of(self, scenario: Scenario) -> Scenario:
        """The variation of `scenario`; InputError where it does not take what is laid on it."""
        if self.what_if is None and not self.settings:
            return scenario
        return vary(scenario, self.settings, what_if=self.what_if)


def points(scenario: Scenario, settings: Sequence[Setting] = ()) -> Iterator[Point]:
    """Every combination of `settings`; without them the what-if blocks and the sweep of the scenario.

    One at a time: however many there are, they take no room.
    """
    if not settings:
        yield from (Point(name, what_if=name) for name in scenario.what_if)
    if chosen := _grid_of(scenario, settings):
        yield from (_point(combination) for combination in grid(chosen))


def how_many(scenario: Scenario, settings: Sequence[Setting] = ()) -> int:
    """How many `points` there are."""
    chosen = _grid_of(scenario, settings)
    combinations = math.prod(len(s.values) for s in chosen) if chosen else 0
    return combinations + (0 if settings else len(scenario.what_if))


def cross(scenario: Scenario, settings: Sequence[Setting] = ()) -> Iterator[Point]:
    """Few of the `points` that hold every what-if and each value of a grid: the others have its first values.

    A value that the scenario does not take shows here, before the first solve of a long sweep.
    """
    if not settings:
        yield from (Point(name, what_if=name) for name in scenario.what_if)
    chosen = _grid_of(scenario, settings)
    first = [_single(s, 0) for s in chosen]
    for k, setting in enumerate(chosen):
        for v in range(0 if k == 0 else 1, len(setting.values)):
            yield _point((*first[:k], _single(setting, v), *first[k + 1 :]))


def variations(
    scenario: Scenario, settings: Sequence[Setting] = ()
) -> list[tuple[str, tuple[Setting, ...], Scenario]]:
    """The variations that `compare` solves, each with its name and settings; every fault at once."""
    return made(scenario, points(scenario, settings))


def made(scenario: Scenario, planned: Iterable[Point]) -> list[tuple[str, tuple[Setting, ...], Scenario]]:
    """Name, settings and scenario of each of the `planned`; InputError with the faults of all."""
    found: list[tuple[str, tuple[Setting, ...], Scenario]] = []
    faults: list[Fault] = []
    for point in planned:
        try:
            found.append((point.name, point.settings, point.of(scenario)))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    return found


def _point(settings: tuple[Setting, ...]) -> Point:
    return Point(" ".join(f"{s.key}={s.written[0]}" for s in settings), settings)


def _single(setting: Setting, k: int) -> Setting:
    return Setting(setting.path, (setting.values[k],), (setting.written[k],))


def _grid_of(scenario: Scenario, settings: Sequence[Setting]) -> Sequence[Setting]:
    """`settings`, or the scenario's own `sweep` as settings."""
    if settings:
        return settings
    swept = []
    for key, values in scenario.sweep.items():
        place = scenario.place("sweep", key) or Place("sweep")
        nodes = tuple(from_plain(v, place) for v in values)
        swept.append(Setting(tuple(key.split(".")), nodes, tuple(str(v) for v in values)))
    return swept

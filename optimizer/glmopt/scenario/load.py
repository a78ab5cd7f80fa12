"""Read a scenario: follow `extends`, lay on a what-if and settings, validate, remember every origin."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node, merge, validate
from glmopt.records.faults import MAX_FAULTS, suggest, too_many
from glmopt.records.node import child
from glmopt.scenario.catalogs import misfits
from glmopt.scenario.model import Origin, Scenario
from glmopt.scenario.overrides import Setting, nested
from glmopt.scenario.parents import OF_ONE_FILE, with_parents
from glmopt.scenario.paths import folder_of, inside
from glmopt.scenario.tables import Resolve, with_tables


def load_scenario(path: Path | str, settings: Sequence[Setting] = (), what_if: str | None = None) -> Scenario:
    """The scenario in the file `path`, with the named `what_if` block and the `settings` laid on it.

    Raises InputError with every fault and its place.
    """
    path = Path(path)
    try:
        folder = path.resolve().parent
    except (OSError, RuntimeError):
        fault = Fault("file-missing", "cannot be read: a loop of symbolic links", Place(str(path)))
        raise InputError(fault) from None
    unclear: list[Fault] = []
    tree, whole = with_parents(path, str(path), folder, unclear)
    if not whole:
        raise InputError(_faults_of_part(tree, unclear))
    tree = with_tables(tree, _resolver(folder), unclear)
    origin = Origin(tree, str(path), str(folder))
    unclear += _faults_of_what_ifs(tree, origin)
    try:
        scenario = validated(tree, origin, unclear)
    except InputError as error:
        raise InputError(
            too_many([*error.faults, *_faults_laid_on(origin, error, settings, what_if)])
        ) from None
    if what_if is not None:
        scenario = vary(scenario, what_if=what_if)
    return vary(scenario, settings) if settings else scenario


def _faults_of_part(tree: Node, unclear: list[Fault]) -> list[Fault]:
    """What is wrong in a file that extends one that cannot be read, whatever may stand in that."""
    try:
        validate(Scenario, tree, earlier=unclear)
    except InputError as error:
        return [f for f in error.faults if f in unclear or f.code not in ("missing-key", "bad-data")]
    return unclear


def _faults_laid_on(
    origin: Origin, error: InputError, settings: Sequence[Setting], what_if: str | None
) -> list[Fault]:
    """What is wrong in a what-if and settings that are laid on a scenario, beside what is wrong in that."""
    if what_if is None and not settings:
        return []
    try:
        tree = _varied(origin, settings, what_if)
        validated(tree, Origin(tree, origin.file, origin.folder))
    except InputError as further:
        return [fault for fault in further.faults if fault not in error.faults]
    return []


def vary(scenario: Scenario, settings: Iterable[Setting] = (), *, what_if: str | None = None) -> Scenario:
    """`scenario` with a named what-if block, then `settings`, laid on it.

    Mappings merge, everything else is replaced. Raises InputError for an unknown what-if, and for values
    that the scenario does not take.
    """
    origin = scenario.origin
    if origin is None:
        raise ValueError("only a scenario that was read from a file can be varied")
    tree = _varied(origin, settings, what_if)
    return validated(tree, Origin(tree, origin.file, origin.folder), before=scenario)


def _varied(origin: Origin, settings: Iterable[Setting], what_if: str | None) -> Node:
    """The tree of `origin` with the named what-if block, then `settings`, laid on it."""
    tree = origin.tree
    if what_if is not None:
        block = child(tree, "what_if")
        named = child(block, what_if) if block else None
        if named is None:
            known = list(block.value) if block and isinstance(block.value, dict) else []
            action = suggest(what_if, known) or (
                f"known: {', '.join(known)}" if known else "the file has none"
            )
            raise InputError(
                Fault("unknown-name", f"no what-if named {what_if!r}", Place(origin.file), action=action)
            )
        tree = _laid_on(tree, named)
    for setting in settings:
        tree = _laid_on(tree, nested(setting))
    return with_tables(tree, _resolver(origin.folder))


def _laid_on(tree: Node, over: Node) -> Node:
    """`over` laid on `tree`; what belongs to a file comes too late to mean anything, and is refused."""
    late = [
        Fault("unknown-key", "belongs to a file, and means nothing here", child.key_place, str(key))
        for key, child in over.items()
        if key in OF_ONE_FILE
    ]
    if late:
        raise InputError(late)
    return merge(tree, over)


def _resolver(folder: Path | str) -> Resolve:
    """How a table's path is found: relative to the file that names it, inside `folder`."""

    def resolve(written: str, place: Place, field: str) -> tuple[Path, str]:
        root = Path(folder)
        return inside(root, folder_of(place, root), written, place, field), written

    return resolve


def _faults_of_what_ifs(tree: Node, origin: Origin) -> list[Fault]:
    """What is wrong in the what-if blocks, each laid on the scenario, beside what is wrong without them."""

    def faults(over: Node | None) -> tuple[Fault, ...]:
        try:
            validated(tree if over is None else _laid_on(tree, over), origin)
        except InputError as error:
            return error.faults
        return ()

    blocks = tree.value.get("what_if")
    if blocks is None or not isinstance(blocks.value, dict):
        return []
    told = set(faults(None))
    laid_on = [block for block in blocks.value.values() if isinstance(block.value, dict)]
    found = [fault for block in laid_on for fault in faults(block)]
    return [f for f in dict.fromkeys(found) if f not in told]


def validated(
    tree: Node, origin: Origin, earlier: Sequence[Fault] = (), before: Scenario | None = None
) -> Scenario:
    """The scenario in `tree`, which knows its `origin`; InputError with every fault and its place.

    `earlier` faults are told with those found here. What stands in `tree` as it does in the tree of `before`
    is taken from there. Names are only looked up beside other faults: without any it is the catalog that is
    asked for them (catalogs.py, problem/formulate.py).
    """
    faults = [*earlier, *_faults_of_sweep(tree)]
    try:
        scenario = validate(Scenario, tree, earlier=faults, known=_unchanged(tree, before) if before else {})
    except InputError as error:
        if len(error.faults) >= MAX_FAULTS:
            raise
        names = misfits(tree, Path(origin.folder), [fault.place for fault in error.faults])
        raise InputError(too_many(list(dict.fromkeys((*error.faults, *names))))) from None
    return scenario.with_origin(origin)


def _faults_of_sweep(tree: Node) -> list[Fault]:
    """Keys of the sweep that are none of a scenario."""
    sweep = child(tree, "sweep")
    return [
        Fault("usage", "not a key of a scenario", node.place, f"sweep.{key}", suggest(first, _fields()))
        for key, node in (sweep.items() if sweep and isinstance(sweep.value, dict) else ())
        if (first := str(key).split(".")[0]) not in _fields()
    ]


def _unchanged(tree: Node, before: Scenario) -> dict[str, Any]:
    """The values of `before` whose nodes are those of `tree`, by key."""
    origin = before.origin
    base = origin.tree.value if origin else {}
    return {k: getattr(before, _fields()[k]) for k, node in tree.value.items() if base.get(k) is node}


@functools.cache
def _fields() -> dict[str, str]:
    """The field of each key of a scenario."""
    return {f.alias or name: name for name, f in Scenario.model_fields.items()}

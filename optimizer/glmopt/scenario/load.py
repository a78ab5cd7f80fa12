"""Read a scenario: follow `extends`, lay on a what-if and settings, validate, remember every origin."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from glmopt.catalog import Card, Catalog, load_catalog, load_prices
from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node, merge, read_yaml, validate
from glmopt.records.faults import suggest
from glmopt.scenario.model import Origin, Scenario
from glmopt.scenario.overrides import Setting, nested
from glmopt.scenario.paths import inside
from glmopt.scenario.tables import Resolve, with_tables

MAX_EXTENDS = 16

# What belongs to the file that writes it, and is not handed on by `extends`.
OF_ONE_FILE = ("extends", "what_if", "sweep")


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
    tree = _with_parents(path, str(path), folder, (), unclear)
    tree = with_tables(tree, _resolver(folder))
    origin = Origin(tree, str(path), str(folder))
    unclear += _faults_of_what_ifs(tree, origin)
    scenario = validated(tree, origin, unclear)
    if what_if is not None:
        scenario = vary(scenario, what_if=what_if)
    return vary(scenario, settings) if settings else scenario


def vary(scenario: Scenario, settings: Iterable[Setting] = (), *, what_if: str | None = None) -> Scenario:
    """`scenario` with a named what-if block, then `settings`, laid on it.

    Mappings merge, everything else is replaced. Raises InputError for an unknown what-if, and for values
    that the scenario does not take.
    """
    origin = scenario.origin
    if origin is None:
        raise ValueError("only a scenario that was read from a file can be varied")
    tree = origin.tree
    if what_if is not None:
        block = tree.value.get("what_if")
        if block is None or what_if not in block.value:
            known = list(block.value) if block else []
            action = suggest(what_if, known) or (
                f"known: {', '.join(known)}" if known else "the file has none"
            )
            raise InputError(
                Fault("unknown-name", f"no what-if named {what_if!r}", Place(origin.file), action=action)
            )
        tree = _laid_on(tree, block.value[what_if])
    for setting in settings:
        tree = _laid_on(tree, nested(setting))
    tree = with_tables(tree, _resolver(origin.folder))
    return validated(tree, Origin(tree, origin.file, origin.folder), before=scenario)


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


def catalog_for(scenario: Scenario) -> Catalog:
    """The catalog that `scenario` chooses from: shipped, its folders, its own cards and price list."""
    root = Path(scenario.origin.folder) if scenario.origin else Path.cwd()

    def resolve(written: str, *path: str | int) -> Path:
        place = scenario.place(*path)
        return inside(root, _folder_of(place, root), written, place, str(path[0]))

    folders = [resolve(f, "catalogs", i) for i, f in enumerate(scenario.catalogs)]
    catalog = load_catalog(tuple(folders))
    clash = [c for c in scenario.cards.define if c in catalog.cards]
    if clash:
        raise InputError(
            Fault(
                "contradiction",
                f"{c} is a card of the catalog",
                scenario.place("cards", "define", c),
                f"cards.define.{c}",
                "give it an id of its own",
            )
            for c in clash
        )
    catalog = catalog.with_cards(Card.defined(c, f) for c, f in scenario.cards.define.items())
    if scenario.prices is None or scenario.prices in catalog.prices:
        return catalog
    if not scenario.prices.endswith((".yaml", ".yml")):
        action = (
            suggest(scenario.prices, catalog.prices)
            or f"known: {', '.join(catalog.prices)}, or a path to a .yaml"
        )
        fault = Fault(
            "unknown-name", f"no price list {scenario.prices!r}", scenario.place("prices"), "prices", action
        )
        raise InputError(fault)
    prices, digest = load_prices(resolve(scenario.prices, "prices"), scenario.prices)
    return catalog.with_prices(scenario.prices, prices, digest)


def _resolver(folder: Path | str) -> Resolve:
    """How a table's path is found: relative to the file that names it, inside `folder`."""

    def resolve(written: str, place: Place, field: str) -> tuple[Path, str]:
        root = Path(folder)
        return inside(root, _folder_of(place, root), written, place, field), written

    return resolve


def _folder_of(place: Place | None, root: Path) -> Path:
    """The folder of the file a value was written in; the scenario's own for the command line."""
    return Path(place.file).resolve().parent if place and place.line else root


def _with_parents(path: Path, shown: str, root: Path, chain: tuple[Path, ...], unclear: list[Fault]) -> Node:
    """The tree of `path` laid on the trees of the files it extends; faults to go on with go to `unclear`."""
    tree = read_yaml(path, shown, unclear)
    if not isinstance(tree.value, dict):
        found = "a list" if isinstance(tree.value, list) else "a single value"
        fault = Fault("wrong-type", f"a scenario is a mapping, found {found}", tree.place)
        raise InputError(fault)
    link = tree.value.get("extends")
    if link is None:
        return tree
    if not isinstance(link.value, str):
        fault = Fault("wrong-type", "expected the path of one file", link.place, "extends")
        raise InputError(fault)
    here = path.resolve()
    target = inside(root, here.parent, link.value, link.place, "extends")
    line = (*chain, here)
    if target in line:
        names = " -> ".join(p.name for p in (*line[line.index(target) :], target))
        raise InputError(Fault("extends-cycle", f"files extend each other: {names}", link.place, "extends"))
    if len(line) >= MAX_EXTENDS:
        fault = Fault(
            "extends-cycle", f"more than {MAX_EXTENDS} files extend each other", link.place, "extends"
        )
        raise InputError(fault)
    try:
        base = _with_parents(target, str(Path(shown).parent / link.value), root, line, unclear)
    except InputError as error:
        note = f"extended by {link.place}"
        faults = [Fault(f.code, f.message, f.place, f.field, f.action or note) for f in error.faults]
        raise InputError(faults) from None
    inherited = Node({k: v for k, v in base.value.items() if k not in OF_ONE_FILE}, base.place)
    return merge(inherited, tree)


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
    is taken from there.
    """
    scenario = validate(Scenario, tree, earlier=earlier, known=_unchanged(tree, before) if before else {})
    faults = [
        Fault("usage", "not a key of a scenario", origin.place("sweep", key), f"sweep.{key}")
        for key in scenario.sweep
        if key.split(".")[0] not in Scenario.model_fields
    ]
    if faults:
        raise InputError(faults)
    return scenario.with_origin(origin)


def _unchanged(tree: Node, before: Scenario) -> dict[str, Any]:
    """The values of `before` whose nodes are those of `tree`, by key."""
    origin = before.origin
    base = origin.tree.value if origin else {}
    return {k: getattr(before, _fields()[k]) for k, node in tree.value.items() if base.get(k) is node}


@functools.cache
def _fields() -> dict[str, str]:
    """The field of each key of a scenario."""
    return {f.alias or name: name for name, f in Scenario.model_fields.items()}

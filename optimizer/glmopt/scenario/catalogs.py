"""The catalog that a scenario chooses from, and everything that it names and that is not there.

What is wrong with the names is looked up in the tree of the file, so that it is told beside what is wrong
with its keys and values. What cannot be judged, because something around it is broken, is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from glmopt.catalog import Card, Catalog, load_catalog, load_prices
from glmopt.catalog.load import readable
from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node
from glmopt.records.faults import suggest
from glmopt.records.node import child
from glmopt.scenario.model import Scenario
from glmopt.scenario.names import ids_of, meant, tree_of, unknown_in
from glmopt.scenario.paths import folder_of, inside


def catalog_for(scenario: Scenario) -> Catalog:
    """The catalog that `scenario` chooses from: shipped, its folders, its own cards and price list.

    Raises InputError for folders, cards and lists that are none, and then for every name besides that the
    scenario gives and that is not there.
    """
    root = Path(scenario.origin.folder) if scenario.origin else Path.cwd()
    try:
        return _chosen(scenario, root)
    except InputError as error:
        raise InputError(dict.fromkeys((*error.faults, *misfits(tree_of(scenario), root)))) from None


def _chosen(scenario: Scenario, root: Path) -> Catalog:
    folders = [
        _path(folder, scenario.place("catalogs", i), root, "catalogs")
        for i, folder in enumerate(scenario.catalogs)
    ]
    catalog = load_catalog(tuple(folders))
    clash = [
        _clash(c, scenario.place("cards", "define", c)) for c in scenario.cards.define if c in catalog.cards
    ]
    if clash:
        raise InputError(clash)
    catalog = catalog.with_cards(Card.defined(c, f) for c, f in scenario.cards.define.items())
    if scenario.prices is None or scenario.prices in catalog.prices:
        return catalog
    path = _price_file(scenario.prices, scenario.place("prices"), root, catalog.prices)
    prices, digest = load_prices(path, scenario.prices)
    return catalog.with_prices(scenario.prices, prices, digest)


def misfits(tree: Node, root: Path, told: Iterable[Place | None] = ()) -> list[Fault]:
    """What the scenario in `tree` names and is not there: folders, price list, and every other name.

    `root` is the folder that paths may not lead out of. Nothing is said of what stands at the places in
    `told`, which is at fault already.
    """
    told = set(told)
    folders, faults = _folders(tree, root, told)
    if folders is None:
        # whatever is named may be in the one that is not there
        return faults
    read = readable(folders)
    faults += read.faults
    faults += _clashes(tree, read.catalog, told)
    prices = child(tree, "prices")
    if prices and isinstance(prices.value, str) and prices.place not in told:
        faults += _faults_of_list(prices, root, [*read.catalog.prices, *read.unread["prices"]])
    return [*faults, *unknown_in(tree, ids_of(read.catalog, read.unread), told)]


def _folders(tree: Node, root: Path, told: Collection[Place | None]) -> tuple[list[Path] | None, list[Fault]]:
    """The catalog folders that `tree` names; None where not all can be found."""
    catalogs = child(tree, "catalogs")
    # under a misspelt key there may be others
    whole = meant(tree, "catalogs", Scenario.model_fields) == ([catalogs] if catalogs else [])
    whole &= catalogs is None or isinstance(catalogs.value, list)
    folders: list[Path] = []
    faults: list[Fault] = []
    for _, entry in catalogs.items() if catalogs else ():
        if not isinstance(entry.value, str) or entry.place in told:
            whole = False
            continue
        try:
            folders.append(_path(entry.value, entry.place, root, "catalogs"))
        except InputError as error:
            faults += error.faults
    return (folders if whole and not faults else None), faults


def _clashes(tree: Node, catalog: Catalog, told: Collection[Place | None]) -> list[Fault]:
    """Cards that `tree` defines and `catalog` has."""
    define = child(child(tree, "cards") or tree, "define")
    defined = define.items() if define and isinstance(define.value, dict) else ()
    return [
        _clash(str(card), node.place)
        for card, node in defined
        if card in catalog.cards and node.place not in told
    ]


def _clash(card: str, place: Place | None) -> Fault:
    message = f"{card} is a card of the catalog"
    return Fault("contradiction", message, place, f"cards.define.{card}", "give it an id of its own")


def _faults_of_list(prices: Node, root: Path, known: Collection[str]) -> tuple[Fault, ...]:
    """What is wrong with the price list that `prices` names: by its id, or as a file."""
    if prices.value in known:
        return ()
    try:
        load_prices(_price_file(prices.value, prices.place, root, known), prices.value)
    except InputError as error:
        return error.faults
    return ()


def _price_file(written: str, place: Place | None, root: Path, known: Collection[str]) -> Path:
    """The file of a price list; InputError for the id of one that is not there."""
    if not written.endswith((".yaml", ".yml")):
        action = suggest(written, sorted(known)) or f"known: {', '.join(sorted(known))}, or a path to a .yaml"
        raise InputError(Fault("unknown-name", f"no price list {written!r}", place, "prices", action))
    return _path(written, place, root, "prices")


def _path(written: str, place: Place | None, root: Path, field: str) -> Path:
    return inside(root, folder_of(place, root), written, place, field)

"""Names that a scenario gives and its catalog must know: cards, vendors, llms, servers, networks, sites.

They are looked up in the tree of the file, so that they can be told beside whatever else is wrong in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, repeat
from types import MappingProxyType

from glmopt.catalog import CardFigures, Catalog
from glmopt.errors import Fault, Place
from glmopt.records import Node, locate
from glmopt.records.faults import dotted, suggest
from glmopt.records.node import child, from_plain
from glmopt.scenario.housing import MAIN
from glmopt.scenario.model import Cards, Scenario

Path = tuple[str | int, ...]
# The ids of a kind; asked for where one is named, for some take a while to gather.
Ids = Mapping[str, Callable[[], Collection[str]]]

# Of ten thousand unknown names the first are told, with what they may mean.
MAX_HINTS = 50
# A longer list of what is known is no help.
MAX_KNOWN = 20

# In a path: each entry of a list or value of a mapping; each key of a mapping, which is itself the name.
EACH, KEY = "*", "#"
NAMED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("llm", ("demand", "llm")),
    ("efficiency set", ("demand", "efficiency")),
    ("efficiency set", ("demand", "efficiency", EACH)),
    ("card or vendor", ("demand", "efficiency", KEY)),
    ("card", ("cards", "allow", EACH)),
    ("card", ("cards", "deny", EACH)),
    ("card", ("cards", "stock", KEY)),
    ("card", ("cards", "price", KEY)),
    ("card", ("cards", "discount", KEY)),
    ("card", ("owned", EACH, "card")),
    ("chassis", ("owned", EACH, "chassis")),
    ("site", ("owned", EACH, "site")),
    ("chassis", ("nodes", "chassis", EACH)),
    ("chassis", ("nodes", "price", KEY)),
    ("fabric", ("nodes", "network", KEY)),
    ("fabric", ("nodes", "fabric")),
    ("fabric", ("nodes", "fabric", EACH)),
    ("chassis", ("sites", EACH, "chassis", EACH)),
    ("fabric", ("sites", EACH, "fabric")),
    ("fabric", ("sites", EACH, "fabric", EACH)),
    ("vendor", ("rules", "vendors", "allow", EACH)),
    ("vendor", ("rules", "vendors", "deny", EACH)),
)
_HINTS = {
    "card": "glmopt catalog list shows the cards",
    "card or vendor": "a card id, a vendor, or any",
}


def unknown_names(scenario: Scenario, catalog: Catalog, only: Collection[str] = ()) -> list[Fault]:
    """A fault for each name in `scenario` that `catalog` does not have, with the nearest one that it has.

    With `only`, no other kinds of names are looked at.
    """
    tree, ids = tree_of(scenario), ids_of(catalog)
    if only:
        ids = {kind: ids[kind] for kind in only}
    found = unknown_in(tree, ids)
    if "llm" not in tree.value["demand"].value:
        found += _told([("llm", ("demand", "llm"), scenario.demand.llm)], tree, ids)
    if scenario.origin is None:
        return [Fault(f.code, f.message, None, f.field, f.action) for f in found]
    return found


def tree_of(scenario: Scenario) -> Node:
    """The tree that `scenario` was read from, or one that is made of its values."""
    if scenario.origin is not None:
        return scenario.origin.tree
    return from_plain(scenario.model_dump(by_alias=True, mode="json", exclude_unset=True), Place(""))


def ids_of(catalog: Catalog, unread: Mapping[str, Collection[str]] = MappingProxyType({})) -> Ids:
    """What `catalog` knows, by the kinds of `NAMED`, beside the files of its folders that were not read."""

    def known(folder: str) -> Callable[[], Collection[str]]:
        more = unread.get(folder)
        return lambda: {*getattr(catalog, folder), *more} if more else getattr(catalog, folder)

    kinds = {
        "card": "cards",
        "llm": "llms",
        "efficiency set": "efficiencies",
        "chassis": "chassis",
        "fabric": "fabrics",
    }
    # which sites there are, the scenario says itself
    ids = {"site": tuple, **{kind: known(folder) for kind, folder in kinds.items()}}
    if unread.get("cards"):
        return ids
    vendors = {"vendor": lambda: catalog.vendors}
    return ids | vendors | {"card or vendor": lambda: {"any", *catalog.cards, *catalog.vendors}}


def unknown_in(tree: Node, ids: Ids, told: Collection[Place | None] = ()) -> list[Fault]:
    """A fault for each name in `tree` that is not among `ids`, nor defined in the tree itself.

    What stands at a place of `told` is at fault already and is not judged, nor are kinds that `ids` lack.
    """
    written = [
        (kind, path, name)
        for kind, pattern in (*NAMED, *_of_classes(tree))
        for path, name in _at(tree, pattern)
        if locate(tree, path) not in told
    ]
    return _told(written, tree, ids)


def _of_classes(tree: Node) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The llms of classes, where the roofline is to size them: a measured table has names of its own."""
    sizing, demand = child(tree, "sizing"), child(tree, "demand")
    if sizing and sizing.value == "roofline" and demand and child(demand, "capacity") is None:
        yield "llm", ("demand", "classes", EACH, "llm")


def _told(written: Iterable[tuple[str, Path, str]], tree: Node, ids: Ids) -> list[Fault]:
    known: dict[str, Collection[str] | None] = {}
    unknown = []
    for kind, path, name in written:
        if kind not in known:
            known[kind] = _known(kind, tree, ids)
        among = known[kind]
        if among is not None and name not in among:
            unknown.append((kind, path, name, among))
    hints = [_hint(kind, name, among) for kind, _, name, among in unknown[:MAX_HINTS]]
    return [
        Fault("unknown-name", f"no {kind} {name!r}", locate(tree, path), dotted(path), hint)
        for (kind, path, name, _), hint in zip(unknown, chain(hints, repeat("")), strict=False)
    ]


def _hint(kind: str, name: str, known: Collection[str]) -> str:
    listed = f"known: {', '.join(sorted(known))}" if len(known) <= MAX_KNOWN else ""
    return suggest(name, sorted(known)) or _HINTS.get(kind, listed)


def _at(node: Node, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The names that stand at `pattern` below `node`, each with its path."""
    if not pattern:
        if isinstance(node.value, str):
            yield path, node.value
        return
    step, rest = pattern[0], pattern[1:]
    if step == KEY:
        yield from (((*path, key), str(key)) for key in (node.value if isinstance(node.value, dict) else ()))
    elif step == EACH:
        for key, below in node.items():
            yield from _at(below, rest, (*path, key))
    elif isinstance(node.value, dict) and step in node.value:
        yield from _at(node.value[step], rest, (*path, step))


def _known(kind: str, tree: Node, ids: Ids) -> Collection[str] | None:
    """The names of a kind that there are; None where what would say so cannot be understood."""
    if kind not in ids:
        return None
    if kind == "site":
        sites = meant(tree, "sites", Scenario.model_fields)
        return None if _unclear(sites) else {str(key) for node in sites for key, _ in node.items()} or {MAIN}
    if kind not in ("card", "vendor", "card or vendor"):
        return ids[kind]()
    cards = meant(tree, "cards", Scenario.model_fields)
    defined = [node for each in cards for node in meant(each, "define", Cards.model_fields)]
    if _unclear((*cards, *defined)):
        return None
    own = [(str(card), child(figures, "vendor")) for node in defined for card, figures in node.items()]
    names = {card for card, _ in own if kind != "vendor"}
    maker = CardFigures.model_fields["vendor"].default
    names |= {str(vendor.value) if vendor else maker for _, vendor in own if kind != "card"}
    return {*ids[kind](), *names}


def meant(node: Node, key: str, keys: Collection[str]) -> list[Node]:
    """What stands under `key`, and under a key that is none of `keys` and may be a slip for it."""
    return [
        below
        for written, below in (node.items() if isinstance(node.value, dict) else ())
        if written == key or (written not in keys and suggest(str(written), keys) == suggest(key, keys))
    ]


def _unclear(nodes: Iterable[Node]) -> bool:
    """Whether what should be a mapping is none."""
    return any(not isinstance(node.value, dict) for node in nodes)

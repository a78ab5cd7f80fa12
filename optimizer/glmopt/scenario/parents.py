"""Files that extend each other: each is laid on the one that it names."""

from __future__ import annotations

from pathlib import Path

from glmopt.errors import Fault, InputError
from glmopt.records import Node, merge, read_yaml
from glmopt.scenario.paths import inside

MAX_EXTENDS = 16

# What belongs to the file that writes it, and is not handed on by `extends`.
OF_ONE_FILE = ("extends", "what_if", "sweep")


def with_parents(
    path: Path, shown: str, root: Path, faults: list[Fault], chain: tuple[Path, ...] = ()
) -> tuple[Node, bool]:
    """The tree of `path`, called `shown`, laid on the trees of the files it extends, and whether it is whole.

    Raises InputError where `path` itself is no scenario. Faults to go on with are added to `faults`: those
    of a file it extends are, and then the tree holds only what is written in those that could be read.
    """
    tree = read_yaml(path, shown, faults)
    if not isinstance(tree.value, dict):
        found = "a list" if isinstance(tree.value, list) else "a single value"
        fault = Fault("wrong-type", f"a scenario is a mapping, found {found}", tree.place)
        raise InputError(fault)
    link = tree.value.get("extends")
    if link is None:
        return tree, True
    here = path.resolve()
    try:
        target = _target(link, here, root, (*chain, here))
    except InputError as error:
        faults += error.faults
        return tree, False
    try:
        name = str(Path(shown).parent / link.value)
        base, whole = with_parents(target, name, root, faults, (*chain, here))
    except InputError as error:
        faults += [_extended(fault, link) for fault in error.faults]
        return tree, False
    inherited = Node({k: v for k, v in base.value.items() if k not in OF_ONE_FILE}, base.place)
    return merge(inherited, tree), whole


def _extended(fault: Fault, link: Node) -> Fault:
    """`fault` of a file with the place that names the file."""
    note = f"{fault.action}; extended by {link.place}" if fault.action else f"extended by {link.place}"
    return Fault(fault.code, fault.message, fault.place, fault.field, note)


def _target(link: Node, here: Path, root: Path, line: tuple[Path, ...]) -> Path:
    """The file that `link` in the file `here` means; `line` are the files that led there."""
    if not isinstance(link.value, str):
        raise InputError(Fault("wrong-type", "expected the path of one file", link.place, "extends"))
    target = inside(root, here.parent, link.value, link.place, "extends")
    if target in line:
        names = " -> ".join(p.name for p in (*line[line.index(target) :], target))
        raise InputError(Fault("extends-cycle", f"files extend each other: {names}", link.place, "extends"))
    if len(line) >= MAX_EXTENDS:
        message = f"more than {MAX_EXTENDS} files extend each other"
        raise InputError(Fault("extends-cycle", message, link.place, "extends"))
    return target

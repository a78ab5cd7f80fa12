"""The message templates in the code of the package: what errors, warnings and findings are made of.

A template is the text with `{}` for each value in it. Looked at are the message and action of every Fault,
Notice and error raised, the findings that the check yields, and the literals behind names and helpers.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

# Calls that make a message, with the places of its texts among their arguments.
MAKERS = {
    "Fault": (1, 4, "message", "action"),
    "Notice": (0, "message"),
    "notice": (2,),
    "ValueError": (0,),
    "TypeError": (0,),
    "SolverFailure": (0,),
    "Disagreement": (0,),
    "refuse": (1, 2),
    ".refuse": (0, "action"),
    "_refused": (1,),
    "make.fault": (1, 3, "action"),
    "_wish": (2,),
    "_no_workbook": (0,),
    "LookupError": (0,),
    "importing.fault": (2, 3),
    "row.fault": (0,),
    "notes.append": (0,),
}
# Every text that its functions return is what to do about a fault.
HINTS = "records/hints.py"
# Parts whose errors never reach a user: mistakes of whoever calls them.
INTERNAL = ("reports/charts/", "reports/tabular/", "reports/workbook/", "language.py", "topology/")


def templates(package: Path) -> dict[str, set[str]]:
    """Every template with the files it is in."""
    found: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        for text in _of_file(path, name):
            if any(c.isalpha() for c in text.replace("{}", "")):
                found.setdefault(text, set()).add(name)
    return found


def _of_file(path: Path, name: str) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for scope in _scopes(tree):
        names = _assigned(scope)
        for node in _own(scope):
            if isinstance(node, ast.Call):
                yield from _made(node, names, name)
            if isinstance(node, ast.Return) and name == HINTS and node.value is not None:
                yield from _texts(node.value, names)
            if isinstance(node, ast.Yield) and name.startswith("check/") and node.value is not None:
                yield from _texts(node.value, names)


def _scopes(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    names: dict[str, list[ast.expr]] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=False))
                for one, value in pairs:
                    if isinstance(one, ast.Name):
                        names.setdefault(one.id, []).append(value)
    return names


def _made(call: ast.Call, names: dict[str, list[ast.expr]], file: str) -> Iterator[str]:
    maker = getattr(call.func, "id", getattr(call.func, "attr", ""))
    # The method of a document takes the message first, the function of paths its code.
    maker = ".refuse" if maker == "refuse" and isinstance(call.func, ast.Attribute) else maker
    # What makes a housing has a method of its own for the faults of its scenario.
    of_housing = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "make"
    maker = f"make.{maker}" if of_housing else maker
    if maker == "fault" and file.startswith("importing/"):
        maker = "importing.fault"
    if maker == "fault" and file == "sizing/classes/measured.py":
        maker = "row.fault"
    # What an import does not carry over is told by notes.
    if maker == "append" and file.startswith("importing/") and getattr(call.func.value, "id", "") == "notes":  # type: ignore[attr-defined]
        maker = "notes.append"
    if maker not in MAKERS or (file.startswith(INTERNAL) and maker != "Fault"):
        return
    for at in MAKERS[maker]:
        if isinstance(at, int) and at < len(call.args):
            yield from _texts(call.args[at], names)
        for keyword in call.keywords:
            if keyword.arg == at:
                yield from _texts(keyword.value, names)


def _texts(node: ast.expr, names: dict[str, list[ast.expr]], depth: int = 0) -> Iterator[str]:
    """Every template that an expression may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, names, depth)
        yield from _texts(node.orelse, names, depth)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value, names, depth)
    elif isinstance(node, ast.Name) and depth < 3:
        for value in names.get(node.id, ()):
            yield from _texts(value, names, depth + 1)

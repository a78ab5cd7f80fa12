"""Seeded mutants of the program and the check: one small fault each, and whether the tests notice.

    python tests/reliability/measure.py mutants --count N --seconds S --seed K

Each mutant is the package with one comparison, number, sign, `and`, `or` or branch changed, or one call or
finding left out; mutant_runs.py has the tests judge it. The mutator is our own, for what a general one does
not give: a seeded sample over both packages, module level included (the tables that name constraints and
checks), and a fault that leaves a row or a finding out, which is what a missing rule looks like.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "optimizer" / "glmopt"
TARGETS = ("program", "check")

_COMPARE: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATE: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}


def _changes(node: Any) -> Iterator[str]:
    """The kinds of change that a node of the syntax tree can take."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
        yield "compare"
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATE:
        yield "operate"
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "number"
    if isinstance(node, ast.BoolOp):
        yield "and-or"
    if isinstance(node, ast.IfExp):
        yield "branches"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield "sign"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield):
        yield "drop"


def _change(node: Any, kind: str) -> None:
    match kind:
        case "compare":
            node.ops[0] = _COMPARE[type(node.ops[0])]()
        case "operate":
            node.op = _OPERATE[type(node.op)]()
        case "number":
            node.value += 1
        case "and-or":
            node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        case "branches":
            node.body, node.orelse = node.orelse, node.body
        case "sign":
            if isinstance(node.op, ast.USub):
                node.op = ast.UAdd()
            else:
                node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case "drop":
            node.value = ast.Constant(None)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: the file, the number of the node in its syntax tree, and the kind of change."""

    path: Path
    number: int
    kind: str

    @property
    def module(self) -> str:
        """The file within the package: check/money.py."""
        return self.path.relative_to(PACKAGE).as_posix()

    def text(self) -> tuple[str, str]:
        """The source with the fault, and where it is: file, line, kind and the line as it was."""
        source = self.path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        node = list(ast.walk(tree))[self.number]
        line = getattr(node, "lineno", 0)
        written = source.splitlines()[line - 1].strip() if line else ""
        _change(node, self.kind)
        where = f"{self.module}:{line} {self.kind}: {written}"
        return ast.unparse(ast.fix_missing_locations(tree)), where


def mutants(seed: int) -> list[Mutant]:
    """Every mutant, in a seeded order."""
    found = []
    for target in TARGETS:
        for path in sorted((PACKAGE / target).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [
                Mutant(path, k, kind) for k, node in enumerate(ast.walk(tree)) for kind in _changes(node)
            ]
    random.Random(seed).shuffle(found)  # noqa: S311
    return found

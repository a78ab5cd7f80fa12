"""Seeded mutants of the program and the check: one small fault each, and whether the tests notice.

    python tests/reliability/measure.py mutants --count N --seconds S --seed K

Each mutant is a copy of the package with one comparison, number, sign, `and`, `or` or branch changed, or one
call or finding left out; the tests that judge program and check run against it, the quick ones first, and
stop at the first failure. Tests that fail without any mutant are left out.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "optimizer" / "glmopt"
TARGETS = ("program", "check")
QUICK = ("tests/program", "tests/test_check.py")
SLOW = ("tests/solvers/test_oracle.py", "tests/test_scenarios.py", "tests/reliability/test_oracle.py")

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


def mutants(seed: int) -> list[tuple[Path, int, str]]:
    """Every mutant as file, number of the node and kind, in a seeded order."""
    found = []
    for target in TARGETS:
        for path in sorted((PACKAGE / target).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [(path, k, kind) for k, node in enumerate(ast.walk(tree)) for kind in _changes(node)]
    random.Random(seed).shuffle(found)  # noqa: S311
    return found


def killed(count: int, seconds: float, seed: int, work: Path) -> tuple[int, list[str]]:
    """How many mutants were tried, and those that no test noticed."""
    started, tried, alive = time.monotonic(), 0, []
    shutil.copytree(ROOT, work / "copy", ignore=shutil.ignore_patterns(".git", ".hypothesis", "__pycache__"))
    broken = _failing(work / "copy", (*QUICK, *SLOW))
    for path, number, kind in mutants(seed)[:count]:
        if time.monotonic() - started > seconds:
            break
        source = path.read_text(encoding="utf-8")
        tree = copy.deepcopy(ast.parse(source))
        node = list(ast.walk(tree))[number]
        line = getattr(node, "lineno", 0)
        written = source.splitlines()[line - 1].strip() if line else ""
        _change(node, kind)
        target = work / "copy" / path.relative_to(ROOT)
        target.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
        tried += 1
        if not any(_noticed(work / "copy", tests, broken) for tests in (QUICK, SLOW)):
            alive.append(f"{path.relative_to(PACKAGE)}:{line} {kind}: {written}")
        target.write_text(source, encoding="utf-8")
    return tried, alive


def _failing(root: Path, tests: tuple[str, ...]) -> list[str]:
    """The tests that fail as things are."""
    out = _pytest(root, [*tests, "-rf"], 900).stdout
    return [
        line.split(" - ")[0].removeprefix("FAILED ") for line in out.splitlines() if line[:7] == "FAILED "
    ]


def _noticed(root: Path, tests: tuple[str, ...], broken: list[str]) -> bool:
    left_out = [word for test in broken for word in ("--deselect", test)]
    try:
        return _pytest(root, ["-x", *tests, *left_out], 120).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def _pytest(root: Path, words: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *words]
    environ = {**os.environ, "PYTHONPATH": str(root / "optimizer"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=root, env=environ, capture_output=True, text=True, timeout=seconds, check=False
    )

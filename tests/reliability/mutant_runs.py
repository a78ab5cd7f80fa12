"""The tests against mutants: which tests judge which module, and whether one of them fails.

Every worker has a copy of the tree and puts one fault after another into it. The tests run in a child that is
forked from a process with the libraries and the layers below the program already loaded, and the catalog
read, so that only what can have the fault is imported anew, from the copy; they stop at the first failure,
the quickest first. A child that does not end in time has noticed the fault, too.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from equivalent import EQUIVALENT
from mutants import ROOT, TARGETS, Mutant, mutants

_copy = Path()
LIMIT_S = 400
LIBRARIES = (
    *("pulp", "pydantic", "hypothesis", "networkx", "pytest", "ruamel.yaml", "babel", "jsonschema"),
    *("hypothesis.strategies", "pandas", "decimal", "fractions", "highspy"),
)
# What program and check are built on, and never the other way round.
BELOW = ("glmopt.problem", "glmopt.plan", "glmopt.placement", "glmopt.topology", "glmopt.sizing.classes")

CHECKS = ("tests/test_check.py", "tests/test_check_servers.py", "tests/test_partitions.py")
KINDS = ("tests/test_check_kinds.py", "tests/test_check_gangs.py", "tests/test_check_numbers.py")
BREAKS = ("tests/test_discount.py",)
SERVED = ("tests/test_bridges.py", "tests/solve/test_moves.py")
CLASSES = ("tests/classes/test_check.py", "tests/classes/test_cuts.py", "tests/classes/test_oracle.py")
DEMAND = (
    "tests/classes/test_demand.py",
    "tests/classes/test_melange.py::test_slices_on_which_a_solver_goes_wrong",
)
EXACT = ("tests/program/test_exact.py",)
ROWS = ("tests/program", "tests/test_partitions.py")
CARDS = ("tests/solvers/test_oracle.py",)
SERVERS = ("tests/solvers/test_oracle_servers.py", "tests/topology/test_program_gangs.py")
# The tests of a module, in the order in which they are tried; the first name that its path begins with.
TESTS = {
    "check/classes": (CLASSES[:1], DEMAND),
    "check": (CHECKS, KINDS, BREAKS, SERVED),
    "program/classes": (ROWS, CLASSES, DEMAND),
    "program/exact": (EXACT, ROWS, CARDS),
    "program/full_finetune": (ROWS, KINDS, SERVERS, CARDS),
    "program/survive_nodes": (ROWS, KINDS, SERVERS),
    "program/servers": (ROWS, KINDS, SERVERS),
    "program/fabric": (ROWS, KINDS, SERVERS),
    "program/slots": (ROWS, KINDS, SERVERS),
    "program/power": (ROWS, KINDS, SERVERS),
    "program/rack_units": (ROWS, KINDS, SERVERS),
    "program/ports": (ROWS, KINDS, SERVERS),
    "program/site_streams": (ROWS, KINDS, SERVERS),
    "program": (ROWS, BREAKS, KINDS, CARDS, SERVERS),
}


def killed(count: int, seconds: float, seed: int, work: Path, workers: int = 2) -> tuple[int, list[str]]:
    """How many mutants were tried, and those that no test noticed, as `Mutant.text` names them.

    Raises RuntimeError where tests fail without a mutant.
    """
    return _judged(mutants(seed)[:count], seconds, work, workers)


def again(alive: list[str], seconds: float, work: Path, workers: int = 2) -> list[str]:
    """Those of `alive` that still live, the tests or the lines about them being others by now.

    A line may have moved: every mutant of its kind in a line that reads the same is tried, and one that lives
    keeps it alive. So does a line that is not there any more, or no time to try it.
    """
    wanted = {_moved(where): where for where in alive}
    found = [(m, wanted[_moved(m.text()[1])]) for m in mutants(0) if _moved(m.text()[1]) in wanted]
    tried, still = _judged([m for m, _ in found], seconds, work, workers)
    lost = {where for where in alive if where not in {w for _, w in found}}
    untried = set(alive) if tried < len(found) else set()
    living = {_moved(where) for where in still}
    return sorted(where for where in alive if where in lost | untried or _moved(where) in living)


def told_again(figures: dict[str, Any], alive: list[str]) -> dict[str, Any]:
    """The figures of a run whose mutants that lived were tried again: `alive` still do, or are no fault."""
    same = [where for where in alive if _moved(where) in EQUIVALENT]
    tried, killed = figures["tried"], figures["tried"] - len(alive)
    return {
        "tried": tried,
        "killed at first": figures["killed"],
        "killed": killed,
        "no fault": len(same),
        "per cent of faults": round(100 * killed / (tried - len(same)), 1),
        "alive": [where for where in alive if where not in same],
        "no fault, and why": [f"{where} -- {EQUIVALENT[_moved(where)]}" for where in same],
    }


def _moved(where: str) -> str:
    """A mutant's place without the number of its line."""
    return re.sub(r":\d+ ", " ", where, count=1)


def _judged(asked: list[Mutant], seconds: float, work: Path, workers: int) -> tuple[int, list[str]]:
    started = time.monotonic()
    _load_below()
    copies = [work / str(k) for k in range(workers)]
    for copy in copies:
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".hypothesis", "__pycache__"))
    for tests in dict.fromkeys(tests for stages in TESTS.values() for tests in stages):
        if _fails(copies[0], tests, keep=True):
            raise RuntimeError(f"without a mutant there are failures in {', '.join(tests)}")
    for copy in copies[1:]:
        shutil.rmtree(copy)
        shutil.copytree(copies[0], copy, symlinks=True)
    tried, alive = 0, []
    context = multiprocessing.get_context("fork")
    free: Any = context.Queue()
    for copy in copies:
        free.put(copy)
    with context.Pool(workers, _take, (free,)) as pool:
        for where in pool.imap_unordered(survivor, asked):
            tried += 1
            if where:
                alive.append(where)
                sys.stderr.write(f"alive: {where}\n")
            if time.monotonic() - started > seconds:
                break
    return tried, sorted(alive)


def _load_below() -> None:
    """Load what every child shares. A test that asks for the shipped catalog gets the one read here."""
    for name in (*LIBRARIES, *BELOW):
        importlib.import_module(name)
    above = [m for m in sys.modules if m.startswith(tuple(f"glmopt.{target}" for target in TARGETS))]
    if above:
        raise RuntimeError(f"{', '.join(above)} would be used without the fault")
    from glmopt import catalog

    read, shipped = catalog.load_catalog, catalog.load_catalog(whole=True)

    def load_catalog(further: Any = (), *, whole: bool = False) -> Any:
        return read(further, whole=whole) if further else shipped

    catalog.load_catalog = load_catalog


def _take(free: Any) -> None:
    """Give this worker a copy of its own. When it is ended, the tests that it runs go with it."""
    global _copy  # noqa: PLW0603
    _copy = free.get()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def survivor(mutant: Mutant) -> str:
    """Where the fault is, if no test notices it in this worker's copy; else nothing."""
    text, where = mutant.text()
    target = _copy / mutant.path.relative_to(ROOT)
    # what was compiled of the file itself must not be taken for the mutant
    shutil.rmtree(target.parent / "__pycache__", ignore_errors=True)
    target.write_text(text, encoding="utf-8")
    try:
        return "" if _noticed(_copy, mutant.module) else where
    finally:
        target.write_text(mutant.path.read_text(encoding="utf-8"), encoding="utf-8")


def _noticed(copy: Path, module: str) -> bool:
    """Whether a test of `module` fails in `copy`."""
    return any(_fails(copy, tests) for tests in next(t for m, t in TESTS.items() if module.startswith(m)))


def _fails(copy: Path, tests: tuple[str, ...], *, keep: bool = False) -> bool:
    """Whether one of `tests` fails in `copy`; what Python compiles is kept there, if asked."""
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        code = 1
        try:
            os.setsid()
            code = _run(copy, tests, keep=keep)
        finally:
            os._exit(code)
    deadline = time.monotonic() + LIMIT_S
    ended = 0
    try:
        while time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status != 0
            time.sleep(0.05)
    finally:
        if not ended:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return True


def _run(copy: Path, tests: tuple[str, ...], *, keep: bool) -> int:
    """Exit code of the tests, run in this process with the glmopt of `copy`, without a word."""
    import hypothesis
    import pytest

    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.chdir(copy)
    sys.dont_write_bytecode = not keep
    os.environ["PYTHONPATH"] = str(copy / "optimizer")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "" if keep else "1"
    sys.path[:] = [str(copy / "optimizer"), *(p for p in sys.path if not p.startswith(str(ROOT)))]
    importlib.import_module("glmopt").__path__ = [str(copy / "optimizer" / "glmopt")]
    # one failing example is enough: it need not be the smallest
    phases: Any = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None)
    hypothesis.settings.load_profile("mutants")
    # libraries that are loaded already are not looked at for assertions
    known = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *known, *tests]))

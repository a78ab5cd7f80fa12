"""Is everything there that glmopt needs? Each part is tried, not only looked for."""

from __future__ import annotations

import importlib
import importlib.metadata
import locale
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from glmopt.dataclass import dataclass

State = Literal["good", "missing", "note"]

LEAST_PYTHON = (3, 11)
# Distribution and the module it brings.
LIBRARIES = {
    "pulp": "pulp",
    "highspy": "highspy",
    "networkx": "networkx",
    "pandas": "pandas",
    "pydantic": "pydantic",
    "typer": "typer",
    "rich": "rich",
    "ruamel.yaml": "ruamel.yaml",
    "xlsxwriter": "xlsxwriter",
    "openpyxl": "openpyxl",
    "jinja2": "jinja2",
    "babel": "babel",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: what it is, what was found, and what to do where it is not good."""

    part: str
    found: str
    state: State = "good"
    action: str = ""


def examine(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Every part in reading order; `missing` ones keep glmopt from answering."""
    yield _python()
    yield Finding("glmopt", importlib.import_module("glmopt").__version__)
    for name, module in LIBRARIES.items():
        yield _tried(name, lambda n=name, m=module: _library(n, m), f"pip install {name}")  # type: ignore[misc]
    yield _tried("catalog", _catalog, "install glmopt again")
    for solver in ("highs", "cbc"):
        action = "install highspy again" if solver == "highs" else "solver.prove: once does without it"
        yield _tried(solver, lambda s=solver: _solver(s), action)  # type: ignore[misc]
    yield _tried("temporary folder", _temporary, "set TMPDIR to a folder that can be written to")
    yield from _encodings()
    yield _locale(environ)


def _python() -> Finding:
    fine = sys.version_info >= LEAST_PYTHON
    wanted = ".".join(map(str, LEAST_PYTHON))
    state: State = "good" if fine else "missing"
    return Finding("python", platform.python_version(), state, "" if fine else f"install {wanted} or newer")


def _tried(part: str, attempt: Callable[[], str], action: str) -> Finding:
    """What `attempt` says, or why it failed."""
    try:
        return Finding(part, attempt())
    except Exception as error:
        reason = (str(error).splitlines() or [""])[0][:120]
        return Finding(part, f"{type(error).__name__}: {reason}", "missing", action)


def _library(name: str, module: str) -> str:
    importlib.import_module(module)
    return importlib.metadata.version(name)


def _catalog() -> str:
    from glmopt.catalog import load_catalog

    catalog = load_catalog()
    return f"{len(catalog.cards)} cards, {len(catalog.prices)} price lists, sha256 {catalog.digest}"


def _solver(name: str) -> str:
    """Let a solver prove that three streams on cards of two streams take two cards for 20."""
    from glmopt.catalog import Card, load_catalog
    from glmopt.problem import formulate
    from glmopt.scenario import Scenario
    from glmopt.solve import prove

    figures = {"vram_gb": 40, "fp16_tflops": 40, "streams": {"low": 2, "high": 2}}
    cards = {"define": {"two": figures}, "allow": (), "price": {"two": 10}}
    terms = {"name": name, "prove": "once"}
    scenario = Scenario.model_validate({"demand": {"streams": 3}, "cards": cards, "solver": terms})
    catalog = load_catalog().with_cards(Card.defined(c, f) for c, f in scenario.cards.define.items())
    ending, _, _ = prove(formulate(scenario, catalog), scenario.solver)
    if ending.status != "optimal" or ending.objective != 2000:
        raise ValueError(f"says {ending.status} {ending.objective} to a program whose optimum is 2000")
    (proof,) = ending.proofs
    return f"{proof.solver} {proof.version}, proves"


def _temporary() -> str:
    with tempfile.TemporaryDirectory(prefix="glmopt-doctor-") as folder:
        path = Path(folder) / "written"
        path.write_bytes(b"1")
        if path.read_bytes() != b"1":
            raise OSError("what was written is not what is read")
    return tempfile.gettempdir()


def _encodings() -> Iterator[Finding]:
    for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        code = stream.encoding or "ascii"
        try:
            "中文 – ~".encode(code)
        except UnicodeEncodeError:
            action = "signs it lacks show as ?; set PYTHONIOENCODING=utf-8 or --lang en"
            yield Finding(name, code, "note", action)
        else:
            yield Finding(name, code)
    yield Finding("file names", sys.getfilesystemencoding())


def _locale(environ: Mapping[str, str]) -> Finding:
    from glmopt.language import default_language

    names = ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "COLUMNS")
    written = " ".join(f"{name}={environ[name]}" for name in names if environ.get(name))
    spoken = default_language(environ)
    return Finding("language", f"{spoken} ({written or locale.getpreferredencoding(do_setlocale=False)})")


def working(findings: list[Finding]) -> bool:
    """Whether nothing that is needed is missing."""
    return not any(f.state == "missing" for f in findings)


__all__ = ["Finding", "examine", "working"]

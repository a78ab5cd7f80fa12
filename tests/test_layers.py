"""The shape of the package: imports point down, one door for each library, importing costs nothing."""

from __future__ import annotations

import ast
import graphlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

import glmopt
from glmopt.catalog import data_root

# From the top down; a module may import its own layer and those below.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"reports", "study", "api"},
    {"result", "calibration", "probe", "quotes", "doctor", "importing"},
    {"explain", "opinion"},
    {"solve"},
    {"check", "program", "solvers"},
    {"placement"},
    {"plan", "problem"},
    {"notices", "topology", "sizing", "scenario"},
    {"catalog"},
    {"records"},
    {"units", "errors", "language", "lazy", "dataclass", "messages", "starter", "interrupts", "kept"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

DOORS = {
    "pulp": ("program", "solvers", "solve", "explain"),
    "highspy": ("solvers.highs", "solvers.relaxation"),
    "networkx": ("topology",),
    "pandas": ("study", "reports", "api"),
    "ruamel": ("records",),
    "typer": ("cli",),
    "rich": ("reports.tabular.fold", "cli"),
    "xlsxwriter": ("reports",),
    "openpyxl": ("quotes",),
    "babel": ("reports.local",),
    "jinja2": ("reports.html",),
    "resvg_py": ("reports.png",),
    "torch": ("probe",),
    "distributed": ("study.engines.dask",),
    "ray": ("study.engines.ray",),
    "pyarrow": ("reports.rows.parquet",),
}
HEAVY = (
    "jinja2",
    "pydantic",
    "pulp",
    "highspy",
    "pandas",
    "networkx",
    "rich",
    "ruamel",
    "typer",
    "xlsxwriter",
    "openpyxl",
)


def _package() -> Path:
    spec = importlib.util.find_spec("glmopt")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0])


def _modules() -> dict[str, Path]:
    """Every module of the package by its dotted name inside it: solvers.highs, check, ..."""
    found = {}
    for path in sorted(_package().rglob("*.py")):
        parts = path.relative_to(_package()).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


MODULES = _modules()


def _imports(path: Path) -> set[str]:
    """Dotted names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _inner(path: Path) -> set[str]:
    """Top-level parts of glmopt that a file imports: solvers, check, ..."""
    names = {name.split(".")[1] for name in _imports(path) if name.startswith("glmopt.")}
    return {name for name in names if name in {m.split(".")[0] for m in MODULES}}


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    """No module imports from a layer above its own, and each module belongs to a layer."""
    part = module.partition(".")[0]
    assert part in RANK, f"{part} is in no layer"
    assert [up for up in _inner(MODULES[module]) if RANK[up] < RANK[part]] == []


def test_parts_import_each_other_one_way() -> None:
    """Within a layer too: the parts of the package have an order in which each needs only earlier ones."""
    graph: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        part = module.partition(".")[0]
        graph.setdefault(part, set()).update(_inner(path) - {part})
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert order.index("errors") < order.index("check") < order.index("cli")


def test_the_check_shares_nothing_with_the_program() -> None:
    """check/ knows neither program nor solver, and they do not know it."""
    for module, path in MODULES.items():
        part = module.partition(".")[0]
        if part == "check":
            assert not _inner(path) & {"program", "problem", "solvers", "solve", "explain"}
        if part in ("program", "problem", "solvers"):
            assert "check" not in _inner(path)


def test_the_page_for_developers_draws_the_layers(root: Path) -> None:
    page = (root / "docs" / "extending.md").read_text(encoding="utf-8")
    drawn = page.partition("Imports point down only:\n\n```\n")[2].partition("\n```")[0]
    assert tuple(set(line.split(", ")) for line in drawn.splitlines()) == LAYERS[1:]


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    for module, path in MODULES.items():
        if library in {name.split(".")[0] for name in _imports(path)}:
            allowed = any(module == door or module.startswith(f"{door}.") for door in DOORS[library])
            assert allowed, f"{module} imports {library}"


def _loaded_by(statement: str, folder: Path) -> set[str]:
    """Top-level modules that are loaded once `statement` has run in a fresh Python."""
    tell = "import json, sys\nprint(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    code = f"{statement}\n{tell}"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=True, timeout=60
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_importing_the_package_loads_no_library(tmp_path: Path) -> None:
    assert _loaded_by("import glmopt", tmp_path) & set(HEAVY) == set()


def test_importing_the_package_reads_no_file_of_the_catalog(tmp_path: Path) -> None:
    """An audit hook sees every open(): none of them is YAML or JSON."""
    code = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)
import glmopt
assert not [name for name in opened if name.endswith(('.yaml', '.json'))], opened
"""
    _loaded_by(code, tmp_path)


def test_the_public_names_are_exactly_all() -> None:
    assert sorted(glmopt.__all__) == glmopt.__all__
    assert set(glmopt._HOME) == set(glmopt.__all__)
    assert set(glmopt.__all__) <= set(dir(glmopt))
    for name in glmopt.__all__:
        assert getattr(glmopt, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'solv'"):
        glmopt.solv  # noqa: B018


@pytest.mark.parametrize("first", glmopt.__all__)
def test_every_name_is_the_same_whichever_is_used_first(first: str, tmp_path: Path) -> None:
    """`glmopt.solve` is the function, also after something has loaded the package glmopt/solve."""
    _loaded_by(f"import glmopt\nglmopt.{first}\nassert callable(glmopt.solve), glmopt.solve", tmp_path)


def test_the_command_line_loads_only_typer(tmp_path: Path) -> None:
    """What `glmopt --help` needs: every other library waits for the command that uses it."""
    loaded = _loaded_by("import glmopt.cli", tmp_path)
    assert "typer" in loaded
    assert loaded & set(HEAVY) == {"typer"}


# What the question of bare cards has no use for: servers, tables of classes, what is said where nothing fits,
# documents, large questions; and what pydantic would load to look for plugins.
UNUSED = (
    "glmopt.explain.conflict",
    "glmopt.problem.classes",
    "glmopt.problem.networks",
    "glmopt.problem.servers",
    "glmopt.reports.classes",
    "glmopt.reports.tabular.md",
    "glmopt.reports.unmet",
    "glmopt.result.document",
    "glmopt.result.saved",
    "glmopt.scenario.class_rows",
    "glmopt.scenario.given",
    "glmopt.solve.dynamic.frontier",
    "glmopt.solve.narrow",
    "glmopt.topology.attributes",
    "email",
    "jinja2",
    "networkx",
    "numpy.typing",
    "pandas",
    "rich",
    "xlsxwriter",
    "zipfile",
)
# In a source checkout the whole catalog is read, servers and networks with it.
OF_WHOLE_CATALOG = ("glmopt.catalog.chassis", "glmopt.catalog.fabrics")


def test_a_solve_of_bare_cards_loads_what_it_needs(tmp_path: Path) -> None:
    packed = (data_root() / "catalog" / "index.json").is_file()
    unused = {*UNUSED, *(OF_WHOLE_CATALOG if packed else ())}
    code = f"""
import os, sys
os.environ.pop("COLUMNS", None)  # a screen that is not there has no width
before = set(sys.modules)
from glmopt.cli import main
try:
    main(["solve", {str(data_root() / "scenarios" / "200streams.yaml")!r}])
except SystemExit as ended:
    assert ended.code == 0, ended.code
loaded = {unused!r} & (set(sys.modules) - before)
assert not loaded, loaded
assert "highspy" in sys.modules
"""
    _loaded_by(code, tmp_path)

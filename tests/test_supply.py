"""What is installed with glmopt: ranges, pins with hashes; no pickle of others, eval, shell or network."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PINS = ("lock", "lowest")


@pytest.fixture(scope="module")
def ranges(root: Path) -> dict[str, Requirement]:
    """The dependencies that pyproject.toml asks for, with the extras that the tests need."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [Requirement(text) for text in (*project["dependencies"], *extras["dev"], *extras["png"])]
    return {canonicalize_name(r.name): r for r in asked}


def _pins(root: Path, name: str) -> dict[str, list[Version]]:
    """Every version of each package in a file of pins: more than one where the Python decides."""
    found: dict[str, list[Version]] = {}
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(package), []).append(Version(version))
    return found


@pytest.mark.parametrize("name", PINS)
def test_every_pin_is_in_its_range_and_has_hashes(
    name: str, root: Path, ranges: dict[str, Requirement]
) -> None:
    pins = _pins(root, name)
    assert ranges.keys() <= pins.keys()
    wrong = [f"{r} {v}" for p, r in ranges.items() for v in pins[p] if not r.specifier.contains(v)]
    assert wrong == []
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(
        r"\n(?=[a-z0-9])", text[text.index("\n", text.rindex("requirements/relock")) :].strip()
    )
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|file:|--index|--find-links|@ ", text)


def test_the_lowest_pins_are_the_lowest_of_their_ranges(root: Path, ranges: dict[str, Requirement]) -> None:
    """A range that is widened downwards has to be tested there: PINS=lowest tests/run."""
    pins = _pins(root, "lowest")
    for package, asked in ranges.items():
        floors = [Version(s.version) for s in asked.specifier if s.operator in (">=", "==")]
        assert len(floors) == 1, f"{asked}: a range says where it begins"
        floor = (*floors[0].release, 0)[: max(2, len(floors[0].release))]
        # stubs count their days behind the version
        assert pins[package][0].release[: len(floor)] == floor, (asked, pins[package])


def test_what_runs_is_bounded_above(root: Path) -> None:
    """A release that nobody tested is not installed with glmopt: highspy 1.16 wrote into our stdout."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    open_ended = [
        text
        for text in project["dependencies"]
        if not any(s.operator in ("<", "==") for s in Requirement(text).specifier)
    ]
    assert open_ended == []


# Names that run code made of data, start a shell, or reach the network.
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "input"}
FORBIDDEN_IMPORTS = {
    *("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "ctypes", "runpy", "code"),
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "telnetlib", "xmlrpc", "requests", "httpx"),
    *("asyncio", "aiohttp", "webbrowser", "socketserver"),
}
# A sweep sends scenario and catalog to workers of its own; none of it comes from a file that anybody gives.
OWN = {("study/packed.py", "pickle")}


def test_the_package_has_no_pickle_no_eval_no_shell_and_no_network() -> None:
    import glmopt

    package, found = Path(glmopt.__file__).parent, set()
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {(path.relative_to(package).as_posix(), what) for what in _forbidden(node)}
    assert found == OWN


def _forbidden(node: ast.AST) -> list[str]:
    """What a node of the code imports or calls that it must not."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name.split(".", 1)[0] for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        names = [(node.module or "").split(".", 1)[0]]
    found = [name for name in names if name in FORBIDDEN_IMPORTS]
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "os":
            name = called.attr
        else:
            name = getattr(called, "id", "")
        found += [name] if name in FORBIDDEN_CALLS else []
        found += ["shell=True" for k in node.keywords if k.arg == "shell"]
    return found

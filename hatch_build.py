"""What the wheel carries beside the sources: compiled language catalogues and the parsed card catalog.

`python hatch_build.py` compiles the language catalogues in place, for running from a source checkout.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import shutil
import sys
import tempfile
import types
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
PACKAGE = Path("optimizer") / "glmopt"
INDEX = "glmopt/_data/catalog/index.json"


class BuildHook(BuildHookInterface[Any]):
    """Adds generated files to the wheel; the source tree is written to by an editable install only."""

    PLUGIN_NAME = "custom"
    scratch: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate the files before the wheel is put together."""
        root = Path(self.root)
        if self.target_name != "wheel":
            return
        if version == "editable":
            compile_in_place(root)
            return
        self.scratch = Path(tempfile.mkdtemp(prefix="glmopt-build-"))
        made = {f"glmopt/{name}": data for name, data in compiled(root / PACKAGE)}
        made[INDEX] = catalog_index(root)
        for number, (name, data) in enumerate(made.items()):
            path = self.scratch / str(number)
            path.write_bytes(data)
            build_data["force_include"][str(path)] = name

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was generated."""
        if self.scratch is not None:
            shutil.rmtree(self.scratch, ignore_errors=True)


def compiled(package: Path) -> Iterator[tuple[str, bytes]]:
    """The compiled form of each language catalogue, under its path in the package."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(package.glob("locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        out = io.BytesIO()
        write_mo(out, catalogue)
        yield source.with_suffix(".mo").relative_to(package).as_posix(), out.getvalue()


def compile_in_place(root: Path) -> None:
    """Write each compiled catalogue beside its source, where git ignores it."""
    for name, data in compiled(root / PACKAGE):
        (root / PACKAGE / name).write_bytes(data)


def catalog_index(root: Path) -> bytes:
    """Size, SHA-256 and plain data of each file of the catalog, by path, as JSON."""
    with _bare_packages(root):
        node = importlib.import_module("glmopt.records.node")
        reading = importlib.import_module("glmopt.records.reading")
        index = {
            path.relative_to(root / "catalog").as_posix(): (
                path.stat().st_size,
                hashlib.sha256(path.read_bytes()).hexdigest(),
                node.plain(reading.read_yaml(path)),
            )
            for path in sorted((root / "catalog").rglob("*.yaml"))
        }
    return json.dumps(
        index, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_decimal
    ).encode()


def _decimal(value: object) -> dict[str, str]:
    """JSON has no exact decimals; the reader knows this form of them."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    raise TypeError(f"not plain data: {value!r}")


@contextmanager
def _bare_packages(root: Path) -> Iterator[None]:
    """Modules of `glmopt.records` can be had without their packages, which need more than a build has.

    Packages that are nothing but a path stand in for them meanwhile, so that their `__init__` is not run.
    """
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "glmopt"}
    try:
        for name in ("glmopt", "glmopt.records"):
            bare = types.ModuleType(name)
            bare.__path__ = [str(root / "optimizer" / name.replace(".", "/"))]
            sys.modules[name] = bare
        yield
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "glmopt"]:
            del sys.modules[name]
        sys.modules.update(before)


if __name__ == "__main__":
    compile_in_place(ROOT)

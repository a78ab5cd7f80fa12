"""The module that tells of installed packages, loaded when it is asked of one.

pydantic imports it wherever it validates, to look for plugins, of which a command of glmopt has none; with it
come email, sockets and zip files, which took longer to load than a scenario takes to be read.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any

NAME = "importlib.metadata"


class _Late(ModuleType):
    """Stands for the module until something is asked of it that only the module knows."""

    def entry_points(self, **asked: Any) -> Any:
        """As the module's own, which are taken from it by name before they are asked."""
        return _loaded().entry_points(**asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(_loaded(), name)


def metadata_when_asked() -> None:
    """Put off loading `importlib.metadata`, where nothing has loaded it yet."""
    found = None if NAME in sys.modules else importlib.util.find_spec(NAME)
    if found is not None:
        late = _Late(NAME)
        late.__path__ = list(found.submodule_search_locations or ())
        sys.modules[NAME] = importlib.metadata = late


def _loaded() -> ModuleType:
    """The module itself; from now on it is what everybody imports."""
    if isinstance(sys.modules.get(NAME), _Late):
        del sys.modules[NAME]
    return importlib.import_module(NAME)

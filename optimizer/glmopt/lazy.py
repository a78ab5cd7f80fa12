"""Packages whose names are fetched when they are first used: importing one loads none of its modules."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


def fetch_names(package: str, homes: Mapping[str, str]) -> None:
    """Let `package` fetch each name from the module of its own that `homes` gives.

    A name stays what it is where a module is called the same: Python binds each submodule to its package
    when it is first imported, and `glmopt.solve` would be the function or the module, by what came first.
    """

    class Package(ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name not in homes:
                raise AttributeError(f"module {package!r} has no attribute {name!r}")
            value = getattr(importlib.import_module(f"{package}.{homes[name]}"), name)
            self.__dict__[name] = value
            return value

        def __setattr__(self, name: str, value: object) -> None:
            if not (name in homes and isinstance(value, ModuleType)):
                super().__setattr__(name, value)

        def __dir__(self) -> list[str]:
            return sorted({*super().__dir__(), *homes})

    sys.modules[package].__class__ = Package

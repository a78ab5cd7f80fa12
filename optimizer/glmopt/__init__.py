"""glmopt: the cheapest purchase of accelerators that serves an LLM and can still fine-tune it.

    >>> import glmopt
    >>> answer = glmopt.solve({"demand": {"streams": 40}, "prices": "cn-2026"})       # doctest: +SKIP
    >>> answer.plan.totals.cost, answer.to_frame()                                    # doctest: +SKIP
    >>> glmopt.whatif("scenarios/200streams.yaml")                                    # doctest: +SKIP

Importing the package reads no file and loads no solver: each name is fetched when it is first used.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from glmopt.api import Answer, frontier, solve, whatif
    from glmopt.catalog import load_catalog
    from glmopt.errors import CheckFailure, Disagreement, GlmoptError, InputError, SolverFailure
    from glmopt.plan import Ending, Plan
    from glmopt.result import Result
    from glmopt.scenario import Scenario, load_scenario

_HOME = {
    "Answer": "api",
    "CheckFailure": "errors",
    "Disagreement": "errors",
    "Ending": "plan",
    "GlmoptError": "errors",
    "InputError": "errors",
    "Plan": "plan",
    "Result": "result",
    "Scenario": "scenario",
    "SolverFailure": "errors",
    "frontier": "api",
    "load_catalog": "catalog",
    "load_scenario": "scenario",
    "solve": "api",
    "whatif": "api",
}

__all__ = [
    "Answer",
    "CheckFailure",
    "Disagreement",
    "Ending",
    "GlmoptError",
    "InputError",
    "Plan",
    "Result",
    "Scenario",
    "SolverFailure",
    "frontier",
    "load_catalog",
    "load_scenario",
    "solve",
    "whatif",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'glmopt' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"glmopt.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package as a module whose `solve` stays the function.

    Python binds each submodule to its package when it is first imported: glmopt/solve.py would otherwise
    take the place of `glmopt.solve`, depending on which name was used first.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

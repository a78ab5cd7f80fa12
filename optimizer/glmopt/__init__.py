"""glmopt: the cheapest purchase of accelerators that serves an LLM and can still fine-tune it.

    >>> import glmopt
    >>> answer = glmopt.solve({"demand": {"streams": 40}, "prices": "cn-2026"})       # doctest: +SKIP
    >>> answer.plan.totals.cost, answer.to_frame()                                    # doctest: +SKIP
    >>> glmopt.whatif("scenarios/200streams.yaml")                                    # doctest: +SKIP

Importing the package reads no file and loads no solver: each name is fetched when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

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

fetch_names(__name__, _HOME)

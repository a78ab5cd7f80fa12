"""Sizing from physics: what memory, bandwidth and arithmetic of a card allow (docs/sizing.md, Roofline).

`size` answers for one card in full; `sizer` is the method that a scenario asks for with `sizing: roofline`.
"""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog, Spec
from glmopt.scenario import Scenario
from glmopt.sizing.capacity import Capacity
from glmopt.sizing.roofline.question import Question, question_of
from glmopt.sizing.roofline.size import Sized, size


def sizer(scenario: Scenario, catalog: Catalog) -> Callable[[Spec], Capacity]:
    """The function that sizes a card by the roofline, from its data sheet whatever figures are asked for."""
    question = question_of(scenario, catalog)
    return lambda spec: size(catalog, question, spec.card).capacity


__all__ = ["Question", "Sized", "question_of", "size", "sizer"]

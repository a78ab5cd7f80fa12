"""Needs a tenth lower and higher, one at a time: what a tornado varies beside prices and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pydantic import ValidationError

from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.explain.case import Case
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario

LOWER, HIGHER = Fraction(9, 10), Fraction(11, 10)
COUNTS = (
    ("demand.streams", "streams"),
    ("demand.instances", "instances"),
    ("demand.light_finetune", "light_finetune"),
)
# What a typical request asks of a card.
SERVICE = ("prompt", "output", "context", "tokens_per_s", "ttft_s")


def need_cases(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """Each need by a tenth, gangs by one; each class and all together; where it decides, the budget too."""
    for key, name in COUNTS:
        need = getattr(problem, name)
        if need:
            tenth = -(-need // 10)
            low, high = (replace(problem, **{name: need + change}) for change in (-tenth, tenth))
            yield Case(key, "-10 %", "+10 %", low, high)
    yield from _classes(problem)
    yield from _service(scenario, catalog)
    if problem.gangs:
        low, high = (replace(problem, gangs=problem.gangs + change) for change in (-1, 1))
        yield Case("demand.full_finetune.gangs", "-1", "+1", low, high)
    if problem.budget and problem.goal in ("streams", "cards"):
        low, high = (replace(problem, budget=int(problem.budget * share)) for share in (LOWER, HIGHER))
        yield Case("budget.max", "-10 %", "+10 %", low, high)


def _classes(problem: Problem) -> Iterator[Case]:
    """Every class on its own, and where there are several all of them."""
    workload = problem.workload
    if workload is None:
        return
    names = workload.names
    for name in (*names, *([None] if len(names) > 1 else [])):
        low, high = (replace(problem, workload=workload.times(share, name)) for share in (LOWER, HIGHER))
        yield Case(f"demand.classes.{name}" if name else "demand.classes", "-10 %", "+10 %", low, high)


def _service(scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """Lengths and speeds of the typical request, where the roofline reads them."""
    if scenario.sizing != "roofline" or scenario.demand.classes:
        return
    service = scenario.demand.service
    for name in SERVICE:
        value = getattr(service, name)
        if value is None:
            continue
        trials = []
        for share in (LOWER, HIGHER):
            scaled = type(value)(value * share.numerator / share.denominator)
            try:
                varied = type(service).model_validate({**service.model_dump(), name: scaled})
                demand = scenario.demand.model_copy(update={"service": varied})
                trials.append(formulate(scenario.model_copy(update={"demand": demand}), catalog))
            except (ValidationError, InputError):
                # a context that no longer holds a request, or a question without any answer, is no case
                break
        if len(trials) == 2:
            yield Case(f"demand.service.{name}", "-10 %", "+10 %", trials[0], trials[1])

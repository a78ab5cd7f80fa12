"""Capacities of classes by the roofline: each class is a question of its own to sizing/roofline."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.kept import Kept
from glmopt.records.faults import suggest
from glmopt.scenario import Scenario
from glmopt.scenario.classes import ServiceClass
from glmopt.sizing.classes.serves import Serves
from glmopt.sizing.roofline import Question, question_of, size
from glmopt.sizing.roofline.case import Case
from glmopt.sizing.roofline.limits import Limits, Service, largest
from glmopt.sizing.roofline.speed import tpot, ttft

# Digits of a rate that are kept, cut off and not rounded: the same on every machine, and never too much.
DIGITS = 6
# With each capacity the question, which holds the llm that its id is of.
KEPT: Kept[tuple[Question, Fraction]] = Kept()


def by_roofline(scenario: Scenario, catalog: Catalog) -> Callable[[str], tuple[Serves, ...]]:
    """The function that sizes a card for every class. InputError for lengths and llms that are missing."""
    base = question_of(scenario, catalog)
    faults: list[Fault] = []
    questions: dict[str, Question] = {}
    for name, wanted in scenario.demand.classes.items():
        fault = _fault(scenario, catalog, name, wanted)
        if fault:
            faults.append(fault)
            continue
        questions[name] = _question(base, catalog, wanted)
    if faults:
        raise InputError(faults)

    def serves(card: str) -> tuple[Serves, ...]:
        found = []
        for name, question in questions.items():
            capacity = _capacity(scenario, catalog, question, card, scenario.demand.classes[name])
            if capacity:
                found.append(Serves(name, question.group, question.llm.id, capacity))
        return tuple(found)

    return serves


def rate(streams: int, seconds_per_token: float, output: int) -> Fraction:
    """mu = b / (o TPOT(b)), requests/s (Little's law); cut to six digits."""
    value = streams / (output * seconds_per_token)
    if value <= 0:
        return Fraction(0)
    scale = DIGITS - 1 - math.floor(math.log10(value))
    return Fraction(math.floor(Fraction(value) * Fraction(10) ** scale)) / Fraction(10) ** scale


def _capacity(
    scenario: Scenario, catalog: Catalog, question: Question, card: str, wanted: ServiceClass
) -> Fraction:
    """What a group of cards carries, at the scenario's end of the estimate, whatever is asked of it."""
    key = (card, id(question.llm), question.terms, scenario.estimate, wanted.unit)
    return KEPT.get(catalog, key, lambda: (question, _carried(catalog, question, card, *key[3:])))[1]


def _carried(catalog: Catalog, question: Question, card: str, estimate: str, unit: str) -> Fraction:
    sized = size(catalog, question, card)
    if sized.cases is None:
        return Fraction(0)
    pairs = list(zip(sized.cases, sized.limits, strict=True))
    ends = pairs[:2] if estimate == "low" else pairs[1:]
    each = [_of_end(case, found, question.service, unit) for case, found in ends]
    return min(each) if estimate == "low" else max(each)


def _of_end(case: Case, found: Limits, service: Service, unit: str) -> Fraction:
    if unit == "streams":
        return Fraction(found.streams)
    p, o = service.prompt, service.output
    b, first = min(found.kv, found.rate), service.ttft_s
    if first is not None:
        # Requests come at the pace at which they are finished, not at that of the floor.
        b = min(b, largest(lambda k: ttft(case, k, p, o, 1 / tpot(case, k, p, o)) <= first))
    return rate(b, tpot(case, b, p, o), o) if b else Fraction(0)


def _question(base: Question, catalog: Catalog, wanted: ServiceClass) -> Question:
    prompt, output = (x or 0 for x in wanted.longest)
    context = wanted.context or prompt + output
    first = None if wanted.ttft_s is None else float(wanted.ttft_s)
    return Question(
        llm=catalog.llms[wanted.llm] if wanted.llm else base.llm,
        service=Service(prompt, output, context, float(wanted.floor), first),
        precision=base.precision,
        group=wanted.cards,
        efficiency=base.efficiency,
        light=base.light,
        full=base.full,
    )


def _fault(scenario: Scenario, catalog: Catalog, name: str, wanted: ServiceClass) -> Fault | None:
    path = ("demand", "classes", name)
    if None in wanted.longest:
        message = "the roofline needs prompt and output"
        return Fault("missing-key", message, scenario.place(*path), ".".join(path))
    if wanted.llm and wanted.llm not in catalog.llms:
        place, action = scenario.place(*path, "llm"), suggest(wanted.llm, catalog.llms)
        return Fault("unknown-name", f"no llm {wanted.llm!r}", place, f"{'.'.join(path)}.llm", action)
    return None

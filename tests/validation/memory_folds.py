"""Memory held out: the factors of fine-tuning and inference memory fitted without one llm, judged on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from judged import catalog, points  # the folder of this file is on the path

from glmopt.calibration import training
from glmopt.calibration.points import Point
from glmopt.sizing.roofline import memory
from glmopt.sizing.roofline.case import GIB
from glmopt.sizing.roofline.resolve import factors_of, precision_of, training_of, weights_of
from glmopt.sizing.roofline.shape import shape_of

# What a fit starts from and is gently pulled to: chosen before it. GiB, factors, and bytes of a weight.
TRAINING = {"context": 1.5, "static": 1.03, "activations": 1.1, "zero": 8.0, "four_bits": 0.58}
INFERENCE = {"non_torch": 0.5, "int8": 1.05, "int4": 0.58}
BOUNDS = {"static": (1.0, 2.0), "four_bits": (0.5, 0.75), "int8": (1.0, 1.3), "int4": (0.5, 0.75)}
PULL, CAP = 0.3, 0.4

Values = dict[str, float]
Model = Callable[[Point, Values], float]


def kind(point: Point) -> str:
    """full, light or inference."""
    if point.task == "infer_mem":
        return "inference"
    return "full" if "full" in point.task else "light"


def training_memory(point: Point, v: Values) -> float:
    """GiB a card of a fine-tuning row under factors `v`."""
    own = replace(
        training_of(catalog(), "default"),
        context=v["context"] * GIB,
        static=v["static"],
        activations=v["activations"],
        zero=v["zero"] * GIB,
        four_bits=v["four_bits"],
    )
    return training.value_of(catalog(), point, own)


def inference_memory(point: Point, v: Values) -> float:
    """GiB of an inference row of the set `hf` under factors `v`."""
    from glmopt.sizing.roofline.case import Case, Rates

    kept = precision_of(catalog(), "hf", point.precision)
    assert kept is not None
    weights = weights_of(kept)
    weights = replace(weights, linear_bytes=v.get(point.precision, weights.linear_bytes))
    b, p, o = point.batch or 1, point.prompt or 0, point.output or 0
    factors = replace(
        factors_of(catalog(), "hf"), non_torch=v["non_torch"] * GIB, max_batched_tokens=max(b * p, b)
    )
    shape = shape_of(catalog().llms[point.llm].architecture)
    case = Case(shape, Rates(1, 1, 1, 1, 1), weights, factors)
    return (memory.weights(case) + b * (p + o) * memory.kv_held(case) + memory.reserve(case)) / GIB


def fit(rows: Sequence[Point], start: Values, model: Model) -> Values:
    """Coordinate search on capped absolute ln errors, with a gentle pull to the start."""
    x, step = dict(start), 0.3
    best = _cost(rows, x, start, model)
    while step > 0.01:
        improved = False
        for name in start:
            low, high = BOUNDS.get(name, (1e-3, 1e3))
            for way in (step, -step):
                trial = x | {name: min(max(x[name] * math.exp(way), low), high)}
                cost = _cost(rows, trial, start, model)
                if cost < best - 1e-9:
                    x, best, improved = trial, cost, True
        step = step if improved else step / 2
    return x


def _cost(rows: Sequence[Point], x: Values, start: Values, model: Model) -> float:
    errors = sum(min(abs(math.log(model(p, x) / p.value)), CAP) for p in rows)
    return errors + PULL * sum(abs(math.log(x[n] / start[n])) for n in start)


def left_out(key: Callable[[Point], str]) -> dict[str, list[tuple[Point, float]]]:
    """Errors by kind of memory, each point under factors fitted without its group."""
    found: dict[str, list[tuple[Point, float]]] = {"full": [], "light": [], "inference": []}
    train_rows = [p for p in points() if p.task in training.TASKS]
    infer_rows = [p for p in points() if p.task == "infer_mem"]
    for rows, start, model in (
        (train_rows, TRAINING, training_memory),
        (infer_rows, INFERENCE, inference_memory),
    ):
        for group in sorted({key(p) for p in rows}):
            factors = fit([p for p in rows if key(p) != group], start, model)
            for p in (p for p in rows if key(p) == group):
                found[kind(p)].append((p, model(p, factors) / p.value - 1))
    return found

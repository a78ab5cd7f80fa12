"""What the roofline says of a measured point, in the point's own metric and unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from glmopt.calibration import training
from glmopt.calibration.points import Point, Unpredictable
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.sizing.roofline import memory, speed
from glmopt.sizing.roofline.case import GIB, Case, Factors
from glmopt.sizing.roofline.resolve import (
    DEFAULT,
    NoFigures,
    factors_of,
    part_of,
    precision_of,
    rates_of,
    training_of,
    weights_of,
)
from glmopt.sizing.roofline.shape import shape_of


@dataclass(frozen=True, slots=True)
class Prediction:
    """A point with what the set `efficiency` predicts of it; `why` says why there is no prediction."""

    point: Point
    efficiency: str
    value: float | None
    why: str = ""

    @property
    def error(self) -> float | None:
        """Predicted less measured, over measured."""
        return None if self.value is None else self.value / self.point.value - 1


def set_for(catalog: Catalog, point: Point) -> str:
    """The efficiency set that covers the point's engine, or the default set of the card's vendor."""
    covering = (e.id for e in catalog.efficiencies.values() if point.engine in e.engines)
    return next(covering, DEFAULT)


def predict(catalog: Catalog, point: Point, efficiency: str | None = None) -> Prediction:
    """The prediction of `point` by set `efficiency`, or by the set that covers its engine."""
    name = efficiency or set_for(catalog, point)
    try:
        return Prediction(point, name, value_of(catalog, point, name))
    except Unpredictable as reason:
        return Prediction(point, name, None, str(reason))


def value_of(catalog: Catalog, point: Point, efficiency: str) -> float:
    """The predicted value of `point` in its unit. Raises Unpredictable."""
    if not point.llm:
        raise Unpredictable(f"no llm {point.row['model']!r} in the catalog")
    if point.task in training.TASKS:
        return training.value_of(catalog, point, training_of(catalog, efficiency))
    return timed(case_of(catalog, point, efficiency), point)


def case_of(catalog: Catalog, point: Point, efficiency: str, factors: Factors | None = None) -> Case:
    """The case that `point` was measured on. Raises Unpredictable for what the catalog does not know."""
    any_card = point.task == "infer_mem"
    if not point.card and not any_card:
        raise Unpredictable(f"no card {point.row.get('card', '')!r} in the catalog")
    if point.batch is None and point.task != "kv_capacity":
        raise Unpredictable("the batch is not stated")
    kept = precision_of(catalog, efficiency, point.precision)
    if kept is None:
        raise Unpredictable(f"set {efficiency} does not know the precision {point.precision}")
    try:
        rates = rates_of(catalog, point.card or next(iter(catalog.cards)))
    except NoFigures as reason:
        raise Unpredictable(str(reason)) from None
    if kept.compute == "fp8" and not rates.compute_fp8:
        raise Unpredictable(f"{part_of(catalog, point.card).id} has no FP8 rate")
    if point.cards > 1 and not rates.link:
        raise Unpredictable(f"{part_of(catalog, point.card).id} has no link between cards")
    shape = shape_of(catalog.llms[point.llm].architecture)
    return Case(shape, rates, weights_of(kept), factors or factors_of(catalog, efficiency), point.cards)


def timed(case: Case, point: Point) -> float:
    """The figure of a serving task, by task and metric. Raises Unpredictable for an unknown pair."""
    equation = EQUATIONS.get((point.task, point.metric))
    if equation is None:
        raise Unpredictable(f"no equation for {point.metric} of task {point.task!r}")
    if point.prompt is None or point.output is None:
        raise Unpredictable("prompt or output length is not stated")
    return equation(case, point.batch or 1, point.prompt, point.output, point)


Equation = Callable[[Case, int, int, int, Point], float]


def _decode(case: Case, b: int, p: int, o: int, _point: Point) -> float:
    return speed.decode_step(case, b, p + o / 2)


def _serving(case: Case, b: int, p: int, o: int, _point: Point) -> float:
    return speed.tpot(case, b, p, max(o, 1))


def _inference_memory(case: Case, b: int, p: int, o: int, _point: Point) -> float:
    """W P + b (p + o) k + activations of the largest step + non-torch, GiB (also where a tool prints GB)."""
    step = replace(case, factors=replace(case.factors, max_batched_tokens=max(b * p, b)))
    used = memory.weights(case) + b * (p + o) * memory.kv_held(case) + memory.reserve(step)
    return used / GIB


def _batch_total(case: Case, b: int, p: int, o: int, _point: Point) -> float:
    return b * (p + o) / speed.static_batch(case, b, p, o)


def _kv_capacity(case: Case, _b: int, p: int, _o: int, _point: Point) -> float:
    step = replace(case, factors=replace(case.factors, max_batched_tokens=p))
    return max(memory.free_for_kv(step), 0.0) / memory.kv_held(case)


EQUATIONS: dict[tuple[str, str], Equation] = {
    ("static_batch", "total_tokens_per_s"): _batch_total,
    ("static_batch", "output_tokens_per_s"): lambda c, b, p, o, _: b * o / speed.static_batch(c, b, p, o),
    ("decode", "output_tokens_per_s"): lambda c, b, p, o, r: b / _decode(c, b, p, o, r),
    ("decode", "ms_per_token"): lambda c, b, p, o, r: 1e3 * _decode(c, b, p, o, r),
    ("decode", "tpot_ms"): lambda c, b, p, o, r: 1e3 * _decode(c, b, p, o, r),
    ("prefill", "ttft_ms"): lambda c, b, p, _o, _: 1e3 * speed.prefill(c, b, p),
    ("prefill", "prompt_tokens_per_s"): lambda c, b, p, _o, _: b * p / speed.prefill(c, b, p),
    ("serve", "tpot_ms"): lambda c, b, p, o, r: 1e3 * _serving(c, b, p, o, r),
    ("serve", "output_tokens_per_s"): lambda c, b, p, o, r: b / _serving(c, b, p, o, r),
    ("infer_mem", "gpu_mem"): _inference_memory,
    ("kv_capacity", "kv_tokens"): _kv_capacity,
}

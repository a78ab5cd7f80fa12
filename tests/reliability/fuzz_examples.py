"""Inputs of hypothesis for the loaders: texts of signs that matter, trees of known keys and odd values."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from typing import Any

from fuzz import Watch
from fuzz_texts import HF_CONFIG
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from glmopt.calibration.points import COLUMNS as POINT_COLUMNS
from glmopt.records import Record
from glmopt.scenario import Scenario
from glmopt.scenario.class_rows import COLUMNS as CLASS_COLUMNS
from glmopt.sizing.classes.measured import COLUMNS as CAPACITY_COLUMNS

YAMLISH = st.text(alphabet="ab: -[]{}\"'#&*!|>%@`\n\t0123456789.,?~<", max_size=80)
AMOUNTS = st.text(alphabet="0123456789.,-+eE%万亿 CNYUSD¥", max_size=20) | st.text(max_size=30)
WORDS = (
    "",
    "a100-80g",
    "chatglm3-6b",
    "short",
    "any",
    "low",
    "capex",
    "cn-2026",
    "80万",
    "5 USD",
    "2026-02-30",
)
NUMBERS = (0, 1, -1, 0.1, 7, 64, 2_000_000_001, 10**17, 10**19, 1e30, 1e-30)
ODD = st.sampled_from((*WORDS, *NUMBERS, None, True, False)) | st.text(max_size=6) | st.integers()


def _keys(model: type[Record], seen: frozenset[type] = frozenset()) -> set[str]:
    """Every key that a record, and those inside it, may have."""
    found = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in _records(field.annotation):
            if inner not in seen:
                found |= _keys(inner, seen | {model, inner})
    return found


def _records(annotation: Any) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [r for inner in getattr(annotation, "__args__", ()) for r in _records(inner)]


def _trees() -> SearchStrategy[Any]:
    """Scenarios: what must be there, and keys of every level anywhere."""
    keys = st.sampled_from(sorted(_keys(Scenario)))
    inner = st.recursive(
        ODD,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=4),
        max_leaves=8,
    )
    tops = st.dictionaries(st.sampled_from(sorted(Scenario.model_fields)), inner, max_size=3)
    return tops.map(lambda tree: {"demand": {"streams": 5}, "prices": "cn-2026"} | tree)


def _rows(columns: tuple[str, ...]) -> SearchStrategy[str]:
    """Tables under a head of known columns, most of them."""
    cells = st.sampled_from((*WORDS, *map(str, NUMBERS), "1e3", "=1+1", '"')) | st.text(max_size=8)
    head = st.lists(st.sampled_from(columns), min_size=2, max_size=6, unique=True) | st.just(list(columns))
    return head.flatmap(
        lambda names: st.lists(st.lists(cells, min_size=len(names), max_size=len(names)), max_size=4).map(
            lambda rows: _csv([names, *rows])
        )
    )


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


SETTING = st.tuples(YAMLISH, YAMLISH).map("=".join) | YAMLISH.map("demand.streams={}".format)
CONFIG = st.fixed_dictionaries({k: st.just(v) | ODD for k, v in HF_CONFIG.items()})
# Of a hundred examples, so many for each kind of text.
EXAMPLES: dict[str, tuple[int, SearchStrategy[str]]] = {
    "money": (20, AMOUNTS),
    "setting": (25, SETTING),
    "YAML": (25, YAMLISH | st.text(max_size=300) | _trees().map(_json)),
    "scenario": (10, _trees().map(_json)),
    "classes": (3, _rows(CLASS_COLUMNS)),
    "capacity": (3, _rows(CAPACITY_COLUMNS)),
    "points": (10, _rows(POINT_COLUMNS)),
    "hf-config": (4, CONFIG.map(_json)),
}


def examples(watch: Watch, count: int, seconds: float, number: int) -> None:
    """`count` examples through the loaders; those that are left when the time is up are passed over."""
    deadline = time.monotonic() + seconds
    for kind, (share, strategy) in EXAMPLES.items():
        _each(watch, kind, strategy, max(1, count * share // 100), deadline, number)()


def _each(
    watch: Watch, kind: str, strategy: SearchStrategy[str], count: int, deadline: float, number: int
) -> Callable[[], None]:
    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def each(text: str) -> None:
        if time.monotonic() < deadline:
            watch.try_one(kind, text.encode("utf-8", "surrogatepass"))

    return each

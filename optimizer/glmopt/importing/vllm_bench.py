"""Results of `vllm bench serve --save-result` (and benchmark_serving.py before it) as a throughput table.

One JSON object a run, or one on each line (--append-result). Read: completed, total_input_tokens,
total_output_tokens, request_throughput, max_concurrency, p99_ttft_ms and p99_tpot_ms (else the means). The
file does not say which card was measured, unless --metadata card=ID told it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from glmopt.importing.imported import Imported, amount, fault, mapping, read_json
from glmopt.importing.rows import Asked, Measurement, card_of, optional, table, whole


def vllm_bench(texts: dict[str, str], asked: Asked) -> Imported:
    """The table of the result files `texts` by name. Raises InputError for files that are none."""
    runs: list[Measurement] = []
    notes: list[str] = []
    for name, text in texts.items():
        for number, data in enumerate(_runs(text, name), 1):
            runs.append(_run(data, name, number, asked, notes))
    return table(runs, notes)


def _runs(text: str, name: str) -> Iterator[dict[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip()]
    documents = [read_json(text, name)] if not _one_a_line(lines) else [read_json(x, name) for x in lines]
    if not documents:
        raise fault(name, "", "the file is empty")
    for document in documents:
        yield from (mapping(d, name, "") for d in (document if isinstance(document, list) else [document]))


def _one_a_line(lines: list[str]) -> bool:
    """Whether each line is an object of its own."""
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
        return False
    try:
        json.loads(lines[0])
    except (json.JSONDecodeError, RecursionError):
        return False
    return True


def _run(data: dict[str, Any], name: str, number: int, asked: Asked, notes: list[str]) -> Measurement:
    keys = ("completed", "total_input_tokens", "total_output_tokens", "request_throughput")
    if missing := [k for k in keys if k not in data]:
        raise fault(name, missing[0], "is missing: not a result of vllm bench serve")
    completed, inputs, outputs, rate = (amount(data[k], name, k, positive=True) for k in keys)
    where = f"{PurePath(name).name}, run {number}"
    if failed := optional(data, "failed", name):
        notes.append(f"{where}: one request failed" if failed == 1 else f"{where}: {failed} requests failed")
    if data.get("p99_tpot_ms") is None or data.get("p99_ttft_ms") is None:
        notes.append(f"{where}: no 99th percentiles; means where there are any")
    if isinstance(pace := data.get("request_rate"), Decimal):
        notes.append(f"{where}: sent at {pace} requests/s, taken for saturation; the card may do more")
    named = data.get("card")
    size = optional(data, "tensor_parallel_size", name)
    return Measurement(
        card=card_of(asked, named if isinstance(named, str) else None, name),
        cards=asked.cards or (whole(size, name, "tensor_parallel_size") if size is not None else 1),
        prompt=inputs / completed,
        output=outputs / completed,
        rate=rate,
        streams=optional(data, "max_concurrency", name),
        token_ms=_either(data, "tpot_ms", name),
        first_ms=_either(data, "ttft_ms", name),
        source=f"vllm bench serve: {PurePath(name).name}, run {number}",
    )


def _either(data: dict[str, Any], what: str, name: str) -> Any:
    found = optional(data, f"p99_{what}", name)
    return found if found is not None else optional(data, f"mean_{what}", name)

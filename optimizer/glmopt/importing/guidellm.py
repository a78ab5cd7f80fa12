"""Reports of GuideLLM (benchmarks.json) as a throughput table.

`benchmarks` is a list of runs; `metrics` of each has distributions by status (successful, errored,
incomplete, total) with mean and percentiles. Read, of the successful requests: requests_per_second,
request_concurrency, prompt_token_count, output_token_count (means), time_to_first_token_ms and
inter_token_latency_ms (99th percentile, else mean). A run that was not streamed has 0 for both: nothing was
measured then, and nothing is written. The file does not say which card was measured. How requests were sent
is the `strategy` under `config`, in earlier versions under `args`: with `constant` and `poisson` at a `rate`,
with `synchronous` one at a time. Such a run need not saturate the card.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath
from typing import Any

from glmopt.importing.imported import Imported, amount, fault, mapping, plain, read_json
from glmopt.importing.rows import Asked, Measurement, card_of, table


def guidellm(texts: dict[str, str], asked: Asked) -> Imported:
    """The table of the report files `texts` by name. Raises InputError for files that are none."""
    runs: list[Measurement] = []
    notes: list[str] = []
    for name, text in texts.items():
        benchmarks = mapping(read_json(text, name), name, "").get("benchmarks")
        if not isinstance(benchmarks, list) or not benchmarks:
            raise fault(name, "benchmarks", "expected a list of runs: not a report of GuideLLM")
        for number, benchmark in enumerate(benchmarks):
            where, run_name = f"benchmarks[{number}]", f"{PurePath(name).name}, run {number + 1}"
            metrics = mapping(mapping(benchmark, name, where).get("metrics"), name, f"{where}.metrics")
            failed = metrics.get("request_totals")
            if isinstance(failed, dict) and isinstance(failed.get("errored"), Decimal) and failed["errored"]:
                lost = failed["errored"]
                one, many = f"{run_name}: one request failed", f"{run_name}: {lost} requests failed"
                notes.append(one if lost == 1 else many)
            run = _run(metrics, name, where, asked)
            if run.token_ms is None or run.first_ms is None:
                notes.append(f"{run_name}: no speeds or waits, it was not streamed")
            notes += _pace(benchmark, run_name)
            runs.append(run)
    return table(runs, notes)


def _pace(benchmark: dict[str, Any], run_name: str) -> list[str]:
    """That the run was not sent as fast as the card could take it, where the file says so."""
    settings = (benchmark.get(key) for key in ("config", "args"))
    strategy = next((s["strategy"] for s in settings if isinstance(s, dict) and "strategy" in s), None)
    if not isinstance(strategy, dict):
        return []
    notes: list[str] = []
    pace, kind = strategy.get("rate"), strategy.get("type_")
    if kind in ("constant", "poisson") and isinstance(pace, Decimal):
        sent = plain(pace)
        notes.append(f"{run_name}: sent at {sent} requests/s, taken for saturation; the card may do more")
    elif kind == "synchronous":
        notes.append(f"{run_name}: sent one by one, taken for saturation; the card may do more")
    return notes


def _run(metrics: dict[str, Any], name: str, where: str, asked: Asked) -> Measurement:
    def mean(key: str, *, positive: bool = True) -> Decimal:
        found = _successful(metrics, key, name, where)
        return amount(found.get("mean"), name, f"{where}.metrics.{key}.successful.mean", positive=positive)

    def slowest(key: str) -> Decimal | None:
        if key not in metrics:
            return None
        percentiles = _successful(metrics, key, name, where).get("percentiles")
        found = percentiles.get("p99") if isinstance(percentiles, dict) else None
        place = f"{where}.metrics.{key}.successful.percentiles.p99"
        slow = mean(key, positive=False) if found is None else amount(found, name, place)
        return slow or None

    streams = mean("request_concurrency") if "request_concurrency" in metrics else None
    return Measurement(
        card=card_of(asked, None, name),
        cards=asked.cards or 1,
        prompt=mean("prompt_token_count"),
        output=mean("output_token_count"),
        rate=mean("requests_per_second"),
        streams=streams,
        token_ms=slowest("inter_token_latency_ms"),
        first_ms=slowest("time_to_first_token_ms"),
        source=f"GuideLLM: {PurePath(name).name}, {where}",
    )


def _successful(metrics: dict[str, Any], key: str, name: str, where: str) -> dict[str, Any]:
    by_status = mapping(metrics.get(key), name, f"{where}.metrics.{key}")
    return mapping(by_status.get("successful"), name, f"{where}.metrics.{key}.successful")

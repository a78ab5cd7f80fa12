"""A Mélange configuration as a scenario: GPU types at hourly prices, a histogram of requests, rates.

Its file (melange-release, config/example.json) has `gpu_info` {name: {cost, tputs}},
`workload_distribution`, `total_request_rate` and `slice_factor`. Rows and columns of the matrices are the
same buckets of request sizes everywhere; the file does not say which, so classes are named by place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from pathlib import PurePath
from typing import Any

from glmopt.importing.imported import Imported, amount, fault, ids, mapping, plain, read_json
from glmopt.records.parsing import MAX_DECIMAL_DIGITS
from glmopt.records.reading import HIDDEN

KEYS = ("gpu_info", "workload_distribution", "total_request_rate", "slice_factor")
MOST_HOURS = 1_000_000
MOST_AN_HOUR = 1_000_000
CURRENCY = "USD"

Matrix = list[list[Decimal]]


def melange(text: str, name: str, cards: Iterable[str], written_as: str) -> Imported:
    """The scenario of the configuration `text`, which is to be written to `written_as`, and its two tables.

    `cards` are ids that are taken. Raises InputError for files that are no such configuration.
    """
    data = mapping(read_json(text, name), name, "")
    inner = data.get("melange")
    if "gpu_info" not in data and isinstance(inner, dict):
        data = inner
    for key in KEYS[:3]:
        if key not in data:
            raise fault(name, key, "is missing: not a Mélange configuration")
    notes: list[str] = []
    _left(data, KEYS, "", notes)
    histogram = _matrix(data["workload_distribution"], name, "workload_distribution")
    rate = _rate(amount(data["total_request_rate"], name, "total_request_rate", positive=True), notes)
    gpus = mapping(data["gpu_info"], name, "gpu_info")
    rates: dict[str, Matrix] = {}
    costs: dict[str, Decimal] = {}
    for gpu, info in gpus.items():
        where = f"gpu_info.{gpu}"
        for key in ("cost", "tputs"):
            if key not in mapping(info, name, where):
                raise fault(name, f"{where}.{key}", "is missing")
        _left(info, ("cost", "tputs"), f"{where}.", notes)
        costs[gpu] = amount(info["cost"], name, f"{where}.cost")
        if costs[gpu] > MOST_AN_HOUR:
            raise fault(name, f"{where}.cost", f"{costs[gpu]} an hour is out of all proportion")
        rates[gpu] = _matrix(info["tputs"], name, f"{where}.tputs")
        if [len(row) for row in rates[gpu]] != [len(row) for row in histogram]:
            raise fault(name, f"{where}.tputs", "other rows and columns than workload_distribution")
    cells = [(r, c) for r, row in enumerate(histogram) for c, share in enumerate(row) if share]
    if not cells:
        raise fault(name, "workload_distribution", "no requests at all")
    total = sum((share for row in histogram for share in row), Decimal(0))
    if abs(total - 1) > Decimal("0.000001"):
        notes.append(
            f"the shares of workload_distribution add up to {plain(total)}, not to 1: taken as they are"
        )
    if empty := sum(len(row) for row in histogram) - len(cells):
        one = "one bucket without requests is left out"
        notes.append(one if empty == 1 else f"{empty} buckets without requests are left out")
    called = ids(gpus, cards, "gpu")
    classes = "class,share\n" + "".join(f"{_class(r, c)},{plain(histogram[r][c])}\n" for r, c in cells)
    table = "card,class,rate\n" + "".join(
        f"{called[gpu]},{_class(r, c)},{plain(rates[gpu][r][c])}\n" for gpu in gpus for r, c in cells
    )
    stem = PurePath(written_as).stem
    scenario = _scenario(data, name, stem, rate, costs, called)
    return Imported({"": scenario, ".classes.csv": classes, ".capacity.csv": table}, tuple(notes))


def hours_of(costs: Iterable[Decimal], name: str) -> int:
    """The least power of ten of hours over which every hourly price is a whole number of cents."""
    hours = 1
    costs = list(costs)
    while any(not _is_whole(cost * hours * 100) for cost in costs):
        hours *= 10
        if hours > MOST_HOURS:
            raise fault(name, "gpu_info", "hourly prices of more than 8 decimals")
    return hours


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _scenario(
    data: dict[str, Any],
    name: str,
    stem: str,
    rate: Decimal,
    costs: dict[str, Decimal],
    called: dict[str, str],
) -> str:
    hours = hours_of(costs.values(), name)
    source = _quoted(PurePath(name).name)
    lines = [
        f"# From the Mélange configuration {source} by `glmopt import melange`.",
        f"# Prices are {CURRENCY} for {hours:,} hours of rent, the least power of ten that makes them cents.",
    ]
    slices = data.get("slice_factor")
    if isinstance(slices, Decimal) and 1 <= slices <= 9_999 and slices == int(slices):
        lines.append(
            f"# Mélange sends whole slices of a class; for the same add demand.split: slices({int(slices)})."
        )
    lines += [
        "schema: glmopt/scenario@1",
        f"name: {{zh: {_quoted('Mélange 配置 ' + stem)}, en: {_quoted('Mélange configuration ' + stem)}}}",
        "demand:",
        f"  classes: {_quoted(f'./{stem}.classes.csv')}",
        f"  requests_per_s: {plain(rate)}",
        f"  capacity: {{table: {_quoted(f'./{stem}.capacity.csv')}}}",
        "cards:",
        "  allow: []",
        "  define:",
    ]
    lines += [f"    {called[gpu]}: {{name: {{zh: {_quoted(gpu)}, en: {_quoted(gpu)}}}}}" for gpu in costs]
    lines += ["  price:"]
    lines += [f"    {called[gpu]}: {plain(cost * hours)}" for gpu, cost in costs.items()]
    lines += [f"money: {{currency: {CURRENCY}, hours: {hours}}}", "objective: capex", ""]
    return "\n".join(lines)


def _left(data: dict[str, Any], known: tuple[str, ...], prefix: str, notes: list[str]) -> None:
    """Notes the keys that mean nothing to a scenario."""
    for key in data:
        if key not in known:
            where = f"{prefix}{key}"
            notes.append(f"{where} is not carried over")


def _rate(rate: Decimal, notes: list[str]) -> Decimal:
    """The rate in as many digits as a scenario may have, rounded up: never less than was asked."""
    digits = len(rate.normalize().as_tuple().digits)
    if digits <= MAX_DECIMAL_DIGITS - 1:
        return rate
    unit = Decimal(1).scaleb(rate.adjusted() - (MAX_DECIMAL_DIGITS - 2))
    rounded = rate.quantize(unit, rounding=ROUND_CEILING)
    notes.append(f"total_request_rate {plain(rate)} is rounded up to {plain(rounded)}")
    return rounded


def _matrix(value: Any, name: str, where: str) -> Matrix:
    if not isinstance(value, list) or not value or not all(isinstance(row, list) and row for row in value):
        raise fault(name, where, "expected rows of numbers")
    if len({len(row) for row in value}) > 1:
        raise fault(name, where, "rows of different lengths")
    return [
        [amount(cell, name, f"{where}[{r}][{c}]") for c, cell in enumerate(row)]
        for r, row in enumerate(value)
    ]


def _class(row: int, column: int) -> str:
    return f"r{row}-c{column}"


def _quoted(text: str) -> str:
    """A text as YAML, without what cannot be shown."""
    return json.dumps(
        HIDDEN.sub("", text).replace("\n", " ").replace("\t", " ")[:150] or "-", ensure_ascii=False
    )

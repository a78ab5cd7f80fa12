"""Tables of NVIDIA's aiconfigurator (best_config_topn.csv, pareto.csv) as a throughput table.

One line a configuration of aggregated serving. Read: isl, osl, seq/s (requests/s), concurrency, tpot and
ttft in ms, num_total_gpus and system. Its figures are predictions from measured kernels, and the table's
source says so. Lines of disaggregated serving have columns of another kind, (p)workers and (d)workers, and
are refused: their groups have two roles, which is not modelled.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation
from pathlib import PurePath

from glmopt.errors import Fault, InputError, Place
from glmopt.importing.imported import Imported, amount, fault
from glmopt.importing.rows import Asked, Measurement, card_of, table, whole

NEEDED = ("isl", "osl", "concurrency", "ttft", "tpot", "seq/s", "num_total_gpus", "system")

# Its systems under the ids of this catalog.
SYSTEMS = {
    "a100_sxm": "a100-sxm-80g",
    "a100_pcie": "a100-pcie-80g",
    "a30": "a30-24g",
    "h100_sxm": "h100-sxm-80g",
    "h100_pcie": "h100-pcie-80g",
    "h200_sxm": "h200-sxm-141g",
    "h20_sxm": "h20-96g",
    "h800_sxm": "h800-sxm-80g",
    "rtx_5090": "rtx-5090-32g",
    "rtx_pro_6000_server": "rtx-pro-6000-se-96g",
    "rtxpro6000_blackwell_server": "rtx-pro-6000-se-96g",
    "b200_sxm": "b200-sxm-180g",
    "l4": "l4-24g",
    "l40s": "l40s-48g",
}


def aiconfigurator(texts: dict[str, str], asked: Asked) -> Imported:
    """The table of the CSV files `texts` by name. Raises InputError for files that are none."""
    runs: list[Measurement] = []
    for name, text in texts.items():
        found = list(_read(text, name, asked))
        if not found:
            raise fault(name, "", "a table without a line")
        runs += found
    return table(runs)


def _read(text: str, name: str, asked: Asked) -> list[Measurement]:
    rows = csv.reader(io.StringIO(text), strict=True)
    runs = []
    try:
        head = [c.strip() for c in next(rows, [])]
        if missing := [c for c in NEEDED if c not in head]:
            raise fault(name, missing[0], "no such column: not a table of aiconfigurator")
        if "(p)workers" in head:
            raise fault(
                name, "(p)workers", "disaggregated serving has groups of two roles, which is not modelled"
            )
        for cells in rows:
            if any(c.strip() for c in cells):
                runs.append(_run(dict(zip(head, cells, strict=False)), name, rows.line_num, asked))
    except csv.Error as error:
        raise InputError(Fault("bad-data", f"not CSV: {error}", Place(name, rows.line_num, 1))) from None
    return runs


def _run(row: dict[str, str], name: str, line: int, asked: Asked) -> Measurement:
    def number(column: str) -> Decimal:
        try:
            value = Decimal(row.get(column, "").strip())
        except InvalidOperation:
            value = Decimal("NaN")
        try:
            return amount(value, name, column, positive=True)
        except InputError as error:
            raise InputError(
                Fault(f.code, f"{f.message[:80]}", Place(name, line, 1), column) for f in error.faults
            ) from None

    return Measurement(
        card=card_of(asked, row.get("system", "").strip() or None, name, SYSTEMS),
        cards=asked.cards or whole(number("num_total_gpus"), name, "num_total_gpus"),
        prompt=number("isl"),
        output=number("osl"),
        rate=number("seq/s"),
        streams=number("concurrency"),
        token_ms=number("tpot"),
        first_ms=number("ttft"),
        source=f"aiconfigurator (predicted): {PurePath(name).name}, line {line}",
    )

"""Every study of a result as plain data: what `explain` of result.json says of them."""

from __future__ import annotations

from typing import Any

from glmopt.reports.frontier_record import record
from glmopt.reports.sensitivity import confidence_record, tornado_record
from glmopt.study import Studies, records


def studies_record(found: Studies) -> dict[str, Any]:
    """Each study as its own command tells it, null where it is not there; with `studied` to read it back."""
    told = studies_told(found)
    rows = {name: dict(rows) for name, rows in found.recorded.rows.items()}
    return {**told, "studied": {**told["studied"], "rows": rows}}


def studies_told(found: Studies) -> dict[str, Any]:
    """Each study as its own command tells it, null where it is not there; in `studied` why not."""
    kept = found.recorded
    return {
        "whatif": records(found.comparison) if found.comparison else None,
        "frontier": record(found.frontier) if found.frontier else None,
        "budgets": record(found.budgets) if found.budgets else None,
        "tradeoffs": [record(one) for one in found.tradeoffs] if found.tradeoffs else None,
        "tornado": tornado_record(found.tornado) if found.tornado else None,
        "confidence": confidence_record(found.confidence) if found.confidence else None,
        "studied": {
            "seconds": kept.seconds,
            "interrupted": kept.interrupted,
            "left_out": dict(kept.left_out),
        },
    }

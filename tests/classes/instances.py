"""The instances of tests/classes/melange/instances.json as the configurations that they stand for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("melange") / "instances.json"
# The same for one instance of 4,000 buckets, whole.
LARGE = FILE.with_name("buckets4000.json.gz")


def instances() -> list[dict[str, Any]]:
    """Every instance, with its configuration under `melange`."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    large = json.loads(gzip.decompress(LARGE.read_bytes()))
    return [
        large,
        *(
            {
                **one,
                "melange": {
                    "gpu_info": data["tables"][one["table"]],
                    "workload_distribution": data["histograms"][one["histogram"]],
                    "total_request_rate": one["rate"],
                    "slice_factor": one["slice_factor"],
                },
            }
            for one in data["instances"]
        ),
    ]


def slice_traps() -> list[dict[str, Any]]:
    """Tiny instances with whole slices on which CBC's defaults go wrong."""
    traps: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["slice_traps"]
    return traps

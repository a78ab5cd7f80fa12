"""Many runs at once, in one folder with one temp folder, each with an optimum of its own."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

from process import World


def side_by_side(world: World, runs: int, at_once: int) -> list[str]:
    """What went wrong in `runs` solves, `at_once` at a time; each asks for another number of streams."""
    (world.home / "s.yaml").write_text(
        "demand: {streams: 1}\n"
        "cards:\n  allow: []\n"
        "  define:\n"
        "    two: {vram_gb: 16, fp16_tflops: 1, streams: {low: 2, high: 2}}\n"
        "    five: {vram_gb: 16, fp16_tflops: 1, streams: {low: 5, high: 5}}\n"
        "  price: {two: 2.10, five: 5}\n",
        encoding="utf-8",
    )

    def one(k: int) -> list[str]:
        streams = 11 + k
        run = world.run(
            "solve", "s.yaml", "-f", "json", "-o", f"out/{k}", "--set", f"demand.streams={streams}"
        )
        if run.code != 0:
            return [f"{streams} streams: exit code {run.code}: {run.err[-200:]}"]
        document = run.document()
        # in fen: 210 for 2 streams, 500 for 5
        best = min(500 * f + 210 * math.ceil(max(0, streams - 5 * f) / 2) for f in range(streams // 5 + 2))
        wrong = []
        if round(document["totals"]["cost"] * 100) != best:
            wrong.append(f"{streams} streams cost {document['totals']['cost']}, not {best / 100}")
        if len(document["run"]["proofs"]) != 2:
            wrong.append(f"{streams} streams: {document['run']['notes']}")
        if (world.home / "out" / str(k) / "result.json").read_text(encoding="utf-8") != run.out:
            wrong.append(f"{streams} streams: file and stdout differ")
        return wrong

    with ThreadPoolExecutor(at_once) as pool:
        return [w for wrong in pool.map(one, range(runs)) for w in wrong]

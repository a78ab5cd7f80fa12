"""The same points through llm-analysis (extra `peer`), kept in peer.csv: `python tests/validation/peer.py`.

Release 0.2.2 knows no gated feed-forward part and only widths that are multiples of the hidden width; it gets
the multiple whose parameters come nearest. Its efficiencies are 0.7 of arithmetic and 0.9 of bandwidth.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glmopt.calibration.points import Point
from glmopt.catalog import Llm
from glmopt.sizing.roofline.case import Rates
from glmopt.sizing.roofline.resolve import rates_of

PEER = "llm-analysis 0.2.2"
FLOPS, BANDWIDTH = 0.7, 0.9
SAVED = Path(__file__).resolve().parent / "peer.csv"
PRECISIONS = ("fp16", "bf16")


def peer_errors(points: Sequence[Point]) -> list[tuple[Point, float]] | None:
    """The saved errors of the peer on those of `points` that it ran; None where none are saved."""
    if not SAVED.is_file():
        return None
    with SAVED.open(encoding="utf-8") as file:
        errors = {
            int(r["line"]): float(r["predicted"]) / float(r["measured"]) - 1 for r in csv.DictReader(file)
        }
    return [(p, errors[p.line]) for p in points if p.line in errors]


def run(point: Point, llm: Llm, rates: Rates) -> float | None:
    """The peer's figure for a static batch or a decode or prefill step; None for what it does not compute."""
    from llm_analysis.analysis import LLMAnalysis
    from llm_analysis.config import GPUConfig, ModelConfig

    a = llm.architecture
    if point.precision not in PRECISIONS or point.task not in ("static_batch", "decode", "prefill"):
        return None
    hidden, width = a.hidden.value, a.ffn.value * (1 if a.gated and not a.gated.value else 1.5)
    model = ModelConfig(
        name=llm.id,
        num_layers=a.layers.value,
        n_head=a.heads.value,
        hidden_dim=hidden,
        vocab_size=a.vocabulary.value,
        max_seq_len=65536,
        num_key_value_heads=a.kv_groups.value,
        ffn_embed_dim=max(round(width / hidden), 1) * hidden,
    )
    gpu = GPUConfig(
        name=point.card,
        mem_per_GPU_in_GB=1000,  # it stops where the memory does not suffice; only its times are compared
        hbm_bandwidth_in_GB_per_sec=rates.bandwidth / 1e9,
        intra_node_bandwidth_in_GB_per_sec=300,
        intra_node_min_message_latency=8e-6,
        peak_fp16_TFLOPS=rates.compute / 1e12,
        peak_i8_TFLOPS=rates.compute / 1e12,
        peak_i4_TFLOPS=rates.compute / 1e12,
    )
    analysis = LLMAnalysis(model, gpu, flops_efficiency=FLOPS, hbm_memory_efficiency=BANDWIDTH)
    b, p, o = point.batch or 1, point.prompt or 0, point.output or 0
    found: dict[str, Any] = analysis.inference(b, max(p, 1), max(o, 1))
    if point.task == "decode":
        step = found["decode_latency"]
        return step * 1e3 if point.metric == "ms_per_token" else b / step
    if point.task == "prefill":
        return (
            found["prefill_latency"] * 1e3 if point.metric == "ttft_ms" else b * p / found["prefill_latency"]
        )
    total = found["total_latency"]
    return b * (p + o if point.metric == "total_tokens_per_s" else o) / total


def main() -> None:
    """Run the peer on every point that it can and keep its figures."""
    import logging

    from judged import catalog, single_card

    logging.disable(logging.CRITICAL)
    rows = []
    for timed in single_card():
        point = timed.point
        try:
            value = run(point, catalog().llms[point.llm], rates_of(catalog(), point.card))
        except (AssertionError, ValueError, ZeroDivisionError):
            continue
        if value:
            rows.append([point.line, point.value, f"{value:.6g}"])
    with SAVED.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["line", "measured", "predicted"], *rows])


if __name__ == "__main__":
    main()

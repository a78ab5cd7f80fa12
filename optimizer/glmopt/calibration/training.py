"""Measured fine-tuning as jobs: what a row's task and note say, and what the memory equations make of it."""

from __future__ import annotations

import re

from glmopt.calibration.points import Point, Unpredictable
from glmopt.catalog import Catalog
from glmopt.sizing.roofline import finetune
from glmopt.sizing.roofline.case import GIB
from glmopt.sizing.roofline.finetune import Job, Method, TrainingFactors
from glmopt.sizing.roofline.shape import shape_of

TASKS: dict[str, tuple[Method, int]] = {
    "train_mem_lora": ("lora", 0),
    "train_mem_qlora": ("qlora", 0),
    "train_mem_ptuning": ("p-tuning", 0),
    "train_mem_full_z0": ("full", 0),
    "train_mem_full_z1": ("full", 1),
    "train_mem_full_z2": ("full", 2),
    "train_mem_full_z3": ("full", 3),
}


def job_of(point: Point) -> Job:
    """The job of a row; its note tells what its columns cannot.

    `nockpt`: no gradient checkpointing; `no flash attention`; `r=64 on ...`: rank, on all linear layers where
    more than query, key and value are named; a 4-bit P-tuning keeps its weights like QLoRA.
    """
    method, zero = TASKS[point.task]
    rank = re.search(r"\br=(\d+)", point.note)
    return Job(
        method=method,
        sequence=point.prompt or 0,
        batch=point.batch or 1,
        zero=zero,
        checkpointing="nockpt" not in point.note,
        flash="no flash" not in point.note,
        rank=int(rank[1]) if rank else 8,
        four_bits=point.precision == "int4",
        targets="all" if rank and "c_proj" in point.note else "qkv",
    )


def value_of(catalog: Catalog, point: Point, factors: TrainingFactors) -> float:
    """Memory on each card, GiB: what torch and nvidia-smi print as GB is GiB too."""
    if point.metric != "gpu_mem_per_card":
        raise Unpredictable(f"no equation for {point.metric} of task {point.task!r}")
    if not point.prompt or point.batch is None:
        raise Unpredictable("sequence or batch is not stated")
    shape = shape_of(catalog.llms[point.llm].architecture)
    return finetune.memory(shape, job_of(point), factors, point.cards) / GIB

"""Everything that the equations read: llm, card, engine factors and the group of cards, in SI units."""

from __future__ import annotations

from typing import Literal

from glmopt.dataclass import dataclass
from glmopt.sizing.roofline.shape import Shape

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Rates:
    """A card's data-sheet figures.

    compute    C  dense FP16 with FP32 accumulate, FLOP/s; with FP16 accumulate; in FP8, or 0
    bandwidth  B  bytes/s, 0 where unknown                      memory     V  bytes
    link          bytes/s to each side, between cards of a group, 0 where there is none
    """

    compute: float
    compute_fp16acc: float
    compute_fp8: float
    bandwidth: float
    memory: float
    link: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How weights and KV values are kept: bytes each, and the card's rate that multiplies them."""

    linear_bytes: float
    embedding_bytes: float
    kv_bytes: float
    compute: Literal["fp16", "fp16acc", "fp8"] = "fp16"


@dataclass(frozen=True, slots=True)
class Factors:
    """An engine's factors: efficiencies (of 1), times (s), memory (bytes).

    eta_b, eta_c, eta_d, eta_k   bandwidth of weights, prefill compute, decode compute, KV bandwidth
    t0, t1                       s for each step, s for each sequence in each step
    utilisation u, non_torch, max_batched_tokens   memory that an engine may use and what it keeps free
    kv_copies, prompt_logit_bytes                  caches held at once; bytes of a prompt token's logit
    alpha, eta_l                 all-reduce: s to start, share of the link
    """

    eta_b: float
    eta_c: float
    eta_d: float
    eta_k: float
    t0: float
    t1: float
    utilisation: float
    non_torch: float
    max_batched_tokens: float
    kv_copies: float
    prompt_logit_bytes: float
    alpha: float
    eta_l: float


@dataclass(frozen=True, slots=True)
class Case:
    """One llm on one card, or on a tensor-parallel group of `group` equal cards."""

    llm: Shape
    card: Rates
    weights: Weights
    factors: Factors
    group: int = 1

    @property
    def compute(self) -> float:
        """n C, FLOP/s of the group at the rate that the weights are multiplied with."""
        card = self.card
        rate = {"fp16": card.compute, "fp16acc": card.compute_fp16acc, "fp8": card.compute_fp8}
        return self.group * rate[self.weights.compute]

    @property
    def bandwidth(self) -> float:
        """n B, bytes/s of the group."""
        return self.group * self.card.bandwidth

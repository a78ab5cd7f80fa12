"""Times of decoding and prefill: one function for each equation of docs/sizing.md, in seconds.

b  streams      s  context of each, tokens      p  prompt      o  output      n  cards of the group
"""

from __future__ import annotations

import math

from glmopt.sizing.roofline.case import Case
from glmopt.sizing.roofline.memory import kv_limit, kv_per_token, kv_share


def layers_read(case: Case, tokens: float) -> float:
    """Parameters of the layers that a step of `tokens` tokens reads.

    All of them, or with E experts of which each token passes a: those that some token passes,
    E (1 - (1 - a/E)^tokens) in expectation.
    """
    llm = case.llm
    if not llm.experts:
        return llm.active_parameters
    idle: float = (1 - llm.active_experts / llm.experts) ** tokens
    touched = llm.experts * (1 - idle)
    return llm.active_parameters + (touched - llm.active_experts) * llm.expert_parameters


def read_time(case: Case, tokens: float) -> float:
    """W P_act / (eta_b n B): all weights once through the memory, s."""
    w = case.weights
    size = w.linear_bytes * layers_read(case, tokens) + w.embedding_bytes * case.llm.head_parameters
    return size / (case.factors.eta_b * case.bandwidth)


def multiply_time(case: Case, b: float) -> float:
    """2 P_act b / (eta_d n C): each stream's token through all weights, s."""
    work = 2 * (case.llm.active_parameters + case.llm.head_parameters) * b
    return work / (case.factors.eta_d * case.compute)


def kv_time(case: Case, b: float, s: float) -> float:
    """B s k / (eta_k B): the KV cache of all streams once through the memory, s."""
    return b * s * kv_per_token(case) * kv_share(case) / (case.factors.eta_k * case.card.bandwidth)


def overhead(case: Case, b: float) -> float:
    """t0 + t1 b: what a step takes beside the card's work, s."""
    return case.factors.t0 + case.factors.t1 * b


def all_reduce(case: Case, tokens: float) -> float:
    """2 L (alpha + 2 (n-1)/n bytes / (eta_l link)), bytes = 2 tokens h: sums over n cards, s; 0 for one."""
    n = case.group
    if n == 1:
        return 0.0
    size = tokens * case.llm.hidden * 2
    wire = 2 * (n - 1) / n * size / (case.factors.eta_l * case.card.link)
    return 2 * case.llm.layers * (case.factors.alpha + wire)


def decode_step(case: Case, b: float, s: float) -> float:
    """t_d(b, s) = max(read, multiply) + KV + t0 + t1 b + all-reduce, s: one token for each of b streams."""
    work = max(read_time(case, b), multiply_time(case, b))
    return work + kv_time(case, b, s) + overhead(case, b) + all_reduce(case, b)


def prefill_work(case: Case, b: float, p: float) -> float:
    """2 L p_layer b p + 2 V h b + L b p^2 n_q (d_qk + d_v): multiplications of b prompts, FLOP."""
    llm = case.llm
    attention = llm.layers * b * p * p * llm.query_heads * (llm.head_dim + llm.value_dim)
    return 2 * llm.active_parameters * b * p + 2 * llm.head_parameters * b + attention


def prefill(case: Case, b: float, p: float) -> float:
    """t_p(b, p) = max(work / (eta_c n C), read) + t0 + all-reduce, s: the prompts of b streams at once."""
    multiply = prefill_work(case, b, p) / (case.factors.eta_c * case.compute)
    return max(multiply, read_time(case, b * p)) + case.factors.t0 + all_reduce(case, b * p)


def tpot(case: Case, b: float, p: float, o: float) -> float:
    """TPOT(b) = t_d(b, p + o/2) + b (t_p(1, p) - t0) / o, s: a token of each stream while prompts come in.

    A prompt rides along with a decode step, whose t0 is already counted.
    """
    return decode_step(case, b, p + o / 2) + b * (prefill(case, 1, p) - case.factors.t0) / o


def ttft(case: Case, b: float, p: float, o: float, floor: float) -> float:
    """t_p / (1 - rho) + t_d(b), rho = b floor t_p / o, s; infinite where more prompts come than are read.

    Streams ask at the pace of the floor. Not valid under bursts (docs/validation.md).
    """
    one = prefill(case, 1, p)
    rho = b * floor * one / o
    if rho >= 1:
        return float("inf")
    return one / (1 - rho) + decode_step(case, b, p + o / 2)


def static_batch(case: Case, b: float, p: float, o: float) -> float:
    """t_p(b, p) + o t_d(b, p + o/2), s: b equal requests from first to last token.

    Where only a = b_kv(p + o) of them fit into the memory they run in waves: b/a times the time of a.
    """
    a = max(min(b, kv_limit(case, math.ceil(p + o))), 1)
    return (prefill(case, a, p) + o * decode_step(case, a, p + o / 2)) * b / a

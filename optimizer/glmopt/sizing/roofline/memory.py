"""Memory of serving: weights, KV cache, reserve, and the streams whose KV cache fits.

w  bytes of a weight      P  parameters      k  KV bytes of a token      r  reserve
u  share of the card that the engine may use      V  memory of the card      ctx  reserved tokens of a stream
"""

from __future__ import annotations

import math

from glmopt.sizing.roofline.case import Case

MOST_STREAMS = 1_000_000


def weights(case: Case) -> float:
    """W P: weights of the whole llm, bytes. Embeddings and norms may be kept in another precision."""
    llm, w = case.llm, case.weights
    rest = llm.parameters - llm.layer_parameters
    return w.linear_bytes * llm.layer_parameters + w.embedding_bytes * rest


def kv_per_token(case: Case) -> float:
    """K = 2 L n_kv d bytes of one token in the whole group, bytes (latent attention: L (rank + rotary))."""
    return case.llm.layers * case.llm.kv_values * case.weights.kv_bytes


def kv_held(case: Case) -> float:
    """K times the copies of a cache that the engine holds at once, bytes."""
    return kv_per_token(case) * case.factors.kv_copies


def kv_share(case: Case) -> float:
    """Share of k that each card of a group keeps: max(n_kv / n, 1) / n_kv; a latent vector is kept by all."""
    if case.llm.latent:
        return 1.0
    return max(case.llm.kv_heads / case.group, 1.0) / case.llm.kv_heads


def activations(case: Case) -> float:
    """Max_batched_tokens ((3 f + 4 h) 2 B + V logit bytes): activations of the largest step, bytes a card."""
    width = 3 * case.llm.ffn / case.group + 4 * case.llm.hidden
    each = 2 * width + case.llm.vocabulary * case.factors.prompt_logit_bytes
    return case.factors.max_batched_tokens * each


def reserve(case: Case) -> float:
    """R = non-torch + activations: what the engine keeps free on each card, bytes."""
    return case.factors.non_torch + activations(case)


def free_for_kv(case: Case) -> float:
    """U V - w P / n - r: left for the KV cache on each card, bytes; negative where the llm does not fit."""
    return case.factors.utilisation * case.card.memory - weights(case) / case.group - reserve(case)


def kv_limit(case: Case, context: int) -> int:
    """b_kv = floor((u V - w P / n - r) / (k ctx)), streams; 0 where the llm does not fit."""
    free = free_for_kv(case)
    if free <= 0:
        return 0
    return min(math.floor(free / (kv_held(case) * kv_share(case) * context)), MOST_STREAMS)

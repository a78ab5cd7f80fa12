"""The parameters of an llm, counted from its architecture: one function for each part, exact whole numbers.

h  hidden width      n_q, n_kv  query heads and KV groups      d  head dimension
f  feed-forward width      V  vocabulary      L  layers      (docs/sizing.md, Roofline)
"""

from __future__ import annotations

from glmopt.catalog.llms import Architecture


def attention(a: Architecture) -> int:
    """h (n_q + 2 n_kv) d + n_q d h, and its biases; with latent attention the compressed projections."""
    h, n_q, d = a.hidden.value, a.heads.value, a.head_dim.value
    if a.latent:
        rank, rotary, value = a.latent.rank.value, a.latent.rotary_dim.value, a.latent.value_dim.value
        query = h * n_q * (d + rotary)
        compressed = h * (rank + rotary) + rank
        expanded = rank * n_q * (d + value)
        return query + compressed + expanded + n_q * value * h
    qkv = (n_q + 2 * a.kv_groups.value) * d
    bias = (qkv if _on(a.qkv_bias) else 0) + (h if _on(a.out_bias) else 0)
    return h * qkv + n_q * d * h + bias


def feed_forward(a: Architecture, width: int) -> int:
    """3 h f where gated (SwiGLU), else 2 h f and its biases."""
    h = a.hidden.value
    matrices = 2 if a.gated is not None and not a.gated.value else 3
    bias = ((matrices - 1) * width + h) if _on(a.ffn_bias) else 0
    return matrices * h * width + bias


def norms(a: Architecture) -> int:
    """2 h in a layer with two RMS norms; twice that with biases."""
    each = a.hidden.value * (2 if _on(a.norm_bias) else 1)
    return each * (a.norms_per_layer.value if a.norms_per_layer else 2)


def layers(a: Architecture) -> int:
    """All layers: L (attention + feed-forward + norms), with every expert counted."""
    count = a.layers.value
    every = count * (attention(a) + norms(a))
    e = a.experts
    if e is None:
        return every + count * feed_forward(a, a.ffn.value)
    dense = e.dense_layers.value
    experts = (e.routed.value + e.shared.value) * feed_forward(a, e.ffn.value)
    router = e.routed.value * a.hidden.value
    return every + dense * feed_forward(a, a.ffn.value) + (count - dense) * (experts + router)


def head(a: Architecture) -> int:
    """V h: the output embedding, read once for each decoded token."""
    return a.vocabulary.value * a.hidden.value


def total(a: Architecture) -> int:
    """P = layers + last norm + input embedding + output embedding (one matrix where they are tied)."""
    last = a.hidden.value * (2 if _on(a.norm_bias) else 1)
    embeddings = head(a) * (1 if _on(a.tied_embeddings) else 2)
    bias = a.vocabulary.value if _on(a.head_bias) else 0
    return layers(a) + last + embeddings + bias


def active_layers(a: Architecture) -> int:
    """The parameters of all layers that one token passes: as `layers`, but only the active experts."""
    e = a.experts
    if e is None:
        return layers(a)
    idle = (e.routed.value - e.active.value) * feed_forward(a, e.ffn.value)
    return layers(a) - (a.layers.value - e.dense_layers.value) * idle


def _on(figure: object) -> bool:
    return figure is not None and bool(getattr(figure, "value", False))

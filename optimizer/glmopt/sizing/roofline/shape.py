"""What the roofline needs to know of an llm: counts of parameters and values, from its architecture."""

from __future__ import annotations

from glmopt.catalog import Architecture
from glmopt.catalog import parameters as count
from glmopt.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts of an llm, whole numbers.

    parameters       P        all of them
    layer_parameters          those of the layers, every expert counted
    active_parameters         those of the layers that one token passes (L p_layer)
    head_parameters  V h      the output embedding
    layers L, hidden h, query_heads n_q, kv_heads n_kv, head_dim d, value_dim, ffn f, vocabulary V
    kv_values        values kept of one token in one layer: 2 n_kv d, or the latent vector
    expert_parameters         of one routed expert, over all layers that have experts
    experts E, active_experts
    """

    parameters: int
    layer_parameters: int
    active_parameters: int
    head_parameters: int
    layers: int
    hidden: int
    query_heads: int
    kv_heads: int
    head_dim: int
    value_dim: int
    ffn: int
    vocabulary: int
    kv_values: int
    latent: bool = False
    expert_parameters: int = 0
    experts: int = 0
    active_experts: int = 0


def shape_of(a: Architecture) -> Shape:
    """The counts of architecture `a`."""
    e, latent = a.experts, a.latent
    d, n_kv = a.head_dim.value, a.kv_groups.value
    expert_layers = a.layers.value - e.dense_layers.value if e else 0
    active_ffn = (e.active.value + e.shared.value) * e.ffn.value if e else a.ffn.value
    return Shape(
        parameters=count.total(a),
        layer_parameters=count.layers(a),
        active_parameters=count.active_layers(a),
        head_parameters=count.head(a),
        layers=a.layers.value,
        hidden=a.hidden.value,
        query_heads=a.heads.value,
        kv_heads=n_kv,
        head_dim=d + (latent.rotary_dim.value if latent else 0),
        value_dim=latent.value_dim.value if latent else d,
        ffn=active_ffn,
        vocabulary=a.vocabulary.value,
        kv_values=latent.rank.value + latent.rotary_dim.value if latent else 2 * n_kv * d,
        latent=latent is not None,
        expert_parameters=expert_layers * count.feed_forward(a, e.ffn.value) if e else 0,
        experts=e.routed.value if e else 0,
        active_experts=e.active.value if e else 0,
    )

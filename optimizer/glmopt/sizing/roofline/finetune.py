"""Memory of fine-tuning on each card: one function for each term of docs/sizing.md, in bytes.

P  parameters      A  trained parameters of an adapter      N  cards      L  layers      h  hidden width
b  sequences of a card in one step      s  tokens of each      m_s, m_a  factors of states and activations
"""

from __future__ import annotations

from typing import Literal

from glmopt.dataclass import dataclass
from glmopt.sizing.roofline.shape import Shape

Method = Literal["full", "lora", "qlora", "p-tuning"]
SUB_GROUP = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """A fine-tuning job as it runs on each card.

    `zero` is the ZeRO stage of full fine-tuning; `rank` that of LoRA on query, key and value, `targets` "all"
    puts it on every linear layer; `virtual_tokens` those of P-tuning v2. `four_bits`: weights frozen in
    4 bits, as QLoRA always has them.
    """

    method: Method
    sequence: int
    batch: int = 1
    zero: int = 3
    checkpointing: bool = True
    flash: bool = True
    rank: int = 8
    targets: Literal["qkv", "all"] = "qkv"
    virtual_tokens: int = 128
    four_bits: bool = False


@dataclass(frozen=True, slots=True)
class TrainingFactors:
    """Factors of fine-tuning memory: context and ZeRO buffers in bytes, m_s, m_a, the usable share of V.

    `four_bits`: bytes of a linear weight kept in 4 bits.
    """

    context: float
    static: float
    activations: float
    zero: float
    usable: float
    four_bits: float


def optimizer_states(parameters: float, zero: int, n: int) -> float:
    """Mixed-precision AdamW by ZeRO stage: 16 P; 4 P + 12 P/N; 2 P + 14 P/N; 16 P/N, bytes a card."""
    whole, shared = ((16, 0), (4, 12), (2, 14), (0, 16))[zero]
    return parameters * (whole + shared / n)


def gradient_sub_group(parameters: float, n: int) -> float:
    """4 min(P/N, 1e9): the FP32 copy of one sub-group of gradients, bytes a card."""
    return 4 * min(parameters / n, SUB_GROUP)


def layer_activations(llm: Shape, job: Job) -> float:
    """B s (8 h + 2 (n_q + 2 n_kv) d + 2 n_q d + 8 f), and 5 b n_q s^2 without flash attention, bytes."""
    tokens = job.batch * job.sequence
    heads = (llm.query_heads + 2 * llm.kv_heads) * llm.head_dim
    kept = tokens * (8 * llm.hidden + 2 * heads + 2 * llm.query_heads * llm.head_dim + 8 * llm.ffn)
    scores = 0 if job.flash else 5 * job.batch * llm.query_heads * job.sequence**2
    return kept + scores


def logits(llm: Shape, job: Job) -> float:
    """10 b s V: logits in FP16, their FP32 copy and its gradient, bytes."""
    return 10 * job.batch * job.sequence * llm.vocabulary


def activations(llm: Shape, job: Job) -> float:
    """2 L b s h + one layer with checkpointing, else L layers; and the logits, bytes."""
    one = layer_activations(llm, job)
    if job.checkpointing:
        return 2 * llm.layers * job.batch * job.sequence * llm.hidden + one + logits(llm, job)
    return llm.layers * one + logits(llm, job)


def adapter(llm: Shape, job: Job) -> int:
    """A: LoRA r (h + width) for each matrix; P-tuning v2 virtual tokens x 2 L n_kv d."""
    if job.method == "p-tuning":
        return job.virtual_tokens * llm.layers * llm.kv_values
    qkv = job.rank * (llm.hidden + (llm.query_heads + 2 * llm.kv_heads) * llm.head_dim)
    if job.targets == "qkv":
        return llm.layers * qkv
    out = job.rank * (llm.query_heads * llm.head_dim + llm.hidden)
    return llm.layers * (qkv + out + 3 * job.rank * (llm.hidden + llm.ffn))


def frozen_weights(llm: Shape, job: Job, factors: TrainingFactors) -> float:
    """2 P; with QLoRA the linear layers in 4 bits, bytes."""
    linear = factors.four_bits if job.four_bits or job.method == "qlora" else 2.0
    return linear * llm.layer_parameters + 2.0 * (llm.parameters - llm.layer_parameters)


def light_memory(llm: Shape, job: Job, factors: TrainingFactors) -> float:
    """M = m_s (W + 16 A) + m_a activations + ctx, bytes a card."""
    static = frozen_weights(llm, job, factors) + 16 * adapter(llm, job)
    return factors.static * static + factors.activations * activations(llm, job) + factors.context


def full_memory(llm: Shape, job: Job, factors: TrainingFactors, n: int) -> float:
    """M(N) = m_s states(N) + sub-group + m_a activations + ctx + Z, bytes a card; Z with ZeRO only."""
    states = factors.static * optimizer_states(llm.parameters, job.zero, n)
    partition = llm.parameters / (n if job.zero else 1)
    buffers = factors.zero if job.zero else 0.0
    acts = factors.activations * activations(llm, job)
    return states + gradient_sub_group(partition, 1) + acts + factors.context + buffers


def memory(llm: Shape, job: Job, factors: TrainingFactors, n: int = 1) -> float:
    """Memory of `job` on each of `n` cards, bytes."""
    return full_memory(llm, job, factors, n) if job.method == "full" else light_memory(llm, job, factors)


def fits(llm: Shape, job: Job, factors: TrainingFactors, card_memory: float, n: int = 1) -> bool:
    """M(N) <= usable V."""
    return memory(llm, job, factors, n) <= factors.usable * card_memory

"""The least number of cards that hold a full fine-tuning job, and the time of an epoch."""

from __future__ import annotations

from glmopt.sizing.roofline.finetune import Job, TrainingFactors, fits
from glmopt.sizing.roofline.shape import Shape

MOST_CARDS = 4096


def gang_cards(llm: Shape, job: Job, factors: TrainingFactors, card_memory: float) -> int:
    """K = min N with M(N) <= usable V, cards; 0 where no number of cards holds the job."""
    if not fits(llm, job, factors, card_memory, MOST_CARDS):
        return 0
    low, high = 0, MOST_CARDS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(llm, job, factors, card_memory, middle) else (middle, high)
    return high


def train_work(llm: Shape, sequence: int, *, checkpointing: bool) -> float:
    """6 P_act + 6 L s n_q d (causal), a third more with checkpointing: FLOP of one trained token."""
    weights = llm.active_parameters + llm.head_parameters
    attention = llm.layers * sequence * llm.query_heads * llm.head_dim
    return (6 * weights + 6 * attention) * (4 / 3 if checkpointing else 1)


def epoch_seconds(llm: Shape, job: Job, tokens: int, compute: float, eta_t: float, n: int) -> float:
    """Tokens x work / (eta_t N C), s: one pass over `tokens` tokens; compute C of a card in FLOP/s."""
    return tokens * train_work(llm, job.sequence, checkpointing=job.checkpointing) / (eta_t * n * compute)

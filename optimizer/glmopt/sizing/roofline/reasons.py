"""Why a card carries no stream, in words and numbers."""

from __future__ import annotations

from glmopt.records import Text
from glmopt.sizing.roofline import memory, speed
from glmopt.sizing.roofline.case import GIB, Case
from glmopt.sizing.roofline.limits import Service


def no_precision(precision: str) -> Text:
    """The card cannot keep or multiply weights so."""
    return Text(zh=f"该卡不支持 {precision} 权重", en=f"the card cannot run {precision} weights")


def no_link(group: int, linked: int) -> Text:
    """A group of cards needs a link between them."""
    return Text(
        zh=f"{group} 张卡的并行组超过互联的 {linked} 张",
        en=f"a group of {group} cards, but {linked} are linked",
    )


def does_not_fit(case: Case) -> Text:
    """Weights and reserve exceed the memory that may be used."""
    need = memory.weights(case) / case.group + memory.reserve(case)
    have = case.factors.utilisation * case.card.memory
    return Text(
        zh=f"放不下：权重与预留 {need / GIB:.1f} GiB，每卡可用 {have / GIB:.1f} GiB",
        en=f"does not fit: weights and reserve need {need / GIB:.1f} GiB of {have / GIB:.1f} on each card",
    )


def no_context(case: Case, context: int) -> Text:
    """The llm fits, but not the context of one stream."""
    need = memory.kv_held(case) * memory.kv_share(case) * context
    free = memory.free_for_kv(case)
    return Text(
        zh=f"一路上下文需 {need / GIB:.2f} GiB，仅余 {free / GIB:.2f} GiB",
        en=f"the context of one stream takes {need / GIB:.2f} GiB, {free / GIB:.2f} GiB are left",
    )


def too_slow(case: Case, service: Service) -> Text:
    """One stream alone is below the floor."""
    alone = 1 / speed.tpot(case, 1, service.prompt, service.output)
    floor = service.tokens_per_s
    return Text(
        zh=f"单路仅 {alone:.1f} tokens/s，低于 {floor:g}",
        en=f"one stream alone gets {alone:.1f} tokens/s, {floor:g} are asked",
    )


def too_late(case: Case, service: Service) -> Text:
    """One stream alone waits too long for its first token."""
    first = speed.ttft(case, 1, service.prompt, service.output, service.tokens_per_s)
    return Text(
        zh=f"单路首 token 需 {first:.2f} 秒，要求 {service.ttft_s:g}",
        en=f"one stream alone waits {first:.2f} s for its first token, {service.ttft_s:g} are asked",
    )

"""The roofline of one card with its numbers filled in: formula, numbers and result of every step."""

from __future__ import annotations

from decimal import Decimal

from glmopt.sizing.capacity import Step, Value
from glmopt.sizing.roofline import memory, speed
from glmopt.sizing.roofline.case import GIB, Case
from glmopt.sizing.roofline.limits import Limits
from glmopt.sizing.roofline.size import Sized


def derive(sized: Sized) -> tuple[Step, ...]:
    """Every step from data sheet to streams, instances and fine-tuning; at the value of each efficiency."""
    if sized.cases is None:
        return _finetuning(sized)
    case, found = sized.cases[1], sized.limits[1]
    return (
        *_memory(case, sized.question.service.context, found),
        *_times(case, sized, found),
        *_capacity(sized, found),
        *_finetuning(sized),
    )


def gib(size: float) -> Decimal:
    """Bytes as GiB to two decimals."""
    return Decimal(f"{size / GIB:.2f}")


def _memory(case: Case, context: int, found: Limits) -> tuple[Step, ...]:
    n, u, v = case.group, case.factors.utilisation, gib(case.card.memory)
    w, r, free = gib(memory.weights(case) / n), gib(memory.reserve(case)), gib(memory.free_for_kv(case))
    k = memory.kv_held(case) * memory.kv_share(case)
    each = f"{k * context / GIB:.4f}"
    return (
        Step("weights_gib", "w P / n", f"{case.weights.linear_bytes:g} B x {case.llm.parameters:,} / {n}", w),
        Step(
            "reserve_gib",
            "r = non-torch + activations",
            f"{gib(case.factors.non_torch)} + {gib(memory.activations(case))}",
            r,
        ),
        Step("kv_free_gib", "u V - w P / n - r", f"{u:g} x {v} - {w} - {r}", free),
        Step("kv_gib_per_stream", "k ctx", f"{k:,.0f} B x {context:,}", Decimal(each)),
        Step("limit_kv", "floor((u V - w P / n - r) / (k ctx))", f"{free} / {each}", found.kv),
    )


def _times(case: Case, sized: Sized, found: Limits) -> tuple[Step, ...]:
    s, f, card = sized.question.service, case.factors, case.card
    b = max(found.streams, 1)
    context = s.prompt + s.output / 2
    step, prompt = speed.decode_step(case, b, context), speed.prefill(case, 1, s.prompt)
    token = speed.tpot(case, b, s.prompt, s.output)
    read, multiply = speed.read_time(case, b), speed.multiply_time(case, b)
    parts = (
        max(read, multiply),
        speed.kv_time(case, b, context),
        speed.overhead(case, b),
        speed.all_reduce(case, b),
    )
    rates = f"eta_b {f.eta_b:g}, {case.group} x {card.bandwidth / 1e9:g} GB/s"
    work = f"b = {b}, eta_d {f.eta_d:g}, {case.compute / 1e12:g} TFLOPS"
    shared = f"{_ms(step)} + {b} x ({_ms(prompt)} - {_ms(f.t0)}) / {s.output}"
    rest = f"eta_c {f.eta_c:g}, p = {s.prompt}"
    sums = " + ".join(_ms(part) for part in parts)
    floor = f"{s.tokens_per_s:g} tokens/s, p = {s.prompt}, o = {s.output}"
    return (
        Step("read_ms", "w P_act / (eta_b B)", rates, Decimal(_ms(read))),
        Step("multiply_ms", "2 P_act b / (eta_d C)", work, Decimal(_ms(multiply))),
        Step(
            "decode_ms",
            "t_d(b) = max(read, multiply) + KV + t0 + t1 b + all-reduce",
            sums,
            Decimal(_ms(step)),
        ),
        Step("prefill_ms", "t_p(1, p)", rest, Decimal(_ms(prompt))),
        Step("tpot_ms", "t_d(b) + b (t_p - t0) / o", shared, Decimal(_ms(token))),
        Step("limit_bandwidth", "largest b: read + KV <= 1 / floor", floor, found.bandwidth),
        Step("limit_compute", "largest b: multiply + b prefill / o <= 1 / floor", floor, found.compute),
        Step("limit_rate", "largest b: TPOT(b) <= 1 / floor", floor, found.rate),
    )


def _capacity(sized: Sized, found: Limits) -> tuple[Step, ...]:
    n, ttft = sized.question.group, found.ttft
    steps = []
    if ttft is not None:
        asked = f"{sized.question.service.ttft_s:g} s"
        steps.append(Step("limit_ttft", "largest b: t_p / (1 - rho) + t_d(b) <= TTFT", asked, ttft))
    low, value, high = sized.streams
    least = f"min({found.kv}, {found.rate}{'' if ttft is None else f', {ttft}'})"
    formula = "min(b_kv, b_rate, b_ttft)" if n == 1 else "floor(min(b_kv, b_rate, b_ttft) / n)"
    span = f"{least}; {low}~{high} over the range of the efficiencies"
    steps.append(Step("streams", formula, span if n == 1 else f"{span}; n = {n}", value))
    steps.append(
        Step("instances", "most parts that hold an instance", sized.profile or "none", sized.instances)
    )
    return tuple(steps)


def _finetuning(sized: Sized) -> tuple[Step, ...]:
    q = sized.question
    light = f"{q.light.method}, {q.light.batch} x {q.light.sequence} tokens"
    full = f"ZeRO {q.full.zero}, {q.full.batch} x {q.full.sequence} tokens a card"
    cards: Value = sized.gang_cards
    steps = [
        Step("light_gib", "m_s (W + 16 A) + m_a activations + ctx", light, gib(sized.light_bytes)),
        Step("full_cards", "least N: M(N) <= usable V", full, cards),
    ]
    if sized.gang_cards:
        formula = "m_s states(N) + m_a activations + ctx + Z"
        steps.append(Step("full_gib", formula, f"N = {sized.gang_cards}", gib(sized.full_bytes)))
    if sized.epoch_s is not None:
        formula = "tokens x work / (eta_t N C)"
        steps.append(
            Step("epoch_h", formula, f"{q.epoch_tokens:,} tokens", Decimal(f"{sized.epoch_s / 3600:.2f}"))
        )
    return tuple(steps)


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3f}"

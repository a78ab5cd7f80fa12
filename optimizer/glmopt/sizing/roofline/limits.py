"""Streams of a card: the least of the memory, speed and first-token limits, and which one binds."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.dataclass import dataclass
from glmopt.sizing.roofline import memory, speed
from glmopt.sizing.roofline.case import Case
from glmopt.sizing.roofline.memory import MOST_STREAMS


@dataclass(frozen=True, slots=True)
class Service:
    """What each stream is promised: tokens of prompt, output and context; tokens/s; s to the first."""

    prompt: int
    output: int
    context: int
    tokens_per_s: float
    ttft_s: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Streams that each limit allows alone; `ttft` is None where no time to the first token is asked.

    kv         memory left for the KV cache
    bandwidth  the floor, with weights and KV read from memory only
    compute    the floor, with multiplications of decoding and prefill only
    rate       the floor, with the full time of a token
    """

    kv: int
    bandwidth: int
    compute: int
    rate: int
    ttft: int | None

    @property
    def streams(self) -> int:
        """min(b_kv, b_rate, b_ttft)."""
        return min(self.kv, self.rate, MOST_STREAMS if self.ttft is None else self.ttft)

    @property
    def binds(self) -> str:
        """The limit that is the least: kv, ttft, or what holds the rate: bandwidth, compute or overhead."""
        if self.kv == self.streams:
            return "kv"
        if self.rate > self.streams:
            return "ttft"
        if min(self.bandwidth, self.compute) > 4 * max(self.rate, 1):
            return "overhead"
        return "bandwidth" if self.bandwidth <= self.compute else "compute"


def limits(case: Case, service: Service) -> Limits:
    """Every limit of `case` under `service`."""
    p, o, s = service.prompt, service.output, service.prompt + service.output / 2
    token = 1 / service.tokens_per_s
    work = speed.prefill_work(case, 1, p) / (case.factors.eta_c * case.compute)

    def memory_only(b: int) -> bool:
        return speed.read_time(case, b) + speed.kv_time(case, b, s) <= token

    def compute_only(b: int) -> bool:
        return speed.multiply_time(case, b) + b * work / o <= token

    first = service.ttft_s
    return Limits(
        kv=memory.kv_limit(case, service.context),
        bandwidth=largest(memory_only),
        compute=largest(compute_only),
        rate=largest(lambda b: speed.tpot(case, b, p, o) <= token),
        ttft=None
        if first is None
        else largest(lambda b: speed.ttft(case, b, p, o, service.tokens_per_s) <= first),
    )


def largest(holds: Callable[[int], bool]) -> int:
    """The largest b in 0..MOST_STREAMS with holds(b), for a condition that never comes back once it fails."""
    if not holds(1):
        return 0
    good, bad = 1, 2
    while bad <= MOST_STREAMS and holds(bad):
        good, bad = bad, bad * 2
    bad = min(bad, MOST_STREAMS + 1)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return good

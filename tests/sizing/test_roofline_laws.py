"""Laws of the roofline: what is better never carries less, and nothing divides by zero."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from glmopt.catalog import load_catalog
from glmopt.sizing.roofline import gang, speed
from glmopt.sizing.roofline.case import GIB, Case, Factors, Rates, Weights
from glmopt.sizing.roofline.finetune import Job, memory
from glmopt.sizing.roofline.limits import Service, limits
from glmopt.sizing.roofline.resolve import training_of
from glmopt.sizing.roofline.shape import shape_of

CATALOG = load_catalog()
SHAPES = [shape_of(llm.architecture) for llm in CATALOG.llms.values()]

rates = st.builds(
    lambda c, b, v: Rates(c * 1e12, c * 1e12, 2 * c * 1e12, b * 1e9, v * GIB, 300e9),
    st.floats(1, 5000),
    st.floats(50, 10_000),
    st.integers(4, 300),
)
share = st.floats(0.05, 1)
factors = st.builds(
    lambda b, c, d, k, t0, t1: Factors(b, c, d, k, t0, t1, 0.9, 0.35 * GIB, 8192, 1, 0, 2e-5, 0.6),
    *[share] * 4,
    st.floats(0, 0.02),
    st.floats(0, 1e-4),
)
cases = st.builds(
    lambda llm, card, f, n: Case(llm, card, Weights(2, 2, 2), f, n),
    st.sampled_from(SHAPES),
    rates,
    factors,
    st.sampled_from([1, 2, 4, 8]),
)
services = st.builds(
    lambda p, o, room, floor, ttft: Service(p, o, p + o + room, floor, ttft),
    st.integers(1, 8192),
    st.integers(1, 4096),
    st.integers(0, 8192),
    st.floats(0.1, 200),
    st.none() | st.floats(0.01, 60),
)
jobs = st.builds(
    Job,
    st.sampled_from(["full", "lora", "qlora", "p-tuning"]),
    st.integers(1, 8192),
    st.integers(1, 16),
    st.sampled_from([0, 1, 2, 3]),
    st.booleans(),
    st.booleans(),
)


@given(cases, services, st.sampled_from(["compute", "bandwidth", "memory", "link"]), st.floats(1, 10))
@settings(deadline=None, max_examples=150)
def test_a_better_card_never_carries_fewer_streams(case, service, figure, times):
    changes = {figure: getattr(case.card, figure) * times}
    if figure == "compute":
        changes |= {"compute_fp16acc": changes["compute"], "compute_fp8": 2 * changes["compute"]}
    better = replace(case, card=replace(case.card, **changes))
    assert limits(better, service).streams >= limits(case, service).streams


@given(cases, services, st.integers(1, 100_000))
@settings(deadline=None, max_examples=100)
def test_longer_context_never_carries_more_streams(case, service, longer):
    stretched = replace(service, context=service.context + longer)
    assert limits(case, stretched).streams <= limits(case, service).streams


@given(cases, services, st.floats(1, 10))
@settings(deadline=None, max_examples=100)
def test_a_higher_floor_or_a_shorter_wait_never_carries_more(case, service, times):
    faster = replace(service, tokens_per_s=service.tokens_per_s * times)
    assert limits(case, faster).streams <= limits(case, service).streams
    sooner = replace(service, ttft_s=(service.ttft_s or 60) / times)
    assert limits(case, sooner).streams <= limits(case, service).streams


@given(cases, services)
@settings(deadline=None, max_examples=100)
def test_streams_are_the_least_limit_and_meet_the_floor(case, service):
    found = limits(case, service)
    assert found.streams == min(found.kv, found.rate, *([] if found.ttft is None else [found.ttft]))
    assert found.rate <= min(found.bandwidth, found.compute)
    if found.streams:
        token = speed.tpot(case, found.streams, service.prompt, service.output)
        assert token <= 1 / service.tokens_per_s


@given(st.sampled_from(SHAPES), jobs, st.integers(1, 512), st.integers(4, 300))
@settings(deadline=None, max_examples=150)
def test_more_cards_or_memory_never_need_more(llm, job, n, vram):
    own = training_of(CATALOG, "default")
    assert memory(llm, job, own, n + 1) <= memory(llm, job, own, n)
    if job.method == "full":
        small, large = (gang.gang_cards(llm, job, own, v * GIB) for v in (vram, vram + 8))
        assert small == 0 or 0 < large <= small


@given(st.sampled_from(SHAPES), jobs, st.integers(1, 8192))
@settings(deadline=None, max_examples=100)
def test_longer_sequences_never_take_less_memory(llm, job, longer):
    own = training_of(CATALOG, "default")
    assert memory(llm, replace(job, sequence=job.sequence + longer), own, 4) >= memory(llm, job, own, 4)

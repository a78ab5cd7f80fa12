"""The roofline on real cards: figures one can follow by hand, and zero streams with the reason in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from glmopt.catalog import Card, CardFigures, load_catalog
from glmopt.catalog.partitions import partitions_of
from glmopt.errors import InputError
from glmopt.sizing.roofline import Question, size
from glmopt.sizing.roofline.derive import derive
from glmopt.sizing.roofline.limits import Service

CATALOG = load_catalog()
CHAT = Service(512, 256, 2048, 20.0)
QUESTION = Question(CATALOG.llms["chatglm3-6b"], CHAT)


def sized(card, **changes):
    return size(CATALOG, replace(QUESTION, **changes), card)


@pytest.mark.parametrize(
    ("card", "streams"),
    [("rtx-4090-24g", 97), ("rtx-3090-24g", 44), ("a6000-48g", 76), ("a100-40g", 181), ("h100-sxm-80g", 480)],
)
def test_streams_of_known_cards_by_the_default_set(card, streams):
    """The figures that the method was first published with: 512 + 256 tokens, 20 tokens/s each."""
    assert sized(card).limits[1].streams == streams


def test_generic_names_read_the_data_sheet_of_their_default_part():
    assert sized("a100-80g").limits == sized("a100-pcie-80g").limits
    assert sized("a100-80g").part == "a100-pcie-80g"


def test_the_range_holds_the_value():
    for card in CATALOG.cards:
        low, value, high = sized(card).streams
        assert low <= value <= high


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"service": replace(CHAT, tokens_per_s=5000.0)}, "one stream alone gets"),
        ({"llm": CATALOG.llms["llama-3.1-70b"]}, "does not fit"),
        ({"service": replace(CHAT, context=10_000_000)}, "the context of one stream"),
        ({"service": replace(CHAT, ttft_s=0.001)}, "waits"),
        ({"precision": "fp8"}, "cannot run fp8"),
        ({"group": 64}, "are linked"),
    ],
)
def test_no_stream_has_a_reason_in_words(changes, words):
    found = sized("a100-80g", **changes)
    assert found.streams[1] == 0
    assert found.why is not None
    assert words in found.why.en
    assert found.why.zh != found.why.en
    assert all(derive(found))


def test_a_card_without_bandwidth_carries_nothing_and_says_so():
    own = Card.defined("my-card", CardFigures(vram_gb=Decimal(24), fp16_tflops=Decimal(100)))
    found = size(CATALOG.with_cards([own]), QUESTION, "my-card")
    assert found.capacity.streams_high == 0
    assert "mem_bw_gb_s" in found.why.en
    fast = CardFigures(vram_gb=Decimal(24), fp16_tflops=Decimal(100), mem_bw_gb_s=Decimal(1000))
    assert size(CATALOG.with_cards([Card.defined("my-card", fast)]), QUESTION, "my-card").streams[1] > 0


def test_four_bit_weights_leave_room_that_fp16_does_not():
    assert sized("rtx-4060ti-16g", precision="int4").limits[1].kv > sized("rtx-4060ti-16g").limits[1].kv


def test_fp8_needs_a_card_that_multiplies_it():
    assert sized("h100-sxm-80g", precision="fp8").limits[1].streams > sized("h100-sxm-80g").limits[1].streams


def test_a_group_holds_what_no_card_of_it_does():
    llm = CATALOG.llms["llama-3.1-70b"]
    assert sized("h100-sxm-80g", llm=llm).streams[1] == 0
    group = sized("h100-sxm-80g", llm=llm, group=4)
    assert group.streams[1] == group.limits[1].streams // 4 > 0


def test_partitions_give_instances_and_no_more_streams():
    """Four parts of 20 GB by MIG; five of 16 GB only where the card is shared in time."""
    assert (sized("h100-sxm-80g").instances, sized("h100-sxm-80g").profile) == (4, "1g.20gb x4")
    assert (sized("a100-80g").instances, sized("a100-80g").profile) == (5, "vgpu 16C x5")
    assert sized("ascend-910-32g").instances == 1
    assert sized("rtx-4090-24g").instances == 1


def test_every_partition_of_the_catalog_is_understood():
    for card in CATALOG.cards.values():
        if card.datasheet:
            for part in partitions_of(card.datasheet):
                assert 0 < part.memory * part.count <= float(card.datasheet.vram_gb.value) * 2**30 * 1.06


def test_gangs_are_the_least_that_fit():
    """One card less does not hold the job."""
    from glmopt.sizing.roofline.finetune import fits
    from glmopt.sizing.roofline.resolve import rates_of, training_of
    from glmopt.sizing.roofline.shape import shape_of

    shape, own = shape_of(QUESTION.llm.architecture), training_of(CATALOG, "default")
    for card in ("rtx-4090-24g", "a6000-48g", "a100-40g", "ascend-910b-64g"):
        n, v = sized(card).gang_cards, rates_of(CATALOG, card).memory
        assert fits(shape, QUESTION.full, own, v, n)
        assert not fits(shape, QUESTION.full, own, v, n - 1)


def test_a_job_that_no_number_of_cards_holds_is_none():
    long = replace(QUESTION.full, sequence=100_000)
    assert sized("rtx-4090-24g", full=long).gang_cards == 0


def test_an_epoch_takes_half_the_time_on_twice_the_tokens_less():
    one, two = (sized("a100-80g", epoch_tokens=n).epoch_s for n in (10**9, 2 * 10**9))
    assert two == pytest.approx(2 * one)


def test_an_unknown_set_is_an_input_error():
    with pytest.raises(InputError, match="vllm-2024"):
        sized("a100-80g", efficiency={"any": "vllm-2042"})


def test_the_vendors_own_set_stands_where_none_is_asked():
    assert sized("ascend-910b-64g").efficiency == "mindformers-ascend"
    assert sized("ascend-910b-64g", efficiency={"any": "default"}).efficiency == "default"
    assert sized("a100-80g").efficiency == "default"

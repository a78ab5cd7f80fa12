"""The parameters computed from each architecture are those published, to the last one."""

from __future__ import annotations

import json

import pytest

from glmopt.catalog import load_catalog
from glmopt.catalog import parameters as count
from glmopt.catalog.hf_config import read_hf_config
from glmopt.errors import InputError
from glmopt.sizing.roofline.shape import shape_of

LLMS = load_catalog().llms
ASKED = [
    "chatglm2-6b",
    "chatglm3-6b",
    "glm-4-9b",
    "qwen2.5-7b",
    "qwen2.5-14b",
    "qwen2.5-32b",
    "qwen2.5-72b",
    "llama-3.1-8b",
    "llama-3.1-70b",
    "mistral-7b",
    "deepseek-v2-lite",
]


@pytest.mark.parametrize("llm", LLMS.values(), ids=list(LLMS))
def test_the_computed_count_is_the_published_one(llm):
    assert count.total(llm.architecture) == llm.parameters.value


def test_the_llms_that_were_asked_for_are_there():
    assert set(ASKED) <= set(LLMS)


@pytest.mark.parametrize(
    ("llm", "kib"), [("chatglm3-6b", 28), ("llama-3.1-8b", 128), ("llama-2-7b", 512), ("qwen2.5-7b", 56)]
)
def test_kv_cache_of_a_token(llm, kib):
    """2 L n_kv d values of two bytes."""
    shape = shape_of(LLMS[llm].architecture)
    assert 2 * shape.layers * shape.kv_values == kib * 1024


def test_experts_are_stored_but_not_all_read():
    """15.7 billion parameters, of which 2.24 in the layers are active: 6 of 64 experts and the shared two."""
    shape = shape_of(LLMS["deepseek-v2-lite"].architecture)
    assert shape.parameters == 15_706_484_224
    assert shape.active_parameters == 2_241_717_760
    assert shape.kv_values == 512 + 64


CONFIG = {
    "model_type": "qwen2",
    "num_hidden_layers": 28,
    "hidden_size": 3584,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "intermediate_size": 18944,
    "vocab_size": 152064,
    "tie_word_embeddings": False,
}


def test_a_config_json_is_an_llm(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(CONFIG), encoding="utf-8")
    assert read_hf_config(path, "own").parameters.value == LLMS["qwen2.5-7b"].parameters.value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "model_type"),
        ("{", "not JSON"),
        (json.dumps({**CONFIG, "model_type": "rwkv"}), "known: llama"),
        (json.dumps({k: v for k, v in CONFIG.items() if k != "vocab_size"}), "vocab_size"),
        (json.dumps({**CONFIG, "num_hidden_layers": "many"}), "bad-data"),
        (json.dumps({**CONFIG, "num_hidden_layers": 152064}), "parameters: .*10000000000000"),
        (json.dumps({**CONFIG, "num_hidden_layers": 1000, "hidden_size": 10**6}), "bad-data"),
        (json.dumps({**CONFIG, "num_attention_heads": 0}), "bad-data"),
        (json.dumps({**CONFIG, "hidden_size": float("nan")}), "bad-data"),
        ("[" * 50_000, "nested too deeply"),
    ],
)
def test_a_bad_config_json_is_refused(tmp_path, text, message):
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_hf_config(path, "own")

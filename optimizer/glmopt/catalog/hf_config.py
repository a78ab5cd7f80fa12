"""A Hugging Face config.json, read from disk, as an llm. The parameter count is computed, not published."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from glmopt.catalog import parameters
from glmopt.catalog.llms import Architecture, Llm
from glmopt.errors import Fault, InputError, Place
from glmopt.records.reading import read_file

Config = Mapping[str, Any]


def read_hf_config(path: Path, llm_id: str) -> Llm:
    """The llm that the config.json at `path` describes, under the id `llm_id`.

    Raises InputError for a file that is no such configuration, or of a model type that is not known here.
    """
    place = Place(str(path))
    try:
        config = json.loads(read_file(path, str(path)))
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise InputError(Fault("bad-data", f"not JSON: {reason}", place)) from None
    kind = config.get("model_type") if isinstance(config, dict) else None
    reader = READERS.get(str(kind))
    if reader is None:
        action = f"known: {', '.join(READERS)}; or write the llm as YAML"
        raise InputError(Fault("bad-choice", f"unknown model_type {kind!r}", place, "model_type", action))
    try:
        dimensions = reader(config)
        architecture = Architecture.model_validate(_figures(dimensions))
    except KeyError as missing:
        raise InputError(Fault("missing-key", "is missing", place, str(missing.args[0]))) from None
    except (TypeError, ValueError, ArithmeticError) as error:
        raise InputError(Fault("bad-data", _told(error), place)) from None
    counted = _figure(parameters.total(architecture), "counted from the architecture")
    data = {"id": llm_id, "name": {"zh": llm_id, "en": llm_id}, "vendor": "own"}
    try:
        return Llm.model_validate({**data, "architecture": architecture.model_dump(), "parameters": counted})
    except ValidationError as error:
        raise InputError(Fault("bad-data", _told(error), place)) from None


def _told(error: Exception) -> str:
    """What is wrong with a configuration, on one line, with the key where pydantic knows it."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        keys = ".".join(str(step) for step in first["loc"] if step != "value")
        return f"{keys}: {first['msg']}" if keys else first["msg"]
    return str(error).splitlines()[0]


def _figure(value: Any, note: str | None = None) -> dict[str, Any]:
    return {"value": value, "source": ("given",), "date": "2026", "confidence": "B", "note": note}


def _figures(dimensions: Mapping[str, Any]) -> dict[str, Any]:
    nested = {k: _figures(v) for k, v in dimensions.items() if isinstance(v, dict)}
    return nested | {k: _figure(v) for k, v in dimensions.items() if not isinstance(v, dict)}


def _common(c: Config) -> dict[str, Any]:
    heads = c["num_attention_heads"]
    return {
        "layers": c["num_hidden_layers"],
        "hidden": c["hidden_size"],
        "heads": heads,
        "kv_groups": c.get("num_key_value_heads") or heads,
        "head_dim": c.get("head_dim") or c["hidden_size"] // heads,
        "ffn": c["intermediate_size"],
        "vocabulary": c["vocab_size"],
        "tied_embeddings": bool(c.get("tie_word_embeddings", False)),
    }


def _llama(c: Config) -> dict[str, Any]:
    bias = bool(c.get("attention_bias", False))
    return _common(c) | {"qkv_bias": bias, "out_bias": bias}


def _qwen2(c: Config) -> dict[str, Any]:
    return _common(c) | {"qkv_bias": True}


def _chatglm(c: Config) -> dict[str, Any]:
    heads = c["num_attention_heads"]
    return {
        "layers": c["num_layers"],
        "hidden": c["hidden_size"],
        "heads": heads,
        "kv_groups": c["multi_query_group_num"] if c.get("multi_query_attention") else heads,
        "head_dim": c["kv_channels"],
        "ffn": c["ffn_hidden_size"],
        "vocabulary": c["padded_vocab_size"],
        "qkv_bias": bool(c.get("add_qkv_bias", False)),
    }


def _deepseek_v2(c: Config) -> dict[str, Any]:
    if c.get("q_lora_rank"):
        raise ValueError("compressed queries (q_lora_rank) are not modelled")
    return _common(c) | {
        "head_dim": c["qk_nope_head_dim"],
        "kv_groups": c["num_attention_heads"],
        "latent": {
            "rank": c["kv_lora_rank"],
            "rotary_dim": c["qk_rope_head_dim"],
            "value_dim": c["v_head_dim"],
        },
        "experts": {
            "routed": c["n_routed_experts"],
            "shared": c["n_shared_experts"],
            "active": c["num_experts_per_tok"],
            "ffn": c["moe_intermediate_size"],
            "dense_layers": c["first_k_dense_replace"],
        },
    }


READERS: dict[str, Callable[[Config], dict[str, Any]]] = {
    "llama": _llama,
    "mistral": _llama,
    "qwen2": _qwen2,
    "chatglm": _chatglm,
    "deepseek_v2": _deepseek_v2,
}

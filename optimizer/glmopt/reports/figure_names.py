"""What people call the figures of the catalog, by the path of each in its entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Translate = Callable[[str], str]


def figure_names(_: Translate) -> Mapping[str, str]:
    """The name of every figure that an entry of the catalog may hold but for `precisions` and `rates`."""
    return {**_cards(_), **_servers(_), **_networks(_), **_llms(_), **_others(_)}


def figure_name(path: str, names: Mapping[str, str], _: Translate) -> str:
    """The name of the figure at `path`; the path where it has none."""
    first, _dot, rest = path.partition(".")
    if first == "rates":
        return _("rate of {code}").format(code=rest)
    if first != "precisions":
        return names.get(path, path)
    precision, _dot, what = rest.partition(".")
    bytes_of = {
        "linear_bytes": _("bytes of a weight"),
        "embedding_bytes": _("bytes of a weight of the embedding"),
        "kv_bytes": _("bytes of a key or value"),
    }
    if what not in bytes_of:
        return path
    return _("{name} (weights as {precision})").format(name=bytes_of[what], precision=precision)


def _cards(_: Translate) -> dict[str, str]:
    """Of a card: what the document says, and its data sheet."""
    return {
        "published.vram_gb": _("memory, as published (GB)"),
        "published.fp16_tflops": _("FP16 as published (TFLOPS)"),
        "published.fp32_tflops": _("FP32, as published (TFLOPS)"),
        "published.relative_fp32.figure": _("FP32 relative to another card, as published"),
        "published.virtualization": _("virtualization, as published"),
        "published.streams": _("streams, as published"),
        "published.instances": _("instances, as published"),
        "published.light_finetune": _("light fine-tuning, as published"),
        "published.full_finetune_cards": _("cards of a full fine-tuning, as published"),
        "datasheet.part": _("name in the data sheet"),
        "datasheet.form": _("form"),
        "datasheet.slot_width": _("slots wide"),
        "datasheet.vram_gb": _("memory (GB)"),
        "datasheet.memory_type": _("kind of memory"),
        "datasheet.mem_bw_gb_s": _("memory bandwidth (GB/s)"),
        "datasheet.fp16_dense_tflops": _("FP16 dense (TFLOPS)"),
        "datasheet.fp16_dense_fp16acc_tflops": _("FP16 dense, FP16 accumulate (TFLOPS)"),
        "datasheet.fp16_sparse_tflops": _("FP16 sparse (TFLOPS)"),
        "datasheet.fp8_dense_tflops": _("FP8 dense (TFLOPS)"),
        "datasheet.fp32_tflops": _("FP32 (TFLOPS)"),
        "datasheet.vendor_nominal_tflops": _("the vendor's nominal figure (TFLOPS)"),
        "datasheet.bf16": _("BF16"),
        "datasheet.weights": _("ways to keep weights"),
        "datasheet.tdp_w": _("power at full load (W)"),
        "datasheet.host_bus": _("bus to the host"),
        "datasheet.link.kind": _("links to other cards"),
        "datasheet.link.gb_s_bidirectional": _("links to other cards, both directions (GB/s)"),
        "datasheet.link.cards": _("cards that are linked"),
        "datasheet.virtualization.kinds": _("kinds of virtualization"),
        "datasheet.virtualization.hard_max": _("most partitions in hardware"),
        "datasheet.virtualization.profiles": _("profiles of virtualization"),
        "datasheet.virtualization.instances_16gb_hard": _("instances of 16 GB in partitions"),
        "datasheet.virtualization.instances_16gb_time_sliced": _("instances of 16 GB in time slices"),
    }


def _servers(_: Translate) -> dict[str, str]:
    """Of a type of server."""
    return {
        "slots": _("cards that fit"),
        "accepts.forms": _("forms that fit"),
        "accepts.slot_width": _("slots that a card may be wide"),
        "accepts.only": _("only these cards"),
        "accepts.also": _("these cards too"),
        "accepts.never": _("none of these cards"),
        "sold_full": _("sold with every slot filled"),
        "links.size": _("cards of a linked group"),
        "links.gb_s": _("links between cards (GB/s per direction)"),
        "bus.slot": _("slot of a card"),
        "bus.switches": _("PCIe switches"),
        "bus.uplink": _("uplink of a PCIe switch"),
        "bus.sockets": _("sockets"),
        "bus.socket_gb_s": _("between sockets (GB/s per direction)"),
        "scale_out.ports": _("network ports"),
        "scale_out.gb_s": _("a network port (GB/s per direction)"),
        "scale_out.speaks": _("networks of the ports"),
        "scale_out.built_in": _("network ports in the host's price"),
        "jobs.sizes": _("sizes of a job (cards)"),
        "jobs.per_node_multiple": _("multiple of cards on each of several servers"),
        "jobs.one_group_up_to": _("jobs inside one linked group up to (cards)"),
        "price.host": _("price without cards"),
        "price.quoted": _("quote with cards"),
        "host_power_w": _("power without cards (W)"),
        "rack_units": _("rack units"),
    }


def _networks(_: Translate) -> dict[str, str]:
    """Of a network."""
    return {
        "network.port_gb_s": _("a port (GB/s per direction)"),
        "network.ports_per_switch": _("ports of a switch"),
        "network.adapter": _("price of an adapter"),
        "network.port": _("price of a port with its cable"),
        "network.switch": _("price of a switch"),
        "network.adapter_power_w": _("power of an adapter (W)"),
        "network.switch_power_w": _("power of a switch (W)"),
        "network.switch_rack_units": _("rack units of a switch"),
    }


def _llms(_: Translate) -> dict[str, str]:
    """Of a language model."""
    return {
        "parameters": _("number of parameters"),
        "architecture.layers": _("layers"),
        "architecture.hidden": _("hidden size"),
        "architecture.heads": _("attention heads"),
        "architecture.kv_groups": _("heads of keys and values"),
        "architecture.head_dim": _("size of a head"),
        "architecture.ffn": _("size of the feed-forward part"),
        "architecture.vocabulary": _("vocabulary"),
        "architecture.qkv_bias": _("bias of queries, keys and values"),
        "architecture.out_bias": _("bias of the attention's output"),
        "architecture.ffn_bias": _("bias of the feed-forward part"),
        "architecture.head_bias": _("bias of the output embedding"),
        "architecture.norm_bias": _("bias of the norms"),
        "architecture.norms_per_layer": _("norms of a layer"),
        "architecture.gated": _("gated feed-forward part"),
        "architecture.tied_embeddings": _("one embedding for input and output"),
        "architecture.experts.routed": _("routed experts"),
        "architecture.experts.active": _("active experts"),
        "architecture.experts.shared": _("shared experts"),
        "architecture.experts.ffn": _("size of an expert"),
        "architecture.experts.dense_layers": _("layers without experts"),
        "architecture.latent.rank": _("size of the compressed keys and values"),
        "architecture.latent.rotary_dim": _("size of the rotary part"),
        "architecture.latent.value_dim": _("size of a value"),
    }


def _others(_: Translate) -> dict[str, str]:
    """Of the sizing rules, of efficiencies and of a price list."""
    return {
        "anchor.cards": _("anchor: cards"),
        "anchor.streams": _("anchor: streams"),
        "stream_tflops": _("demand of one stream (TFLOPS)"),
        "instance_vram_gb": _("memory of one loaded instance (GB)"),
        "light_finetune_vram_gb": _("memory of a light fine-tuning (GB)"),
        "full_finetune_vram_gb": _("memory of a full fine-tuning (GB)"),
        "light_finetune_text_factor": _("factor of a light fine-tuning for text"),
        "inference_vram_gb": _("memory of inference (GB)"),
        "inference_vram_32k_gb": _("memory of inference with 32K tokens (GB)"),
        "inference_vram_peak_gb": _("memory of inference at its peak (GB)"),
        "speed.eta_b": _("share of the memory bandwidth"),
        "speed.eta_c": _("share of the FP16 peak while prompts are read"),
        "speed.eta_d": _("share of the FP16 peak while tokens are written"),
        "speed.eta_k": _("share of the memory bandwidth for keys and values"),
        "speed.t0_ms": _("fixed time of a step (ms)"),
        "speed.t1_us": _("time of a step for each stream (µs)"),
        "serving.utilisation": _("share of the memory that is used"),
        "serving.non_torch_gib": _("memory beside weights and caches (GiB)"),
        "serving.max_batched_tokens": _("most tokens of a step"),
        "serving.kv_copies": _("copies of keys and values"),
        "serving.prompt_logit_bytes": _("bytes for logits of a prompt token"),
        "group_link.alpha_us": _("start time of an all-reduce (µs)"),
        "group_link.eta_l": _("share of the links' rate"),
        "training.context_gib": _("memory of the training context (GiB)"),
        "training.static": _("factor of weights, gradients and states"),
        "training.activations": _("factor of activations"),
        "training.zero_gib": _("memory of ZeRO's buffers (GiB)"),
        "training.usable": _("share of the memory that training may use"),
        "training.eta_t": _("share of the FP16 peak in training"),
        "electricity_per_kwh": _("price of electricity"),
        "licences.vgpu": _("vGPU licence of a card and year"),
    }

"""Measure a GPU with PyTorch: copy, multiplication, and decode and prefill steps of a plain decoder stack.

The steps run layers of the shape of Llama 2-7B without an engine around them: what the card can do, not what
an engine makes of it. Nothing else in glmopt needs a GPU.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from glmopt.calibration.points import card_named
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.sizing.roofline.resolve import NoFigures, rates_of

LLM = "llama-2-7b"
ENGINE = "probe (PyTorch)"
COPY_BYTES = 2**30
GEMM_SIZE = 8192
LAYERS = 4  # layers that are timed; the time is scaled to the whole llm
DECODE = ((1, 512), (16, 512), (64, 512))
PREFILL = ((1, 512), (1, 2048))


@dataclass(frozen=True, slots=True)
class Probed:
    """What was measured; shares are of the data sheet, None where the card is not in the catalog."""

    device: str
    card: str
    copy_gb_s: float
    copy_share: float | None
    gemm_tflops: float
    gemm_share: float | None
    rows: tuple[dict[str, str], ...]


def measure(catalog: Catalog, card: str | None, seconds: float) -> Probed:
    """Measure the GPU at hand. Raises InputError where PyTorch or a GPU is missing."""
    torch = _torch()
    device = str(torch.cuda.get_device_name(0))
    found = card or card_of(device, catalog)
    if card is not None and card not in catalog.cards:
        raise InputError(Fault("unknown-name", f"no card {card!r}", None, "--card"))
    copy, gemm = _copy(torch, seconds), _gemm(torch, seconds)
    copy_share = gemm_share = None
    if found:
        try:
            rates = rates_of(catalog, found)
            copy_share, gemm_share = copy / rates.bandwidth, gemm / rates.compute
        except NoFigures:
            pass
    stack = _Stack(torch, catalog)
    rows = [_row("decode", "ms_per_token", b, s, 0, stack.decode(b, s, seconds), found) for b, s in DECODE]
    rows += [_row("prefill", "ttft_ms", b, s, 1, stack.prefill(b, s, seconds), found) for b, s in PREFILL]
    return Probed(device, found, copy / 1e9, copy_share, gemm / 1e12, gemm_share, tuple(rows))


def card_of(device: str, catalog: Catalog) -> str:
    """The card id that a device name of the driver means; empty where it is not clear."""
    words = [w for w in device.replace("-", " ").split() if w.lower() not in ("nvidia", "geforce", "tesla")]
    for name in ("".join(words), "-".join(words), *(["".join(words[:-1])] if len(words) > 1 else [])):
        if found := card_named(name, catalog.cards):
            return found
    return ""


def _torch() -> Any:
    """PyTorch with a GPU, or the reason that there is none."""
    try:
        import torch
    except ImportError:
        action = "pip install 'glmopt[probe]'"
        raise InputError(
            Fault("usage", "PyTorch is not installed, so nothing was measured", action=action)
        ) from None
    if not torch.cuda.is_available():
        action = "run it on the machine with the card; everything else in glmopt works without"
        raise InputError(Fault("usage", "no GPU was found, so nothing was measured", action=action))
    return torch


def _timed(torch: Any, work: Callable[[], Any], seconds: float) -> float:
    """Median time of `work`, s: warmed up, each run ended by the device."""
    for _ in range(3):
        work()
    torch.cuda.synchronize()
    times: list[float] = []
    until = time.perf_counter() + seconds
    while len(times) < 5 or (time.perf_counter() < until and len(times) < 200):
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def _copy(torch: Any, seconds: float) -> float:
    """Bytes/s of copying on the device, read and written both counted."""
    a = torch.empty(COPY_BYTES // 2, dtype=torch.float16, device="cuda")
    b = torch.empty_like(a)
    return 2 * COPY_BYTES / _timed(torch, lambda: b.copy_(a), seconds)


def _gemm(torch: Any, seconds: float) -> float:
    """FLOP/s of one large FP16 multiplication."""
    a = torch.randn(GEMM_SIZE, GEMM_SIZE, dtype=torch.float16, device="cuda")
    return float(2 * GEMM_SIZE**3 / _timed(torch, lambda: a @ a, seconds))


class _Stack:
    """A few decoder layers of the shape of the llm, and its head."""

    def __init__(self, torch: Any, catalog: Catalog) -> None:
        a = catalog.llms[LLM].architecture
        self.torch = torch
        self.layers, self.heads, self.dim = a.layers.value, a.heads.value, a.head_dim.value
        h, f, v = a.hidden.value, a.ffn.value, a.vocabulary.value

        def weight(rows: int, columns: int) -> Any:
            return torch.randn(rows, columns, dtype=torch.float16, device="cuda") * 0.02

        self.weights = [
            (weight(h, 3 * h), weight(h, h), weight(h, 2 * f), weight(f, h)) for _ in range(LAYERS)
        ]
        self.head, self.hidden = weight(h, v), h

    def decode(self, b: int, s: int, seconds: float) -> float:
        """Time of one token for each of b sequences with s tokens of context, s."""
        x, shape = self._random(b, 1, self.hidden), (b, self.heads, s, self.dim)
        caches = [(self._random(*shape), self._random(*shape)) for _ in range(LAYERS)]
        return self._time(x, caches, seconds)

    def prefill(self, b: int, p: int, seconds: float) -> float:
        """Time of b prompts of p tokens, s."""
        return self._time(self._random(b, p, self.hidden), None, seconds)

    def _time(self, x: Any, caches: Any, seconds: float) -> float:
        layers = _timed(self.torch, lambda: self._forward(x, caches), seconds)
        head = _timed(self.torch, lambda: x[:, -1] @ self.head, min(seconds, 1))
        return layers / LAYERS * self.layers + head

    def _random(self, *shape: int) -> Any:
        return self.torch.randn(*shape, dtype=self.torch.float16, device="cuda")

    def _forward(self, x: Any, caches: Any) -> Any:
        attend = self.torch.nn.functional.scaled_dot_product_attention
        silu = self.torch.nn.functional.silu
        b, t, h = x.shape
        for i, (qkv, out, up, down) in enumerate(self.weights):
            q, k, v = (
                part.view(b, t, self.heads, self.dim).transpose(1, 2) for part in (x @ qkv).split(h, dim=-1)
            )
            if caches is not None:
                k, v = caches[i]
            mixed = attend(q, k, v, is_causal=caches is None).transpose(1, 2).reshape(b, t, h)
            x = x + mixed @ out
            gate, value = (x @ up).chunk(2, dim=-1)
            x = x + (silu(gate) * value) @ down
        return x


def _row(task: str, metric: str, b: int, p: int, o: int, seconds: float, card: str) -> dict[str, str]:
    return {
        "model": LLM,
        "params_b": "6.738",
        "card": card,
        "n_cards": "1",
        "engine": ENGINE,
        "precision": "fp16",
        "task": task,
        "prompt_len": str(p),
        "output_len": str(o),
        "batch_or_concurrency": str(b),
        "metric": metric,
        "value": f"{seconds * 1e3:.4g}",
        "unit": "ms",
        "source_url_or_repo_path": "glmopt probe",
        "note": f"{LAYERS} layers timed and scaled",
    }

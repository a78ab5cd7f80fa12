"""Texts that nobody would write, through every loader: no other end than a record or an InputError.

Bytes of real files are cut, doubled, moved, and mixed with words that readers trip over. The seed fixes every
text; a find is kept as a file, and belongs into tests/badinput.
"""

from __future__ import annotations

import json
import random
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from glmopt.calibration.points import COLUMNS, read_points
from glmopt.catalog import Card, data_root, load_catalog, load_prices
from glmopt.errors import InputError
from glmopt.problem import formulate
from glmopt.records import read_text, read_yaml, validate
from glmopt.result.saved import judge, read_result
from glmopt.scenario import catalog_for, load_scenario, parse_settings
from glmopt.study import variations

HANG_S = 2.0
WORDS = [
    *(
        b"null",
        b"true",
        b"{}",
        b"[]",
        b"-1",
        b"1e999",
        b".nan",
        b"0x1",
        b'"',
        b"'",
        b"\xff",
        b"\x00",
        b"&a ",
        b"*a",
    ),
    *(
        b"!!python/object ",
        b"<<: ",
        b"? ",
        b"- ",
        b": ",
        b"#",
        b"9" * 40,
        "80万".encode(),
        b"\xe2\x80\xae",
        b"..",
    ),
    *(
        b"a" * 300,
        b"{",
        b"}",
        b"[",
        b"]",
        b"\t",
        b"\n  ",
        b"%YAML 1.1\n",
        b"---\n",
        b"0.1",
        b"1_0",
        b"12:30",
        b"no",
    ),
    *(
        b"extends: s.yaml\n",
        b"what_if: {a: {demand: 5}}\n",
        b"[" * 50,
        b"{a: " * 30,
        b"\xed\xa0\x80",
        b"=1+1",
        b"\r",
    ),
]


@dataclass
class Findings:
    """What a run of texts showed: how many, those that broke something, those that took too long."""

    texts: int = 0
    accepted: int = 0
    slowest_s: float = 0.0
    broken: dict[str, str] = field(default_factory=dict)
    hanging: list[str] = field(default_factory=list)


def mutated(draw: random.Random, corpus: list[bytes]) -> bytes:
    """A text of the corpus with one to four changes."""
    text = bytearray(draw.choice(corpus))
    for _ in range(draw.randint(1, 4)):
        at, what = draw.randrange(len(text) + 1), draw.random()
        if what < 0.4:
            text[at : at + draw.randint(0, 6)] = draw.choice(WORDS)
        elif what < 0.6:
            del text[at : at + draw.randint(1, 20)]
        elif what < 0.75 and text:
            text[at % len(text)] = draw.randrange(256)
        elif what < 0.9:
            lines = bytes(text).split(b"\n")
            lines.insert(draw.randrange(len(lines) + 1), draw.choice(lines))
            text = bytearray(b"\n".join(lines))
        else:
            text[at:at] = draw.choice(corpus)[: draw.randint(0, 80)]
    return bytes(text)


def _scenario(path: Path) -> None:
    scenario = load_scenario(path)
    for case in (scenario, *(varied for _, _, varied in variations(scenario))):
        formulate(case, catalog_for(case))


def _setting(path: Path) -> None:
    parse_settings([path.read_bytes().decode("utf-8", "replace")], many=True)


def _yaml(path: Path) -> None:
    read_text(path.read_bytes().decode("utf-8", "replace"), path.name)


def _corpora() -> dict[str, tuple[list[bytes], Callable[[Path], object]]]:
    """The loaders, each with the texts it begins from."""
    root = data_root()
    scenarios = [p.read_bytes() for p in (root / "scenarios").glob("*.yaml")]
    scenarios.append(EVERYTHING.encode())
    cards = [p.read_bytes() for p in sorted((root / "catalog" / "cards").glob("*.yaml"))[:6]]
    prices = [p.read_bytes() for p in (root / "catalog" / "prices").glob("*.yaml")]
    row = "llama-3.1-8b,,a100-sxm-80g,1,mine,fp16,static_batch,128,128,1,output_tokens_per_s,100,,,"
    table = f"{','.join(COLUMNS)}\n{row}\n{row}\n".encode()
    result = json.dumps(json.loads(_result()), ensure_ascii=False).encode()
    settings = [b"demand.streams=200", b"budget.max=800000,1e6", b"cards.deny=[a100-80g]"]
    return {
        "YAML": ([*scenarios, *cards], _yaml),
        "setting": (settings, _setting),
        "scenario": (scenarios, _scenario),
        "card": (cards, lambda path: validate(Card, read_yaml(path))),
        "prices": (prices, load_prices),
        "table": ([table], lambda path: read_points(path, load_catalog())),
        "result": ([result], lambda path: judge(read_result(path))),
    }


# How often each loader is tried: the quick ones more often.
SHARES = {"YAML": 8, "setting": 6, "table": 6, "scenario": 2, "card": 2, "prices": 1, "result": 1}


def _result() -> str:
    from glmopt.result import answer, document, dumps

    scenario = load_scenario(data_root() / "scenarios" / "200streams.yaml")
    return dumps(document(answer(scenario, catalog_for(scenario))))


def fuzz(folder: Path, count: int, seconds: float, seed: int) -> dict[str, Findings]:
    """`count` texts through the loaders, in `folder`, which holds nothing but the text afterwards."""
    draw = random.Random(seed)  # noqa: S311
    corpora = _corpora()
    order = [name for name, share in SHARES.items() for _ in range(share)]
    found = {name: Findings() for name in corpora}
    path = folder / "s.yaml"
    started = time.monotonic()
    for _ in range(count):
        if time.monotonic() - started > seconds:
            break
        name = draw.choice(order)
        corpus, load = corpora[name]
        text = mutated(draw, corpus)
        path.write_bytes(text)
        here, began = found[name], time.process_time()
        here.texts += 1
        try:
            load(path)
            here.accepted += 1
        except InputError:
            pass
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            kept = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
            here.broken.setdefault(kept, ascii(text[-400:]))
        took = time.process_time() - began
        here.slowest_s = max(here.slowest_s, took)
        if took > HANG_S:
            here.hanging.append(ascii(text[:400]))
        if [p.name for p in folder.iterdir()] != ["s.yaml"]:
            here.broken.setdefault("something was written", ascii(text[-400:]))
    return found


EVERYTHING = """\
demand:
  streams: 20
  service: {prompt: 100, output: 50}
  precision: int8
  efficiency: {nvidia: vllm-2024}
  tuning: {}
sizing: roofline
cards:
  define: {my-24g: {vram_gb: 24, fp16_tflops: 100, tdp_w: 300, streams: {low: 1, high: 5}}}
  price: {my-24g: 10 USD}
  stock: {my-24g: {max: 5, min: 1, min_order: 2}}
money: {currency: CNY, rates: {USD: 7.1}, horizon_months: 12, pue: 1.3, electricity_per_kwh: 0.7}
nodes: {chassis: [pcie-8x-4u], fabric: [none], price: {pcie-8x-4u: 5万}}
owned: [{card: a100-80g, chassis: pcie-8x-4u, nodes: 1}]
sites: {here: {max_power_kw: 40, max_rack_units: 42}}
rules: {virtualization: {min_streams: 4}, max_card_types: 2, vendors: {deny: [huawei]}, survive_nodes: 1}
budget: {max: "80万 CNY"}
what_if: {a: {demand: {streams: 5}}}
sweep: {demand.streams: [1, 2]}
"""

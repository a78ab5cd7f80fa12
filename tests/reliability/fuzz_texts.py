"""The texts that fuzzing begins from, and how they are spoiled: the seed fixes every one of them.

The corpus is the shipped files, the cases of tests/badinput, and small samples in the formats of other tools.
Most inputs are a few lines of it: a short text meets the same code as a long one, in a tenth of the time.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import json
import random
import re
import zipfile
from pathlib import Path
from types import ModuleType

from glmopt.calibration.points import COLUMNS as POINT_COLUMNS
from glmopt.catalog import data_root
from glmopt.catalog.folder import FOLDERS
from glmopt.quotes.columns import titles
from glmopt.study.journal import sealed

TESTS = Path(__file__).resolve().parents[1]
SHEET = "xl/worksheets/sheet1.xml"
SMALL_BYTES = 4_000

# What a word of a text may become: values of every kind, and more than fits.
VALUES = [
    *(
        b"null",
        b"true",
        b"false",
        b"{}",
        b"[]",
        b"[1]",
        b"{a: 1}",
        b'{"a": 1}',
        b'""',
        b"x",
        b'"x"',
        b"a100-80g",
    ),
    *(
        b"0",
        b"1",
        b"-1",
        b"-0",
        b"0.1",
        b"1.5",
        b"7",
        b"64",
        b"65",
        b"1e3",
        b"1e-9",
        b"1e15",
        b"1e30",
        b"1e-30",
    ),
    *(
        b"2000000001",
        b"9" * 16,
        b"9" * 20,
        b"1" + b"0" * 40,
        b"9" * 5000,
        b"1e999",
        b"1e99999999999999999999",
    ),
    *(b"1e-99999999999999999999", b"NaN", b"Infinity", b"-Infinity", b".inf", b"1_0", b"2026-02-30", b'"1"'),
]
WORD = re.compile(rb"\"[^\"\n]*\"|[^\s,:{}\[\]\"=]+")

WORDS = [
    *(b"null", b"true", b"{}", b"[]", b"no", b"''", b'""', b"~", b"NaN", b"-Infinity", b"Infinity"),
    *(b"0", b"-1", b"0.1", b"1e999", b"1e30", b"1e-30", b"1e99999999999999999999", b"9" * 20, b"9" * 5000),
    *(b".nan", b"0x1", b"1_0", b"12:30", b"2000-02-30", b"10000-01-01", "80万".encode(), "１２".encode()),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b",", b"#", b"\\", b"\t", b"\n  ", b"\r", b"..", b"=1+1", b"%"),
    *(b"&a ", b"*a", b"!!python/object ", b"!a ", b"<<: ", b"? ", b"- ", b": ", b"| ", b"> ", b"|+9", b"\\u"),
    *(b"%YAML 1.1\n", b"%YAML 1.200", b"%TAG ! x\n", b"---\n", b"...\n", b"a" * 300, b"[" * 50, b"{a: " * 30),
    *(b'"\\ud800"', b'"\\0"', b"\xff", b"\x00", b"\xed\xa0\x80", "\u202e".encode(), "\u0301".encode() * 30),
    *("\ufeff".encode(), "\u2028".encode(), "\x85".encode(), "\ufffe".encode(), "\U0010ffff".encode()),
    *(b"extends: s.yaml\n", b"what_if: {a: {demand: 5}}\n", b"sweep: {demand.streams: [1, 2]}\n"),
]

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
MONEY = ["800000", "12.5", "800000 CNY", "80万", "1.5亿 USD", "0", "5 EUR", "2%", "0.02"]
SETTINGS = ["demand.streams=200", "budget.max=800000,1e6", "cards.deny=[a100-80g]", "estimate=low,high"]
CLASSES = "class,share,prompt,output,llm\nshort,0.5,100,50,\nlong,0.5,1000,200,chatglm3-6b\n"
CAPACITY = (
    "card,class,prompt,output,rate,streams,tokens_per_s,ttft_s,cards\n"
    "a100-80g,short,,,5,,,,1\na100-80g,,512,128,4.5,32,20,0.4,1\na100-80g,,1024,128,3,32,20,0.4,2\n"
)
POINT = "llama-3.1-8b,,a100-sxm-80g,1,mine,fp16,static_batch,128,128,1,output_tokens_per_s,100,,,"
JOURNAL = b"".join(
    sealed(text)
    for text in (b'{"study": "d", "key": "k1", "row": {"n": 5}', b'{"study": "d", "key": "k2", "row": null')
)
MELANGE = {
    "gpu_info": {
        "A10G": {"cost": 1.01, "tputs": [[2, 1], [1, 0.5]]},
        "A100": {"cost": 3.67, "tputs": [[9, 4], [4, 2]]},
    },
    "workload_distribution": [[0.25, 0.25], [0.5, 0]],
    "total_request_rate": 4,
    "slice_factor": 1,
}
VLLM = {
    "max_concurrency": 32,
    "completed": 100,
    "failed": 0,
    "total_input_tokens": 51200,
    "total_output_tokens": 25600,
    "request_throughput": 4.0,
    "p99_ttft_ms": 400.0,
    "p99_tpot_ms": 25.0,
    "card": "a100-sxm-80g",
}
AICONFIGURATOR = (
    "isl,osl,concurrency,ttft,tpot,seq/s,num_total_gpus,system\n4000,500,32,400.5,20.25,3.5,8,h100_sxm\n"
)
ONE = {"successful": {"mean": 3.5, "percentiles": {"p99": 4.5}}}
GUIDELLM = {
    "benchmarks": [
        {
            "metrics": {
                "requests_per_second": ONE,
                "request_concurrency": ONE,
                "prompt_token_count": ONE,
                "output_token_count": ONE,
                "time_to_first_token_ms": ONE,
                "inter_token_latency_ms": ONE,
            }
        }
    ]
}
HF_CONFIG = {
    "model_type": "llama",
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "hidden_size": 4096,
    "num_key_value_heads": 8,
    "intermediate_size": 14336,
    "vocab_size": 128256,
    "tie_word_embeddings": False,
}


def mutated(draw: random.Random, corpus: list[bytes], whole: float = 0.3) -> bytes:
    """A text of the corpus, some lines of it but for `whole` of the time, with one to four changes.

    Half of the changes put another word in the place of one, which leaves most texts what they were: JSON,
    YAML, a table. The others are blind.
    """
    text = bytearray(draw.choice(corpus))
    if len(text) > 200 and draw.random() > whole:
        text = _some_lines(draw, text)
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 4))):
        text = _reworded(draw, text) if draw.random() < 0.5 else _blindly(draw, text, corpus)
    return bytes(text)


def _reworded(draw: random.Random, text: bytearray) -> bytearray:
    """Another word, or one of the text's own, in the place of a word; now and then none at all."""
    words = list(WORD.finditer(text))
    if not words:
        return text
    old, own = draw.choice(words), bytes(draw.choice(words)[0])
    fresh = draw.choice((draw.choice(VALUES), draw.choice(VALUES), own, b""))
    return text[: old.start()] + fresh + text[old.end() :]


def _blindly(draw: random.Random, text: bytearray, corpus: list[bytes]) -> bytearray:
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
    return text


def _some_lines(draw: random.Random, text: bytearray) -> bytearray:
    """The first lines of a text and some further down, which keeps a head where there is one."""
    lines = bytes(text).split(b"\n")
    head = lines[: draw.randint(0, 2)]
    at = draw.randrange(len(lines))
    return bytearray(b"\n".join([*head, *lines[at : at + draw.randint(1, 6)]]))


@functools.cache
def corpus() -> dict[str, list[bytes]]:
    """The texts of each kind."""
    catalog = data_root() / "catalog"
    scenarios = [p.read_bytes() for p in sorted((data_root() / "scenarios").glob("*.yaml"))]
    cases = _cases("test_scenarios")
    bad = [cases._edited(line, text).encode("utf-8", "replace") for line, text, *_ in cases.REFUSED]
    bad += [content for _, content, *_ in cases.FILES if len(content) < SMALL_BYTES]
    entries = {
        kind: sorted((p.read_bytes() for p in (catalog / kind).glob("*.yaml")), key=len)[:6]
        for kind in FOLDERS
    }
    tables = [c if isinstance(c, bytes) else c.encode() for c, *_ in _cases("test_tables").REFUSED.values()]
    point = f"{','.join(POINT_COLUMNS)}\n{POINT}\n{POINT}\n".encode()
    settings = [*SETTINGS, *_cases("test_settings").SET, *_cases("test_settings").RIGHT]
    return {
        "money": [m.encode() for m in MONEY],
        "setting": [s.encode() for s in settings],
        "YAML": [*scenarios, *(e for texts in entries.values() for e in texts), *bad],
        "scenario": [*[*scenarios, EVERYTHING.encode()] * 20, *bad],
        "classes": [CLASSES.encode()],
        "capacity": [CAPACITY.encode()],
        "points": [point, *(t for t in tables if len(t) < SMALL_BYTES)],
        **entries,
        "sources": [(catalog / "sources.yaml").read_bytes()[:SMALL_BYTES]],
        "journal": [JOURNAL],
        "melange": [json.dumps(MELANGE, indent=1).encode()],
        "vllm-bench": [json.dumps(VLLM, indent=1).encode()],
        "guidellm": [json.dumps(GUIDELLM, indent=1).encode()],
        "aiconfigurator": [AICONFIGURATOR.encode()],
        "hf-config": [json.dumps(HF_CONFIG, indent=1).encode()],
        "result": [_result()],
        "workbook": [_sheet()],
    }


def _cases(name: str) -> ModuleType:
    """A module of tests/badinput, whose cases are texts to begin from."""
    spec = importlib.util.spec_from_file_location(f"cases_{name}", TESTS / "badinput" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _result() -> bytes:
    """A result of few cards, for a saved one carries all that it was made from."""
    from glmopt.result import answer, document, dumps
    from glmopt.scenario import catalog_for, load_scenario, parse_settings

    few = parse_settings(["cards.allow=[a100-80g, ascend-910-32g]"])
    scenario = load_scenario(data_root() / "scenarios" / "200streams.yaml", few)
    return dumps(document(answer(scenario, catalog_for(scenario)))).encode()


def _sheet() -> bytes:
    """The sheet of a filled-in bill of materials as XML; fuzz_loaders.py puts it into a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook_with(None))) as packed:
        return packed.read(SHEET)


def workbook_with(sheet: bytes | None) -> bytes:
    """A workbook of one quote, with another XML in the place of its sheet where one is given."""
    if sheet is None:
        return _workbook()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as packed, zipfile.ZipFile(made, "w") as fresh:
        for part in packed.namelist():
            fresh.writestr(part, sheet if part == SHEET else packed.read(part))
    return made.getvalue()


@functools.cache
def _workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    heads = titles("en")
    values = {"card": "a100-80g", "quote": 82800, "currency": "CNY", "quote_date": "2026-11-01", "tax": 0.13}
    book.active.append([heads[key] for key in values])
    book.active.append(list(values.values()))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()

"""Benchmarks of other tools as throughput tables. The samples are our own, in the tools' formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import load_catalog
from glmopt.cli import main
from glmopt.errors import InputError
from glmopt.importing import BENCHMARKS, Asked
from glmopt.importing.aiconfigurator import SYSTEMS
from glmopt.messages import translated

KNOWN = ("a100-sxm-80g", "h100-sxm-80g", "l20-48g")
NOBODY = Asked(None, None, KNOWN)
HEAD = "card,prompt,output,rate,streams,tokens_per_s,ttft_s,cards,source"

# vllm/benchmarks/serve.py, --save-result
VLLM: dict[str, Any] = {
    "date": "20260301-101500",
    "backend": "vllm",
    "model_id": "THUDM/chatglm3-6b",
    "num_prompts": 100,
    "request_rate": "inf",
    "burstiness": 1.0,
    "max_concurrency": 32,
    "duration": 25.0,
    "completed": 100,
    "failed": 0,
    "total_input_tokens": 51200,
    "total_output_tokens": 25600,
    "request_throughput": 4.0,
    "request_goodput": None,
    "output_throughput": 1024.0,
    "mean_ttft_ms": 180.0,
    "p99_ttft_ms": 400.0,
    "mean_tpot_ms": 20.0,
    "p99_tpot_ms": 25.0,
    "errors": [""] * 3,
}


def distribution(mean: float, p99: float | None = None) -> dict[str, Any]:
    """A status distribution of GuideLLM."""
    one = {"mean": mean, "median": mean, "std_dev": 0.0, "percentiles": {"p50": mean, "p99": p99 or mean}}
    return {"successful": one, "errored": one, "incomplete": one, "total": one}


# guidellm benchmark, benchmarks.json
GUIDE: dict[str, Any] = {
    "metadata": {"version": 1},
    "benchmarks": [
        {
            "type_": "generative_benchmark",
            "metrics": {
                "request_totals": {"successful": 90, "errored": 2, "incomplete": 0, "total": 92},
                "requests_per_second": distribution(3.5),
                "request_concurrency": distribution(28.25),
                "prompt_token_count": distribution(256.4),
                "output_token_count": distribution(128),
                "time_to_first_token_ms": distribution(90, 250),
                "inter_token_latency_ms": distribution(18, 40),
            },
        }
    ],
}

# aiconfigurator cli, best_config_topn.csv of aggregated serving (some of its columns)
AIC = """\
model,isl,osl,prefix,concurrency,request_rate,bs,global_bs,ttft,tpot,request_latency,seq/s,seq/s/gpu,tokens/s,\
tokens/s/gpu,tokens/s/user,num_total_gpus,tp,pp,dp,backend,version,system,power_w
QWEN3_8B,1000,500,0,64,3.2,64,64,850.5,20,10850,3.25,1.625,1625,812.5,50,2,2,1,1,vllm,0.11.0,h100_sxm,0
"""


def rows(tool: str, text: str, asked: Asked = NOBODY) -> list[list[str]]:
    """The lines of the table below its head."""
    made = BENCHMARKS[tool]({"run.json": text}, asked).texts[""].splitlines()
    assert made[0] == HEAD
    return [line.split(",", 8) for line in made[1:]]


def test_vllm_bench() -> None:
    """512 and 256 tokens at 4 requests/s; 99 of 100 requests get 40 tokens/s and wait 0.4 s."""
    asked = Asked("l20-48g", 2, KNOWN)
    assert rows("vllm-bench", json.dumps(VLLM), asked)[0][:8] == [
        "l20-48g",
        "512",
        "256",
        "4",
        "32",
        "40",
        "0.4",
        "2",
    ]
    told = VLLM | {"card": "l20-48g", "tensor_parallel_size": 4}
    assert rows("vllm-bench", json.dumps(told))[0][0] == "l20-48g"
    assert rows("vllm-bench", json.dumps(told))[0][7] == "4"


def test_vllm_bench_with_one_run_a_line_and_without_percentiles() -> None:
    bare = {k: v for k, v in VLLM.items() if not k.startswith("p99_")}
    text = json.dumps(VLLM) + "\n" + json.dumps(bare) + "\n"
    made = BENCHMARKS["vllm-bench"]({"r.json": text}, Asked("l20-48g", None, KNOWN))
    assert len(made.texts[""].splitlines()) == 3
    assert ",50,0.18,1," in made.texts[""].splitlines()[2]
    assert any("no 99th percentiles" in note for note in made.notes)


def test_guidellm() -> None:
    made = BENCHMARKS["guidellm"]({"b.json": json.dumps(GUIDE)}, Asked("l20-48g", None, KNOWN))
    assert made.texts[""].splitlines()[1].startswith("l20-48g,256,128,3.5,28.25,25,0.25,1,")
    assert any("2 requests failed" in note for note in made.notes)
    assert any("no whole numbers of tokens" in note for note in made.notes)


@pytest.mark.parametrize("under", ["config", "args"])
@pytest.mark.parametrize(
    ("strategy", "said", "chinese"),
    [
        (
            {"type_": "constant", "rate": 2.5},
            "sent at 2.5 requests/s, taken for sat",
            "以每秒 2.5 个请求发送",
        ),
        ({"type_": "poisson", "rate": 4.0}, "sent at 4 requests/s, taken for sat", "以每秒 4 个请求发送"),
        ({"type_": "synchronous"}, "sent one by one, taken for saturation", "请求逐个发送"),
    ],
)
def test_a_run_of_guidellm_that_did_not_saturate_is_told(
    under: str, strategy: dict[str, Any], said: str, chinese: str
) -> None:
    run = GUIDE["benchmarks"][0] | {under: {"strategy": strategy}}
    made = BENCHMARKS["guidellm"](
        {"b.json": json.dumps({"benchmarks": [run]})}, Asked("l20-48g", None, KNOWN)
    )
    (note,) = [n for n in made.notes if "the card may do more" in n]
    assert note.startswith(f"b.json, run 1: {said}")
    assert chinese in translated(note, "zh")


@pytest.mark.parametrize(
    "settings",
    [{}, {"strategy": {"type_": "throughput"}}, {"strategy": {"type_": "concurrent", "streams": 8}}, 3],
)
def test_a_run_of_guidellm_at_full_speed_or_of_unknown_kind_has_no_such_note(settings: Any) -> None:
    run = GUIDE["benchmarks"][0] | {"config": settings}
    made = BENCHMARKS["guidellm"](
        {"b.json": json.dumps({"benchmarks": [run]})}, Asked("l20-48g", None, KNOWN)
    )
    assert not [n for n in made.notes if "the card may do more" in n]


def test_a_run_of_guidellm_that_was_not_streamed_promises_no_wait() -> None:
    """GuideLLM writes 0 where it saw no single tokens: 0 s to the first one would be a promise."""
    metrics = GUIDE["benchmarks"][0]["metrics"]
    silent = metrics | {k: distribution(0) for k in ("time_to_first_token_ms", "inter_token_latency_ms")}
    text = json.dumps({"benchmarks": [{"metrics": silent}]})
    made = BENCHMARKS["guidellm"]({"b.json": text}, Asked("l20-48g", None, KNOWN))
    assert made.texts[""].splitlines()[1].startswith("l20-48g,256,128,3.5,28.25,,,1,")
    assert any("it was not streamed" in note for note in made.notes)


def test_every_system_of_aiconfigurator_is_a_card_of_the_catalog() -> None:
    cards = load_catalog().cards
    assert [card for card in SYSTEMS.values() if card not in cards] == []


def test_aiconfigurator() -> None:
    row = rows("aiconfigurator", AIC)[0]
    assert row[:8] == ["h100-sxm-80g", "1000", "500", "3.25", "64", "50", "0.8505", "2"]
    assert "predicted" in row[8]


@pytest.mark.parametrize(
    ("tool", "text", "says"),
    [
        ("vllm-bench", "", "not JSON"),
        ("vllm-bench", "{}", "not empty"),
        ("vllm-bench", '{"completed": 1}', "total_input_tokens: is missing: not a result"),
        ("vllm-bench", json.dumps(VLLM), "does not say which card"),
        ("vllm-bench", json.dumps(VLLM | {"card": "l20-48"}), 'did you mean "l20-48g"'),
        ("vllm-bench", json.dumps(VLLM | {"completed": 0}), "completed: expected a number above 0"),
        ("vllm-bench", json.dumps(VLLM | {"request_throughput": "4"}), 'found "4"'),
        ("vllm-bench", json.dumps(VLLM | {"request_throughput": float("nan")}), "NaN is not a number"),
        ("vllm-bench", "[" * 50_000, "nested too deeply|not JSON"),
        ("vllm-bench", '{"completed": 1e99999999999999999999}', "out of all proportion"),
        ("guidellm", '{"benchmarks": 1e-99999999999999999999}', "out of all proportion"),
        ("guidellm", '{"benchmarks": []}', "not a report of GuideLLM"),
        ("guidellm", '{"benchmarks": [{"metrics": {"requests_per_second": 3}}]}', "expected an object"),
        ("guidellm", '{"benchmarks": [3]}', r"benchmarks\[0\]: expected an object"),
        ("guidellm", json.dumps(VLLM), "not a report of GuideLLM"),
        ("aiconfigurator", "", "not a table of aiconfigurator"),
        ("aiconfigurator", "isl,osl\n1,2\n", "no such column"),
        ("aiconfigurator", AIC.splitlines()[0] + "\n", "a table without a line"),
        ("aiconfigurator", AIC.replace("3.25,1.625", "fast,1.625"), r"run.json:2:1: .*seq/s"),
        ("aiconfigurator", AIC.replace(",2,2,1,1,", ",2.5,2,1,1,"), "whole number from 1 to 64"),
        ("aiconfigurator", AIC.replace("h100_sxm", "tpu"), "no card 'tpu'"),
        ("aiconfigurator", AIC.replace("power_w", "(p)workers"), "disaggregated"),
        ("aiconfigurator", AIC + '"', "not CSV"),
    ],
)
def test_files_that_are_none_are_refused_by_name(tool: str, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        BENCHMARKS[tool]({"run.json": text}, Asked("l20-48g", None, KNOWN) if tool == "guidellm" else NOBODY)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """A command line: its exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_from_benchmark_to_plan(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """A result becomes a table, the table a capacity; nothing is written when a file is broken."""
    (tmp_path / "r.json").write_text(json.dumps(VLLM))
    table = tmp_path / "speeds.csv"
    code, out, _ = run(
        "import", "vllm-bench", str(tmp_path / "r.json"), "--card", "l20-48g", "-o", str(table)
    )
    assert (code, out) == (0, "")
    (tmp_path / "s.yaml").write_text(
        "demand:\n  classes:\n"
        "    chat: {prompt: 512, output: 256, requests_per_s: 10, tokens_per_s: 20, ttft_s: 1}\n"
        "  capacity: {table: speeds.csv}\nfigures: datasheet\nprices: cn-2026\n"
    )
    code, out, _ = run("solve", str(tmp_path / "s.yaml"), "-f", "json")
    assert code == 0
    # 10 requests/s at 4 each: 2.5 cards
    assert [(line["card"], line["count"]) for line in json.loads(out)["plan"]] == [("l20-48g", 3)]
    before = table.read_bytes()
    (tmp_path / "broken.json").write_text("{")
    code, _, err = run(
        "import", "vllm-bench", str(tmp_path / "broken.json"), "--card", "l20-48g", "-o", str(table)
    )
    assert code == 2
    assert "not JSON" in err
    assert table.read_bytes() == before


def test_melange_on_the_command_line(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    config = {
        "gpu_info": {
            "A10G": {"cost": 1.01, "tputs": [[2, 1], [5, 2]]},
            "A100-80GB": {"cost": 3.67, "tputs": [[20, 20], [40, 20]]},
        },
        "workload_distribution": [[0.2, 0.1], [0.5, 0.2]],
        "total_request_rate": 30.0,
        "slice_factor": 1,
    }
    (tmp_path / "c.json").write_text(json.dumps(config))
    assert run("import", "melange", str(tmp_path / "c.json"), "-o", str(tmp_path / "s.yaml"))[0] == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "c.json",
        "s.capacity.csv",
        "s.classes.csv",
        "s.yaml",
    ]
    code, out, _ = run("solve", str(tmp_path / "s.yaml"), "-o", str(tmp_path / "out"), "--lang", "en")
    assert code == 0
    assert "4.68 USD" in out
    assert "4.68 USD an hour" in out
    assert run("check", str(tmp_path / "out" / "result.json"))[0] == 0
    code, _, err = run("import", "melange", str(tmp_path / "c.json"), "-o", str(tmp_path / "s.txt"))
    assert code == 2
    assert "ends in .yaml" in err
    assert run("import", "vllm-bench", str(tmp_path / "c.json"), "-o", str(tmp_path / "s.yaml"))[0] == 2


def test_a_card_that_nothing_knows_is_refused(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """A slip of the pen would leave the card out; a scenario's own cards are known to it."""
    (tmp_path / "r.json").write_text(json.dumps(VLLM))
    asked = ("import", "vllm-bench", str(tmp_path / "r.json"), "--card")
    code, out, err = run(*asked, "=cmd()")
    assert (code, out) == (2, "")
    assert "no card '=cmd()'" in err
    code, out, err = run(*asked, "a100-99g", "--lang", "zh")
    assert (code, out) == (2, "")
    assert "没有这种卡：'a100-99g'" in err
    assert "a100-80g" in err
    (tmp_path / "s.yaml").write_text(
        "demand: {streams: 1}\ncards: {define: {a100-99g: {vram_gb: 99, fp16_tflops: 312}}}\n"
    )
    code, out, _ = run(*asked, "a100-99g", "--scenario", str(tmp_path / "s.yaml"))
    assert code == 0
    assert "\na100-99g," in out


def test_notes_are_told_in_the_language_asked_for(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """Of the runs one failed once, one fifty times, and one was sent at a pace and shows no saturation."""
    runs = [VLLM | {"failed": 1}, VLLM | {"failed": 50}, VLLM | {"request_rate": 4.5}]
    (tmp_path / "r.json").write_text(json.dumps(runs))
    asked = ("import", "vllm-bench", str(tmp_path / "r.json"), "--card", "l20-48g", "--lang")
    assert run(*asked, "en")[2].splitlines() == [
        "note: r.json, run 1: one request failed",
        "note: r.json, run 2: 50 requests failed",
        "note: r.json, run 3: sent at 4.5 requests/s, taken for saturation; the card may do more",
    ]
    assert run(*asked, "zh")[2].splitlines() == [
        "提示：r.json，第 1 次测试：有 1 个请求失败",
        "提示：r.json，第 2 次测试：有 50 个请求失败",
        "提示：r.json，第 3 次测试：以每秒 4.5 个请求发送，当作饱和值；卡的能力可能更高",
    ]

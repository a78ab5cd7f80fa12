"""The commands size, calibrate and probe: formats, errors, and honesty about having no GPU."""

from __future__ import annotations

import csv
import io
import json

import pytest

from glmopt.cli import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    shown = capsys.readouterr()
    return ended.value.code, shown.out, shown.err


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_json_holds_capacity_limits_memory_and_derivation(capsys):
    code, out, _ = run(capsys, "size", "--llm", "chatglm3-6b", "--card", "rtx-4090-24g", "-f", "json")
    assert code == 0
    (row,) = json.loads(out)
    assert (row["streams"], row["limit_kv"], row["limit_compute"]) == (97, 159, 117)
    assert row["streams_low"] <= row["streams"] <= row["streams_high"]
    assert row["binds"] == "compute"
    assert any(step.startswith("tpot_ms") for step in row["derivation"])


def test_all_cards_by_default(capsys):
    _, out, _ = run(capsys, "size", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) > 40
    assert {"h100-sxm-80g", "rtx-4060ti-16g", "ascend-910b2-64g"} <= {row["card"] for row in rows}


@pytest.mark.parametrize("form", ["table", "md"])
def test_people_see_the_reason_for_no_stream(capsys, form):
    _, out, _ = run(capsys, "size", "--card", "rtx-4090-24g", "--llm", "qwen2.5-72b", "-f", form)
    assert "does not fit" in " ".join(out.split())


def test_the_derivation_is_a_table_of_its_own(capsys):
    _, out, _ = run(capsys, "size", "--card", "a100-80g", "--derive", "-f", "csv")
    cells = {row["cell"]: row["result"] for row in csv.DictReader(io.StringIO(out))}
    assert cells["weights_gib"] == "11.63"
    assert cells["streams"] == "184"


def test_an_own_llm_is_one_file(capsys, tmp_path):
    config = {
        "model_type": "llama",
        "num_hidden_layers": 32,
        "hidden_size": 4096,
        "num_attention_heads": 32,
        "intermediate_size": 11008,
        "vocab_size": 32000,
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    _, own, _ = run(capsys, "size", "--llm", str(path), "--card", "a100-80g", "-f", "json")
    _, shipped, _ = run(capsys, "size", "--llm", "llama-2-7b", "--card", "a100-80g", "-f", "json")
    assert json.loads(own)[0]["streams"] == json.loads(shipped)[0]["streams"] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--llm", "chatglm9"], "no llm 'chatglm9'"),
        (["--card", "a100-81g"], "no card 'a100-81g'"),
        (["--tokens-per-s", "0"], "more than 0"),
        (["--tokens-per-s", "fast"], "expected a number"),
        (["--prompt", "-1"], "at least 1"),
        (["--context", "10"], "less than prompt"),
        (["--precision", "fp5"], "did you mean"),
        (["--efficiency", "none"], "no efficiency set"),
        (["--zero", "7"], "zero"),
        (["--llm", "missing.yaml"], "no such file"),
    ],
)
def test_bad_options_end_with_2_and_a_sentence(capsys, arguments, message):
    code, out, err = run(capsys, "size", *arguments)
    assert code == 2
    assert out == ""
    assert message in err


ROWS = """model,card,n_cards,engine,precision,task,prompt_len,output_len,batch_or_concurrency,metric,value
llama-2-7b,A100-80G,1,mine,fp16,decode,512,0,1,output_tokens_per_s,90
llama-2-7b,A100-80G,1,mine,fp16,decode,512,0,32,output_tokens_per_s,1900
llama-2-7b,A100-80G,1,mine,fp16,prefill,2048,1,1,ttft_ms,160
llama-2-7b,TPU,1,mine,fp16,prefill,2048,1,1,ttft_ms,160
"""


def test_predict_prints_each_row_with_its_error_and_fits_nothing(capsys, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(ROWS, encoding="utf-8")
    code, out, _ = run(capsys, "calibrate", str(path), "--predict", "--efficiency", "default", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(rows) == 4
    for row in rows[:3]:
        error = float(row["predicted"]) / float(row["value"]) - 1
        assert float(row["error"]) == pytest.approx(error, abs=1e-3)
    assert rows[3]["predicted"] == ""
    assert "TPU" in rows[3]["why"]


def test_calibrate_reports_errors_left_and_writes_a_set(capsys, tmp_path):
    path, save = tmp_path / "m.csv", tmp_path / "mine.yaml"
    path.write_text(ROWS, encoding="utf-8")
    code, out, _ = run(capsys, "calibrate", str(path), "--save", str(save))
    assert code == 0
    assert "errors left: median" in out
    assert "line 5 not used" in out
    assert "eta_b" in save.read_text(encoding="utf-8")


def test_the_probe_is_honest_about_having_no_gpu(capsys):
    torch = pytest.importorskip("torch", reason="says that PyTorch is missing") if _has_torch() else None
    if torch is not None and torch.cuda.is_available():
        pytest.skip("there is a GPU")
    code, out, err = run(capsys, "probe")
    assert code == 2
    assert out == ""
    assert "nothing was measured" in err


def _has_torch():
    import importlib.util

    return importlib.util.find_spec("torch") is not None

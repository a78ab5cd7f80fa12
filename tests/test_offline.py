"""Every command with its eyes on it: no connection, no shell, no pickle, no program but CBC.

One process runs them all, one after the other. Python reports what it does to an audit hook, whoever asks for
it; a deed that is not allowed is written down and refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from glmopt.catalog import data_root
from glmopt.cli import COMMANDS
from glmopt.importing import BENCHMARKS

WATCHED = """
import json, os, sys
deeds, codes = [], {}
SENDS = ("socket.", "ssl.", "http.", "urllib.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "webbrowser.")
RUNS = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn", "pickle.find_class")
CBC = ["setpriv", "--pdeathsig", "KILL", "--"]
# Babel keeps the data of its own locales as pickles.
OWN = {("pickle.find_class", "babel.localedata")}
def watch(event, arguments):
    deed = event if event.startswith((*SENDS, *RUNS)) else None
    if event == "subprocess.Popen":
        words = [os.path.basename(str(word)) for word in arguments[1]]
        known = words[0] == "cbc" or words[:5] == [*CBC, "cbc"] or words == [*CBC, "setpriv", "--version"]
        deed = None if known else str(words)
    if deed and (deed, sys._getframe(1).f_globals.get("__name__")) not in OWN:
        deeds.append(deed)
        raise PermissionError(deed)
from glmopt.cli import main
sys.addaudithook(watch)
out, sys.stdout = sys.stdout, open(os.devnull, "w")
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as ended:
        codes[" ".join(arguments)] = ended.code
out.write(json.dumps({"deeds": deeds, "codes": codes}))
"""
VLLM = {"completed": 9, "total_input_tokens": 900, "total_output_tokens": 90, "request_throughput": 2.5}
POINTS = "model,card,task,metric,value\nllama-3.1-8b,a100-sxm-80g,static_batch,output_tokens_per_s,100\n"
MELANGE = {
    "gpu_info": {"A10G": {"cost": 1.01, "tputs": [[2]]}},
    "workload_distribution": [[1]],
    "total_request_rate": 4,
}
# Exit codes that are right where they are not 0: no torch, no figures to fit.
OTHERWISE = {"probe": {0, 2, 4}, "calibrate": {0, 2}, "import aiconfigurator": {2}, "import guidellm": {2}}


def _runs(scenario: str, other: str) -> list[list[str]]:
    """A run of every command, in an order in which each finds what it reads."""
    return [
        ["init", "made"],
        ["solve", scenario, "-o", "out", "--set", "solver.second=cbc", "--why"],
        ["solve", other, "-o", "other", "--graph", "g.svg"],
        ["whatif", scenario, "--set", "demand.streams=20,40", "-f", "csv"],
        ["explain", scenario],
        ["frontier", scenario, "--streams", "1..20"],
        ["table", "-f", "md"],
        ["calibrate", "points.csv"],
        ["probe"],
        ["size", "--llm", "chatglm3-6b"],
        ["report", "out/result.json", "--html", "r.html", "--xlsx", "b.xlsx"],
        ["check", "out/result.json"],
        ["compare", "out/result.json", "other/result.json"],
        ["validate", scenario],
        ["show", scenario, "--origin"],
        *(["catalog", *words] for words in (["list"], ["show", "a100-80g"], ["check"])),
        ["import", "melange", "melange.json", "-o", "melange.yaml"],
        *(["import", tool, "bench.json", "--card", "a100-sxm-80g"] for tool in BENCHMARKS),
        ["schema"],
        ["doctor"],
    ]


def test_every_command_sends_nothing_and_starts_nothing_but_cbc(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(POINTS, encoding="utf-8")
    (tmp_path / "melange.json").write_text(json.dumps(MELANGE), encoding="utf-8")
    (tmp_path / "bench.json").write_text(json.dumps(VLLM), encoding="utf-8")
    scenarios = data_root() / "scenarios"
    runs = _runs(str(scenarios / "200streams.yaml"), str(scenarios / "200streams-servers.yaml"))
    assert {run[0] for run in runs} == COMMANDS.keys()
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(runs)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    told = json.loads(ended.stdout)
    assert told["deeds"] == []
    assert "Traceback" not in ended.stderr
    assert len(told["codes"]) == len(runs)
    for words, code in told["codes"].items():
        right = next((codes for begin, codes in OTHERWISE.items() if words.startswith(begin)), {0})
        assert code in right, (words, code, ended.stderr[-2000:])


@pytest.mark.parametrize(
    "deed", ["socket.socket().connect(('127.0.0.1', 9))", "os.system('true')", "subprocess.run(['true'])"]
)
def test_the_watch_sees_such_a_deed(deed: str, tmp_path: Path) -> None:
    """The same watch over a command that does it."""
    script = WATCHED.replace("main(arguments)", f"(lambda: {deed})()").replace(
        "except SystemExit", "except PermissionError"
    )
    script = "import os, socket, subprocess\n" + script.replace("ended.code", "1")
    ended = subprocess.run(
        [sys.executable, "-c", script, '[["x"]]'], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert json.loads(ended.stdout)["deeds"]

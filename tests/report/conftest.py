"""Reports of real scenarios, each solved, studied and rendered once a worker."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from glmopt.catalog import data_root
from glmopt.reports.html import render
from glmopt.reports.report import checked, drawings_of, studied
from glmopt.result import Saved, answer, document, dumps
from glmopt.scenario import catalog_for, load_scenario
from glmopt.study import Studies

# Names that a page must show as they are: markup, quotes, a script's end, emoji, no place to break.
HOSTILE = """
name:
  zh: '<script>alert(1)</script> & "引号" 😀'
  en: "</script><img src=x onerror=alert(1)> 'q' \\"qq\\" {{ 7*7 }} %s"
demand: {streams: 6, full_finetune: {gangs: 1}}
cards:
  allow: [evil, long]
  define:
    evil:
      name: {zh: "<b onclick='x()'>卡</b> ｜ 1", en: "<svg/onload=alert(2)>&lt;--> ]]> `x` | *y*"}
      vram_gb: 80
      fp16_tflops: 104
      streams: {low: 5, high: 7}
    long:
      name: {zh: LONG, en: LONG}
      vram_gb: 320
      fp16_tflops: 52
  price: {evil: 25000.55, long: 90000}
budget: {max: 400000}
what_if:
  cheaper: {cards: {price: {evil: 10000}}}
  none: {budget: {max: 1}}
""".replace("LONG", "W" * 120)


# Cards in servers, wired, with running costs in the goal.
SERVERS = """
name: {zh: 含服务器, en: in servers}
figures: datasheet
sizing: roofline
demand: {streams: 600, full_finetune: {gangs: 2, min_bandwidth_gb_s: 20}}
cards: {allow: [a100-pcie-80g, ascend-910b3-64g, l20-48g]}
prices: cn-2026
nodes: {chassis: [pcie-8x-4u-direct, atlas-800t-a2], price: {pcie-8x-4u-direct: 60000, atlas-800t-a2: 150000}}
objective: tco
money: {horizon_months: 36, electricity_per_kwh: 0.7, pue: 1.5}
what_if: {frugal: {rules: {max_power_kw: 4}}}
"""


@dataclass(frozen=True)
class Made:
    """A report with everything that it was made from; `file` is the saved result."""

    file: Path
    saved: Saved
    studies: Studies
    html: str


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """The report of a shipped scenario, or of the hostile one, by name; in Chinese first."""

    @functools.cache
    def make(name: str) -> Made:
        folder = tmp_path_factory.mktemp("report")
        path = data_root() / "scenarios" / f"{name}.yaml"
        if name in ("hostile", "servers"):
            path = folder / f"{name}.yaml"
            path.write_text(HOSTILE if name == "hostile" else SERVERS, encoding="utf-8")
        if name == "tight":
            scenario = load_scenario(data_root() / "scenarios" / "200streams.yaml", what_if="tight")
        else:
            scenario = load_scenario(path)
        file = folder / "result.json"
        file.write_text(dumps(document(answer(scenario, catalog_for(scenario)))), encoding="utf-8")
        saved = checked(file)
        studies = studied(saved, 600)
        return Made(file, saved, studies, render(saved, studies, "zh", drawings_of(saved)))

    return make

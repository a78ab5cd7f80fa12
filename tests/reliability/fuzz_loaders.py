"""Every loader of something a user gives, as a function of bytes; how often each is tried.

A loader may only end in its record or in an InputError (ValueError for an amount). What is a file for it is a
file here too: `path`, which holds the bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fuzz_texts import workbook_with

from glmopt.calibration.points import read_points
from glmopt.catalog import load_catalog, load_prices
from glmopt.catalog.folder import FOLDERS, record_of
from glmopt.catalog.hf_config import read_hf_config
from glmopt.catalog.sources import Sources
from glmopt.errors import InputError
from glmopt.importing import BENCHMARKS, Asked, melange
from glmopt.problem import formulate
from glmopt.quotes.read import read_quotes
from glmopt.records import read_record, read_text
from glmopt.result.saved import judge, parse_result
from glmopt.scenario import catalog_for, load_scenario, parse_settings, variations
from glmopt.study.journal import Journal
from glmopt.units import parse_money, parse_share

# Scenarios whose tables stand in the file beside them.
BESIDE = "beside.yaml"
BY_CLASSES = "demand: {classes: ./t.csv, requests_per_s: 5}\nsizing: roofline\nprices: cn-2026\n"
BY_CAPACITY = (
    "demand: {classes: {short: {share: 1, prompt: 512, output: 128}}, requests_per_s: 5, "
    "capacity: {table: ./t.csv}}\nprices: cn-2026\n"
)


@dataclass(frozen=True, slots=True)
class Loader:
    """How bytes are loaded, and how often: of a thousand inputs `share`.

    `in_file`: they are read from `path`. `beside`: a scenario that names them. `writes`: it may write there.
    `whole` is the share of inputs that begin from a whole text, not from some lines of it.
    """

    load: Callable[[bytes, Path], object]
    share: int
    in_file: bool = False
    beside: str = ""
    writes: bool = False
    whole: float = 0.3


def _text(data: bytes) -> str:
    """What a shell or a decoded file hands on: any text, lone surrogates too."""
    return data.decode("utf-8", "surrogateescape")


def _money(data: bytes, _path: Path) -> None:
    text = _text(data)
    for read in (parse_money, parse_share):
        try:
            read(text)
        except (ValueError, InputError):
            continue


def _scenario(path: Path) -> None:
    scenario = load_scenario(path)
    for case in (scenario, *(varied for _, _, varied in variations(scenario))):
        formulate(case, catalog_for(case))


def _beside(_data: bytes, path: Path) -> None:
    """The scenario that names the table `path`."""
    _scenario(path.with_name(BESIDE))


def _benchmark(tool: str) -> Callable[[bytes, Path], object]:
    # its reports do not say which card was measured
    card = "a100-sxm-80g" if tool == "guidellm" else None
    asked = Asked(card, None, tuple(load_catalog().cards))
    return lambda data, _path: BENCHMARKS[tool]({"f": _text(data)}, asked)


def _melange(data: bytes, _path: Path) -> None:
    melange(_text(data), "f.json", load_catalog().cards, "s.yaml")


def _result(data: bytes, _path: Path) -> None:
    judge(parse_result(_text(data), "result.json"))


def loaders() -> dict[str, Loader]:
    """The loaders by the kind of text they read, the quick ones tried most often."""
    catalog = load_catalog()
    found = {
        "money": Loader(_money, 300),
        "setting": Loader(lambda data, _: parse_settings([_text(data)], many=True), 300),
        "YAML": Loader(lambda data, _: read_text(_text(data), "s.yaml"), 70, whole=0.1),
        "scenario": Loader(lambda _, path: _scenario(path), 10, in_file=True, whole=0.8),
        "classes": Loader(_beside, 3, in_file=True, beside=BY_CLASSES, whole=1),
        "capacity": Loader(_beside, 3, in_file=True, beside=BY_CAPACITY, whole=1),
        "points": Loader(lambda _, path: read_points(path, catalog), 60, in_file=True),
        "journal": Loader(lambda _, path: Journal(path, "d"), 60, in_file=True, writes=True),
        "melange": Loader(_melange, 12, whole=1),
        **{tool: Loader(_benchmark(tool), 45, whole=1) for tool in BENCHMARKS},
        "hf-config": Loader(lambda _, path: read_hf_config(path, "own"), 50, in_file=True, whole=1),
        "result": Loader(_result, 1, whole=1),
        "workbook": Loader(lambda _, path: read_quotes(path, catalog, "CNY"), 1, in_file=True, whole=1),
        "sources": Loader(lambda _, path: read_record(Sources, path), 1, in_file=True),
    }
    entries = {
        kind: Loader(lambda _, path, kind=kind: read_record(record_of(kind), path), 1, in_file=True)
        for kind in FOLDERS
    }
    entries["prices"] = Loader(lambda _, path: load_prices(path), 1, in_file=True)
    return found | entries


def as_file(kind: str, data: bytes) -> bytes:
    """What is written into the file: the bytes, or the workbook whose sheet they are."""
    return workbook_with(data) if kind == "workbook" else data

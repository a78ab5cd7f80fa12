"""What the documents repeat from code and catalog is compared with it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import CODES
from glmopt.records.parsing import MAX_DEPTH, MAX_DIGITS
from glmopt.records.reading import MAX_BYTES
from glmopt.scenario.model import Scenario
from glmopt.scenario.parents import MAX_EXTENDS
from glmopt.sizing import rules
from glmopt.units import MAX_COUNT


@pytest.fixture
def docs(root: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.md")}


def headings(text: str) -> list[str]:
    return re.findall(r"^### `(.+?)`$", text, re.MULTILINE)


def test_every_error_code_has_its_heading(docs: dict[str, str]) -> None:
    assert headings(docs["errors"]) == list(CODES)


def test_limits_in_errors_are_those_of_the_reader(docs: dict[str, str]) -> None:
    text = docs["errors"]
    for number in (f"{MAX_BYTES:,} bytes", f"{MAX_DEPTH} levels", f"{MAX_DIGITS} digits"):
        assert number in text
    assert f"more than {MAX_EXTENDS} in a line" in text
    assert f"{MAX_COUNT:,} streams" in text


def test_every_key_of_a_scenario_is_described_and_no_other(docs: dict[str, str]) -> None:
    """The keys in the table of docs/scenario.md, without IDs and names, are those of the record."""
    rows = re.findall(r"^\| `([a-z_.A-Z]+)` \|", docs["scenario"], re.MULTILINE)
    described = {re.sub(r"\.(ID|NAME)$", "", row) for row in rows}
    known = set()
    for name, field in Scenario.model_fields.items():
        key = field.alias or name
        kinds = (field.annotation, *get_args(field.annotation))
        inner = next((fields for kind in kinds if (fields := getattr(kind, "model_fields", None))), None)
        inner = None if name in ("owned", "sites") else inner
        known |= {f"{key}.{part}" for part in inner} if inner and name not in ("name", "solver") else {key}
    assert described == known


def test_figures_of_the_rules_are_those_of_the_catalog(docs: dict[str, str], shipped: Catalog) -> None:
    text, seed = docs["sizing"], shipped.rules["seed"]
    anchor = shipped.spec(seed.anchor.card, "seed")
    assert anchor is not None
    c = rules.anchored_stream_tflops(seed, shipped)
    assert c == Fraction(seed.stream_tflops.value)
    for letter, value in (
        ("c", seed.stream_tflops.value),
        ("m", seed.instance_vram_gb.value),
        ("l", seed.light_finetune_vram_gb.value),
        ("F", seed.full_finetune_vram_gb.value),
    ):
        assert re.search(rf"^\| {letter} \| [^|]+ \| {value} \|", text, re.MULTILINE), letter
    numbers = f"{seed.anchor.cards.value}, {seed.anchor.streams.value}, {anchor.fp16_tflops[0]}"
    assert f"| N0, S0, T0 | anchor: cards, streams on them, TFLOPS of one | {numbers} |" in text


def test_the_changelog_counts_the_catalogue(root: Path, shipped: Catalog) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = sum(card.datasheet is not None for card in shipped.cards.values())
    assert f"{len(shipped.cards)} cards" in text
    assert f"{parts} parts with data-sheet figures" in text
    for name, prices in shipped.prices.items():
        assert f"{name} ({len(prices.prices)} prices)" in text


def test_links_between_documents_lead_somewhere(root: Path) -> None:
    for page in (root / "README.md", *(root / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_documents_that_the_code_points_to_exist(root: Path) -> None:
    for module in (root / "optimizer").rglob("*.py"):
        for page in re.findall(r"docs/[a-z]+\.md", module.read_text(encoding="utf-8")):
            assert (root / page).is_file(), f"{module.name}: {page}"

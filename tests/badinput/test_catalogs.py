"""Catalog entries and price lists of one's own that must be refused, with code, line and the word."""

from __future__ import annotations

from pathlib import Path

import pytest

from glmopt.catalog import Card, load_catalog, load_prices
from glmopt.errors import InputError
from glmopt.records import read_yaml, validate

CARD = """\
id: my-card
name: {zh: 我的卡, en: My card}
vendor: own
datasheet:
  part: {value: My part, source: [ME], date: 2026, confidence: B}
  form: {value: PCIe, source: [ME], date: 2026, confidence: B}
  vram_gb: {value: 24, source: [ME], date: 2026, confidence: B}
  fp16_dense_tflops: {value: 104, source: [ME], date: 2026, confidence: B}
  fp16_sparse_tflops: {value: 208, source: [ME], date: 2026, confidence: B}
  virtualization:
    kinds: {value: [vgpu], source: [ME], date: 2026, confidence: B}
"""
PRICES = """\
id: mine
name: {zh: 我的, en: mine}
currency: CNY
as_of: 2026-11-01
rates:
  USD: {value: 7.2, source: [ME], date: 2026-11-01, confidence: C}
prices:
  - {card: a100-80g, amount: 82800, kind: street, date: 2026-11, source: [ME], confidence: A}
  - {card: h100-80g, amount: 30000 USD, kind: list, date: 2026, source: [ME], confidence: B}
"""
A100 = "  - {card: a100-80g, amount: %s, kind: %s, date: %s, source: %s, confidence: %s}"
VRAM = "  vram_gb: {value: %s, source: %s, date: %s, confidence: %s}"

# (line, what stands there instead, code, a word the error must name)
CARDS = [
    (1, "id: My Card", "bad-text", "My Card"),
    (1, "# no id", "missing-key", "id"),
    (2, "name: My card", "wrong-type", "a mapping"),
    (2, "name: {zh: 我的卡}", "missing-key", "name.en"),
    (3, "vendor: 3", "wrong-type", "3"),
    (3, "vendor: own\nprice: 5", "unknown-key", "price"),
    (3, "vendor: own\nschema: glmopt/card@9", "bad-choice", "glmopt/card@1"),
    (7, VRAM % ("24 GB", "[ME]", "2026", "B"), "wrong-type", "24 GB"),
    (7, VRAM % ("0", "[ME]", "2026", "B"), "out-of-range", "more than 0"),
    (7, VRAM % ("-1", "[ME]", "2026", "B"), "out-of-range", "-1"),
    (7, VRAM % ("25769803776", "[ME]", "2026", "B"), "out-of-range", "10000"),
    (7, VRAM % ("24", "[]", "2026", "B"), "out-of-range", "at least 1"),
    (7, VRAM % ("24", "ME", "2026", "B"), "wrong-type", "a list"),
    (7, VRAM % ("24", "[ME]", "2026-02-30", "B"), "wrong-type", "2026-02-30"),
    (7, VRAM % ("24", "[ME]", "2026-13", "B"), "wrong-type", "2026-13"),
    (7, VRAM % ("24", "[ME]", "yesterday", "B"), "wrong-type", "not a date"),
    (7, VRAM % ("24", "[ME]", "2026", "E"), "bad-choice", "E"),
    (7, "  vram_gb: 24", "wrong-type", "a mapping"),
    (7, "  vram_gb: {value: 24}", "missing-key", "source"),
    (7, "  vram_gbs: {value: 24, source: [ME], date: 2026, confidence: B}", "unknown-key", "vram_gb"),
    (
        9,
        "  fp16_sparse_tflops: {value: 104, source: [ME], date: 2026, confidence: B}",
        "bad-data",
        "not below",
    ),
    (11, "    kinds: {value: [mps], source: [ME], date: 2026, confidence: B}", "bad-choice", "mps"),
]
LISTS = [
    (3, "currency: RMB", "bad-data", "RMB"),
    (4, "as_of: 2026-11-31", "wrong-type", "2026-11-31"),
    (4, "# no date", "missing-key", "as_of"),
    (6, "  USD: 7.2", "wrong-type", "a mapping"),
    (6, "  USD: {value: 0, source: [ME], date: 2026-11-01, confidence: C}", "out-of-range", "more than 0"),
    (6, "  RMB: {value: 1, source: [ME], date: 2026-11-01, confidence: C}", "bad-data", "RMB"),
    (8, A100 % ("-1", "street", "2026", "[ME]", "A"), "bad-amount", "-1"),
    (8, A100 % ("'82,800'", "street", "2026", "[ME]", "A"), "bad-amount", "82,800"),
    (8, A100 % ("82800 XYZ", "street", "2026", "[ME]", "A"), "bad-amount", "XYZ"),
    (8, A100 % ("null", "street", "2026", "[ME]", "A"), "bad-amount", "not an amount"),
    (8, A100 % ("1", "rumour", "2026", "[ME]", "A"), "bad-choice", "estimate"),
    (8, A100 % ("1", "street", "26-11", "[ME]", "A"), "wrong-type", "not a date"),
    (8, A100 % ("1", "street", "2026", "[]", "A"), "out-of-range", "at least 1"),
    (8, A100 % ("1", "street", "2026", "[ME]", "1"), "bad-choice", "confidence"),
    (9, A100 % ("1", "street", "2026", "[ME]", "A"), "bad-data", "two prices for a100-80g"),
    (7, "prices: []\nmore:", "out-of-range", "at least 1"),
]


def _edited(text: str, line: int, instead: str) -> str:
    lines = text.splitlines()
    lines[line - 1] = instead
    return "\n".join(lines) + "\n"


def test_the_texts_themselves_are_read(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "my-card.yaml").write_text(CARD, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(PRICES, encoding="utf-8")
    assert "my-card" in load_catalog((tmp_path,)).cards
    prices, digest = load_prices(tmp_path / "mine.yaml")
    assert [p.card for p in prices.prices] == ["a100-80g", "h100-80g"]
    assert len(digest) == 64


@pytest.mark.parametrize("case", CARDS, ids=lambda case: ascii(f"{case[0]}-{case[1].strip()[:60]}"))
def test_a_card_that_is_wrong_is_refused(case: tuple[int, str, str, str], tmp_path: Path) -> None:
    line, instead, code, named = case
    path = tmp_path / "cards" / "my-card.yaml"
    path.parent.mkdir()
    path.write_text(_edited(CARD, line, instead), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        validate(Card, read_yaml(path))
    _found(caught.value, path, line + instead.count("\n"), code, named)


@pytest.mark.parametrize("case", LISTS, ids=lambda case: ascii(f"{case[0]}-{case[1].strip()[:60]}"))
def test_a_price_list_that_is_wrong_is_refused(case: tuple[int, str, str, str], tmp_path: Path) -> None:
    line, instead, code, named = case
    path = tmp_path / "mine.yaml"
    path.write_text(_edited(PRICES, line, instead), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_prices(path)
    _found(caught.value, path, line, code, named)


def _found(error: InputError, path: Path, line: int, code: str, named: str) -> None:
    """One of the faults is the one expected; a fault of a whole record may stand at the record's place."""
    match = [f for f in error.faults if f.code == code and named in str(f)]
    assert match, str(error)
    place = match[0].place
    assert place is not None
    assert place.file == str(path)
    if code not in ("bad-data", "missing-key") and "prices: []" not in path.read_text(encoding="utf-8"):
        assert place.line == line, str(error)


def test_parts_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    parts = "parts: {default: a100-sxm-80gb, candidates: [a100-sxm-80gb]}"
    text = f"id: any\nname: {{zh: a, en: a}}\nvendor: own\n{parts}\n"
    (tmp_path / "cards" / "any.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_catalog((tmp_path,))
    (fault,) = caught.value.faults
    assert (fault.code, fault.action) == ("unknown-name", 'did you mean "a100-sxm-80g"?')


def test_every_broken_file_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "cards" / f"{name}.yaml").write_text(f"id: {name}\nnam: x\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_catalog((tmp_path,))
    assert {Path(f.place.file).name for f in caught.value.faults if f.place} == {"a.yaml", "b.yaml", "c.yaml"}


def test_the_id_is_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "your-card.yaml").write_text(CARD, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_catalog((tmp_path,))
    (fault,) = caught.value.faults
    assert (fault.code, fault.message) == ("bad-data", "id 'my-card' in your-card.yaml")

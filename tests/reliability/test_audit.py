"""Advisories are understood: a folder of two, looked up by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ADVISORY = """\
id: PYSEC-2021-66
affected:
- package: {name: Jinja2, ecosystem: PyPI}
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: '0'
    - fixed: 2.11.3
    - introduced: '3.0'
    - last_affected: '3.0.2'
  versions: ['4.0rc1']
published: '2021-02-01T20:15:00Z'
"""


@pytest.fixture
def advisories(tmp_path: Path) -> Path:
    (tmp_path / "jinja2").mkdir()
    (tmp_path / "jinja2" / "PYSEC-2021-66.yaml").write_text(ADVISORY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("version", "vulnerable"),
    [("2.11.2", 1), ("2.11.3", 0), ("3.0", 1), ("3.0.2", 1), ("3.0.3", 0), ("4.0rc1", 1), ("3.1.6", 0)],
)
def test_a_pin_is_looked_up(version: str, vulnerable: int, advisories: Path, tmp_path: Path) -> None:
    from audit import looked_up

    pins = tmp_path / "pins.txt"
    pins.write_text(f"jinja2=={version} \\\n    --hash=sha256:00\nrich==13.8.0\n", encoding="utf-8")
    told = looked_up(pins, advisories)
    assert (told["packages"], told["answered for"], told["advisories about them"]) == (2, 1, 1)
    assert told["newest advisory"] == "2021-02-01"
    assert told["vulnerable"] == vulnerable
    assert told["what"] == [f"jinja2 {version}: PYSEC-2021-66"] * vulnerable


def test_a_withdrawn_advisory_says_nothing(advisories: Path, tmp_path: Path) -> None:
    from audit import looked_up

    path = advisories / "jinja2" / "PYSEC-2021-66.yaml"
    path.write_text(ADVISORY + "withdrawn: '2022-01-01T00:00:00Z'\n", encoding="utf-8")
    pins = tmp_path / "pins.txt"
    pins.write_text("jinja2==2.11.2\n", encoding="utf-8")
    assert looked_up(pins, advisories)["vulnerable"] == 0


@pytest.mark.parametrize(
    ("version", "vulnerable"), [("3.1.5", 1), ("3.1.6", 0), ("2.7.1", 2), ("3.1.5rc1", 1)]
)
def test_a_pin_is_looked_up_in_a_list(version: str, vulnerable: int, tmp_path: Path) -> None:
    from audit import listed

    insecure = tmp_path / "insecure.json"
    ranges = {"$meta": {"timestamp": 1775023247}, "Jinja2": ["<3.1.6", ">=0,<2.7.3"], "Flask": ["<3"]}
    insecure.write_text(json.dumps(ranges), encoding="utf-8")
    pins = tmp_path / "pins.txt"
    pins.write_text(f"jinja2=={version}\nrich==13.8.0\n", encoding="utf-8")
    told = listed(pins, insecure)
    assert (told["packages"], told["answered for"], told["advisories about them"]) == (2, 1, 2)
    assert told["newest advisory"] == "2026-04-01"
    assert (told["vulnerable"], len(told["what"])) == (min(vulnerable, 1), vulnerable)

"""A scenario whose prices have ranges, with its plan; processes are watched by tests/reliability."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from glmopt.catalog import Catalog
from glmopt.plan import Plan
from glmopt.scenario import Scenario, load_scenario
from glmopt.solve import solve

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reliability"))

# Prices with a range: those of the shipped list.
TEXT = "demand: {streams: 60}\nprices: cn-2026\ncards: {allow: [a100-80g, h100-80g]}\n"


@pytest.fixture
def asked(tmp_path: Path, shipped: Catalog) -> tuple[Scenario, Plan]:
    """The scenario, read from a file, and its plan."""
    path = tmp_path / "s.yaml"
    path.write_text(TEXT, encoding="utf-8")
    scenario = load_scenario(path)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    return scenario, plan

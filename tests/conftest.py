"""What every test may use: handmade cards that can be checked by hand, and ways to ask for a plan."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Card, CardFigures, Catalog, load_catalog
from glmopt.problem import Offer
from glmopt.scenario import Scenario, load_scenario, parse_settings
from glmopt.sizing import Capacity

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository: for what is not part of the package, such as docs and golden files."""
    return ROOT


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """The catalog that comes with the package."""
    return load_catalog()


@pytest.fixture(scope="session")
def tiny(shipped: Catalog) -> Catalog:
    """Three cards and a rule of 10 TFLOPS a stream, so that everything can be worked out in the head.

    card  vendor  streams  instances  light jobs  cards of a gang  virtualization
    four  east    4~6      5          1           4                yes
    one   east    1        1          0           20               no
    ten   west    10       10         1           2                yes
    """
    figures = {
        "four": {
            "vendor": "east",
            "vram_gb": 80,
            "fp16_tflops": 40,
            "virtualization": True,
            "streams": {"low": 4, "high": 6},
        },
        "one": {"vendor": "east", "vram_gb": 16, "fp16_tflops": 10},
        "ten": {"vendor": "west", "vram_gb": 160, "fp16_tflops": 100, "virtualization": True},
    }
    cards = [Card.defined(c, CardFigures.model_validate(f)) for c, f in figures.items()]
    rules = next(iter(shipped.rules.values()))
    whole = rules.anchor.cards
    anchor = rules.anchor.model_copy(
        update={
            "card": "one",
            "cards": whole.model_copy(update={"value": 1}),
            "streams": whole.model_copy(update={"value": 1}),
        }
    )
    return Catalog(
        cards={c.id: c for c in cards},
        llms=shipped.llms,
        rules={rules.id: rules.model_copy(update={"anchor": anchor})},
        prices={},
        sources={},
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a text, its common indentation taken off, under a name (s.yaml): the path of the file."""

    def write(text: str, name: str = "s.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Scenario]:
    """The scenario of a text, with `--set` settings and a what-if laid on it."""

    def load(text: str, *settings: str, what_if: str | None = None) -> Scenario:
        return load_scenario(write(text), parse_settings(settings), what_if)

    return load


@pytest.fixture(scope="session")
def ask() -> Callable[..., Scenario]:
    """A scenario from plain values; one costs 10 CNY, four 35 and ten 80 unless it is said."""

    def ask(**keys: Any) -> Scenario:
        keys.setdefault("demand", {})
        cards = dict(keys.pop("cards", {}))
        cards.setdefault("price", {"one": 10, "four": 35, "ten": 80})
        return Scenario.model_validate({**keys, "cards": cards})

    return ask


@pytest.fixture(scope="session")
def offer() -> Callable[..., Offer]:
    """An offer from few words: a card of 1 stream and 1 instance for 100 minor units, unless it is said."""

    def offer(card: str, price: int | None = 100, streams: int = 1, **keys: Any) -> Offer:
        capacity = Capacity(
            streams_low=streams,
            streams_high=streams,
            instances=keys.pop("instances", 1),
            light_finetune=keys.pop("light", 1),
            gang_cards=keys.pop("gang", 2),
        )
        return Offer(card, "east", price, streams, capacity, keys.pop("virtual", False), **keys)

    return offer

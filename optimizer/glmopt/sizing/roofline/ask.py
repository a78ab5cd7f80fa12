"""A question put on the command line: plain values to a validated Question, cards to size by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from glmopt.catalog import Catalog, Llm
from glmopt.catalog.hf_config import read_hf_config
from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node, Record, read_record, validate
from glmopt.records.faults import suggest
from glmopt.scenario.service import FullJob, LightJob, Service
from glmopt.sizing.roofline.question import Question, full_job, light_job, service_of
from glmopt.sizing.roofline.resolve import efficiency as set_named

R = TypeVar("R", bound=Record)
PRECISIONS = ("fp16", "fp8", "int8", "int4")


def ask(
    catalog: Catalog,
    *,
    llm: str,
    precision: str,
    efficiency: str | None,
    epoch_tokens: int,
    service: Mapping[str, Any],
    light: Mapping[str, Any],
    full: Mapping[str, Any],
) -> tuple[Catalog, Question]:
    """The question, and the catalog with the llm in it. Raises InputError for values that make none."""
    found = find_llm(catalog, llm)
    if precision not in PRECISIONS:
        action = suggest(precision, PRECISIONS) or f"one of: {', '.join(PRECISIONS)}"
        raise InputError(Fault("bad-choice", f"unknown word {precision}", Place("--precision"), "", action))
    if efficiency is not None:
        set_named(catalog, efficiency)
    terms = _record(Service, {k: _number(k, v) for k, v in service.items()})
    return catalog.with_llms([found]), Question(
        llm=found,
        service=service_of(terms),
        precision=precision,
        group=terms.cards,
        efficiency={} if efficiency is None else {"any": efficiency},
        light=light_job(_record(LightJob, light)),
        full=full_job(_record(FullJob, full)),
        epoch_tokens=epoch_tokens,
    )


def find_llm(catalog: Catalog, name: str) -> Llm:
    """The llm `name`: of the catalog, of a YAML file, or of a Hugging Face config.json."""
    if name in catalog.llms:
        return catalog.llms[name]
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return read_record(Llm, path, name)
    if path.suffix == ".json":
        return read_hf_config(path, "own-llm")
    action = suggest(name, catalog.llms) or f"known: {', '.join(catalog.llms)}, a .yaml or a config.json"
    raise InputError(Fault("unknown-name", f"no llm {name!r}", Place("--llm"), "", action))


def cards_to_size(catalog: Catalog, names: Iterable[str]) -> list[str]:
    """The cards named, or all with a data sheet. Raises InputError for unknown names."""
    names = list(names)
    unknown = [n for n in names if n not in catalog.cards]
    if unknown:
        place = Place("--card")
        raise InputError(
            Fault("unknown-name", f"no card {n!r}", place, "", suggest(n, catalog.cards)) for n in unknown
        )
    return names or sorted(c.id for c in catalog.cards.values() if not c.parts)


def _record(model: type[R], values: Mapping[str, Any]) -> R:
    """The record of command-line values; faults name the option."""
    tree = Node(
        {k: Node(v, Place(_option(k)), Place(_option(k)), str(v)) for k, v in values.items()},
        Place("command line"),
    )
    return validate(model, tree)


def _option(key: str) -> str:
    return "--" + {"cards": "cards-per-group", "method": "light"}.get(key, key).replace("_", "-")


def _number(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        raise InputError(
            Fault("wrong-type", f"expected a number, found {value}", Place(_option(key)))
        ) from None

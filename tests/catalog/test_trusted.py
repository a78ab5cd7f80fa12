"""Records made of packed data without validating them are the validated ones."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import data_root, load_catalog
from glmopt.catalog.folder import FOLDERS, record_of
from glmopt.catalog.packed import Packed
from glmopt.catalog.shelf import Shelf
from glmopt.errors import InputError
from glmopt.records import Record, plain, read_yaml, validate
from glmopt.records.trusted import NotPlainError, construct

FILES = sorted((data_root() / "catalog").glob("*/*.yaml"))


def _packed(value: Any) -> Any:
    """Plain data as it comes back out of JSON."""
    return json.loads(json.dumps(value, default=lambda d: {"decimal": str(d)}))


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_shipped_record_is_the_validated_one(path: Path) -> None:
    model, tree = record_of(path.parent.name), read_yaml(path)
    made, validated = construct(model, _packed(plain(tree))), validate(model, tree)
    assert made == validated
    assert made.model_dump() == validated.model_dump()
    assert made.model_fields_set == validated.model_fields_set


class Small(Record):
    """A record of one number that must be given, and one that need not."""

    here: Decimal
    there: int | None = None


def test_what_is_no_record_is_left_to_the_validation() -> None:
    assert construct(Small, {"here": {"decimal": "20.8"}}) == Small(here=Decimal("20.8"))
    for data in ({}, {"here": 1, "nowhere": 2}, [], "here"):
        with pytest.raises(NotPlainError):
            construct(Small, data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one llm with its index, as in a wheel."""
    source = data_root() / "catalog" / "llms" / "chatglm3-6b.yaml"
    path = tmp_path / "llms" / source.name
    path.parent.mkdir()
    path.write_bytes(source.read_bytes())
    import hashlib

    entry = (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(), plain(read_yaml(path)))
    index = json.dumps({"llms/chatglm3-6b.yaml": entry}, default=lambda d: {"decimal": str(d)})
    (tmp_path / "index.json").write_text(index, encoding="utf-8")
    return tmp_path


def _stamp(folder: Path) -> list[tuple[str, int, int]]:
    return [(str(p), p.stat().st_size, 0) for p in folder.rglob("*.yaml")]


def test_a_packed_record_is_made_when_it_is_asked_for(folder: Path) -> None:
    packed = Packed.of(folder, _stamp(folder))
    assert packed is not None
    shelf = packed.shelf("llms", lambda: record_of("llms"), {})
    assert list(shelf) == ["chatglm3-6b"]
    assert shelf.peek("chatglm3-6b", "id") == "chatglm3-6b"
    assert shelf["chatglm3-6b"] is shelf["chatglm3-6b"]
    assert shelf["chatglm3-6b"] == load_catalog().llms["chatglm3-6b"]
    with pytest.raises(KeyError):
        shelf["nothing"]


def test_an_index_of_other_files_is_not_used(folder: Path) -> None:
    path = folder / "llms" / "chatglm3-6b.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert Packed.of(folder, _stamp(folder)) is None
    (folder / "llms" / "another.yaml").write_text("id: another\n", encoding="utf-8")
    assert Packed.of(folder, _stamp(folder)) is None
    (folder / "index.json").unlink()
    assert Packed.of(folder, _stamp(folder)) is None


def test_a_changed_file_of_the_same_size_is_read_as_it_is(folder: Path) -> None:
    path = folder / "llms" / "chatglm3-6b.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("vendor: ", "vandor: ", 1), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    if "vandor" not in text:
        path.write_text(text.replace("id: chatglm3-6b", "ib: chatglm3-6b", 1), encoding="utf-8")
    packed = Packed.of(folder, _stamp(folder))
    assert packed is not None
    with pytest.raises(InputError):
        packed.shelf("llms", lambda: record_of("llms"), {})["chatglm3-6b"]


def test_a_shelf_grows_without_making_what_it_holds() -> None:
    made = []
    shelf = Shelf({}, {"a": {"id": "a"}}, lambda name: made.append(name) or name)
    larger = shelf.with_({"b": "own"})
    assert list(larger) == ["a", "b"]
    assert larger["b"] == "own"
    assert made == []
    assert larger["a"] == "a"
    assert made == ["a"]


def test_every_kind_of_record_has_its_class() -> None:
    for kind in FOLDERS:
        assert issubclass(record_of(kind), Record)
    assert "glmopt.catalog" in sys.modules

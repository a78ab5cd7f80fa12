"""The scenario that `glmopt init` writes, commented in each language, and the schema beside it."""

from __future__ import annotations

from pathlib import Path

SCHEMA_NAME = "glmopt.schema.json"


def starter(lang: str) -> str:
    """The text of the starter scenario in `lang`; its first line points editors to the schema beside it."""
    text = (Path(__file__).resolve().parent / f"scenario.{lang}.yaml").read_text(encoding="utf-8")
    return f"# yaml-language-server: $schema={SCHEMA_NAME}\n{text}"

"""JSON Schema of the file formats, from the records themselves."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from glmopt.catalog import Card, Chassis, Efficiency, Fabric, Llm, PriceList
from glmopt.records.later import WholeJsonSchema
from glmopt.reports.result_schema import error_schema, result_schema
from glmopt.scenario import Scenario

RECORDS: dict[str, type[BaseModel]] = {
    "scenario": Scenario,
    "card": Card,
    "chassis": Chassis,
    "fabric": Fabric,
    "prices": PriceList,
    "llm": Llm,
    "efficiency": Efficiency,
}

# What is written, not read.
DOCUMENTS = {"result": result_schema, "error": error_schema}
DRAFT = "https://json-schema.org/draft/2020-12/schema"

# What `--set` and people may write where the record holds a fuller form.
SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "FullFinetune": [{"type": "boolean"}],
    "Virtualization": [{"enum": ["any", "required"]}],
    "Text": [{"type": "string"}],
}


class _Generator(WholeJsonSchema):
    """Numbers as numbers: decimal fractions are not written as text here."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number within its limits."""
        json_schema: JsonSchemaValue = {"type": "number"}
        limits = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
        for ours, theirs in limits.items():
            limit: Any = schema.get(ours)
            if limit is not None:
                json_schema[theirs] = float(limit)
        return json_schema


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `kind`, one of RECORDS and DOCUMENTS."""
    if kind in DOCUMENTS:
        return {"$schema": DRAFT, **DOCUMENTS[kind](_Generator)}
    schema = RECORDS[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    for name, forms in SHORT_FORMS.items():
        if kind == "scenario" and name in schema.get("$defs", {}):
            full = schema["$defs"][name]
            schema["$defs"][name] = {"anyOf": [*forms, full], "description": full.get("description", "")}
    if kind == "scenario":
        schema.pop("required")  # `demand` may stand in the file that is extended
    return {"$schema": DRAFT, **schema}

"""JSON Schema of the file formats, from the records themselves."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from glmopt.catalog import Card, Llm, PriceList
from glmopt.scenario import Scenario

RECORDS: dict[str, type[BaseModel]] = {"scenario": Scenario, "card": Card, "prices": PriceList, "llm": Llm}

# What `--set` and people may write where the record holds a fuller form.
SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "FullFinetune": [{"type": "boolean"}],
    "Virtualization": [{"enum": ["any", "required"]}],
    "Text": [{"type": "string"}],
}
AMOUNT = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "examples": ["800000 CNY", "80万"]}]}


class _Generator(GenerateJsonSchema):
    """Amounts of money as people write them; numbers as numbers, not as strings."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:
        return AMOUNT

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        json_schema = {"type": "number"}
        self.update_with_validations(json_schema, schema, self.ValidationsMapping.numeric)
        return json_schema


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `kind`: scenario, card, prices or llm."""
    schema = RECORDS[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    for name, forms in SHORT_FORMS.items():
        if kind == "scenario" and name in schema.get("$defs", {}):
            full = schema["$defs"][name]
            schema["$defs"][name] = {"anyOf": [*forms, full], "description": full.get("description", "")}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

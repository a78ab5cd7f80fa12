"""A record inside another whose schema is built when a value of it is first looked at.

pydantic builds the schema of a record with those of all records in it, and most keys of a file are left out:
servers, sites, classes and discounts, which few scenarios have, took half of the time. Faults are told as if
the record were looked at with the rest.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema, to_json

M = TypeVar("M")

if TYPE_CHECKING:
    Later = Annotated[M, "later"]
else:

    class Later:
        """`Later[Nodes]` is what `Nodes` is as the type of a field."""

        def __class_getitem__(cls, model: type[BaseModel]) -> Any:
            return Annotated[model, _Later()]


class _Later:
    def __get_pydantic_core_schema__(self, model: type[BaseModel], _of: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(_Look(model).look)


class _Look:
    """Looks at a value of a model, by the rules of what it comes from: JSON has lists for tuples."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    def look(self, value: Any, info: core_schema.ValidationInfo) -> BaseModel:
        """The record that `value` is. Raises ValidationError where it is none."""
        if info.mode == "json":
            return self.model.model_validate_json(to_json(value))
        return self.model.model_validate(value)


class WholeJsonSchema(GenerateJsonSchema):
    """JSON Schema in which records that are built later are as any other."""

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        """That of the record which is looked at later."""
        model = _model_of(schema)
        if model is None:
            return super().function_plain_schema(schema)
        model.model_rebuild()
        return self.generate_inner(model.__pydantic_core_schema__)

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Records have a title of their own."""
        return _model_of(schema) is None and super().field_title_should_be_set(schema)


def _model_of(schema: Any) -> type[BaseModel] | None:
    """The record that is looked at later by this schema."""
    if schema["type"] != "function-plain":
        return None
    owner = getattr(schema["function"]["function"], "__self__", None)
    return owner.model if isinstance(owner, _Look) else None

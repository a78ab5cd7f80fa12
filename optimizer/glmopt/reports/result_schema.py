"""JSON Schema of what `solve -f json` prints and `-o` writes: a result, or the document of an error.

The parts of a plan are described from the records that they are written from, the rest by hand, beside what
`result/document.py` writes. What depends on what was asked (`explain`, `inputs`) is open inside.
"""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from glmopt.check import Bridges
from glmopt.errors import CODES
from glmopt.plan import BillLine, GangLine, Line, NodeLine, Proof, Status, Totals
from glmopt.result.document import SCHEMA
from glmopt.scenario import CardPrice

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
OPEN: Schema = {"type": "object"}
FLAG: Schema = {"type": "boolean"}
# Where a value was written: file:line:column.
PLACE: Schema = {"type": ["string", "null"]}


def result_schema(generator: type[GenerateJsonSchema]) -> Schema:
    """The schema of result.json; `generator` writes decimal fractions as numbers."""

    def described(record: Any, optional: tuple[str, ...] = (), **more: Schema) -> Schema:
        plain = TypeAdapter(record).json_schema(schema_generator=generator)
        properties = {**plain["properties"], **more}
        for schema in properties.values():
            schema.pop("default", None)
        return {**plain, "properties": properties, "required": [k for k in properties if k not in optional]}

    price = described(CardPrice, optional=("start", "single"))
    names = _object(zh=TEXT, en=TEXT)
    lines = described(
        Line,
        name=names,
        vendor=TEXT,
        chassis=_or_null(_list(TEXT)),
        nodes=_or_null(WHOLE),
        price=_or_null(price),
    )
    return _object(
        ("partitions", "bridges", "moves", "shares", "alternatives", "earlier"),
        schema={"const": SCHEMA},
        status={"enum": list(get_args(Status))},
        objective=_object(
            goal={"enum": ["capex", "tco", "cards", "streams"]},
            value=_or_null(NUMBER),
            bound=_or_null(NUMBER),
            gap=_or_null(NUMBER),
            currency=_or_null(TEXT),
        ),
        plan=_list(lines),
        nodes=_list(described(NodeLine, first=_SERVER, last=_SERVER)),
        gangs=_list(described(GangLine)),
        bill=_list(described(BillLine)),
        totals=_or_null(described(Totals)),
        partitions=OPEN,
        bridges=_list(described(Bridges)),
        moves=_list(_MOVE),
        shares=_list(_SHARE),
        alternatives=_ALTERNATIVES,
        earlier=OPEN,
        explain=_EXPLAIN,
        audit=_or_null(OPEN),
        opinion=_or_null(OPEN),
        figures=_object(set=TEXT, rows=WHOLE, rows_contradicted=WHOLE),
        not_considered=_list(_object(card=TEXT, why=TEXT)),
        notices=_list(TEXT),
        scenario=_object(effective=OPEN, origins=OPEN, variations=_list(_object(name=TEXT, changes=OPEN))),
        inputs=OPEN,
        lock=_object(
            glmopt=TEXT,
            catalog_sha256=TEXT,
            prices=_or_null(TEXT),
            prices_as_of=_or_null(TEXT),
            oldest_price=_or_null(TEXT),
            newest_price=_or_null(TEXT),
        ),
        digest={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        run=_object(
            proofs=_list(described(Proof, objective=_or_null(NUMBER))),
            notes=_list(TEXT),
            seconds=NUMBER,
            python=TEXT,
        ),
    )


def error_schema(_: type[GenerateJsonSchema]) -> Schema:
    """The schema of the document of an error; faults of the input have the codes of docs/errors.md."""
    more = ("check", "disagreement", "solver", "failure", "machine", "bug", "interrupted")
    error = _object(
        ("file", "line", "column", "field", "action", "findings"),
        code={"enum": [*CODES, *more]},
        message=TEXT,
        file=_or_null(TEXT),
        line=_or_null(WHOLE),
        column=_or_null(WHOLE),
        field=_or_null(TEXT),
        action=_or_null(TEXT),
        findings=_list(TEXT),
    )
    return _object(status={"const": "error"}, errors={**_list(error), "minItems": 1})


def _object(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these keys, all there but the `optional` ones; further ones mean something to others."""
    required = [key for key in properties if key not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_SERVER = {
    "type": "string",
    "pattern": "^n[1-9][0-9]*$",
    "description": "number of the first or last of equal servers, as in the plan's graph: n1, n2, ...",
}
_RULE = {"rule": TEXT, "constraint": TEXT, "says": TEXT, "place": PLACE}
_EXPLAIN = _object(
    binding=_list(_object(**_RULE, saving=_or_null(NUMBER))),
    conflict=_list(_object(**_RULE)),
    other_conflicts=_or_null(OPEN),
    nearest=_list(_object(rule=TEXT, value={}, change={}, set=TEXT, empties=FLAG)),
)
_NUMBERS = _object(first=_SERVER, last=_SERVER)
_MOVE = _object(card=TEXT, cards=WHOLE, **{"from": _NUMBERS, "to": _NUMBERS})
_ALTERNATIVES = _object(
    by=TEXT,
    within=NUMBER,
    complete=FLAG,
    labels={},
    plans=_list(_object(plan={"type": "object", "additionalProperties": WHOLE}, totals=OPEN, labels={})),
)
_SHARE = _object(
    **{"class": TEXT},
    part=TEXT,
    card=TEXT,
    window=TEXT,
    cards=WHOLE,
    llm=TEXT,
    groups=WHOLE,
    share=NUMBER,
    busy=NUMBER,
    exact={"type": "string", "pattern": "^[0-9]+(/[1-9][0-9]*)?$"},
)

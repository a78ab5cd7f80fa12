"""Results as plain JSON data, and the digest over it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from glmopt.errors import Place
from glmopt.problem import Rule


def digest(plain: dict[str, Any]) -> str:
    """SHA-256 over the document without its own digest and without `run`."""
    content = {k: v for k, v in plain.items() if k not in ("digest", "run")}
    return hashlib.sha256(dumps(content).encode()).hexdigest()


def dumps(plain: Any) -> str:
    """JSON as glmopt writes it everywhere: readable, Chinese as Chinese, no NaN."""
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False)


def jsonable(value: Any) -> Any:
    """Plain JSON data: Decimals as numbers that read back exactly, places as text."""
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() else float(value)
        if Decimal(str(number)) != value:
            raise ValueError(f"{value} has too many digits for JSON")
        return number
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, Rule):
        return {"rule": value.key, "says": value.says}
    if isinstance(value, dict):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(v) for v in value]
    return value

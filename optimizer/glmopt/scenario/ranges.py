"""`10..1000:10` in a grid: whole numbers from the first to the last, by a step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from glmopt.errors import Fault, InputError, Place

_RANGE = r"\s*([0-9]{1,12})\.\.([0-9]{1,12})(?::([0-9]{1,12}))?\s*"
# Values of one key: each is kept, while the points of a grid are made when they are needed.
MOST_VALUES = 100_000


def spelt_out(parts: Iterable[str], place: Place) -> Iterator[str]:
    """The values in `parts`, every range as its numbers. InputError for a range that is none, or too long."""
    for part in parts:
        found = re.fullmatch(_RANGE, part)
        if found is None:
            yield part
            continue
        low, high, step = int(found[1]), int(found[2]), int(found[3] or 1)
        if low > high or not step:
            action = "for example --set demand.streams=10..1000:10"
            raise InputError(Fault("usage", f"no range: {part.strip()}", place, action=action))
        if (high - low) // step >= MOST_VALUES:
            message = f"{(high - low) // step + 1:,} values of one key, more than {MOST_VALUES:,}"
            raise InputError(Fault("usage", message, place, action="take a larger step"))
        yield from map(str, range(low, high + 1, step))

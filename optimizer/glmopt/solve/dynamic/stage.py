"""One card laid on the table: for every target at once the least key of n cards of it and the rest without.

    new[s] = min over low <= n <= high of  rest[max(0, s - a n)] + fixed + each n

Targets that differ by a multiple of a depend on each other only; written as a matrix with a columns, each
row the next multiple, the minimum is one over a window of rows: a running minimum where there is no end,
else two running minima over blocks of the window's length (van Herk 1992, Gil and Werman 1993).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Keys: TypeAlias = "NDArray[np.int64]"

# No plan. Far above every key, and far enough below the end of int64 to add a key to it.
NONE = np.int64(2**61)


def lay(rest: Keys, streams: int, low: int, high: int | None, fixed: int, each: int) -> Keys:
    """The least keys of targets 0 .. len(rest) - 1 with low .. high cards of `streams` each (>= 0).

    `rest` must not fall with the target. Keys that are no plan come out as NONE.
    """
    if streams == 0:
        # More than the fewest only cost more.
        return _capped(rest + (fixed + each * low))
    size = len(rest)
    most = -(-(size - 1) // streams)  # more cards than that serve no target of the table
    if low >= most:
        return _few(rest, streams, low, fixed, each)
    rows = most + 1
    # Row k, column c holds target k a + c - (a - 1); targets below 0 are served like 0.
    padded = np.full(rows * streams, NONE, dtype=np.int64)
    padded[: streams - 1] = rest[0]
    padded[streams - 1 : streams - 1 + size] = rest
    matrix = padded.reshape(rows, streams)
    rise = np.arange(rows, dtype=np.int64)[:, None] * each
    level = matrix - rise
    best = np.empty_like(level)
    best[low:] = _window(level[: rows - low], None if high is None else high - low + 1)
    best[low:] += rise[low:]
    # Targets that fewer than `low` cards would serve: buy `low`.
    best[:low] = rest[0] + each * low
    return _capped(best.reshape(-1)[streams - 1 : streams - 1 + size] + fixed)


def _few(rest: Keys, streams: int, low: int, fixed: int, each: int) -> Keys:
    """`low` cards serve every target of the table: what is left of each is nothing, or next to it."""
    return _capped(np.full(len(rest), rest[0] + fixed + each * low, dtype=np.int64))


def _window(level: Keys, length: int | None) -> Keys:
    """The minimum over the last `length` rows up to each row; over all of them where it is None."""
    rows = len(level)
    if length is None or length >= rows:
        return np.minimum.accumulate(level, axis=0)
    if length == 1:
        return level
    blocks = -(-rows // length)
    full = np.full((blocks * length, level.shape[1]), NONE, dtype=np.int64)
    full[:rows] = level
    block = full.reshape(blocks, length, -1)
    ahead = np.minimum.accumulate(block, axis=1).reshape(blocks * length, -1)[:rows]
    behind = np.minimum.accumulate(block[:, ::-1], axis=1)[:, ::-1].reshape(blocks * length, -1)
    result = ahead.copy()
    # The window that ends at row r begins at r - length + 1, in this block or the one before.
    result[length - 1 :] = np.minimum(ahead[length - 1 :], behind[: rows - length + 1])
    return result


def _capped(keys: Any) -> Keys:
    capped: Keys = np.minimum(keys, NONE)
    return capped

"""The least use of two pools: what the shares need is what the prices prove."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.classes.test_oracle import MANY, loads
from tests.classes.workloads import plain_workload

from glmopt.solve.pair import least_use


@given(loads(2), st.tuples(*[st.integers(1, 6)] * 2))
@MANY
def test_shares_need_what_the_prices_prove(needs: list[dict[int, Fraction]], groups: tuple[int, int]) -> None:
    """No shares do with less than any prices prove (weak duality), so equal sides are both the best."""
    assume(needs and all(needs))
    here = plain_workload(("a", "b"), needs).loads_above
    first, prices = least_use(here, groups)
    shares = np.stack([first, 1 - first], axis=1)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert not shares[np.isinf(here)].any()
    use = (np.where(np.isinf(here), 0, here) * shares).sum(axis=0) / groups
    assert min(prices) >= 0
    assert prices[0] * groups[0] + prices[1] * groups[1] == pytest.approx(1)
    worth = sum(min(prices[j] * float(load) for j, load in item.items()) for item in needs)
    assert worth == pytest.approx(use.max(), rel=1e-9)

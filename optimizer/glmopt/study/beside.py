"""The studies that go with an explanation, of what it does not answer itself."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog
from glmopt.result import Why
from glmopt.scenario import variations
from glmopt.study.bundle import STUDIES, Studies, studies
from glmopt.study.journal import Journal

# What `glmopt explain` says already, and what is for a report alone.
ELSEWHERE = ("alternatives", "break-even", "one more", "figures that decide", "risk", "conflicts")


def studies_beside(
    why: Why,
    catalog: Catalog,
    seconds: float,
    file: Journal,
    tell: Callable[[int, int], None],
    pressed: Callable[[], bool],
) -> Studies:
    """What-ifs, frontiers, one input at a time and draws of prices of a scenario that is explained.

    `file` keeps what is proved, `tell` is called with (done, all), Ctrl-C, which `pressed` tells of, ends
    them with what is there. Raises InputError with the faults of every variation before the first solve.
    """
    begun = 0

    def next_one(_name: str) -> None:
        nonlocal begun
        tell(begun, STUDIES)
        begun += 1

    varied = tuple((name, one) for name, _settings, one in variations(why.scenario))
    return studies(
        why.scenario,
        catalog,
        why.solved.plan,
        varied,
        proved=why.solved.ending.status == "optimal",
        known=ELSEWHERE,
        seconds=seconds,
        file=file,
        tell=next_one,
        pressed=pressed,
    )

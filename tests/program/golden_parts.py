"""Small servers, networks and workloads to build programs of, and how a program is compared with its file."""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from glmopt.problem import Item, Problem, Workload
from glmopt.problem import Pool as Crew
from glmopt.problem.housing import Housing, Link, Network, Pool, SiteLimits, Way
from glmopt.program import build
from glmopt.topology import GangOption


def way(
    cards: int, nodes: int = 1, *, least: tuple[int, ...] = (1,), fabric: str = "net", reach: str = ""
) -> Way:
    """A gang of so many cards on so many nodes, over `fabric` where there are several or `reach` is pod."""
    reach = reach or ("pod" if nodes > 1 else "group")
    option = GangOption(
        card="a",
        part="a",
        chassis="box",
        fabric=fabric if reach == "pod" else "none",
        reach=reach,
        cards=cards,
        nodes=nodes,
        per_node=cards // nodes,
        gangs_per_node=len(least),
        min_bandwidth_gb_s=Decimal(0),
        bottleneck_gb_s=None,
    )
    return Way(option, least)


def pool(card: str = "a", site: str = "main", **keys: Any) -> Pool:
    """A server of four slots for 1,000 minor units that draws 300 W, and 200 W for each card."""
    about: dict[str, Any] = {"part": card, "chassis": "box", "slots": 4, "sold_full": False, "buyable": True}
    about |= {"fillable": False, "host": 1_000, "card_power_w": 200, "host_power_w": 300, "rack": 2_000}
    return Pool(card=card, site=site, **(about | keys))


def network(ports: int = 4, electricity: int = 0) -> Network:
    return Network("net", "main", ports, price=500, power_w=100, electricity=electricity, rack=1_000)


def housing(*pools: Pool, sites: tuple[SiteLimits, ...] = (SiteLimits("main"),), **keys: Any) -> Housing:
    return Housing(pools or (pool(),), keys.pop("networks", ()), sites, ("box",), **keys)


LINK = Link("net", ports=1, price=50, power_w=25, electricity=0)
LINK_THAT_DRAWS = Link("net", ports=2, price=50, power_w=25, electricity=40)

WORKLOAD = Workload(
    items=(Item("x", "day"), Item("y", "day"), Item("z", "any")),
    pools=(
        Crew("a", "day", 1, "llm"),
        Crew("b", "day", 1, "llm"),
        Crew("b", "day", 2, "llm"),
        Crew("a", "night", 1, "llm"),
    ),
    loads=(
        {0: Fraction(3, 2), 1: Fraction(1)},
        {1: Fraction(1, 4)},
        {2: Fraction(4, 3), 3: Fraction(1, 2)},
    ),
)


def compare(problem: Problem, golden: Path, folder: Path) -> None:
    written = folder / "model.lp"
    build(problem).lp.writeLP(str(written))
    text = written.read_text(encoding="utf-8")
    if os.environ.get("GLMOPT_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")

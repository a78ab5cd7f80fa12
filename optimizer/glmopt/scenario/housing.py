"""Where cards stand: server types, networks, sites, and what is already owned. Keys of the scenario file."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from glmopt.records import Count, Id, Number, Record
from glmopt.scenario.own_price import OwnPrice, Priced

# The site that is meant where a scenario writes none.
MAIN = "main"

Limit = Annotated[Number, Field(ge=0, le=1_000_000)]


def _several(value: Any) -> Any:
    """One name is a list of one."""
    return (value,) if isinstance(value, str) else value


Fabrics = Annotated[
    tuple[Id, ...], BeforeValidator(_several, json_schema_input_type=str | list[str]), Field(min_length=1)
]


class NetworkPrices(Record):
    """Own prices of a network in place of the catalog's: an adapter, a port with its cable, a switch."""

    adapter: OwnPrice | None = None
    port: OwnPrice | None = None
    switch: OwnPrice | None = None


def network_id(fabric: str, part: str) -> str:
    """What a bill of materials calls a part of a network: roce-100g.switch."""
    return f"{fabric}.{part}"


class Nodes(Record):
    """Servers that may be bought, and the networks that may join them; left out: bare cards.

    `chassis` any: every server type of the catalog. `price` replaces the host price of a server type,
    `network` prices of a network.
    """

    chassis: tuple[Id, ...] | Literal["any"] = "any"
    fabric: Fabrics = ("none",)
    price: dict[Id, OwnPrice] = Field(default_factory=dict)
    network: dict[Id, NetworkPrices] = Field(default_factory=dict)

    def own_network_price(self, fabric: str, part: str) -> Priced | None:
        """The own price of a network's adapter, port or switch; None where the catalog's holds."""
        own = self.network.get(fabric)
        return None if own is None else getattr(own, part)


class Site(Record):
    """One room or city. A gang stays inside one site; what is left out is unlimited or as under `nodes`.

    `min_streams` must be served from here whatever other sites do.
    """

    chassis: tuple[Id, ...] | None = None
    fabric: Annotated[Fabrics | None, Field()] = None
    max_power_kw: Limit | None = None
    max_rack_units: Limit | None = None
    max_ports: Count | None = None
    min_streams: Count = 0


class Owned(Record):
    """What is there already and costs nothing: `nodes` servers with `cards` cards in each, or bare cards.

    Left out, `cards` is every slot of the server. Without `chassis` there are no servers and `cards` counts
    them all.
    """

    card: Id
    chassis: Id | None = None
    nodes: Annotated[Count, Field(ge=1)] = 1
    cards: Annotated[Count, Field(ge=1)] | None = None
    site: Id | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.chassis is None and self.cards is None:
            raise ValueError("say how many cards there are, or in which chassis they sit")
        return self

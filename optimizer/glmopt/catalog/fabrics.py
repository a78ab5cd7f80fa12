"""A fabric: the network between nodes. Rates are GB/s per direction and port."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from glmopt.catalog.prices import Quote
from glmopt.records import Figure, Id, Number, Record, Text
from glmopt.units import ceil_div

NotNegative = Annotated[Number, Field(ge=0)]


class Network(Record):
    """One kind of port and of switch.

    `adapter` is bought for a chassis without built-in ports; `port` is the cable with both its ends;
    `switch` one switch of `ports_per_switch` ports.
    """

    speaks: Literal["ethernet", "infiniband"]
    port_gb_s: Figure[Annotated[Number, Field(gt=0)]]
    ports_per_switch: Figure[Annotated[int, Field(ge=2, le=1024)]]
    adapter: Quote
    port: Quote
    switch: Quote
    adapter_power_w: Figure[NotNegative]
    switch_power_w: Figure[NotNegative]
    switch_rack_units: Figure[NotNegative]


class Fabric(Record):
    """A network that nodes can be joined with; without `network` nodes stay alone."""

    schema_: Literal["glmopt/fabric@1"] = Field(default="glmopt/fabric@1", alias="schema")
    id: Id
    name: Text
    network: Network | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _none_is_none(self) -> Self:
        if (self.id == "none") != (self.network is None):
            raise ValueError("the fabric without a network is called none, and only that one")
        return self

    def switches(self, ports: int) -> int:
        """Switches that join `ports` ports without blocking: one, or leaves and spines.

        A leaf gives half its ports to nodes and half to spines.
        """
        if self.network is None or ports == 0:
            return 0
        radix = self.network.ports_per_switch.value
        if ports <= radix:
            return 1
        leaves = ceil_div(ports, radix // 2)
        return leaves + ceil_div(leaves * (radix // 2), radix)

"""Why a card has no gang in a chassis and fabric: which group was too small, and what there is."""

from __future__ import annotations

from decimal import Decimal

from glmopt.catalog import Chassis, Fabric
from glmopt.records import Text
from glmopt.topology.fit import CardPort, misfit
from glmopt.topology.gangs import gang_options
from glmopt.topology.groups import card_groups, levels
from glmopt.topology.picking import HUB, hub_component
from glmopt.topology.wiring import chassis_graph, join
from glmopt.units import plain_number


def why_no_gang(
    card: CardPort, chassis: Chassis, fabric: Fabric, need_cards: int, min_bandwidth_gb_s: Decimal
) -> Text | None:
    """One sentence in both languages; None where `gang_options` has an answer. GB/s per direction."""
    reason = misfit(chassis, card)
    if reason:
        return Text(
            zh=f"{card.card} 不能装入 {chassis.id}：{reason}",
            en=f"{card.card} does not fit {chassis.id}: {reason}",
        )
    if gang_options(card, chassis, fabric, need_cards, min_bandwidth_gb_s):
        return None
    node, asked = chassis_graph(chassis, card), plain_number(min_bandwidth_gb_s)
    slots = chassis.slots.value
    largest = len(card_groups(node, min_bandwidth_gb_s)[0])
    en = f"{need_cards} x {card.card} at {asked} GB/s: "
    en += f"the largest group in {chassis.id} is {largest} of {slots}"
    zh = f"{need_cards} 张 {card.card}，带宽 {asked} GB/s：{chassis.id} 内最大互联组为 {largest}/{slots} 张"
    best = _fastest(card, chassis, fabric, need_cards)
    if best is not None:
        en += f"; {need_cards} cards reach at most {plain_number(best)} GB/s there with fabric {fabric.id}"
        zh += f"；配合组网 {fabric.id}，{need_cards} 张卡最高只有 {plain_number(best)} GB/s"
        return Text(zh=zh, en=en)
    en_why, zh_why = _no_way_out(card, chassis, fabric)
    return Text(zh=zh + zh_why, en=en + en_why)


def link_rates(card: CardPort, chassis: Chassis, fabric: Fabric) -> list[Decimal]:
    """The different rates of the links of a full node and its fabric, GB/s per direction, highest first."""
    joined = chassis_graph(chassis, card)
    join(joined, chassis, chassis.slots.value, fabric, HUB, "")
    return levels(joined)


def _fastest(card: CardPort, chassis: Chassis, fabric: Fabric, need: int) -> Decimal | None:
    """The highest rate at which so many cards can be wired at all; None where they cannot."""
    for rate in link_rates(card, chassis, fabric):
        if gang_options(card, chassis, fabric, need, rate):
            return rate
    return None


def _no_way_out(card: CardPort, chassis: Chassis, fabric: Fabric) -> tuple[str, str]:
    """Why the nodes of this chassis do not make a pod: a text in English, and one in Chinese."""
    network, speaks = fabric.network, chassis.scale_out.speaks.value
    if network is None:
        return "; no fabric joins the nodes", "；节点之间没有组网"
    if network.speaks not in speaks:
        have = ", ".join(speaks)
        return (
            f"; its ports speak {have}, not {network.speaks}",
            f"；其网口为 {have}，不支持 {network.speaks}",
        )
    if chassis.jobs.per_node_multiple is None:
        return "; it allows no job over several nodes", "；不允许跨节点任务"
    joined = chassis_graph(chassis, card)
    join(joined, chassis, chassis.slots.value, fabric, HUB, "")
    reach = len(hub_component(joined, Decimal(0)))
    return f"; {reach} cards of a node reach the fabric", f"；每节点只有 {reach} 张卡可达网络"

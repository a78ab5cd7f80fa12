"""What people call an input of the answer: a price, a figure of the catalog, a need."""

from __future__ import annotations

from glmopt.reports.figure_names import figure_name, figure_names
from glmopt.reports.sections.case import Case


def input_name(case: Case, key: str) -> str:
    """The name of the input `key`, such as `cards.price.a100-80g`; the key where it has none."""
    _ = case.words
    first, _dot, rest = key.partition(".")
    if key.startswith("cards.price."):
        return _("price of {card}").format(card=case.card(key.removeprefix("cards.price.")))
    if key == "money.electricity_per_kwh":
        return _("price of electricity")
    if first == "demand":
        return _need(case, key, rest)
    if first == "budget":
        return case.rule("budget")
    return _figure(case, key, first, rest)


def _need(case: Case, key: str, rest: str) -> str:
    """A need by the rule that it feeds; classes of requests one by one."""
    constraint, _dot, name = rest.partition(".")
    said = case.rule(constraint)
    if constraint == "classes":
        return f"{case.rule('classes')}: {name}" if name else case.rule("classes")
    return key if said == constraint else said


def _figure(case: Case, key: str, owner: str, rest: str) -> str:
    """A figure of a card, a server, a network or a set of efficiencies."""
    _, catalog = case.words, case.saved.catalog
    group, _dot, name = rest.partition(".")
    if group == "speed":
        said = figure_name(rest, figure_names(_), _)
        return _("efficiency set {id}: {name}").format(id=owner, name=said)
    if rest == "price.host":
        return _("price of {card}").format(card=case.named(catalog.chassis, owner))
    if rest == "network":
        return _("price of {card}").format(card=case.named(catalog.fabrics, owner))
    if rest == "host_power_w":
        return f"{case.named(catalog.chassis, owner)}: {_('power')} (W)"
    label = {
        "vram_gb": _("memory (GB)"),
        "fp16_tflops": _("FP16 as published (TFLOPS)"),
        "fp16_dense_tflops": _("FP16 dense (TFLOPS)"),
        "mem_bw_gb_s": _("memory bandwidth (GB/s)"),
        "streams": _("streams, as published"),
        "tdp_w": f"{_('power')} (W)",
    }.get(name)
    return f"{case.card(owner)}: {label}" if label else key

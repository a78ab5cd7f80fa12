"""What is asked of every card: the llm, the service, the precision, the engine and the fine-tuning jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from glmopt.catalog import Catalog, Llm
from glmopt.dataclass import dataclass
from glmopt.errors import InputError
from glmopt.scenario import Scenario
from glmopt.scenario.names import unknown_names
from glmopt.scenario.service import FullJob, LightJob
from glmopt.scenario.service import Service as ServiceTerms
from glmopt.sizing.roofline.finetune import Job
from glmopt.sizing.roofline.limits import Service
from glmopt.sizing.roofline.resolve import DEFAULT


@dataclass(frozen=True, slots=True)
class Question:
    """One llm under one service. `efficiency` has sets by card id, by vendor, and under `any`.

    `group` is the number of cards that serve together; `epoch_tokens` those of the data for full fine-tuning.
    """

    llm: Llm
    service: Service
    precision: str = "fp16"
    group: int = 1
    efficiency: Mapping[str, str] = field(default_factory=dict)
    light: Job = field(default_factory=lambda: light_job(LightJob()))
    full: Job = field(default_factory=lambda: full_job(FullJob()))
    epoch_tokens: int = 0

    @property
    def terms(self) -> tuple[object, ...]:
        """Everything but the llm, to tell one question from another."""
        sets = tuple(sorted(self.efficiency.items()))
        return self.service, self.precision, self.group, sets, self.light, self.full, self.epoch_tokens

    def efficiency_of(self, card: str, vendor: str, catalog: Catalog) -> str:
        """The set named for the card, its vendor or any; else its vendor's own, or the default."""
        for key in (card, vendor, "any"):
            if key in self.efficiency:
                return self.efficiency[key]
        own = (e.id for e in catalog.efficiencies.values() if vendor in e.vendors)
        return next(own, DEFAULT)


def question_of(scenario: Scenario, catalog: Catalog) -> Question:
    """The question that `scenario` asks. InputError for an unknown llm or efficiency set."""
    demand = scenario.demand
    if faults := unknown_names(scenario, catalog, only=("llm", "efficiency set")):
        raise InputError(faults)
    return Question(
        llm=catalog.llms[demand.llm],
        service=service_of(demand.service),
        precision=demand.precision,
        group=demand.service.cards,
        efficiency=demand.efficiency,
        light=light_job(demand.tuning.light),
        full=full_job(demand.tuning.full),
    )


def service_of(terms: ServiceTerms) -> Service:
    """The service in plain numbers."""
    ttft = None if terms.ttft_s is None else float(terms.ttft_s)
    return Service(terms.prompt, terms.output, terms.context, float(terms.tokens_per_s), ttft)


def light_job(terms: LightJob) -> Job:
    """A light fine-tuning job of a scenario."""
    return Job(
        method=terms.method,
        sequence=terms.sequence,
        batch=terms.batch,
        checkpointing=terms.checkpointing,
        rank=terms.rank,
        targets=terms.targets,
    )


def full_job(terms: FullJob) -> Job:
    """A full fine-tuning job of a scenario."""
    return Job("full", terms.sequence, terms.batch, terms.zero, terms.checkpointing)

"""What is legal but looks wrong, or rests on weak figures: said in one line each, never silently accepted."""

from glmopt.catalog import Catalog
from glmopt.notices.cards import about_cards
from glmopt.notices.classes import about_classes, about_tables
from glmopt.notices.dates import about_dates
from glmopt.notices.notice import Notice
from glmopt.notices.running import about_running
from glmopt.notices.servers import about_servers
from glmopt.scenario import Scenario


def notices(scenario: Scenario, catalog: Catalog) -> tuple[Notice, ...]:
    """Everything about `scenario` that a careful reader would ask about."""
    return (
        *about_cards(scenario, catalog),
        *about_classes(scenario),
        *about_tables(scenario, catalog),
        *about_servers(scenario, catalog),
        *about_running(scenario, catalog),
    )


__all__ = ["Notice", "about_dates", "notices"]

"""A scenario with all its variations, looked at before any solve."""

from __future__ import annotations

import itertools

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.problem.again import Formulator
from glmopt.scenario import Scenario, catalog_for, cross, made, points
from glmopt.study.catalogs import catalogs

# Variations of a scenario without a catalog that are looked at.
FEW = 100


def validated(scenario: Scenario) -> Catalog:
    """The catalog of `scenario`, once nothing is left to complain of in it and in each of its variations.

    Raises InputError with every fault, before any solve.
    """
    faults: list[Fault] = []
    try:
        catalog = catalog_for(scenario)
    except InputError as error:
        faults += error.faults
    cases = [] if faults else [scenario]
    # Where its own catalog is at fault it may have few variations looked at, each with a catalog to read.
    planned = itertools.islice(cross(scenario), FEW) if faults else points(scenario)
    try:
        cases += [varied for _, _, varied in made(scenario, planned)]
    except InputError as error:
        faults += error.faults
    catalog_of, formulator = catalogs(None if faults else (scenario, catalog)), Formulator()
    for case in cases:
        try:
            formulator(case, catalog_of(case))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    return catalog

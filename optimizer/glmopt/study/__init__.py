"""Studies of a scenario: many solves, one table. Each kind is a file of its own."""

from glmopt.study.compare import BASE, Comparison, Difference, Variation, compare, records, variations

__all__ = ["BASE", "Comparison", "Difference", "Variation", "compare", "records", "variations"]

"""The parts of a report: each from a saved answer and its studies to plain texts, tables and pictures."""

from glmopt.reports.sections.case import Case, Grid

__all__ = ["Case", "Grid"]

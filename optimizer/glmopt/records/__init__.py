"""Files to records: read YAML with places, validate it strictly, report every fault at once.

The only door to ruamel.yaml. `reading` takes files, `parsing` makes of their text a tree, whose nodes know
where they stand (`node`); `base` holds the frozen pydantic base, `figure` the figures that know their source,
`faults` joins tree and records.
"""

from glmopt.records.base import Count, Date, Id, Money, Name, Number, Record, Text
from glmopt.records.faults import read_record, validate
from glmopt.records.figure import Figure
from glmopt.records.later import Later
from glmopt.records.node import Node, locate, merge, plain
from glmopt.records.reading import read_text, read_yaml

__all__ = [
    "Count",
    "Date",
    "Figure",
    "Id",
    "Later",
    "Money",
    "Name",
    "Node",
    "Number",
    "Record",
    "Text",
    "locate",
    "merge",
    "plain",
    "read_record",
    "read_text",
    "read_yaml",
    "validate",
]

"""Files to records: read YAML with places, validate it strictly, report every fault at once.

The only door to ruamel.yaml. `reading` turns text into a tree of nodes that know where they stand,
`base` holds the frozen pydantic base and the Sourced figures, `faults` joins the two.
"""

from glmopt.records.base import Count, Date, Figure, Id, Money, Name, Number, Record, Text
from glmopt.records.faults import read_record, validate
from glmopt.records.later import Later
from glmopt.records.reading import Node, locate, merge, plain, read_text, read_yaml

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

"""The contract: every table that the kit reads, declared once."""

from cxmetrics.contract.dictionary import data_dictionary
from cxmetrics.contract.spec import LINKS, OUT_OF_ORDER, SQL_TYPES, Column, Kind, Spec
from cxmetrics.contract.tables import TABLES

__all__ = ["LINKS", "OUT_OF_ORDER", "SQL_TYPES", "TABLES", "Column", "Kind", "Spec", "data_dictionary"]

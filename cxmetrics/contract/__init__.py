"""The contract: every table that the kit reads, declared once."""

from cxmetrics.contract.claims import CLAIMS, EVIDENCE, GRADES, Claim
from cxmetrics.contract.dictionary import data_dictionary
from cxmetrics.contract.spec import LINKS, OUT_OF_ORDER, SQL_TYPES, Column, Kind, Spec
from cxmetrics.contract.stages import PILLARS, REGISTER, STAGES, Touchpoint
from cxmetrics.contract.tables import TABLES

__all__ = [
    "CLAIMS",
    "EVIDENCE",
    "GRADES",
    "LINKS",
    "OUT_OF_ORDER",
    "PILLARS",
    "REGISTER",
    "SQL_TYPES",
    "STAGES",
    "TABLES",
    "Claim",
    "Column",
    "Kind",
    "Spec",
    "Touchpoint",
    "data_dictionary",
]

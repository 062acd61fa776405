"""Count in the engine: tables of any kind, and readable SQL that other engines can run as well."""

from cxmetrics.engine.kept import Kept, keep
from cxmetrics.engine.query import columns_of, query_names, run, sql, tables_of
from cxmetrics.engine.shared import covariances
from cxmetrics.engine.table import Facts, Table, as_table, connection, quote, require

__all__ = [
    "Facts",
    "Kept",
    "Table",
    "as_table",
    "columns_of",
    "connection",
    "covariances",
    "keep",
    "query_names",
    "quote",
    "require",
    "run",
    "sql",
    "tables_of",
]

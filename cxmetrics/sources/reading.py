"""The door for files: CSV, Excel, Parquet and databases become one stream of rows with their line numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa

from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.csvfile import read_csv
from cxmetrics.sources.databasefile import read_database
from cxmetrics.sources.excelfile import read_excel
from cxmetrics.sources.filetype import as_source_error, kind_of
from cxmetrics.sources.parquetfile import read_parquet
from cxmetrics.sources.records import LINE, Problem, Reading, shown

__all__ = ["LINE", "Problem", "Reading", "read"]

RETRIES = 3  # of a file that is being written when it is opened
PAUSE_SECONDS = 0.3
Stream = tuple[pa.RecordBatchReader, Reading]


def read(
    path: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str = ",",
    sheet: str | None = None,
    header_row: int = 1,
    table: str | None = None,
    root: Path | None = None,
    how: tuple[str, str] = (".", ""),
) -> Stream:
    r"""Read a file strictly: every row is handed over, set aside with a reason, or counted as blank.

    From a ``.csv`` (``.txt``, ``.tsv``, also with ``.gz``) or ``.xlsx`` file to text columns named as in its header,
    from a ``.parquet``, ``.duckdb`` or ``.sqlite`` file to its own columns; and `LINE` behind them.

    Parameters
    ----------
    path : str or Path
        The file; taken literally, never as a pattern.
    encoding : str, optional
        Of a CSV file: utf-8, cp949 (euc-kr) or utf-16. Without it, UTF-8 or else CP949 where the whole file is valid.
    delimiter : str, default ","
        Of a CSV file.
    sheet : str, optional
        Of a workbook; needed where more than one is visible.
    header_row : int, default 1
        Line, or row of the sheet, from which the header is looked for.
    table : str, optional
        Of a database file; needed where it holds more than one.
    root : Path, optional
        Folder out of which no link may lead.
    how : (str, str), default (".", "")
        How a workbook's own numbers and dates are written: the decimal mark of the table's texts, and a sign behind
        dates that tells them from texts (`values.DATED`).

    Returns
    -------
    RecordBatchReader
        A lazy stream of batches; an error in the middle of the file is raised while it is drawn.
    Reading
        The account, complete when the stream is exhausted:
        ``rows == rows drawn + blank + len(problems)``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "surveys.csv")
    ...     _ = path.write_text("customer,score\nkim,9\n\nlee,8,oops\n")
    ...     batches, reading = read(path)
    ...     batches.read_all().to_pylist()
    [{'customer': 'kim', 'score': '9', '__line': 2}]
    >>> reading.rows, reading.blank, reading.problems[0].detail
    (3, 1, '3 fields, header has 2')
    """
    path = Path(path)
    if header_row < 1:
        raise ParameterError("E-HEADER-ROW", "header_row is {row}.", fix="rows are counted from 1.", row=header_row)
    csv = partial(read_csv, path, encoding=encoding, delimiter=delimiter, header_row=header_row)
    excel = partial(read_excel, path, sheet=sheet, header_row=header_row, how=how)
    opened = partial(_opened, path, root, csv=csv, excel=excel, table=table)
    for _ in range(RETRIES):
        try:
            return opened()
        except DataError as error:
            if error.code != "E-FILE-CHANGING":
                raise
        time.sleep(PAUSE_SECONDS)
    return opened()


def _opened(
    path: Path,
    root: Path | None,
    *,
    csv: Callable[[], Stream],
    excel: Callable[[], Stream],
    table: str | None,
) -> Stream:
    """Open a file by its kind."""
    try:
        kind = kind_of(path, root=root)
        _refuse_table(kind, table, path)
        if kind == "csv":
            return csv()
        if kind == "excel":
            return excel()
        return read_parquet(path) if kind == "parquet" else read_database(path, kind, table=table)
    except OSError as error:
        raise as_source_error(path, error) from None


def _refuse_table(kind: str, table: str | None, path: Path) -> None:
    if table is not None and kind in {"csv", "excel", "parquet"}:
        said = "table is {table!r}, and this file holds no tables."
        raise ParameterError("E-TABLE-NAME", said, where=shown(path), fix="remove table.", table=table)

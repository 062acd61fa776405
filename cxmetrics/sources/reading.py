"""The door for files: CSV, Excel and Parquet become one stream of rows with their line numbers."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from cxmetrics.errors import ParameterError
from cxmetrics.sources.csvfile import read_csv
from cxmetrics.sources.excelfile import read_excel
from cxmetrics.sources.filetype import as_source_error, kind_of
from cxmetrics.sources.parquetfile import read_parquet
from cxmetrics.sources.records import LINE, Problem, Reading

__all__ = ["LINE", "Problem", "Reading", "read"]


def read(
    path: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str = ",",
    sheet: str | None = None,
    header_row: int = 1,
) -> tuple[pa.RecordBatchReader, Reading]:
    r"""Read a file strictly: every row is handed over, set aside with a reason, or counted as blank.

    From a ``.csv`` (``.txt``, ``.tsv``, also with ``.gz``) or ``.xlsx`` file to text columns named as in its header,
    from a ``.parquet`` file to its own typed columns; and `LINE` behind them.

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
        raise ParameterError("E-HEADER-ROW", f"header_row is {header_row}.", fix="rows are counted from 1.")
    try:
        kind = kind_of(path)
        if kind == "excel":
            return read_excel(path, sheet=sheet, header_row=header_row)
        if kind == "parquet":
            return read_parquet(path)
        return read_csv(path, encoding=encoding, delimiter=delimiter, header_row=header_row)
    except OSError as error:
        raise as_source_error(path, error) from None

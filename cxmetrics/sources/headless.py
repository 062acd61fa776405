"""Text without a header, its fields apart by white space: read strictly under declared names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from cxmetrics.errors import DataError
from cxmetrics.sources import csvtext
from cxmetrics.sources.filetype import as_source_error, check_unchanged, fingerprint, guarded, kind_of
from cxmetrics.sources.records import WIDTH, WIDTH_ONE, Part, Reading, batches, shown, text_schema


def read_headless(
    path: Path, header: Sequence[str], *, encoding: str | None = None, root: Path | None = None
) -> tuple[pa.RecordBatchReader, Reading]:
    r"""Read a text file without a header, as text.

    Parameters
    ----------
    path : Path
        The file, one record a line.
    header : sequence of str
        Names of its columns.
    encoding : str, optional
        Declared encoding; without it UTF-8, or else CP949 where the whole file is valid.
    root : Path, optional
        Folder out of which no link may lead.

    Returns
    -------
    RecordBatchReader
        Text columns and the line of each record.
    Reading
        The account; a line of another width is set aside, a blank one counted. A first line without any digit names
        the columns, as some copies of such files do, and is no record.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "sales.txt")
    ...     _ = path.write_text(" 00001 19970101  11.77\n\n 00002 19970112\n")
    ...     batches, reading = read_headless(path, ["customer", "day", "paid"])
    ...     batches.read_all().to_pylist()
    [{'customer': '00001', 'day': '19970101', 'paid': '11.77', '__line': 1}]
    >>> reading.rows, reading.blank, reading.problems[0].detail
    (3, 1, '2 fields, header has 3')
    """
    try:
        return _opened(path, header, encoding, root)
    except OSError as error:
        raise as_source_error(path, error) from None


def _opened(
    path: Path, header: Sequence[str], encoding: str | None, root: Path | None
) -> tuple[pa.RecordBatchReader, Reading]:
    if kind_of(path, root=root) != "csv":
        raise DataError(
            "E-FILE-TYPE", "text without a header is expected.", where=shown(path), fix="name the text file as source."
        )
    before, reading = fingerprint(path), Reading(path, "csv", header=list(header))
    try:
        encoding = csvtext.choose_encoding(path, encoding, reading)
    except DataError:
        check_unchanged(path, before)
        raise
    blocks = csvtext.blocks(csvtext.texts(path, encoding, reading), reading.file)
    schema = text_schema(header)
    return pa.RecordBatchReader.from_batches(
        schema, guarded(reading, before, batches(schema, _parts(blocks, reading)))
    ), reading


def _parts(blocks: Iterator[str], reading: Reading) -> Iterator[Part]:
    """Cut each line at its white space."""
    width, line = len(reading.header), 0
    for block in blocks:
        numbers, rows = [], []
        for line, text in enumerate(csvtext.lines(block), start=line + 1):  # noqa: B020 - goes on where the last block ended
            cells = text.split()
            if line == 1 and cells and not any(map(str.isdigit, text)):
                continue
            reading.rows += 1
            if len(cells) == width:
                numbers.append(line)
                rows.append(cells)
            elif not cells:
                reading.skip_blank(1)
            else:
                said = WIDTH_ONE if len(cells) == 1 else WIDTH
                reading.set_aside("Q-WIDTH", line, said, n=len(cells), width=width)
        reading.check_rows()
        if rows:
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            yield columns, pa.array(numbers, pa.int64()), len(block)

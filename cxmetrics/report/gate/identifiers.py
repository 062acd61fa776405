"""No number of a customer, an order, an answer or a service contact stands in what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from cxmetrics.company import Company
from cxmetrics.contract import LINKS, TABLES
from cxmetrics.errors import PrivacyError
from cxmetrics.fonts import displayable
from cxmetrics.sources.account import mask
from cxmetrics.words import LANGUAGES, catalogue

SHORTEST: Final = 5  # characters: shorter ones are words and numbers of every report
MOST_ROWS: Final = 1_000_000  # of a table that are looked through
BATCH: Final = 1 << 16
NUMBERS: Final = {*LINKS, "response_id", "referrer_id"}
CALENDAR: Final = re.compile(r"\d{4}-(?:\d{2}(?:-\d{2})?|W\d{2}|Q[1-4])")  # days and periods, which are every report's
WORDS: Final = (re.compile(r"\w{5,}"), re.compile(r"[\w-]{5,}"), re.compile(r"[^\s,;()\"'“”‘’<>\[\]{}]{5,}"))
BARE: Final = re.compile(r"(?<![\w.,-])\d{5,}(?![\w-]|[.,]\d)")  # our own counts have separators from 1,000 on


def check_identifiers(texts: Mapping[str, Sequence[str]], company: Company) -> None:
    """Refuse files in which an identifier of the checked tables stands as a word of its own.

    Parameters
    ----------
    texts : dict of list
        Every text of each file, by the file's name.
    company : Company
        Loaded: its tables are looked through.

    Raises
    ------
    PrivacyError
        Naming the file and the column, and of the identifier its shape only.
    """
    known = {word for lang in LANGUAGES for word in words_of([catalogue(lang)])}
    known |= words_of([company.config.company, displayable(company.config.company)])
    said = {name: words_of(found, numbers=not name.endswith(".pdf")) - known for name, found in texts.items()}
    every = pa.array(sorted(set().union(*said.values())), pa.string())
    for table in company.tables or {}:
        for column, found in _held(company, table, every):
            told = (word for word in found if not CALENDAR.fullmatch(word) and not _is_category(company, word))
            leaked = next(told, None)
            if leaked is not None:
                raise PrivacyError(
                    "E-IDENTIFIER",
                    "an identifier of {table} stands in it: {column} {shape!r}.",
                    where=next(name for name, words in said.items() if leaked in words),
                    fix="show groups, not customers, orders or answers.",
                    table=table,
                    column=column,
                    shape=mask(leaked),
                )


def words_of(texts: Sequence[str], *, numbers: bool = True) -> set[str]:
    """Give the words of texts that an identifier could be; ``numbers`` is false where cells run into each other.

    Examples
    --------
    >>> sorted(words_of(["H0000006 bought 20240501-0000015, 12,345 times and 54321 times"]))
    ['20240501-0000015', '54321', 'H0000006', 'bought', 'times']
    """
    text = "\n".join(texts)
    found = {word.strip(".:!?") for pattern in WORDS for word in pattern.findall(text)}
    plain = {word for word in found if len(word) >= SHORTEST and not re.fullmatch(r"[\d.,%]+", word)}
    return plain | (set(BARE.findall(text)) if numbers else set())


def _held(company: Company, table: str, words: pa.Array) -> Iterator[tuple[str, list[str]]]:
    """Give the columns of identifiers that hold some of the words, with these."""
    file = parquet.ParquetFile(company.home / f"{table}.parquet")
    columns = [name for name in file.schema_arrow.names if name in NUMBERS]
    found: dict[str, set[str]] = {name: set() for name in columns}
    for number, batch in enumerate(file.iter_batches(batch_size=BATCH, columns=columns) if columns else ()):
        if number * BATCH >= MOST_ROWS:
            break
        for name, values in zip(columns, batch.columns, strict=True):
            found[name].update(values.filter(pc.is_in(values, value_set=words)).to_pylist())
    yield from ((name, sorted(held)) for name, held in found.items() if held)


def _is_category(company: Company, word: str) -> bool:
    """Whether a word is also the name of a group, such as a postcode, which may be shown."""
    for table in company.tables or {}:
        path = company.home / f"{table}.parquet"
        texts = {column.name for column in TABLES[table].columns if column.kind in {"id", "text"}}
        schema = parquet.read_schema(path)
        names = [field.name for field in schema if pa.types.is_string(field.type) and field.name not in texts]
        held = parquet.read_table(path, columns=names, read_dictionary=names) if names else None
        if held is not None and any(pc.any(pc.equal(held[name].cast(pa.string()), word)).as_py() for name in names):
            return True
    return False

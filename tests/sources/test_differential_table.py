"""One table: what csv, pandas, Polars, DuckDB and the reader here make of each bad file, called as anyone would.

Where they differ, the reader here is right, and the case says why. Rows are written ``1|9 / 2|8``, the header first,
missing values as ``∅``, an error by its name behind ``!``.
"""

import csv
import gzip
from dataclasses import dataclass

import duckdb
import pandas as pd
import polars as pl
import pytest

from cxmetrics.errors import CxError
from cxmetrics.sources.reading import LINE, read

LONG = 100


@dataclass(frozen=True)
class Case:
    """A file and what five readers make of it."""

    name: str
    content: bytes
    why: str
    csv: str
    pandas: str
    polars: str
    duckdb: str
    ours: str
    file: str = "x.csv"


def cell(value):
    text = "∅" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is not itself
    return text if len(text) < LONG else f"{len(text):,} signs"


def written(header, rows):
    return " / ".join("|".join(map(cell, row)) for row in [header, *rows])


def by_csv(path):
    with path.open(newline="", encoding="utf-8") as source:
        header, *rows = csv.reader(source)
        return written(header, rows)


def by_pandas(path):
    found = pd.read_csv(path)
    return written(found.columns, found.astype(object).to_numpy().tolist())


def by_polars(path):
    found = pl.read_csv(path)
    return written(found.columns, found.rows())


def by_duckdb(path):
    found = duckdb.sql(f"from read_csv('{path}')")
    return written(found.columns, found.fetchall())


def by_ours(path):
    stream, reading = read(path)
    table = stream.read_all().drop_columns([LINE])
    aside = [f"{problem.code}:{problem.line}" for problem in reading.problems]
    return " ".join([written(table.column_names, zip(*table.to_pydict().values(), strict=True)), *aside])


READERS = {"csv": by_csv, "pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb, "ours": by_ours}


def outcome(reader, path):
    """What a reader gives, or the name of its error."""
    try:
        return READERS[reader](path)
    except CxError as error:
        return f"!{error.code}"
    except BaseException as error:  # Polars may raise one that is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return f"!{type(error).__name__}"


BESIDE = {"a name that is a pattern": {"x1.csv": b"a,b\n1,2\n"}}
# fmt: off
CASES = [
    Case("B01 a file of 0 bytes", b"", why="a score of 0 is not the same as no file",
         csv="!ValueError", pandas="!EmptyDataError", polars="!NoDataError", duckdb="column0", ours="!E-FILE-EMPTY"),
    Case("B02 a header alone", b"a,b\n", why="no metric may pass on nothing",
         csv="a|b", pandas="a|b", polars="a|b", duckdb="a|b", ours="!E-NO-ROWS"),
    Case("B05 gzip that is cut off", gzip.compress(b"a,b\n" + b"1,2\n" * 3, mtime=0)[:-8],
         why="half a file is no file",
         csv="!UnicodeDecodeError", pandas="!EOFError", polars="!OSError", duckdb="!IOException",
         ours="!E-FILE-CORRUPT", file="x.csv.gz"),
    Case("B16 the mark of UTF-8", b"\xef\xbb\xbfid,n\n1,2\n", why="the mark is no part of the first name",
         csv="\ufeffid|n / 1|2", pandas="id|n / 1|2", polars="id|n / 1|2", duckdb="id|n / 1|2", ours="id|n / 1|2"),
    Case("B17 CP949", "번호,메모\n1,똠방각하\n".encode("cp949"), why="valid as a whole in the encoding of Korean Excel",
         csv="!UnicodeDecodeError", pandas="!UnicodeDecodeError", polars="!ComputeError",
         duckdb="!InvalidInputException", ours="번호|메모 / 1|똠방각하"),
    Case("B18 one line of CP949 among UTF-8", "id,memo\n1,앱\n".encode() + "2,매장\n".encode("cp949"),
         why="no reading of both lines is right",
         csv="!UnicodeDecodeError", pandas="!UnicodeDecodeError", polars="!ComputeError",
         duckdb="!InvalidInputException", ours="!E-ENCODING"),
    Case("B19 UTF-16", "id,memo\n1,앱\n".encode("utf-16"), why="its first bytes say so",
         csv="!UnicodeDecodeError", pandas="!UnicodeDecodeError", polars="!ComputeError",
         duckdb="!InvalidInputException", ours="id|memo / 1|앱"),
    Case("B20 all rows longer than the header", b"id,score\n1,9,x\n2,8,y\n", why="a shifted column is another number",
         csv="id|score / 1|9|x / 2|8|y", pandas="id|score / 9|x / 8|y", polars="!ComputeError",
         duckdb="column0|column1|column2 / 1|9|x / 2|8|y", ours="id|score Q-WIDTH:2 Q-WIDTH:3"),
    Case("B20 one row longer than the header", b"id,score\n1,9\n2,8,y\n3,7\n",
         why="the row is set aside with its line",
         csv="id|score / 1|9 / 2|8|y / 3|7", pandas="!ParserError", polars="!ComputeError",
         duckdb="id,score / 1,9 / 2,8,y / 3,7", ours="id|score / 1|9 / 3|7 Q-WIDTH:3"),
    Case("B21 one row shorter than the header", b"a,b,c\n1,2,3\n4,5\n6,7,8\n", why="what is missing is not known",
         csv="a|b|c / 1|2|3 / 4|5 / 6|7|8", pandas="a|b|c / 1|2|3.0 / 4|5|∅ / 6|7|8.0",
         polars="a|b|c / 1|2|3 / 4|5|∅ / 6|7|8", duckdb="a,b,c / 1,2,3 / 4,5 / 6,7,8",
         ours="a|b|c / 1|2|3 / 6|7|8 Q-WIDTH:3"),
    Case("B22 a semicolon and decimal commas", b"order;amount\n1;1.234,50\n2;99,90\n", why="nobody said so",
         csv="order;amount / 1;1.234|50 / 2;99|90", pandas="order;amount / 50 / 90", polars="!ComputeError",
         duckdb="order|amount / 1|1.234,50 / 2|99,90", ours="!E-DELIM"),
    Case("B23 a quote that nobody closes", b'a,b\n1,2\n3,"open\n4,5\n', why="all that follows would be one cell",
         csv="a|b / 1|2 / 3|open\n4,5\n", pandas="!ParserError", polars="!ComputeError",
         duckdb='a|b / 1|2 / 3|"open / 4|5', ours="!E-QUOTE"),
    Case("B23 text behind a closing quote", b'a,b\n1,"x" z\n2,y\n',
         why="the quote may have closed at the wrong place",
         csv="a|b / 1|x z / 2|y", pandas="a|b / 1|x z / 2|y", polars="!ComputeError", duckdb='a|b / 1|"x" z / 2|y',
         ours="!E-QUOTE"),
    Case("B24 a line break within quotes", b'a,b\n1,"x\ny"\n2,z\n', why="all agree",
         csv="a|b / 1|x\ny / 2|z", pandas="a|b / 1|x\ny / 2|z", polars="a|b / 1|x\ny / 2|z",
         duckdb="a|b / 1|x\ny / 2|z", ours="a|b / 1|x\ny / 2|z"),
    Case("B24 quotes within a text", b'a,b\n1,"say ""hi"""\n2,5" tv\n',
         why="doubled within quotes, as they stand outside of them",
         csv='a|b / 1|say "hi" / 2|5" tv', pandas='a|b / 1|say "hi" / 2|5" tv', polars="!ComputeError",
         duckdb='a|b / 1|say "hi" / 2|5" tv', ours='a|b / 1|say "hi" / 2|5" tv'),
    Case("B25 line ends of CR alone", b"a,b\r1,2\r3,4\r", why="CR is a line end too",
         csv="a|b / 1|2 / 3|4", pandas="a|b / 1|2 / 3|4", polars="a|b\r1|2\r3|4", duckdb="a|b / 1|2 / 3|4",
         ours="a|b / 1|2 / 3|4"),
    Case("B25 mixed line ends", b"a,b\r\n1,2\n3,4\r\n", why="each of them ends a line",
         csv="a|b / 1|2 / 3|4", pandas="a|b / 1|2 / 3|4", polars="a|b / 1|2 / 3|4", duckdb="!InvalidInputException",
         ours="a|b / 1|2 / 3|4"),
    Case("B26 a blank line", b"a,b\n1,2\n\n3,4\n", why="a blank line is no row of missing values",
         csv="a|b / 1|2 /  / 3|4", pandas="a|b / 1|2 / 3|4", polars="a|b / 1|2 / ∅|∅ / 3|4", duckdb="a|b / 1|2 / 3|4",
         ours="a|b / 1|2 / 3|4"),
    Case("B26 a last Ctrl-Z", b"a,b\n1,2\n3,4\n\x1a", why="the end sign of old exports is no row",
         csv="a|b / 1|2 / 3|4 / \x1a", pandas="a|b / 1|2.0 / 3|4.0 / \x1a|∅", polars="a|b / 1|2 / 3|4 / \x1a|∅",
         duckdb="a,b / 1,2 / 3,4 / \x1a", ours="a|b / 1|2 / 3|4"),
    Case("B27 NUL bytes", b"a,b\n1,x\x00y\n2,z\n", why="removed, counted, and the lines named",
         csv="a|b / 1|x\x00y / 2|z", pandas="a|b / 1|x\x00y / 2|z", polars="a|b / 1|x\x00y / 2|z",
         duckdb="a|b / 1|x\x00y / 2|z", ours="a|b / 1|xy / 2|z"),
    Case("B28 a row that starts with a number sign", b"id,n\n#1,2\n#2,3\n4,5\n", why="a row like any other",
         csv="id|n / #1|2 / #2|3 / 4|5", pandas="id|n / #1|2 / #2|3 / 4|5", polars="id|n / #1|2 / #2|3 / 4|5",
         duckdb="id|n / 4|5", ours="id|n / #1|2 / #2|3 / 4|5"),
    Case("B29 a field of 200,000 characters", b"a,b\n1," + b"x" * 200_000 + b"\n", why="within the limit of 1 MiB",
         csv="!Error", pandas="a|b / 1|200,000 signs", polars="a|b / 1|200,000 signs", duckdb="a|b / 1|200,000 signs",
         ours="a|b / 1|200,000 signs"),
    Case("B30 a row of totals", "id,memo,n\n1,x,100\n합계,,100\n".encode(), why="it would be counted twice",
         csv="id|memo|n / 1|x|100 / 합계||100", pandas="id|memo|n / 1|x|100 / 합계|∅|100",
         polars="id|memo|n / 1|x|100 / 합계|∅|100", duckdb="id|memo|n / 1|x|100 / 합계|∅|100",
         ours="id|memo|n / 1|x|100 Q-TOTAL-ROW:3"),
    Case("B31 a title above the header", "10월 설문\n\nid,score,memo\n1,9,x\n2,8,y\n".encode(),
         why="the header is in another line",
         csv="10월 설문 /  / id|score|memo / 1|9|x / 2|8|y", pandas="10월 설문 / memo / x / y", polars="!ComputeError",
         duckdb="id|score|memo / 1|9|x / 2|8|y", ours="!E-HEADER"),
    Case("B34 two columns of one name", b"a,a\n1,2\n", why="nobody can tell which is meant",
         csv="a|a / 1|2", pandas="a|a.1 / 1|2", polars="a|a_duplicated_0 / 1|2", duckdb="a|a_1 / 1|2",
         ours="!E-DUP-COLUMN"),
    Case("B43 ids that look like numbers", b"id,n\n00123,1\n1E5,2\n12345678901234567890,3\n", why="an id is text",
         csv="id|n / 00123|1 / 1E5|2 / 12345678901234567890|3",
         pandas="id|n / 123.0|1 / 100000.0|2 / 1.2345678901234567e+19|3",
         polars="id|n / 00123|1 / 1E5|2 / 12345678901234567890|3",
         duckdb="id|n / 00123|1 / 1E5|2 / 12345678901234567890|3",
         ours="id|n / 00123|1 / 1E5|2 / 12345678901234567890|3"),
    Case("B63 empty cells", b"id,score\n1,\n,9\n", why="text as it stands; the check decides what is missing",
         csv="id|score / 1| / |9", pandas="id|score / 1.0|∅ / ∅|9.0", polars="id|score / 1|∅ / ∅|9",
         duckdb="id|score / 1|∅ / ∅|9", ours="id|score / 1| / |9"),
    Case("B70 amounts with thousands", b'id,n\n1,"12,900"\n2,"1.234,50"\n', why="text as it stands",
         csv="id|n / 1|12,900 / 2|1.234,50", pandas="id|n / 1|12,900 / 2|1.234,50",
         polars="id|n / 1|12,900 / 2|1.234,50", duckdb="id|n / 1|12,900 / 2|1.234,50",
         ours="id|n / 1|12,900 / 2|1.234,50"),
    Case("B80 the words NA and None", b"id,name\n1,NA\n2,None\n3,null\n4,nan\n", why="a name like any other",
         csv="id|name / 1|NA / 2|None / 3|null / 4|nan", pandas="id|name / 1|∅ / 2|∅ / 3|∅ / 4|∅",
         polars="id|name / 1|NA / 2|None / 3|null / 4|nan", duckdb="id|name / 1|NA / 2|None / 3|null / 4|nan",
         ours="id|name / 1|NA / 2|None / 3|null / 4|nan"),
    Case("a phone number", b"phone,n\n01012345678,1\n01098765432,2\n", why="without its 0 a mask misses it",
         csv="phone|n / 01012345678|1 / 01098765432|2", pandas="phone|n / 1012345678|1 / 1098765432|2",
         polars="phone|n / 1012345678|1 / 1098765432|2", duckdb="phone|n / 01012345678|1 / 01098765432|2",
         ours="phone|n / 01012345678|1 / 01098765432|2"),
    Case("spaces around values", b"a,b\n 1 ,x \n2, y\n", why="as they stand; the check trims",
         csv="a|b /  1 |x  / 2| y", pandas="a|b / 1|x  / 2| y", polars="a|b /  1 |x  / 2| y",
         duckdb="a|b / 1|x  / 2| y", ours="a|b /  1 |x  / 2| y"),
    Case("truth values and dates", b"a,b\ntrue,2026-10-01\nFALSE,2026-10-02\n", why="text as it stands",
         csv="a|b / true|2026-10-01 / FALSE|2026-10-02", pandas="a|b / True|2026-10-01 / False|2026-10-02",
         polars="a|b / True|2026-10-01 / False|2026-10-02", duckdb="a|b / True|2026-10-01 / False|2026-10-02",
         ours="a|b / true|2026-10-01 / FALSE|2026-10-02"),
    Case("a name that is a pattern", b"a,b\n3,4\n", why="the file that was named",
         csv="a|b / 3|4", pandas="a|b / 3|4", polars="a|b / 1|2", duckdb="a|b / 1|2", ours="a|b / 3|4",
         file="x[1].csv"),
]
# fmt: on


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.filterwarnings("ignore")
def test_what_each_reader_makes_of_it(tmp_path, case):
    for name, content in {case.file: case.content, **BESIDE.get(case.name, {})}.items():
        (tmp_path / name).write_bytes(content)
    found = {reader: outcome(reader, tmp_path / case.file) for reader in READERS}
    assert found == {reader: getattr(case, reader) for reader in READERS}

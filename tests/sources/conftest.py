"""What all tests of readers share: write a file, draw it whole, or see it refused."""

import sqlite3
import zipfile
from contextlib import closing

import duckdb
import pytest

from cxmetrics.errors import DataError
from cxmetrics.sources.reading import LINE, read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def put(tmp_path):
    """Write a file and give its path."""

    def write(content, name="surveys.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def database(tmp_path):
    """Make a DuckDB or SQLite file by SQL."""

    def make(name, *statements):
        path = tmp_path / name
        path.unlink(missing_ok=True)
        with closing((duckdb if "duckdb" in name else sqlite3).connect(str(path))) as connection:
            for statement in statements:
                connection.execute(statement)
            if "duckdb" not in name:
                connection.commit()
        return path

    return make


@pytest.fixture(scope="session")
def drawn():
    """Rows of a file as lists of text, their lines, and the account, which must close."""

    def draw(path, **options):
        stream, reading = read(path, **options)
        table = stream.read_all()
        lines = table.column(LINE).to_pylist()
        columns = [column.to_pylist() for column in table.columns[:-1]]
        assert reading.rows == len(lines) + reading.blank + len(reading.problems)
        assert reading.error is None
        return [list(row) for row in zip(*columns, strict=True)], lines, reading

    return draw


@pytest.fixture(scope="session")
def refused(drawn):
    """The error of a file that may not be read; it must say what to do."""

    def refuse(path, error=DataError, **options):
        with pytest.raises(error) as caught:
            drawn(path, **options)
        assert caught.value.fix
        return caught.value

    return refuse


def sheet_xml(rows, prefix):
    """XML of a sheet; its tags may bear a prefix."""
    rows = rows.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    space = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    body = f'<{prefix}worksheet {space}="{MAIN}"><{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>'
    return '<?xml version="1.0" encoding="UTF-8"?>' + body


@pytest.fixture
def book(tmp_path):
    """Write a workbook from the rows of its sheets, as XML; any part can be replaced, or left out by None."""

    def write(*sheets, parts=None, states=(), prefix="", name="survey.xlsx"):
        numbered = list(zip(range(1, len(sheets) + 1), sheets, states or ["visible"] * len(sheets), strict=True))
        listed = "".join(f'<sheet name="S{i}" sheetId="{i}" state="{state}" r:id="r{i}"/>' for i, _, state in numbered)
        kind = f'Type="{OFFICE}/worksheet"'
        links = "".join(f'<Relationship Id="r{i}" {kind} Target="worksheets/s{i}.xml"/>' for i, *_ in numbered)
        root = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/>'
        content = {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
            "_rels/.rels": f'<Relationships xmlns="{LINKS}">{root}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">{links}</Relationships>',
            **{f"xl/worksheets/s{i}.xml": sheet_xml(rows, prefix) for i, rows, _ in numbered},
            **(parts or {}),
        }
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in content.items():
                if text is not None:
                    archive.writestr(part, text)
        return path

    return write

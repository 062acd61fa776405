"""What all tests of readers share: write a file, draw it whole, or see it refused."""

import pytest

from cxmetrics.errors import DataError
from cxmetrics.sources.reading import LINE, read


@pytest.fixture
def put(tmp_path):
    """Write a file and give its path."""

    def write(content, name="surveys.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


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

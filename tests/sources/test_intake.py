"""Files that are read once for several months give each month what it would get alone."""

import pytest

from cxmetrics.company import open_company
from cxmetrics.sources.snapshot import Intake

MONTHS = ("2026-10", "2026-03", "2026-08")  # not in order: a later last day takes rows back


@pytest.fixture(scope="module")
def together(sample, tmp_path_factory):
    opened = open_company(sample)
    intake = Intake(opened.config, base=opened.home, keep=True)
    folders = {}
    for month in MONTHS:
        folders[month] = tmp_path_factory.mktemp(month)
        opened.load(month=month, folder=folders[month], intake=intake)
    intake.close()
    return folders


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_is_the_one_that_is_read_alone(sample, together, month, tmp_path):
    """Every file byte by byte: the tables, the account of rows, and the list of rows set aside."""
    open_company(sample).load(month=month, folder=tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in together[month].iterdir()}
    assert {"orders.parquet", "responses.parquet", "snapshot.json", "quarantine.csv"} <= names
    for name in names:
        assert (tmp_path / name).read_bytes() == (together[month] / name).read_bytes(), name

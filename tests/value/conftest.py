"""The sample company, loaded once."""

import pytest

import cxmetrics as cx


@pytest.fixture(scope="session")
def sample_company(sample):
    return cx.open_company(sample).load(month="2026-10")

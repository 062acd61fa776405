"""The trends of the sample company, worked out once."""

import pytest

import cxmetrics as cx


@pytest.fixture(scope="session")
def sample_trends(sample):
    return cx.trend_effects(cx.open_company(sample).load(month="2026-10"))

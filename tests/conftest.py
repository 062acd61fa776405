"""Shared fixtures: oracles by id, and the folder of real data where there is one."""

import json
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REAL = Path(os.environ.get("CXMETRICS_REAL_DATA", HERE.parent.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def oracles():
    """All known answers, by id."""
    cases = [case for path in sorted((HERE / "oracles").glob("*.json")) for case in json.loads(path.read_text("utf-8"))]
    return {case["id"]: case for case in cases}


@pytest.fixture(scope="session")
def real_data():
    """The folder of real data sets, which the repository may not hold."""
    if not REAL.is_dir():
        pytest.skip(f"the real data sets are not at {REAL} (set CXMETRICS_REAL_DATA)")
    return REAL

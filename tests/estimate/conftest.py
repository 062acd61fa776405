"""Data sets with published fits: CDNOW out of the wheel of lifetimes, and a simulated one where it is at hand."""

import os
from importlib import metadata
from pathlib import Path

import pandas as pd
import pytest

SHARED = Path(__file__).parents[3] / "shared" / "oracles"
ORACLE_DATA = Path(os.environ.get("CXMETRICS_ORACLE_DATA", SHARED))


@pytest.fixture(scope="session")
def wheel_data():
    """Read a data file out of the wheel of lifetimes, whose code is not run."""
    held = {path.name: path for path in metadata.files("lifetimes") or []}
    return lambda name: pd.read_csv(held[name].locate())


@pytest.fixture(scope="session")
def oracle_data():
    """Read a data file beside the specification, which the repository does not hold."""

    def read(name):
        if not (ORACLE_DATA / name).is_file():
            pytest.skip(f"{name} is not at {ORACLE_DATA} (set CXMETRICS_ORACLE_DATA)")
        return pd.read_csv(ORACLE_DATA / name)

    return read

"""Shared fixtures: known answers, the sample company, real data where there is any, and tools that PyPI lacks."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from cxmetrics import errors

HERE = Path(__file__).parent
ROOT = HERE.parent
REAL = Path(os.environ.get("CXMETRICS_REAL_DATA", ROOT.parent / "shared" / "data"))
TOOLS = ("chromium", "pdftoppm", "pdftotext", "strace", "unshare", "soffice")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
for tried in (["unshare", "-rn", "true"], ["strace", "-qq", "-o", os.devnull, "true"]):
    if tried[0] not in MISSING and subprocess.run(tried, capture_output=True, check=False).returncode:
        MISSING.append(f"leave to run {' '.join(tried[:2])}")


def pytest_collection_modifyitems(items):
    """Leave out what needs a missing tool, by name; refuse to where nothing may be left out."""
    if not MISSING:
        return
    if os.environ.get("CXMETRICS_NOTHING_LEFT_OUT"):
        pytest.exit(f"checks would be left out for want of {', '.join(MISSING)}: see tools/test-tools.sh", returncode=1)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"LEFT OUT: {', '.join(MISSING)} not installed"))


def pytest_terminal_summary(terminalreporter):
    """Print what tests have counted and said by ``record_property("said", ...)``."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for said in (value for name, value in report.user_properties if name == "said" and report.when == "call"):
            terminalreporter.write_line(f"{report.nodeid.partition('::')[2]}: {said}")


@pytest.fixture(autouse=True)
def every_error_can_be_said_in_korean(monkeypatch):
    """Whatever is refused in a test has a Korean text too."""
    known, raised, make = errors._korean(), [], errors.CxError.__init__

    def noted(self, *words, **fields):
        make(self, *words, **fields)
        raised.append(self)

    monkeypatch.setattr(errors.CxError, "__init__", noted)
    yield
    texts = {text for error in raised for text in (error.said, error.advice) if text and error.code != "E-TEST"}
    assert [text for text in sorted(texts) if known.get(text) is None] == []


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


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Make something in a folder of its own, once for all workers; the others wait for it and read it."""

    def get(name, make):
        root = tmp_path_factory.getbasetemp()
        root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
        folder, made = root / name, root / f"{name}.pickle"
        with FileLock(root / f"{name}.lock"):
            if not made.exists():
                folder.mkdir()
                made.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(made.read_bytes())  # noqa: S301 - written above

    return get


@pytest.fixture(scope="session")
def sample(once):
    """The sample company, smaller than by default."""

    def make(folder):
        command = [sys.executable, str(ROOT / "data" / "sample_company"), "--out", str(folder), "--customers", "6000"]
        subprocess.run(command, check=True, capture_output=True)
        return folder

    return once("sample", make)


def report(once, sample, name):
    """Make a report of the sample company, once."""
    from cxmetrics.report.run import make

    return once(f"{name}-report", lambda folder: make(sample, report=name, out=folder, say=lambda _: None))


@pytest.fixture(scope="session")
def sample_report(once, sample):
    """The sample company's report."""
    return report(once, sample, "scorecard")


@pytest.fixture(scope="session")
def channels_report(once, sample):
    """The sample company's report about its channels."""
    return report(once, sample, "channels")


@pytest.fixture(scope="session")
def journey_report(once, sample):
    """The sample company's report about the customer path."""
    return report(once, sample, "journey")


@pytest.fixture(scope="session")
def roi_report(once, sample):
    """The sample company's report about its initiatives."""
    return report(once, sample, "roi")

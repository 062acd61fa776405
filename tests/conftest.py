"""Shared fixtures: known answers, the sample company, real data where there is any, and tools that PyPI lacks."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
def sample(tmp_path_factory):
    """The sample company, smaller than by default."""
    folder = tmp_path_factory.mktemp("sample")
    command = [sys.executable, str(ROOT / "data" / "sample_company"), "--out", str(folder), "--customers", "6000"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def sample_report(sample, tmp_path_factory):
    """The sample company's report, made once."""
    from cxmetrics.report.run import make

    return make(sample, out=tmp_path_factory.mktemp("reports"), say=lambda _: None)


@pytest.fixture(scope="session")
def channels_report(sample, tmp_path_factory):
    """The sample company's report about its channels, made once."""
    from cxmetrics.report.run import make

    return make(sample, report="channels", out=tmp_path_factory.mktemp("channels"), say=lambda _: None)


@pytest.fixture(scope="session")
def journey_report(sample, tmp_path_factory):
    """The sample company's report about the customer path, made once."""
    from cxmetrics.report.run import make

    return make(sample, report="journey", out=tmp_path_factory.mktemp("journey"), say=lambda _: None)


@pytest.fixture(scope="session")
def roi_report(sample, tmp_path_factory):
    """The sample company's report about its initiatives, made once."""
    from cxmetrics.report.run import make

    return make(sample, report="roi", out=tmp_path_factory.mktemp("roi"), say=lambda _: None)

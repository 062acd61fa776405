"""The notebook as the analyst runs it: in the project folder, as it is, with something to look at."""

import os
import re
import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from nbclient import NotebookClient

from cxmetrics.display import MIME
from cxmetrics.resources import folder


@pytest.fixture
def project(sample, tmp_path):
    """A company folder with its notebooks below it."""
    for path in sample.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(folder("notebooks") / "scorecard.ipynb", tmp_path / "notebooks")
    return tmp_path


def test_the_scorecard_runs_as_it_is(project):
    path = project / "notebooks" / "scorecard.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}, timeout=300).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert all(output["output_type"] in {"display_data", "stream"} for output in outputs)
    shown = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    text = " ".join(shown)
    assert "<table>" in text
    assert "data:image/svg+xml" in text
    assert re.search(r"2026년 10월 NPS", text)
    assert outputs[-1]["data"][MIME]["type"] == "end"


def test_lab_serves_the_notebooks(sample, tmp_path):
    for path in sample.iterdir():
        shutil.copy(path, tmp_path)
    command = [sys.executable, "-m", "cxmetrics", "lab", "--company", str(tmp_path / "cx.toml"), "--", "--no-browser"]
    command += ["--port=0", *(["--allow-root"] if os.geteuid() == 0 else [])]
    seen = tmp_path / "lab.log"
    with seen.open("w") as log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as lab:
        for _ in range(240):
            time.sleep(0.25)
            if "http://" in seen.read_text("utf-8") or lab.poll() is not None:
                break
        lab.terminate()
        lab.wait(30)
    assert "http://" in seen.read_text("utf-8")
    assert (tmp_path / "notebooks" / "scorecard.ipynb").is_file()

"""A notebook that the analyst ran and saved becomes the very report that a run makes."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert.exporters import get_exporter

from cxmetrics.display import MIME
from cxmetrics.errors import PrivacyError, RenderError
from cxmetrics.resources import folder


@pytest.fixture(scope="module")
def executed(sample, tmp_path_factory):
    """The scorecard as JupyterLab saves it after Run All, beside the company file."""
    project = tmp_path_factory.mktemp("project")
    for path in sample.iterdir():
        shutil.copy(path, project)
    path = project / "scorecard.ipynb"
    notebook = nbformat.read(folder("notebooks") / "scorecard.ipynb", as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(project)}}, timeout=300).execute()
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def notebook(executed):
    return nbformat.read(executed, as_version=4)


def exported(kind, notebook, **options):
    exporter = get_exporter(kind)(**options)
    return exporter.from_notebook_node(notebook, resources={"metadata": {"name": "scorecard"}})[0]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_an_export_is_the_report_of_a_run(notebook, sample_report, lang):
    page = (sample_report.folder / f"scorecard-2026-10.{lang}.html").read_text("utf-8")
    assert exported("cx-html", notebook, lang=lang) == page
    pdf = (sample_report.folder / f"scorecard-2026-10.{lang}.pdf").read_bytes()
    assert exported("cx-pdf", notebook, lang=lang) == pdf


def test_the_language_is_that_of_the_notebook_then_that_of_the_analyst(notebook, monkeypatch):
    monkeypatch.setenv("CXMETRICS_LANG", "en")
    assert '<html lang="en"' in exported("cx-html", notebook)
    notebook.metadata["cxmetrics"] = {"lang": "ko"}
    assert '<html lang="ko"' in exported("cx-html", notebook)


def test_the_command_line_writes_both(executed, tmp_path):
    path = shutil.copy(executed, tmp_path)
    for kind in ("cx-html", "cx-pdf"):
        command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", kind, path]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CXMETRICS_LANG": "en"})
    assert "<title>" in (tmp_path / "scorecard.html").read_text("utf-8")
    assert (tmp_path / "scorecard.pdf").read_bytes().startswith(b"%PDF-")


def test_the_command_line_refuses_in_one_line(tmp_path):
    path = shutil.copy(folder("notebooks") / "scorecard.ipynb", tmp_path)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "cx-pdf", path]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "CXMETRICS_LANG": "en"}
    )
    assert done.returncode == RenderError.exit_code
    assert "Traceback" not in done.stderr
    assert "E-EARLY-END scorecard the last cell was not reached. Fix: run all cells first" in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["scorecard.ipynb"]


def parts_cells(notebook):
    return [cell for cell in notebook.cells if any(MIME in out.get("data", {}) for out in cell.get("outputs", []))]


def without_end(notebook):
    parts_cells(notebook)[-1].outputs = []
    return "E-EARLY-END .* run all cells first"


def out_of_order(notebook):
    parts_cells(notebook)[0].execution_count = 99
    return "E-ORDER .* run all cells first"


def failed(notebook):
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("error", ename="NameError", evalue="x", traceback=[])]
    return "E-CELL .* a cell failed"


def without_about(notebook):
    end_of(notebook)["about"] = None
    return "E-ABOUT .* about=data.about"


def end_of(notebook):
    return parts_cells(notebook)[-1].outputs[-1]["data"][MIME]


@pytest.mark.parametrize("spoil", [without_end, out_of_order, failed, without_about])
def test_what_is_not_whole_is_refused(notebook, spoil):
    said = spoil(notebook)
    with pytest.raises(RenderError, match=said):
        exported("cx-html", notebook)


@pytest.mark.parametrize("change", [lambda row: row.pop("hidden"), lambda row: row.update(n=3)])
def test_what_was_not_protected_is_refused(notebook, change):
    change(end_of(notebook)["frames"]["nps"][0])
    with pytest.raises(PrivacyError):
        exported("cx-pdf", notebook)


def test_parts_survive_being_saved(executed):
    saved = json.loads(executed.read_text("utf-8"))
    bundles = [out["data"] for cell in saved["cells"] for out in cell.get("outputs", []) if MIME in out.get("data", {})]
    assert {"heading", "figure", "table", "key_figures", "end"} <= {bundle[MIME]["type"] for bundle in bundles}
    assert all("text/plain" in bundle for bundle in bundles)

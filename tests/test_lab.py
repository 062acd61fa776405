"""The analyst's way in a real JupyterLab: run the report, explore, export."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import axe_playwright_python
import nbformat
import pytest
from playwright.sync_api import sync_playwright

from cxmetrics.display import MIME

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BROWSER += ["--disable-component-update", "--disable-sync"]
OFFLINE = ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url="]
OWN = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "IPYTHONDIR")
OWN += ("JUPYTERLAB_WORKSPACES_DIR",)
EXPLORE = "import cxmetrics as cx\n\ncompany = cx.open_company('cx.toml').load()\ncx.explore(company)"
WEIGH = """import pandas as pd, cxmetrics as cx

plans = pd.DataFrame([{"initiative_id": "I1", "name": "card in the box", "lever": "repeat_rate", "low": 0.01,
                       "mode": 0.03, "high": 0.05, "evidence": "experiment", "upfront_cost": 2e6,
                       "monthly_cost": 0}])
numbers = {"new_customers": (2_000, 40), "margin_per_order": (9_000, 150), "repeat_rate": (0.28, 0.004)}
cx.explore(cx.roi(plans, baseline=numbers, currency="KRW"))"""
PATIENCE = 120_000  # milliseconds until a step is given up


@pytest.fixture(scope="module")
def project(sample, tmp_path_factory):
    """A company folder with notebooks that explore; `cxmetrics lab` adds the shipped ones."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    shutil.copytree(sample, folder)
    for name, code in {"explore": EXPLORE, "weigh": WEIGH}.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def lab(project):
    """Address of a JupyterLab on the project, as `cxmetrics lab` starts it."""
    home = project.parent
    command = [sys.executable, "-m", "cxmetrics", "lab", "--company", str(project / "cx.toml"), "--", "--no-browser"]
    command += ["--port=0", "--IdentityProvider.token=t", *OFFLINE, *(["--allow-root"] if os.geteuid() == 0 else [])]
    own = {name: str(home / name.lower()) for name in OWN}
    seen = home / "lab.log"
    with (
        seen.open("w") as log,
        subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **own, "CXMETRICS_LANG": "en"}
        ) as server,
    ):
        while not (found := list(home.glob("jupyter_runtime_dir/jpserver-*.json"))) and server.poll() is None:
            time.sleep(0.25)
        assert server.poll() is None, seen.read_text("utf-8")
        yield json.loads(found[0].read_text("utf-8"))["url"]
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        yield running
        running.close()


@pytest.fixture
def opened(browser, lab):
    """Open a notebook in a browser of its own and run all its cells."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)

    def open_notebook(path):
        page = context.new_page()
        page.goto(f"{lab}lab/tree/{path}?reset&token=t")
        page.get_by_text("| Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        return page

    yield open_notebook
    context.close()


def test_the_report_runs_and_is_exported_from_the_menu(opened, project):
    page = opened("notebooks/scorecard.ipynb")
    page.get_by_text("<end>").wait_for(state="attached")
    shown = page.locator(".jp-OutputArea-output")
    assert shown.locator("figure img").count() >= 4
    assert shown.locator("table caption", has_text="NPS by month").count() == 1
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    assert exported(page, "CxPDF", "scorecard.pdf").startswith(b"%PDF-")
    assert b"<title>" in exported(page, "CxHTML", "scorecard.html")
    saved = json.loads((project / "notebooks" / "scorecard.ipynb").read_text("utf-8"))
    outputs = [output for cell in saved["cells"] for output in cell.get("outputs", [])]
    assert outputs[-1]["data"][MIME]["about"]["month"] == "2026-10"


def exported(page, kind, file):
    """What File > Save and Export Notebook As > kind downloads."""
    downloads = []

    def keep(download):
        downloads.append(download)

    page.on("download", keep)
    page.context.on("page", lambda tab: tab.on("download", keep))  # the menu opens a tab for a moment
    page.get_by_role("menuitem", name="File", exact=True).first.click()
    page.get_by_text("Save and Export Notebook As").hover()
    page.get_by_role("menuitem", name=kind, exact=True).wait_for()
    offered = page.locator(".lm-Menu-itemLabel").all_inner_texts()
    assert not [name for name in offered if name.startswith("Cx-")]
    page.get_by_role("menuitem", name=kind, exact=True).click()
    for _ in range(PATIENCE // 250):
        if downloads:
            break
        page.wait_for_timeout(250)
    assert downloads[0].suggested_filename == file
    return Path(downloads[0].path()).read_bytes()


def test_the_explorer_follows_its_controls(opened):
    page = opened("explore.ipynb")
    panel, figure = page.locator(".cx-panel"), page.locator(".cx-answer figure img")
    figure.wait_for()
    caption = page.locator(".cx-answer caption")
    assert caption.inner_text() == "Recommendation (NPS), October 2025 to October 2026"
    found = page.evaluate(AXE.read_text("utf-8") + f"; axe.run('.cx-panel', {RULES!r})")
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []

    by_month = figure.get_attribute("src")
    panel.get_by_label("Group by").select_option("customer segment")
    page.locator(".cx-answer th", has_text="Group").wait_for()
    by_group = figure.get_attribute("src")
    assert by_group != by_month
    assert "NPS by customer segment in October 2026 with 95% intervals" in page.locator("figcaption").inner_text()

    panel.get_by_label("Metric").focus()
    page.keyboard.press("ArrowDown")
    caption.filter(has_text="Satisfied (CSAT)").wait_for()
    assert figure.get_attribute("src") != by_group

    panel.get_by_label("Level").focus()
    page.keyboard.press("ArrowDown")
    page.locator("figcaption", has_text="94% intervals").wait_for()

    panel.get_by_label("Group by").select_option("none, by month")
    page.locator(".cx-answer th", has_text="Month").wait_for()
    panel.get_by_label("Channel").select_option("app")
    page.get_by_text("Only answers of this channel count: app.").wait_for()
    code = panel.get_by_role("textbox", name="The same as code").input_value()
    assert (
        'cx.csat(company.responses.where("channel", "app"), every="month", level=0.94, cluster="customer_id")' in code
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="Copy").click()
    panel.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == code

    panel.get_by_label("From").select_option("October 2026")
    panel.get_by_label("To").select_option("May 2026")
    page.locator(".cx-error", has_text="E-PERIOD the first month is after the last one.").wait_for()
    assert page.locator(".cx-answer").inner_text().strip() == ""


def test_a_changed_initiative_stands_beside_its_plan(opened):
    page = opened("weigh.ipynb")
    panel, figures = page.locator(".cx-panel"), page.locator(".cx-answer figure img")
    figures.nth(1).wait_for()
    panel.get_by_label("Likely effect (pp)").fill("2")
    page.keyboard.press("Tab")
    figures.nth(3).wait_for()
    assert page.locator(".cx-beside h3").all_inner_texts() == ["The plan as written", "Changed"]
    left, right = (section.bounding_box() for section in page.locator(".cx-beside section").all())
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)
    cut = "labels => labels.filter(label => label.scrollWidth > label.clientWidth).map(label => label.textContent)"
    assert page.locator(".cx-panel .widget-label").evaluate_all(cut) == []
    found = page.evaluate(AXE.read_text("utf-8") + f"; axe.run('.cx-panel', {RULES!r})")
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert "assign(mode=0.02)" in panel.get_by_role("textbox", name="The same as code").input_value()

    panel.get_by_label("Cautious effect (pp)").fill("3")
    page.keyboard.press("Tab")
    page.locator(".cx-error", has_text="low 0.03, mode 0.02 and high 0.05 are not in this order.").wait_for()
    panel.get_by_role("button", name="Back to the plan").click()
    figures.nth(1).wait_for()
    assert figures.count() == 2
    assert panel.get_by_label("Cautious effect (pp)").input_value() == "1"

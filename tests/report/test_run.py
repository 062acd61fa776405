"""One command from files to a published report, and nothing published when anything fails."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pikepdf
import pytest
from pypdf import PdfReader

import cxmetrics
from cxmetrics.errors import DataError, ParameterError, RenderError
from cxmetrics.report.notebook import find_notebook, is_shipped, parameters
from cxmetrics.report.publish import locked
from cxmetrics.report.published import sha256
from cxmetrics.report.record import seeds
from cxmetrics.report.run import make
from cxmetrics.resources import folder

ROOT = Path(cxmetrics.__file__).parent
SCORECARD = folder("notebooks") / "scorecard.ipynb"
NAMES = {f"scorecard-2026-10.{lang}.{kind}" for lang in ("ko", "en") for kind in ("html", "pdf")}
SHEETS = {"figures.csv", "figures.xlsx", "quarantine.csv"}


def silent(_):
    """Say nothing."""


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(pdf).pages).replace("\u00a0", " ")


def test_what_is_published(sample_report):
    found = {path.name for path in sample_report.folder.iterdir()}
    assert found == NAMES | SHEETS | {"parts.json", "record.json", "run.json", "manifest.json"}
    manifest = json.loads((sample_report.folder / "manifest.json").read_text())
    assert all(sha256((sample_report.folder / name).read_bytes()) == digest for name, digest in manifest.items())
    assert (sample_report.folder.parent.parent / "latest").resolve() == sample_report.folder


def test_the_same_input_gives_the_same_bytes(sample, sample_report, tmp_path):
    again = make(sample, out=tmp_path / "elsewhere", say=silent)
    one, other = (json.loads((run.folder / "manifest.json").read_text()) for run in (sample_report, again))
    assert one == other


def test_the_record_of_a_report(sample_report):
    """Everything that the numbers depend on, given or not."""
    record = json.loads((sample_report.folder / "record.json").read_text("utf-8"))
    declared = set(parameters(SCORECARD)) - {"company", "month"}
    assert set(record["parameters"]) == declared
    assert record["parameters"]["level"] == 0.95
    assert record["seeds"] == {"bootstrap_mean": 0, "importance": 0, "rank_interval": 0}
    assert record["notebook"] == {
        "name": "scorecard.ipynb",
        "sha256": sha256(SCORECARD.read_bytes()),
        "shipped": True,
    }
    assert re.fullmatch("[0-9a-f]{64}", record["company"]["sha256"])
    assert record["min_n"] == 10
    assert {"cxmetrics", "python", "libraries", "figures"} <= set(record)
    for table in record["inputs"].values():
        account = table["account"]
        assert account["rows"] == sum(account[name] for name in ("used", "quarantined", "excluded", "blank"))
        assert all(re.fullmatch("[0-9a-f]{64}", file["sha256"]) for file in table["files"])
    run = json.loads((sample_report.folder / "run.json").read_text("utf-8"))
    assert {"started", "seconds", "host", "restated", "drift"} == set(run)


def test_every_random_number_has_a_seed_in_the_record():
    """Nothing draws but a function of `estimate` that takes its seed, and `cx.roi` with the seed of its notebook."""
    drawing = {
        function.name
        for path in ROOT.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef) and "random" in {
            node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)
        }
    }  # fmt: skip
    assert drawing == set(seeds()) | {"_draw", "_effect", "draw"}
    assert parameters(ROOT.parent / "notebooks" / "roi.ipynb")["seed"].default == 0
    text = "".join(path.read_text("utf-8") for path in ROOT.rglob("*.py"))
    assert not re.search(r"^(import|from) random\b", text, re.M)


def test_a_copy_of_the_project_goes_first(sample, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(sample, home)
    (home / "notebooks").mkdir()
    second = nbformat.read(SCORECARD, as_version=4).cells[2].source
    changed(home / "notebooks", 2, f"{second}\nmine = 1").rename(home / "notebooks" / "scorecard.ipynb")
    said = []
    done = make(home, out=tmp_path / "out", langs=["en"], say=said.append)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    own = (home / "notebooks" / "scorecard.ipynb").resolve()
    assert record["notebook"] == {"name": own.name, "sha256": sha256(own.read_bytes()), "shipped": False}
    assert [line for line in said if str(own) in line] == [
        f"    {own}: a notebook of your own, not the one that ships with the kit"
    ]


def test_an_unchanged_copy_is_the_shipped_one(sample_report, tmp_path):
    (tmp_path / "notebooks").mkdir()
    for copy in (tmp_path / "notebooks" / "scorecard.ipynb", tmp_path / "scorecard.ipynb"):
        shutil.copy(SCORECARD, copy)
        assert is_shipped(copy)
        assert find_notebook("scorecard", tmp_path) == copy
        assert find_notebook("scorecard", tmp_path / "cx.toml") == copy
    assert find_notebook("scorecard", tmp_path / "elsewhere" / "cx.toml") == SCORECARD


def test_a_second_run_of_a_month_is_one_line_and_exit_7(sample, tmp_path):
    with locked(tmp_path, "scorecard", "2026-10"):
        done = command("report", "--company", str(sample), "--out", str(tmp_path))
    assert done.returncode == 7
    assert done.stderr == "E-LOCKED scorecard 2026-10 is being made now. Fix: wait for that run.\n"
    assert not list(tmp_path.rglob("*.html"))


def test_a_place_that_cannot_be_written_is_said_before_the_work(sample, tmp_path):
    (tmp_path / "reports").write_text("a file")
    done = command("report", "--company", str(sample), "--out", str(tmp_path / "reports"))
    assert done.returncode == 8
    assert done.stderr.startswith(f"E-STORAGE {tmp_path / 'reports'}")
    assert done.stdout == ""


def test_a_second_run_publishes_nothing_new(sample, sample_report):
    again = make(sample, out=sample_report.folder.parents[2], say=silent)
    assert (again.new, again.folder) == (False, sample_report.folder)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_page_and_pdf_say_the_same_numbers(sample_report, lang):
    record = json.loads((sample_report.folder / "record.json").read_text("utf-8"))
    last = next(row for row in record["figures"]["nps"] if row["period"] == "2026-10")
    page = (sample_report.folder / f"scorecard-2026-10.{lang}.html").read_text("utf-8").replace("\u00a0", " ")
    pdf = text_of(sample_report.folder / f"scorecard-2026-10.{lang}.pdf")
    for number in (f"{abs(last['estimate']):.1f}", f"n = {last['n']:,}"):
        assert number in page
        assert number in pdf
    title = {"ko": "고객 스코어카드", "en": "Customer scorecard"}[lang]
    assert title in page
    assert title in pdf


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_pdf_is_tagged(sample_report, lang):
    with pikepdf.open(sample_report.folder / f"scorecard-2026-10.{lang}.pdf") as pdf:
        assert str(pdf.Root.Lang).startswith(lang)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        metadata = pdf.open_metadata()
        assert metadata.get("pdfuaid:part") == "1"


def test_numbers_equal_a_second_computation(sample, sample_report):
    """The headline NPS and repeat rate again, in plain pandas on the raw files."""
    import pandas as pd

    answers = pd.read_csv(sample / "responses.csv", dtype=str, on_bad_lines="skip").drop_duplicates()
    nps = answers[(answers["metric"] == "nps") & answers["response_id"].notna()].copy()
    nps["score"] = pd.to_numeric(nps["score"])
    nps = nps[nps["score"].between(0, 10) & nps["responded_at"].str.startswith("2026-10")]
    plain = 100 * ((nps["score"] >= 9).mean() - (nps["score"] <= 6).mean())
    record = json.loads((sample_report.folder / "record.json").read_text("utf-8"))
    last = next(row for row in record["figures"]["nps"] if row["period"] == "2026-10")
    assert last["estimate"] == pytest.approx(plain)
    assert last["n"] == nps["customer_id"].fillna(nps["response_id"]).nunique()


def test_no_customer_stands_in_what_is_published(sample, sample_report):
    import pandas as pd

    people = pd.read_csv(sample / "customers.csv", dtype=str)
    ids = set(people["customer_id"].head(300))
    for path in sample_report.folder.iterdir():
        data = path.read_bytes()
        assert not any(identifier.encode() in data for identifier in ids)
        assert b"010-" not in data
        assert b"example.invalid" not in data


def changed(tmp_path, cell, source):
    """A copy of the scorecard with one cell replaced."""
    notebook = nbformat.read(SCORECARD, as_version=4)
    notebook.cells[cell].source = source
    path = tmp_path / "mine.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "E-CELL cell 3 ZeroDivisionError"),
        ("import sys; sys.exit(0)", "E-EARLY-END|E-CELL"),
        ("pass", "E-CELL"),
    ],
)
def test_a_failed_cell_publishes_nothing(sample, tmp_path, source, message):
    out = tmp_path / "out"
    with pytest.raises(RenderError, match=message):
        make(sample, report=str(changed(tmp_path, 2, source)), out=out, say=silent)
    assert not list(out.rglob("*.html"))
    assert not list(out.rglob("manifest.json"))


def test_a_report_without_its_last_cell_is_not_published(sample, tmp_path):
    with pytest.raises(RenderError, match="E-EARLY-END"):
        make(sample, report=str(changed(tmp_path, -1, "pass")), out=tmp_path / "out", say=silent)


def test_an_error_of_the_kit_keeps_its_kind(sample, tmp_path):
    with pytest.raises(ParameterError, match="cannot be shown by 'colour'"):
        make(sample, out=tmp_path / "out", given={"segments": ["colour"]}, say=silent)


def test_a_copy_that_shows_small_groups_is_refused(sample, tmp_path):
    from cxmetrics.errors import PrivacyError

    source = "show(end(frames={'nps': cx.nps(data.responses, by='segment')}))"  # past cx.protect
    with pytest.raises(PrivacyError, match="did not pass cx.protect"):
        make(sample, report=str(changed(tmp_path, -1, source)), out=tmp_path / "out", say=silent)


def test_a_month_that_is_not_over_is_refused(sample, tmp_path):
    with pytest.raises(DataError, match="the data end on 2026-10-31"):
        make(sample, month="2026-11", out=tmp_path / "out", say=silent)


def test_an_earlier_month_knows_nothing_of_later_ones(sample, tmp_path):
    done = make(sample, month="2026-08", out=tmp_path / "out", langs=["en"], say=silent)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    assert max(row["period"] for row in record["figures"]["nps"]) == "2026-08"
    assert record["data_end"] == "2026-08-31"


def test_the_kernel_sees_no_secret(sample, tmp_path, monkeypatch):
    monkeypatch.setenv("CXMETRICS_DB_DSN", "postgresql://u:CANARY-pw-7f3a@h/db")
    source = "import os\nassert 'CXMETRICS_DB_DSN' not in os.environ, 'seen'\n"
    notebook = nbformat.read(SCORECARD, as_version=4)
    path = changed(tmp_path, 2, source + notebook.cells[2].source)
    done = make(sample, report=str(path), out=tmp_path / "out", langs=["en"], say=silent)
    assert not any(b"CANARY" in found.read_bytes() for found in done.folder.iterdir())


def command(*words):
    return subprocess.run([sys.executable, "-m", "cxmetrics", *words], capture_output=True, text=True, check=False)


def test_the_command_line(sample, tmp_path):
    done = command("report", "--company", str(sample), "--lang", "en", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "1/5 Reading" in done.stdout
    assert "Published" in done.stdout
    assert "scorecard-2026-10.en.pdf" in done.stdout
    assert not done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["report", "--company", "nowhere.toml"], 2, "E-CONFIG nowhere.toml there is no such file."),
        (["report", "--set", "levle=1"], 2, "did you mean 'level'?"),
        (["report", "--notebook", "scorecrad"], 2, "there is no notebook 'scorecrad'"),
        (["report", "--lang", "jp"], 2, "one of ko, en"),
        (["report", "--set", "month=2026-08"], 2, "use --month"),
        (["report", "--nonsense"], 2, "No such option"),
    ],
)
def test_a_wrong_call_is_one_clear_error(words, code, said):
    done = command(*words)
    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [[], ["report"], ["check"], ["lab"], ["status"], ["verify"]])
def test_help_has_examples(words):
    text = command(*words, "--help").stdout
    assert "Example" in text
    assert "cxmetrics" in text


def test_check_accounts_for_every_row(sample):
    done = command("check", "--company", str(sample))
    assert done.returncode == 0, done.stderr
    assert "Every row is accounted for" in done.stdout
    assert "Q-SCORE-RANGE" in done.stdout


@pytest.mark.browser
def test_the_report_reads_nothing_from_the_network(sample, tmp_path):
    """The whole run inside a network namespace without even a loopback."""
    words = ["report", "--company", str(sample), "--lang", "en", "--out", str(tmp_path)]
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-m", "cxmetrics", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

"""Many reports from one command: each as if it were made alone, and what failed stops no other."""

import json
import shutil

import nbformat
import pytest

from cxmetrics.errors import ParameterError
from cxmetrics.report import many
from cxmetrics.report.many import make_many, spelled_out
from cxmetrics.report.publish import locked
from cxmetrics.resources import folder

from .test_run import command, silent

SCORECARD = folder("notebooks") / "scorecard.ipynb"


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """A copy of the scorecard whose second code cell fails."""
    notebook = nbformat.read(SCORECARD, as_version=4)
    notebook.cells[2].source = "1 / 0"
    path = tmp_path_factory.mktemp("notebooks") / "failing.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def made(sample, failing, tmp_path_factory):
    """Two months and one that is not over yet, a notebook that works and one that does not; what was said, too."""
    out, said = tmp_path_factory.mktemp("many"), []
    with locked(out, "scorecard", "2026-09"):
        outcomes = make_many(
            sample,
            months=["2026-09..2026-11"],
            reports=[str(failing), "scorecard"],
            out=out,
            say=said.append,
        )
    return outcomes, said


def test_a_report_of_many_is_the_one_made_alone(made, sample_report):
    """Byte by byte, though no kernel ran: the parts, the pages, the PDFs and the record."""
    outcome = next(one for one in made[0] if one.published)
    one, other = (
        json.loads((done.folder / "manifest.json").read_text()) for done in (outcome.published, sample_report)
    )
    assert one == other
    assert "parts.json" in one


def test_outcomes_are_in_the_order_asked_for(made):
    asked = [(name, f"2026-{month:02d}") for month in (9, 10, 11) for name in ("failing", "scorecard")]
    assert [(one.report, one.month) for one in made[0]] == asked


def test_what_fails_stops_no_other(made):
    codes = [one.error.code if one.error else None for one in made[0]]
    assert codes == ["E-CELL", "E-LOCKED", "E-CELL", None, "E-MONTH", "E-MONTH"]
    assert [one.exit_code for one in made[0]] == [5, 7, 5, 0, 3, 3]
    assert made[0][3].line("en").startswith("Published ")
    assert made[0][1].line("en").startswith("Not published: scorecard 2026-09: E-LOCKED")


def test_each_line_says_which_of_how_many(made):
    assert all(line.startswith("[") and "/6 " in line.partition("]")[0] for line in made[1])
    assert any(line.startswith("[4/6 scorecard 2026-10] published ") for line in made[1])


def test_an_earlier_month_is_published_before_a_later_one_runs(sample, tmp_path):
    said = []
    make_many(sample, months=["2026-10", "2026-08"], langs=["en"], out=tmp_path, say=said.append)
    steps = [line for line in said if "2/5 Running" in line or "] published" in line]
    assert [line.split("]")[0] for line in steps] == ["[2/2 scorecard 2026-08"] * 2 + ["[1/2 scorecard 2026-10"] * 2


def test_what_is_no_month_is_said(sample, tmp_path):
    outcomes = make_many(sample, months=["2026-13", "../..", "2027-01"], out=tmp_path / "out", say=silent)
    assert [one.error.code for one in outcomes] == ["E-MONTH", "E-MONTH", "E-MONTH"]
    assert not list(tmp_path.rglob("*.html"))


def test_a_bug_in_one_report_stops_no_other(sample, tmp_path, monkeypatch):
    whole = many.finish

    def broken(job, parts, **options):
        if job.path.stem == "copied":
            raise ValueError("a bug")
        return whole(job, parts, **options)

    monkeypatch.setattr(many, "finish", broken)
    copied = shutil.copy(SCORECARD, tmp_path / "copied.ipynb")
    outcomes = make_many(sample, reports=[copied, "scorecard"], langs=["en"], out=tmp_path / "out", say=silent)
    assert [one.exit_code for one in outcomes] == [70, 0]
    assert "ValueError: a bug" in str(outcomes[0].error)


def test_months_are_spelled_out():
    assert spelled_out(["2026-10", "2025-12..2026-02", "2026-01"]) == ["2026-10", "2025-12", "2026-01", "2026-02"]
    with pytest.raises(ParameterError, match="ends before it begins"):
        spelled_out(["2026-02..2025-12"])


def test_two_notebooks_of_one_name_are_refused(sample, tmp_path):
    copied = shutil.copy(SCORECARD, tmp_path / "scorecard.ipynb")
    with pytest.raises(ParameterError, match="two notebooks are named 'scorecard'"):
        make_many(sample, reports=[copied, "scorecard"], out=tmp_path / "out", say=silent)


def test_the_command_line_takes_many(sample, tmp_path):
    words = ["--month", "2026-10", "--month", "2026-11", "--lang", "en", "--out", str(tmp_path)]
    done = command("report", "--company", str(sample), *words)
    assert done.returncode == 3
    assert "[1/2 scorecard 2026-10] 1/5 Reading" in done.stdout
    assert f"Published {tmp_path / 'scorecard' / '2026-10' / 'r1'}" in done.stdout.replace("\n", " ")
    assert "Not published: scorecard 2026-11: E-MONTH" in done.stderr
    assert "Traceback" not in done.stderr

"""``cxmetrics status`` and ``verify``: what stands in the folder of reports, in words, as JSON and as an exit code."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from cxmetrics.cli import app, main
from cxmetrics.errors import CxError, ParameterError, PublishedError
from cxmetrics.report.publish import locked, publish
from cxmetrics.report.published import named_by_latest, newest, newest_of_month, problems

FILES = {"a.html": b"<p>1</p>", "record.json": b"{}"}


def put(out, *, report="scorecard", month="2026-10", days=3, files=None):
    started = datetime.now(UTC) - timedelta(days=days)
    with locked(out, report, month):
        return publish(
            out, report=report, month=month, files=files or FILES, run={"started": started.isoformat()}
        )[0]  # fmt: skip


def call(*words):
    """The rows that a command prints as JSON, and the error that it ends with."""
    done = CliRunner().invoke(app, [*map(str, words), "--json"])
    if done.exception is not None and not isinstance(done.exception, CxError):
        raise done.exception
    return json.loads(done.stdout or "null"), done.exception


def test_all_is_well(tmp_path):
    put(tmp_path, month="2026-09")
    folder = put(tmp_path)
    rows, error = call("status", "--out", tmp_path)
    assert error is None
    made = json.loads((folder / "run.json").read_text())["started"][:10]
    found = [(row["report"], row["newest"], row["made"], row["days"]) for row in rows]
    assert found == [("scorecard", "2026-10/r1", made, 3.0)]
    assert rows[0]["at_work"] == rows[0]["left_over"] == rows[0]["wrong"] == []
    rows, error = call("verify", "--out", tmp_path)
    assert error is None
    assert [(row["month"], row["wrong"]) for row in rows] == [("2026-10", {}), ("2026-09", {})]


@pytest.mark.parametrize("command", ["status", "verify"])
def test_nothing_is_published(tmp_path, command):
    for folder in (tmp_path, tmp_path / "nowhere"):
        _, error = call(command, "--out", folder)
        assert isinstance(error, PublishedError)
        assert error.exit_code == 9
        assert "nothing is published" in str(error)


def test_a_run_that_has_never_published(tmp_path):
    (tmp_path / "scorecard" / "2026-10").mkdir(parents=True)
    rows, error = call("status", "--out", tmp_path)
    assert rows[0]["wrong"] == ["nothing is published"]
    assert isinstance(error, PublishedError)


@pytest.mark.parametrize(
    ("age", "old"), [("35d", False), ("2d", True), ("73h", False), ("71h", True)]
)  # fmt: skip
def test_too_old(tmp_path, age, old):
    put(tmp_path)
    put(tmp_path, report="roi", days=1)
    rows, error = call("status", "--out", tmp_path, "--max-age", age)
    assert {row["report"]: row["wrong"] for row in rows} == {
        "roi": [],
        "scorecard": ["older than the limit"] if old else [],
    }
    assert (getattr(error, "exit_code", 0), "scorecard" in str(error)) == ((9, True) if old else (0, False))


def test_the_age_is_that_of_the_first_publishing(tmp_path):
    """A run that finds nothing new does not make an old report young."""
    put(tmp_path, days=50)
    put(tmp_path, days=0)
    assert call("status", "--out", tmp_path)[0][0]["wrong"] == ["older than the limit"]


@pytest.mark.parametrize("words", [("--max-age", "5 weeks"), ("--max-age", "-3d")])
def test_an_age_that_is_none(tmp_path, words):
    with pytest.raises(ParameterError, match="E-AGE"):
        raise call("status", "--out", tmp_path, *words)[1]


def test_who_is_at_work(tmp_path):
    home = put(tmp_path).parent.parent
    put(tmp_path, month="2026-09")
    for month in ("2026-09", "2026-10"):
        (home / month / ".tmp-1").mkdir()
    (home / "2026-10" / "r2").mkdir()
    with locked(tmp_path, "scorecard", "2026-10"):
        rows, _ = call("status", "--out", tmp_path)
        again, _ = call("status", "--out", tmp_path)
    assert rows == again
    assert rows[0]["at_work"] == ["2026-10"]
    assert rows[0]["left_over"] == ["2026-10/r2", "2026-09/.tmp-1"]
    put(tmp_path)
    rows, _ = call("status", "--out", tmp_path)
    assert rows[0]["at_work"] == []


DAMAGE = {
    "changed": lambda folder: (folder / "a.html").write_bytes(b"<p>2</p>"),
    "missing": lambda folder: (folder / "a.html").unlink(),
    "extra": lambda folder: (folder / "b.html").write_bytes(b""),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named(tmp_path, kind):
    folder = put(tmp_path)
    put(tmp_path, month="2026-09")
    put(tmp_path, report="roi")
    DAMAGE[kind](folder)
    rows, error = call("verify", "--out", tmp_path)
    assert isinstance(error, PublishedError)
    assert "1 of 3 revisions" in str(error)
    found = {(row["report"], row["month"]): row["wrong"] for row in rows}
    name = "b.html" if kind == "extra" else "a.html"
    assert found == {("roi", "2026-10"): {}, ("scorecard", "2026-10"): {name: kind}, ("scorecard", "2026-09"): {}}
    assert call("verify", "roi", "--out", tmp_path)[1] is None
    assert call("verify", "scorecard", "2026-09", "--out", tmp_path)[1] is None
    assert "does not verify" in call("status", "--out", tmp_path)[0][1]["wrong"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a.html": 1}', '{"../../x": "00"}', None])
def test_a_manifest_that_is_none(tmp_path, text):
    folder = put(tmp_path)
    if text is None:
        (folder / "manifest.json").unlink()
    else:
        (folder / "manifest.json").write_text(text)
    assert problems(folder) == {"manifest.json": "missing" if text is None else "changed"}


def test_a_link_is_no_file_of_a_report(tmp_path):
    folder = put(tmp_path)
    (folder / "a.html").rename(tmp_path / "a.html")
    (folder / "a.html").symlink_to(tmp_path / "a.html")
    assert problems(folder) == {"a.html": "changed"}


def test_the_next_run_replaces_a_damaged_revision_and_mends_latest(tmp_path):
    old = put(tmp_path, files={"a.html": b"0"})
    folder = put(tmp_path)
    DAMAGE["changed"](folder)
    home = folder.parent.parent
    assert (newest(home), newest_of_month(folder.parent)) == (old, old)
    assert call("status", "--out", tmp_path)[0][0]["wrong"] == ["does not verify", "latest does not name it"]
    assert put(tmp_path).name == "r3"
    assert named_by_latest(home) == "2026-10/r3"
    assert call("status", "--out", tmp_path)[1] is None


@pytest.mark.parametrize("broken", [b"", b"\xff\xfe", b"2026-13/r9"])
def test_a_garbled_latest_is_mended(tmp_path, broken):
    folder = put(tmp_path)
    link = folder.parent.parent / "latest"
    link.unlink()
    link.write_bytes(broken)
    assert "latest does not name it" in call("status", "--out", tmp_path)[0][0]["wrong"]
    put(tmp_path)
    assert link.resolve() == folder


def test_an_unknown_report(tmp_path):
    put(tmp_path)
    with pytest.raises(ParameterError, match="there is no report 'scorecrad'. Fix: one of scorecard"):
        raise call("verify", "scorecrad", "--out", tmp_path)[1]


@pytest.mark.parametrize(("command", "said"), [("status", "does not verify"), ("verify", "a.html changed")])
def test_the_table(tmp_path, command, said):
    DAMAGE["changed"](put(tmp_path))
    done = CliRunner().invoke(app, [command, "--out", str(tmp_path)])
    assert all(word in done.stdout for word in said.split())
    assert isinstance(done.exception, PublishedError)


def test_the_command_line_exits_with_9(tmp_path):
    words = [sys.executable, "-m", "cxmetrics", "status", "--out", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 9
    assert done.stderr.startswith("E-NOTHING")


def test_a_bug_exits_with_70(monkeypatch, capsys):
    monkeypatch.setattr("cxmetrics.cli.app", lambda **_: 1 / 0)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 70
    assert "ZeroDivisionError" in capsys.readouterr().err

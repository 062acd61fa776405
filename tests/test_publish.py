"""Published reports are whole, never change, and ``latest`` is the newest month."""

import json
import threading

import pytest

from cxmetrics.errors import LockedError
from cxmetrics.report.publish import locked, publish
from cxmetrics.report.published import newest_of_month, sha256

FILES = {"a.html": b"<p>1</p>", "a.pdf": b"%PDF-1"}


def put(out, month="2026-10", files=None):
    return publish(out, report="scorecard", month=month, files=files or FILES, run={"seconds": 1})


def test_a_revision_is_whole(tmp_path):
    folder, new = put(tmp_path)
    assert new
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest == {name: sha256((folder / name).read_bytes()) for name in FILES}
    assert (tmp_path / "scorecard" / "latest").resolve() == folder


def test_the_same_bytes_make_no_new_revision(tmp_path):
    first, _ = put(tmp_path)
    again, new = put(tmp_path)
    assert (again, new) == (first, False)
    other, new = put(tmp_path, files={"a.html": b"<p>2</p>"})
    assert (other.name, new) == ("r2", True)
    assert (first / "a.html").read_bytes() == FILES["a.html"]


def test_latest_is_the_newest_month_not_the_last_run(tmp_path):
    put(tmp_path, "2026-10")
    put(tmp_path, "2026-08")
    assert (tmp_path / "scorecard" / "latest").resolve().parent.name == "2026-10"


def test_a_torn_folder_is_no_revision(tmp_path):
    home = tmp_path / "scorecard" / "2026-10"
    (home / "r1").mkdir(parents=True)
    (home / ".tmp-9").mkdir()
    assert newest_of_month(home) is None
    folder, _ = put(tmp_path, files={"b": b""})
    assert not (home / ".tmp-9").exists()
    assert folder.name == "r2"


def test_a_second_run_of_one_month_is_refused(tmp_path):
    inside, leave = threading.Event(), threading.Event()

    def hold():
        with locked(tmp_path, "scorecard", "2026-10"):
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(10)
    with pytest.raises(LockedError, match="being made now"), locked(tmp_path, "scorecard", "2026-10"):
        pass
    with locked(tmp_path, "scorecard", "2026-09"):
        pass
    leave.set()
    thread.join()
    with locked(tmp_path, "scorecard", "2026-10"):
        pass

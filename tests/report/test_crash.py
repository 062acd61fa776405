"""A run that dies, a disk that fails, a reader and a second run, at every step of publishing: no torn report ever.

`strace` stops a process of its own at the k-th call of a kind, for every k, or lets that call fail.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cxmetrics.report.publish import locked, publish

from . import crash

needs_strace = pytest.mark.browser
MONTH = "2026-10"
KINDS = ("mkdir", "openat", "write", "fsync", "rename", "symlink", "unlink", "unlinkat", "rmdir")
CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-1)?")
SCRIPT = Path(crash.__file__)
QUIET = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin"}


def prepared(folder, version):
    """A report's parts as a run hands them over, small."""
    folder.mkdir(parents=True)
    for name in ("scorecard.ko.html", "scorecard.ko.pdf", "record.json"):
        (folder / name).write_text(f"{name} {version} " * 9)
    return folder


def put(out, parts, month=MONTH):
    with locked(out, crash.REPORT, month):
        files = {path.name: path.read_bytes() for path in parts.iterdir()}
        return publish(out, report=crash.REPORT, month=month, files=files, run=crash.RUN)


def command(out, parts, *, month=MONTH, wait="go"):
    return [sys.executable, str(SCRIPT), "publish", str(out), month, str(parts), wait]


def traced(out, parts, *options):
    words = ["strace", "-f", "-qq", "-y", *options, *command(out, parts)]
    return subprocess.run(words, capture_output=True, text=True, env=QUIET, check=False)


def never(folder):
    """Nothing was ever published."""


def once(folder):
    put(folder / "out", folder / "old")


def died(folder):
    """The same report is there already; the run that published it died before ``latest``, and others earlier."""
    put(folder / "out", folder / "old")
    put(folder / "out", folder / "new")
    home = folder / "out" / crash.REPORT
    (home / "latest").unlink()
    (home / ".latest").symlink_to(f"{MONTH}/r2")
    shutil.copytree(home / MONTH / "r1", home / MONTH / ".tmp-1")


def links_back(folder):
    """As `died`, but ``latest`` still names the revision before."""
    died(folder)
    (folder / "out" / crash.REPORT / "latest").symlink_to(f"{MONTH}/r1")


BEFORE = {"never": never, "once": once, "died": died, "links_back": links_back}


@pytest.fixture(params=BEFORE, scope="module")
def before(request, tmp_path_factory):
    """A folder with parts to publish and what was there before, and the calls of a whole publishing of them."""
    folder = tmp_path_factory.mktemp(request.param)
    for version in ("old", "new"):
        prepared(folder / version, version)
    BEFORE[request.param](folder)
    log = folder / "log"
    out = copied(folder, "whole")
    done = traced(out, folder / "new", "-e", f"trace={','.join(f'?{kind}' for kind in KINDS)}", "-o", str(log))
    assert (done.returncode, done.stderr) == (0, "")
    return folder, calls(log.read_text(), str(out.parent))


def copied(folder, name):
    """A copy of what was there before, for one attempt."""
    out = folder / name / "out"
    if (folder / "out").exists():
        shutil.copytree(folder / "out", out, symlinks=True)
    else:
        out.parent.mkdir()
    return out


def calls(log, out):
    """Calls that change something under a folder: kind, its number among those of its kind, words, and if it failed."""
    seen, found = Counter(), []
    for line in log.splitlines():
        kind, words, failed = CALL.match(line).groups()
        seen[kind] += 1
        changes = kind != "openat" or "O_CREAT" in words
        if changes and out in words:
            found.append((kind, seen[kind], words, bool(failed)))
    return found


def is_right(out, folder):
    """The new parts are published last and ``latest`` names them; what was there before is still there."""
    home = out / crash.REPORT
    newest = home / (home / "latest").readlink()
    revisions = sorted(path.name for path in (home / MONTH).iterdir())
    assert revisions in (["r1"], ["r1", "r2"])
    assert newest.name == revisions[-1]
    for name, version in zip(reversed(revisions), ("new", "old"), strict=False):
        for part in (folder / version).iterdir():
            assert (home / MONTH / name / part.name).read_bytes() == part.read_bytes()


def attempts(folder, made, tmp_path, *, effect):
    """Publish with an effect on each call in turn: give what it was, its end, and what a reader finds; then again."""
    for number, (kind, k, words, _) in enumerate(made):
        out = copied(folder, f"{tmp_path.name}-{number}")
        had_latest = (out / crash.REPORT / "latest").is_symlink()
        injected = f"inject={kind}:{effect}:when={k}"
        done = traced(out, folder / "new", "-e", f"trace={kind}", "-e", injected, "-o", "/dev/null")
        torn = crash.torn(out)
        assert (out / crash.REPORT / "latest").is_symlink() or not had_latest
        yield f"{injected}: {words}", done, out, torn
        put(out, folder / "new")
        assert crash.torn(out) == []
        is_right(out, folder)
        shutil.rmtree(out.parent)


@needs_strace
def test_killed_anywhere(before, tmp_path, record_property):
    kills, torn = 0, []
    for what, done, _, found in attempts(*before, tmp_path, effect="signal=KILL"):
        assert done.returncode == -9, what
        kills, torn = kills + 1, torn + [(what, found)] * bool(found)
    record_property("said", f"kills tried: {kills}, torn reports: {len(torn)}")
    assert kills >= 10
    assert torn == []


@needs_strace
@pytest.mark.parametrize("errno", ["ENOSPC", "EIO"])
def test_the_disk_fails_anywhere(before, tmp_path, record_property, errno):
    folder, made = before
    needed = [call for call in made if not call[-1] and call[0] not in {"unlink", "unlinkat", "rmdir"}]
    there, torn = {path.name for path in folder.glob("out/*/*/.tmp-*")}, []
    for what, done, out, found in attempts(folder, needed, tmp_path, effect=f"error={errno}"):
        assert (done.returncode, done.stdout) == (8, ""), (what, done.stderr)
        assert re.fullmatch(r"E-STORAGE .* Fix: .*\n", done.stderr), what
        left = {re.sub(r"\d+-left-over", "1", path.name) for path in out.glob("*/*/.tmp-*")}
        assert left <= there, what
        torn += [(what, found)] * bool(found)
    record_property("said", f"{errno} tried: {len(needed)}, torn reports: {len(torn)}")
    assert len(needed) >= 5
    assert torn == []


@needs_strace
def test_the_order_on_the_disk(before):
    """What a kill cannot show and a power cut would: each thing is on the disk before the next one names it."""
    folder, made = before
    home = folder / "whole" / "out" / crash.REPORT
    steps = [(kind, re.sub(r"\.tmp-\d+", ".tmp", words)) for kind, _, words, failed in made if not failed]
    synced = {re.search("<(.*)>", words)[1]: at for at, (kind, words) in enumerate(steps) if kind == "fsync"}
    swap = steps.index(("rename", f'"{home}/.latest", "{home}/latest"'))
    for at, (kind, words) in enumerate(steps):
        paths = [Path(path) for path in re.findall('"(.*?)"', words)]
        if kind == "mkdir" and paths[0].name != ".tmp":
            assert at < synced[str(paths[0].parent)], words
        if kind == "rename" and paths[1].name.startswith("r"):
            the_folder_is_on_the_disk(steps[:at], synced, paths[0])
            assert at < synced[str(paths[1].parent)]
    assert max(synced[str(path)] for path in (home / MONTH, home.parent)) < swap < synced[str(home)]


def the_folder_is_on_the_disk(steps, synced, temporary):
    """Every file is synced after it was written, then its folder; the manifest is begun after all others are there."""
    opened = {
        words.split('"')[1]: at for at, (kind, words) in enumerate(steps) if kind == "openat" and "/.tmp/" in words
    }
    *others, manifest = sorted(opened, key=opened.get)
    assert len(others) == 4
    assert manifest == f"{temporary}/manifest.json"
    assert max(synced[path] for path in others) < opened[manifest]
    for path, at in opened.items():
        wrote = max(at for at, (kind, words) in enumerate(steps) if kind == "write" and f"<{path}>" in words)
        assert at < wrote < synced[path] < synced[str(temporary)] < len(steps)


@needs_strace
def test_a_disk_without_links(tmp_path):
    """Where there can be no link, ``latest`` is a file of one line."""
    parts = [prepared(tmp_path / version, version) for version in ("old", "new")]
    out = tmp_path / "out"
    for number, part in enumerate(parts, start=1):
        done = traced(out, part, "-e", "trace=symlink", "-e", "inject=symlink:error=EPERM", "-o", "/dev/null")
        assert (done.returncode, done.stderr) == (0, "")
        assert (out / crash.REPORT / "latest").read_text() == f"{MONTH}/r{number}"
        assert crash.torn(out) == []
    assert not put(out, parts[1])[1]


def test_a_reader_in_a_loop(tmp_path, record_property):
    out, versions = tmp_path / "out", [prepared(tmp_path / str(n), n) for n in range(30)]
    put(out, versions[0])
    words = [sys.executable, str(SCRIPT), "follow", str(out)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=QUIET) as reader:
        assert reader.stdout.readline() == "reading\n"
        for parts in versions[1:]:
            put(out, parts)
        said, _ = reader.communicate()
    found = json.loads(said)
    record_property("said", f"reads during 29 publishes: {found['reads']}, torn: {found['torn']}")
    assert found["torn"] == 0
    assert found["revisions"] > 1


@pytest.mark.parametrize("runs", [2, 8])
def test_runs_of_one_month_at_once(tmp_path, runs):
    """One holds the lock until all others have been refused, in one line."""
    out, parts = tmp_path / "out", [prepared(tmp_path / str(n), n) for n in range(runs)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": QUIET}
    started = [subprocess.Popen(command(out, part, wait="wait"), **pipes) for part in parts]
    said = [run.stdout.readline() for run in started]
    assert sorted(said) == [""] * (runs - 1) + ["held\n"]
    for run, line in zip(started, said, strict=True):
        _, error = run.communicate()
        assert run.returncode == (0 if line else 7)
        assert error == ("" if line else f"E-LOCKED scorecard {MONTH} is being made now. Fix: wait for that run.\n")
    assert [path.name for path in (out / crash.REPORT / MONTH).iterdir()] == ["r1"]
    assert crash.torn(out) == []


def test_the_lock_of_a_dead_run_is_free(tmp_path):
    out, parts = tmp_path / "out", prepared(tmp_path / "parts", 1)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": QUIET}
    with subprocess.Popen(command(out, parts, wait="wait"), **pipes) as run:
        assert run.stdout.readline() == "held\n"
        run.kill()
    assert put(out, parts)[1]


def test_latest_is_the_newest_of_months_published_at_once(tmp_path):
    out, parts = tmp_path / "out", prepared(tmp_path / "parts", 1)
    started = [subprocess.Popen(command(out, parts, month=f"2026-{n:02d}"), env=QUIET) for n in (3, 10, 1, 7, 9, 2)]
    assert [run.wait() for run in started] == [0] * 6
    assert (out / crash.REPORT / "latest").readlink() == Path("2026-10/r1")


def test_a_second_run_whose_lock_file_was_deleted_tears_nothing(tmp_path):
    """Both hold a lock, of two files; one of them publishes, and nothing is torn."""
    out, parts = tmp_path / "out", [prepared(tmp_path / str(n), n) for n in range(2)]
    with locked(out, crash.REPORT, MONTH):
        (out / ".locks" / f"{crash.REPORT}-{MONTH}.lock").unlink()
        done = subprocess.run(command(out, parts[0]), env=QUIET, check=False)
        assert done.returncode == 0
        files = {path.name: path.read_bytes() for path in parts[1].iterdir()}
        publish(out, report=crash.REPORT, month=MONTH, files=files, run={})
    assert crash.torn(out) == []
    assert {path.name for path in (out / crash.REPORT / MONTH).iterdir()} == {"r1", "r2"}

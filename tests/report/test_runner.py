"""Notebooks in forks of a warmed process: the same parts, the same errors, and nothing passes from one to another."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from cxmetrics.errors import CxError
from cxmetrics.report.execute import EXECUTED, FIXED, OWN, PASSED_ON, execute, private
from cxmetrics.report.run import Job
from cxmetrics.report.runner import Runner

FIRST = "from cxmetrics.display import show\nfrom cxmetrics.parts import end"
LAST = f"{FIRST}\nshow(end(frames={{}}))"
FAILURES = {
    "exception": "1 / 0",
    "syntax": "1 +",
    "exit": "import sys; sys.exit(3)",
    "clean exit": "import sys; sys.exit(0)",
    "hard exit": "import os; os._exit(0)",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "crash": "import ctypes; ctypes.string_at(0)",
    "input": "input('name? ')",
    "not json": "import numpy as np\nshow({'type': 'note', 'ok': np.True_})",
    "of the kit": "from cxmetrics.errors import DataError\nraise DataError('E-TEST', 'said.', fix='so.')",
}
ENDLESS = "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"


def job_of(folder, *cells, name="made"):
    """A job whose notebook has these cells, and the last one of every report."""
    folder = folder / name
    folder.mkdir()
    sources = ["level: float = 0.5  # as parameters are", *cells]
    made = new_notebook(cells=[new_code_cell(source) for source in sources])
    made.cells[0].metadata["tags"] = ["parameters"]
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = folder.with_suffix(".ipynb")
    nbformat.write(made, path)
    return Job(path, {}, {"level": 0.25}, None, folder, folder, (), folder)


def forked(*jobs, workers=2, seconds=60):
    """What became of each job, by the name of its notebook."""
    with Runner(workers=workers, seconds=seconds) as runner:
        return {job.path.stem: found for job, found in runner.run(jobs)}


def with_kernel(job, *, seconds=60):
    try:
        return execute(job.path, job.values, folder=job.folder, seconds=seconds)
    except CxError as error:
        return error


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failed")
    jobs = [job_of(folder, FIRST, source, LAST, name=name) for name, source in FAILURES.items()]
    return forked(*jobs, job_of(folder, LAST, name="whole"))


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_the_same_error_as_with_a_kernel(failed, tmp_path, name):
    kernel = with_kernel(job_of(tmp_path, FIRST, FAILURES[name], LAST, name=name))
    assert isinstance(failed[name], CxError)
    assert (type(failed[name]), str(failed[name])) == (type(kernel), str(kernel))


def test_a_failure_stops_no_other_notebook(failed):
    (last,) = failed["whole"]
    assert (last["type"], last["frames"]) == ("end", {})
    assert set(failed) == {*FAILURES, "whole"}


def test_a_cell_that_takes_too_long_is_the_same_error_too(tmp_path):
    """One that swallows every exception, and one that stops its clock."""
    endless = job_of(tmp_path, ENDLESS, name="endless")
    stopped = job_of(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", name="stopped")
    found = forked(endless, stopped, seconds=3)
    kernel = with_kernel(endless, seconds=3)
    assert "E-TIMEOUT" in str(found["stopped"])
    assert (type(found["endless"]), str(found["endless"])) == (type(kernel), str(kernel))


SHOWN = (
    "import sys\nfrom IPython.display import HTML, clear_output, display, update_display",
    "print('one'); print('two')",
    "print('three', file=sys.stderr)",
    "display(HTML('<b>five</b>'), display_id='five'); level",
    "update_display(HTML('<b>six</b>'), display_id='five')",
    "print('gone'); clear_output(); print('stays')",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "shown = {'type': 'note', 'items': [1]}\nshow(shown); shown['items'].append(2)",
    "%%capture\nprint('kept back')",
)


def test_what_the_cells_show_is_the_same(tmp_path):
    jobs = [job_of(tmp_path, FIRST, *SHOWN, LAST, name=name) for name in ("fork", "kernel")]
    parts = forked(jobs[0])["fork"]
    assert parts == with_kernel(jobs[1])
    assert parts[0]["items"] == [1]
    fork, kernel = (nbformat.read(job.folder / EXECUTED, as_version=4).cells for job in jobs)
    assert [cell.outputs for cell in fork] == [cell.outputs for cell in kernel]
    assert [cell.execution_count for cell in fork] == [cell.execution_count for cell in kernel]


def test_a_notebook_sees_no_secret_and_works_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CXMETRICS_DB_DSN", "postgresql://u:CANARY-pw-7f3a@h/db")
    look = (
        "import json, os, pathlib, tempfile\n"
        "for process in ('self', os.getppid()):\n"
        "    pathlib.Path(f'{process}.txt').write_bytes(pathlib.Path(f'/proc/{process}/environ').read_bytes())\n"
        "pathlib.Path('tmp.txt').write_text(tempfile.gettempdir())\n"
        "pathlib.Path('seen.json').write_text(json.dumps(dict(os.environ)))"
    )
    job = job_of(tmp_path, look, LAST)
    assert isinstance(forked(job)["made"], list)
    seen = json.loads((job.folder / "seen.json").read_text())
    allowed = {*PASSED_ON, *FIXED, *private(job.folder), "JE_ARROW_MALLOC_CONF", "LC_CTYPE", "CLICOLOR_FORCE"}
    assert {name for name in seen if name not in allowed and not OWN.match(name)} <= {"PAGER", "GIT_PAGER"}
    assert (job.folder / "tmp.txt").read_text() == str(job.folder)
    assert not [path for path in job.folder.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()]


def test_nothing_passes_from_one_notebook_to_the_next(tmp_path):
    leave = (
        "import os, sys, pandas, cxmetrics, matplotlib\n"
        "cxmetrics.left = os.environ['LEFT'] = 'left'\n"
        "pandas.read_csv = sys.modules['left'] = None\n"
        "matplotlib.rcParams['font.size'] = 99\nleft = 1"
    )
    look = (
        "import os, sys, pandas, cxmetrics, matplotlib\n"
        "assert not hasattr(cxmetrics, 'left') and 'LEFT' not in os.environ and 'left' not in globals()\n"
        "assert pandas.read_csv and 'left' not in sys.modules and matplotlib.rcParams['font.size'] != 99"
    )
    jobs = [job_of(tmp_path, cell, LAST, name=name) for name, cell in (("first", leave), ("second", look))]
    found = forked(*jobs, workers=1)
    assert [type(parts) for parts in found.values()] == [list, list], found


def test_the_warmed_process_has_one_thread(tmp_path):
    count = "import os\nassert len(os.listdir(f'/proc/{os.getppid()}/task')) == 1"
    assert isinstance(forked(job_of(tmp_path, count, LAST))["made"], list)


def test_the_others_go_on_when_the_warmed_process_is_killed(tmp_path):
    kill = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"
    jobs = [job_of(tmp_path, *cells, name=name) for name, cells in {"kills": (kill,), "next": (LAST,)}.items()]
    found = forked(*jobs, workers=1)
    assert "E-DIED" in str(found["kills"])
    assert isinstance(found["next"], list)


def gone(pid, seconds=30):
    """Whether a process ends, or has ended, in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_what_a_cell_started_ends_with_its_notebook(tmp_path):
    start = "import pathlib, subprocess\npathlib.Path('pid').write_text(str(subprocess.Popen(['sleep', '600']).pid))"
    job = job_of(tmp_path, start, LAST)
    assert isinstance(forked(job)["made"], list)
    assert gone((job.folder / "pid").read_text())


def test_notebooks_end_when_the_run_is_killed(tmp_path):
    """SIGKILL of the command leaves nothing behind."""
    wait = "import os, pathlib, time\npathlib.Path('pid.new').write_text(str(os.getpid()))\n"
    wait += "os.rename('pid.new', 'pid')\ntime.sleep(600)"
    job = job_of(tmp_path, wait, LAST)
    script = (
        "import sys; from pathlib import Path; from cxmetrics.report.run import Job; "
        "from cxmetrics.report.runner import Runner; a, b = map(Path, sys.argv[1:]); "
        "runner = Runner().__enter__(); list(runner.run([Job(a, {}, {'level': 1.0}, None, b, b, (), b)]))"
    )
    command = [sys.executable, "-c", script, str(job.path), str(job.folder)]
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}) as process:
        until = time.monotonic() + 60
        while not (job.folder / "pid").exists() and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert gone((job.folder / "pid").read_text())

"""Hostile files and names, read one after the other by one process under a memory limit: it outlives them all."""

import hashlib
import itertools
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

MEMORY = 3 * 2**30
READ_ALL = """
import json, pathlib, sys, time
from cxmetrics.errors import CxError
from cxmetrics.sources.reading import read

for line in sys.stdin:
    path, start = pathlib.Path(json.loads(line)), time.monotonic()
    try:
        stream, reading = read(path, root=path.parent)
        said = {"rows": stream.read_all().num_rows, "text": reading.file}
    except CxError as error:
        said = {"code": error.code, "text": str(error)}
    peak = next(int(row.split()[1]) for row in open("/proc/self/status") if row.startswith("VmHWM")) // 1024
    print(json.dumps({**said, "seconds": time.monotonic() - start, "peak": peak}), flush=True)
"""


def workbook(path, rows=3):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("S1")
    for i in range(rows):
        sheet.append([f"a{i}", i])
    book.save(path)
    return path


def with_part(path, name, change):
    """Write a workbook again with one part changed."""
    with zipfile.ZipFile(path) as source:
        parts = {part: source.read(part) for part in source.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in parts.items():
            target.writestr(part, content)


SHEET = "xl/worksheets/sheet1.xml"
BEFORE_ROOT = b'<?xml version="1.0"?>\n<!DOCTYPE x [%b]>\n'


def symlink_out(folder):
    outside = folder.parent / "outside.csv"
    outside.write_text("a,b\n1,2\n")
    (folder / "link.csv").symlink_to(outside)
    return folder / "link.csv"


def parquet(folder):
    path = folder / "numbers.parquet"
    table = pa.table({"n": np.random.default_rng(1).integers(10**9, size=5000)})
    pq.write_table(table, path, use_dictionary=False, compression="none")
    return path


def parquet_bit_flip(folder):
    path = parquet(folder)
    content = bytearray(path.read_bytes())
    path.with_name(path.name + ".sha256").write_text(hashlib.sha256(content).hexdigest())
    content[2000] ^= 1
    path.write_bytes(content)
    return path


def parquet_truncated(folder):
    path = parquet(folder)
    path.write_bytes(path.read_bytes()[:-500])
    return path


def xlsx_stale_dimension(folder):
    path = workbook(folder / "stale.xlsx", 50_001)
    with_part(path, SHEET, lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1:B2"/><sheetData>'))
    return path


def xlsx_billion_laughs(folder):
    path = workbook(folder / "laughs.xlsx")
    names = [b"lol", *(b"lol%d" % i for i in range(1, 10))]
    doubled = b"".join(b'<!ENTITY %b "%b">' % (name, b"&%b;" % last * 10) for last, name in itertools.pairwise(names))
    entities = b'<!ENTITY lol "lol">' + doubled
    with_part(path, SHEET, lambda xml: BEFORE_ROOT % entities + xml.replace(b"a1", b"&lol9;"))
    return path


def xlsx_xxe(folder):
    path = workbook(folder / "xxe.xlsx")
    entity = b'<!ENTITY e SYSTEM "file:///etc/passwd">'
    with_part(path, SHEET, lambda xml: BEFORE_ROOT % entity + xml.replace(b"a1", b"&e;"))
    return path


def xlsx_far_cell(folder):
    path = workbook(folder / "far.xlsx")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    return path


def xlsx_truncated(folder):
    path = workbook(folder / "cut.xlsx")
    path.write_bytes(path.read_bytes()[:-400])
    return path


def put(name, content):
    def build(folder):
        (folder / name).write_bytes(content)
        return folder / name

    return build


def dir_named_csv(folder):
    (folder / "dir.csv").mkdir()
    return folder / "dir.csv"


def fifo(folder):
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
MIXED = "id,memo\n1,앱에서 주문\n".encode() + b"2," + "매장".encode("cp949") + b"\n"
WIDE = ",".join(f"c{i}" for i in range(1_000_000)).encode() + b"\n"
ROWS = b"a,b\n1,2\n"
BUILDERS = {
    "FIL-01": (xlsx_far_cell, "E-RANGE", "XFD1048576"),
    "FIL-02": (xlsx_stale_dimension, 50_000, ""),
    "FIL-04": (xlsx_billion_laughs, "E-FILE-TYPE", "document type"),
    "FIL-05": (xlsx_xxe, "E-FILE-TYPE", "document type"),
    "FIL-08": (xlsx_truncated, "E-FILE-CORRUPT", "cut off"),
    "FIL-09": (put("csv.xlsx", ROWS), "E-FILE-TYPE", "its name ends in .xlsx, its content is text, such as CSV"),
    "FIL-11": (put("ole.xlsx", OLE), "E-FILE-TYPE", "legacy .xls or password-protected"),
    "FIL-13": (parquet_bit_flip, "E-CHECKSUM", "numbers.parquet.sha256"),
    "FIL-14": (parquet_truncated, "E-FILE-CORRUPT", "numbers.parquet"),
    "FIL-18": (put("wide.csv", WIDE), "E-LIMIT", "1,000,000 columns"),
    "FIL-21": (put("mixed.csv", MIXED), "E-ENCODING", "line 3 byte 3"),
    "FIL-27": (symlink_out, "E-FILE-KIND", "outside.csv"),
    "FIL-29": (lambda _: Path("/dev/zero"), "E-FILE-KIND", "a device"),
    "FIL-30": (dir_named_csv, "E-FILE-KIND", "a folder"),
    "a pipe": (fifo, "E-FILE-KIND", "a pipe"),
    "FNM-01": (put("a;id;.csv", ROWS), 1, "a;id;.csv"),
    "FNM-02": (put("a\nb.csv", ROWS), 1, "a\\nb.csv"),
    "FNM-03": (put("\x1b[31mred.csv", ROWS), 1, "\\x1b[31mred.csv"),
    "a name of no encoding": (put("\udcff.csv", b""), "E-FILE-EMPTY", "\\udcff.csv"),
    "a name in a pattern": (put("*[!a]?{b}.csv", ROWS), 1, "*[!a]?{b}.csv"),
}
SECONDS = {"FIL-04": 1, "FIL-18": 2, "FIL-27": 1, "FIL-29": 1, "FIL-30": 1, "a pipe": 1}


def under_limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What one process says about all of them, in turn."""
    paths = []
    for i, (build, *_) in enumerate(BUILDERS.values()):
        folder = tmp_path_factory.mktemp("hostile") / f"in-{i}"
        folder.mkdir()
        paths.append(build(folder))
    lines = "".join(f"{json.dumps(str(path))}\n" for path in paths)
    env = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
        env=env,
        preexec_fn=under_limit,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(BUILDERS, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", BUILDERS)
def test_hostile_files_and_names(said, name):
    _, wanted, text = BUILDERS[name]
    found = said[name]
    assert (found.get("code") or found["rows"]) == wanted
    assert text in found["text"]
    assert found["text"].isprintable()
    assert "root:" not in found["text"]
    assert found["seconds"] < SECONDS.get(name, 10)


def test_they_need_little_memory(said):
    before = list(said)[: list(said).index("FIL-04") + 1]
    assert said[before[-1]]["peak"] < 400
    assert max(found["peak"] for found in said.values()) < 600

"""Nothing that tells of one person is left anywhere: every identifier and free text of a company is a canary.

By design they stay in two places, which are not searched: the company's own files, and the checked tables of the run's
private folder, which goes with the run. Names of files are the company's too: errors name them to the analyst who has
to mend them, and a report of one that looks like personal data is refused.
"""

import base64
import html
import json
import os
import re
import subprocess
import sys
import unicodedata
from urllib.parse import quote, unquote

import numpy as np
import pytest
from pypdf import PdfReader

import cxmetrics as cx
from cxmetrics.fonts import font_files
from cxmetrics.report import run
from cxmetrics.report.execute import execute
from cxmetrics.report.notebook import find_notebook

PEOPLE, ORDERS, ANSWERS = 240, 900, 600
NAMES = ["김카나리", "이카나리아", "박새장", "최노란새", "Canaria Kim"]
HEAD = """company = "Canary"
timezone = "Asia/Seoul"
currency = "KRW"
data_end = "2026-10-31"
history_complete = true
"""


def mail(i):
    return f"kim.canary.{i:04d}@example.invalid"


def phone(i):
    return f"010-99{i % 90 + 10}-{i:04d}"


def number(i):
    return f"900101-1{i:06d}"


def order(i):
    return f"ORD-77{i:06d}-Q"


def answer(i):
    return f"ANS{8_800_000 + i}"


TABLES = {  # two of them with columns that no contract knows, one with a header that is a telephone number
    "customers": "customer_id,joined_at,segment,고객명,메모",
    "orders": f"order_id,customer_id,ordered_at,amount,channel,referrer_id,{phone(7)}",
    "responses": "response_id,responded_at,metric,score,customer_id,order_id,channel,comment",
}


def company(folder, *, broken=0):
    """Write a company, with some cells in the wrong place: a mail as score, a telephone number as time and amount."""
    rng = np.random.default_rng(5)
    free = [f'"{NAMES[i % 5]} {phone(i)} {mail(i)} {number(i)}"' for i in range(ANSWERS)]
    days = [str(np.datetime64("2026-01-01") + int(day)) for day in rng.integers(0, 304, ORDERS)]
    rows = {
        "customers": [f"{mail(i)},2025-12-01,VIP,{NAMES[i % 5]},{free[i]}" for i in range(PEOPLE)],
        "orders": [
            f"{order(i)},{mail(i % PEOPLE)},{days[i]},1000,{'app' if i % 2 else 'web'},{mail(i % 7)},{free[i % PEOPLE]}"
            for i in range(ORDERS)
        ],
        "responses": [
            f"{answer(i)},2026-{i % 10 + 1:02d}-15,nps,{rng.integers(0, 11)},{mail(i % PEOPLE)},{order(i)},"
            f"{'app' if i % 3 else 'web'},{free[i]}"
            for i in range(ANSWERS)
        ],
    }
    rows["orders"][3] = rows["orders"][3].replace(",1000,", f",{phone(3)},")
    rows["orders"][4] = rows["orders"][4].replace(days[4], phone(4))
    rows["responses"][5:6] = [rows["responses"][5].replace("nps,", f"nps,{mail(5)}", 1), rows["responses"][6]]
    for i in range(broken):
        rows["responses"][i] = f"{answer(i)},{phone(i)},nps,{number(i)},{mail(i)},{order(i)},app,{free[i]}"
    text = HEAD
    for name, header in TABLES.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *rows[name]]) + "\n", "utf-8")
        text += f'[{name}]\nsource = "{name}.csv"\nfresh = false\n'
        text += "scale.nps = { min = 0, max = 10 }\n" if name == "responses" else ""
    (folder / "cx.toml").write_text(text, "utf-8")
    return folder


def canaries():
    """Every canary, and each form in which it could be hidden."""
    plain = [form(i) for form in (mail, phone, number, order, answer) for i in range(0, PEOPLE, 7)] + NAMES
    for canary in plain:
        raw = canary.encode()
        digits = re.sub(r"\D", "", canary)
        forms = {canary, unicodedata.normalize("NFD", canary), quote(canary), html.escape(canary),
                 json.dumps(canary)[1:-1], *([digits] if len(digits) >= 8 else [])}  # fmt: skip
        yield from ((canary, form.encode()) for form in forms)
        yield from ((canary, base64.b64encode(b"\0" * shift + raw)[4 * bool(shift) : -4]) for shift in range(3))


CANARIES = list(canaries())


def unpacked(path):
    """Give all that a file holds: as it is, a page's pictures, and the text and metadata of a PDF."""
    data = path.read_bytes()
    yield str(path).encode()
    yield data
    if path.suffix == ".html":
        yield unquote(html.unescape(data.decode())).encode()
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        yield "".join(page.extract_text() for page in reader.pages).encode()
        yield re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages)).encode()
        yield str(reader.metadata).encode() + reader.root_object["/Metadata"].get_data()


def found_in(*places, said=""):
    """Canaries found in folders and in what was said."""
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert files or said
    held = [(path.name, data) for path in files for data in unpacked(path)] + [("said", said.encode())]
    return {(name, canary) for name, data in held for canary, form in CANARIES if form in data}


def test_the_search_finds_every_form(tmp_path):
    for number_of, form in enumerate((mail(7), quote(mail(7)), phone(7).replace("-", ""), NAMES[0])):
        (tmp_path / str(number_of)).write_text(f"x{form}y", "utf-8")
    (tmp_path / "base64").write_bytes(base64.b64encode(b"some text, then " + mail(7).encode() + b" and more"))
    assert len(found_in(tmp_path)) == 5


def test_a_report_and_its_run_hold_no_canary(tmp_path):
    home = company(_made(tmp_path / "home"))
    folder, out = _made(tmp_path / "run"), _made(tmp_path / "out")
    said = []
    loaded = cx.open_company(home).load(month="2026-10", folder=_made(folder / "snapshot"), progress=said.append)
    path = find_notebook("scorecard", home)
    job = run.prepare(path, {}, snapshot=folder / "snapshot", folder=folder, langs=[], out=out)
    done = run.finish(job, execute(path, job.values, folder=folder), say=said.append)
    assert loaded.record["tables"]["orders"]["account"]["quarantined"] == 2
    assert {file.suffix for file in done.folder.iterdir()} == {".html", ".pdf", ".json", ".csv", ".xlsx"}
    for table in (folder / "snapshot").glob("*.parquet"):
        table.unlink()  # the checked tables themselves
    assert (folder / "executed.ipynb").is_file()
    assert found_in(out, folder, said="\n".join(said)) == set()


def _made(folder):
    folder.mkdir()
    return folder


def command(tmp_path, *words):
    """Run a command with home and temporary folder of its own; give how it ended, and what it left behind."""
    private = {
        "HOME": str(tmp_path / "user"),
        "TMPDIR": str(tmp_path / "tmp"),
        "XDG_CACHE_HOME": str(tmp_path / "user"),
    }
    for place in ("user", "tmp", "out"):
        (tmp_path / place).mkdir(exist_ok=True)
    fonts = {"CXMETRICS_CACHE": str(font_files().regular.parents[3])}
    words = [sys.executable, "-m", "cxmetrics", *words]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | private | fonts)
    places = [tmp_path / name for name in ("user", "tmp", "out")]
    return done.returncode, done.stdout + done.stderr, [place for place in places if any(place.rglob("*"))]


def test_check_tells_no_canary(tmp_path):
    home = company(_made(tmp_path / "home"))
    (tmp_path / "out").mkdir()
    words = [
        "check",
        "--company",
        str(home),
        "--html",
        str(tmp_path / "out/c.html"),
        "--json",
        str(tmp_path / "out/c.json"),
    ]
    code, said, places = command(tmp_path, *words)
    assert code == 0, said
    assert found_in(*places, said=said) == set()


def test_a_cell_that_fails_tells_no_canary(tmp_path):
    """The frame of raw rows is among the locals of what raises."""
    home = company(_made(tmp_path / "home"))
    book = json.loads(find_notebook("scorecard", home).read_text("utf-8"))
    cell = next(
        cell for cell in book["cells"] if cell["cell_type"] == "code" and "open_company" in "".join(cell["source"])
    )
    cell["source"] = [
        "import cxmetrics as cx\nraw = cx.open_company(company).responses.df()\nraw['score'] / raw['none']"
    ]
    (home / "scorecard.ipynb").write_text(json.dumps(book), "utf-8")
    words = [
        "report",
        "--company",
        str(home),
        "--notebook",
        str(home / "scorecard.ipynb"),
        "--out",
        str(tmp_path / "out"),
    ]
    code, said, places = command(tmp_path, *words)
    assert (code, "E-CELL" in said) == (5, True), said
    assert found_in(*places, said=said) == set()


@pytest.mark.parametrize(("broken", "header", "code"), [(60, "", 3), (0, "customer_id", 3)])
def test_refused_data_tell_no_canary(tmp_path, broken, header, code):
    """Too many cells that are no score or no time; a column that is missing."""
    home = company(_made(tmp_path / "home"), broken=broken)
    if header:
        text = (home / "orders.csv").read_text("utf-8")
        (home / "orders.csv").write_text(text.replace(header, "buyer", 1), "utf-8")
    done, said, places = command(tmp_path, "report", "--company", str(home), "--out", str(tmp_path / "out"))
    assert done == code, said
    assert found_in(*places, said=said) == set()


def test_a_file_whose_name_is_personal_is_not_published(tmp_path):
    home = company(_made(tmp_path / "home"))
    (home / "responses.csv").rename(home / f"{mail(7)}.csv")
    text = (home / "cx.toml").read_text("utf-8").replace('"responses.csv"', f'"{mail(7)}.csv"')
    (home / "cx.toml").write_text(text, "utf-8")
    words = ["report", "--company", str(home), "--lang", "en", "--out", str(tmp_path / "out")]
    done, said, places = command(tmp_path, *words)
    assert done == 6, said
    assert "E-PERSONAL" in said
    assert not list((tmp_path / "out").rglob("*.json"))
    assert found_in(*places, said=said) == set()

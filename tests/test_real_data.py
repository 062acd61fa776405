"""Two public data sets through the command line, against reference numbers computed with plain pandas."""

import json
import shutil
from pathlib import Path

import pytest

import cxmetrics as cx
from cxmetrics.report.run import make

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


def company(example, data, tmp_path):
    shutil.copy(EXAMPLES / example / "cx.toml", tmp_path)
    for path in data.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return tmp_path / "cx.toml"


@pytest.fixture
def sfo(real_data, tmp_path):
    return company("sfo_survey", real_data / "sfo_survey", tmp_path)


@pytest.fixture
def online_retail(real_data, tmp_path):
    return company("online_retail", real_data / "online_retail", tmp_path)


def test_sfo_numbers(sfo):
    loaded = cx.open_company(sfo).load()
    row = cx.nps(loaded.responses).iloc[0]
    assert (round(row.estimate, 3), row.n, row.missing) == (39.840, 2746, 85)
    assert (row.promoters, row.passives, row.detractors) == (1436, 968, 342)
    assert round(row.std_error, 3) == 1.334
    assert round(cx.nps(loaded.responses, weight="weight").estimate.item(), 3) == 40.398
    by = cx.nps(loaded.responses, by="language").set_index("language")
    assert {name: (round(r.estimate, 2), r.n) for name, r in by.iterrows()} == {
        "English": (41.24, 2585),
        "Spanish": (72.09, 43),
        "Chinese": (-3.51, 114),
        "Japanese": (25.0, 4),
    }
    problem = cx.nps(loaded.responses, by="problem").set_index("problem")
    assert {name: (round(problem.loc[name].estimate, 2), problem.loc[name].n) for name in ("yes", "no")} == {
        "yes": (18.77, 309),
        "no": (43.65, 2330),
    }


def test_sfo_report_hides_the_japanese_group(sfo, tmp_path):
    done = make(sfo, out=tmp_path / "out", langs=["en"], say=lambda _: None)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    rows = {row["language"]: row for row in record["figures"]["nps by language"]}
    assert rows["Japanese"]["n"] is None
    hidden = [name for name, row in rows.items() if row["n"] is None]
    assert set(hidden) == {"Japanese", "Spanish"}
    everything = "".join(path.read_text("utf-8", errors="ignore") for path in done.folder.iterdir())
    for leak in ("72.09", "72.1", "-50.4", "−50"):
        assert leak not in everything
    page = (done.folder / "scorecard-2017-05.en.html").read_text("utf-8")
    assert "39.8" in page
    assert "2,746" in page


def test_online_retail_numbers(online_retail):
    loaded = cx.open_company(online_retail).load(month="2011-12", allow_partial=True)
    assert loaded.partial
    by_invoice = cx.repeat_rate(
        loaded.orders, definition="customer_share", merge_same_day=False, count_returned=True
    ).iloc[0]
    assert (by_invoice.repeated, by_invoice.n, round(by_invoice.estimate, 5)) == (2845, 4339, 0.65568)
    by_day = cx.repeat_rate(loaded.orders, definition="customer_share").iloc[0]
    assert (by_day.n, round(by_day.estimate, 5)) == (4339, 0.64301)
    months = cx.repeat_rate(loaded.orders, definition="monthly_returning")
    assert months.iloc[0][["period", "n"]].tolist() == ["2010-12", 885]
    assert months.iloc[-1].reason == "partial period: observed until 2011-12-09"
    account = loaded.record["tables"]["orders"]["account"]
    assert (account["rows"], account["used"]) == (541_909, 541_909)


def test_online_retail_report_flags_the_partial_month(online_retail, tmp_path):
    done = make(
        online_retail, month="2011-12", allow_partial=True, out=tmp_path / "out", langs=["en"], say=lambda _: None
    )
    page = next(done.folder.glob("*.partial.en.html")).read_text("utf-8")
    assert "Partial month: data until December 9, 2011" in page

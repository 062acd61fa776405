"""Public data sets through the command line, against reference numbers computed with plain pandas."""

import json
import shutil
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.privacy import OTHER
from cxmetrics.report.run import make

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
CDNOW_COHORTS = {"1997-01": 7846, "1997-02": 8476, "1997-03": 7248}


def company(example, data, tmp_path):
    shutil.copy(EXAMPLES / example / "cx.toml", tmp_path)
    for path in data.iterdir():
        shutil.copy(path, tmp_path)
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


def test_sfo_report_takes_the_japanese_group_together_with_another(sfo, tmp_path):
    done = make(sfo, out=tmp_path / "out", langs=["en"], say=lambda _: None)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    rows = {row["language"]: row for row in record["figures"]["nps by language"]}
    assert set(rows) == {"English", "Chinese", OTHER}
    assert rows[OTHER]["n"] == 47  # 4 and 43
    assert rows[OTHER]["estimate"] == 68  # (72.09 x 43 + 25 x 4) / 47, without a decimal
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


def check(home):
    """What `cxmetrics check` says of a company; it must say that every row is accounted for."""
    command = [sys.executable, "-m", "cxmetrics", "check", "--company", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "row is accounted for" in done.stdout
    return done.stdout


def accounts(loaded):
    tables = loaded.health.tables.set_index("table")
    assert (tables["rows"] == tables[["used", "quarantined", "excluded", "blank"]].sum(axis=1)).all()
    return tables


@pytest.fixture(scope="module")
def olist(real_data, tmp_path_factory):
    return company("olist", real_data / "olist_sample15k", tmp_path_factory.mktemp("olist"))


@pytest.fixture(scope="module")
def olist_loaded(olist):
    return cx.open_company(olist).load()


def test_olist_rows(olist_loaded):
    tables = accounts(olist_loaded)
    assert tables["rows"].to_dict() == {
        "orders": 15_000,
        "responses": 14_944,
        "deliveries": 15_000,
        "customers": 15_000,
    }
    assert tables["used"].to_dict() == {
        "orders": 14_999,
        "responses": 14_944,
        "deliveries": 15_000,
        "customers": 15_000,
    }
    rules = olist_loaded.health.rules.query("kind == 'quarantined'")
    assert rules[["table", "rule", "rows"]].to_numpy().tolist() == [
        ["orders", "Q-MISSING", 1]
    ]  # an order without payment
    orders = olist_loaded.orders.df()
    assert orders["order_id"].is_unique
    assert orders["customer_id"].nunique() > 14_800  # the person, not the order's own customer number
    assert orders["status"].value_counts().to_dict() == {"completed": 14_797, "cancelled": 202}
    assert len(olist_loaded.customers.df()) == 14_904
    assert {file["name"] for file in olist_loaded.record["tables"]["deliveries"]["files"]} == {
        "olist_orders_dataset.csv",
        "olist_customers_dataset.csv",
    }


def test_olist_deliveries_and_reviews(olist_loaded):
    deliveries = olist_loaded.deliveries.df().dropna(subset=["delivered_at"])
    assert len(deliveries) == 14_552
    day = pd.to_datetime(deliveries["delivered_at"]).dt.normalize()
    deliveries["late_days"] = (day - pd.to_datetime(deliveries["promised_on"])).dt.days
    assert round((deliveries["late_days"] > 0).mean(), 5) == 0.06576
    reviews = olist_loaded.responses.df()
    assert (reviews["order_id"].value_counts() > 1).sum() == 71
    assert round(reviews["comment"].notna().mean(), 4) >= 0.4133  # titles count too
    both = reviews.merge(deliveries[["order_id", "late_days"]], on="order_id", validate="m:1")
    scores = both.groupby(both["late_days"] > 0)["score"].agg(["mean", "size"])
    assert scores.round(4).to_numpy().tolist() == [[4.2825, 13_582], [2.2714, 936]]
    bands = pd.cut(both["late_days"], [-1000, -8, -1, 0, 3, 7, 14, 1000])
    means = both.groupby(bands, observed=True)["score"].mean().round(3).tolist()
    assert means == [4.300, 4.221, 4.161, 3.217, 2.089, 1.617, 1.841]


def test_olist_check(olist):
    assert "15,000" in check(olist)


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    """The purchases that ship with a package, whose code is not run."""
    home = tmp_path_factory.mktemp("cdnow")
    found = [path for path in files("lifetimes") or [] if path.name == "CDNOW_master.txt"]
    shutil.copy(found[0].locate(), home)
    (home / "cx.toml").write_bytes((EXAMPLES / "cdnow" / "cx.toml").read_bytes())
    return home


def test_cdnow_numbers(cdnow):
    loaded = cx.open_company(cdnow).load()
    assert accounts(loaded).loc["orders", ["rows", "used"]].tolist() == [69_659, 69_659]
    orders = loaded.orders.df()
    assert orders["customer_id"].nunique() == 23_570
    first = orders.groupby("customer_id")["ordered_at"].min().dt.strftime("%Y-%m")
    assert first.value_counts().to_dict() == CDNOW_COHORTS
    share = cx.repeat_rate(loaded.orders, definition="customer_share", merge_same_day=False, count_returned=True).iloc[
        0
    ]
    assert (share.n, share.n - share.repeated) == (23_570, 11_908)


def test_cdnow_check(cdnow):
    assert "69,659" in check(cdnow)


def test_cdnow_report(cdnow, tmp_path):
    done = make(cdnow, month="1998-06", out=tmp_path / "out", langs=["en"], say=lambda _: None)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    assert record["inputs"]["orders"]["account"]["used"] == 69_659
    assert "CDNOW" in (done.folder / "scorecard-1998-06.en.html").read_text("utf-8")


@pytest.fixture(scope="module")
def clicks(real_data, tmp_path_factory):
    return company("eshop_clicks", real_data / "eshop_clicks", tmp_path_factory.mktemp("clicks"))


def test_clicks(clicks):
    loaded = cx.open_company(clicks).load(month="2008-08", allow_partial=True)
    assert accounts(loaded).loc["touchpoints", ["rows", "used"]].tolist() == [165_474, 165_474]
    events = loaded.touchpoints.df()
    assert events["customer_id"].nunique() == 24_026
    assert events["touchpoint"].value_counts().to_dict() == {
        "trousers": 49_742, "sale": 38_747, "blouses": 38_577, "skirts": 38_408,
    }  # fmt: skip
    starts = events.groupby("customer_id")["occurred_at"].min()
    assert (starts.dt.strftime("%H:%M:%S") == "00:00:01").all()
    assert not events.duplicated(["customer_id", "occurred_at"]).any()


def test_clicks_check(clicks):
    assert "165,474" in check(clicks)


@pytest.fixture(scope="module")
def reviews(real_data, tmp_path_factory):
    return company("korean_reviews", real_data / "korean_reviews", tmp_path_factory.mktemp("reviews"))


def test_korean_reviews(reviews):
    loaded = cx.open_company(reviews).load()
    assert accounts(loaded).loc["responses", ["rows", "used"]].tolist() == [20_016, 20_016]
    encodings = {file["name"]: file["encoding"] for file in loaded.record["tables"]["responses"]["files"]}
    assert encodings == {"nsmc_raw_sample_cp949.csv": "cp949", "nsmc_not_cp949_16rows_utf8.csv": "utf-8"}
    answers = loaded.responses.df()
    assert answers["metric"].unique().tolist() == ["rating"]
    counts = answers["score"].value_counts()
    assert (counts.index.min(), counts.index.max(), counts[10], counts[1]) == (1, 10, 8_602, 2_005)
    comments = set(answers["comment"].dropna())
    assert any("핡" in text for text in comments)  # a syllable that CP949 has not
    assert any("愛の証" in text for text in comments)
    assert not any("\ufffd" in text for text in comments)


def test_korean_reviews_check(reviews):
    assert "20,016" in check(reviews)


@pytest.mark.parametrize(("home", "month"), [("cdnow", "1998-06"), ("online_retail", "2011-11"), ("clicks", "2008-07")])
def test_a_channel_report_without_channels_says_so_and_shows_the_rest(request, tmp_path, home, month):
    missing = "orders (the table orders)" if home == "clicks" else "the channel of each order (column channel)"
    home = request.getfixturevalue(home)
    done = make(home, report="channels", month=month, out=tmp_path / "out", langs=["en"], say=lambda _: None)
    page = (done.folder / f"channels-{month}.en.html").read_text("utf-8")
    assert page.count(missing) >= 3
    assert "Rows by table" in page
    assert 'id="trends"' in page

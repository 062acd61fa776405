"""The channel report: the naive gap first, what is left of it, and what is missing said."""

import json

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import RenderError
from cxmetrics.report import gate
from cxmetrics.report.run import make


def test_both_languages_open_with_the_naive_gap_and_what_is_left(channels_report, sample):
    found = cx.channel_retention(cx.open_company(sample).load().orders).estimates.set_index("method")["estimate"]
    naive, fair = (f"{100 * found[name]:+.1f}".replace("-", "−") for name in ("crude_history", "overlap"))
    for lang, words in (("en", "a gap of {} percentage points"), ("ko", "차이는 {}%p")):
        page = next(channels_report.folder.glob(f"*.{lang}.html")).read_text("utf-8")
        first = page.index(words.format(naive))
        assert first < page.index(fair, first) < page.index("<figure", first)


def test_the_record_holds_every_method(channels_report):
    figures = json.loads((channels_report.folder / "record.json").read_text("utf-8"))["figures"]
    assert figures["channels estimates"][0]["method"] == "crude_history"
    assert len(figures["channels placebo"]) == 1


@pytest.mark.parametrize("known", [(), ("channel",)])
def test_a_company_without_channels_or_history_says_what_is_missing(tmp_path, known):
    days = pd.date_range("2026-08-01", "2026-10-31", freq="h")[:2000]
    orders = pd.DataFrame({"order_id": range(2000), "customer_id": [f"c{i % 400}" for i in range(2000)],
                           "ordered_at": days, "amount": 10, "channel": "web"})  # fmt: skip
    orders.drop(columns=[] if known else "channel").to_csv(tmp_path / "orders.csv", index=False)
    (tmp_path / "cx.toml").write_text(
        'company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["en"]\ndata_end = "2026-10-31"\n'
        'history_complete = true\n[orders]\nsource = "orders.csv"\n', "utf-8",
    )  # fmt: skip
    made = make(tmp_path, report="channels", out=tmp_path / "out", say=lambda _: None)
    page = next(made.folder.glob("*.html")).read_text("utf-8")
    assert ("270 days of orders" if known else "the channel of each order (column channel)") in page
    assert "Rows by table" in page


@pytest.fixture(scope="module")
def counted(channels_report, sample, tmp_path_factory):
    """Its figures, the checked tables, and its parameters."""
    record = json.loads((channels_report.folder / "record.json").read_text("utf-8"))
    company = cx.open_company(sample).load(month="2026-10", folder=tmp_path_factory.mktemp("snapshot"))
    return record["figures"], company, record["parameters"]


def test_a_second_computation_gives_the_same(counted):
    figures, company, values = counted
    gate.check_channels(figures, company, values=values)


@pytest.mark.parametrize("method", ["crude_history", "crude_landmark"])
@pytest.mark.parametrize("change", [{"estimate": 0.1}, {"n": 77}])
def test_another_figure_is_refused(counted, method, change):
    figures, company, values = counted
    rows = [row | (change if row["method"] == method else {}) for row in figures["channels estimates"]]
    with pytest.raises(RenderError, match=rf"E-RECOUNT-OF channels estimates \({method}\): the record says"):
        gate.check_channels({"channels estimates": rows}, company, values=values)


def test_key_figures_are_those_of_the_record(channels_report, counted):
    parts = json.loads((channels_report.folder / "parts.json").read_text("utf-8"))
    gate.check_headlines(parts, counted[0], month="2026-10")
    rows = [row | {"estimate": 0.3} for row in counted[0]["channels estimates"]]
    with pytest.raises(RenderError, match=r"E-DISAGREE channels estimates \(estimate\)"):
        gate.check_headlines(parts, {"channels estimates": rows}, month="2026-10")


def test_a_company_of_fewer_than_a_hundred_customers_has_a_report(tmp_path):
    """Its shares are whole percents, in the record as in the pictures and the second computation."""
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2026-10-31") - pd.to_timedelta(rng.integers(0, 700, 300), "D")
    orders = pd.DataFrame({"order_id": range(300), "customer_id": [f"c{i}" for i in rng.integers(0, 60, 300)],
                           "ordered_at": days, "amount": 10, "channel": rng.choice(["web", "app", "store"], 300),
                           "device": rng.choice(["mobile", "desktop"], 300)})  # fmt: skip
    orders.to_csv(tmp_path / "orders.csv", index=False)
    (tmp_path / "cx.toml").write_text(
        'company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["en"]\ndata_end = "2026-10-31"\n'
        'history_complete = true\n[orders]\nsource = "orders.csv"\n', "utf-8",
    )  # fmt: skip
    made = make(tmp_path, report="channels", out=tmp_path / "out", say=lambda _: None)
    record = json.loads((made.folder / "record.json").read_text("utf-8"))["figures"]["channels estimates"]
    assert record[0]["method"] == "crude_history"
    assert record[0]["n"] < 100
    assert record[0]["estimate"] == round(record[0]["estimate"], 2)

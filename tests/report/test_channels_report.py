"""The channel report: the naive gap first, what is left of it, and what is missing said."""

import json

import pandas as pd
import pytest

import cxmetrics as cx
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

"""What a report says of customers, of its last edition and of its metrics: every sentence in both languages."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables
from cxmetrics.display import customers, resolve
from cxmetrics.loyalty import away, fandom, lifetime
from cxmetrics.report.restated import last_report
from cxmetrics.words import LANGUAGES


def said(part, lang="en"):
    return resolve(part, lang)["text"]


def value(reason=None, made="margin", estimate=17_720.0):
    known = np.nan if reason else 1.0
    row = {"metric": "clv_12m", "period": None, "n": 500, "n_eff": 500.0, "estimate": known * estimate,
           "std_error": known * 300, "conf_low": known * (estimate - 500), "conf_high": known * (estimate + 500),
           "level": 0.95, "unit": "money", "method": f"bg/nbd, gamma-gamma, {made}", "reason": reason}  # fmt: skip
    return pd.DataFrame([row])


def held(predicted=0.61):
    row = {"metric": "purchases_held_back_90d", "n": 400, "estimate": 0.68, "conf_low": 0.6, "conf_high": 0.7}
    return pd.DataFrame([row | {"predicted": predicted, "level": 0.95}])


@pytest.mark.parametrize(
    ("reason", "made", "english", "korean"),
    [
        (None, "margin", "₩17,720 of contribution margin in the next 12 months", "공헌이익은 17,720원으로"),
        (None, "revenue", "this is revenue, not profit", "이익이 아니라 매출"),
        (lifetime.FEW_REPEATS, "margin", "fewer than 100 customers have come back", "100명 미만"),
        (lifetime.SPEND_DEPENDS, "margin", "No value can be given", "가정에 맞지 않으므로"),
        (lifetime.MISSED, "margin", "expected 0.61 purchases a customer, but 0.68 came", "실제 구매는 0.68건"),
    ],
)
def test_worth(reason, made, english, korean):
    part = customers.worth(value(reason, made), held(), currency="KRW")
    assert english in said(part)
    assert korean in said(part, "ko")
    assert ("Held against the last 90 days" in said(part)) == (reason is None)


@pytest.mark.parametrize(
    ("reason", "english", "korean"),
    [
        (None, "95% do so within 108 days (105 to 111)", "108일 안에 옵니다(105~111일)"),
        (away.TOO_FEW, "Too few customers have come back", "너무 적어"),
        (away.STILL_RISING, "customers still come back", "계속 돌아오고"),
    ],
)
def test_gone(reason, english, korean):
    row = {"n": 800, "estimate": 108.0, "conf_low": 105.0, "conf_high": 111.0, "reason": reason, "customers": 2000,
           "away": 1200, "newest_loss": "2026-07-14"}  # fmt: skip
    part = customers.gone(pd.DataFrame([row]))
    assert english in said(part)
    assert korean in said(part, "ko")
    assert "1,200 of 2,000 customers" in said(part)
    assert customers.gone(pd.DataFrame([row | {"n": np.nan}])) is None


def fan_frame(**more):
    row = {"period": "2026-10", "n": 1000, "estimate": 0.257, "conf_low": 0.249, "conf_high": 0.265, "reason": None,
           "value_share": 0.45, "value_low": 0.44, "value_high": 0.46}  # fmt: skip
    return pd.DataFrame([row | more])


def test_fans():
    whole = customers.fans(fan_frame(), month="2026-10")
    assert "25.7% of the buyers" in said(whole)
    assert "45% of the margin (44% to 46%)" in said(whole)
    assert "25.7%가(24.9%~26.5%" in said(whole, "ko")
    assert "margin" not in said(customers.fans(fan_frame(value_share=np.nan), month="2026-10"))
    short = customers.fans(fan_frame(estimate=np.nan, reason=fandom.NOT_A_YEAR), month="2026-10")
    assert "less than a year" in said(short)
    assert customers.fans(fan_frame(reason=fandom.NO_SIGN), month="2026-10")["type"] == "gap"
    assert customers.fans(fan_frame(), month="2026-11")["type"] == "gap"


def two_months():
    days = pd.to_datetime(["2026-09-05"] * 200 + ["2026-10-05"] * 200)
    frame = pd.DataFrame({"responded_at": days, "score": [9] * 150 + [3] * 50 + [9] * 80 + [3] * 120})
    shown = {"nps": cx.protect([cx.nps(frame, every="month")])[0]}
    return shown, {"nps": cx.changes(shown["nps"])}


def published(n=200, estimate=50.0):
    row = {"metric": "nps", "period": "2026-09", "n": n, "estimate": estimate, "unit": "points"}
    return {"month": "2026-09", "figures": {"nps": [row]}}


def test_since_the_last_report():
    shown, changes = two_months()
    call = {"month": "2026-10", "min_n": 10}
    row = resolve(tables.since_last(shown, changes, published(), **call), "en")["rows"][0]
    assert [cell["text"] for cell in row] == ["Recommendation (NPS)", "50.0", "50.0", "−20.0", "fell: real"]
    moved = tables.since_last(shown, changes, published(n=197), **call)
    assert resolve(moved, "en")["rows"][0][2]["text"] == "changed by a few"  # three answers are not given away
    much = tables.since_last(shown, changes, published(n=150, estimate=44.0), **call)
    assert resolve(much, "en")["rows"][0][2]["text"] == "50.0"
    assert tables.since_last(shown, changes, {"month": "2026-08", "figures": {}}, **call) is None


def test_the_last_report_is_that_of_an_earlier_month(tmp_path):
    from cxmetrics.report.publish import publish

    for month in ("2026-07", "2026-09", "2026-10"):
        record = b'{"figures": {"nps": [{"period": "%s"}]}}' % month.encode()
        publish(tmp_path, report="scorecard", month=month, files={"record.json": record}, run={})
    (tmp_path / "scorecard" / "2026-08" / "r1").mkdir(parents=True)  # torn
    assert last_report(tmp_path / "scorecard", before="2026-10")["month"] == "2026-09"
    assert last_report(tmp_path / "scorecard", before="2026-09")["month"] == "2026-07"
    assert last_report(tmp_path / "scorecard", before="2026-07") is None
    assert last_report(tmp_path / "none", before="2026-07") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_metric_has_a_name_and_a_meaning(lang):
    days = pd.date_range("2025-01-01", periods=400).repeat(2)
    orders = pd.DataFrame(
        {"order_id": range(800), "customer_id": [f"c{i % 300}" for i in range(800)], "ordered_at": days}
    )
    orders = orders.assign(order_id=orders["order_id"].astype(str), amount=10.0, referrer_id="c1")
    answers = pd.DataFrame({"score": [5, 4, 3] * 20})
    end = {"data_end": "2026-02-04"}
    worth = cx.clv(orders, **end)
    frames = [cx.nps(answers), *(cx.csat(answers, measure=m) for m in ("share", "mean", "low"))]
    frames += [cx.ces(answers, scale=(1, 7), high_is="easy", measure=m) for m in ("share", "mean", "low")]
    frames += [cx.repeat_rate(orders, definition=d, **end) for d in ("within", "customer_share", "order_share")]
    frames += [cx.repeat_rate(orders, definition="monthly_returning", **end), cx.retention(orders, **end)]
    frames += [cx.time_to_repeat(orders, **end).quantiles, worth.value, worth.holdout, away.churn_window(orders, **end)]
    frames.append(fandom.core_fandom(orders, **end))
    block = resolve(tables.catalogue({str(i): frame for i, frame in enumerate(frames)}), lang)
    assert len(block["rows"]) == len(frames)
    assert all(cell["text"] for row in block["rows"] for cell in row)

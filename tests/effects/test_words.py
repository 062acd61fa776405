"""What a report says of effects: every sentence in both languages, and no more than the interval allows."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables
from cxmetrics.display import effects, resolve
from cxmetrics.effects import METHODS
from cxmetrics.errors import CxError, DataError
from cxmetrics.words import LANGUAGES


def said(part, lang="en"):
    return resolve(part, lang)["text"]


def estimates(low=-0.02, high=0.03):
    row = {"metric": "effect_on_returned", "period": None, "n": 900, "n_eff": 700.0, "estimate": (low + high) / 2,
           "conf_low": low, "conf_high": high, "level": 0.95, "unit": "share", "reason": None, "exposed": 0.6,
           "unexposed": 0.5, "ratio": 1.2, "ratio_low": 1.1, "ratio_high": 1.3}  # fmt: skip
    rows = [{**row, "method": method} for method in METHODS]
    return pd.DataFrame(
        [
            {**rows[0], "estimate": 0.43, "conf_low": 0.4, "conf_high": 0.46, "exposed": 0.69, "unexposed": 0.26},
            *rows[1:],
        ]
    )


@pytest.mark.parametrize(
    ("low", "high", "english", "korean"),
    [
        (-0.02, 0.03, "the gap is +0.5 points (95% interval −2.0 to +3.0): no effect that can", "우연과 구별할 수"),
        (0.01, 0.03, "more than chance explains", "우연으로 보기 어렵습니다"),
        (-0.05, -0.01, "the gap turns: −3.0 points", "방향이 바뀝니다"),
        (np.nan, np.nan, "cannot be said", "말할 수 없습니다"),
    ],
)
def test_the_opening_says_the_naive_gap_and_what_is_left(low, high, english, korean):
    part = effects.opening(estimates(low, high), at_least=3, days=90)
    assert "69.0% of them against 26.0% of the others, a gap of +43.0 percentage points" in said(part)
    assert english in said(part)
    assert korean in said(part, "ko")


def test_hidden_groups_have_no_opening():
    part = effects.opening(estimates().assign(estimate=np.nan), at_least=3, days=90)
    assert part["type"] == "gap"


@pytest.mark.parametrize(
    ("low", "high", "english", "korean"),
    [
        (-1e3, 2e3, "which can be chance; as they are, +₩9,000", "우연일 수 있습니다. 조정 전 차이는 +9,000원"),
        (1e3, 2e3, "+₩1,500 in 90 days against the others (+₩1,000 to +₩2,000), more than chance", "더 썼고"),
        (-2e3, -1e3, "−₩1,500 in 90 days", "덜 썼고"),
    ],
)
def test_money(low, high, english, korean):
    frame = estimates(low, high)[lambda rows: rows["method"].isin(["crude_landmark", "overlap"])]
    frame.loc[frame["method"] == "crude_landmark", "estimate"] = 9000.0
    part = effects.money(frame, currency="KRW", days=90)
    assert english in said(part)
    assert korean in said(part, "ko")


@pytest.mark.parametrize(
    ("low", "high", "english", "korean"),
    [
        (-0.02, 0.03, "finds nothing, as it must", "차이가 없습니다"),
        (0.01, 0.03, "do not rely on the difference above", "믿지 마십시오"),
        (-0.03, -0.01, "raises the alarm", "경고"),
        (np.nan, np.nan, "no counter-check", "검증을 할 수 없습니다"),
    ],
)
def test_placebo(low, high, english, korean):
    part = effects.placebo(estimates(low, high)[-1:])
    assert english in said(part)
    assert korean in said(part, "ko")
    assert (part["tone"] == "worse") == (low * high > 0)


@pytest.mark.parametrize(
    ("z", "p", "english", "korean"),
    [(1.0, 0.3, "does not go with", "우연을 넘지 않습니다"), (3.0, 0.001, "come back more often", "더 자주"),
     (-3.0, 0.001, "come back less often", "덜 다시")],
)  # fmt: skip
def test_trend(z, p, english, korean):
    frame = pd.DataFrame({"channels": ["1", "2"], "estimate": [0.5, 0.6], "trend_z": z, "trend_p": p})
    part = effects.trend(frame, level=0.95)
    assert english in said(part)
    assert korean in said(part, "ko")


@pytest.mark.parametrize(
    ("after", "english"), [(0.02, "in none of the 2 columns by more than 0.02"), (0.3, "still differ")]
)
def test_balance(after, english):
    frame = pd.DataFrame({"covariate": ["orders 4", "spend curve"], "before": [0.5, -0.8], "estimate": [0.01, after]})
    part = effects.balance(frame)
    assert english in said(part)
    assert after == 0.3 or "differed most in amount spent before (by 0.80 standard deviations)" in said(part)


@pytest.mark.parametrize(
    ("limit", "english"),
    [(1.0, "small enough to be chance"), (1.4, "by a ratio of 1.40 each, and move the difference 2.5")],
)
def test_sensitivity(limit, english):
    frame = pd.DataFrame({"what": ["e_value", "e_value_limit", "times_strongest", "orders", "spend"],
                          "metric": ["e_value", "e_value", "times_strongest", "moved_by", "moved_by"],
                          "estimate": [1.8, limit, 2.5, 0.01, -0.03]})  # fmt: skip
    frame = pd.concat([frame, pd.DataFrame([{"what": "tipping_point", "metric": "tipping_point", "estimate": 0.25}])])
    frame = frame.assign(n=900, trait="segment VIP", trait_effect=0.2, trait_share=0.04)
    part = effects.sensitivity(frame)
    assert english in said(part)
    assert "amount spent before" in said(part)
    trait = "“customer segment: VIP” does (+20.0 points) would have to be +25.0 points more common"
    assert (trait in said(part)) == (limit > 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_and_figure_is_written(lang):
    rng = np.random.default_rng(1)
    rows = pd.DataFrame({"orders": rng.integers(3, 9, 900), "channels": rng.integers(1, 5, 900), "spent": 1.0})
    rows = rows.assign(many=rows["channels"] >= 3, ever=rng.random(900) < 0.5, back=rng.random(900) < 0.5)
    found = cx.effect(rows, exposure="many", outcome="back", adjust=["orders"], ever="ever", dose="channels")
    frames = [found.estimates, found.balance, found.chances, found.sensitivity, found.dose]
    methods, balance, chances, sensitivity, dose = cx.protect(frames)
    parts = [
        effects.methods(methods),
        effects.doses(dose, name="channels"),
        effects.chances(chances),
        tables.effect_methods(methods),
        tables.balance(balance, effects.covariate),
        tables.moved_by(sensitivity, effects.covariate),
        tables.left_out(found.left_out, min_n=10),
    ]
    blocks = [resolve(part, lang) for part in parts]
    assert [block["type"] for block in blocks] == ["figure"] * 3 + ["table"] * 4
    assert all("<svg" in block["svg"] for block in blocks[:3])
    assert len(blocks[3]["rows"]) == len(METHODS)


@pytest.mark.parametrize(("change", "key"), [({"baseline_days": 800}, "gap-short-history"), ({}, "gap-few-channels")])
def test_what_cannot_be_told_is_a_gap(change, key):
    days = pd.date_range("2026-01-01", "2026-10-31", freq="D")
    orders = pd.DataFrame({"order_id": range(304), "customer_id": range(304), "ordered_at": days, "channel": "web",
                           "amount": 1.0})  # fmt: skip
    windows = {"at_least": 3, "baseline_days": 180, "outcome_days": 90, **change}
    with pytest.raises(CxError) as raised:
        cx.channel_retention(orders, data_end="2026-10-31", **windows)
    assert effects.cannot(raised.value, **windows)["key"] == key


def test_any_other_error_is_one():
    with pytest.raises(DataError, match="E-TEST"):
        effects.cannot(DataError("E-TEST", "x"), at_least=3, baseline_days=180, outcome_days=90)


def test_a_gap_is_told_only_where_there_is_one():
    frame = estimates(0.01, 0.03)
    assert "the gap is" in said(effects.opening(frame, at_least=3, days=90))
    assert "The rest is who" in said(effects.why(frame))
    none = frame.assign(conf_low=frame["conf_low"].where(frame["method"] == "overlap", -0.01))
    part = effects.opening(none, at_least=3, days=90)
    assert "not more than chance explains" in said(part)
    assert "far more often" not in said(part)
    assert "the difference is" in said(part)
    assert "볼 수는 없습니다" in said(part, "ko")
    assert effects.why(none) is None
    larger = frame.assign(estimate=frame["estimate"].where(frame["method"] != "overlap", 0.5))
    assert "the gap is" not in said(effects.opening(larger, at_least=3, days=90))
    assert effects.why(larger) is None

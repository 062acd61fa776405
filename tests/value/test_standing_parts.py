"""The baseline and promised against delivered as tables and sentences, in both languages."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import words
from cxmetrics.display import promised
from cxmetrics.display.resolve import resolve
from cxmetrics.tables import catalogue, standing
from cxmetrics.value import baseline, delivered

BOTH = pytest.mark.parametrize("lang", words.LANGUAGES)
ROW = {"initiative_id": "i", "name": "gift", "lever": "basket", "segment": "vip", "n": 500, "level": 0.95,
       "reason": None, "hidden": None, "estimate": 0.04, "conf_low": 0.01, "conf_high": 0.07, "before": 41_000.0,
       "after": 43_000.0,
       "others_before": 40_000.0, "others_after": 40_300.0, "days": 120, "after_from": "2026-07-01", "ramping": False,
       "verdict": "kept", "promised_low": 0.01, "promised_mode": 0.02, "promised_high": 0.03}  # fmt: skip
NOTHING = dict.fromkeys(["estimate", "conf_low", "conf_high", "others_before", "others_after"], np.nan)


def cells(part, lang="en"):
    """Texts of the cells of a table, and remarks on its rows."""
    rows = resolve(part, lang)["rows"]
    return [[cell["text"] for cell in row] for row in rows], [row[0]["remark"] for row in rows]


@pytest.fixture(scope="module")
def numbers(sample_company):
    return cx.protect([baseline(sample_company, segments=["VIP", "임직원"])], min_n=30)[0]


@BOTH
def test_every_number_of_the_baseline_is_written_with_its_interval(numbers, lang):
    found, remarks = cells(standing.standing(numbers, currency="KRW", min_n=30), lang)
    assert len(found) == len(numbers)
    for (_, row), texts, remark in zip(
        numbers.sort_values("segment", kind="stable").iterrows(), found, remarks, strict=True
    ):
        assert (texts[2] == "–") == pd.isna(row["estimate"])
        assert bool(remark) == pd.isna(row["estimate"])
    whole = {texts[1]: texts for texts in found[:17]}
    rate, money = ("Repeat rate", "Order value") if lang == "en" else ("재구매율", "주문 금액")
    estimate = numbers.set_index(["segment", "metric"])["estimate"]
    assert whole[rate][2] == f"{estimate['', 'baseline_repeat_rate']:.1%}"
    assert f"{estimate['', 'baseline_order_value']:,.0f}" in whole[money][2]


def test_gaps_are_in_percentage_points_and_name_their_table(numbers):
    found, _ = cells(standing.standing(numbers, currency="KRW", min_n=30))
    gap = next(row for row in found if row[1].startswith("Repeat rate, on time"))
    assert gap[0] == "all customers"
    assert gap[2].startswith("+")
    assert gap[2].endswith("\u00a0pp")
    assert gap[5] == "deliveries"


def test_without_segments_nobody_is_named(numbers):
    part = standing.standing(numbers[numbers["segment"] == ""], currency="KRW", min_n=30)
    assert resolve(part, "en")["columns"][0]["text"] == "What"


@BOTH
def test_the_catalogue_knows_every_number(numbers, sample_company, lang):
    frames = {"baseline": numbers, "delivered": delivered(sample_company.initiatives, sample_company)}
    found, _ = cells(catalogue(frames), lang)
    assert len(found) == numbers["metric"].nunique() + 1


@BOTH
def test_what_is_delivered_is_laid_out(lang):
    lost = ROW | NOTHING | {"lever": "churn", "segment": "", "verdict": "no_comparison", "before": 0.105, "after": 0.1,
                            "reason": "nobody to compare with"}  # fmt: skip
    contacts = ROW | {"lever": "contacts", "before": 0.0612, "after": 0.0551, "ramping": True, "verdict": "too_early"}
    found, remarks = cells(standing.delivered(pd.DataFrame([ROW, lost, contacts]), currency="KRW", min_n=30), lang)
    own = found[0]
    assert ("+2.0%" in own[2], "+4.0%" in own[3], "+7.0%" in own[3]) == (True, True, True)
    assert "41,000" in own[5]
    assert "40,300" in own[5]
    assert found[1][3] == ""
    assert found[1][5] == "10.5%\u00a0→ 10.0%"
    assert "0.061\u00a0→ 0.055" in found[2][5]
    if lang == "en":
        assert [row[4] for row in found] == ["kept", "nobody to compare with", "too early"]
        assert remarks[0] == "120 days from July 1, 2026"
        assert remarks[2].endswith("while ramping up")
    assert standing.delivered(pd.DataFrame([ROW]).head(0), currency="KRW", min_n=30) is None


@BOTH
@pytest.mark.parametrize(
    ("verdict", "english", "korean"),
    [("kept", "The promise is kept.", "약속을 지켰습니다."), ("below", "less than promised", "약속에 못 미칩니다."),
     ("unclear", "can be chance", "우연일 수 있습니다.")],
)  # fmt: skip
def test_a_sentence_claims_what_the_interval_does(lang, verdict, english, korean):
    said = resolve(promised.delivered_state(pd.DataFrame([ROW | {"verdict": verdict}])), lang)["text"]
    assert (english if lang == "en" else korean) in said
    assert "+2.0%" in said
    assert "+4.0%" in said
    for claim in ("because", "drives", "caused"):
        assert claim not in said


@BOTH
def test_who_cannot_be_judged_is_named_and_hidden_rows_are_not(lang):
    untold = [ROW | NOTHING | {"name": name, "verdict": name} for name in ("no_comparison", "too_early", "unknown")]
    hidden = ROW | NOTHING | {"name": "secret", "verdict": "kept", "hidden": "small"}
    unpromised = ROW | {"name": "other", "verdict": "unclear", "promised_mode": np.nan}
    said = resolve(promised.delivered_state(pd.DataFrame([*untold, hidden, unpromised])), lang)["text"]
    assert all(row["name"] in said for row in untold)
    assert "secret" not in said
    assert ("nothing was promised" if lang == "en" else "약속한 값은 없습니다") in said
    assert promised.delivered_state(pd.DataFrame([ROW]).head(0)) is None

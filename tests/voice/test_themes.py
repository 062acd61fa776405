"""Themes of comments: as pandas counts them, as they were drawn, and told by the score that came with them."""

import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.engine import Facts
from cxmetrics.errors import ParameterError
from cxmetrics.voice.keywords import DEFAULT, NO_THEME, held_themes
from cxmetrics.voice.reading import read_comments, tones
from cxmetrics.voice.themes import comment_themes
from tests.voice.made import END, answers, drawn

DRAWS = 60
WORDS = {name: DEFAULT[name] for name in ("delivery", "price", "size")}
ASKED = {"data_end": END}
SHARES = {"delivery": 0.4, "price": 0.3, "size": 0.1, None: 0.2}
COMPLAINTS = {"delivery": 0.5, "price": 0.1, "size": 0.3, None: 0.2}


def test_counts_are_those_of_pandas(sample):
    """Every count of the sample company, a year of comments, by touchpoint, written anew with pandas and re."""
    loaded = cx.open_company(sample).load()
    found = comment_themes(loaded.responses, by="touchpoint")
    rows = loaded.responses.df()
    since = pd.Timestamp(loaded.config.data_end) - pd.Timedelta(days=364)
    rows = rows[rows["comment"].fillna("").str.strip().ne("") & (rows["responded_at"] >= since)]
    limits = {"nps": (9, 6), "csat": (4, 2), "ces": (5, 3)}
    assert set(rows["metric"]) == set(limits)
    good = rows["score"] >= rows["metric"].map({name: high for name, (high, _) in limits.items()})
    bad = rows["score"] <= rows["metric"].map({name: low for name, (_, low) in limits.items()})
    seen = 0
    for theme, words in DEFAULT.items():
        pattern = "|".join(
            re.escape(w) if not w.isascii() else rf"(?<![a-z]){w}" + (r"(e?s)?(?![a-z])" if len(w) < 4 else "")
            for w in words
        )
        has = rows["comment"].str.lower().str.contains(pattern.replace("(e?s)", "(?:e?s)"))
        for touchpoint, own in rows[has].groupby("touchpoint", dropna=False):
            both = (found.shares["theme"] == theme) & (found.shares["touchpoint"].fillna("") == (touchpoint or ""))
            (row,), (complaints,) = found.shares[both].to_dict("records"), found.complaints[both].to_dict("records")
            known = own["customer_id"].dropna()
            assert row["n"] == complaints["n"] == known.nunique() + own["customer_id"].isna().sum()
            assert (row["praise"], row["complaint"]) == (good[own.index].sum(), bad[own.index].sum())
            assert row["praise"] + row["neutral"] + row["complaint"] == len(own) == complaints["of"]
            assert row["of"] == (rows["touchpoint"] == touchpoint).sum()
            assert row["estimate"] == pytest.approx(len(own) / row["of"])
            assert complaints["estimate"] == pytest.approx(row["complaint"] / len(own))
            seen += 1
    assert seen == (found.shares["theme"] != NO_THEME).sum() > 50


def test_themes_of_the_sample_companys_phrases():
    """What each phrase is about, told by hand: the words of the default themes find it, and nothing else."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "data" / "sample_company"))
    try:
        phrases = runpy.run_path(str(Path(__file__).parents[2] / "data" / "sample_company" / "phrases.py"))
    finally:
        sys.path.pop(0)
    told = {
        "{item} 포장이 찢어진 채로 왔어요.": {"packaging"},
        "{item} 색이 사진과 너무 달라서 실망했습니다.": {NO_THEME},
        "상담원 연결이 너무 어려워요, 전화만 20분 기다렸습니다.": {"service"},
        "교환 신청했는데 답이 없어요.": {"returns", "service"},
        "반품 배송비를 왜 제가 내야 하는지 모르겠습니다.": {"returns", "delivery"},
        "가격에 비해 {item} 품질이 별로예요.": {"price", "quality"},
        "결제 오류가 나서 세 번이나 다시 했어요.": {"payment"},
        "쿠폰이 적용되지 않았는데 문의해도 같은 답변만 하네요.": {"price", "service"},
        "{item} 사이즈가 안 맞는데 교환이 너무 번거로워요.": {"size", "returns"},
        "기대했는데 {item} 마감이 엉성합니다.": {"quality"},
        "배송 알림이 하나도 안 와서 답답했어요.": {"delivery"},
        "The {item} arrived broken and nobody answered my message.": {"quality"},
        "배송은 빨랐는데 상자가 구겨져 있었어요.": {"delivery", "packaging"},
        "Fine, but delivery took {days} days.": {"delivery"},
        "검색이 조금 불편했지만 물건은 괜찮아요.": {"app"},
        "그냥 그래요": {NO_THEME},
        "포장이 예뻐서 선물하기 좋아요, 감사합니다.": {"packaging"},
        "상담원분이 친절하게 해결해 주셨어요.": {"service"},
        "늘 여기서 사요. 믿고 삽니다.": {NO_THEME},
        "Great quality, fast delivery. Thank you!": {"quality", "delivery"},
    }
    assert set(told) <= {*phrases["UNHAPPY"], *phrases["LUKEWARM"], *phrases["HAPPY"]}
    texts = pd.Series([text.format(item="머그컵", days=3) for text in told])
    held = held_themes(texts, DEFAULT)
    found = [set(held.columns[row]) for row in held.to_numpy()]
    assert found == list(told.values())


def test_known_shares_lie_within_their_intervals():
    """Draws of customers who write several times: 95 % intervals hold the truth about as often."""
    hits = []
    for seed in range(DRAWS):
        found = comment_themes(drawn(SHARES, COMPLAINTS, n=400, people=160, seed=seed), keywords=WORDS, **ASKED)
        for frame, truth in ((found.shares, SHARES), (found.complaints, COMPLAINTS)):
            known = frame["theme"].map({name or NO_THEME: value for name, value in truth.items()})
            hits += ((frame["conf_low"] <= known) & (known <= frame["conf_high"])).tolist()
    assert len(hits) == DRAWS * 8
    assert 0.92 < np.mean(hits) < 0.98


def test_one_voice_for_a_customer_who_writes_five_times():
    """Repeating everybody's comments changes no estimate and makes no interval narrower."""
    once = answers(["배송"] * 40 + ["좋아요"] * 60, [2] * 50 + [10] * 50)
    again = pd.concat([once.assign(response_id=once["response_id"] + f"-{i}") for i in range(5)])
    one, five = comment_themes(once, **ASKED).shares, comment_themes(again, **ASKED).shares
    assert five["n"].tolist() == one["n"].tolist() == [40, 60]
    assert five["of"].tolist() == [500, 500]
    assert five["estimate"].tolist() == pytest.approx(one["estimate"].tolist())
    assert five["conf_low"].tolist() == pytest.approx(one["conf_low"].tolist(), abs=0.002)


@pytest.mark.parametrize(
    ("metric", "score", "facts", "tone"),
    [
        ("nps", 9, {}, "praise"),
        ("nps", 8, {}, "neutral"),
        ("nps", 7, {}, "neutral"),
        ("nps", 6, {}, "complaint"),
        ("nps", 11, {}, "neutral"),  # on no scale
        ("csat", 4, {}, "praise"),
        ("csat", 3, {}, "neutral"),
        ("csat", 2, {}, "complaint"),
        ("ces", 7, {"scales": {"ces": (1, 7)}}, "neutral"),  # nothing says what a high answer means
        ("ces", 5, {"scales": {"ces": (1, 7)}, "directions": {"ces": "easy"}}, "praise"),
        ("ces", 4, {"scales": {"ces": (1, 7)}, "directions": {"ces": "easy"}}, "neutral"),
        ("ces", 5, {"scales": {"ces": (1, 7)}, "directions": {"ces": "effort"}}, "complaint"),
        ("ces", 3, {"scales": {"ces": (1, 7)}, "directions": {"ces": "effort"}}, "praise"),
        ("rating", 7, {"scales": {"rating": (1, 10)}}, "praise"),
        ("rating", 6, {"scales": {"rating": (1, 10)}}, "neutral"),
        ("rating", 4, {"scales": {"rating": (1, 10)}}, "complaint"),
        ("pain", 9, {"scales": {"pain": (1, 10)}, "directions": {"pain": "bad"}}, "complaint"),
        ("own", 5, {}, "neutral"),
        (None, 10, {}, "neutral"),
        ("nps", None, {}, "neutral"),
    ],
)
def test_the_score_tells_praise_from_complaint(metric, score, facts, tone):
    found = tones(pd.Series([metric], dtype=object), pd.Series([score], dtype=float), Facts(**facts))
    assert found.tolist() == [tone]


def test_a_comment_with_several_scores_counts_once_by_its_nps():
    twice = answers(["배송"] * 3, [5, 2, 1], metric="nps").assign(response_id="one", customer_id="c")
    twice["metric"] = ["csat", "nps", "ces"]
    found = comment_themes(twice, **ASKED).shares.iloc[0]
    assert found[["n", "of", "praise", "complaint"]].tolist() == [1, 1, 0, 1]
    unlike = twice.assign(comment=["배송", "가격", "배송"])
    assert comment_themes(unlike, **ASKED).shares["of"].tolist() == [2, 2]


def test_only_the_window_counts():
    day = [pd.Timestamp(day) for day in ("2025-10-31", "2025-11-01", "2026-10-31 23:59", "2026-11-01")]
    rows = answers(["a", "b", "c", "d"], [9] * 4).assign(responded_at=day)
    assert read_comments(rows, by=None, days=365, data_end=END)["text"].tolist() == ["b", "c"]
    assert read_comments(rows, by=None, days=1, data_end=END)["text"].tolist() == ["c"]


@pytest.mark.parametrize("empty", ["", "  ", "\u200b", " \u3000\xa0", None])
def test_what_says_nothing_is_no_comment(empty):
    found = comment_themes(answers([empty, "배송"], [9, 9]), **ASKED)
    assert found.shares[["theme", "of"]].to_numpy().tolist() == [["delivery", 1]]
    nothing = comment_themes(answers([empty], [9], channel="app"), by="channel", **ASKED)
    assert nothing.shares.empty
    assert list(nothing.shares.columns[:3]) == ["theme", "channel", "metric"]


@pytest.mark.parametrize(
    ("text", "keywords", "held"),
    [
        ("Ｄｅｌｉｖｅｒｙ was late", ["deliver"], True),
        ("undelivered", ["deliver"], False),
        ("택\u200b배가", ["택배"], True),
        ("배송".encode().decode(), ["배송"], True),
        ("\u1107\u1162\u1109\u1169\u11bc", ["배송"], True),  # as macOS writes it
        ("sold   OUT again", ["sold out"], True),
        ("I apply", ["app"], False),
        ("two boxes", ["box"], True),
        ("c++ (.*)", [".*"], True),
        ("abc", [".*"], False),
    ],
)
def test_keywords_match_as_stems(text, keywords, held):
    found = comment_themes(answers([text], [9]), keywords={"t": keywords}, **ASKED).shares
    assert found["theme"].tolist() == ["t" if held else NO_THEME]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"days": 0}, "E-WINDOW-OF"),
        ({"by": "nowhere"}, "E-COLUMN"),
        ({"by": "theme"}, "E-BY"),
        ({"level": 95}, "E-LEVEL"),
        ({"data_end": None}, "E-DATA-END"),
    ],
)
def test_what_cannot_be_counted_is_refused(call, code):
    with pytest.raises(ParameterError) as refused:
        comment_themes(answers(["배송"], [9]), **{**ASKED, **call})
    assert refused.value.code == code


def test_a_table_without_comments_is_refused():
    with pytest.raises(ParameterError, match="no column 'comment'"):
        comment_themes(answers(["x"], [9]).drop(columns="comment"), **ASKED)


def test_both_frames_hide_the_same_small_themes():
    rows = answers(["배송"] * 50 + ["가격"] * 12 + ["결제"] * 3, [2, 10, 10, 7, 9] * 13)
    found = comment_themes(rows, **ASKED)
    shares, complaints = cx.protect([found.shares, found.complaints])
    assert shares["hidden"].tolist() == complaints["hidden"].tolist()
    assert shares["hidden"].tolist()[1:] == ["with_another", "small"]
    assert shares.loc[shares["hidden"].notna(), ["n", "of", "praise", "complaint", "estimate"]].isna().all(axis=None)


def test_a_small_theme_of_which_all_complain_is_hidden_in_both_frames():
    """Shown beside its customers it would tell of each that they complained."""
    rows = answers(["결제"] * 20 + ["배송"] * 100 + ["가격"] * 100, [2] * 20 + [2, 10] * 100)
    found = comment_themes(rows, **ASKED)
    shares, complaints = cx.protect([found.shares, found.complaints])
    assert complaints.set_index("theme").loc["payment", "hidden"] == "alike"
    assert shares["hidden"].tolist() == complaints["hidden"].tolist()

"""What a report says of the ratings: no more than their intervals and ranks do, in both languages."""

import json

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables, words
from cxmetrics.display import priorities as told
from cxmetrics.display import resolve
from cxmetrics.frames import result

from .known import long

NAMES = ["product_quality", "price_value", "parking"]
SHARED = {"level": 0.95, "unit": "share", "n": 400, "n_eff": 400.0}


def importance(*, ranks=((1, 1), (2, 3), (2, 3)), signs=("up", "up", "unclear"), answered=(1.0, 1.0, 1.0), low=0.05):
    keys = pd.DataFrame({"driver": NAMES})
    share = np.array([0.6, 0.25, 0.15])
    values = {"metric": "driver_share", "estimate": share, "conf_low": share - low, "conf_high": share + low}
    slope = np.array([{"up": 0.5, "down": -0.5, "unclear": 0.01}[sign] for sign in signs])
    more = {"slope": slope, "slope_low": slope - 0.1, "slope_high": slope + 0.1, "sign": signs, "correlation": 0.5}
    more |= {"rank": [1, 2, 3], "rank_low": [low for low, _ in ranks], "rank_high": [high for _, high in ranks]}
    return result(keys, values | SHARED, extras=more | {"r_squared_part": share / 2, "answered": answered})


def fit(reason=None):
    values = {"metric": "driver_fit", "estimate": 0.5 if reason is None else np.nan, "reason": reason}
    return result(pd.DataFrame(index=[0]), values | SHARED, extras={"surveys": 500})


def performance(good=(0.4, 0.7, 0.7), low=0.05):
    share = np.array(good)
    limits = {"estimate": share, "conf_low": share - low, "conf_high": share + low}
    return result(pd.DataFrame({"driver": NAMES}), {"metric": "driver_good", **limits} | SHARED)


def said(part, lang="en"):
    return resolve(part, lang)["text"]


def test_the_strongest_is_named_only_where_ranks_are_apart():
    clear = said(told.opening(importance(), fit(), outcome="nps"))
    assert clear.startswith(
        "Of the differences in “Recommendation score” between surveys 50.0% go with the other ratings"
    )
    assert "goes with “Quality of the product”: 60.0% (95% interval 55.0% to 65.0%), more than with any other" in clear
    tied = said(told.opening(importance(ranks=((1, 2), (1, 2), (3, 3))), fit(), outcome="nps"))
    assert "which of them cannot be told: “Quality of the product”, “Value for money”." in tied
    alike = said(told.opening(importance(ranks=((1, 3),) * 3), fit(), outcome="own"))
    assert "“own”" in alike
    assert "Quality" not in alike
    korean = said(told.opening(importance(), fit(), outcome="nps"), "ko")
    assert "50.0%가 같은 설문의 다른 평가 항목들과" in korean
    assert "‘상품 품질’의 60.0%(95% 신뢰구간 55.0%~65.0%)" in korean
    for text in (clear, tied, alike):
        assert "halo" in text
        assert "does not say that raising a rating would raise it" in text
    assert "후광 효과" in korean


def test_what_a_rating_adds_follows_the_interval_of_its_slope():
    text = said(told.beyond(importance(signs=("up", "down", "unclear"))))
    assert "beyond chance: “Quality of the product”." in text
    assert "a lower score goes with a better rating here: “Value for money”." in text
    assert "cannot be told: “parking”." in text
    few = said(told.beyond(importance(answered=(1.0, 1.0, 0.3))))
    assert "Less than half of the surveys have an answer to these: “parking”." in few
    assert "mood" not in few


def test_what_is_first_is_more_important_and_worse_than_the_average_beyond_the_intervals():
    part = told.priorities(importance(), performance())
    frame = pd.DataFrame(part["frame"])
    assert part["kind"] == "priorities"
    assert frame["mark"].tolist() == ["first", "", ""]
    assert frame.columns.tolist() == ["label", "estimate", "conf_low", "conf_high", "across", "across_low",
                                      "across_high", "middle", "across_middle", "mark", "reason"]  # fmt: skip
    assert (frame["middle"] == 0.333).all()
    assert (frame["across_middle"] == 0.6).all()
    assert set(part["text"]["names"]) == {"improve", "keep", "watch", "enough", "first"}
    json.dumps(part, allow_nan=False)
    for lang in words.LANGUAGES:
        for phrase in (part["alt"], part["caption"], *part["text"]["names"].values(), part["text"]["across"]):
            assert words.say(phrase["key"], lang, **dict.fromkeys(phrase["fields"], "x"))
    assert part["alt"]["key"] == "alt-priorities"
    assert "To look at first: “Quality of the product”" in said(told.look_first(importance(), performance()))
    for rows, good in (
        (importance(low=0.3), performance()),
        (importance(), performance(low=0.25)),
        (importance(), performance((0.9, 0.5, 0.5))),
    ):
        none = told.priorities(rows, good)
        assert {row["mark"] for row in none["frame"]} == {""}
        assert none["alt"]["key"] == "alt-priorities-none"
        assert said(told.look_first(rows, good)).startswith("No rating both goes")


def test_a_rating_without_a_scale_has_no_place():
    good = performance()
    good.loc[0, ["estimate", "conf_low", "conf_high"]] = np.nan
    assert [row["label"]["key"] for row in told.priorities(importance(), good)["frame"]] == [
        "rating-price-value",
        "rating-other",
    ]
    good.loc[1, "estimate"] = np.nan
    assert told.priorities(importance(), good) is told.look_first(importance(), good) is None


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("fewer than two drivers", "two or more further ratings in the same surveys"),
        ("too few answers", "20 customers for each rating"),
        ("all answered the same", "all answered the same"),
        ("fewer than 10", "20 customers for each rating"),  # as hidden
    ],
)
def test_a_gap_says_what_is_missing(reason, text):
    nothing = importance()
    nothing["estimate"] = np.nan
    part = told.missing(nothing, fit(reason), outcome="nps")
    assert part["type"] == "gap"
    assert text in said(part)
    assert "추천 점수" in said(part, "ko")
    assert told.missing(importance(), fit(), outcome="nps") is None
    assert told.missing(importance()[:1], fit(), outcome="nps")["key"] == "gap-few-surveys"  # the others are hidden


def test_the_figure_of_importance_shows_every_rating():
    rows = importance()
    rows.loc[2, ["estimate", "conf_low", "conf_high", "n"]] = np.nan
    rows["hidden"] = [None, None, "small"]
    part = told.importance_figure(rows, outcome="nps", min_n=10)
    assert [row["reason"] and row["reason"]["key"] for row in part["frame"]] == [None, None, "reason-hidden"]
    assert {row["reference"] for row in part["frame"]} == {0.5}
    block = resolve(part, "en")
    assert block["alt"].startswith("Dots with intervals of the share that goes with each rating")
    assert "“Quality of the product” 60.0%" in block["alt"]
    assert "Recommendation score" in block["caption"]


def texts(part, lang):
    block = resolve(part, lang)
    return [[cell["text"] for cell in row] for row in block["rows"]]


def test_tables_hold_what_the_frames_do():
    rows = texts(tables.driver_importance(importance(), outcome="nps", min_n=10), "en")
    assert rows[0] == ["Quality of the product", "60.0%", "55.0% to 65.0%", "1", "100%", "400"]
    assert rows[1][3] == "2–3"
    rows = texts(tables.driver_slopes(importance(), performance(), min_n=10), "ko")
    assert rows[0] == ["상품 품질", "+0.50", "+0.40 ~ +0.60", "함께 높아짐", "+0.50", "40.0%", "35.0%~45.0%", "400"]
    assert rows[2][3] == "우연일 수 있음"
    left = pd.DataFrame([("survey", None, "no driver answered", 30), ("question", "csat", "judges the whole", 4)],
                        columns=["what", "metric", "why", "n"])  # fmt: skip
    assert texts(tables.drivers_left_out(left, min_n=10), "en") == [
        ["Surveys", "", "no rating beside the score", "30"],
        ["Question", "Satisfaction", "judges the whole, as the score does", "< 10"],
    ]
    assert tables.drivers_left_out(left[:0], min_n=10) is None


def remarks(part, lang):
    return {row[0]["remark"] for row in resolve(part, lang)["rows"]}


def test_every_reason_has_words():
    """From the data to the page, with ratings that cannot be judged and one that is hidden."""
    rng = np.random.default_rng(0)
    parcel, price, site = rng.integers(1, 6, (3, 300)).astype(float)
    few = np.where(np.arange(300) < 8, parcel, np.nan)
    columns = {"nps": np.clip(parcel + price, 0, 10), "parcel": parcel, "price": price, "site": site,
               "same": np.full(300, 3.0), "few": few}  # fmt: skip
    facts = cx.Facts(scales=dict.fromkeys(("parcel", "price", "site", "few"), (1, 5)))
    found = cx.drivers(cx.Table(long(columns), facts=facts), drivers=list(columns)[1:], draws=50)
    shown, whole, good = cx.protect([found.importance, found.fit, found.performance])
    assert told.missing(shown, whole, outcome=found.outcome) is None
    hidden = shown.set_index("driver")["hidden"]
    assert hidden["few"] == "small"
    for lang in words.LANGUAGES:
        shares = remarks(tables.driver_importance(shown, outcome="nps", min_n=10), lang)
        assert {words.say("reason-same", lang), words.say("reason-hidden", lang, min_n=10)} <= shares
        assert words.say("reason-no-scale", lang) in remarks(tables.driver_slopes(shown, good, min_n=10), lang)
        resolve(tables.catalogue({"a": shown, "b": whole, "c": good}), lang)
        for part in (told.opening(shown, whole, outcome="nps"), told.beyond(shown), told.look_first(shown, good)):
            assert resolve(part, lang)["text"]
    placed = [row["label"]["fields"]["name"] for row in told.priorities(shown, good)["frame"]]
    assert set(placed) < {"parcel", "price", "site"}  # one is hidden with the few, the others have no share


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_text_says_more_than_that_it_goes_along(lang):
    keys = [key for key in words.keys(lang) if key.startswith(("drivers-", "priorit", "definition-drivers", "note-sl"))]
    for key in keys:
        text = words.say(key, lang, **dict.fromkeys(words_fields(key, lang), "x")).lower()
        for claim in ("drive", "cause", "because", "effect", "원인", "때문", "좌우", "이끄"):
            assert claim not in text.replace("후광 효과", ""), (key, claim)


def words_fields(key, lang):
    line = next(line for line in words.catalogue(lang).splitlines() if line.startswith(f"{key} ="))
    return {name.strip('$,)}"') for name in line.replace("(", " ").replace(",", " ").split() if name.startswith("$")}

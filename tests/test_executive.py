"""The five answers on the first page: each says what the numbers say, and no more, in both languages."""

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.change import against_rest
from cxmetrics.display import resolve
from cxmetrics.display.executive import state_of_month
from cxmetrics.parts import phrase

NOW, THEN = "2026-10", "2025-10"


def answers_of_two(now, then, n=400, **more):
    """Answers of two Octobers with the given shares of promoters; all others are detractors."""
    parts = [pd.DataFrame({"responded_at": pd.Timestamp(f"{month}-05"),
                           "score": [9] * int(n * share) + [3] * (n - int(n * share))})
             for month, share in ((THEN, then), (NOW, now))]  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(**more)


def nps_of(now, then, n=400):
    frame = cx.protect([cx.nps(answers_of_two(now, then, n), every="month")])[0]
    return {"nps": frame}, {"nps": cx.changes(frame)}


def answers_of(part, lang):
    return [" ".join(line["text"] for line in item["lines"]) for item in resolve(part, lang)["items"]]


SAID = {
    "worse": (
        (0.6, 0.8),
        [
            "Worse than a year earlier, by more than chance: Recommendation (NPS).",
            "Recommendation (NPS): 20.0 in October 2026, 60.0 in October 2025; −40.0 points (95% interval −5",
            "More than chance explains the change of: Recommendation (NPS).",
            "First find out why, for: Recommendation (NPS). Read what unhappy customers write; call some back.",
        ],
        [
            "1년 전보다 나빠졌으며 우연으로 보기 어렵습니다: 순추천지수(NPS).",
            "순추천지수(NPS): 2026년 10월 20.0, 2025년 10월 60.0. −40.0점(95% 신뢰구간 −5",
            "우연으로 보기 어려운 변화: 순추천지수(NPS).",
            "먼저 나빠진 원인을 파악해야 합니다(순추천지수(NPS)).",
        ],
    ),
    "better": (
        (0.8, 0.6),
        [
            "Better than a year earlier, by more",
            "20.0 in October 2025; +40.0 points",
            "More than chance",
            "No new measure",
        ],
        ["1년 전보다 좋아졌으며", "+40.0점", "우연으로 보기 어려운 변화: 순추천지수(NPS).", "새로 할 일은 없습니다"],
    ),
    "unclear": (
        (0.71, 0.7),
        [
            "No change for the better or the worse against a year earlier is proven.",
            "May be chance, since so many numbers are compared: Recommendation (NPS) +2.0 points (",
            "It can be chance for: Recommendation (NPS).",
            "No new measure",
        ],
        [
            "확인된 변화는 없습니다",
            "우연일 수 있는 변화: 순추천지수(NPS) +2.0점(",
            "배제할 수 없는 변화",
            "새로 할 일은 없습니다",
        ],
    ),
}


@pytest.mark.parametrize("tone", SAID)
def test_the_answers_follow_the_verdict(tone):
    shares, english, korean = SAID[tone]
    part = state_of_month(*nps_of(*shares), month=NOW, rest={})
    for lang, wanted in (("en", english), ("ko", korean)):
        for text, words in zip(answers_of(part, lang), wanted, strict=False):
            assert words in text
    assert part["items"][1]["lines"][0]["tone"] == tone


def test_a_change_that_is_neither_good_nor_bad_says_so_and_has_no_tone():
    days = pd.to_datetime(["2025-09-01"] * 300 + ["2025-10-05"] * 300 + ["2026-10-05"] * 300)
    who = [*range(300), *range(100), *range(300, 500), *range(300)]
    orders = pd.DataFrame({"order_id": range(900), "customer_id": who, "ordered_at": days}).astype({"order_id": str})
    frame = cx.repeat_rate(orders.astype({"customer_id": str}), definition="monthly_returning", data_end="2026-10-31")
    shown = {"returning": cx.protect([frame])[0]}
    changes = {"returning": cx.changes(shown["returning"])}
    part = state_of_month(shown, changes, month=NOW, rest={})
    assert changes["returning"].iloc[-1]["verdict"] == "rose"
    assert {line["tone"] for item in part["items"] for line in item["lines"]} == {"none"}
    assert "Neither good nor bad by itself" in answers_of(part, "en")[1]
    assert answers_of(part, "en")[0] == "No change for the better or the worse against a year earlier is proven."
    assert answers_of(part, "en")[3] == "No new measure follows from these numbers."


def test_groups_below_the_rest_are_where_to_begin_with_their_scores():
    shares = {"app": (0.8, 0.8), "live": (0.2, 0.4), "web": (0.7, 0.7)}
    rows = pd.concat([answers_of_two(*pair, 300, channel=name) for name, pair in shares.items()])
    groups = cx.nps(rows, by="channel", every="month")
    shown, changes = nps_of(0.71, 0.7)
    shown["nps by channel"] = cx.protect([groups])[0]
    below = against_rest(groups[groups["period"] == NOW])
    part = state_of_month(shown, changes, month=NOW, rest={"channel": below})
    said = "Begin where the score is clearly below the rest (channel): “live” (−60.0; a year earlier −20.0)."
    assert answers_of(part, "en")[3] == said
    assert "‘live’(−60.0점, 1년 전 −20.0점)" in answers_of(part, "ko")[3]
    shown["nps by channel"] = shown["nps by channel"].query("period == @NOW")
    assert "“live” (−60.0)." in answers_of(state_of_month(shown, changes, month=NOW, rest={"channel": below}), "en")[3]


def test_months_taken_together_are_named_with_their_own_values():
    parts = [pd.DataFrame({"responded_at": pd.Timestamp(f"{month}-05"), "score": [9] * good + [3] * (400 - good)})
             for month, good in (("2025-09", 300), ("2025-10", 300), ("2026-09", 200), ("2026-10", 220))]  # fmt: skip
    frame = cx.protect([cx.nps(pd.concat(parts, ignore_index=True), every="month")])[0]
    part = state_of_month({"nps": frame}, {"nps": cx.changes(frame, holidays="KR")}, month=NOW, rest={})
    said = "5.0 in September and October 2026, 50.0 in September and October 2025; −45.0 points"
    assert said in answers_of(part, "en")[1]
    assert "2026년 9~10월 5.0, 2025년 9~10월 50.0. −45.0점" in answers_of(part, "ko")[1]


def test_too_few_answers_are_not_judged():
    shown, changes = nps_of(0.6, 0.8, n=20)
    texts = answers_of(state_of_month(shown, changes, month=NOW, rest={}), "en")
    assert texts[0] == "There is no fair comparison with a year earlier."
    assert texts[1] == "October 2026 cannot be compared with a year earlier."
    assert texts[2].startswith("Too few to compare: Recommendation (NPS).")
    assert texts[3] == "No new measure follows from these numbers."


def test_gaps_and_what_cannot_be_known_are_said():
    shown, changes = nps_of(0.6, 0.8)
    later = {"phrases": [phrase("exec-none-judged")]}
    part = state_of_month(shown, changes, month=NOW, rest={}, gaps=["concept-ces", "concept-orders"], not_yet=later)
    last = answers_of(part, "en")[4]
    assert last.startswith("Why it is so, and what customers who did not answer think.")
    assert "No data: effort answers (CES), orders." in last
    assert last.endswith("Nothing could be compared.")


def test_nothing_at_all_is_said_as_such():
    part = state_of_month({}, {}, month=NOW, rest={}, gaps=["concept-nps"])
    assert answers_of(part, "en")[0] == "There are no numbers for this month."
    assert resolve(part, "ko")["items"][0]["question"] == "현황"

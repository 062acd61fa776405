"""The five answers on the first page: each says what the numbers say, and no more, in both languages."""

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.change import against_rest
from cxmetrics.display import resolve
from cxmetrics.display.executive import state_of_month
from cxmetrics.parts import phrase

NOW, THEN = "2026-10", "2025-10"


def nps_of(now, then, n=400):
    """Answers of two Octobers with the given shares of promoters; all others are detractors."""
    parts = [pd.DataFrame({"responded_at": pd.Timestamp(f"{month}-05"),
                           "score": [9] * int(n * share) + [3] * (n - int(n * share))})
             for month, share in ((THEN, then), (NOW, now))]  # fmt: skip
    frame = cx.protect([cx.nps(pd.concat(parts, ignore_index=True), every="month")])[0]
    return {"nps": frame}, {"nps": cx.changes(frame)}


def answers_of(part, lang):
    block = resolve(part, lang)
    return [item["text"] for item in block["items"]]


@pytest.mark.parametrize(
    ("now", "then", "english", "korean"),
    [
        (0.6, 0.8, ["NPS: 20.0 (October 2026).", "NPS fell by 40.0 points against October 2025",
                    "More than chance explains: NPS.", "Find the reason first: NPS. No group stands out"],
         ["NPS 20.0(2026년 10월).", "NPS: 2025년 10월보다 40.0점 내렸습니다", "우연으로 보기 어려운 변화: NPS.",
          "먼저 원인을 찾으십시오: NPS."]),
        (0.8, 0.6, ["NPS: 60.0", "NPS rose by 40.0 points", "More than chance explains: NPS.", "No new measure"],
         ["NPS 60.0", "40.0점 올랐습니다", "우연으로 보기 어려운 변화: NPS.", "새로 할 일은 없습니다"]),
        (0.71, 0.7, ["NPS: 42.0", "Nothing changed against a year earlier", "The change can be chance: NPS.",
                     "No new measure"],
         ["NPS 42.0", "우연으로 보기 어려운 변화는 없습니다", "우연일 수 있는 변화: NPS.", "새로 할 일은 없습니다"]),
    ],
)  # fmt: skip
def test_the_answers_follow_the_verdict(now, then, english, korean):
    shown, changes = nps_of(now, then)
    part = state_of_month(shown, changes, month=NOW, rest={})
    for lang, wanted in (("en", english), ("ko", korean)):
        for text, words in zip(answers_of(part, lang), wanted, strict=False):
            assert words in text
    tone = {"fell": "worse", "rose": "better"}.get(changes["nps"].iloc[-1]["verdict"], "none")
    assert part["items"][1]["tone"] == tone


def test_groups_below_the_rest_are_where_to_begin():
    shown, changes = nps_of(0.71, 0.7)
    rows = pd.DataFrame({"channel": ["app"] * 300 + ["live"] * 300 + ["web"] * 300})
    rows["score"] = [9] * 240 + [3] * 60 + [9] * 60 + [3] * 240 + [9] * 200 + [3] * 100
    part = state_of_month(shown, changes, month=NOW, rest={"channel": against_rest(cx.nps(rows, by="channel"))})
    assert answers_of(part, "en")[3] == "Begin with live (channel): clearly below the rest."
    assert "live" in answers_of(part, "ko")[3]


def test_too_few_answers_are_not_judged():
    shown, changes = nps_of(0.6, 0.8, n=20)
    texts = answers_of(state_of_month(shown, changes, month=NOW, rest={}), "en")
    assert texts[1] == "October 2026 cannot be compared with a year earlier."
    assert texts[2].startswith("Too few to compare: NPS.")
    assert texts[3] == "No new measure follows from these numbers."


def test_gaps_and_what_cannot_be_known_are_said():
    shown, changes = nps_of(0.6, 0.8)
    later = {"phrases": [phrase("exec-none-judged")]}
    part = state_of_month(shown, changes, month=NOW, rest={}, gaps=["concept-ces", "concept-orders"], not_yet=later)
    last = answers_of(part, "en")[4]
    assert "Why it is so is not in these numbers" in last
    assert "No data: effort answers (CES), orders." in last
    assert last.endswith("Nothing could be compared.")


def test_nothing_at_all_is_said_as_such():
    part = state_of_month({}, {}, month=NOW, rest={}, gaps=["concept-nps"])
    assert answers_of(part, "en")[0] == "There are no numbers for this month."
    assert resolve(part, "ko")["items"][0]["question"] == "지금 어떤가?"

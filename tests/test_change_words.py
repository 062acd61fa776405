"""What readers are told of comparisons: joint months, what could be seen, and the mix; in both languages."""

import re

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables
from cxmetrics.change import changes, mix_of_change
from cxmetrics.display import compared, resolve, sentences
from cxmetrics.parts import phrase

MONTHS = ["2025-09", "2025-10", "2026-09", "2026-10"]
SHARES = {"rose": (0.4, 0.7), "fell": (0.7, 0.4), "unclear": (0.5, 0.5), "too_few": (0.5, 0.5), "shifted": (0.5, 0.5)}


def answers(verdict, *, best=10, worst=3):
    """Answers that make the joint comparison of September and October come out as told."""
    n = 14 if verdict == "too_few" else 200
    months = [month for month in MONTHS if verdict != "shifted" or month != "2026-09"]
    parts = []
    for month in months:
        good = round(n * SHARES[verdict][month.startswith("2026")])
        parts.append(
            pd.DataFrame({"responded_at": pd.Timestamp(f"{month}-15"), "score": [best] * good + [worst] * (n - good)})
        )
    return pd.concat(parts, ignore_index=True)


def frames(kind, verdict):
    """Result and comparisons of one metric."""
    if kind == "nps":
        frame = cx.nps(answers(verdict), every="month")
    else:
        frame = cx.csat(answers(verdict, best=5, worst=1), every="month")
    return frame.assign(hidden=None), changes(frame, holidays="KR")


def texts(*parts):
    return [" ".join(resolve(part, lang)["text"] for part in parts if part) for lang in ("en", "ko")]


HEADLINES = {
    "rose": ("60.0 points above a year earlier: more than chance", "1년 전보다 60.0점 높고"),
    "fell": ("60.0 points below a year earlier: more than chance", "1년 전보다 60.0점 낮고"),
    "unclear": (
        "difference from a year earlier can be chance",
        "1년 전과의 차이는 우연일 수 있습니다",
    ),
}
DETAILS = {
    "rose": (
        "September and October 2026: 60.0 points above",
        "합하면 1년 전보다 60.0점 높아",
    ),
    "fell": (
        "September and October 2026: 60.0 points below",
        "합하면 1년 전보다 60.0점 낮아",
    ),
    "unclear": ("against a year earlier: 0.0 points (", "1년 전과의 차이는 0.0점("),
    "too_few": (
        "Chuseok moved, so September and October 2026 would be compared",
        "2025년 9~10월과 비교해야 하지만",
    ),
    "shifted": ("Chuseok moved since October 2025", "추석 시기가 2025년 10월과 달라"),
}


@pytest.mark.parametrize("verdict", DETAILS)
def test_nps(verdict):
    frame, found = frames("nps", verdict)
    headline, details = (texts(part) for part in sentences.state("nps", frame, found, period="2026-10", min_n=5))
    for text, expected in zip(details, DETAILS[verdict], strict=True):
        assert expected in text
    for text, expected in zip(headline, HEADLINES.get(verdict, ("NPS was", "NPS는")), strict=True):
        assert expected in text
        assert text.startswith(("NPS was", "2026년 10월 NPS는"))
        assert verdict in HEADLINES or not re.search("Chuseok|추석", text)


@pytest.mark.parametrize("verdict", DETAILS)
def test_satisfaction(verdict):
    frame, found = frames("csat", verdict)
    said = texts(sentences.opinion("csat", frame, found, period="2026-10", min_n=5))
    for text, expected in zip(said, HEADLINES.get(verdict, DETAILS[verdict]), strict=True):
        assert as_shares(expected) in text
        assert "Chuseok" in text or "추석" in text


def as_shares(text):
    """Differences of an NPS as those of the share that makes it."""
    for old, new in (("60.0 points", "30.0 pp"), ("60.0점", "30.0%p"), ("0.0 points", "0.0 pp"), ("0.0점", "0.0%p")):
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("verdict", DETAILS)
def test_repeat_purchase(verdict):
    """First orders, told as joint months as well; their rates come from a frame of shares."""
    frame, found = frames("csat", verdict)
    headline, details = sentences.state("repeat", frame, found, period="2026-10", min_n=5, days=90)
    for text, expected in zip(texts(details), DETAILS[verdict], strict=True):
        assert as_shares(expected) in text
    assert all("90" in text for text in texts(headline))


CARDS = {
    "rose": (
        "Sep–Oct 2026: 40.0; Sep–Oct 2025: −20.0 (+60.0 points, more than chance)",
        "26년 9~10월 40.0, 25년 9~10월 −20.0 (+60.0점, 우연으로 보기 어려움)",
    ),
    "fell": (
        "Sep–Oct 2026: −20.0; Sep–Oct 2025: 40.0 (−60.0 points, more than chance)",
        "26년 9~10월 −20.0, 25년 9~10월 40.0 (−60.0점, 우연으로 보기 어려움)",
    ),
    "unclear": ("(0.0 points, not proven)", "(0.0점, 확인되지 않음)"),
    "too_few": ("too few", "자료 부족"),
    "shifted": ("not compared with Oct 2025: Chuseok moved", "25.10과 비교하지 않음: 추석 시기가 다름"),
}
CELLS = {
    "rose": ("+60.0 (Sep–Oct 2026)", "+60.0 (26년 9~10월)"),
    "fell": ("−60.0 (Sep–Oct 2026)", "−60.0 (26년 9~10월)"),
    "unclear": ("0.0 (Sep–Oct 2026)", "0.0 (26년 9~10월)"),
    "too_few": ("–", "–"),
    "shifted": ("Chuseok moved", "추석 시기 다름"),
}


@pytest.mark.parametrize("verdict", CARDS)
def test_cards_and_tables(verdict):
    frame, found = frames("nps", verdict)
    card = sentences.headline_card(phrase("card-nps"), frame, found, period="2026-10", min_n=5)
    table = tables.nps_by_month(frame, found, min_n=5)
    for lang, short, cell in zip(("en", "ko"), CARDS[verdict], CELLS[verdict], strict=True):
        item = resolve({"type": "key_figures", "items": [card]}, lang)["items"][0]
        assert short in item["change"]
        last = resolve(table, lang)["rows"][-1]
        assert any(one["text"] == cell for one in last)


def test_a_change_that_is_not_seen_says_what_would_have_been():
    _, found = frames("nps", "unclear")
    row = found[(found["period"] == "2026-10") & (found["against"] == "last_year")].iloc[0]
    english, korean = texts(compared.power(found, period="2026-10"))
    reach = 1.959964 + 0.841621  # 95 % level, 80 % power
    error = row["std_error"] * np.sqrt((400 + 3) / 400)  # without the answers that the interval adds
    assert row["detectable"] == pytest.approx(reach * error, rel=0.01)
    assert row["needed"] == np.ceil(reach**2 * 2 * 100**2 / 5**2)
    assert f"about {row['detectable']:.1f} points" in english
    assert "September and October 2025" in english
    assert f"5 points so often, n = {row['needed']:,.0f} is" in english
    assert f"n = {row['needed']:,.0f}" in korean
    for verdict in ("rose", "too_few"):
        later = frames("nps", verdict)[1]
        assert compared.power(later[later["against"] == "last_year"], period="2026-10") is None


def test_what_two_points_of_a_share_need_agrees_with_the_power_of_a_test():
    from statsmodels.stats.power import zt_ind_solve_power

    found = frames("csat", "unclear")[1]
    row = found[(found["period"] == "2026-10") & (found["against"] == "last_year")].iloc[0]
    size = 0.02 / 0.5
    assert row["needed"] == np.ceil(zt_ind_solve_power(effect_size=size, alpha=0.05, power=0.8))
    assert row["detectable"] == pytest.approx(0.5 * zt_ind_solve_power(nobs1=400, alpha=0.05, power=0.8), rel=1e-5)


def test_what_is_needed_counts_customers():
    """Of customers who answer twice, as many are needed where they answer alike, else half as many."""
    rng = np.random.default_rng(12)
    months = pd.to_datetime(["2026-09-15", "2026-10-15"]).repeat(4000)
    rows = pd.DataFrame({"responded_at": months, "score": rng.choice([9, 3], 8000), "customer_id": range(8000)})
    alike, other = rows, rows.assign(score=rng.choice([9, 3], 8000))
    needed = [changes(cx.nps(rows, every="month"), against=("previous",))["needed"].iloc[-1]]
    for second in (alike, other):
        both = pd.concat([rows, second], ignore_index=True).assign(response_id=range(16000))
        frame = cx.nps(both, every="month", cluster="customer_id")
        needed.append(changes(frame, against=("previous",))["needed"].iloc[-1])
    assert needed[1] == pytest.approx(needed[0], rel=0.01)
    assert needed[2] == pytest.approx(needed[0] / 2, rel=0.05)


def by_channel(cells):
    rows = [
        pd.DataFrame({"responded_at": pd.Timestamp(f"{month}-15"), "channel": name, "score": [9] * p + [3] * (n - p)})
        for (month, name), (p, n) in cells.items()
    ]
    return cx.nps(pd.concat(rows, ignore_index=True), by="channel", every="month")


def told(cells):
    return compared.mix(mix_of_change(by_channel(cells)), period="2026-10", name=phrase("group-channel"))


def test_a_change_within_the_groups():
    cells = {("2025-10", "app"): (150, 200), ("2025-10", "web"): (100, 200)}
    part = told(cells | {("2026-10", "app"): (100, 200), ("2026-10", "web"): (50, 200)})
    english, korean = texts(part)
    assert "of the change of −50.0 points, −50.0 points (" in english
    assert "0.0 points from another mix" in english
    assert "−50.0점은 집단 안의 점수" in korean
    assert "chance" not in english
    assert "Beware" not in english


def test_a_change_of_mix_alone_can_be_chance_within_the_groups():
    cells = {("2025-10", "app"): (120, 200), ("2025-10", "web"): (20, 100)}
    part = told(cells | {("2026-10", "app"): (61, 100), ("2026-10", "web"): (39, 200)})
    english, korean = texts(part)
    assert "which can be chance" in english
    assert "우연일 수 있고" in korean
    assert "Beware" not in english


def test_every_group_against_the_total_is_a_warning():
    cells = {("2025-10", "app"): (400, 1000), ("2025-10", "web"): (100, 1000)}
    part = told(cells | {("2026-10", "app"): (700, 2000), ("2026-10", "web"): (10, 200)})
    english, korean = texts(part)
    assert "Beware: each group moved one way and the total the other" in english
    assert "주의: 집단은 모두 한 방향으로" in korean


def test_a_hidden_group_is_said_and_a_missing_year_is_not():
    cells = {(month, name): (30, 60) for month in ("2025-10", "2026-10") for name in ("app", "web")}
    frame = cx.protect([by_channel(cells | {("2026-10", "pop-up"): (3, 5)})])[0]
    english, korean = texts(compared.mix(mix_of_change(frame), period="2026-10", name=phrase("group-channel")))
    assert english == "By channel, the change against a year earlier is not taken apart, because a group is hidden."
    assert "가린 집단" in korean
    assert told({("2026-10", "app"): (30, 60)}) is None
    assert told(dict.fromkeys(cells, (5, 9))) is None


def test_comparisons_say_what_is_known_of_the_customers():
    rows = answers("unclear")
    rows["customer_id"], rows["response_id"] = rows.index % 200, rows.index
    known = changes(cx.nps(rows, every="month", cluster="customer_id"))
    assert "customers of both periods are allowed for" in texts(compared.comparisons(known))[0]
    assert "independent samples" in texts(compared.comparisons(changes(cx.nps(rows, every="month"))))[0]

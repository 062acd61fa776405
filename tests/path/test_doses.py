"""Contacts against coming to act: rows counted again, effects that are known, and the truth of the sample company."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

import cxmetrics as cx
from cxmetrics.contract import REGISTER
from cxmetrics.display import interactions as told
from cxmetrics.display import resolve
from cxmetrics.errors import CxError, DataError, ParameterError
from cxmetrics.path import interactions
from cxmetrics.path.opened import WITHIN, Rules, opened
from cxmetrics.words import LANGUAGES
from tests.path.recount import Recount
from tests.path.test_recount import END, SEEDS, SEOUL, SINCE, company, frames

BASELINE, OUTCOME, MOST = 12, 23, 35
DAY, TAIL = pd.Timedelta(days=1), 3 * np.sqrt(0.05 * 0.95 / 30)
WINDOWS = {"baseline_days": 30, "outcome_days": 60}
MADE_UNTIL, ADJUSTED = "2026-10-31", ("stratified", "g_computation", "overlap", "mantel_haenszel")


# --- the rows


def counted(seed):
    """The rows to compare, in plain loops: a journey at each stage to which it came."""
    touches, orders = company(seed)
    touches = [(who, None if pd.isna(when) else when, *rest) for who, when, *rest in touches]
    rules = {"register": REGISTER, "since": SINCE, "end": END, "most": MOST, "within": WITHIN}
    again, found = Recount(touches, orders, **rules), []
    for who in again.people:
        act = again.act(who)
        early = [row[:3] for row in again.contacts.get(who, []) if row[1] < 3 and (act is None or row[0] < act)]
        for place, (when, stage, _) in enumerate(early):
            before = early[:place]
            if any(row[1] >= stage for row in before) or (END - when.date()).days < OUTCOME:
                continue
            since = [(when.date() - row[0].date()).days for row in early]
            found.append({
                "customer_id": who, "stage": stage + 1, "before_it": place,
                "interactions": sum(days <= BASELINE for days in since[:place]),
                "ever": sum(-days <= OUTCOME for days in since),
                "way": (0 in {row[1] for row in before}) + 2 * (1 in {row[1] for row in before}),
                "first_touch": early[0][2], "tenure": since[0],
                "acted": int(act is not None and (act.date() - when.date()).days <= OUTCOME),
            })  # fmt: skip
    return pd.DataFrame(found).sort_values(["customer_id", "stage"], ignore_index=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_those_of_plain_loops(seed):
    touches, orders = frames(*company(seed), seed)
    rules = Rules("furthest", WITHIN, OUTCOME, most_contacts=MOST)
    where = {"since": SINCE, "data_end": END, "timezone": SEOUL, "level": 0.95, "among": None, "register": None}
    data = opened({"touchpoints": touches, "orders": orders}, rules=rules, **where)
    rows = data.run("journey_interactions", baseline_days=BASELINE).drop(columns="period")
    wanted = counted(seed)
    assert len(wanted) > 40
    assert wanted["interactions"].lt(wanted["before_it"]).any()
    assert wanted["acted"].nunique() == 2
    pd.testing.assert_frame_equal(rows, wanted, check_dtype=False)


# --- known effects


def made(seed, *, slope, n=4000):
    """Journeys of 1 to 5 contacts; who goes on does so whatever they are, and acts with ``slope`` more by each.

    Newsletters and the way to ask go with more contacts and with more purchases, so that a plain comparison is wrong.
    """
    rng = np.random.default_rng(seed)
    letter, ask, stays = rng.random(n) < 0.4, rng.random(n) < 0.5, rng.random(n) < 0.3
    k = 1 + rng.binomial(4, 0.2 + 0.2 * letter + 0.25 * ask)
    acts = ~stays & (rng.random(n) < expit(-1.6 + 0.8 * letter + 0.9 * ask) + slope * (k - 1))
    start = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 180, n), "D")
    who = np.repeat(np.arange(n), k)
    days = rng.integers(0, 20, len(who)) * (np.diff(who, prepend=-1) == 0)
    first = pd.DataFrame({"customer_id": who, "occurred_at": start[who] + days * DAY,
                          "touchpoint": np.where(letter[who], "newsletter", "advertising")})  # fmt: skip
    came = np.flatnonzero(~stays)
    then = pd.DataFrame({"customer_id": came, "occurred_at": (start + 20 * DAY)[came],
                         "touchpoint": np.where(ask[came], "chatbot", "website")})  # fmt: skip
    bought = np.flatnonzero(acts)
    orders = pd.DataFrame({"order_id": bought, "customer_id": bought, "amount": 1.0,
                           "ordered_at": (start + rng.integers(21, 60, n) * DAY)[bought]})  # fmt: skip
    return pd.concat([first, then], ignore_index=True), orders


def known(seed, slope):
    touches, orders = made(seed, slope=slope)
    return interactions(touches, orders, data_end=MADE_UNTIL, since="2026-01-01")


@pytest.mark.parametrize("slope", [0.0, 0.05])
def test_a_known_effect_is_found(slope, record_property):
    """Of 30 companies: what each number of contacts is more than one, its bias, and how often its interval holds."""
    found = [known(seed, slope) for seed in range(30)]
    doses = pd.concat([one.dose for one in found])
    doses = doses[doses["interactions"] != "1"]
    truth = slope * (doses["interactions"].str[0].astype(int) - 1)
    bias = (doses["difference"] - truth).groupby(doses["interactions"]).mean()
    held = doses["difference_low"].le(truth) & doses["difference_high"].ge(truth)
    crude = pd.concat([one.estimates[one.estimates["method"] == "crude_landmark"] for one in found])["estimate"].mean()
    head = pd.concat([one.headline for one in found])
    record_property("said", f"bias {bias.round(3).to_dict()}, held {held.mean():.3f}, headline "
                            f"{head['estimate'].mean():.3f}, crude {crude:.3f}")  # fmt: skip
    assert bias.abs().max() < 0.015
    assert held.mean() >= 0.95 - TAIL
    assert (held.groupby(doses["interactions"]).mean() >= 0.95 - TAIL).all()
    if slope:
        assert (head["conf_low"] > 0).mean() > 0.8
    else:
        assert abs(head["estimate"].mean()) < 0.008
        assert (head["conf_low"].le(0) & head["conf_high"].ge(0)).mean() >= 0.95 - TAIL
        assert crude > 0.05


def test_a_kind_of_journey_that_all_had_many_contacts_is_compared_with_nobody():
    """One journey that begins in the app with many contacts changes no other number, and breaks no model."""
    touches, orders = made(4, slope=0.0, n=1500)
    odd = pd.DataFrame({"customer_id": 10**6, "touchpoint": ["mobile_app"] * 4 + ["chatbot"],
                        "occurred_at": pd.Timestamp("2026-03-01") + np.arange(5) * DAY})  # fmt: skip
    asked = {"data_end": MADE_UNTIL, "since": "2026-01-01"}
    alone = interactions(touches, orders, **asked).estimates.set_index("method")
    beside = interactions(pd.concat([touches, odd]), orders, **asked).estimates.set_index("method")
    assert beside["estimate"].notna().all()
    later = ["crude_landmark", "stratified", "g_computation", "overlap"]
    assert beside.loc[later, "estimate"].to_dict() == pytest.approx(alone.loc[later, "estimate"].to_dict(), abs=1e-9)
    assert beside.loc["crude_history", "n"] == alone.loc["crude_history", "n"] + 1


def test_the_gap_as_told_is_that_of_pandas():
    """All contacts before act, in the first 60 days, against having bought in them; a row a customer."""
    touches, orders = made(3, slope=0.0)
    row = interactions(touches, orders, data_end=MADE_UNTIL, since="2026-01-01").estimates.set_index("method")
    start = touches.groupby("customer_id")["occurred_at"].min()
    bought = orders.set_index("customer_id")["ordered_at"].reindex(start.index)
    acted, many = (bought - start) <= 60 * DAY, touches.groupby("customer_id").size() >= 3
    assert row.loc["crude_history", "estimate"] == pytest.approx(acted[many].mean() - acted[~many].mean(), abs=1e-9)
    assert (row.loc["crude_history", "n"], row.loc["crude_history", "n_exposed"]) == (len(start), many.sum())


def test_the_trend_counts_a_customer_once():
    """Rows told twice of the same customers are no more evidence; of customers with a row each it is Mantel's test."""
    rng = np.random.default_rng(5)
    rows = pd.DataFrame({"dose": rng.integers(1, 5, 2000), "group": rng.choice(["a", "b"], 2000)})
    rows = rows.assign(many=rows["dose"] > 2, who=rows.index, acted=rng.random(2000) < 0.3 + 0.02 * rows["dose"])
    asked = {"exposure": "many", "outcome": "acted", "adjust": "group", "dose": "dose"}
    mantel, once, twice = (
        cx.effect(given, **asked, cluster=cluster).dose["trend_z"].iloc[0]
        for given, cluster in ((rows, None), (rows, "who"), (pd.concat([rows, rows]), "who"))
    )
    assert once == pytest.approx(mantel, rel=0.03)
    assert twice == pytest.approx(once, rel=1e-9)
    assert mantel > 1.5


# --- the sample company


@pytest.fixture(scope="module")
def sample_found(sample):
    data = cx.open_company(sample).load()
    return interactions(data.touchpoints, data.orders, register=data.config.journey.register, since="2024-08-01")


def test_the_sample_company_has_no_effect_and_a_naive_gap(sample, sample_found):
    truth = json.loads((sample / "truth.json").read_text("utf-8"))["journey"]["touches_before_first_order"]
    assert truth["effect_on_conversion"] == 0
    rows = sample_found.estimates.set_index("method")
    assert rows.loc["crude_history", "conf_low"] > 0.35
    assert rows.loc["crude_landmark", "conf_low"] > 0.05
    for name in ADJUSTED:
        assert rows.loc[name, "conf_low"] < 0 < rows.loc[name, "conf_high"], name
    doses = sample_found.dose.iloc[1:]
    assert (doses["difference_low"].lt(0) & doses["difference_high"].gt(0)).all()
    assert (sample_found.balance["estimate"].abs() < 0.1).all()


# --- what readers see


def shown_of(found, words="interactions"):
    frames_ = {f"{words} estimates": found.estimates, f"{words} dose": found.dose}
    return dict(zip(frames_, cx.protect(list(frames_.values())), strict=True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_said_and_drawn(sample_found, lang):
    parts = told.contacts(shown_of(sample_found), "interactions", many=3, **WINDOWS)
    blocks = [resolve(part, lang) for part in parts]
    assert [block["type"] for block in blocks] == [
        "sentence", "figure", "sentence", "sentence", "figure", "sentence", "table",
    ]  # fmt: skip
    text = " ".join(block["text"] for block in blocks if block["type"] == "sentence")
    for word in {"en": ("49.6% of them against 6.", "no effect that can be told from chance", "does not go along"),
                 "ko": ("자주 구매에 이르는 것처럼", "우연과 구별할 수", "우연을 넘지 않습니다")}[lang]:  # fmt: skip
        assert word in text
    for word in ("drive", "cause", "because", "이끈", "채널"):
        assert word not in text + json.dumps(blocks[-1], ensure_ascii=False)


def test_a_true_effect_is_said_to_go_along():
    found = known(3, 0.05)
    parts = told.contacts(shown_of(found), "interactions", many=3, **WINDOWS)
    texts = [resolve(part, "en").get("text", "") for part in parts if part]
    assert any("a purchase goes along with more contacts" in text and "does not say" in text for text in texts)


# --- what cannot be told


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"outcome_days": 3000}, DataError, "E-NO-JOURNEY no journey went on .* 3,000 days from then.*earlier since="),
        ({"since": "2026-10-01"}, DataError, "E-NO-JOURNEY"),
        ({"orders": None}, DataError, "E-ALL-ALIKE all .* came to act, or none did.*give the orders"),
        ({"many": 9}, DataError, "E-ONE-ARM many is the same for all"),
        ({"many": 1}, ParameterError, "E-MANY many=1"),
        ({"many": 2.5}, ParameterError, "E-MANY many=2.5"),
        ({"baseline_days": 0}, ParameterError, "E-WINDOW-OF baseline_days=0"),
        ({"outcome_days": 0}, ParameterError, "E-WINDOW-OF outcome_days=0"),
        ({"data_end": None}, ParameterError, "E-DATA-END"),
    ],
)
def test_wrong_questions(change, error, said):
    touches, orders = made(1, slope=0.0, n=400)
    given = {"orders": orders, "data_end": MADE_UNTIL, "since": "2026-01-01", **change}
    with pytest.raises(error, match=said) as caught:
        interactions(touches, **given)
    if error is DataError:
        assert told.cannot(caught.value, "interactions")["key"] == "gap-interactions"


def test_any_other_error_is_one():
    with pytest.raises(CxError, match="E-TEST"):
        told.cannot(DataError("E-TEST", "x"), "interactions")


def test_what_comes_after_act_or_the_end_is_nothing():
    """Contacts of the day of act but after it, and rows beyond the data, change no number."""
    touches, orders = made(2, slope=0.0)
    after = orders[["customer_id"]].assign(occurred_at=orders["ordered_at"] + pd.Timedelta(minutes=1),
                                           touchpoint="chatbot")  # fmt: skip
    late = after.assign(occurred_at=pd.Timestamp(date(2026, 11, 1)))
    given = {"data_end": MADE_UNTIL, "since": "2026-01-01"}
    plain, more = (interactions(rows, orders, **given) for rows in (touches, pd.concat([touches, after, late])))
    pd.testing.assert_frame_equal(plain.estimates, more.estimates)
    pd.testing.assert_frame_equal(plain.dose, more.dose)

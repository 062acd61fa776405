"""Contacts after a first purchase against another one: rows counted again, known effects, the sample company."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

import cxmetrics as cx
from cxmetrics.contract import REGISTER
from cxmetrics.display import interactions as told
from cxmetrics.display import resolve
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.path import contacts_after
from cxmetrics.path.again import customers_after
from cxmetrics.path.opened import WITHIN, Rules, opened
from cxmetrics.words import LANGUAGES
from tests.path.recount import Recount
from tests.path.test_doses import ADJUSTED, DAY, MOST, TAIL, shown_of
from tests.path.test_recount import END, SEEDS, SEOUL, SINCE, company, frames

BASELINE, OUTCOME = 9, 25
GIVEN = {"data_end": "2026-10-31", "since": "2026-01-01"}
WINDOWS = {"baseline_days": 30, "outcome_days": 90}


# --- the rows


def counted(touches, orders):
    """The rows to compare, in plain loops: a customer and first purchase."""
    touches = [(who, None if pd.isna(when) else when, *rest) for who, when, *rest in touches]
    rules = {"register": REGISTER, "since": SINCE, "end": END, "most": MOST, "within": WITHIN}
    again, found = Recount(touches, [row[:5] for row in orders], **rules), []
    for who in again.people:
        first = min(again.sales.get(who, []), default=None)
        if first is None or (END - first.date()).days < BASELINE + OUTCOME - 1:
            continue
        seen = [row[0] for row in again.contacts.get(who, []) if REGISTER[row[2]].pillar != "operations"]
        after = [(when.date() - first.date()).days for when in seen if when > first]
        bought = [(when.date() - first.date()).days for when in again.sales[who] if when.date() > first.date()]
        good = [row for row in orders if row[0] == who and row[1] == first and row[2] != "cancelled"]
        found.append({
            "customer_id": who, "before_it": sum(when <= first for when in seen),
            "channel": min(row[5] for row in good if row[3] == "sale" and row[4] >= 0),
            "after": sum(days < BASELINE for days in after), "ever": sum(days < BASELINE + OUTCOME for days in after),
            "could": int(min(bought, default=99) >= BASELINE),
            "bought_again": int(min(bought, default=99) < BASELINE + OUTCOME),
        })  # fmt: skip
    return pd.DataFrame(found).sort_values("customer_id", ignore_index=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_those_of_plain_loops(seed):
    touches, orders = company(seed)
    orders = [(*row, "web" if number % 3 else "app") for number, row in enumerate(orders)]
    contacts, bought = frames(touches, [row[:5] for row in orders], seed)
    bought["channel"] = bought["order_id"].str[1:].astype(int).map(dict(enumerate(row[5] for row in orders)))
    where = {"since": SINCE, "data_end": END, "timezone": SEOUL, "level": 0.95, "among": None, "register": None}
    data = opened({"touchpoints": contacts, "orders": bought}, **where,
                  rules=Rules("furthest", WITHIN, OUTCOME, most_contacts=MOST))  # fmt: skip
    rows = customers_after(data, baseline_days=BASELINE).sort_values("customer_id", ignore_index=True)
    wanted = counted(touches, orders)
    assert len(wanted) > 15
    assert wanted["after"].lt(wanted["ever"]).any()
    pd.testing.assert_frame_equal(rows[wanted.columns], wanted, check_dtype=False)


# --- known effects


def made(seed, *, slope, n=4000):
    """Customers of none to four contacts after a first purchase, who buy again with ``slope`` more by each.

    Segments go with more contacts and with more purchases, and every purchase brings a contact.
    """
    rng = np.random.default_rng(seed)
    vip = rng.random(n) < 0.4
    k = rng.binomial(4, 0.2 + 0.25 * vip)
    backs = np.flatnonzero(rng.random(n) < expit(-1.6 + 1.2 * vip) + slope * k)
    first = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 180, n), "D")
    again = first[backs] + rng.integers(30, 120, len(backs)) * DAY
    who = np.append(np.arange(n), backs)
    orders = pd.DataFrame({"order_id": range(len(who)), "customer_id": who, "ordered_at": first.append(again),
                           "segment": np.where(vip[who], "VIP", "new"), "amount": 1.0})  # fmt: skip
    seen = np.repeat(np.arange(n), k)
    touches = pd.DataFrame({"customer_id": np.append(seen, backs), "touchpoint": "newsletter",
        "occurred_at": (first[seen] + rng.integers(1, 30, len(seen)) * DAY).append(again)})  # fmt: skip
    return touches, orders


@pytest.mark.parametrize("slope", [0.0, 0.05])
def test_a_known_effect_is_found(slope, record_property):
    """Of 30 companies: what each number of contacts is more than none, its bias, and how often its interval holds."""
    found = [contacts_after(*made(seed, slope=slope), **GIVEN) for seed in range(30)]
    doses = pd.concat([one.dose.iloc[1:] for one in found])
    truth = slope * doses["after"].str[0].astype(int)
    bias = (doses["difference"] - truth).groupby(doses["after"]).mean()
    held = doses["difference_low"].le(truth) & doses["difference_high"].ge(truth)
    head = pd.concat([one.headline for one in found])
    record_property("said", f"bias {bias.round(3).to_dict()}, held {held.mean():.3f}, headline "
                            f"{head['estimate'].mean():.3f}")  # fmt: skip
    assert bias.abs().max() < 0.015
    assert held.mean() >= 0.95 - TAIL
    if slope:
        assert (head["conf_low"] > 0).mean() > 0.8
    else:
        assert abs(head["estimate"].mean()) < 0.008
        assert (head["conf_low"].le(0) & head["conf_high"].ge(0)).mean() >= 0.95 - TAIL
        assert min(one.estimates["estimate"].iloc[0] for one in found) > 0.15


# --- the sample company, and what readers see


@pytest.fixture(scope="module")
def sample_found(sample):
    data = cx.open_company(sample).load()
    return contacts_after(data.touchpoints, data.orders, register=data.config.journey.register, since="2024-08-01")


def test_the_sample_company_has_no_effect_and_a_naive_gap(sample, sample_found):
    truth = json.loads((sample / "truth.json").read_text("utf-8"))["journey"]["touches_before_first_order"]
    assert truth["effect_on_repeat"] == 0
    rows = sample_found.estimates.set_index("method")
    assert rows.loc["crude_history", "conf_low"] > 0.25
    assert rows.loc["overlap", "conf_low"] < 0 < rows.loc["overlap", "conf_high"]
    for name in ADJUSTED:
        assert abs(rows.loc[name, "estimate"]) < 3 * rows.loc[name, "std_error"], name
    doses = sample_found.dose.iloc[1:]
    assert (doses["difference_low"].lt(0) & doses["difference_high"].gt(0)).all()
    assert (sample_found.balance["estimate"].abs() < 0.1).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_said_and_drawn(sample_found, lang):
    parts = told.contacts(shown_of(sample_found, "after"), "after", many=1, **WINDOWS)
    blocks = [resolve(part, lang) for part in parts]
    assert [block["type"] for block in blocks] == [
        "sentence", "figure", "sentence", "sentence", "figure", "sentence", "table",
    ]  # fmt: skip
    text = " ".join(block["text"] for block in blocks if block["type"] == "sentence")
    for word in {"en": ("within 120 days", "no effect that can be told from chance", "does not go along"),
                 "ko": ("120일 안에", "우연과 구별할 수", "우연을 넘지 않습니다")}[lang]:  # fmt: skip
        assert word in text
    for word in ("drive", "cause", "because", "이끈", "채널"):
        assert word not in text + json.dumps(blocks[-1], ensure_ascii=False)


# --- what cannot be told


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"outcome_days": 3000}, DataError, "E-NO-JOURNEY no first purchase was watched for 3,030 days"),
        ({"baseline_days": 1, "outcome_days": 1}, DataError, "E-ALL-ALIKE all 4,000 customers bought again, or none"),
        ({"many": 9}, DataError, "E-ONE-ARM many is the same for all"),
        ({"many": 0}, ParameterError, "E-MANY many=0"),
        ({"baseline_days": 0}, ParameterError, "E-WINDOW-OF baseline_days=0"),
        ({"data_end": None}, ParameterError, "E-DATA-END"),
    ],
)
def test_wrong_questions(change, error, said):
    touches, orders = made(1, slope=0.0)
    with pytest.raises(error, match=said) as caught:
        contacts_after(touches, orders, **{**GIVEN, **change})
    if error is DataError:
        assert told.cannot(caught.value, "after")["key"] == "gap-after"

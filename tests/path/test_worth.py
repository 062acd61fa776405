"""What customers bring by their score: the slow way with pandas, scipy's and statsmodels' intervals, and the traps."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import cxmetrics as cx
from cxmetrics.display import resolve, worth
from cxmetrics.errors import ParameterError
from cxmetrics.path import promoters_less_detractors, worth_by_score
from cxmetrics.tables import worth as listed
from tests.channels.toy import END, bought, company

ASKED = {"data_end": END.date()}
START = pd.Timestamp("2025-11-01")
CLASSES = ["promoters", "passives", "detractors"]
MEASURES = ["margin", "again", "contacts", "cost"]


def answers(rng, n=1500):
    """Answers of two years, some out of the scale, of nobody, or to another question."""
    return pd.DataFrame({
        "response_id": [f"r{i:04}" for i in rng.permutation(n)],
        "responded_at": END - pd.to_timedelta(rng.integers(0, 730 * 24, n), unit="h"),
        "metric": rng.choice(["nps", "nps", "nps", "csat"], n),
        "score": rng.choice([*range(11), 7, 8, 9, 10, 10, 11, 99, 8.5], n),
        "customer_id": np.where(rng.random(n) < 0.03, None, np.array([f"c{i:03}" for i in rng.integers(0, 420, n)])),
    })  # fmt: skip


def contacts(rng, n=1200):
    return pd.DataFrame({
        "ticket_id": range(n), "opened_at": END - pd.to_timedelta(rng.integers(-100, 730 * 24, n), unit="h"),
        "customer_id": np.where(rng.random(n) < 0.05, None, np.array([f"c{i:03}" for i in rng.integers(0, 420, n)])),
        "cost": np.where(rng.random(n) < 0.1, np.nan, rng.gamma(2, 2000, n)),
    })  # fmt: skip


@pytest.fixture(scope="module")
def tables():
    rng = np.random.default_rng(4)
    orders = company()
    orders.loc[rng.random(len(orders)) < 0.05, "status"] = "returned"
    refunds = orders.sample(60, random_state=1).assign(amount=-9000.0, margin=-5000.0)
    refunds["order_id"] += "-refund"
    return answers(rng), pd.concat([orders, refunds]), contacts(rng)


def slowly(said, orders, tickets, *, start=START, value="margin"):
    """A row a customer who had bought: class of the last answer before the window, and what followed."""
    own = bought(orders[orders["amount"] >= 0])
    known = said[(said["metric"] == "nps") & said["customer_id"].notna() & said["score"].isin(range(11))]
    last = known[known["responded_at"] < start].sort_values(["responded_at", "response_id"])
    last = last.groupby("customer_id")["score"].last()
    people = pd.DataFrame({"score": last[last.index.isin(own.loc[own["day"] < start, "customer_id"])]})
    people["nps_class"] = pd.cut(people["score"], [-1, 6, 8, 10], labels=CLASSES[::-1]).astype(str)
    later = own[own["day"] >= start].groupby("customer_id")[value]
    inside = (tickets["opened_at"] >= start) & (tickets["opened_at"] < END + pd.Timedelta(days=1))
    served = tickets[inside].groupby("customer_id")["cost"]
    for name, found in zip(
        MEASURES, (later.sum(), later.size().clip(upper=1), served.size(), served.sum()), strict=True
    ):
        people[name] = found.reindex(people.index).fillna(0)
    return people


def told(found):
    return found.set_index(["metric", "nps_class"])


def test_every_measure_is_that_of_a_slow_count(tables):
    found, people = told(worth_by_score(*tables, **ASKED)), slowly(*tables)
    for name in MEASURES:
        for one, values in people.groupby("nps_class")[name]:
            row = found.loc[f"worth_{name}", one]
            assert row["n"] == len(values) > 20
            assert row["estimate"] == pytest.approx(values.mean())
            if name == "again":
                limits = proportion_confint(values.sum(), len(values), method="wilson")
            else:
                low, high = stats.ttest_1samp(values, 0).confidence_interval()
                limits = (low if name == "margin" else max(low, 0), high)
            assert [row["conf_low"], row["conf_high"]] == pytest.approx(list(limits))


def test_promoters_less_detractors_as_scipy_and_statsmodels_have_it(tables):
    found = promoters_less_detractors(worth_by_score(*tables, **ASKED, level=0.9)).set_index("metric")
    people = slowly(*tables)
    p_values = []
    for name in MEASURES:
        up, down = (people.loc[people["nps_class"] == one, name] for one in ("promoters", "detractors"))
        row = found.loc[f"{name}_difference"]
        if name == "again":
            limits = confint_proportions_2indep(up.sum(), len(up), down.sum(), len(down), method="newcomb", alpha=0.1)
        else:
            test = stats.ttest_ind(up, down, equal_var=False)
            limits = test.confidence_interval(0.9)
            assert row["p_value"] == pytest.approx(test.pvalue)
        p_values.append(row["p_value"])
        assert row["estimate"] == pytest.approx(up.mean() - down.mean())
        assert [row["conf_low"], row["conf_high"]] == pytest.approx(list(limits))
        assert row["n"] == min(len(up), len(down))
    assert found["p_adjusted"].tolist() == pytest.approx(stats.false_discovery_control(p_values).tolist())


def test_what_follows_cannot_move_the_class(tables):
    said, orders, tickets = tables
    later = said.assign(
        responded_at=START + (said["responded_at"] - said["responded_at"].min()) / 4, score=0, metric="nps"
    )
    later["response_id"] = "z" + later["response_id"]
    pd.testing.assert_frame_equal(
        worth_by_score(said, orders, tickets, **ASKED),
        worth_by_score(pd.concat([said, later]), orders, tickets, **ASKED),
    )


def test_the_first_day_of_the_window_belongs_to_it():
    orders = pd.DataFrame({"order_id": list("123"), "customer_id": list("aba"), "amount": 10.0,
                           "ordered_at": pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-22"])})  # fmt: skip
    said = pd.DataFrame({"response_id": list("xyz"), "score": [9, 6, 0], "customer_id": list("aba"), "metric": "nps"})
    said["responded_at"] = pd.to_datetime(["2026-10-21 23:59", "2026-10-21 08:00", "2026-10-22 00:00"])
    found = told(worth_by_score(said, orders, days=10, **ASKED))
    again = found.loc["worth_again", "estimate"]
    assert again.dropna().to_dict() == {"promoters": 1.0, "detractors": 0.0}
    longer = told(worth_by_score(said, orders, days=11, **ASKED))
    assert longer["n"].eq(0).all()  # the answers were given in the window


def test_guests_and_refunds_are_nothing(tables):
    said, orders, tickets = tables
    kept = orders[orders["customer_id"].notna() & (orders["amount"] >= 0) & orders["status"].isna()]
    known = tickets[tickets["customer_id"].notna()]
    pd.testing.assert_frame_equal(
        worth_by_score(said, orders, tickets, **ASKED),
        worth_by_score(said[said["customer_id"].notna()], kept, known, **ASKED),
    )


def test_who_never_bought_before_is_not_among_them(tables):
    said, orders, tickets = tables
    new = said.assign(customer_id="n" + said.index.astype(str), score=10, metric="nps")
    bought_later = orders.assign(customer_id="n" + orders.index.astype(str))
    bought_later = bought_later[bought_later["ordered_at"] >= START].assign(
        order_id=lambda rows: "n" + rows["order_id"]
    )
    pd.testing.assert_frame_equal(
        worth_by_score(said, orders, tickets, **ASKED),
        worth_by_score(pd.concat([said, new]), pd.concat([orders, bought_later]), tickets, **ASKED),
    )


def test_one_customer_who_makes_most_of_it_is_not_shown(tables):
    said, orders, tickets = tables
    people = slowly(*tables)
    one = people[(people["nps_class"] == "promoters") & (people["again"] > 0)].index[0]
    rich = orders.assign(margin=orders["margin"].mask(orders["customer_id"] == one, 1e9))
    found = told(worth_by_score(said, rich, tickets, **ASKED))
    assert found.loc[("worth_margin", "promoters"), "reason"] == "one customer stands for more than half"
    assert found["estimate"].isna().sum() == 1
    apart = promoters_less_detractors(found.reset_index()).set_index("metric")
    assert apart["verdict"].eq("unknown").to_dict() == {f"{name}_difference": name == "margin" for name in MEASURES}
    assert apart.loc["margin_difference", "reason"] == "one customer stands for more than half"


def test_without_margins_the_amount_counts_and_is_named(tables):
    said, orders, tickets = tables
    for given in (orders.drop(columns="margin"), orders.assign(margin=np.nan)):
        found = told(worth_by_score(said, given, tickets, **ASKED))
        mean = slowly(*tables, value="amount").groupby("nps_class")["margin"].mean()
        assert found.loc["worth_margin", "estimate"].to_dict() == pytest.approx(mean.to_dict())
        assert set(found.loc["worth_margin", "method"]) == {"student t, amount"}
    assert set(told(worth_by_score(*tables, **ASKED)).loc["worth_margin", "method"]) == {"student t, margin"}


@pytest.mark.parametrize("drop", [None, "rows", "cost"])
def test_without_contacts_or_costs_the_reason_is_said(tables, drop):
    said, orders, tickets = tables
    given = {None: None, "rows": tickets.iloc[:0], "cost": tickets.drop(columns="cost")}[drop]
    found, whole = (told(worth_by_score(said, orders, one, **ASKED)) for one in (given, tickets))
    gone = ["worth_cost"] if drop == "cost" else ["worth_contacts", "worth_cost"]
    missing = found.loc[gone]
    assert missing[["estimate", "conf_low", "conf_high", "std_error"]].isna().all(axis=None)
    assert set(missing["reason"]) == {"no cost of tickets" if drop == "cost" else "no tickets"}
    pd.testing.assert_frame_equal(found.drop(index=gone, level=0), whole.drop(index=gone, level=0))


def test_nobody_has_no_value_but_a_reason(tables):
    said, orders, tickets = tables
    found = worth_by_score(said.iloc[:0], orders, tickets, **ASKED)
    assert found["estimate"].isna().all()
    assert found["reason"].eq("no customers").all()
    assert promoters_less_detractors(found)["verdict"].eq("unknown").all()


def test_a_scale_from_one_makes_detractors_of_one_to_six(tables):
    said, orders, tickets = tables
    declared = cx.Table(said, facts=cx.Facts(scales={"nps": (1, 10)}))
    found = told(worth_by_score(declared, orders, tickets, **ASKED))
    people = slowly(said[said["score"] > 0], orders, tickets)
    assert found.loc["worth_again", "n"].to_dict() == people["nps_class"].value_counts().to_dict()


def test_what_is_wrong_is_said(tables):
    said, orders, tickets = tables
    five = cx.Table(said, facts=cx.Facts(scales={"nps": (1, 5)}))
    wrong = [
        ((five, orders), {}, "NPS has no scale 1 to 5"),
        ((said.drop(columns="customer_id"), orders), {}, "responses has no column 'customer_id'"),
        ((said, orders.drop(columns="amount")), {}, "orders has no column 'amount'"),
        ((said, orders, tickets.drop(columns="opened_at")), {}, "tickets has no column 'opened_at'"),
        ((said, orders), {"days": 0}, "days=0 is no window"),
        ((said, orders), {"days": 30.5}, r"days=30\.5 is no window"),
        ((said, orders), {"level": 1.0}, "is no confidence level"),
        ((said, orders), {"data_end": None}, "until when the orders are complete"),
    ]
    for given, options, text in wrong:
        with pytest.raises(ParameterError, match=text):
            worth_by_score(*given, **{**ASKED, **options})


def test_small_classes_are_hidden_in_every_measure_and_no_difference_tells_them(tables):
    said, orders, tickets = tables
    people = slowly(*tables)
    few = people[people["nps_class"] == "detractors"].index[7:]
    some = said[~said["customer_id"].isin(few)]
    shown = cx.protect([worth_by_score(some, orders, tickets, **ASKED)])[0]
    small = shown[shown["nps_class"] == "detractors"]
    assert small["hidden"].eq("small").all()
    assert small["estimate"].isna().all()
    assert shown.groupby("metric")["hidden"].apply(lambda why: why.notna().sum() >= 2).all()
    apart = promoters_less_detractors(shown)
    assert apart["verdict"].eq("unknown").all()
    assert apart["n"].eq(0).all()
    text = resolve(worth.worth_state(shown, apart, currency="KRW", days=365), "en")["text"]
    assert text.startswith("What promoters and detractors bring cannot be compared")


def test_what_one_measure_hides_all_hide(tables):
    """Of twenty detractors none came back: that share would tell of each of them."""
    said, orders, tickets = tables
    people = slowly(*tables)
    gone = people[(people["nps_class"] == "detractors") & (people["again"] == 0)].index[:20]
    others = people[(people["nps_class"] == "detractors") & ~people.index.isin(gone)].index
    frame = worth_by_score(said[~said["customer_id"].isin(others)], orders, tickets, **ASKED)
    shown = cx.protect([frame])[0]
    assert shown.loc[shown["nps_class"] == "detractors", "hidden"].eq("alike").all()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_sentences_and_tables(tables, lang):
    said, orders, tickets = tables
    shown = cx.protect([worth_by_score(said, orders, tickets, **ASKED)])[0]
    apart = promoters_less_detractors(shown)
    text = resolve(worth.worth_state(shown, apart, currency="KRW", days=365), lang)["text"]
    assert {"ko": "공헌이익", "en": "contribution margin"}[lang] in text
    assert {"ko": "함께 나타나는 관계", "en": "This is an association"}[lang] in text
    assert "because" not in text
    whole = resolve(listed.worth_by_score(shown, currency="KRW", days=365, min_n=10), lang)
    assert len(whole["rows"]) == 12
    assert len(resolve(listed.differences(apart, currency="KRW"), lang)["rows"]) == 4
    amounts = worth_by_score(said, orders.drop(columns="margin"), None, **ASKED)
    plain = cx.protect([amounts])[0]
    text = resolve(worth.worth_state(plain, promoters_less_detractors(plain), currency="KRW", days=365), lang)["text"]
    assert {"ko": "구매 금액", "en": "amount spent"}[lang] in text
    rows = resolve(listed.worth_by_score(plain, currency="KRW", days=365, min_n=10), lang)["rows"]
    assert rows[-1][0]["remark"] == {"ko": "상담 자료 없음", "en": "no service contacts in the data"}[lang]


@pytest.mark.parametrize(("shift", "word"), [(9_000, "higher"), (-9_000, "lower"), (4_300, "unclear")])
def test_the_verdict_follows_the_data(shift, word):
    rng = np.random.default_rng(6)
    ids = [f"c{i}" for i in range(400)]
    first = pd.DataFrame({"customer_id": ids, "ordered_at": pd.Timestamp("2025-01-01"), "margin": 1.0})
    noise = np.sort(rng.normal(0, 20_000, (2, 200)), axis=1)
    values = (90_000 + noise - noise.mean(axis=1, keepdims=True) + [[shift], [0]]).ravel()
    later = pd.DataFrame({"customer_id": ids, "ordered_at": pd.Timestamp("2026-01-01"), "margin": values})
    orders = pd.concat([first, later], ignore_index=True).assign(order_id=range(800), amount=200_000.0)
    said = pd.DataFrame({"response_id": ids, "customer_id": ids, "responded_at": pd.Timestamp("2025-02-01"),
                         "score": [10] * 200 + [3] * 200})  # fmt: skip
    frame = worth_by_score(said, orders, **ASKED)
    apart = promoters_less_detractors(frame)
    assert apart.set_index("metric").loc["margin_difference", "verdict"] == word
    key = worth.worth_state(frame, apart, currency="KRW", days=365)["phrases"][0]["key"]
    assert key == f"worth-{word}"
    alone = promoters_less_detractors(frame[frame["metric"] == "worth_margin"])
    assert alone["verdict"].item() != "unclear"  # of one comparison less is asked

"""Service before and after a day: counted with pandas, statsmodels' clustered errors, the sample's truth, and traps."""

import json

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.proportion import confint_proportions_2indep

import cxmetrics as cx
from cxmetrics import estimate, tables
from cxmetrics.display import resolve, worth
from cxmetrics.errors import ParameterError
from cxmetrics.path import around, begun
from cxmetrics.path.before_after import FEW
from cxmetrics.tables import worth as listed

DAY, END = pd.Timestamp("2026-02-01"), pd.Timestamp("2026-10-31")
ASKED = {"day": DAY.date(), "data_end": END.date()}
SCALES = cx.Facts(scales={"ces": (1, 7)}, directions={"ces": "easy"})
WIDE = 0.9995


def service(seed=1, n=260, *, lift=0.2):
    """Contacts of customers of different tempers, some repeated within days, with an answer about a third of them."""
    rng, rows = np.random.default_rng(seed), []
    for i in range(n):
        temper = rng.normal(0, 0.25)
        for _ in range(rng.integers(1, 7)):
            day = DAY + pd.Timedelta(hours=int(rng.integers(-200 * 24, 200 * 24)))
            who = rng.choice(["human", "human", "bot", "voice"])
            chance = 0.55 + temper + lift * (who == "human") * (day >= DAY)
            rows.append((f"c{i}", day, who, rng.random() < chance, rng.random() < 0.6 + temper))
            if rng.random() < 0.15:
                rows.append((f"c{i}", day + pd.Timedelta(days=int(rng.integers(1, 6))), "human", False, False))
    found = pd.DataFrame(rows, columns=["customer_id", "opened_at", "handled_by", "first_contact_resolved", "easy"])
    found = found.assign(ticket_id=[f"t{i}" for i in rng.permutation(len(found))])
    asked = found[rng.random(len(found)) < 0.7]
    easy, hard = rng.choice([5, 6, 7], len(asked)), rng.choice([1, 2, 3, 4], len(asked))
    said = pd.DataFrame({"response_id": range(len(asked)), "metric": "ces", "ticket_id": asked["ticket_id"],
                         "responded_at": asked["opened_at"], "score": np.where(asked["easy"], easy, hard)})  # fmt: skip
    return found, said


@pytest.fixture(scope="module")
def given():
    return service()


def slowly(tickets, said=None, *, days=180):
    """Contacts that repeat none, in both windows; with answers a row an answer."""
    rows = tickets.sort_values(["customer_id", "opened_at", "ticket_id"]).assign(
        day=lambda t: t["opened_at"].dt.normalize()
    )
    again = rows.groupby("customer_id")["day"].diff() <= pd.Timedelta(days=7)
    rows = rows[~again & rows["handled_by"].notna()]
    rows = rows[(rows["day"] >= DAY - pd.Timedelta(days=days)) & (rows["day"] < DAY + pd.Timedelta(days=days))]
    rows = rows.assign(after=(rows["day"] >= DAY).astype(int), staff=(rows["handled_by"] == "human").astype(int))
    if said is None:
        return rows.assign(y=rows["first_contact_resolved"].astype(float))
    rows = rows.drop(columns="easy").merge(said[["ticket_id", "score"]], on="ticket_id")
    return rows.assign(y=(rows["score"] >= 5).astype(float))


def fitted(rows, formula):
    """Linear model with errors clustered by customer, as R's sandwich has them without correction."""
    codes = pd.factorize(rows["customer_id"])[0]
    return smf.ols(formula, rows).fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": False})


def test_shares_and_changes_are_those_of_a_slow_count(given):
    tickets, said = given
    found = around(tickets, cx.Table(said, facts=SCALES), **ASKED).set_index(["metric", "who"])
    for name, rows in (("first_contact", slowly(tickets)), ("easy", slowly(tickets, said))):
        mean = rows.groupby(["staff", "after"])["y"].mean()
        people = rows.groupby(["staff", "after"])["customer_id"].nunique()
        for who, staff in (("staff", 1), ("others", 0)):
            row = found.loc[f"{name}_change", who]
            assert [row["before"], row["after"]] == pytest.approx(mean.loc[staff].tolist())
            assert row["estimate"] == pytest.approx(mean.loc[staff, 1] - mean.loc[staff, 0])
            assert row["n"] == people.loc[staff].min()
        row = found.loc[f"{name}_change_beyond", "staff"]
        assert row["estimate"] == pytest.approx(mean[1, 1] - mean[1, 0] - mean[0, 1] + mean[0, 0])
        assert row["n"] == people.min()
        assert np.isnan(row["before"])


def test_errors_are_those_of_a_model_with_clusters(given):
    tickets, said = given
    found = around(tickets, cx.Table(said, facts=SCALES), **ASKED).set_index(["metric", "who"])
    for name, rows in (("first_contact", slowly(tickets)), ("easy", slowly(tickets, said))):
        for who, staff in (("staff", 1), ("others", 0)):
            model = fitted(rows[rows["staff"] == staff], "y ~ after")
            row = found.loc[f"{name}_change", who]
            assert row["std_error"] == pytest.approx(model.bse["after"], rel=0.005)
            assert [row["conf_low"], row["conf_high"]] == pytest.approx(
                model.conf_int().loc["after"].tolist(), abs=0.012
            )
        model, row = fitted(rows, "y ~ after * staff"), found.loc[f"{name}_change_beyond", "staff"]
        assert row["std_error"] == pytest.approx(model.bse["after:staff"], rel=0.005)
        assert [row["conf_low"], row["conf_high"]] == pytest.approx(
            model.conf_int().loc["after:staff"].tolist(), abs=0.015
        )


def alone(n=90, solved=(0.5, 0.8)):
    """One contact a customer, on either side of the day."""
    days = DAY + pd.to_timedelta([-5] * n + [5] * n, unit="D")
    done = np.concatenate([np.arange(n) < share * n for share in solved])
    return pd.DataFrame({"ticket_id": range(2 * n), "customer_id": range(2 * n), "opened_at": days,
                         "handled_by": "human", "first_contact_resolved": done})  # fmt: skip


@pytest.mark.parametrize("solved", [(0.5, 0.8), (0.8, 0.5), (0.5, 0.5), (1.0, 1.0)])
def test_where_each_customer_calls_once_the_limits_are_newcombes(solved):
    row = around(alone(solved=solved), **ASKED).iloc[0]
    counts = [round(share * 90) for share in solved]
    limits = confint_proportions_2indep(counts[1], 90, counts[0], 90, method="newcomb")
    assert [row["conf_low"], row["conf_high"]] == pytest.approx(list(limits), abs=1e-9)
    assert (
        row["verdict"]
        == {0.5: {0.8: "rose", 0.5: "unclear"}, 0.8: {0.5: "fell"}, 1.0: {1.0: "unclear"}}[solved[0]][solved[1]]
    )


def test_one_of_several_comparisons_needs_more_to_be_real():
    tickets = alone(solved=(0.5, 0.65))
    said = pd.DataFrame({"response_id": range(180), "metric": "ces", "ticket_id": range(180), "score": [7, 1] * 90})
    single, both = around(tickets, **ASKED), around(tickets, cx.Table(said, facts=SCALES), **ASKED)
    assert single["conf_low"].iloc[0] == both["conf_low"].iloc[0] > 0
    assert [frame["verdict"].iloc[0] for frame in (single, both)] == ["rose", "unclear"]


def test_limits_of_a_difference_of_differences_hold_the_truth():
    rng = np.random.default_rng(3)
    shares, sizes = (0.62, 0.74, 0.5, 0.5), (60, 60, 45, 45)
    draws = np.column_stack([rng.binomial(n, p, 4000) for n, p in zip(sizes, shares, strict=True)]).astype(float)
    sides = [estimate.Share(draws[:, i], np.full(4000, float(n))) for i, n in enumerate(sizes)]
    own, theirs = estimate.share_difference(sides[0], sides[1]), estimate.share_difference(sides[2], sides[3])
    found = estimate.difference_between(theirs, own)
    held = ((found.low <= 0.12) & (found.high >= 0.12)).mean()
    assert 0.94 < held < 0.965
    assert found.p_value[found.estimate != 0].max() < 1


def test_the_sample_company_is_as_told(sample):
    data, truth = cx.open_company(sample / "cx.toml").load(), json.loads((sample / "truth.json").read_text("utf-8"))
    name, day = begun(data.initiatives, data_end=data.tickets.facts.data_end)
    assert (name, day.isoformat()) == ("상담원 교육과 권한", truth["service"]["training_since"])
    found = around(data.tickets, data.responses, day=day, level=WIDE).set_index(["metric", "who"])
    told = truth["service"]["solved_by_human"]
    staff, others = (found.loc["first_contact_change", who] for who in ("staff", "others"))
    assert staff["conf_low"] < told["difference"] < staff["conf_high"]
    assert [staff["before"], staff["after"]] == pytest.approx([told["before"], told["since"]], abs=0.06)
    assert others["conf_low"] < 0 < others["conf_high"]  # the training changes nothing of machines
    beyond = found.loc["first_contact_change_beyond", "staff"]
    assert beyond["conf_low"] < told["difference"] < beyond["conf_high"]
    assert around(data.tickets, day=day).iloc[0]["verdict"] == "rose"


def test_a_repetition_and_what_nobody_handled_do_not_count(given):
    tickets, _ = given
    first = slowly(tickets)
    more = first.assign(ticket_id="x" + first["ticket_id"], opened_at=first["opened_at"] + pd.Timedelta(minutes=1))
    nobody = first.assign(ticket_id="y" + first["ticket_id"], handled_by=None, customer_id="z" + first["customer_id"])
    given = pd.concat([tickets, more.assign(first_contact_resolved=False), nobody])[tickets.columns]
    pd.testing.assert_frame_equal(around(tickets, **ASKED), around(given, **ASKED))


def test_contacts_without_a_customer_stand_alone():
    row = around(alone().assign(customer_id=None), **ASKED).iloc[0]
    pd.testing.assert_series_equal(row, around(alone(), **ASKED).iloc[0])


def test_effort_asked_the_other_way_round_is_easy_where_it_is_low(given):
    tickets, said = given
    turned = said.assign(score=8 - said["score"])
    facts = cx.Facts(scales={"ces": (1, 7)}, directions={"ces": "effort"})
    same = [around(tickets, one, **ASKED) for one in (cx.Table(said, facts=SCALES), cx.Table(turned, facts=facts))]
    pd.testing.assert_frame_equal(*same)
    own = slowly(tickets, said)
    wanted = cx.ces(own[own["staff"].eq(1) & own["after"].eq(1)][["score"]], scale=(1, 7), high_is="easy")["estimate"]
    assert same[0].set_index(["metric", "who"]).loc[("easy_change", "staff"), "after"] == pytest.approx(wanted.item())


def test_windows_are_equally_long_and_end_with_the_data(given):
    tickets, _ = given
    found = around(tickets, day=DAY.date(), data_end="2026-03-12")
    rows = slowly(tickets, days=40)
    assert found["days"].eq(40).all()
    assert found.loc[0, "before"] == pytest.approx(rows.query("staff == 1 and after == 0")["y"].mean())
    assert found.loc[0, "after"] == pytest.approx(rows.query("staff == 1 and after == 1")["y"].mean())


def test_below_thirty_customers_on_a_side_nothing_is_compared():
    enough, few = (around(alone(n), **ASKED).iloc[0] for n in (FEW, FEW - 1))
    assert enough["verdict"] != "unknown"
    assert [few["verdict"], few["n"], few["reason"]] == ["unknown", 29, "too few customers on a side"]
    assert few[["estimate", "conf_low", "before", "after", "n_eff"]].isna().all()
    machines = alone(FEW - 1).assign(handled_by="bot", ticket_id=lambda t: t["ticket_id"] + 1000)
    machines["customer_id"] += 1000
    both = around(pd.concat([alone(), machines]), **ASKED)
    assert both.loc[both["metric"].str.startswith("first"), "who"].tolist() == ["staff"]


@pytest.mark.parametrize(
    ("said", "why"), [("none", "no answers"), ("no scale", "no scale declared"), ("unlinked", "no answers")]
)
def test_why_ease_is_not_known(given, said, why):
    tickets, answers = given
    responses = {
        "none": None,
        "no scale": answers,
        "unlinked": cx.Table(answers.drop(columns="ticket_id"), facts=SCALES),
    }
    row = around(tickets, responses[said], **ASKED).set_index("metric").loc["easy_change"]
    assert [row["n"], row["verdict"], row["reason"]] == [0, "unknown", why]


def test_which_initiative_counts():
    days = pd.to_datetime(["2025-05-01", "2026-10-01", "2026-10-02", "2026-09-01", "2026-09-01", None])
    rows = pd.DataFrame({"name": ["old", "new", "too new", "bot", "baskets", "no day"], "starts_on": days,
                         "trend": ["ai", None, "ai", "chatbot", "ai", "ai"],
                         "lever": ["contacts"] * 4 + ["basket", "contacts"]})  # fmt: skip
    assert begun(rows, data_end=END.date()) == ("new", pd.Timestamp("2026-10-01").date())
    assert begun(rows.drop(columns="trend"), data_end=pd.Timestamp("2025-05-30").date()) is None
    assert begun(rows, data_end=pd.Timestamp("2025-05-31").date())[0] == "old"


def test_what_is_wrong_is_said(given):
    tickets, _ = given
    wrong = [
        (tickets.drop(columns="handled_by"), {}, "tickets has no column 'handled_by'"),
        (tickets.drop(columns="first_contact_resolved"), {}, "tickets has no column 'first_contact_resolved'"),
        (tickets, {"day": "2026-11-01"}, "day=2026-11-01 is after 2026-10-31"),
        (tickets, {"day": "soon"}, "'soon' is no day"),
        (tickets, {"days": 0}, "days=0 is no window"),
        (tickets, {"level": 0}, "is no confidence level"),
        (tickets, {"data_end": None}, "until when the service contacts are complete"),
    ]
    for table, options, text in wrong:
        with pytest.raises(ParameterError, match=text):
            around(table, **{**ASKED, **options})
    with pytest.raises(ParameterError, match="initiatives has no column 'lever'"):
        begun(pd.DataFrame({"name": ["a"]}), data_end=END.date())


KEYS = [
    ({"lift": 0.3}, "rose", "beyond-rose"),
    ({"lift": -0.4}, "fell", "beyond-fell"),
    ({"lift": 0.0}, "unclear", "beyond-unclear"),
]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(("made", "own", "beyond"), KEYS)
def test_sentences_say_what_the_intervals_do(lang, made, own, beyond):
    tickets, said = service(5, 500, **made)
    shown = cx.protect([around(tickets, cx.Table(said, facts=SCALES), **ASKED)])[0]
    part = worth.around_state(shown, name="교육", day=DAY.date())
    keys = [phrase["key"] for phrase in part["phrases"]]
    assert keys[:2] == [f"around-{own}", f"around-{beyond}"]
    assert keys[-1] == "around-caution"
    text = resolve(part, lang)["text"]
    assert not [word for word in ("because", "effect", "caused", "때문", "효과") if word in text]
    assert len(resolve(listed.around(shown, min_n=10), lang)["rows"]) == 6
    assert tables.catalogue({"around": shown})


def test_a_few_customers_are_hidden_and_nothing_is_said_of_them():
    shown = cx.protect([around(alone(7), **ASKED)])[0]
    assert shown["hidden"].iloc[0] == "small"
    assert listed.around(shown, min_n=10) is None
    assert worth.around_state(shown, name="교육", day=DAY.date())["phrases"][0]["key"] == "around-unknown"
    told = cx.protect([around(alone(), **ASKED)])[0]
    keys = [phrase["key"] for phrase in worth.around_state(told, name="교육", day=DAY.date())["phrases"]]
    assert keys == ["around-rose", "around-alone", "around-caution"]

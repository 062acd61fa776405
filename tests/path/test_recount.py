"""Every frame of a journey against plain loops, on small companies with every trap in them."""

import functools
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import proportion_confint

import cxmetrics as cx
from cxmetrics.contract import REGISTER
from tests.path.recount import STAGES, Recount

SEOUL, START, END, SINCE = "Asia/Seoul", pd.Timestamp("2026-01-01"), date(2026, 8, 31), date(2026, 3, 1)
KNOWN = ("advertising", "newsletter", "website", "video", "product_page", "chatbot", "checkout", "payment", "referral")
NAMES = (*KNOWN, "web_site", "", "a|b", None)
SHARES = (0.16, 0.08, 0.16, 0.06, 0.12, 0.06, 0.08, 0.06, 0.08, 0.05, 0.02, 0.03, 0.04)
JOINED, SEEDS = pd.Timestamp("2026-05-01"), range(7)
WITHIN = {"aware": 60, "appeal": 45, "ask": 20, "act": 70}
RULES = ("furthest", "touched", "ordered")


def company(seed):
    """Contacts, orders and answers of 120 people: ties, strangers, guests, returns, old and later ones."""
    rng = np.random.default_rng(seed)
    people = [f"c{number}" for number in range(120)]
    touches, orders = [], []
    for who in people:
        start, n = int(rng.integers(0, 260)), int(rng.choice([0, 1, 2, 4, 9, 16]))
        # days, at one of few hours, so that contacts and purchases fall on one instant or one day
        days = start + np.cumsum(rng.choice([0, 0, 0, 1, 2, 9, 31, 45], n))
        hours, names = rng.choice([0, 9, 14, 23], n), rng.choice(len(NAMES), n, p=SHARES)
        if rng.random() < 0.5:  # in the order of the stages
            names, hours = np.sort(names), np.full(n, 9)
        for day, hour, name in zip(days, hours, names, strict=True):
            seconds = None if rng.random() < 0.02 else int(rng.integers(1, 900))
            touches.append((who, START + pd.Timedelta(days=int(day), hours=int(hour)), NAMES[name], seconds))
        for _ in range(int(rng.choice([0, 0, 1, 3]))):
            when = START + pd.Timedelta(days=start + int(rng.integers(-20, 60)), hours=int(rng.choice([0, 9, 14, 23])))
            status = rng.choice(["completed", "cancelled", "returned"], p=[0.7, 0.15, 0.15])
            kind = rng.choice(["sale", "exchange"], p=[0.9, 0.1])
            orders.append((who, when, str(status), str(kind), float(rng.choice([10, 10, 10, -1]))))
    guests = [(None, *row[1:]) for row in touches[:9]]
    crowd = [("robot", START + pd.Timedelta(days=100, minutes=number), "website", 1) for number in range(40)]
    late = [("c1", pd.Timestamp(END) + pd.Timedelta(days=1), "checkout", 1), ("c2", pd.NaT, "checkout", 1)]
    twice = touches[:5]
    guest = START + pd.Timedelta(days=90)
    orders += [(None, guest, "completed", "sale", 5.0), ("robot", START, "completed", "sale", 5.0)]
    return [*touches, *guests, *crowd, *late, *twice], orders


def frames(touches, orders, seed=0):
    """Both tables with zones, their rows in another order; times of other zones are those of Seoul."""
    rng = np.random.default_rng(seed)
    contacts = pd.DataFrame(touches, columns=["customer_id", "occurred_at", "touchpoint", "duration_s"])
    bought = pd.DataFrame(orders, columns=["customer_id", "ordered_at", "status", "kind", "amount"])
    bought.insert(0, "order_id", [f"o{number}" for number in range(len(bought))])
    contacts["occurred_at"] = contacts["occurred_at"].dt.tz_localize(SEOUL).dt.tz_convert("UTC")
    return contacts.iloc[rng.permutation(len(contacts))], bought.iloc[rng.permutation(len(bought))]


@functools.cache
def both(seed, rule="furthest"):
    touches, orders = company(seed)
    contacts, bought = frames(touches, orders, seed)
    people = pd.DataFrame({"customer_id": [f"c{number}" for number in range(30)], "joined_at": JOINED})
    made = cx.journey(
        contacts,
        orders=bought,
        customers=people,
        rule=rule,
        since=SINCE,
        data_end=END,
        timezone=SEOUL,
        most_contacts=35,
        within_days=WITHIN,
        usual=1,
    )
    touches = [(who, None if pd.isna(when) else when, *rest) for who, when, *rest in touches]
    return made, Recount(touches, orders, register=REGISTER, since=SINCE, end=END, most=35, within=WITHIN)


def wilson(part, whole):
    return proportion_confint(part, whole, method="wilson")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(4))
def test_stages(seed, rule):
    made, count = both(seed, rule)
    want = count.stages(rule)
    rows = made.stages.set_index("stage")
    whole = count.stages("furthest")["aware"]["n"]
    assert whole > 20
    for stage in STAGES:
        row, told = rows.loc[stage], want[stage]
        assert (row["n"], row["of"], row["stayed"]) == (told["n"], whole, told["stayed"]), stage
        assert row["estimate"] == pytest.approx(told["n"] / whole)
        assert (row["conf_low"], row["conf_high"]) == pytest.approx(wilson(told["n"], whole))
        if not told["ready"]:
            assert row["ready"] == 0
            assert np.isnan(row["conversion"])
        else:
            assert (row["ready"], row["moved"]) == (told["ready"], told["moved"]), stage
            assert row["conversion"] == pytest.approx(told["moved"] / told["ready"])
            assert row["drop_off"] == pytest.approx(1 - told["moved"] / told["ready"])
            limits = wilson(told["moved"], told["ready"])
            assert (row["conversion_low"], row["conversion_high"]) == pytest.approx(limits)
        if told["stayed"]:
            assert row["quiet"] == pytest.approx(told["quiet"] / told["stayed"])
    if rule != "touched":
        assert rows["n"].is_monotonic_decreasing


@pytest.mark.parametrize("seed", SEEDS)
def test_touchpoints(seed):
    made, count = both(seed)
    want, active = count.touchpoints()
    for row in made.touchpoints.to_dict("records"):
        told = want[row["touchpoint"]]
        assert (row["n"], row["contacts"], row["ready"], row["of"]) == (
            told["n"], told["contacts"], told["ready"], active,
        )  # fmt: skip
        if told["n"]:
            assert row["estimate"] == pytest.approx(told["n"] / active)
        else:
            assert np.isnan(row["estimate"])
            assert row["reason"] == "no contacts"
        if told["ready"]:
            assert row["bought"] == pytest.approx(told["bought"] / told["ready"])


@pytest.mark.parametrize("seed", SEEDS)
def test_transitions(seed):
    made, count = both(seed)
    want = count.moves()
    rows = made.transitions.set_index(["touchpoint", "next_touchpoint"])
    assert rows["moves"].to_dict() == dict(want)
    sums = Counter()
    for (one, _), n in want.items():
        sums[one] += n
    for (one, two), row in rows.iterrows():
        assert row["of"] == sums[one]
        assert row["estimate"] == pytest.approx(want[one, two] / sums[one])
        assert row["conf_low"] <= row["estimate"] <= row["conf_high"]


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_and_their_credit(seed):
    made, count = both(seed)
    for kind in ("stages", "touchpoints"):
        rows = made.paths[made.paths["kind"] == kind].set_index("path")
        assert rows["covered"].to_numpy() == pytest.approx(rows["n"].cumsum() / rows["of"])
        assert rows["covered"].iloc[-1] == pytest.approx(1)
        rows = rows.drop(index="__other__", errors="ignore")
        want = count.paths(kind)
        assert rows["n"].is_monotonic_decreasing
        assert len(rows) == min(len(want), 20)
        for path, row in rows.iterrows():
            assert (row["n"], row["acted"]) == (want[path].total(), want[path]["act"]), path
            assert (row["of"], row["variants"]) == (sum(told.total() for told in want.values()), len(want))
        assert sorted(rows["n"]) == sorted(sorted(told.total() for told in want.values())[-20:])
    journeys = count.journeys()
    firsts = Counter(names[0] for names, ending in journeys if ending == "act")
    rows = made.attribution.set_index("touchpoint")
    assert {name: n for name, n in rows["first"].items() if n} == dict(firsts)
    assert rows["n"].to_dict() == dict(Counter(name for names, _ in journeys for name in set(names)))
    assert set(rows["of"]) == {firsts.total()}
    assert set(rows["began"]) == {len(journeys)}
    effects = {name: without(journeys, name) for name in {one for names, _ in journeys for one in names}}
    assert rows["removal"].to_dict() == pytest.approx(effects, abs=1e-9)


def without(journeys, removed):
    """What is lost of all conversions without a touchpoint, by walking the chain of steps for long enough."""
    flow = Counter()
    for names, ending in journeys:
        flow.update(pairwise(["", *names, ending]))
    states = sorted({state for pair in flow for state in pair} - {"act", "left"})
    total = {one: sum(n for (here, _), n in flow.items() if here == one) for one in states}

    def converted(gone):
        here, came = {"": 1.0}, 0.0
        for _ in range(3_000):
            following = Counter()
            for (one, two), n in flow.items():
                if here.get(one) and two != gone:
                    following[two] += here[one] * n / total[one]
            came += following.pop("act", 0.0)
            here = following
        return came

    return 1 - converted(removed) / converted(None)


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_and_times(seed):
    made, count = both(seed)
    rows = pd.DataFrame(count.steps(), columns=["stage", "next_stage", "days"])
    for stage, part in rows.groupby("stage"):
        limit = WITHIN[stage]
        if part["days"].max() < limit:
            continue  # see test_nobody_was_watched_for_so_long
        ends = sorted(part["next_stage"].dropna().unique(), key=STAGES.index)
        status = part["next_stage"].map({name: number for number, name in enumerate(ends, 1)}).fillna(0).astype(int)
        with np.errstate(divide="ignore", invalid="ignore"):  # in their errors
            theirs = CumIncidenceRight(part["days"].to_numpy(), status.to_numpy())
        own = made.steps[made.steps["stage"] == stage].set_index("next_stage")
        assert set(own.index) == {"any", *ends}
        assert set(own["n"]) == {len(part)}
        until = theirs.times <= limit
        for number, name in enumerate(ends):
            at = theirs.cinc[number][until]
            assert own.loc[name, "estimate"] == pytest.approx(at[-1] if len(at) else 0.0), (stage, name)
            curve = made.times[(made.times["stage"] == stage) & (made.times["next_stage"] == name)]
            shown = curve.set_index("day")["estimate"].reindex(theirs.times[until], method="ffill")
            assert shown.to_numpy() == pytest.approx(at)
        assert own.loc["any", "estimate"] == pytest.approx(own.drop(index="any")["estimate"].sum())
        half = made.times[(made.times["stage"] == stage) & (made.times["next_stage"] == "any")]
        half = half.loc[half["estimate"] >= 0.5, "day"]
        days = made.stages.set_index("stage").loc[stage, "days"]
        assert days == half.min() if len(half) else np.isnan(days)


@pytest.mark.parametrize("seed", SEEDS)
def test_before_the_first_order(seed):
    made, count = both(seed)
    found = count.before_first_order()
    contacts, shares, minutes = made.first_order.to_dict("records")
    n, timed = np.array([one for one, _ in found]), np.array([s for _, s in found if s is not None]) / 60
    assert (contacts["n"], shares["n"], minutes["n"]) == (len(n), len(n), len(timed))
    assert contacts["estimate"] == pytest.approx(n.mean())
    assert contacts["std_error"] == pytest.approx(n.std(ddof=1) / np.sqrt(len(n)))
    assert contacts["median"] == np.sort(n)[(len(n) - 1) // 2]
    assert shares["estimate"] == pytest.approx(((n >= 5) & (n <= 12)).mean())
    assert minutes["estimate"] == pytest.approx(timed.mean())
    assert minutes["std_error"] == pytest.approx(timed.std(ddof=1) / np.sqrt(len(timed)))
    assert minutes["median"] == np.floor(np.sort(timed)[(len(timed) - 1) // 2])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_account_closes(seed):
    """Every row has one fate, and the used ones are those that the touchpoints count."""
    touches, _ = company(seed)
    made, _ = both(seed)
    want, used = Counter(), []
    for who, when, where, _ in touches:
        if pd.isna(when):
            fate = "no time"
        elif when.date() > END:
            fate = "later"
        elif when.date() < SINCE:
            fate = "earlier"
        elif who is None:
            fate = "no customer"
        elif where is None:
            fate = "no touchpoint"
        elif who == "robot":
            fate = "crowd"
        else:
            fate = "used" if where in REGISTER else f"unknown {where}"
        want[fate] += 1
        used += [(who, when)] if fate == "used" else []
    want["before joining"] = sum(who in {f"c{number}" for number in range(30)} and when < JOINED for who, when in used)
    times = Counter(used)
    want["same instant"] = sum(n for n in times.values() if n > 1)
    rows = made.left_out
    names = (rows["fate"] + " " + rows["name"]).where(rows["fate"] == "unknown", rows["fate"])
    assert dict(zip(names, rows["contacts"], strict=True)) == {fate: n for fate, n in want.items() if n or " " in fate}
    assert made.touchpoints["contacts"].sum() == want["used"]
    unknown = made.gaps[made.gaps["gap"] == "unknown"].set_index("touchpoint")
    assert unknown.loc["web_site", ["contacts", "nearest"]].tolist() == [want["unknown web_site"], "website"]


def test_answers_are_counted_a_customer_a_cluster():
    """Shares of good and bad answers and their errors, against statsmodels with errors clustered by customer."""
    import statsmodels.api as sm

    rng = np.random.default_rng(8)
    n = 700
    answers = pd.DataFrame({
        "response_id": [f"r{number}" for number in range(n)],
        "responded_at": START + pd.to_timedelta(rng.integers(0, 300, n), unit="D"),
        "metric": rng.choice(["csat", "ces", "nps"], n, p=[0.6, 0.2, 0.2]),
        "score": rng.choice([1, 2, 3, 4, 5, 6, 99, np.nan], n, p=[0.2, 0.1, 0.2, 0.2, 0.2, 0.05, 0.03, 0.02]),
        "customer_id": rng.choice([*(f"c{number}" for number in range(90)), None], n),
        "touchpoint": rng.choice(["delivery", "chatbot", "web_site", None], n),
    })  # fmt: skip
    contacts, orders = frames(*company(1))
    made = cx.journey(contacts, answers, orders, since=SINCE, data_end=END, timezone=SEOUL)
    rows = made.touchpoints.set_index("touchpoint")
    days = answers["responded_at"].dt.date
    heeded = answers[(answers["metric"] == "csat") & answers["score"].between(1, 5) & (days >= SINCE) & (days <= END)]
    for name in ("delivery", "chatbot"):
        part = heeded[heeded["touchpoint"] == name]
        cluster = part["customer_id"].fillna(part["response_id"])
        for what, kind in (("score", part["score"] >= 4), ("hurt", part["score"] <= 2)):
            share = kind.mean()
            assert rows.loc[name, what] == pytest.approx(share)
            fit = sm.OLS(kind.astype(float).to_numpy(), np.ones(len(part))).fit()
            robust = fit.get_robustcov_results("cluster", groups=cluster.factorize()[0], use_correction=False)
            worth = min(share * (1 - share) / robust.bse[0] ** 2, len(part))
            assert rows.loc[name, f"{what}_n_eff"] == pytest.approx(worth)
            low, high = wilson(share * worth, worth)
            assert (rows.loc[name, f"{what}_low"], rows.loc[name, f"{what}_high"]) == pytest.approx((low, high))
    assert rows.loc["delivery", "answers"] == (heeded["touchpoint"] == "delivery").sum()
    stage = made.stages.set_index("stage").loc["act"]
    assert stage["answers"] == rows.loc["delivery", "answers"]


def test_effort_counts_where_its_scale_and_direction_are_declared():
    answers = pd.DataFrame({
        "response_id": list("abcdefg"), "responded_at": pd.Timestamp("2026-08-01"), "metric": "ces",
        "score": [1, 2, 3, 4, 5, 6, 7], "customer_id": list("abcdefg"), "touchpoint": "chatbot",
    })  # fmt: skip
    contacts, _ = frames(*company(1))

    def shares(direction, high=7):
        facts = {"scales": {"ces": (1, high)}, "directions": {"ces": direction} if direction else {}}
        told = cx.Table(answers, facts=cx.Facts(**facts))
        rows = cx.journey(contacts, told, data_end=END, timezone=SEOUL).touchpoints
        return rows.set_index("touchpoint").loc["chatbot"]

    easy, effort = shares("easy"), shares("effort")
    assert (easy["asked"], easy["answers"]) == ("ces", 7)
    assert (easy["score"], easy["hurt"]) == pytest.approx((3 / 7, 3 / 7))
    assert (effort["score"], effort["hurt"]) == pytest.approx((3 / 7, 3 / 7))
    few = shares("easy", high=5)
    assert (few["answers"], few["score"], few["hurt"]) == pytest.approx((5, 2 / 5, 2 / 5))
    assert np.isnan(shares(None)["answers"])


def test_nobody_was_watched_for_so_long():
    """A curve that ends before the day that is asked for has no share on that day; one without an event has 0."""
    day = pd.Timestamp("2026-08-21")
    rows = [(f"c{number}", day + timedelta(days=number % 3), "advertising") for number in range(9)]
    rows += [("c1", day + timedelta(days=4), "website"), ("c2", day + timedelta(days=5), "checkout")]
    contacts = pd.DataFrame(rows, columns=["customer_id", "occurred_at", "touchpoint"])
    found = cx.journey(contacts, data_end=END).steps.set_index(["stage", "next_stage"]).loc["aware"]
    assert found["estimate"].isna().all()
    assert set(found["reason"]) == {"nobody was watched for so long"}
    found = cx.journey(contacts, data_end=END, within_days=8).steps.set_index(["stage", "next_stage"]).loc["aware"]
    assert found["estimate"].to_dict() == pytest.approx({"any": 2 / 9, "appeal": 1 / 9, "act": 1 / 9})
    found = cx.journey(contacts, data_end=END, within_days=2).steps.set_index(["stage", "next_stage"]).loc["aware"]
    assert found["estimate"].tolist() == [0.0, 0.0, 0.0]
    assert found["conf_high"].between(0.2, 0.4).all()

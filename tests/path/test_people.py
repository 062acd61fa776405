"""What cx.toml says of the path, who a persona is, two journeys side by side, and who brings others."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

import cxmetrics as cx
from cxmetrics import path
from cxmetrics.contract import REGISTER
from cxmetrics.errors import ParameterError
from cxmetrics.sources.config import read_config

HEAD = 'company = "Tiny"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
HEAD += '[orders]\nsource = "o.csv"\nfresh = false\n[customers]\nsource = "c.csv"\n'
END, SINCE = date(2026, 8, 31), date(2026, 1, 1)


def configured(folder, text):
    (folder / "cx.toml").write_text(HEAD + text, "utf-8")
    return read_config(folder / "cx.toml")


def test_the_register_is_changed_added_to_and_left_out_of(tmp_path):
    found = configured(
        tmp_path,
        '[journey]\nleave_out = ["voice_assistant", "ar"]\n'
        '[journey.touchpoints]\nwebsite = { owner = "Kim" }\nchatbot = { stage = "act", pillar = "marketing" }\n'
        '"팝업 100% 😀 \'한정\'" = { stage = "aware" }\n',
    ).journey.register
    assert set(REGISTER) - set(found) == {"voice_assistant", "ar"}
    assert set(found) - set(REGISTER) == {"팝업 100% 😀 '한정'"}
    assert found["website"] == REGISTER["website"]._replace(owner="Kim")
    assert found["chatbot"] == REGISTER["chatbot"]._replace(stage="act", pillar="marketing")
    assert found["팝업 100% 😀 '한정'"] == ("aware", "operations", "none", "")
    assert found["payment"] == REGISTER["payment"]
    assert configured(tmp_path, "").journey.register == REGISTER


PERSONA = '[personas.a]\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "english", "korean"),
    [
        ("[journey.touchpoints.kiosk]\nowner = 'x'", "needs a stage", "단계(stage)를 적어야"),
        ("[journey]\nleave_out = ['kiosk']", "'kiosk' is no touchpoint", "'kiosk'는 접점 목록에 없습니다"),
        ("[journey.touchpoints.'a|b']\nstage = 'ask'", "holds a vertical bar", "세로줄(|)"),
        ("[journey.touchpoints.'']\nstage = 'ask'", "it is empty", "비어 있거나"),
        ("[journey.touchpoints.kiosk]\nstage = 'nope'", "must be 'aware', 'appeal'", "'aware'"),
        (f"{PERSONA}rule = {{}}", "needs a rule", "규칙이 있어야"),
        (f"{PERSONA}rule = 3", "needs a rule", "규칙이 있어야"),
        (f"{PERSONA}rule = {{ income = ['x'] }}", "'income' is nothing that a rule can use", "규칙에 쓸 수 없습니다"),
        (f"{PERSONA}rule = {{ segment = [] }}", "'segment' needs a value or several", "값을 하나 이상"),
        (f"{PERSONA}rule = {{ segment = [1] }}", "'segment' needs a value or several", "값을 하나 이상"),
        (f"{PERSONA}rule = {{ segment = true }}", "'segment' needs a value or several", "값을 하나 이상"),
        (f"{PERSONA}rule = {{ region = {{ min = 1 }} }}", "'region' needs a value or several", "값을 하나 이상"),
        (f"{PERSONA}rule = {{ birth_year = ['1990'] }}", "'birth_year' needs numbers", "수를 쓰십시오"),
        (f"{PERSONA}rule = {{ birth_year = {{}} }}", "'birth_year' needs numbers", "수를 쓰십시오"),
        (f"{PERSONA}rule = {{ birth_year = {{ low = 3 }} }}", "'birth_year' needs numbers", "수를 쓰십시오"),
        (f"{PERSONA}rule = {{ birth_year = {{ min = 'x' }} }}", "'birth_year' needs numbers", "수를 쓰십시오"),
        (f"{PERSONA}rule = {{ consent = ['yes'] }}", "'consent' needs true or false", "true나 false"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, english, korean):
    with pytest.raises(ParameterError, match="^E-CONFIG cx.toml ") as caught:
        configured(tmp_path, text)
    assert english in caught.value.text("en")
    assert korean in caught.value.text("ko")


@pytest.fixture
def tiny(tmp_path):
    """Twelve customers, some of whom only an order or only a row of customers knows."""
    (tmp_path / "c.csv").write_text(
        "customer_id,segment,region,birth_year,consent\n"
        + "".join(
            f"k{n},{'new' if n % 3 else 'VIP'},{'서울' if n % 2 else ''},{1980 + n},{n % 2}\n" for n in range(8)
        ),
        "utf-8",
    )  # fmt: skip
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,amount,channel,status\n"
        "1,k1,2026-05-02,10,app,completed\n2,k1,2026-05-01,10,web,completed\n3,k2,2026-05-01,10,web,cancelled\n"
        "4,k2,2026-05-09,10,app,completed\n5,z1,2026-06-01,10,web,completed\n6,,2026-06-01,10,web,completed\n",
        "utf-8",
    )
    text = '[personas.young]\nname = "젊은 VIP"\nrule = { segment = "VIP", birth_year = { min = 1983 } }\n'
    text += '[personas.web]\nname = "Web"\nrule = { channel = ["web"] }\n'
    text += (
        '[personas.agreed]\nname = "Agreed"\nrule = { consent = true, birth_year = { max = 1983 } }\ngoals = ["x"]\n'
    )
    (tmp_path / "cx.toml").write_text(HEAD + text, "utf-8")
    return cx.open_company(tmp_path / "cx.toml").load()


def test_traits_are_of_the_customer_and_of_the_first_purchase(tiny):
    found = path.traits(tiny).set_index("customer_id")
    assert set(found.index) == {*(f"k{n}" for n in range(8)), "z1"}
    assert found.loc["k1", ["segment", "region", "channel"]].tolist() == ["new", "서울", "web"]
    assert found.loc["k2", "channel"] == "app"  # the one before it was cancelled
    assert found.loc["z1", "channel"] == "web"
    assert pd.isna(found.loc["z1", "segment"])
    assert pd.isna(found.loc["k3", "channel"])


@pytest.mark.parametrize(
    ("who", "them"),
    [
        ("persona=young", {"k3", "k6"}),
        ("persona=web", {"k1", "z1"}),
        ("persona=agreed", {"k1", "k3"}),
        ("segment=VIP", {"k0", "k3", "k6"}),
        ("region=서울", {"k1", "k3", "k5", "k7"}),
        ("segment=gold", set()),
    ],
)
def test_customers_are_chosen(tiny, who, them):
    assert set(path.chosen(tiny, path.traits(tiny), who)["customer_id"]) == them


@pytest.mark.parametrize("who", ["persona=old", "income=1", "customer_id=k1", "segment=", "VIP", "", "birth_year=1983"])
def test_whom_nothing_names_is_refused(tiny, who):
    """A year is a number: compared as text it would choose nobody and say nothing."""
    with pytest.raises(ParameterError, match="E-WHO .* names no customers.*persona=young.*segment=…") as caught:
        path.chosen(tiny, path.traits(tiny), who)
    assert "고객을 고를 수 없습니다" in caught.value.text("ko")


def told(seed, lift, n=400):
    """Contacts, orders and answers of one side."""
    rng = np.random.default_rng(seed)
    who = np.array([f"s{seed}-{number}" for number in range(n)])
    start = pd.Timestamp("2026-02-01") + pd.to_timedelta(rng.integers(0, 60, n), unit="D")
    touches = [pd.DataFrame({"customer_id": who, "occurred_at": start, "touchpoint": "advertising"})]
    for step, (name, share) in enumerate([("website", 0.6), ("product_page", 0.5), ("checkout", 0.4 + lift)], 1):
        came = rng.random(len(who)) < share
        who, start = who[came], start[came]
        touches.append(pd.DataFrame({"customer_id": who, "occurred_at": start + pd.Timedelta(days=step),
                                     "touchpoint": name}))  # fmt: skip
    answers = pd.DataFrame({
        "response_id": [f"{seed}-{number}" for number in range(300)], "metric": "csat",
        "responded_at": pd.Timestamp("2026-05-01"), "touchpoint": rng.choice(["checkout", "website"], 300),
        "customer_id": [f"s{seed}-{number}" for number in rng.integers(0, n, 300)],
        "score": rng.choice([1, 3, 5], 300, p=[0.2 + 2 * lift, 0.3, 0.5 - 2 * lift]),
    })  # fmt: skip
    return cx.journey(pd.concat(touches), answers, data_end=END, since=SINCE)


def test_two_journeys_beside_each_other():
    """Newcombe's interval, the pooled test and the adjustment are those of statsmodels."""
    first, second = told(1, 0.0), told(2, 0.2)
    found = path.beside(first, second)
    rows = found.set_index(["what", "stage", "touchpoint"])
    sides = [one.stages.set_index("stage") for one in (first, second)]
    places = [one.touchpoints.set_index("touchpoint") for one in (first, second)]
    want = {("conversion", s, ""): [(one.loc[s, "moved"], one.loc[s, "ready"]) for one in sides]
            for s in ("aware", "appeal", "ask")}  # fmt: skip
    for s in ("appeal", "act"):
        for what in ("score", "hurt"):
            want[what, s, ""] = [(one.loc[s, what] * (w := one.loc[s, f"{what}_n_eff"]), w) for one in sides]
    for name, s in (("website", "appeal"), ("checkout", "act")):
        want["hurt", s, name] = [(one.loc[name, "hurt"] * (w := one.loc[name, "hurt_n_eff"]), w) for one in places]
    for name in ("advertising", "website", "product_page", "checkout"):
        want["reach", REGISTER[name].stage, name] = [(one.loc[name, "n"], one.loc[name, "of"]) for one in places]
    assert set(rows.index) == set(want)
    p_values = {}
    for key, ((k0, n0), (k1, n1)) in want.items():
        row = rows.loc[key]
        assert row["estimate"] == pytest.approx(k1 / n1 - k0 / n0), key
        if key[0] != "reach" or key[2] != "advertising":
            limits = confint_proportions_2indep(k1, n1, k0, n0, compare="diff", method="newcomb")
            assert (row["conf_low"], row["conf_high"]) == pytest.approx(limits), key
            p_values[key] = proportions_ztest([k1, k0], [n1, n0])[1]
        else:
            p_values[key] = 1.0  # everybody on both sides
        assert row["p_value"] == pytest.approx(p_values[key]), key
    _, adjusted, *_ = multipletests(list(p_values.values()), method="fdr_bh")
    assert rows.loc[list(p_values), "p_adjusted"].to_numpy() == pytest.approx(adjusted)
    assert rows.loc[("conversion", "ask", ""), "verdict"] == "higher"
    assert rows.loc[("hurt", "act", "checkout"), "verdict"] == "higher"
    assert rows.loc[("conversion", "aware", ""), "verdict"] == "unclear"
    clear = (rows["p_adjusted"] < 0.05) & ((rows["conf_low"] > 0) | (rows["conf_high"] < 0))
    assert (rows["verdict"].isin(["higher", "lower"]) == clear).all()
    after = path.beside(first, second, before_act=False)
    assert not (after["what"] == "conversion").any()  # nobody can be an advocate here


def test_few_on_a_side_are_not_compared():
    found = path.beside(told(1, 0.0), told(3, 0.2, n=29))
    few = found[found["what"].isin(["conversion", "reach"])]
    assert set(few["verdict"]) == {"too_few"}
    assert few["p_adjusted"].isna().all()
    nobody = path.beside(told(1, 0.0), cx.journey(
        pd.DataFrame({"customer_id": [], "occurred_at": [], "touchpoint": []}), data_end=END))  # fmt: skip
    assert nobody.empty


def test_who_brings_others():
    rng = np.random.default_rng(4)
    n = 600
    orders = pd.DataFrame({
        "order_id": [f"o{number}" for number in range(n)],
        "customer_id": rng.choice([*(f"c{number}" for number in range(150)), None], n),
        "ordered_at": pd.Timestamp("2024-06-01") + pd.to_timedelta(rng.integers(0, 830, n), unit="D"),
        "amount": 1.0, "status": rng.choice(["completed", "cancelled", "returned"], n, p=[0.6, 0.2, 0.2]),
    })  # fmt: skip
    # each one was brought by one other, or by nobody; a few name themselves, some somebody who never bought
    brought = {f"c{number}": rng.choice([None, f"c{rng.integers(200)}", f"c{number}"], p=[0.5, 0.4, 0.1])
               for number in range(150)}  # fmt: skip
    orders["referrer_id"] = orders["customer_id"].map(brought)
    found = path.referrals(orders, data_end=END).set_index("metric")
    since = pd.Timestamp(END) - pd.Timedelta(days=364)
    good = orders[(orders["status"] == "completed") & orders["customer_id"].notna()]
    good = good[good["ordered_at"] <= pd.Timestamp(END)]
    first = good.groupby("customer_id")["ordered_at"].min()
    won = first[first >= since].index
    by = pd.Series(brought).dropna()
    by = by[by != by.index]
    buyers = set(good.loc[good["ordered_at"] >= since, "customer_id"])
    parts = {"referred_customers": (won.isin(by.index).sum(), len(won)),
             "referring_customers": (len(set(by[by.index.isin(won)]) & buyers), len(buyers))}  # fmt: skip
    for metric, (part, whole) in parts.items():
        assert 0 < part < whole
        assert (found.loc[metric, "n"], found.loc[metric, "estimate"]) == (whole, pytest.approx(part / whole))
    later = orders.head(40).assign(order_id="x", ordered_at=pd.Timestamp("2026-09-05"), referrer_id="c1")
    same = path.referrals(pd.concat([orders, later]), data_end=END).set_index("metric")
    pd.testing.assert_frame_equal(found, same)


def test_without_purchases_nobody_brings_anybody():
    empty = pd.DataFrame({name: [] for name in ("order_id", "customer_id", "ordered_at", "referrer_id")})
    found = path.referrals(empty, data_end=END)
    assert found["estimate"].isna().all()
    assert found["reason"].tolist() == ["no purchases", "no purchases"]
    with pytest.raises(ParameterError, match="E-COLUMN orders has no column 'referrer_id'"):
        path.referrals(empty.drop(columns="referrer_id"), data_end=END)

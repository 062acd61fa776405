"""The panel of a weighing without a front end: what it shows is what `cx.roi` says of the changed plan."""

import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import ParameterError
from cxmetrics.explorer import whatif
from tests.value import plans

MONEY = {"order_value", "margin_per_order", "acquisition_cost", "cost_per_contact", "cost_per_return",
         "margin_per_customer", "further_margin"}  # fmt: skip
ROWS = [
    {"initiative_id": "I1", "name": "gift card", "lever": "repeat_rate", "low": 0.01, "mode": 0.03, "high": 0.05,
     "evidence": "experiment", "upfront_cost": 2e6, "monthly_cost": 250_000, "ramp_months": 3},
    {"initiative_id": "I2", "name": "help pages", "lever": "contacts", "low": 0.05, "mode": 0.1, "high": 0.2,
     "upfront_cost": 5e6, "monthly_cost": 0, "ramp_months": 1.5, "horizon_months": 30, "starts_on": (2026, 6, 1)},
    {"initiative_id": "I3", "name": "more alike", "lever": "basket", "evidence": "claim:C11", "upfront_cost": 1e6,
     "monthly_cost": 0},
    {"initiative_id": 'Z"4', "name": "<img src=x>", "lever": "churn", "upfront_cost": 1e6, "monthly_cost": 0},
    {"initiative_id": "I5", "name": "stickers", "lever": "repeat_rate", "through": "on_time", "low": 0.02,
     "mode": 0.04, "high": 0.06, "evidence": "adjusted", "upfront_cost": 0, "monthly_cost": 10_000, "segment": ""},
]  # fmt: skip
RULES = {"draws": 10_000, "seed": 3, "data_end": "2026-10-31", "months": 24, "annual_rate": 0.08, "currency": "KRW"}
APART = ("beside", "meets")  # columns that tell of the other initiatives
CHANGES = {
    "mode": (2.625, {"mode": 0.02625}), "low": (-1.0, {"low": -0.01}), "high": (7.0, {"high": 0.07}),
    "upfront_cost": (3_512_345.0, {"upfront_cost": 3_512_345.0}), "monthly_cost": (0.0, {"monthly_cost": 0.0}),
    "ramp_months": (6.5, {"ramp_months": 6.5}), "horizon_months": (48, {"horizon_months": 48}),
    "margin": (75, 0.75), "annual_rate": (12.5, 0.125),
}  # fmt: skip


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("CXMETRICS_LANG", "en")


@pytest.fixture(scope="module")
def found():
    return cx.roi(plans.table(ROWS), baseline=plans.given(plans.COMPANY | plans.FURTHER), **RULES)


@pytest.fixture
def panel(found):
    return cx.explore(found)


def again(name=None, *, rows=ROWS, company=None, initiative_id="I1"):
    """What `cx.roi` says of all plans with one thing changed, as row and draws of the initiative."""
    rows, rules = plans.table(rows), dict(RULES)
    company = plans.given(plans.COMPANY | plans.FURTHER) if company is None else company
    if name == "margin":
        company = {key: [0.75 * part for part in pair] if key in MONEY else pair for key, pair in company.items()}
    elif name == "annual_rate":
        rules["annual_rate"] = 0.125
    elif name:
        ((column, value),) = CHANGES[name][1].items()
        rows.loc[rows["initiative_id"] == initiative_id, column] = value
    made = cx.roi(rows, baseline=company, **rules)
    return made.summary[made.summary["initiative_id"] == initiative_id].reset_index(drop=True)


def same(one, other):
    pd.testing.assert_frame_equal(one.drop(columns=list(APART)), other.drop(columns=list(APART)), rtol=1e-9, atol=1e-9,
                                  check_dtype=False)  # fmt: skip


def pasted(panel, found):
    names = {"found": found}
    exec(panel.code, names)  # noqa: S102
    return names["frame"]


def status(panel):
    return unescape(re.sub(r"<[^>]+>", "", panel._status.value))


def text(panel):
    return re.sub(r"<[^>]+>", " ", panel._shown.value)


def test_untouched_it_is_the_plan_as_written(panel, found):
    for row in ROWS:
        panel.initiative.value = row["initiative_id"]
        own = found.summary[found.summary["initiative_id"] == row["initiative_id"]].reset_index(drop=True)
        same(panel.frame, own)
        pd.testing.assert_frame_equal(pasted(panel, found), panel.frame)
        assert status(panel) == ""
        assert "Changed" not in text(panel)
        assert panel.reset.disabled


@pytest.mark.parametrize("name", CHANGES)
def test_each_control_changes_what_it_says_and_nothing_else(panel, found, name):
    getattr(panel, name).value = CHANGES[name][0]
    same(panel.frame, again(name))
    assert panel.frame["conf_low"].item() != pytest.approx(found.summary["conf_low"][0], rel=1e-3)
    pd.testing.assert_frame_equal(pasted(panel, found), panel.frame)
    assert status(panel) == ""
    assert text(panel).count("→") >= 3
    assert panel._shown.value.count("<figure>") == 4
    assert not panel.reset.disabled


def test_all_controls_at_once_on_a_frame_of_the_company(sample_frame):
    made = cx.roi(plans.table(ROWS), baseline=sample_frame, **RULES)
    panel = cx.explore(made)
    for name in CHANGES:
        getattr(panel, name).value = CHANGES[name][0]
    rows, company = plans.table(ROWS), sample_frame.copy()
    for name in CHANGES.keys() - {"margin", "annual_rate"}:
        ((column, value),) = CHANGES[name][1].items()
        rows.loc[0, column] = value
    money = company["metric"].str.removeprefix("baseline_").isin(MONEY)
    for column in ("estimate", "std_error", "spread"):
        company.loc[money, column] *= 0.75
    expected = cx.roi(rows, baseline=company, **(RULES | {"annual_rate": 0.125})).summary.head(1)
    same(panel.frame, expected)
    pd.testing.assert_frame_equal(pasted(panel, made), panel.frame)
    assert 'cx.roi(plan, baseline=baseline, **{**asked.options, "annual_rate": 0.125})' in panel.code


def test_the_money_of_one_order_spreads_as_its_mean_does(found, sample_frame):
    """So that a pilot finds as much as before, in per cent of an order."""
    for made in (found, cx.roi(plans.table(ROWS), baseline=sample_frame, **RULES)):
        panel = cx.explore(made)
        panel.initiative.value, panel.margin.value = "I3", 75
        own = made.summary.set_index("initiative_id").loc["I3"]
        size, finds = (panel.frame[f"pilot_{name}"].item() for name in ("customers", "detectable"))
        assert finds * size**0.5 == pytest.approx(own["pilot_detectable"] * own["pilot_customers"] ** 0.5, rel=1e-9)
        assert panel.frame["benefit"].item() == pytest.approx(0.75 * own["benefit"], rel=1e-9)


@pytest.fixture
def sample_frame():
    frame = plans.frame({"": plans.COMPANY | plans.FURTHER})
    return frame.assign(std_error=0.02 * frame["estimate"])


def test_the_weighing_keeps_copies_of_what_it_was_made_from(sample_frame):
    rows = plans.table(ROWS)
    made = cx.roi(rows, baseline=sample_frame, **RULES)
    rows.loc[0, "mode"], sample_frame.loc[0, "estimate"] = 0.5, 1.0
    asked = made.asked
    assert asked.plan("I1")["mode"].tolist() == [0.03]
    assert asked.company()["estimate"].iloc[0] == plans.COMPANY["new_customers"]
    repeated = cx.roi(asked.initiatives, baseline=asked.baseline, **asked.options)
    pd.testing.assert_frame_equal(repeated.summary, made.summary)
    pd.testing.assert_frame_equal(repeated.draws, made.draws)


def test_what_is_changed_is_said_beside_what_was_written(panel):
    panel.mode.value, panel.monthly_cost.value, panel.margin.value = 2.25, 400_000, 80
    said = text(panel)
    assert "Likely effect 3.00 pp → 2.25 pp; Monthly cost ₩250,000 → ₩400,000; Unit margins 100% → 80%." in said
    assert "The plan as written" in said
    assert re.search(r"Expected NPV: \S+ → −\S+\. Chance of a loss: \d+% → \d+%\. The verdict", said)


def test_an_effect_that_the_plan_does_not_tell_counts_once_it_is_given(panel, found):
    for name in ("I3", 'Z"4'):
        panel.initiative.value = name
        assert "The plan tells no effect of its own" in text(panel)
        panel.mode.value = 1.0
        assert status(panel).startswith(f"E-INITIATIVE initiatives {name} [mode] low 0")
        panel.high.value = 2.5
        assert "Likely effect not told → 1" in text(panel)
        rows = [row | ({"low": 0.0, "mode": 0.01, "high": 0.025} if row["initiative_id"] == name else {})
                for row in ROWS]  # fmt: skip
        same(panel.frame, again(rows=rows, initiative_id=name))
        pd.testing.assert_frame_equal(pasted(panel, found), panel.frame)


def test_controls_have_the_unit_of_the_lever_and_the_plan_of_the_initiative(panel):
    assert panel.mode.description == "Likely effect (pp)"
    assert panel.upfront_cost.description == "Upfront cost (KRW)"
    assert (panel.mode.step, panel.upfront_cost.step, panel.upfront_cost.disabled) == (0.1, 100_000, False)
    panel.margin.value, panel.mode.value = 120, 4.0
    panel.initiative.value = "I2"
    shown = {name: getattr(panel, name).value for name in CHANGES}
    assert shown == {"mode": 10.0, "low": 5.0, "high": 20.0, "upfront_cost": 5e6, "monthly_cost": 0.0,
                     "ramp_months": 1.5, "horizon_months": 30, "margin": 120, "annual_rate": 8.0}  # fmt: skip
    assert panel.mode.description == "Likely effect (%)"
    assert panel.upfront_cost.disabled
    assert "It runs already" in text(panel)
    assert "Likely effect" not in text(panel)


def test_reset_goes_back_to_the_plan_at_once(panel, found, monkeypatch):
    for name, (value, _) in CHANGES.items():
        getattr(panel, name).value = value
    answered, compared = [], whatif.compared
    monkeypatch.setattr(whatif, "compared", lambda altered: answered.append(altered) or compared(altered))
    panel.reset.click()
    same(panel.frame, found.summary.head(1))
    assert len(answered) == 1
    assert panel.initiative.value == "I1"
    assert (panel.margin.value, panel.annual_rate.value, panel.mode.value) == (100, 8.0, 3.0)
    assert panel.reset.disabled


@pytest.mark.parametrize(("name", "value", "said"), [
    ("low", 4.0, "E-INITIATIVE initiatives I1 [mode] low 0.04, mode 0.03, high 0.05의 차례가 맞지 않습니다."),
    ("upfront_cost", -1.0, "E-INITIATIVE initiatives I1 [upfront_cost]"),
    ("ramp_months", 30.0, "E-INITIATIVE initiatives I1 [ramp_months] 30개월이 지나야 효과가 다 나는데"),
    ("annual_rate", -100.0, "E-ROI annual_rate=-1.0"),
])  # fmt: skip
def test_what_cannot_be_is_one_line_in_the_readers_language(found, monkeypatch, *, name, value, said):
    monkeypatch.setenv("CXMETRICS_LANG", "ko")
    panel = cx.explore(found)
    before = getattr(panel, name).value
    getattr(panel, name).value = value
    assert status(panel).startswith(said)
    assert "cx-error" in panel._status.value
    assert (panel.frame, panel.code) == (None, "")
    assert text(panel).strip() == ""
    assert not panel.reset.disabled
    getattr(panel, name).value = before
    assert status(panel) == ""
    same(panel.frame, found.summary.head(1))


def test_labels_and_sentences_are_korean(found, monkeypatch):
    monkeypatch.setenv("CXMETRICS_LANG", "ko")
    panel = cx.explore(found)
    assert [control.description for control in panel._controls] == [
        "과제", "예상 효과(%p)", "낮게 본 효과(%p)", "높게 본 효과(%p)", "초기 비용(원)", "월 비용(원)",
        "자리 잡기까지(개월)", "따지는 기간(개월)", "건당 이익·비용(%)", "연 할인율(%)",
    ]  # fmt: skip
    panel.horizon_months.value = 12
    assert "따지는 기간 24개월 → 12개월" in text(panel)
    assert "font/woff" in panel._look.value


def test_a_hostile_name_is_text(panel, found):
    panel.initiative.value = 'Z"4'
    assert "<img src=x" not in panel._shown.value
    assert "&lt;img src=x" in panel._shown.value


def test_distributions_of_both_sides_begin_and_end_alike(panel):
    panel.margin.value = 140
    from cxmetrics.explorer.compared import compared

    columns = compared(panel._altered()).beside
    drawn = [pd.DataFrame(part["frame"]) for column in columns for part in column if part.get("kind") == "outcomes"]
    ends = [(frame["left"].min(), frame["right"].max()) for frame in drawn]
    assert len(ends) == 2
    assert ends[0] == ends[1]
    assert [frame["estimate"].sum() for frame in drawn] == pytest.approx([1, 1])


def test_what_cannot_be_explored_is_refused(found):
    with pytest.raises(ParameterError, match="does not say in which currency"):
        cx.explore(cx.roi(plans.table(ROWS), baseline=plans.given(), **(RULES | {"currency": None})))
    with pytest.raises(ParameterError, match="no initiative to explore"):
        cx.explore(cx.roi(plans.table(ROWS).head(0), baseline=plans.given(), **RULES))
    with pytest.raises(ParameterError, match="a DataFrame cannot be explored"):
        cx.explore(found.summary)


def test_the_readmes_example_runs():
    page = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    (example,) = [code for code in re.findall(r"```python\n(.*?)```", page, re.S) if "cx.explore(found)" in code]
    names = {"cx": cx}
    exec(example, names)  # noqa: S102
    panel = names["panel"]
    assert f"# {panel.frame['verdict'].item()};" in example
    pd.testing.assert_frame_equal(pasted(panel, names["found"]), panel.frame)

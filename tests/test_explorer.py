"""The explorer without a front end: what it shows is protected, and its code gives the same."""

import re
import subprocess
import sys
import threading

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import ParameterError
from cxmetrics.explorer import choice as asked
from cxmetrics.explorer import numbers

HOSTILE = """a"b'<img src=x onerror=alert(1)>"""
METRICS = ["nps", "csat", "ces", "repeat", "returning"]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("CXMETRICS_LANG", "en")


@pytest.fixture(scope="module")
def company(sample):
    return cx.open_company(sample).load()


@pytest.fixture
def explorer(company):
    return cx.explore(company)


def shop(folder, answers, *, more=""):
    """A company with a survey of its own."""
    (folder / "cx.toml").write_text(
        'company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["ko"]\ndata_end = "2026-10-31"\n'
        'history_complete = true\n[responses]\nsource = "answers.csv"\nscale.nps = { min = 0, max = 10 }\n' + more,
        encoding="utf-8",
    )
    answers.to_csv(folder / "answers.csv", index_label="response_id")
    return cx.open_company(folder).load()


def answers_of(**channels):
    """Answers of October 2026, so many a channel, every third one a detractor."""
    named = [name for name, n in channels.items() for _ in range(n)]
    frame = pd.DataFrame({"channel": named, "metric": "nps", "responded_at": "2026-10-05T10:00:00"})
    return frame.assign(score=[3 if i % 3 == 0 else 9 for i in range(len(named))], customer_id=frame.index)


def pasted(explorer, company):
    """Run the code that the explorer shows, as the analyst would in the next cell."""
    names = {"company": company}
    exec(explorer.code, names)  # noqa: S102
    return names["frame"]


def shown(explorer):
    return explorer._shown.value


def status(explorer):
    return re.sub(r"<[^>]+>", "", explorer._status.value)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("choice", [{}, {"by": "segment", "channel": "app", "first": "2026-03", "days": 60}])
def test_the_code_gives_the_frame_that_is_shown(explorer, company, metric, choice):
    for name, value in {"metric": metric, **choice, "level": 0.9}.items():
        getattr(explorer, name).value = value
    assert status(explorer) == ""
    assert len(explorer.frame) > 2
    assert set(explorer.frame["level"]) == {0.9}
    pd.testing.assert_frame_equal(pasted(explorer, company), explorer.frame)
    assert "<figure>" in shown(explorer)
    assert "<table>" in shown(explorer)
    assert "n = " in shown(explorer)


@pytest.mark.parametrize("metric", METRICS)
def test_a_channel_is_the_rows_that_pandas_keeps(explorer, company, metric):
    explorer.metric.value, explorer.channel.value = metric, "web"
    rows = getattr(company, asked.METRICS[metric])
    kept = rows.df().query("channel == 'web'")
    table = cx.Table(kept, facts=rows.facts)
    call = {
        "repeat": lambda: cx.repeat_rate(table, every="month"),
        "returning": lambda: cx.repeat_rate(table, definition="monthly_returning"),
    }
    whole = call.get(metric, lambda: getattr(cx, metric)(table, every="month", cluster="customer_id"))()
    months = whole[whole["period"].between("2025-10", "2026-10")]
    found = explorer.frame
    assert found["period"].tolist() == months["period"].tolist()
    open_rows = found["hidden"].isna().to_numpy()
    assert open_rows.sum() > 3
    for name in ("n", "estimate", "conf_low", "conf_high"):
        expected = months.loc[open_rows, name].astype(float).to_numpy()
        assert found.loc[open_rows, name].astype(float).to_numpy() == pytest.approx(expected, nan_ok=True)


def test_small_groups_are_hidden_everywhere(tmp_path):
    company = shop(tmp_path, answers_of(app=120, web=67, kiosk=4))
    explorer = cx.explore(company)
    explorer.by.value = "channel"
    hidden = explorer.frame.set_index("channel")["hidden"]
    assert hidden.to_dict() == {"app": None, "kiosk": "small", "web": "with_another"}
    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown(explorer))
    assert "120" in cells
    assert "67" not in cells
    assert "4" not in cells
    assert "fewer than 10" in shown(explorer)
    explorer.by.value, explorer.channel.value = "", "kiosk"
    assert explorer.frame["hidden"].tolist() == ["small"]
    assert "<figure>" not in shown(explorer)


def test_a_hostile_label_is_text_everywhere(tmp_path):
    company = shop(tmp_path, answers_of(**{HOSTILE: 40, "web": 40}))
    explorer = cx.explore(company)
    explorer.channel.value = HOSTILE
    pd.testing.assert_frame_equal(pasted(explorer, company), explorer.frame)
    assert explorer.frame["n"].tolist() == [40]
    explorer.by.value = "channel"
    assert "<img src=x" not in shown(explorer) + explorer._code.value
    assert "&lt;img src=x" in shown(explorer)


def test_a_wrong_choice_is_one_line_and_the_next_one_is_answered(explorer):
    explorer.first.value, explorer.last.value = "2026-10", "2026-09"
    assert status(explorer) == "E-PERIOD the first month is after the last one. Fix: choose an earlier month."
    assert explorer.frame is None
    assert "<table>" not in shown(explorer)
    explorer.last.value = "2026-10"
    assert status(explorer) == ""
    assert explorer.frame["period"].tolist() == ["2026-10"]


def test_whatever_else_goes_wrong_is_one_line_too(explorer, monkeypatch):
    def broken(*_):
        raise OSError("disk gone\nat some length")

    monkeypatch.setattr(numbers, "answer", broken)
    explorer.level.value = 0.8
    assert status(explorer) == "OSError: disk gone"


def test_it_says_that_it_counts_and_answers_once_a_change(explorer, monkeypatch):
    said, answered, answer = [], [], numbers.answer

    def counted(*given):
        answered.append(status(explorer))
        return answer(*given)

    monkeypatch.setattr(numbers, "answer", counted)
    explorer._status.observe(lambda change: said.append(change["new"]), "value")
    explorer.metric.value = "repeat"
    assert answered == ["Counting …"]
    assert len(said) == 2
    assert 'role="status"' in said[0]


@pytest.mark.parametrize("step", ["_options", "answer"])
def test_a_choice_from_another_thread_is_answered_too(explorer, company, monkeypatch, step):
    """JupyterLab sends the changes of two controls to two threads: none is lost while another is counted."""
    busy, go_on = threading.Event(), threading.Event()
    go = getattr(numbers, step)

    def held(*given):
        busy.set()
        go_on.wait(60)
        return go(*given)

    explorer.by.value = "segment"
    monkeypatch.setattr(numbers, step, held)
    first = threading.Thread(target=setattr, args=(explorer.by, "value", ""))
    first.start()
    assert busy.wait(60)
    second = threading.Thread(target=setattr, args=(explorer.channel, "value", "app"))
    second.start()
    second.join(0.2)
    go_on.set()
    for thread in (first, second):
        thread.join(60)
    assert 'where("channel", "app")' in explorer.code
    assert "Only answers of this channel count: app." in shown(explorer)
    pd.testing.assert_frame_equal(explorer.frame, pasted(explorer, company))


def test_controls_follow_the_metric(explorer):
    assert [label for label, _ in explorer.metric.options][:3] == [
        "Recommendation (NPS)",
        "Satisfied (CSAT)",
        "Found it easy (CES)",
    ]
    assert explorer.days.layout.display == "none"
    explorer.by.value, explorer.first.value = "segment", "2026-01"
    explorer.metric.value = "repeat"
    assert explorer.days.layout.display is None
    assert (explorer.by.value, explorer.first.value) == ("segment", "2026-01")
    offered = [value for _, value in explorer.by.options]
    assert "category" in offered
    assert not {"currency", "status", "kind", "order_id", "customer_id"} & set(offered)
    explorer.by.value = "channel"
    assert explorer.channel.disabled
    assert all(control.description for control in explorer._controls)


def test_labels_are_in_the_language_of_the_company_unless_asked_otherwise(tmp_path, monkeypatch):
    monkeypatch.delenv("CXMETRICS_LANG")
    explorer = cx.explore(shop(tmp_path, answers_of(app=50)))
    assert explorer.metric.description == "지표"
    assert "2026년 10월 순추천지수(NPS)" in shown(explorer)
    assert "font/woff" in explorer._look.value
    monkeypatch.setenv("CXMETRICS_LANG", "en")
    assert cx.explore(explorer._company).metric.description == "Metric"


def test_a_month_that_nobody_can_judge_has_a_reason(explorer):
    explorer.metric.value = "repeat"
    explorer.first.value = explorer.last.value = "2026-10"
    assert "nothing can be said of October 2026: known from January 29, 2027" in shown(explorer)


def test_a_company_without_anything_to_explore_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="is not loaded"):
        cx.explore(cx.Company(shop(tmp_path, answers_of(app=5)).config, tmp_path))
    bare = shop(tmp_path, answers_of(app=5).assign(metric="other"), more="scale.other = { min = 0, max = 10 }\n")
    with pytest.raises(ParameterError, match="Shop has neither orders nor answers"):
        cx.explore(bare)


def test_a_front_end_without_widgets_gets_text(explorer):
    assert "text/plain" in explorer._repr_mimebundle_()


def test_importing_the_package_loads_no_front_end():
    heavy = ["ipywidgets", "matplotlib", "seaborn", "IPython", "nbconvert", "papermill", "typst", "fontTools"]
    code = f"import sys, cxmetrics; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
    assert "explore" in cx.__all__
    with pytest.raises(AttributeError, match="no attribute 'explode'"):
        cx.explode  # noqa: B018

"""The journey report: the weakest stage first, the map on a page of its own, gaps said, numbers counted twice."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pypdfium2
import pytest

import cxmetrics as cx
from cxmetrics.contract import STAGES
from cxmetrics.display import improvements, paths
from cxmetrics.errors import RenderError
from cxmetrics.report import gate
from cxmetrics.report.run import make
from cxmetrics.tables import paths as listed

TOML = ('company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["en"]\ndata_end = "2026-10-31"\n'
        'history_complete = true\n')  # fmt: skip


SCALES = "scale.csat = { min = 1, max = 5 }\nscale.nps = { min = 0, max = 10 }\n"


@pytest.fixture(scope="module")
def counted(journey_report, sample, tmp_path_factory):
    """Its figures, the checked tables, and its parameters."""
    record = json.loads((journey_report.folder / "record.json").read_text("utf-8"))
    company = cx.open_company(sample).load(month="2026-10", folder=tmp_path_factory.mktemp("snapshot"))
    return record["figures"], company, record["parameters"]


def test_both_languages_open_with_the_weakest_stage(journey_report):
    for lang, words in (("en", "Which stage is the weakest?"), ("ko", "가장 약한 단계")):
        page = next(journey_report.folder.glob(f"*.{lang}.html")).read_text("utf-8")
        first = page.index(words)
        assert page.index({"en": "Ask", "ko": "질문"}[lang], first) < page.index("<figure", first)


def test_the_map_is_one_landscape_page(journey_report):
    for lang, title in (("en", "The journey map"), ("ko", "고객 여정 지도")):
        document = pypdfium2.PdfDocument(next(journey_report.folder.glob(f"*.{lang}.pdf")))
        wide = [page for page in document if page.get_width() > page.get_height()]
        assert len(wide) == 3  # of all, and of both personas
        assert title in wide[0].get_textpage().get_text_bounded()


def test_a_second_count_gives_the_same(counted):
    figures, company, values = counted
    gate.check_journey(figures, company, values=values)


@pytest.mark.parametrize("stage", STAGES)
def test_another_number_is_refused(counted, stage):
    figures, company, values = counted
    rows = [row | ({"n": row["n"] + 1} if row["stage"] == stage else {}) for row in figures["stages"]]
    with pytest.raises(RenderError, match=rf"E-RECOUNT-STAGE stages \({stage}\): the record says"):
        gate.check_journey({"stages": rows}, company, values=values)


def test_the_pictures_and_tables_hold_no_small_group(journey_report):
    parts = json.loads((journey_report.folder / "parts.json").read_text("utf-8"))
    figures = [part for part in parts if part["type"] == "figure"]
    assert {"journey_map", "funnel", "flow", "priorities", "curve", "intervals"} <= {part["kind"] for part in figures}
    for part in figures:
        if part["kind"] == "flow":
            assert all(row["n"] >= 10 for row in part["frame"])


@pytest.mark.slow
def test_two_kinds_of_customers_are_put_side_by_side_by_their_names(sample, tmp_path):
    given = {"beside": ["persona=app", "segment=VIP"], "rule": "touched"}
    made = make(sample, report="journey", langs=["en"], out=tmp_path, given=given, say=lambda _: None)
    page = next(made.folder.glob("*.html")).read_text("utf-8")
    assert "앱 단골 beside segment=VIP" in page
    assert "A stage counts as reached by a contact of its own." in page
    rows = json.loads((made.folder / "record.json").read_text("utf-8"))["figures"]["beside"]
    assert {row["stage"] for row in rows if row["what"] == "conversion"} == {"act"}


def company(folder, **tables):
    """Write a company of these tables, and make its journey report."""
    text = TOML
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        text += f'[{name}]\nsource = "{name}.csv"\nfresh = false\n' + SCALES * (name == "responses")
    (folder / "cx.toml").write_text(text, "utf-8")
    made = make(folder, report="journey", out=folder / "out", say=lambda _: None)
    return next(made.folder.glob("*.html")).read_text("utf-8"), made


def contacts(rng, people, names):
    days = pd.Timestamp("2026-10-31") - pd.to_timedelta(rng.integers(0, 500_000, 20 * people), "min")
    return pd.DataFrame({"customer_id": [f"c{i}" for i in rng.integers(0, people, 20 * people)], "occurred_at": days,
                         "touchpoint": rng.choice(names, 20 * people)})  # fmt: skip


def test_a_company_without_contacts_says_so(tmp_path):
    rng = np.random.default_rng(1)
    orders = pd.DataFrame({"order_id": range(300), "customer_id": rng.integers(0, 90, 300), "amount": 10,
                           "ordered_at": pd.date_range("2025-11-01", periods=300, freq="D")})  # fmt: skip
    page, _ = company(tmp_path, orders=orders)
    assert "contacts of customers (the table touchpoints)" in page
    assert "Rows by table" in page


def survey(rng, **more):
    made = {"response_id": range(200), "responded_at": "2026-06-01", "metric": "nps", "score": rng.integers(0, 11, 200),
            "customer_id": [f"c{i % 90}" for i in range(200)], "comment": "delivery was late"} | more  # fmt: skip
    return pd.DataFrame({name: values for name, values in made.items() if values is not None})


@pytest.mark.parametrize(("more", "names"), [
    ({}, ["advertising", "website", "checkout"]),  # a survey about no touchpoint
    ({"customer_id": None, "touchpoint": "website"}, ["advertising", "website"]),  # answers of nobody known
    ({"responded_at": "2024-06-01"}, ["web", "ad"]),  # old answers, and no name of the register
])  # fmt: skip
def test_what_a_company_does_not_have_is_said(tmp_path, more, names):
    rng = np.random.default_rng(5)
    page, made = company(tmp_path, touchpoints=contacts(rng, 200, names), responses=survey(rng, **more))
    assert "nobody is asked" in page or "not in the register" in page
    assert json.loads((made.folder / "record.json").read_text("utf-8"))["figures"]


def test_contacts_of_long_ago_are_no_journey(tmp_path):
    old = contacts(np.random.default_rng(6), 100, ["website"]).assign(occurred_at="2024-01-01")
    page, _ = company(tmp_path, touchpoints=old)
    assert "No journey began in this time." in page


def test_counts_of_few_customers_are_hidden_among_the_gaps():
    """Two customers with forty contacts: their number is no one's business, though it is no small one."""
    rows = pd.DataFrame({"customer_id": ["a", "b"] * 20, "touchpoint": "website",
                         "occurred_at": pd.date_range("2026-03-01", periods=40, freq="h")})  # fmt: skip
    found = cx.journey(rows, data_end="2026-10-31")
    cells = {row[0]["key"]: row[3] for row in listed.gaps(found.gaps, min_n=10)["rows"]}
    assert cells["touchpoint-website"]["key"] == "label-hidden"
    accounts = {row[0]["key"]: row[1] for row in listed.accounts(found.left_out, most=2000, min_n=10)["rows"]}
    assert accounts["fate-used"]["key"] == "label-hidden"


def test_contacts_alone_make_a_report_and_act_is_a_gap(tmp_path):
    rng = np.random.default_rng(2)
    page, made = company(tmp_path, touchpoints=contacts(rng, 300, ["advertising", "website", "web_shop"]))
    assert "Whether journeys come to a purchase is not known" in page
    assert "not in the register" in page
    rows = {
        row["stage"]: row for row in json.loads((made.folder / "record.json").read_text("utf-8"))["figures"]["stages"]
    }
    assert rows["act"]["estimate"] is None
    assert rows["act"]["reason"]


def test_a_company_of_sixty_customers_has_a_report(tmp_path):
    rng = np.random.default_rng(3)
    touched = contacts(rng, 60, ["advertising", "website", "product_page", "checkout", "review_written"])
    orders = pd.DataFrame({"order_id": range(100), "customer_id": [f"c{i}" for i in rng.integers(0, 60, 100)],
                           "ordered_at": "2026-05-05", "amount": 10})  # fmt: skip
    answers = pd.DataFrame({"response_id": range(80), "responded_at": "2026-06-01", "metric": "csat",
                            "score": rng.integers(1, 6, 80), "customer_id": [f"c{i % 60}" for i in range(80)],
                            "touchpoint": rng.choice(["website", "checkout"], 80)})  # fmt: skip
    page, _ = company(tmp_path, touchpoints=touched, orders=orders, responses=answers)
    assert "Website" in page


def test_the_weakest_stage_is_named_only_where_it_is_apart():
    def stages(*shares, n=1000):
        return pd.DataFrame({"stage": STAGES[:3], "conversion": shares, "ready": n, "level": 0.95})

    assert [row["stage"] for row in paths.weakest(stages(0.7, 0.75, 0.5))] == ["ask"]
    assert [row["stage"] for row in paths.weakest(stages(0.7, 0.71, 0.69))] == ["ask", "aware", "appeal"]
    assert paths.the_weakest(stages(0.7, 0.75, 0.5))["stage"] == "ask"
    assert paths.the_weakest(stages(0.7, 0.71, 0.69)) is None  # then nobody is said to have to act there
    assert paths.weakest(stages(0.7, np.nan, np.nan)) == []


def test_the_list_of_improvements_names_owner_and_plans(counted):
    figures, loaded, _ = counted
    found = cx.journey(loaded.touchpoints, loaded.responses, loaded.orders, register=loaded.config.journey.register)
    shown = {"stages": found.stages, "touchpoints": found.touchpoints}
    items = improvements.improvements(shown, planned={"ask": ["챗봇 개선"]})
    assert items[0]["owner"]
    assert any(item["planned"] == ["챗봇 개선"] for item in items)
    assert improvements.improvements({}, planned={}) == []
    assert figures["stages"]

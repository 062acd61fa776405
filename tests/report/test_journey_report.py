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

TOML = ('company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["en"]\ndata_end = "2026-10-31"\n'
        'history_complete = true\n')  # fmt: skip


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
        text += f'[{name}]\nsource = "{name}.csv"\nfresh = false\n' + (
            "scale.csat = { min = 1, max = 5 }\n" * (name == "responses")
        )
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

"""The ROI report: verdicts first, every number counted twice, and what is missing said."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import value
from cxmetrics.errors import DataError, RenderError
from cxmetrics.report import gate
from cxmetrics.report.run import make

VERDICTS = {"I01": "fund", "I02": "not_justified", "I03": "pilot_first", "I10": "cannot_judge"}


@pytest.fixture(scope="module")
def counted(roi_report, sample, tmp_path_factory):
    """Its figures, the checked tables, and its parameters."""
    record = json.loads((roi_report.folder / "record.json").read_text("utf-8"))
    company = cx.open_company(sample).load(month="2026-10", folder=tmp_path_factory.mktemp("snapshot"))
    return record["figures"], company, record["parameters"]


def test_both_languages_open_with_the_verdicts(roi_report):
    words = {"en": ("Fund", "Pilot first", "Not justified", "Cannot be judged"),
             "ko": ("추진", "시범 운영 먼저", "추진하지 않음", "판단 불가")}  # fmt: skip
    for lang, said in words.items():
        page = next(roi_report.folder.glob(f"*.{lang}.html")).read_text("utf-8")
        places = [page.index(f">{word}<") for word in said]
        assert places == sorted(places)
        assert places[-1] < page.index("<table")
        assert "선물 카드가 든 포장" in page[places[0] : places[1]]


def test_verdicts_are_those_of_an_honest_calculation(counted):
    """As the sample's truth says of its initiatives; I10 rests on a claim that has no number."""
    figures, company, _ = counted
    baseline = value.baseline(company, segments=value.segments_of(company.initiatives))
    found = cx.roi(company.initiatives, baseline=baseline, data_end="2026-10-31").summary.set_index("initiative_id")
    assert found.loc[list(VERDICTS), "verdict"].to_dict() == VERDICTS
    by_id = {row["initiative_id"]: row["estimate"] for row in figures["roi summary"]}
    assert {name: None if pd.isna(value) else value for name, value in found["estimate"].items()} == pytest.approx(
        by_id
    )


def test_a_second_count_gives_the_same(counted):
    figures, company, values = counted
    gate.check_roi(figures, company, values=values)


def test_another_value_is_refused(counted):
    figures, company, values = counted
    rows = [row | ({"estimate": row["estimate"] * 1.001} if row["initiative_id"] == "I01" else {})
            for row in figures["roi summary"]]  # fmt: skip
    with pytest.raises(RenderError, match="E-RECOUNT I01: the record says"):
        gate.check_roi(figures | {"roi summary": rows}, company, values=values)


def test_another_number_of_purchases_is_refused(counted):
    figures, company, values = counted
    rows = [row | {"estimate": row["estimate"] + 1} if row["metric"] == "baseline_orders" else row
            for row in figures["baseline"]]  # fmt: skip
    with pytest.raises(RenderError, match="E-RECOUNT baseline_orders: the record says"):
        gate.check_roi(figures | {"baseline": rows}, company, values=values)


def shop(folder, *, initiatives=None, orders=True):
    """Write a small company into a folder."""
    said = ('company = "Shop"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["ko", "en"]\n'
            'data_end = "2026-10-31"\nhistory_complete = true\n')  # fmt: skip
    if orders:
        said += '[orders]\nsource = "orders.csv"\n'
        rows = [f"{i}-{m},c{i},2026-{m:02}-{1 + i % 28:02} 10:00,{20_000 + i},{5_000 + i}"
                for m in range(1, 11) for i in range(20 * m, 20 * m + 60) if i % 5 or i % 3 == m % 3]  # fmt: skip
        (folder / "orders.csv").write_text("order_id,customer_id,ordered_at,amount,margin\n" + "\n".join(rows) + "\n")
    else:
        said += '[tickets]\nsource = "tickets.csv"\n'
        rows = [f"t{i},2026-10-{1 + i % 28:02} 10:00" for i in range(60)]
        (folder / "tickets.csv").write_text("ticket_id,opened_at\n" + "\n".join(rows) + "\n")
    if initiatives is not None:
        said += '[initiatives]\nsource = "initiatives.csv"\n'
        (folder / "initiatives.csv").write_text(initiatives)
    (folder / "cx.toml").write_text(said)
    return folder / "cx.toml"


HEAD = "initiative_id,name,lever,low,mode,high,evidence,upfront_cost,monthly_cost\n"


def test_a_company_without_initiatives_is_told_so(tmp_path):
    done = make(shop(tmp_path), report="roi", out=tmp_path / "out", say=lambda _: None)
    assert "add [initiatives] to cx.toml" in next(done.folder.glob("*.en.html")).read_text("utf-8")


@pytest.mark.parametrize("orders", [True, False])
def test_what_cannot_be_judged_says_what_is_missing(tmp_path, orders):
    rows = (
        HEAD + "I1,card,repeat_rate,0.01,0.02,0.03,experiment,1000,10\nI2,price up,price,0.01,0.02,0.03,adjusted,1,\n"
    )
    done = make(shop(tmp_path, initiatives=rows, orders=orders), report="roi", out=tmp_path / "out", say=lambda _: None)
    page = next(done.folder.glob("*.en.html")).read_text("utf-8")
    assert "how orders react to the price (elasticity)" in page
    assert ("Margin of an order" in page[: page.index("<table")]) != orders


def test_a_misread_claim_stops_the_report(tmp_path):
    rows = HEAD + "I1,dream,basket,0.1,0.5,0.84,claim:C04,1000,10\n"
    with pytest.raises(DataError, match=r"E-CLAIM initiatives I1 \[evidence\] C04 is misread"):
        cx.roi(pd.read_csv(pd.io.common.StringIO(rows)), baseline={"orders": 10, "margin_per_order": 5})
    with pytest.raises(Exception, match="C04 is misread"):
        make(shop(tmp_path, initiatives=rows), report="roi", out=tmp_path / "out", say=lambda _: None)
    assert not list((tmp_path / "out").rglob("*.html"))

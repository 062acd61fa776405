"""Months with few answers, none, or only small groups still make an honest report."""

import json

import numpy as np
import pytest

from cxmetrics.report.run import make

HEAD = """company = "x"
timezone = "Asia/Seoul"
currency = "KRW"
languages = ["en"]
data_end = "2026-10-31"
history_complete = true
"""


def survey(folder, counts, channels=1):
    rng = np.random.default_rng(3)
    lines, number = ["response_id,responded_at,metric,score,channel"], 0
    for month, n in counts.items():
        for i in range(n):
            number += 1
            day, score = rng.integers(1, 29), rng.integers(0, 11)
            lines.append(f"{number},{month}-{day:02d},nps,{score},c{i % channels}")
    (folder / "r.csv").write_text("\n".join(lines) + "\n", "utf-8")
    text = HEAD + '[responses]\nsource = "r.csv"\nfresh = false\nscale.nps = { min = 0, max = 10 }\n'
    (folder / "cx.toml").write_text(text, "utf-8")


def orders(folder, days, customers):
    lines = ["order_id,customer_id,ordered_at,amount"]
    lines += [f"{i},{customer},{day},10" for i, (day, customer) in enumerate(zip(days, customers, strict=True))]
    (folder / "o.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "cx.toml").write_text(HEAD + '[orders]\nsource = "o.csv"\nfresh = false\n', "utf-8")


def page(folder, out):
    done = make(folder, out=out, say=lambda _: None)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    return next(done.folder.glob("*.html")).read_text("utf-8").replace("\u00a0", " "), record["figures"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"2026-09": 60, "2026-10": 5}, "no NPS can be given: fewer than 10"),
        ({"2026-08": 60, "2026-09": 40}, "no NPS can be given: no answers"),
        ({"2026-10": 1}, "no NPS can be given: fewer than 10"),
        ({"2026-10": 12}, "There is no October 2025 to compare it with"),
        ({"2026-09": 20, "2026-10": 80}, "Against September 2026 nothing can be said: there are too few answers"),
        ({"2025-10": 80, "2026-10": 80}, "Chuseok moved since October 2025"),
    ],
)
def test_few_answers(tmp_path, counts, said):
    survey(tmp_path, counts)
    text, _ = page(tmp_path, tmp_path / "out")
    assert said in text


def test_a_channel_may_be_called_anything(tmp_path):
    survey(tmp_path, {"2026-10": 120}, channels=2)
    text = (tmp_path / "r.csv").read_text("utf-8").replace(",c0", ",None").replace(",c1", ",undefined")
    (tmp_path / "r.csv").write_text(text, "utf-8")
    _, figures = page(tmp_path, tmp_path / "out")
    assert {row["channel"] for row in figures["nps by channel"]} == {"None", "undefined"}


def test_the_company_sets_the_level(tmp_path):
    survey(tmp_path, {"2026-10": 120})
    with (tmp_path / "cx.toml").open("a", encoding="utf-8") as out:
        out.write("[report]\nlevel = 0.8\n")
    text, figures = page(tmp_path, tmp_path / "out")
    assert figures["nps"][0]["level"] == 0.8
    assert "80% interval" in text


def test_only_small_groups(tmp_path):
    survey(tmp_path, {"2026-10": 40}, channels=8)
    text, figures = page(tmp_path, tmp_path / "out")
    assert "8 groups are hidden" in text
    assert all(row["estimate"] is None for row in figures["nps by channel"])


@pytest.mark.parametrize(("later", "said"), [(140, "n 120 -> 140"), (123, "changed by a few rows")])
def test_b59_late_rows_make_a_revision_that_says_so(tmp_path, later, said):
    survey(tmp_path, {"2026-10": 120})
    first = make(tmp_path, out=tmp_path / "out", say=lambda _: None)
    survey(tmp_path, {"2026-10": later})
    lines = []
    second = make(tmp_path, out=tmp_path / "out", say=lines.append)
    assert (first.folder.name, second.folder.name) == ("r1", "r2")
    assert [text for text in lines if "W-RESTATED nps 2026-10" in text and said in text]
    assert json.loads((second.folder / "run.json").read_text("utf-8"))["restated"][0]["metric"] == "nps"


def test_b39_columns_that_came_or_went_are_named(tmp_path):
    survey(tmp_path, {"2026-10": 120})
    make(tmp_path, out=tmp_path / "out", say=lambda _: None)
    text = (tmp_path / "r.csv").read_text("utf-8").replace(",channel\n", ",touchpoint\n", 1)
    (tmp_path / "r.csv").write_text(text, "utf-8")
    lines = []
    make(tmp_path, out=tmp_path / "out", say=lines.append)
    assert "    W-SCHEMA-DRIFT responses: +touchpoint, -channel" in lines


def test_nobody_came_back(tmp_path):
    orders(tmp_path, ["2026-01-05"] * 30, [f"c{i}" for i in range(30)])
    text, figures = page(tmp_path, tmp_path / "out")
    assert "0% of the customers who first bought in January 2026 bought again within 90 days" in text
    assert figures["repeat"][0]["conf_low"] == 0
    assert figures["repeat"][0]["conf_high"] > 0.1


def test_orders_that_were_all_cancelled_are_a_gap(tmp_path):
    orders(tmp_path, ["2026-10-05"] * 30, [f"c{i}" for i in range(30)])
    text = (
        (tmp_path / "o.csv")
        .read_text("utf-8")
        .replace(",10\n", ",10,cancelled\n")
        .replace("amount\n", "amount,status\n")
    )
    (tmp_path / "o.csv").write_text(text, "utf-8")
    text, figures = page(tmp_path, tmp_path / "out")
    assert "No data" in text
    assert figures == {}


def test_too_early_to_know(tmp_path):
    orders(tmp_path, ["2026-10-05"] * 30, [f"c{i}" for i in range(30)])
    text, figures = page(tmp_path, tmp_path / "out")
    assert "No month of first orders can be judged yet" in text
    assert figures["repeat"][0]["estimate"] is None

"""Files to checked tables: every row accounted for, every refusal with its place and its way out."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.report.run import make

HEAD = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
NPS = "scale.nps = { min = 0, max = 10, missing = [99] }\n"


def company(folder, *, responses=None, orders=None, more="", head=HEAD):
    """Write files and their cx.toml."""
    text = head
    if responses is not None:
        (folder / "r.csv").write_text(responses, "utf-8")
        text += f'[responses]\nsource = "r.csv"\nmax_quarantine_share = 1.0\n{NPS}{more}'
    if orders is not None:
        (folder / "o.csv").write_text(orders, "utf-8")
        text += f'[orders]\nsource = "o.csv"\nmax_quarantine_share = 1.0\n{more if responses is None else ""}'
    (folder / "cx.toml").write_text(text, "utf-8")
    return cx.open_company(folder)


def answers(*rows):
    return "response_id,responded_at,metric,score\n" + "".join(f"{row}\n" for row in rows)


def rules(loaded):
    return {row.rule: row.rows for row in loaded.health.rules.itertuples() if row.kind != "noted"}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (",2026-10-01,nps,9", "Q-NO-KEY"),
        ("2,,nps,9", "Q-MISSING"),
        ("2,2026-10-01,,9", "Q-NO-KEY"),
        ("2,01/10/2026,nps,9", "Q-DATE"),
        ("2,2026-02-30,nps,9", "Q-DATE"),
        ("2,1970-01-01,nps,9", "Q-DATE-RANGE"),
        ("2,9999-12-31,nps,9", "Q-DATE-RANGE"),
        ("2,45931,nps,9", "Q-DATE-SERIAL"),
        ("2,2026-10-01,nps,11", "Q-SCORE-RANGE"),
        ("2,2026-10-01,nps,-1", "Q-SCORE-RANGE"),
        ("2,2026-10-01,nps,8.5", "Q-SCORE-INTEGER"),
        ("2,2026-10-01,nps,9점", "Q-SCORE"),
        ("2,2026-10-01,nps,inf", "Q-NOT-FINITE"),
        ("2,2026-10-01,nps,1e308", "Q-NOT-FINITE"),
        ("2,2026-10-01,nps,9,extra", "Q-WIDTH"),
        ("2,2026-11-01 00:00,nps,9", "after_end"),
        ("1,2026-10-01,nps,9", "W-DUP-EXACT"),
    ],
)
def test_a_row_that_cannot_be_used(tmp_path, row, rule):
    loaded = company(tmp_path, responses=answers("1,2026-10-01,nps,9", row)).load()
    assert rules(loaded) == {rule: 1}
    table = loaded.health.tables.iloc[0]
    assert table.rows == 2 == table.used + table.quarantined + table.excluded + table.blank
    assert cx.nps(loaded.responses).n.item() == 1


@pytest.mark.parametrize("score", ["", "99"])
def test_a_missing_score_is_missing_not_wrong(tmp_path, score):
    loaded = company(tmp_path, responses=answers("1,2026-10-01,nps,9", f"2,2026-10-01,nps,{score}")).load()
    row = cx.nps(loaded.responses).iloc[0]
    assert (row.n, row.missing, rules(loaded)) == (1, 1, {})


def test_one_key_with_different_rows(tmp_path):
    loaded = company(
        tmp_path, responses=answers("1,2026-10-01,nps,9", "1,2026-10-01,nps,3", "2,2026-10-01,nps,7")
    ).load()
    assert rules(loaded) == {"Q-DUP-CONFLICT": 2}


def test_midnight_in_seoul(tmp_path):
    rows = answers("1,2026-09-30T14:59:59Z,nps,9", "2,2026-09-30T15:00:00Z,nps,9", "3,2026-09-30T23:59:59+09:00,nps,3")
    months = cx.nps(company(tmp_path, responses=rows).load().responses, every="month").set_index("period")["n"]
    assert months.to_dict() == {"2026-09": 2, "2026-10": 1}


def test_identifiers_stay_text(tmp_path):
    rows = "order_id,customer_id,ordered_at,amount\n00123,1E5,2026-10-01,5\n123,100000,2026-10-02,5\n"
    loaded = company(tmp_path, orders=rows).load()
    assert sorted(loaded.orders.df()["order_id"]) == ["00123", "123"]
    assert cx.repeat_rate(loaded.orders, definition="customer_share").n.item() == 2


def test_columns_that_nobody_declared_are_not_loaded(tmp_path):
    rows = "order_id,customer_id,ordered_at,amount,phone\n1,a,2026-10-01,5,010-1234-5678\n"
    loaded = company(tmp_path, orders=rows).load()
    assert "phone" not in loaded.orders.columns
    noted = loaded.health.rules.set_index("rule").loc["W-NEW-COLUMN"]
    assert noted.detail == "phone"


def test_the_quarantine_list_masks_values(tmp_path):
    folder = tmp_path / "snapshot"
    folder.mkdir()
    company(tmp_path, responses=answers("1,2026-10-01,nps,9", "2,2026-10-01,nps,010-1234-5678 홍길동")).load(
        folder=folder
    )
    listed = pd.read_csv(folder / "quarantine.csv")
    assert listed.iloc[0].tolist() == ["responses", "r.csv", 3, "score", "Q-SCORE", "###-####-#### 가가가"]


def test_too_many_bad_rows_stop_the_run(tmp_path):
    opened = company(tmp_path, responses=answers("1,2026-10-01,nps,9", "2,2026-10-01,nps,77", "3,2026-10-01,nps,78"))
    text = (
        (tmp_path / "cx.toml").read_text("utf-8").replace("max_quarantine_share = 1.0", "max_quarantine_share = 0.02")
    )
    (tmp_path / "cx.toml").write_text(text, "utf-8")
    opened = cx.open_company(tmp_path)
    with pytest.raises(DataError, match=r"E-SCALE r.csv:3 \[score\] 2 of 3 rows break Q-SCORE-RANGE"):
        opened.load()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.replace("timezone", "time_zone"), r"\[time_zone\].*did you mean 'timezone'"),
        (HEAD.replace("Asia/Seoul", "Asia/Soul"), "is not a time zone"),
        (HEAD + '[orders]\nsource = "o.csv"\nencodign = "cp949"', "did you mean 'encoding'"),
        (HEAD, "no table is configured"),
        (
            HEAD.replace("history_complete = true", "history_complete = false") + '[orders]\nsource="o.csv"',
            "history_start",
        ),
        (HEAD.replace("history_complete = true\n", "") + '[orders]\nsource="o.csv"', "history_complete"),
        ("company = ", "no valid TOML"),
        (HEAD + '[orders]\nsource="o.csv"\ntimezone = "Asia/Soul"', "'Asia/Soul' is not a time zone"),
        (HEAD + '[orders]\nsource="o.csv"\ntime_format = "%Q"', "'%Q' is no time format"),
        (HEAD + '[orders]\nsource="o.csv"\ngroups = { level = "등급" }', "'level' is a column of the kit's own"),
        (HEAD + 'languages = []\n[orders]\nsource="o.csv"', "languages"),
        (HEAD + '[orders]\nsource="o.csv"\n[report]\nmin_n = 50', "min_n"),
    ],
)
def test_a_wrong_company_file_names_the_entry(tmp_path, text, said):
    (tmp_path / "cx.toml").write_text(text, "utf-8")
    with pytest.raises(ParameterError, match=said):
        cx.open_company(tmp_path)


def test_scales_are_declared_never_guessed(tmp_path):
    rows = answers("1,2026-10-01,ces,5")
    with pytest.raises(ParameterError, match="no scale is declared for 'ces'.*ces"):
        company(tmp_path, responses=rows).load()
    with pytest.raises(ParameterError, match="E-DIRECTION"):
        company(tmp_path, responses=rows, more="scale.ces = { min = 1, max = 7 }\n").load()


def test_a_missing_column_names_the_closest(tmp_path):
    rows = "order_id,customer_id,order_at,amount\n1,a,2026-10-01,5\n"
    with pytest.raises(DataError, match=r"E-COLUMN o.csv column 'ordered_at' is missing.*did you mean 'order_at'"):
        company(tmp_path, orders=rows).load()


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "10/2026", "2026-10-01", "../../x", "２０２６-10"])
def test_what_is_no_month(tmp_path, month):
    with pytest.raises(ParameterError, match="is no month"):
        company(tmp_path, responses=answers("1,2026-10-01,nps,9")).load(month=month)


def test_a_month_without_an_end(tmp_path):
    head = HEAD.replace("2026-10-31", "2026-10-20")
    opened = company(tmp_path, responses=answers("1,2026-10-01,nps,9", "2,2026-09-01,nps,9"), head=head)
    assert opened.load().month == "2026-09"
    with pytest.raises(DataError, match="only until 2026-10-20.*--allow-partial"):
        opened.load(month="2026-10")
    assert opened.load(month="2026-10", allow_partial=True).partial


@pytest.mark.parametrize("name", ["customer_id", "responded_at", "score", "colour", "metric"])
def test_what_groups_cannot_be_shown_by(tmp_path, name):
    loaded = company(tmp_path, responses=answers("1,2026-10-01,nps,9")).load()
    with pytest.raises(ParameterError, match=f"cannot be shown by '{name}'"):
        loaded.groups("responses", [name])


def test_a_day_without_a_time_is_the_companys_day(tmp_path):
    head = HEAD.replace("Asia/Seoul", "America/New_York")
    more = 'timezone = "UTC"\n'
    rows = answers("1,2026-10-01,nps,9", "2,2026-10-01T02:00:00,nps,9")
    text = head + f'[responses]\nsource = "r.csv"\n{NPS}{more}'
    (tmp_path / "r.csv").write_text(rows, "utf-8")
    (tmp_path / "cx.toml").write_text(text, "utf-8")
    days = cx.nps(cx.open_company(tmp_path).load().responses, every="day").period
    assert days.tolist() == ["2026-09-30", "2026-10-01"]


def test_blanks_of_every_kind_are_trimmed(tmp_path):
    rows = "order_id,customer_id,ordered_at,amount\n1,c1\t,2026-10-01,5\n2,\u00a0c1\u3000,2026-10-02, 5 \n"
    loaded = company(tmp_path, orders=rows).load()
    assert set(loaded.orders.df()["customer_id"]) == {"c1"}


def test_a_weight_must_be_above_zero(tmp_path):
    rows = "response_id,responded_at,metric,score,weight\n1,2026-10-01,nps,9,1\n2,2026-10-01,nps,9,0\n"
    assert rules(company(tmp_path, responses=rows).load()) == {"Q-WEIGHT": 1}


def test_names_with_brackets_are_printed_as_they_are(tmp_path):
    company(tmp_path, responses=answers("1,2026-10-01,nps,9"), head=HEAD.replace('"x"', '"[/b] [copy]"'))
    done = subprocess.run(
        [sys.executable, "-m", "cxmetrics", "check", "--company", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[/b] [copy], 2026-10" in done.stdout


def test_the_same_file_twice(tmp_path):
    opened = company(tmp_path, orders="order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,5\n")
    shutil.copy(tmp_path / "o.csv", tmp_path / "o2.csv")
    (tmp_path / "cx.toml").write_text(HEAD + '[orders]\nsource = "o*.csv"\n', "utf-8")
    with pytest.raises(DataError, match="E-DUP-FILE o2.csv is the same file as o.csv"):
        opened.__class__(cx.open_company(tmp_path).config, tmp_path).load()


def test_a_source_is_taken_literally_before_it_is_a_pattern(tmp_path):
    for name, amount in (("a[1].csv", 7), ("a1.csv", 5)):
        (tmp_path / name).write_text(f"order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,{amount}\n", "utf-8")
    (tmp_path / "cx.toml").write_text(HEAD + '[orders]\nsource = "a[1].csv"\n', "utf-8")
    assert cx.open_company(tmp_path).load().orders.df()["amount"].tolist() == [7.0]


def test_an_excel_survey(tmp_path):
    frame = pd.DataFrame(
        {"응답번호": ["1", "2"], "응답일": ["2026-10-01", "2026-10-02"], "질문": ["nps"] * 2, "점수": [9, 3]}
    )
    frame.to_excel(tmp_path / "survey.xlsx", index=False)
    rename = '{ response_id = "응답번호", responded_at = "응답일", metric = "질문", score = "점수" }'
    (tmp_path / "cx.toml").write_text(HEAD + f'[responses]\nsource = "survey.xlsx"\nrename = {rename}\n{NPS}', "utf-8")
    assert cx.nps(cx.open_company(tmp_path).load().responses).n.item() == 2


def test_a_report_from_a_korean_order_export(tmp_path):
    """What the README promises a newcomer: CP949, Korean headers, thousands separators, one file."""
    example = Path(__file__).parent.parent / "docs" / "examples" / "own_csv" / "cx.toml"
    shutil.copy(example, tmp_path)
    lines = ["주문번호,회원번호,주문일시,결제금액,판매채널,받는사람"]
    for i in range(1200):
        day = pd.Timestamp("2025-01-01") + pd.Timedelta(days=i % 660, hours=i % 24)
        lines.append(f'{i:06d},고객{i % 500},{day:%Y.%m.%d %H:%M},"{12900 + i:,}원",{"앱" if i % 3 else "매장"},홍길동')
    (tmp_path / "주문내역.csv").write_text("\n".join(lines), "cp949")
    done = make(tmp_path, out=tmp_path / "out", say=lambda _: None)
    record = json.loads((done.folder / "record.json").read_text("utf-8"))
    assert record["inputs"]["orders"]["account"]["used"] == 1200
    page = (done.folder / "scorecard-2026-10.ko.html").read_text("utf-8")
    assert "우리가게" in page
    assert "자료 없음" in page
    assert "홍길동" not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "E-FILE-EMPTY"),
        (b"order_id,customer_id,ordered_at,amount\n", "E-NO-ROWS"),
        (b'order_id,customer_id,ordered_at,amount\n1,"a,2026-10-01,5\n', "E-QUOTE"),
        (
            "order_id,customer_id,ordered_at,amount\n1,가,2026-10-01,5\n".encode("cp949") + "2,나,x,1\n".encode(),
            "E-ENCODING",
        ),
        (b"order_id;customer_id;ordered_at;amount\n1;a;2026-10-01;5\n", "E-DELIM"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_line(tmp_path, data, said):
    (tmp_path / "o.csv").write_bytes(data)
    (tmp_path / "cx.toml").write_text(HEAD + '[orders]\nsource = "o.csv"\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cxmetrics", "check", "--company", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith(f"{said} o.csv")
    assert "Traceback" not in done.stderr

"""The catalogue of bad data, case by case: accepted, warned of, set aside or rejected, and the account always closes.

Cases B01-B31 are those of files and their shape, B32-B39 of columns, B40-B47 of keys, B48-B59 of time, B60-B69 of
scores, B70-B76 of money, B77-B81 of texts.
"""

import datetime as dt
import gzip
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxmetrics as cx
from cxmetrics.errors import CxError, DataError

HEAD = """company = "x"
timezone = "Asia/Seoul"
currency = "KRW"
data_end = "2026-10-31"
history_complete = true
"""
NPS = "scale.nps = { min = 0, max = 10, missing = [99] }\n"
ANSWERS = "response_id,responded_at,metric,score\n"
ORDERS = "order_id,customer_id,ordered_at,amount\n"
FINE = [f"{i},2026-10-{1 + i % 31:02d}T09:00:00+09:00,nps,{i % 11}" for i in range(100, 200)]
BOUGHT = [f"{i},c{i % 40},2026-10-{1 + i % 31:02d}T09:00:00+09:00,{1000 + i}" for i in range(100, 200)]


@dataclass
class Shop:
    """A company in a folder, written file by file."""

    folder: object
    text: str = HEAD

    def put(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def table(self, name, source, content=None, more=""):
        if content is not None:
            self.put(source, content)
        scales = NPS if name == "responses" and "scale" not in more else ""
        self.text += f"[{name}]\nsource = {json.dumps(source)}\n{scales}{more}\n"
        return self

    def load(self, **options):
        (self.folder / "cx.toml").write_text(self.text, "utf-8")
        loaded = cx.open_company(self.folder).load(**options)
        for row in loaded.health.tables.itertuples():
            assert row.rows == row.used + row.quarantined + row.excluded + row.blank
        rules = loaded.health.rules
        assert rules.loc[rules["kind"] == "quarantined", "rows"].sum() == loaded.health.tables["quarantined"].sum()
        return loaded

    def refused(self, error=DataError, **options):
        with pytest.raises(error) as caught:
            self.load(**options)
        assert caught.value.fix
        return str(caught.value)


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def answers(*rows, head=ANSWERS, fine=FINE):
    return head + "\n".join([*fine, *rows]) + "\n"


def orders(*rows, head=ORDERS, fine=BOUGHT):
    return head + "\n".join([*fine, *rows]) + "\n"


def rules(loaded, kind=None):
    found = loaded.health.rules
    found = found[~found["rule"].isin({"I-NO-CUSTOMER", "I-NO-ORDER"})]
    return {row.rule: row.rows for row in found.itertuples() if kind is None or row.kind == kind}


def detail(loaded, rule):
    return loaded.health.rules.set_index("rule").loc[rule, "detail"]


# --- files and containers


@pytest.mark.parametrize(
    ("case", "name", "content", "said"),
    [
        ("B01", "r.csv", b"", r"E-FILE-EMPTY r\.csv the file is empty \(0 bytes\)"),
        ("B02", "r.csv", ANSWERS.encode(), r"E-NO-ROWS r\.csv"),
        ("B04", "r.xlsx", answers().encode(), r"E-FILE-TYPE r\.xlsx"),
        ("B04", "r.xls", b"<html><table><tr><td>1</td></tr></table>", r"E-FILE-TYPE r\.xls"),
        ("B04", "r.parquet", answers().encode(), r"E-FILE-TYPE r\.parquet"),
        ("B05", "r.csv.gz", gzip.compress(answers().encode())[:-20], r"E-FILE-CORRUPT r\.csv\.gz"),
        ("B18", "r.csv", answers("1,2026-10-01,nps,9,가").encode() + "2,나".encode("cp949"),
         r"E-ENCODING r\.csv .*line 103"),
        ("B19", "r.csv", answers().encode("utf-16-le"), r"E-ENCODING r\.csv"),
        ("B22", "r.csv", answers().replace(",", ";").encode(), r"E-DELIM r\.csv:1 .*';' 3 times"),
        ("B23", "r.csv", answers('1,"2026-10-01,nps,9').encode(), r"E-QUOTE r\.csv:102 .*line 102"),
        ("B31", "r.csv", f"설문 결과\n\n{answers()}".encode(), r"E-HEADER r\.csv:1 .*header_row = 3"),
        ("B32", "r.csv", answers(head="response_id,responded_at,metric,nps_score\n").encode(),
         r"E-COLUMN r\.csv .*'score'.*did you mean 'nps_score'"),
        ("B34", "r.csv", answers(head="response_id,responded_at,score,score\n").encode(), "E-DUP-COLUMN r.csv:1"),
    ],
)  # fmt: skip
def test_a_file_that_is_rejected(shop, case, name, content, said):  # noqa: PLR0917
    assert re.match(said, shop.table("responses", name, content).refused()), case


def test_b02_a_table_that_may_be_empty(shop):
    loaded = shop.table("responses", "r.csv", answers()).table("orders", "o.csv", ORDERS, "may_be_empty = true").load()
    assert loaded.health.tables.set_index("table").loc["orders", ["rows", "used"]].tolist() == [0, 0]


def test_b03_what_is_no_file(shop):
    assert "E-FILE-KIND" in shop.table("responses", "none.csv").refused()


def test_b03_a_pipe_is_never_opened(shop):
    os.mkfifo(shop.folder / "r.csv")
    assert "E-FILE-KIND" in shop.table("responses", "r.csv").refused()


def test_b03_a_link_out_of_the_folder(shop, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "r.csv"
    other.write_text(answers(), "utf-8")
    (shop.folder / "r.csv").symlink_to(other)
    assert str(other) in shop.table("responses", "r.csv").refused()


def test_b06_flipped_bits_of_a_parquet_file_with_checksums(shop):
    path = shop.folder / "o.parquet"
    frame = pd.read_csv(shop.put("o.csv", orders()), dtype={"order_id": str})
    pq.write_table(pa.Table.from_pandas(frame), path, write_page_checksum=True, compression="none")
    raw = bytearray(path.read_bytes())
    raw[200] ^= 1
    path.write_bytes(raw)
    assert "E-FILE-CORRUPT o.parquet" in shop.table("orders", "o.parquet").refused()


def test_b08_a_sheet_must_be_named(shop):
    book = openpyxl.Workbook()
    book.create_sheet("Zwei")
    book.save(shop.folder / "r.xlsx")
    assert "E-SHEET r.xlsx" in (said := shop.table("responses", "r.xlsx").refused())
    assert "Zwei" in said


def _book(shop, *, hide=False, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.append(ANSWERS.strip().split(","))
    for i in range(40):
        sheet.append([f"r{i}", dt.datetime(2026, 10, 1 + i % 31, 9, 30), "nps", i % 11])
    if hide:
        sheet.row_dimensions[5].hidden = True
    book.save(shop.folder / "r.xlsx")
    return shop.table("responses", "r.xlsx")


def test_b09_hidden_rows_are_read_and_counted(shop):
    loaded = _book(shop, hide=True).load()
    assert (rules(loaded)["W-HIDDEN"], len(loaded.responses)) == (1, 40)


def test_b50_the_epoch_of_1904(shop):
    days = _book(shop, epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904).load().responses.df()["responded_at"]
    assert days.min() == pd.Timestamp("2026-10-01 09:30")


def test_b13_one_file_under_two_names(shop):
    shop.put("r1.csv", answers())
    shop.put("r2.csv", answers())
    assert re.match(r"E-DUP-FILE r2\.csv .*r1\.csv", shop.table("responses", "r*.csv").refused())


def test_b15_the_file_of_the_month_is_missing(shop):
    old = [row.replace("2026-10", "2026-09").replace("-31T", "-30T") for row in FINE]
    said = shop.table("responses", "r.csv", answers(fine=old)).refused()
    assert re.match(r"E-STALE r\.csv the newest row is of 2026-09-30, rows of 2026-10 are expected", said)


def test_b15_a_survey_that_is_not_monthly(shop):
    old = [row.replace("2026-10", "2026-09").replace("-31T", "-30T") for row in FINE]
    loaded = shop.table("responses", "r.csv", answers(fine=old), "fresh = false").load()
    assert len(loaded.responses) == 100


# --- shape and encoding of text


@pytest.mark.parametrize(
    ("case", "content", "noted"),
    [
        ("B16", b"\xef\xbb\xbf" + answers().encode(), {}),
        ("B17", answers("1,2026-10-01T09:00:00+09:00,nps,9").replace("response_id", "response_id").encode("cp949"), {}),
        ("B19", answers().encode("utf-16"), {}),
        ("B24", answers('"1\n2",2026-10-01T09:00:00+09:00,nps,9').encode(), {}),
        ("B25", answers().replace("\n", "\r").encode(), {}),
        ("B26", (answers("", "") + "\x1a").encode(), {"I-BLANK": 2, "I-CTRL-Z": 1}),
        ("B27", answers("1,2026-10-01T09:00:00+09:00,nps,\x009").encode(), {"W-NUL": 1}),
        ("B28", answers("#1,2026-10-01T09:00:00+09:00,nps,9").encode(), {}),
    ],
)  # fmt: skip
def test_text_that_is_accepted(shop, case, content, noted):
    loaded = shop.table("responses", "r.csv", content).load()
    extra = {"B17", "B24", "B27", "B28"}
    assert len(loaded.responses) == 100 + (case in extra)
    found = rules(loaded)
    assert {rule: found.get(rule) for rule in noted} == noted


def test_b17_korean_cp949_is_found_where_the_whole_file_is_valid(shop):
    content = answers(
        "1,2026-10-01T09:00:00+09:00,nps,9,친절", head=f"{ANSWERS.strip()},comment\n", fine=[f"{r}," for r in FINE]
    )
    loaded = shop.table("responses", "r.csv", content.encode("cp949")).load()
    assert rules(loaded)["I-ENCODING"] == 1
    assert "친절" in loaded.responses.df()["comment"].tolist()


def test_b20_longer_rows_are_set_aside_and_many_of_them_stop_the_run(shop):
    loaded = shop.table("responses", "r.csv", answers("1,2026-10-01,nps,9,x")).load()
    assert rules(loaded, "quarantined") == {"Q-WIDTH": 1}


def test_b20_where_all_rows_are_longer(shop):
    said = shop.table("responses", "r.csv", answers(fine=[f"{row},x" for row in FINE])).refused()
    assert re.match(r"E-WIDTH r\.csv:2 5 fields, header has 4\. Fix: .* \(and 99 more like it\)", said)


def test_b21_shorter_rows_are_never_padded(shop):
    assert rules(shop.table("responses", "r.csv", answers("1,2026-10-01,nps")).load(), "quarantined") == {"Q-WIDTH": 1}


def test_b22_a_declared_delimiter(shop):
    assert len(shop.table("responses", "r.csv", answers().replace(",", ";"), 'delimiter = ";"').load().responses) == 100


def test_b29_a_field_beyond_all_measure(shop):
    assert "E-LIMIT" in shop.table("responses", "r.csv", answers(f'1,2026-10-01,nps,"{"9" * 2**20}9"')).refused()


def test_b30_totals_are_set_aside(shop):
    rows = answers("합계,,,9", "총 1,234건,,")
    loaded = shop.table("responses", "r.csv", rows, "max_quarantine_share = 0.05").load()
    assert rules(loaded, "quarantined")["Q-TOTAL-ROW"] >= 1
    assert len(loaded.responses) == 100


def test_b31_a_declared_header_row(shop):
    loaded = shop.table("responses", "r.csv", f"설문 결과\n\n{answers()}", "header_row = 3").load()
    assert len(loaded.responses) == 100


# --- columns


def test_b33_only_declared_names_are_matched(shop):
    renamed = answers(head="response_id,responded_at,metric,점수\n")
    loaded = shop.table("responses", "r.csv", renamed, 'rename = { score = ["score", "점수"] }').load()
    assert "점수" in detail(loaded, "W-ALIAS")


@pytest.mark.parametrize("head", [" score ", "score\u3000"])
def test_b33_outer_spaces_of_a_header_are_noted(shop, head):
    loaded = shop.table("responses", "r.csv", answers(head=f"response_id,responded_at,metric,{head}\n")).load()
    assert rules(loaded)["I-NORM"] == 1


def test_b33_hangul_in_parts(shop):
    import unicodedata

    name = unicodedata.normalize("NFD", "점수")
    loaded = shop.table(
        "responses", "r.csv", answers(head=f"response_id,responded_at,metric,{name}\n"), 'rename = { score = "점수" }'
    ).load()
    assert rules(loaded)["I-NORM"] == 1


def test_b35_a_new_column_is_named_and_not_loaded(shop):
    rows = answers(head=f"{ANSWERS.strip()},phone\n", fine=[f"{row},010-1111-2222" for row in FINE])
    loaded = shop.table("responses", "r.csv", rows).load()
    assert detail(loaded, "W-NEW-COLUMN") == "phone"
    assert "phone" not in loaded.responses.columns


def test_b36_columns_in_another_order(shop):
    rows = "score,metric,responded_at,response_id\n" + "\n".join(",".join(row.split(",")[::-1]) for row in FINE)
    assert len(shop.table("responses", "r.csv", rows).load().responses) == 100


def test_b37_a_type_that_changed(shop):
    said = shop.table("responses", "r.csv", answers(fine=[f"{row}점" for row in FINE])).refused()
    assert re.match(r"E-TYPE r\.csv:2 \[score\] 100 of 100 rows break Q-SCORE", said)


def test_b37_a_few_of_another_type(shop):
    loaded = shop.table("responses", "r.csv", answers("1,2026-10-01,nps,9점")).load()
    assert rules(loaded, "quarantined") == {"Q-SCORE": 1}


def test_b38_a_value_never_seen_before(shop):
    rows = [f"{i},c,2026-{m:02d}-03T09:00:00+09:00,5,{'kakao' if m < 10 else 'kakao_talk'}" for m in range(6, 11)
            for i in range(m * 10, m * 10 + 5)]  # fmt: skip
    loaded = shop.table("orders", "o.csv", orders(head=f"{ORDERS.strip()},channel\n", fine=rows)).load()
    assert detail(loaded, "W-NEW-CATEGORY") == "channel: kakao_talk"
    assert set(loaded.orders.df()["channel"]) == {"kakao", "kakao_talk"}


# --- keys, duplicates, joins


def test_b40_identical_rows(shop):
    loaded = shop.table("responses", "r.csv", answers(FINE[0], FINE[0])).load()
    assert rules(loaded, "excluded") == {"W-DUP-EXACT": 2}
    assert loaded.health.aside["line"].tolist() == [102, 103]


def test_b41_one_key_with_different_rows(shop):
    loaded = shop.table("responses", "r.csv", answers("100,2026-10-09T09:00:00+09:00,nps,3")).load()
    assert rules(loaded, "quarantined") == {"Q-DUP-CONFLICT": 2}


def test_b41_the_latest_wins_where_it_is_declared(shop):
    rows = [f"{row},2026-10-{10 + i % 9}T00:00:00Z" for i, row in enumerate(FINE)]
    again = "100,2026-10-09T09:00:00+09:00,nps,3,2026-10-30T00:00:00Z"
    text = answers(again, head=f"{ANSWERS.strip()},updated_at\n", fine=rows)
    loaded = shop.table("responses", "r.csv", text, 'latest_by = "updated_at"').load()
    assert rules(loaded, "excluded") == {"older": 1}
    assert loaded.responses.df().set_index("response_id").loc["100", "score"] == 3


def test_b42_a_blank_key(shop):
    assert rules(shop.table("responses", "r.csv", answers(" ,2026-10-01,nps,9")).load(), "quarantined") == {
        "Q-NO-KEY": 1
    }


def test_b43_identifiers_are_text(shop):
    odd = ["00987,1E5,2026-10-01,5", "987,9007199254740993,2026-10-01,6"]
    frame = shop.table("orders", "o.csv", orders(*odd)).load().orders.df().set_index("order_id")
    assert frame.loc["00987", "customer_id"] == "1E5"
    assert frame.loc["987", "customer_id"] == "9007199254740993"


def test_b44_customers_that_are_in_no_customer_table(shop):
    known = "customer_id\n" + "".join(f"c{i}\n" for i in range(30)) + "idle\n"
    loaded = shop.table("customers", "c.csv", known).table("orders", "o.csv", orders()).load()
    assert rules(loaded)["W-ORPHAN"] == 30
    assert detail(loaded, "W-ORPHAN") == "customer_id: 30 / 100"
    assert detail(loaded, "I-NO-ORDER") == "customers: 1 / 31"
    assert len(loaded.orders) == 100


def test_b46_one_customer_with_hundreds_of_answers(shop):
    heavy = [f"h{i},2026-10-02T09:00:00+09:00,nps,10,bot" for i in range(400)]
    rows = answers(*heavy, head=f"{ANSWERS.strip()},customer_id\n", fine=[f"{row},p{i}" for i, row in enumerate(FINE)])
    loaded = shop.table("responses", "r.csv", rows).load()
    assert rules(loaded)["W-HEAVY"] == 400
    assert cx.nps(loaded.responses, cluster="customer_id").n.item() == 101


def test_b47_test_accounts_by_a_declared_rule(shop):
    rows = answers(
        "1,2026-10-01,nps,10,test@shop.kr", head=f"{ANSWERS.strip()},email\n", fine=[f"{row},a@b.kr" for row in FINE]
    )
    loaded = shop.table("responses", "r.csv", rows, 'test_rows = { email = ["test@*", "asdf*"] }').load()
    assert rules(loaded, "quarantined") == {"Q-TEST": 1}
    assert "email" not in loaded.responses.columns


# --- time


def test_b48_one_format_a_column(shop):
    rows = answers("1,2026.10.01,nps,9", "2,10/01/2026,nps,9")
    loaded = shop.table("responses", "r.csv", rows, "max_quarantine_share = 0.05").load()
    assert rules(loaded, "quarantined") == {"Q-DATE": 2}


def test_b48_mostly_another_format(shop):
    said = shop.table(
        "responses", "r.csv", answers(fine=[r.replace("2026-10-", "10/").replace("T", "/26 ") for r in FINE])
    ).refused()
    assert said.startswith("E-TYPE r.csv:2 [responded_at]")


def test_b49_dates_as_excel_numbers(shop):
    loaded = shop.table("responses", "r.csv", answers("1,46296,nps,9")).load()
    assert rules(loaded, "quarantined") == {"Q-DATE-SERIAL": 1}


def test_b49_where_they_are_declared(shop):
    loaded = shop.table("responses", "r.csv", answers("1,46296.5,nps,9"), "excel_serial = true").load()
    assert loaded.responses.df().set_index("response_id").loc["1", "responded_at"] == pd.Timestamp("2026-10-01 12:00")


@pytest.mark.parametrize("day", ["26-10-01", "0000-00-00", "1970-01-01", "1900-01-00", "9999-12-31"])
def test_b51_impossible_dates(shop, day):
    found = rules(shop.table("responses", "r.csv", answers(f"1,{day},nps,9")).load(), "quarantined")
    assert set(found) <= {"Q-DATE", "Q-DATE-RANGE"}
    assert sum(found.values()) == 1


def test_b52_the_future(shop):
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=9)
    loaded = shop.table("responses", "r.csv", answers(f"1,{tomorrow:%Y-%m-%d},nps,9")).load()
    assert rules(loaded, "quarantined") == {"Q-FUTURE": 1}


def test_b53_times_without_a_zone_are_noted(shop):
    loaded = shop.table("responses", "r.csv", answers("1,2026-10-01 00:30,nps,9")).load()
    assert detail(loaded, "W-NAIVE-TZ") == "responded_at: Asia/Seoul"
    declared = Shop(shop.folder).table("responses", "r.csv", None, 'timezone = "UTC"').load()
    assert "W-NAIVE-TZ" not in rules(declared)
    assert declared.responses.df().set_index("response_id").loc["1", "responded_at"] == pd.Timestamp("2026-10-01 09:30")


def test_b54_the_edge_of_the_month(shop):
    rows = answers("1,2026-10-31T14:59:59Z,nps,9", "2,2026-10-31T15:00:00Z,nps,9")
    loaded = shop.table("responses", "r.csv", rows).load()
    assert rules(loaded, "excluded") == {"after_end": 1}
    assert "1" in loaded.responses.df()["response_id"].tolist()


NEW_YORK = HEAD.replace("Asia/Seoul", "America/New_York").replace("2026-10-31", "2026-11-30")


def test_b55_hours_that_occur_twice_or_never(shop):
    november = [row.replace("2026-10", "2026-11").replace("-31T", "-30T") for row in FINE]
    rows = answers("1,2026-11-01 01:30,nps,9", "2,2026-03-08 02:30,nps,9", fine=november)
    shop.text = HEAD.replace("2026-10-31", "2026-11-30")
    loaded = shop.table("responses", "r.csv", rows, 'timezone = "America/New_York"').load(allow_partial=True)
    assert rules(loaded, "quarantined") == {"Q-DST": 1}
    assert detail(loaded, "W-DST") == "responded_at: America/New_York"
    # the first 01:30 is at UTC-4: 14:30 in Seoul
    assert loaded.responses.df().set_index("response_id").loc["1", "responded_at"] == pd.Timestamp("2026-11-01 14:30")


def test_b55_in_the_zone_of_the_company(shop):
    november = [row.replace("2026-10", "2026-11").replace("-31T", "-30T") for row in FINE]
    shop.text = NEW_YORK
    rows = answers("1,2026-11-01 01:30,nps,9", "2,2026-03-08 02:30,nps,9", fine=november)
    loaded = shop.table("responses", "r.csv", rows).load(allow_partial=True)
    assert rules(loaded, "quarantined") == {"Q-DST": 1}
    assert rules(loaded)["W-DST"] == 1


def test_b56_events_in_the_wrong_order(shop):
    head = "order_id,promised_on,dispatched_at,delivered_at,first_attempt_at\n"
    rows = [f"{i},2026-10-20,2026-10-15 10:00,2026-10-18 10:00,2026-10-18 09:00" for i in range(100, 150)]
    rows.append("150,2026-10-20,2026-10-19 10:00,2026-10-18 10:00,2026-10-18 09:00")
    shop.table("orders", "o.csv", orders(fine=[re.sub(r"2026-10-..", "2026-10-01", row) for row in BOUGHT]))
    loaded = shop.table("deliveries", "d.csv", head + "\n".join(rows)).load()
    assert rules(loaded)["Q-ORDER-OF-EVENTS"] == 1
    frame = loaded.deliveries.df().set_index("order_id")
    assert frame["out_of_order"].sum() == 1
    assert frame.loc["150", "out_of_order"]
    assert "Q-ORDER-OF-EVENTS" in loaded.health.aside["rule"].tolist()


def test_b56_an_order_before_the_sign_up(shop):
    known = "customer_id,joined_at\n" + "".join(f"c{i},2026-{'01' if i else '12'}-01\n" for i in range(40))
    shop.text = HEAD.replace("2026-10-31", "2026-10-31")
    loaded = (
        shop.table("customers", "c.csv", known.replace("2026-12", "2026-11")).table("orders", "o.csv", orders()).load()
    )
    assert loaded.orders.df().loc[lambda f: f["out_of_order"], "customer_id"].unique().tolist() == ["c0"]


def test_b57_a_partial_month(shop):
    shop.text = HEAD.replace("2026-10-31", "2026-10-22")
    shop.table("responses", "r.csv", answers())
    assert shop.refused(month="2026-10").startswith("E-PARTIAL 2026-10 is observed only until 2026-10-22")
    assert shop.load(month="2026-10", allow_partial=True).partial


def test_b58_days_without_any_row(shop):
    days = pd.date_range("2026-07-01", "2026-10-31")
    rows = [f"{day:%m%d}x{i},c{i},{day:%Y-%m-%d}T09:00:00+09:00,5" for day in days for i in range(4)]
    rows = [row for row in rows if not re.search("2026-09-1[0-2]", row)]
    loaded = shop.table("orders", "o.csv", orders(fine=rows)).load()
    assert detail(loaded, "W-GAP") == "2026-09-10 … 2026-09-12"
    shop.text = HEAD
    said = shop.table("orders", "o.csv", orders(fine=rows), "max_gap_days = 2").refused()
    assert said.startswith("E-GAP o.csv no row from 2026-09-10 to 2026-09-12: 3 days")


# --- scores


@pytest.mark.parametrize(
    ("case", "score", "rule"),
    [
        ("B60", "11", "Q-SCORE-RANGE"), ("B60", "-1", "Q-SCORE-RANGE"), ("B60", "98", "Q-SCORE-RANGE"),
        ("B61", "9.5", "Q-SCORE-INTEGER"),
        ("B62", "9점", "Q-SCORE"), ("B62", "9/10", "Q-SCORE"), ("B62", "매우 만족", "Q-SCORE"),
        ("B64", "inf", "Q-NOT-FINITE"), ("B64", "1e308", "Q-NOT-FINITE"), ("B64", "-Infinity", "Q-NOT-FINITE"),
    ],
)  # fmt: skip
def test_a_score_that_is_set_aside(shop, case, score, rule):
    assert rules(shop.table("responses", "r.csv", answers(f"1,2026-10-01,nps,{score}")).load(), "quarantined") == {
        rule: 1
    }, case


@pytest.mark.parametrize("score", ["９", " 9 ", "\xa09", "9\u200b", "9.0", "+9"])
def test_b62_signs_that_mean_a_plain_number(shop, score):
    loaded = shop.table("responses", "r.csv", answers(f"1,2026-10-01,nps,{score}")).load()
    assert loaded.responses.df().set_index("response_id").loc["1", "score"] == 9


def test_b62_full_width_digits_are_noted(shop):
    assert rules(shop.table("responses", "r.csv", answers("1,2026-10-01,nps,９")).load())["I-NORM"] == 1


def test_b62_a_declared_suffix_and_declared_labels(shop):
    more = 'suffix = "점"\nscale.nps = { min = 0, max = 10, labels = { "매우 만족" = 10 } }'
    loaded = shop.table(
        "responses", "r.csv", answers("1,2026-10-01,nps,9점", "2,2026-10-01,nps,매우 만족"), more
    ).load()
    assert loaded.responses.df().set_index("response_id").loc[["1", "2"], "score"].tolist() == [9, 10]


@pytest.mark.parametrize("score", ["", "99", "99.0", "N/A"])
def test_b63_missing_is_no_detractor(shop, score):
    loaded = shop.table("responses", "r.csv", answers(f"1,2026-10-01,nps,{score}"), 'na_values = ["N/A"]').load()
    row = cx.nps(loaded.responses).iloc[0]
    assert (row.n, row.missing) == (100, 1)


def test_b65_a_scale_that_changed(shop):
    rows = answers(fine=[re.sub(r"\d+$", str(1 + i % 7), row).replace("nps", "ces") for i, row in enumerate(FINE)])
    said = shop.table("responses", "r.csv", rows, 'scale.ces = { min = 1, max = 5, high_is = "easy" }').refused()
    assert said.startswith("E-SCALE r.csv:7 [score]")


def test_b65_scores_that_moved_against_the_months_before(shop):
    rows = [
        f"{m}x{i},2026-{m:02d}-15T09:00:00+09:00,nps,{9 if m < 10 else 1}" for m in (7, 8, 9, 10) for i in range(120)
    ]
    assert detail(shop.table("responses", "r.csv", answers(fine=rows)).load(), "W-SHIFT") == "nps"


def test_b66_scores_that_are_all_alike(shop):
    rows = answers(fine=[re.sub(r"\d+$", "9", row) for row in FINE])
    assert rules(shop.table("responses", "r.csv", rows).load())["W-CONSTANT"] == 100


def test_b67_a_month_without_answers_is_no_zero(shop):
    rows = [row.replace("2026-10", "2026-08") if i % 2 else row for i, row in enumerate(FINE)]
    frame = cx.nps(shop.table("responses", "r.csv", answers(fine=rows)).load().responses, every="month")
    gap = frame.set_index("period").loc["2026-09"]
    assert gap.n == 0
    assert pd.isna(gap.estimate)
    assert gap.reason == "no answers"


def test_b68_small_groups_are_hidden(shop):
    rows = answers(
        head=f"{ANSWERS.strip()},channel\n", fine=[f"{row},{'a' if i > 4 else 'b'}" for i, row in enumerate(FINE)]
    )
    frame = cx.nps(shop.table("responses", "r.csv", rows).load().responses, by="channel")
    assert pd.isna(cx.protect([frame])[0].set_index("channel").loc["b", "estimate"])


def test_b69_more_answers_than_invitations(shop):
    said = shop.table("responses", "r.csv", answers(), 'invitations = { "2026-10" = 90 }').refused()
    assert said.startswith("E-RATE r.csv 100 surveys were answered in 2026-10, but only 90 sent")


# --- money


@pytest.mark.parametrize(
    ("amount", "more", "value"),
    [
        ('"12,900"', 'thousands = ","', 12900),
        ("₩12900", 'prefix = "₩"', 12900),
        ('"12,900원"', 'thousands = ","\nsuffix = "원"', 12900),
        ('"1.234,50"', 'thousands = "."\ndecimal = ","', 1234.5),
    ],
)
def test_b70_amounts_as_they_are_declared(shop, amount, more, value):
    loaded = shop.table("orders", "o.csv", orders(f"1,a,2026-10-01,{amount}"), more).load()
    assert loaded.orders.df().set_index("order_id").loc["1", "amount"] == value


@pytest.mark.parametrize(
    ("amount", "rule"),
    [('"12,900"', "Q-NUMBER"), ("₩12900", "Q-CURRENCY"), ('"1.234,50"', "Q-NUMBER"), ("(500)", "Q-NUMBER")],
)
def test_b70_and_otherwise_set_aside(shop, amount, rule):
    assert rules(shop.table("orders", "o.csv", orders(f"1,a,2026-10-01,{amount}")).load(), "quarantined") == {rule: 1}


def test_b70_a_thousands_mark_in_the_wrong_place(shop):
    loaded = shop.table("orders", "o.csv", orders('1,a,2026-10-01,"1,2900"'), 'thousands = ","').load()
    assert rules(loaded, "quarantined") == {"Q-NUMBER": 1}


def test_b71_two_currencies_in_one_column(shop):
    rows = [f"{i},c,2026-10-01,{'₩' if i % 2 else '$'}{i}" for i in range(100, 160)]
    assert shop.table("orders", "o.csv", orders(fine=rows)).refused().startswith("E-CURRENCY o.csv:2 [amount]")


def test_b71_a_currency_that_is_not_the_companys(shop):
    rows = orders(
        head=f"{ORDERS.strip()},currency\n",
        fine=[f"{row},{'USD' if i == 7 else 'KRW'}" for i, row in enumerate(BOUGHT)],
    )
    assert (
        shop.table("orders", "o.csv", rows)
        .refused()
        .startswith("E-CURRENCY o.csv amounts in USD stand beside those in KRW")
    )


def test_b72_amounts_below_nothing(shop):
    rows = orders("1,a,2026-10-01,-5,completed", "2,a,2026-10-01,-5,returned", head=f"{ORDERS.strip()},status\n",
                  fine=[f"{row}," for row in BOUGHT])  # fmt: skip
    loaded = shop.table("orders", "o.csv", rows).load()
    assert rules(loaded, "quarantined") == {"Q-NEGATIVE": 1}
    assert "2" in loaded.orders.df()["order_id"].tolist()


def test_b73_a_return_of_an_unknown_order(shop):
    back = "order_id,requested_at,kind\n" + "".join(f"{i},2026-10-31,return\n" for i in [100, 101, "zzz"])
    loaded = shop.table("orders", "o.csv", orders()).table("returns", "b.csv", back).load()
    assert rules(loaded)["W-REFUND"] == 1


def test_b74_amounts_far_from_all_others(shop):
    loaded = shop.table("orders", "o.csv", orders("1,a,2026-10-01,0", "2,a,2026-10-01,9000000")).load()
    found = loaded.health.rules[lambda f: f["rule"] == "W-OUTLIER"]
    assert found["rows"].tolist() == [1, 1]
    assert "98.7%" in " ".join(found["detail"])
    assert len(loaded.orders) == 102


def test_b75_sums_that_differ_from_those_declared(shop):
    total = sum(1000 + i for i in range(100, 200))
    shop.table("orders", "o.csv", orders(), f"control = {{ rows = 100, amount = {total} }}").load()
    again = Shop(shop.folder).table("orders", "o.csv", None, f"control = {{ amount = {total + 1} }}")
    assert re.match(r"E-CONTROL-TOTAL o\.csv amount adds up to 114,950\.00, declared are 114,951\.00", again.refused())


# --- texts


def _comments(shop, *texts):
    rows = [f'{row},"{texts[i] if i < len(texts) else ""}"' for i, row in enumerate(FINE)]
    return shop.table("responses", "r.csv", answers(head=f"{ANSWERS.strip()},comment\n", fine=rows)).load()


def test_b77_broken_encodings_are_noted_and_left(shop):
    loaded = _comments(shop, "ë°°ì†¡", "¹è¼Û", "Füße, Café", "좋아요")
    assert rules(loaded)["W-MOJIBAKE"] == 2
    assert "ë°°ì†¡" in loaded.responses.df()["comment"].tolist()


def test_b78_texts_beyond_measure(shop):
    loaded = _comments(shop, "가" * 6000, "a" + "\u0301" * 2000, "a\x07b\u202ec", "plain")
    assert rules(loaded)["W-TEXT"] == 3
    kept = loaded.responses.df()["comment"].dropna().tolist()
    assert max(map(len, kept)) == 5000
    assert "abc" in kept


def test_b79_personal_data_is_masked_and_counted(shop):
    loaded = _comments(
        shop, "010-1234-5678로 전화주세요", "kim@example.invalid 입니다", "900101-1234567", "배송이 3일 걸렸어요"
    )
    found = loaded.health.rules[lambda f: f["rule"] == "W-PII"].set_index("detail")["rows"].to_dict()
    assert found == {"comment: PHONE": 1, "comment: EMAIL": 1, "comment: RRN": 1}
    text = " ".join(loaded.responses.df()["comment"].dropna())
    assert not re.search(r"1234|900101|kim@", text)
    assert "배송이 3일 걸렸어요" in text


def test_b79_resident_registration_numbers_in_a_column(shop):
    said = shop.table("orders", "o.csv", orders("1,900101-1234567,2026-10-01,5")).refused()
    assert said.startswith("E-RRN o.csv:102 [customer_id]")
    assert "900101" not in said


@pytest.mark.parametrize("word", ["NA", "NULL", "None", "nan"])
def test_b80_words_are_words(shop, word):
    rows = orders(f"{word},{word},2026-10-01,5")
    assert shop.table("orders", "o.csv", rows).load().orders.df()["customer_id"].tolist().count(word) == 1


def test_b81_excel_errors_are_no_blanks(shop):
    book = openpyxl.Workbook()
    book.active.append(ANSWERS.strip().split(","))
    for i in range(60):
        book.active.append([f"r{i}", "2026-10-01", "nps", "#N/A" if i == 7 else i % 11])
    book.active["D9"].data_type = "e"
    book.save(shop.folder / "r.xlsx")
    loaded = shop.table("responses", "r.xlsx").load()
    assert rules(loaded, "quarantined") == {"Q-EXCEL-ERROR": 1}


# --- the form of errors, and what is configured wrongly


def test_one_form_of_error_in_two_languages(shop):
    with pytest.raises(DataError) as caught:
        shop.table("responses", "r.csv", answers(fine=[f"{row},x" for row in FINE])).load()
    english, korean = caught.value.text("en"), caught.value.text("ko")
    assert english.startswith("E-WIDTH r.csv:2 5 fields, header has 4. Fix: ")
    assert english.endswith("(and 99 more like it)")
    assert korean.startswith("E-WIDTH r.csv:2 ")
    assert "해결:" in korean
    assert not re.search(r"[a-z]{4,} [a-z]{3,}", korean.replace("r.csv", ""))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('thousands = "."', "cannot be both"),
        ('latest_by = "nothing"', "nothing"),
        ('test_rows = { nothing = ["x"] }', "nothing"),
        ("control = { nothing = 1 }", "nothing"),
    ],
)
def test_an_entry_that_cannot_be_meant(shop, more, said):
    assert said in shop.table("orders", "o.csv", orders(), more).refused(CxError)


def test_a_file_in_two_tables_is_read_twice(shop):
    """One export may hold two tables: it is no duplicate."""
    head = "order_id,customer_id,ordered_at,amount,joined_at\n"
    rows = head + "".join(f"{i},c{i},2026-10-01,5,2026-01-01\n" for i in range(40))
    loaded = shop.table("orders", "o.csv", rows).table("customers", "o.csv").load()
    assert len(loaded.customers) == 40


ELSEWHERE = {76: "return on investment has no report yet"}


def test_every_case_of_the_catalogue_has_a_test():
    """Cases stand in names and parameters of tests, as ``b20`` or ``B20``."""
    found = set()
    for path in Path(__file__).parent.parent.rglob("test_*.py"):
        code = path.read_text("utf-8").partition('"""\n')[2]
        found |= {int(number) for number in re.findall(r"(?:test_[bB]|\"B|_b)(\d\d)(?![\d-])", code)}
    assert set(range(1, 82)) - found == set(ELSEWHERE)

"""The account of rows closes, whatever the files hold."""

import csv
import io
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxmetrics as cx
from cxmetrics.errors import DataError
from cxmetrics.sources.header import is_blank

HEAD = """company = "x"
timezone = "Asia/Seoul"
currency = "KRW"
data_end = "2026-10-31"
history_complete = true
[responses]
source = "*.csv"
fresh = false
max_quarantine_share = 1.0
scale.nps = { min = 0, max = 10, missing = [99] }
[customers]
source = "customers/"
max_quarantine_share = 1.0
"""
KEYS = st.sampled_from(["1", "2", "3", "4", "5", "", " ", "#6", "007"])
TIMES = st.sampled_from(
    ["2026-10-01", "2026-10-01T09:00:00+09:00", "2026-10-31 23:59", "2026-11-01", "2199-01-01", "1970-01-01", "46296",
     "01/02/2026", "", "2026-10-31T15:00:00Z"]
)  # fmt: skip
METRICS = st.sampled_from(["nps", "nps", "nps", ""])
SCORES = st.sampled_from(["0", "10", "9.5", "11", "-1", "99", "", "９", "inf", "좋음", "1e400", " 7 ", "8\u200b"])
CUSTOMERS = st.sampled_from(["a", "b", "가", ""])
ROW = st.tuples(KEYS, TIMES, METRICS, SCORES, CUSTOMERS).map(list)
ODD = st.sampled_from(
    [[""], ["", "", "", "", ""], ["합계", "", "", "9", ""], ["1"], ["1"] * 7, ["a\nb", "", "", "", ""]]
)
FILES = st.lists(st.lists(ROW | ROW | ROW | ODD, min_size=1, max_size=12), min_size=1, max_size=3)


def text_of(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [["response_id", "responded_at", "metric", "score", "customer_id"], *rows]
    )
    return out.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_every_row_is_accounted_for(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("account")
    (folder / "cx.toml").write_text(HEAD, "utf-8")
    (folder / "customers").mkdir()
    (folder / "customers" / "c.csv").write_text("customer_id\na\n", "utf-8")
    for i, rows in enumerate(files):
        (folder / f"r{i}.csv").write_text(text_of(rows), "utf-8")
    try:
        loaded = cx.open_company(folder).load()
    except DataError as error:
        if error.code not in {"E-NO-ROWS", "E-DUP-FILE", "E-HEADER", "E-FILE-EMPTY"}:
            raise
        return
    health = loaded.health
    account = health.tables.set_index("table").loc["responses"]
    records = [row for rows in files for row in csv.reader(io.StringIO(text_of(rows))) if row[:1] != ["response_id"]]
    assert account.file_rows == account.rows == len(records)
    assert account.rows == account.used + account.quarantined + account.excluded + account.blank
    assert account.blank == sum(map(is_blank, records))
    assert account.used == len(loaded.responses)
    mine = health.rules[health.rules["table"] == "responses"]
    assert mine.loc[mine["kind"] == "quarantined", "rows"].sum() == account.quarantined
    assert mine.loc[mine["kind"] == "excluded", "rows"].sum() == account.excluded
    by_rule = mine[mine["kind"] == "quarantined"].groupby("rule")["rows"].sum().to_dict()
    aside = health.aside[health.aside["table"] == "responses"]
    assert Counter(aside["rule"])["W-DUP-EXACT"] == mine.loc[mine["rule"] == "W-DUP-EXACT", "rows"].sum()
    assert {rule: n for rule, n in Counter(aside["rule"]).items() if rule.startswith("Q-")} == by_rule
    assert aside["file"].str.match(r"r\d\.csv").all()
    assert (aside["line"] > 1).all()

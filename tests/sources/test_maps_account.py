"""However bad a file is, its account closes: of wide surveys, of item lines, and of what is left of them."""

import csv
import io
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxmetrics as cx
from cxmetrics.errors import CxError

HEAD = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
ALL = "max_quarantine_share = 1.0\nfresh = false\nmay_be_empty = true\n"
WIDE = (
    '[responses]\nsource = "f.csv"\nunpivot = { nps = "q1", csat = "q2", ease = "q3" }\n'
    "scale.nps = { min = 0, max = 10 }\nscale.csat = { min = 1, max = 5 }\nscale.ease = { min = 1, max = 7 }\n" + ALL
)
LINES = '[orders]\nsource = "f.csv"\nsum_lines_by = "no"\n' + ALL

keys = st.sampled_from(["1", "2", "3", " 1 ", "", "가"])
times = st.sampled_from(["2026-10-01", "2026-10-01 10:00", "2026-11-05", "x", "", "2026-02-30", "1970-01-01"])
answers = st.sampled_from(["0", "5", "10", "11", "", "x", "1.5", "1e400", "-3", " 7 "])
amounts = st.sampled_from(["0.1", "0.2", "1000", "", "x", "1e400", "-5", "1e14", "nan", "٣"])
people = st.sampled_from(["a", "b", ""])
rows_of_answers = st.lists(st.tuples(keys, times, answers, answers, answers), min_size=1, max_size=12)
rows_of_lines = st.lists(st.tuples(keys, people, times, amounts, amounts, people), min_size=1, max_size=12)
badness = st.lists(st.sampled_from(["", ",,,,,", "1,2", "합계,,,,", "a,b,c,d,e,f,g,h"]), max_size=3)
quickly = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def text(header, rows, more):
    """CSV of a header and rows, with lines of another shape behind them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue() + "".join(f"{line}\n" for line in more)


def loaded(folder, config, content):
    """Load a file; None where it is refused as a whole, in words."""
    (folder / "f.csv").write_text(content, "utf-8")
    (folder / "cx.toml").write_text(HEAD + config, "utf-8")
    refused: CxError | None = None
    try:
        return cx.open_company(folder).load()
    except CxError as error:
        refused = error
    assert refused.code not in {"E-ACCOUNT", "E-FANOUT"}
    assert refused.fix
    return None


def closed(company, rows):
    """Give what was used, where read = used + quarantined + excluded + blank, rule by rule."""
    table = company.health.tables.iloc[0]
    assert table.file_rows == rows
    assert table.rows == table.used + table.quarantined + table.excluded + table.blank
    by_kind = company.health.rules.groupby("kind")["rows"].sum().to_dict()
    assert by_kind.get("quarantined", 0) == table.quarantined
    assert by_kind.get("excluded", 0) == table.excluded
    return table


@quickly
@given(rows=rows_of_answers, more=badness)
def test_the_account_of_a_wide_survey_closes(tmp_path_factory, rows, more):
    content = text(["response_id", "responded_at", "q1", "q2", "q3"], rows, more)
    company = loaded(tmp_path_factory.mktemp("wide"), WIDE, content)
    if company is None:
        return
    table = closed(company, len(rows) + len(more))
    frame = company.responses.df()
    assert len(frame) == table.used
    assert not frame.duplicated(["response_id", "metric"]).any()


@quickly
@given(rows=rows_of_lines, more=badness)
def test_the_account_of_item_lines_closes(tmp_path_factory, rows, more):
    content = text(["no", "customer_id", "ordered_at", "amount", "discount", "channel"], rows, more)
    company = loaded(tmp_path_factory.mktemp("lines"), LINES, content)
    if company is None:
        return
    table = closed(company, len(rows) + len(more))
    frame = company.orders.df().set_index("order_id")
    assert frame.index.is_unique
    kept = 0
    for key, order in frame.iterrows():
        lines = [row for row in rows if row[0].strip() == key]
        kept += len(lines)
        assert Decimal(repr(order["amount"])) == sum(Decimal(row[3]) for row in lines)
        assert len({row[1] for row in lines} - {""}) <= 1
        assert len({row[5] for row in lines} - {""}) <= 1
    assert kept == table.used

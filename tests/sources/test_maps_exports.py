"""Shipped maps on invented exports of each kind: what becomes of every row."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxmetrics as cx
from cxmetrics.contract import TABLES
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.sources.config import TableConfig
from cxmetrics.sources.mapfile import map_names, map_select, read_map, with_defaults

HEAD = 'company = "x"\ntimezone = "{zone}"\ncurrency = "{currency}"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
ONE_ROW = "max_quarantine_share = 1.0\nfresh = false\n"


@pytest.fixture
def load(tmp_path):
    """Load one table of an export through a map."""

    def loader(table, map_name, files, *, source, zone="Asia/Seoul", currency="KRW", more=""):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        head = HEAD.format(zone=zone, currency=currency)
        text = f'{head}[{table}]\nsource = "{source}"\nmap = "{map_name}"\n{ONE_ROW}{more}'
        (tmp_path / "cx.toml").write_text(text, "utf-8")
        return cx.open_company(tmp_path).load()

    return loader


def rules(loaded, kind="quarantined"):
    return {row.rule: row.rows for row in loaded.health.rules.itertuples() if row.kind == kind}


def account(loaded):
    row = loaded.health.tables.iloc[0]
    assert row.rows == row.used + row.quarantined + row.excluded + row.blank
    return row.rows, row.used, row.quarantined


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Billing Country,Shipping Country,Cancelled at,Payment Method,Refunded Amount,Source,Tags"
)


def shopify(*rows):
    """Rows from what is said of them; the rest is empty."""
    names = SHOPIFY.split(",")
    return "\n".join([SHOPIFY, *(",".join(row.get(name, "") for name in names) for row in rows)]) + "\n"


def first_line(name, **values):
    said = {"Name": name, "Email": "Kim@Example.com", "Financial Status": "paid", "Currency": "USD", "Total": "30.10"}
    said |= {"Created at": "2026-10-01 00:30:00 -0500", "Discount Amount": "0.00", "Source": "web"}
    return said | {name.replace("_", " "): value for name, value in values.items()}


def test_shopify_line_items_become_orders(load):
    text = shopify(
        first_line("#1001", Payment_Method="PayPal", Shipping_Country="KR"),
        {"Name": "#1001", "Email": "kim@example.com", "Lineitem quantity": "2", "Lineitem price": "5.00"},
        first_line("#1002", Financial_Status="refunded", Refunded_Amount="30.10", Email=""),
        first_line("#1003", Financial_Status="partially_refunded", Refunded_Amount="5.00"),
        first_line("#1004", Cancelled_at="2026-10-02 00:00:00 -0500", Source="pos"),
    )
    loaded = load("orders", "shopify_orders", {"o.csv": text}, source="o.csv", zone="America/Chicago", currency="USD")
    orders = loaded.orders.df().set_index("order_id")
    assert account(loaded) == (5, 5, 0)
    assert orders.loc["#1001", ["customer_id", "amount", "status", "payment", "country"]].tolist() == [
        "kim@example.com", 30.1, "completed", "PayPal", "KR",
    ]  # fmt: skip
    assert orders["status"].tolist() == ["completed", "returned", "partly_returned", "cancelled"]
    assert pd.isna(orders.loc["#1002", "customer_id"])
    assert set(orders["ordered_at"]) == {pd.Timestamp("2026-10-01 00:30:00")}  # UTC-5 is Chicago's summer time


def test_shopify_lines_that_contradict_each_other(load):
    text = shopify(
        first_line("#1"),
        {"Name": "#1", "Total": "31.00"},
        first_line("#2", Total="n/a"),
        first_line("#3"),
        first_line(""),
    )
    loaded = load("orders", "shopify_orders", {"o.csv": text}, source="o.csv", zone="UTC", currency="USD")
    assert rules(loaded) == {"Q-LINES-DIFFER": 2, "Q-NUMBER": 1, "Q-NO-KEY": 1}
    assert account(loaded) == (5, 1, 4)


def test_amounts_of_a_map_in_another_currency_stop_the_run(load):
    with pytest.raises(DataError, match="E-CURRENCY"):
        load("orders", "shopify_orders", {"o.csv": shopify(first_line("#1"))}, source="o.csv", currency="KRW")


CAFE24 = (
    "주문번호,품목별 주문번호,주문일시,회원ID,총 결제금액,결제수단,매출경로,"
    "주문경로(PC/모바일),주문 상태,상품구매금액,상품분류,수령인"
)


def cafe24(*rows):
    return "\n".join([CAFE24, *rows]) + "\n"


def test_cafe24_items_become_orders(load):
    text = cafe24(
        '20261001-01,20261001-01-01,2026-10-01 10:00:00,kim,"12,000",카드,네이버,PC,배송완료,"4,000",모자,홍길동',
        '20261001-01,20261001-01-02,2026-10-01 10:00:00,kim,"12,000",카드,네이버,PC,배송완료,"8,000",신발,홍길동',
        "20261001-02,20261001-02-01,2026-10-01 11:00:00,비회원,5000,무통장,자사몰,모바일,반품완료,5000,신발,홍길동",
        "20261001-03,20261001-03-01,2026-10-01 12:00:00,lee,9000,카드,자사몰,모바일웹,취소완료,4000,신발,홍길동",
        "20261001-03,20261001-03-02,2026-10-01 12:00:00,lee,,카드,자사몰,모바일웹,배송중,5000,가방,홍길동",
        "20261001-04,20261001-04-01,2026-10-01 13:00:00,lee,9000,카드,자사몰,PC,반품신청,9000,신발,홍길동",
        "20261001-05,20261001-05-01,2026-10-01 14:00:00,lee,9000,무통장,자사몰,PC,입금전,9000,신발,홍길동",
    )
    loaded = load("orders", "cafe24_orders", {"주문.csv": text.encode("cp949")}, source="주문.csv")
    orders = loaded.orders.df().set_index("order_id")
    assert account(loaded) == (7, 7, 0)
    assert orders["status"].tolist() == ["completed", "returned", "partly_returned", "completed", "cancelled"]
    assert orders["category"].tolist() == ["신발", "신발", "가방", "신발", "신발"]
    assert orders["amount"].tolist() == [12000, 5000, 9000, 9000, 9000]
    assert orders["device"].tolist() == ["desktop", "mobile", "mobile", "desktop", "desktop"]
    assert pd.isna(orders.loc["20261001-02", "customer_id"])
    noted = set(loaded.health.rules.query("rule == 'W-ALIAS'")["detail"])
    assert "주문자ID = 회원ID (주문.csv)" in noted
    assert "수령인" in loaded.health.rules.set_index("rule").loc["W-NEW-COLUMN", "detail"]


def test_a_cafe24_item_that_stands_twice(load):
    line = "1,1-1,2026-10-01 10:00:00,kim,5000,카드,네이버,PC,배송완료,5000,모자,홍길동"
    good = line.replace("1,1-1", "2,2-1", 1)
    loaded = load("orders", "cafe24_orders", {"o.csv": cafe24(line, line, good)}, source="o.csv")
    assert (rules(loaded), account(loaded)) == ({"Q-LINES-DIFFER": 2}, (3, 1, 2))


EVENTS = {
    "event_date": ["20261001"] * 4,
    "event_timestamp": [1790812800123456, 1790812800123456, 1790812800123456, 5],
    "event_name": ["page_view", "page_view", "page_view", "page_view"],
    "event_params.page": ["/a", "/b", "/a", "/c"],
    "user_pseudo_id": ["77.1", "77.1", "77.1", "77.2"],
    "user_id": [None, None, None, "kim"],
    "device.category": ["mobile"] * 4,
    "platform": ["WEB"] * 4,
    "event_params.engagement_time_msec": [1500, 1500, 1500, None],
}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_ga4_events_of_one_moment_are_not_lost(load, tmp_path, kind):
    """Events of one bundle share user, name and microsecond: only rows equal in every column are one."""
    table = pa.table(EVENTS)
    pq.write_table(table, tmp_path / "e.parquet")
    files = {"e.csv": table.to_pandas().astype({"event_params.engagement_time_msec": "Int64"}).to_csv(index=False)}
    loaded = load("touchpoints", "ga4_events", files if kind == "csv" else {}, source=f"e.{kind}")
    events = loaded.touchpoints.df()
    assert len(events) == 2
    assert set(events["occurred_at"]) == {pd.Timestamp("2026-10-01 09:00:00.123456")}
    assert set(events["duration_s"]) == {1.5}
    assert set(events["known_by"]) == {"browser"}
    assert rules(loaded) == {"Q-DATE": 1}
    assert rules(loaded, "excluded") == {"W-DUP-EXACT": 1}
    assert "__same" not in events.columns


ZENDESK = (
    "Id,Requester,Requester id,Requester external id,Via,Ticket type,Status,Created at,Updated at,Solved at,"
    "Satisfaction Score,Group stations,Reopens,Replies,First reply time in minutes\n"
    "1,홍길동,900,kim,Chat,Question,Closed,2026-10-01 10:00,2026-10-02 10:00,2026-10-01 12:00,Good,1,0,1,30\n"
    "2,이몽룡,901,,Email,Problem,Solved,2026-10-01 10:00 +0900,2026-10-02 10:00,2026-10-03 12:00,Bad,2,1,4,90\n"
    "3,성춘향,902,,Phone,Question,Open,2026-10-01 10:00,2026-10-04 10:00,,Offered,1,0,0,\n"
    "4,성춘향,902,,Phone,Question,Open,2026-13-01 10:00,2026-10-04 10:00,,ok?,1,0,0,5\n"
)


def test_zendesk_tickets(load):
    loaded = load("tickets", "zendesk_tickets", {"t.csv": ZENDESK}, source="t.csv")
    tickets = loaded.tickets.df().set_index("ticket_id")
    assert (account(loaded), rules(loaded)) == ((4, 3, 1), {"Q-DATE": 1})
    assert tickets["customer_id"].tolist() == ["kim", "zendesk 901", "zendesk 902"]
    assert tickets["first_response_at"].tolist()[:2] == [
        pd.Timestamp("2026-10-01 10:30"),
        pd.Timestamp("2026-10-01 11:30"),
    ]
    assert pd.isna(tickets.loc["3", "first_response_at"])
    assert pd.isna(tickets.loc["3", "resolved_at"])
    assert tickets["first_contact_resolved"].tolist()[:2] == [True, False]
    assert pd.isna(tickets.loc["3", "first_contact_resolved"])
    assert tickets["handed_off"].tolist() == [False, True, False]
    assert tickets["channel"].tolist() == ["chat", "email", "phone"]


def test_zendesk_ratings(load):
    loaded = load("responses", "zendesk_tickets", {"t.csv": ZENDESK}, source="t.csv")
    scores = loaded.responses.df().set_index("response_id")["score"]
    assert scores.dropna().to_dict() == {"1": 5.0, "2": 1.0}
    assert loaded.scale("csat") == (1, 5)
    assert (account(loaded), rules(loaded)) == ((4, 3, 1), {"Q-SCORE": 1})


def test_a_map_says_which_tables_it_makes(load):
    with pytest.raises(ParameterError, match="E-MAP the map 'cdnow' makes no responses. Fix: it makes orders"):
        load("responses", "cdnow", {"t.txt": "1 19970101 1 2"}, source="t.txt")
    with pytest.raises(ParameterError, match="E-MAP there is no map 'olit'"):
        load("responses", "olit", {}, source="t.txt")


def test_a_company_names_a_map_s_column_otherwise(load):
    text = shopify(first_line("#1")).replace("Financial Status", "결제 상태")
    said = {"source": "o.csv", "zone": "UTC", "currency": "USD"}
    with pytest.raises(DataError, match="E-COLUMN o.csv column 'Financial Status' is missing"):
        load("orders", "shopify_orders", {"o.csv": text}, **said)
    loaded = load(
        "orders", "shopify_orders", {"o.csv": text}, **said, more='rename = { "Financial Status" = "결제 상태" }'
    )
    assert account(loaded) == (1, 1, 0)
    with pytest.raises(ParameterError, match="E-RENAME .* did you mean 'Financial Status'"):
        load("orders", "shopify_orders", {"o.csv": text}, **said, more='rename = { "Financial State" = "결제 상태" }')


def test_cdnow_numbers_its_orders_by_day_and_line(tmp_path):
    rows = " 00001 19970101  1   11.77\n 00001 19970101  1   11.77\n\n 00002 19970230  2  5.00\n 00003 19970102 1\n"
    more = 'history_start = "1997-01-01"\n'
    head = HEAD.replace("data_end", more + "data_end")
    for text in (rows, " customer_id  date number_of_cds  dollar_value\n" + rows):
        shift, path = text != rows, tmp_path / "c.txt"
        path.write_text(text, "utf-8")
        said = head.format(zone="America/New_York", currency="USD")
        path.with_name("cx.toml").write_text(f'{said}[orders]\nsource = "c.txt"\nmap = "cdnow"\n{ONE_ROW}', "utf-8")
        loaded = cx.open_company(path.parent).load()
        assert loaded.orders.df()["order_id"].tolist() == [f"19970101-{1 + shift}", f"19970101-{2 + shift}"]
        assert rules(loaded) == {"Q-DATE": 1, "Q-WIDTH": 1}
        assert account(loaded) == (5, 2, 2)


def test_clicks_keep_their_order(load):
    head = "year;month;day;order;country;session ID;page 1 (main category);page 2 (clothing model);page\n"
    rows = "2008;4;1;1;29;1;1;A13;1\n2008;4;1;2;29;1;2;A13;1\n2008;4;1;61;9;1;7;A13;1\n2008;4;1;x;9;1;7;A13;1\n"
    loaded = load("touchpoints", "eshop_clicks", {"e.csv": head + rows}, source="e.csv", zone="Europe/Warsaw")
    clicks = loaded.touchpoints.df()
    assert clicks["occurred_at"].tolist() == [pd.Timestamp(f"2008-04-01 00:0{at}") for at in ("0:01", "0:02", "1:01")]
    assert clicks["touchpoint"].tolist() == ["trousers", "skirts", "7"]
    assert rules(loaded) == {"Q-DATE": 1}


@pytest.mark.parametrize("table", TABLES)
def test_the_generic_maps_are_the_contract(table):
    declared = read_map(f"generic_{table}").tables
    assert list(declared) == [table]
    spec = TABLES[table]
    assert declared[table].needs == spec.required
    assert declared[table].uses == tuple(name for name in spec.names if name not in spec.required)
    assert table in read_map("generic").tables


@pytest.mark.parametrize("name", map_names())
def test_what_a_map_declares_can_be_configured(name):
    declared = read_map(name)
    assert set(declared.tables) <= set(TABLES)
    for table, made in declared.tables.items():
        assert with_defaults(TableConfig(source=".", map=name)).map == name
        select = map_select(TableConfig(source=".", map=name), table)
        known = {column for part in (made, *made.joins.values()) for column in (*part.needs, *part.uses)}
        assert set(declared.aliases) <= {c for t in declared.tables.values() for c in (*t.needs, *t.uses)}
        assert all(select is None or column in select for column in known), "a column that is read and not used"
        assert {made.file, *made.joins} - {None} <= set(declared.files)
        assert all(join.key is None or join.key in join.needs for join in made.joins.values())


def test_every_map_is_in_the_list_of_maps():
    listed = (Path(__file__).parent.parent.parent / "docs" / "examples" / "README.md").read_text("utf-8")
    assert [name for name in map_names() if f"`{name}`" not in listed and not name.startswith("generic_")] == []


def test_what_the_company_declares_goes_before_the_map():
    given = TableConfig(source=".", map="sfo_survey", timezone="UTC", scale={"nps": {"min": 1, "max": 10}})
    config = with_defaults(given)
    assert config.timezone == "UTC"
    assert config.scale["nps"].min == 1
    assert config.scale["csat"].missing == ("0", "6", "Blank")
    assert with_defaults(TableConfig(source=".", map="eshop_clicks", delimiter=",")).delimiter == ","
    stored = TableConfig.model_validate(TableConfig(source=".", map="olist").model_dump(mode="json"))
    assert with_defaults(stored).sampled == "orders"

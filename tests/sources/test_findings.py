"""What a stranger found: each once broken, each mended."""

import pytest

import cxmetrics as cx
from cxmetrics.errors import CxError

HEAD = """company = "x"
timezone = "Asia/Seoul"
currency = "KRW"
data_end = "2026-10-31"
history_complete = true
"""
ORDERS = "order_id,customer_id,ordered_at,amount"


def shop(folder, **tables):
    text = HEAD
    for name, (rows, more) in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        text += f'[{name}]\nsource = "{name}.csv"\nmax_quarantine_share = 1.0\n{more}\n'
    (folder / "cx.toml").write_text(text, "utf-8")
    return cx.open_company(folder)


def rules(loaded):
    return loaded.health.rules.set_index("rule")["rows"].to_dict()


def versions(*stamps, amounts=(1, 2)):
    return [
        f"{ORDERS},upd",
        *(f"1,c,2026-10-01,{a},{s}" for a, s in zip(amounts, stamps, strict=True)),
        "2,d,2026-10-02,7,",
    ]


def test_the_latest_version_is_the_latest_in_time(tmp_path):
    more = 'latest_by = "upd"\ntime_format = "%d.%m.%Y"'
    rows = [row.replace("2026-10-01", "01.10.2026").replace("2026-10-02", "02.10.2026") for row in
            versions("30.09.2026", "02.10.2026")]  # fmt: skip
    loaded = shop(tmp_path, orders=(rows, more)).load()
    assert loaded.orders.df().set_index("order_id").loc["1", "amount"] == 2


def test_versions_that_cannot_be_ordered_are_refused(tmp_path):
    with pytest.raises(CxError, match="E-LATEST orders.csv:2"):
        shop(tmp_path, orders=(versions("v9", "v10"), 'latest_by = "upd"')).load()


def test_equal_versions_are_a_conflict(tmp_path):
    loaded = shop(tmp_path, orders=(versions("2026-10-05", "2026-10-05"), 'latest_by = "upd"')).load()
    assert rules(loaded)["Q-DUP-CONFLICT"] == 2


def test_a_blank_time_does_not_hide_the_wrong_order_of_others(tmp_path):
    orders = [ORDERS, "1,c,2026-10-05,5", "2,c,2026-10-01,5"]
    parcels = [
        "order_id,promised_on,dispatched_at,delivered_at",
        "1,2026-10-04,,2026-10-01",
        "2,2026-10-04,,2026-10-03",
    ]
    loaded = shop(tmp_path, orders=(orders, ""), deliveries=(parcels, "")).load()
    assert loaded.deliveries.df().set_index("order_id")["out_of_order"].to_dict() == {"1": True, "2": False}


def test_years_of_birth(tmp_path):
    people = ["customer_id,birth_year", "a,1980", "b,80", "c,2350"]
    orders = [ORDERS, "1,a,2026-10-05,5"]
    assert rules(shop(tmp_path, customers=(people, ""), orders=(orders, "")).load())["Q-RANGE"] == 2


def test_rows_are_counted_exactly(tmp_path):
    with pytest.raises(CxError, match="E-CONTROL-TOTAL"):
        shop(tmp_path, orders=([ORDERS, "1,a,2026-10-05,5"], "control = { rows = 1.4 }")).load()


@pytest.mark.parametrize(
    ("tables", "code", "secret"),
    [
        ({"orders": ([f"{ORDERS},currency", "1,a,2026-10-05,5,010-1234-5678"], "")}, "E-CURRENCY", "1234"),
        (
            {"responses": (["response_id,responded_at,metric,score", "1,2026-10-01,홍길동 010-1111-2222,9"], "")},
            "E-SCALE",
            "1111",
        ),
    ],
)
def test_an_error_shows_no_personal_data(tmp_path, tables, code, secret):
    with pytest.raises(CxError, match=code) as caught:
        shop(tmp_path, **tables).load()
    assert secret not in str(caught.value)


def test_no_row_left_says_why(tmp_path):
    with pytest.raises(CxError, match=r"E-NO-ROWS orders.csv:2 \[ordered_at\] .* 1 of 1 break Q-DATE"):
        shop(tmp_path, orders=([ORDERS, "1,a,yesterday,5"], "")).load()


def test_words_of_the_company_for_a_state(tmp_path):
    rows = [f"{ORDERS},status", "1,a,2026-10-05,5,배송완료", "2,a,2026-10-06,5,취소", "3,a,2026-10-07,5,??"]
    more = 'values = { status = { "배송완료" = "completed", "취소" = "cancelled" } }'
    loaded = shop(tmp_path, orders=(rows, more)).load()
    assert loaded.orders.df()["status"].tolist() == ["completed", "cancelled"]
    assert rules(loaded)["Q-CATEGORY"] == 1


def test_a_company_file_from_the_windows_notepad(tmp_path):
    shop(tmp_path, orders=([ORDERS, "1,a,2026-10-05,5"], ""))
    text = (tmp_path / "cx.toml").read_text("utf-8")
    (tmp_path / "cx.toml").write_text(text, "utf-8-sig")
    assert len(cx.open_company(tmp_path).load().orders) == 1
    (tmp_path / "cx.toml").write_text(text.replace('"x"', '"가게"'), "cp949")
    with pytest.raises(CxError, match="Fix: save it as UTF-8"):
        cx.open_company(tmp_path)


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#NAME?"])
def test_an_excel_error_saved_as_text_is_no_customer(tmp_path, error):
    rows = [ORDERS, "1,a,2026-10-05,5", f"2,{error},2026-10-05,5"]
    assert rules(shop(tmp_path, orders=(rows, "")).load())["Q-EXCEL-ERROR"] == 1


def test_a_column_that_one_file_lacks_is_noted(tmp_path):
    shop(tmp_path, orders=([f"{ORDERS},channel", "1,a,2026-10-05,5,app"], ""))
    (tmp_path / "more.csv").write_text(f"{ORDERS}\n2,a,2026-10-06,5\n", "utf-8")
    text = (tmp_path / "cx.toml").read_text("utf-8").replace('"orders.csv"', '"*.csv"')
    (tmp_path / "cx.toml").write_text(text, "utf-8")
    loaded = cx.open_company(tmp_path).load()
    detail = loaded.health.rules.set_index("rule").loc["W-MISSING-COLUMN", "detail"]
    assert "channel" in detail
    assert "more.csv" in detail

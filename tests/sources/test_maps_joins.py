"""Linked files: joins are m:1, rows are never multiplied, and a joined file is whole or refused."""

import pytest

import cxmetrics as cx
from cxmetrics.errors import DataError, ParameterError

HEAD = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "BRL"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
LOOSE = "max_quarantine_share = 1.0\nfresh = false\n"

ORDERS = (
    "order_id,customer_id,order_status,order_purchase_timestamp\n"
    "o1,c1,delivered,2026-10-01 10:00:00\no2,c2,canceled,2026-10-02 10:00:00\no3,c3,delivered,2026-10-03 10:00:00\n"
)
OLIST = {
    "olist_orders_dataset.csv": ORDERS,
    "olist_customers_dataset.csv": "customer_id,customer_unique_id,customer_state\nc1,kim,SP\nc2,lee,RJ\nc3,kim,SP\n",
    "olist_order_payments_dataset.csv": (
        "order_id,payment_sequential,payment_type,payment_value\no1,1,voucher,0.1\no1,2,credit_card,0.2\no2,1,boleto,5\n"
    ),
    "olist_order_items_dataset.csv": "order_id,order_item_id,product_id,price\no1,1,p1,1\no1,2,p2,9\no2,1,p1,5\n",
    "olist_products_dataset.csv": "product_id,product_category_name\np1,bebes\np2,sem_nome\n",
    "product_category_name_translation.csv": "product_category_name,product_category_name_english\nbebes,baby\n",
    "olist_order_reviews_dataset.csv": (
        "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
        'review_answer_timestamp\nr1,o1,5,bom,"sim\nsim",2026-10-05 00:00:00,2026-10-06 01:00:00\n'
        "r1,o2,1,,,2026-10-05 00:00:00,2026-10-06 01:00:00\nr2,o1,4,,,2026-10-05 00:00:00,2026-10-07 01:00:00\n"
    ),
}
LINKED = "".join(
    f'[{table}]\nsource = "."\nmap = "olist"\ntimezone = "Asia/Seoul"\n{LOOSE}' for table in ("orders", "responses")
)


@pytest.fixture
def linked(tmp_path):
    """Load linked files of which some are changed."""

    def loader(tables=LINKED, **changed):
        for name, text in (OLIST | {f"olist_{name}_dataset.csv": text for name, text in changed.items()}).items():
            (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "cx.toml").write_text(HEAD + tables, "utf-8")
        return cx.open_company(tmp_path).load()

    return loader


def rules(loaded):
    return {row.rule: row.rows for row in loaded.health.rules.itertuples() if row.kind == "quarantined"}


def test_linked_files_become_orders_and_answers(linked):
    loaded = linked()
    orders = loaded.orders.df().set_index("order_id")
    assert orders.loc["o1", ["customer_id", "amount", "payment", "category"]].tolist() == [
        "kim", 0.3, "credit_card", "sem_nome",
    ]  # fmt: skip
    assert orders.loc["o2", ["status", "category"]].tolist() == ["cancelled", "baby"]
    assert rules(loaded) == {"Q-MISSING": 1}  # o3: nobody paid
    answers = loaded.responses.df().set_index("response_id")
    assert answers["customer_id"].to_dict() == {"r1-o1": "kim", "r1-o2": "lee", "r2-o1": "kim"}
    assert answers.loc["r1-o1", "comment"] == "bom\nsim\nsim"
    tables = loaded.health.tables.set_index("table")[["rows", "used", "quarantined"]]
    assert tables.loc[["orders", "responses"]].to_numpy().tolist() == [[3, 2, 1], [3, 3, 0]]
    names = {table["name"] for table in loaded.record["tables"]["orders"]["files"]}
    assert names == {name for name in OLIST if "reviews" not in name}


def test_b45_a_key_that_occurs_twice_on_the_right_stops_the_run(linked):
    twice = OLIST["olist_customers_dataset.csv"] + "c1,park,SP\nc2,choi,SP\n"
    with pytest.raises(
        DataError, match=r"E-FANOUT olist_customers_dataset.csv .customer_id. .* m:1; 2 keys occur twice"
    ):
        linked(customers=twice)


def test_a_joined_file_must_be_whole(linked):
    broken = OLIST["olist_order_payments_dataset.csv"] + "o2,2,boleto,5,6\n"
    with pytest.raises(DataError, match="E-JOIN olist_order_payments_dataset.csv:5 a joined file must be whole"):
        linked(order_payments=broken)


def test_an_unreadable_part_of_a_payment_is_not_nothing(linked):
    loaded = linked(order_payments=OLIST["olist_order_payments_dataset.csv"].replace("0.2", "?"))
    assert rules(loaded) == {"Q-MISSING": 1, "Q-NUMBER": 1}


def test_rows_that_a_join_multiplies_stop_the_run(linked, monkeypatch):
    """Were a map's own select to multiply rows, no number of it would be shown, even where it loses as many."""
    from cxmetrics.sources import maps

    select = "select source.order_id, __file, __line, 1 as __rows from source join payments using (order_id)"
    monkeypatch.setattr(maps, "map_select", lambda config, table: select)
    with pytest.raises(DataError, match="E-FANOUT olist_orders_dataset.csv 3 rows became 3, 1 of them different"):
        linked(order_payments=OLIST["olist_order_payments_dataset.csv"].replace("o2,1", "o1,3"))


def test_several_files_are_named_by_their_folder(linked):
    with pytest.raises(ParameterError, match="E-MAP olist_orders_dataset.csv the map 'olist' reads several files"):
        linked(LINKED.replace('"."', '"olist_orders_dataset.csv"'))

"""The sample company holds what every report needs: all columns of the contract, and an input for each concept."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from cxmetrics.contract import TABLES
from cxmetrics.sources.config import read_config

ORDER_COLUMNS = (
    "order_id,customer_id,ordered_at,amount,currency,channel,status,kind,discount,margin,payment,category,first_touch,"
    "packaging,device,personalised,referrer_id"
)
OPTIONAL = {"K11"}  # a survey of the staff: a table beside the contract
# concept: columns, and after "=" values that must occur in them; "!" asks for an empty one too
NEEDS = {
    "K01": "responses.touchpoint=customer_service,after_purchase,website; responses.metric=nps,csat,ces",
    "K02": "responses.metric=brand_connection",
    "K03": "customers.acquisition_cost; customers.acquisition_source; orders.margin; orders.discount",
    "K04": "orders.customer_id!; orders.ordered_at; orders.status=completed,cancelled,returned,partly_returned",
    "K05": "touchpoints.touchpoint=referral,review_written; orders.referrer_id!; responses.metric=nps; orders.margin",
    "K06": "touchpoints.touchpoint=review_written; responses.comment!; responses.touchpoint",
    "K08": "touchpoints.touchpoint",
    "K09": "tickets.cost; orders.margin; responses.customer_id!",
    "K10": "initiatives.owner",
    "K12": "initiatives.name; initiatives.stage=aware,appeal,ask,act,advocate; initiatives.trend; initiatives.owner; "
    "initiatives.starts_on; initiatives.upfront_cost; initiatives.monthly_cost; initiatives.lever",
    "K13": "responses.comment; tickets.topic=late_delivery,return_exchange",
    "K14": "responses.score",
    "K16": "tickets.first_contact_resolved=true,false; tickets.opened_at; responses.ticket_id!",
    "K18": "responses.touchpoint; touchpoints.outcome!",
    "K20": "responses.channel=web,app,store,marketplace,live",
    "K22": "touchpoints.touchpoint=website,product_page,checkout",
    "K23": "touchpoints.occurred_at; orders.ordered_at",
    "K24": "touchpoints.touchpoint=advertising,social_media",
    "K25": "touchpoints.touchpoint=website,mobile_app,live_commerce",
    "K26": "touchpoints.touchpoint=product_page,online_reviews",
    "K27": "touchpoints.touchpoint=checkout,payment,physical_store,delivery,return_exchange,customer_service",
    "K28": "touchpoints.touchpoint=review_written,referral,loyalty_programme,community",
    "K29": "touchpoints.customer_id!; touchpoints.occurred_at",
    "K30": "customers.consent=true,false; orders.customer_id!; touchpoints.customer_id!",
    "K31": "touchpoints.channel=web,mobile_web,app,store,marketplace,live; orders.channel=web,app,store",
    "K32": "orders.personalised=true,false; touchpoints.campaign=personal_picks",
    "K33": "touchpoints.assisted_by_ai=true,false; touchpoints.duration_s",
    "K34": "tickets.handled_by=voice; tickets.handed_off=true,false; touchpoints.touchpoint=voice_assistant",
    "K35": "tickets.handled_by=bot,human; tickets.fallback=true,false!; tickets.handed_off; "
    "touchpoints.touchpoint=chatbot",
    "K36": "touchpoints.touchpoint=ar; orders.category=의류,신발; returns.order_id",
    "K37": "orders.device=mobile,desktop,tablet; touchpoints.page_ms!; touchpoints.channel=mobile_web,web,app",
    "K38": "touchpoints.touchpoint=video; tickets.topic=usage; returns.order_id",
    "K40": "deliveries.promised_on; deliveries.dispatched_at; deliveries.first_attempt_at; deliveries.delivered_at!",
    "K41": "deliveries.damaged=true,false; deliveries.delivered_at; orders.customer_id; responses.order_id",
    "K42": "deliveries.promised_on; deliveries.re_promised_on!",
    "K43": "deliveries.carrier=hanbit,gaon,doran; deliveries.warehouse=icheon,okcheon,gimhae; deliveries.region",
    "K44": "orders.packaging=standard,branded,gift_insert!",
    "K45": "returns.kind=return,exchange; returns.requested_at; returns.resolved_at!; "
    "returns.resolution=refunded,exchanged,refused,store_credit; responses.touchpoint=return_exchange",
    "K47": "tickets.order_id; tickets.first_response_at; tickets.topic=late_delivery,damaged_delivery",
    "K48": "orders.packaging=gift_insert",
    "K49": "orders.packaging=branded; orders.discount",
    "K50": "responses.metric=nps; responses.score; responses.customer_id",
    "K51": "responses.comment",
    "K52": "orders.customer_id; responses.customer_id",
    "K53": "tickets.resolved_at!; responses.comment",
    "K54": "responses.comment",
    "K55": "responses.metric=ces; responses.touchpoint=checkout,delivery,customer_service,return_exchange,chatbot",
    "K56": "responses.metric=nps,csat,ces",
    "K58": "orders.referrer_id!; touchpoints.touchpoint=referral",
    "K59": "orders.discount; responses.score",
    "K69": "orders.first_touch=live_commerce,influencer; orders.channel=live",
    "K71": "orders.referrer_id",
    "K73": "customers.loyalty_since!; touchpoints.touchpoint=loyalty_programme",
    "K74": "customers.points_earned!; customers.points_used!",
    "K75": "touchpoints.campaign=birthday_coupon,points; customers.birth_year!",
    "K76": "touchpoints.touchpoint=online_reviews,review_written",
    "K77": "responses.comment",
    "K79": "orders.payment=card,kakao_pay,naver_pay,toss_pay,transfer,cash; "
    "touchpoints.outcome=card_paid,card_abandoned,kakao_pay_abandoned",
    "K81": "touchpoints.touchpoint=video,product_page; tickets.topic=product_question",
    "K82": "touchpoints.duration_s; touchpoints.occurred_at",
    "K85b": "orders.personalised",
    "K86": "touchpoints.channel; touchpoints.occurred_at",
    "K87": "orders.channel; touchpoints.channel",
    "K88": "orders.channel; touchpoints.channel; orders.amount",
    "K89": "customers.segment; customers.region; orders.device",
    "K90": "orders.channel=store,web; customers.segment",
    "K91": "customers.segment; customers.birth_year; customers.region",
    "K92": "initiatives.owner; initiatives.mode",
    "K93": "tickets.channel=phone,live_chat,email; tickets.handed_off",
    "K94": "tickets.channel=video_call,co_browsing,phone,live_chat",
    "K95": "deliveries.order_id; returns.order_id; tickets.order_id",
    "K96": "orders.category=신발; returns.reason=size; returns.resolution=refused,refunded; "
    "returns.fee_paid_by=customer,company; returns.requested_channel=store,web,app",
    "K97": "orders.channel=store; touchpoints.touchpoint=physical_store; returns.requested_channel=store",
    "K98": "initiatives.pillar=sales channels,marketing,advertising,operations",
    "K99": "tickets.cost; orders.channel; responses.metric=csat",
    "K100": "orders.ordered_at; orders.channel",
    "K105": "touchpoints.touchpoint; responses.touchpoint",
    "K106": "initiatives.upfront_cost; initiatives.monthly_cost; initiatives.low; initiatives.mode; initiatives.high; "
    "initiatives.ramp_months; initiatives.evidence=experiment,adjusted,assumption,claim:C11; orders.margin",
}


@pytest.fixture(scope="module")
def tables(sample: Path) -> dict[str, pd.DataFrame]:
    orders = [read(path, "cp949") for path in sorted(sample.glob("orders-*.csv"))]
    found = {name: read(sample / f"{name}.csv") for name in TABLES if (sample / f"{name}.csv").is_file()}
    found["orders"] = pd.concat([part.set_axis(ORDER_COLUMNS.split(","), axis=1) for part in orders])
    touchpoints = pd.read_parquet(sample / "touchpoints.parquet")
    assisted = touchpoints["assisted_by_ai"].map({True: "true", False: "false"})
    found["touchpoints"] = touchpoints.assign(assisted_by_ai=assisted).astype(object).fillna("")
    return found


def read(path: Path, encoding: str = "utf-8-sig") -> pd.DataFrame:
    with path.open(encoding=encoding, newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    return pd.DataFrame([row for row in rows if len(row) == len(header)], columns=header)


def test_all_tables_and_all_columns_are_there(sample: Path, tables: dict[str, pd.DataFrame]) -> None:
    assert set(tables) == set(TABLES) == set(read_config(sample / "cx.toml").tables)
    for name, spec in TABLES.items():
        assert set(spec.names) <= set(tables[name].columns), name
        for column in spec.names:
            filled = (tables[name][column] != "").mean()
            assert filled > 0.002, (name, column)


def test_values_are_allowed(tables: dict[str, pd.DataFrame]) -> None:
    for name, spec in TABLES.items():
        for column in spec.columns:
            if column.allowed:
                found = set(tables[name][column.name]) - {""}
                assert found - {"lost", "ai"} == set(column.allowed) or name == "initiatives", (name, column.name)
                assert found - {"lost", "ai"} <= set(column.allowed)


@pytest.mark.parametrize("concept", NEEDS)
def test_every_concept_has_its_input(tables: dict[str, pd.DataFrame], concept: str) -> None:
    for need in NEEDS[concept].split("; "):
        where, _, values = need.partition("=")
        table, column = where.removesuffix("!").split(".")
        found = tables[table][column]
        assert (found != "").any()
        if need.endswith("!"):
            assert (found == "").any(), need
        assert {value.removesuffix("!") for value in values.split(",") if values} <= set(found), need


def test_no_concept_is_forgotten() -> None:
    numbers = {int("".join(filter(str.isdigit, name))) for name in NEEDS}
    assert {1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 18, 20, 22, 23, *range(24, 39), *range(40, 46)} <= numbers
    assert not OPTIONAL & set(NEEDS)
    assert len(NEEDS) >= 75


def test_initiatives_differ(tables: dict[str, pd.DataFrame]) -> None:
    rows = tables["initiatives"]
    numbers = rows[["low", "mode", "high"]].astype(float)
    assert (numbers["low"] <= numbers["mode"]).all()
    assert (numbers["mode"] <= numbers["high"]).all()
    assert rows["evidence"].str.split(":").str[0].nunique() >= 4
    assert rows["lever"].nunique() >= 6
    assert rows["trend"].nunique() >= 8


def test_the_kit_reads_all_of_it(sample: Path) -> None:
    from cxmetrics import open_company

    loaded = open_company(sample / "cx.toml").load(month="2026-10")
    for name in TABLES:
        assert getattr(loaded, name) is not None, name

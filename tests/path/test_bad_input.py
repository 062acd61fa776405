"""What is wrong with the input has one clear outcome: an error that says the way out, or rows that are counted."""

from dataclasses import fields
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.contract import REGISTER, Touchpoint
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.path import LEFT, Journey
from tests.path.test_recount import END, SEOUL, SINCE, company, frames

OPTIONS = {"since": SINCE, "data_end": END, "timezone": SEOUL, "most_contacts": 35}


def answers(n=200):
    rng = np.random.default_rng(2)
    return pd.DataFrame({
        "response_id": [f"r{number}" for number in range(n)], "metric": "csat",
        "responded_at": pd.Timestamp("2026-05-01") + pd.to_timedelta(rng.integers(0, 90, n), unit="D"),
        "touchpoint": rng.choice(["checkout", "website"], n), "score": rng.integers(1, 6, n),
        "customer_id": [f"c{number}" for number in rng.integers(0, 60, n)],
    })  # fmt: skip


@pytest.fixture(scope="module")
def given():
    """Contacts, answers, orders and customers with every trap, by table."""
    contacts, orders = frames(*company(3))
    people = pd.DataFrame(
        {"customer_id": [f"c{number}" for number in range(40)], "joined_at": pd.Timestamp("2026-05-01")}
    )
    return {"touchpoints": contacts, "responses": answers(), "orders": orders, "customers": people}


def made(given, **changed):
    tables = {**given, **{name: changed.pop(name) for name in list(changed) if name in given}}
    return cx.journey(**tables, **{**OPTIONS, **changed})


def same(one, two, *, but=()):
    for name in (field.name for field in fields(Journey) if field.name not in but):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), obj=name, rtol=1e-9)


@pytest.fixture(scope="module")
def whole(given):
    return made(given)


# --- what changes nothing


def test_the_order_of_rows_is_nothing(given, whole):
    same(whole, made(given, **{name: table.sample(frac=1, random_state=5) for name, table in given.items()}))


def test_names_of_customers_are_nothing(given, whole):
    names = {f"c{number}": str(9_999 - number) for number in range(120)} | {"robot": "0'; -- \"|% 😀"}
    renamed = {name: table.assign(customer_id=table["customer_id"].map(names)) for name, table in given.items()}
    same(whole, made(given, **renamed))


def test_numbers_of_customers_are_names(given, whole):
    def numbered(table):
        number = table["customer_id"].str.extract(r"c(\d+)")[0].astype("Int64")
        return table.assign(customer_id=number.mask(table["customer_id"].eq("robot"), 1_000))

    same(whole, made(given, **{name: numbered(table) for name, table in given.items()}))


def test_a_guest_is_nobody(given, whole):
    guest = given["touchpoints"].iloc[:3].assign(customer_id=None, occurred_at=pd.Timestamp("2026-05-01", tz=SEOUL))
    bought = given["orders"].iloc[:3].assign(customer_id=None, order_id=["x", "y", "z"])
    found = made(
        given, touchpoints=pd.concat([given["touchpoints"], guest]), orders=pd.concat([given["orders"], bought])
    )
    same(whole, found, but=["left_out"])
    assert fate(found, "no customer") == fate(whole, "no customer") + 3


def fate(found, name):
    return int(found.left_out.loc[found.left_out["fate"] == name, "contacts"].sum())


def test_what_comes_after_the_end_is_nothing(given, whole):
    later = pd.Timestamp(END, tz=SEOUL) + pd.Timedelta(days=1)
    rows = given["touchpoints"].iloc[:9].assign(occurred_at=later, touchpoint="checkout")
    stranger = rows.iloc[:2].assign(customer_id="z1")
    bought = given["orders"].iloc[:9].assign(ordered_at=later.tz_localize(None), order_id=[f"x{n}" for n in range(9)])
    said = given["responses"].iloc[:9].assign(responded_at=later.tz_localize(None), score=1)
    found = made(
        given,
        touchpoints=pd.concat([given["touchpoints"], rows, stranger]),
        orders=pd.concat([given["orders"], bought]),
        responses=pd.concat([given["responses"], said]),
    )
    same(whole, found, but=["left_out"])
    assert fate(found, "later") == fate(whole, "later") + 11


def test_a_machine_with_a_hundred_thousand_contacts_is_left_out(given, whole):
    times = pd.Timestamp("2026-04-01", tz=SEOUL) + pd.to_timedelta(np.arange(100_000), unit="s")
    bot = pd.DataFrame({"customer_id": "bot", "occurred_at": times, "touchpoint": "website", "duration_s": 1})
    bought = given["orders"].iloc[:1].assign(customer_id="bot", order_id="bot", status="completed", kind="sale")
    found = made(given, touchpoints=pd.concat([given["touchpoints"], bot]), orders=pd.concat([given["orders"], bought]))
    same(whole, found, but=["left_out"])
    rows = found.left_out[found.left_out["fate"] == "crowd"].iloc[0]
    assert (rows["contacts"], rows["n"]) == (fate(whole, "crowd") + 100_000, 2)


def test_all_frames_change_where_a_contact_does(given, whole):
    """Else the tests above could not fail."""
    contacts = given["touchpoints"].iloc[::2]
    contacts = contacts.assign(touchpoint=contacts["touchpoint"].replace({"website": "checkout"}))
    found = made(given, touchpoints=contacts)
    for field in fields(Journey):
        with pytest.raises(AssertionError):
            pd.testing.assert_frame_equal(getattr(whole, field.name), getattr(found, field.name))


# --- what is counted


def seen(*rows):
    found = pd.DataFrame(rows, columns=["customer_id", "occurred_at", "touchpoint"])
    return found.assign(occurred_at=pd.to_datetime(found["occurred_at"]))


def test_contacts_of_one_instant_stand_in_the_order_of_the_stages():
    rows = seen(("a", "2026-05-01", "checkout"), ("a", "2026-05-01", "website"), ("a", "2026-05-01", "advertising"))
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        found = cx.journey(rows.iloc[order], data_end=END, usual=1)
        assert found.transitions[["touchpoint", "next_touchpoint"]].to_numpy().tolist() == [
            ["advertising", "website"], ["checkout", LEFT], ["website", "checkout"],
        ]  # fmt: skip
        assert found.paths["path"].tolist() == ["aware|appeal", "advertising|website"]
        assert found.stages["n"].tolist() == [1, 1, 1, 1, 0]
        assert fate(found, "same instant") == 3


def test_contacts_before_joining_are_kept():
    rows = seen(("a", "2026-05-01", "advertising"), ("a", "2026-05-09", "website"))
    people = pd.DataFrame({"customer_id": ["a"], "joined_at": [pd.Timestamp("2026-05-05")]})
    found = cx.journey(rows, customers=people, data_end=END)
    assert (fate(found, "before joining"), fate(found, "used")) == (1, 2)
    assert found.stages.loc[0, "n"] == 1


def test_a_row_twice_is_two_contacts():
    rows = seen(("a", "2026-05-01", "website"), ("a", "2026-05-01", "website"))
    found = cx.journey(rows, data_end=END).touchpoints.set_index("touchpoint")
    assert (found.loc["website", "n"], found.loc["website", "contacts"]) == (1, 2)


STRANGE = ("100% 'new' \"x\" 😀", "팝업, 성수", "a;b", "$act", "{x}", "__x__", " website ", "\\")


def test_strange_names_are_names():
    register = {name: Touchpoint("appeal", "marketing", "x") for name in STRANGE}
    rows = seen(*(("a", f"2026-05-{day:02}", name) for day, name in enumerate((*STRANGE, "a|b", "", "website"), 1)))
    found = cx.journey(rows, register=register, data_end=END)
    assert found.touchpoints.set_index("touchpoint")["n"].to_dict() == dict.fromkeys(STRANGE, 1)
    unknown = found.gaps[found.gaps["gap"] == "unknown"].set_index("touchpoint")
    assert set(unknown.index) == {"a|b", "", "website"}
    assert unknown.loc["website", "nearest"] == " website "
    assert fate(found, "unknown") == 3
    assert set(found.transitions["touchpoint"]) == set(STRANGE)  # a blank name is of no stage, though some are empty
    moves = found.transitions.set_index(["touchpoint", "next_touchpoint"])["moves"]
    assert moves[STRANGE[0], STRANGE[1]] == 1


def test_times_and_names_that_are_not_there():
    rows = seen(
        ("a", None, "website"), ("a", "2026-05-01", None), ("a", "2026-05-01", "websites"), (None, "2026-05-01", "ar")
    )
    found = cx.journey(rows, data_end=END)
    fates = {name: fate(found, name) for name in ("no time", "no touchpoint", "no customer", "unknown", "used")}
    assert fates == {"no time": 1, "no touchpoint": 1, "no customer": 1, "unknown": 1, "used": 0}
    assert found.gaps[found.gaps["gap"] == "unknown"][["touchpoint", "nearest"]].to_numpy().tolist() == [
        ["websites", "website"]
    ]
    assert found.stages["n"].tolist() == [0, 0, 0, 0, 0]


# --- nothing there


def nothing(found):
    assert found.stages["n"].tolist() == [0, 0, 0, 0, 0]
    assert found.stages[["estimate", "conversion", "days", "quiet", "score"]].isna().all(axis=None)
    assert found.stages["reason"].notna().all()
    assert found.touchpoints[["estimate", "pain", "bought"]].isna().all(axis=None)
    assert set(found.touchpoints["reason"]) == {"no contacts"}
    assert found.first_order[["estimate", "median"]].isna().all(axis=None)
    assert found.first_order["reason"].notna().all()
    for name in ("steps", "times", "transitions", "paths", "attribution"):
        assert getattr(found, name).empty, name
    assert len(found.gaps) == len(REGISTER)


def test_no_contact_at_all(given):
    for empty in (
        given["touchpoints"].iloc[:0],
        pd.DataFrame({"customer_id": [], "occurred_at": [], "touchpoint": []}),
    ):
        nothing(cx.journey(empty, data_end=END, timezone=SEOUL))
        nothing(cx.journey(empty, answers().iloc[:0], given["orders"].iloc[:0], data_end=END, timezone=SEOUL))


def test_among_nobody(given):
    for nobody in ({"customer_id": []}, {"customer_id": ["z"]}, {"customer_id": [None]}):
        found = made(given, among=pd.DataFrame(nobody))
        nothing(found)
        assert set(found.stages["reason"]) == {"nobody reached it"}


def test_among_some_is_as_if_there_were_no_others(given):
    some = [f"c{number}" for number in range(0, 120, 2)]
    own = {name: table[table["customer_id"].isin(some)] for name, table in given.items()}
    same(made(given, among=pd.DataFrame({"customer_id": some})), cx.journey(**own, **OPTIONS))


def test_a_stage_that_nothing_shows_is_missing_and_not_zero():
    """Without any purchase or contact of act nobody can be said not to have bought."""
    rows = seen(
        *((f"c{n}", f"2026-0{month}-01", name) for n in range(9) for month, name in ((3, "website"), (4, "ar")))
    )
    found = cx.journey(rows, answers(), data_end=END)
    stages = found.stages.set_index("stage")
    assert stages["reason"].to_dict() == {
        "aware": None, "appeal": None, "ask": None, "act": NOT_SHOWN, "advocate": NOT_SHOWN,
    }  # fmt: skip
    assert stages.loc[["act", "advocate"], ["estimate", "conversion", "days", "quiet"]].isna().all(axis=None)
    assert stages.loc["appeal", "conversion"] == 1
    assert np.isnan(stages.loc["ask", "conversion"])
    steps = found.steps.set_index(["stage", "next_stage"])
    assert steps.loc[("appeal", "any"), "estimate"] == 1
    assert steps.loc[("ask", "any"), ["estimate", "reason"]].tolist()[1] == NOT_SHOWN
    assert np.isnan(steps.loc[("ask", "any"), "estimate"])
    assert found.paths["came"].isna().all()
    assert found.attribution["estimate"].isna().all()
    assert set(found.attribution["reason"]) == {"no journey came to act"}
    assert found.touchpoints["bought"].isna().all()
    for rule in ("touched", "ordered"):
        stages = cx.journey(rows, data_end=END, rule=rule).stages.set_index("stage")
        assert stages.loc[["aware", "act", "advocate"], "reason"].tolist() == [NOT_SHOWN] * 3
        assert np.isnan(stages.loc["aware", "estimate"])


NOT_SHOWN = "nothing in the data shows it"


def test_a_stage_without_a_touchpoint_is_missing(given):
    register = {name: place for name, place in REGISTER.items() if place.stage != "ask"}
    stages = made(given, register=register).stages.set_index("stage")
    assert stages.loc["ask", "reason"] == NOT_SHOWN
    assert stages.loc[["ask"], ["estimate", "conversion"]].isna().all(axis=None)
    assert np.isnan(stages.loc["appeal", "conversion"])
    assert stages.loc["act", "n"] > 0


def test_a_purchase_is_act_where_no_touchpoint_is(given):
    register = {name: place for name, place in REGISTER.items() if place.stage != "act"}
    stages = made(given, register=register).stages.set_index("stage")
    assert stages.loc["act", "n"] > 0
    assert stages.loc["act", "reason"] is None


# --- what is refused


@pytest.mark.parametrize(
    ("changed", "english", "korean"),
    [
        ({"rule": "first"}, "E-RULE rule='first' is not known.*furthest, touched, ordered", "알 수 없는 규칙"),
        ({"within_days": 0}, r"E-WINDOW-OF within_days\[aware\]=0 is no window", "기간이 아닙니다"),
        ({"within_days": 1.5}, r"E-WINDOW-OF within_days\[aware\]=1.5 is no window", "기간이 아닙니다"),
        ({"within_days": True}, r"E-WINDOW-OF within_days\[aware\]=True is no window", "기간이 아닙니다"),
        ({"within_days": "60"}, r"E-WINDOW-OF within_days\[aware\]='60' is no window", "기간이 아닙니다"),
        ({"within_days": {"aware": 3}}, "E-WITHIN within_days names aware.*appeal, ask, act", "단계는 aware입니다"),
        ({"outcome_days": 0}, "E-WINDOW-OF outcome_days=0", "기간이 아닙니다"),
        ({"inactive_days": 3651}, "E-WINDOW-OF inactive_days=3651.*3,650", "기간이 아닙니다"),
        ({"quiet_days": 1.0}, "E-WINDOW-OF quiet_days=1.0", "기간이 아닙니다"),
        ({"most_contacts": 0}, "E-WINDOW-OF most_contacts=0", "기간이 아닙니다"),
        ({"since": "2026-09-01"}, "E-SINCE since=2026-09-01 is after 2026-08-31", "보다 뒤입니다"),
        ({"since": "soon"}, "E-DATE 'soon' is no day", "날"),
        ({"data_end": None}, "E-DATA-END nothing says until when the touchpoints are complete", "언제까지"),
        ({"timezone": None}, "E-ZONE", "시간대"),
        ({"level": 1}, "E-LEVEL", "신뢰"),
        ({"register": {"ar": Touchpoint("buy", "marketing", "x")}}, "E-REGISTER .*'ar' into 'buy'", "그런 단계는"),
        ({"register": {"a|b": Touchpoint("ask", "marketing", "x")}}, "E-REGISTER .*cannot hold 'a.b'", "'a|b'"),
        ({"register": {"": Touchpoint("ask", "marketing", "x")}}, "E-REGISTER .*cannot hold ''", "이름으로 쓸 수"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(given, changed, english, korean):
    with pytest.raises(ParameterError, match=english) as caught:
        made(given, **changed)
    assert korean in caught.value.text("ko")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("touchpoints", "customer_id"), ("touchpoints", "occurred_at"), ("touchpoints", "touchpoint"),
        ("responses", "touchpoint"), ("responses", "responded_at"), ("responses", "score"),
        ("orders", "ordered_at"), ("orders", "customer_id"), ("customers", "customer_id"),
    ],
)  # fmt: skip
def test_a_column_that_is_not_there(given, table, column):
    with pytest.raises(ParameterError, match=f"E-COLUMN {table} has no column '{column}'"):
        made(given, **{table: given[table].drop(columns=column)})


def test_a_time_names_its_day(given, whole):
    same(whole, made(given, since=datetime(2026, 3, 1, 17), data_end=datetime(2026, 8, 31, 9)))


@pytest.mark.parametrize("when", ["soon", "2026-13-45", 5])
def test_a_time_that_cannot_be_read(when):
    rows = pd.DataFrame({"customer_id": ["a"], "occurred_at": [when], "touchpoint": ["website"]})
    with pytest.raises(DataError, match="E-TYPE .*occurred_at"):
        cx.journey(rows, data_end=END)


def test_whoever_came_before_is_on_an_older_journey():
    rows = seen(("a", "2026-02-27", "nonsense"), ("a", "2026-03-05", "website"), ("b", "2026-03-05", "website"))
    found = cx.journey(rows, since="2026-03-01", data_end=END)
    assert found.stages.loc[0, "n"] == 1
    assert found.touchpoints.set_index("touchpoint").loc["website", "n"] == 2
    assert fate(found, "earlier") == 1


def test_a_history_that_is_not_whole_begins_later():
    rows = seen(("a", "2026-01-20", "website"), ("b", "2026-03-31", "website"), ("c", "2026-04-01", "website"))
    facts = cx.Facts(history_start=date(2026, 1, 1), history_complete=False, data_end=END)
    assert cx.journey(cx.Table(rows, facts=facts), since="2026-01-01").stages.loc[0, "n"] == 1
    assert cx.journey(rows, data_end=END, since="2026-01-01").stages.loc[0, "n"] == 3

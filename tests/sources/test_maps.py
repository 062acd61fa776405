"""A company's own shape without SQL: other names, wide surveys, item lines, and joined files that may not multiply."""

from pathlib import Path

import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics.errors import DataError, ParameterError

HEAD = 'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
LOOSE = "max_quarantine_share = 1.0\nfresh = false\n"
WIDE = (
    '[responses]\nsource = "r*.csv"\nunpivot = { nps = "Q1 추천", csat = "Q2 만족" }\n'
    "scale.nps = { min = 0, max = 10 }\nscale.csat = { min = 1, max = 5, missing = [9] }\n" + LOOSE
)
LINES = (
    '[orders]\nsource = "o*.csv"\nsum_lines_by = "주문번호"\nthousands = ","\nsuffix = "원"\n'
    'rename.customer_id = "회원"\nrename.ordered_at = "일시"\nrename.amount = "금액"\nrename.discount = "할인"\n'
    'rename.margin = "마진"\nrename.category = "분류"\n' + LOOSE
)
LINE_HEAD = "주문번호,회원,일시,금액,할인,마진,분류\n"


@pytest.fixture
def load(tmp_path):
    """Write files and their cx.toml, and load them."""

    def loader(tables, files):
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "cx.toml").write_text(HEAD + tables, "utf-8")
        return cx.open_company(tmp_path).load()

    return loader


def rules(loaded, kind="quarantined"):
    return {row.rule: row.rows for row in loaded.health.rules.itertuples() if row.kind == kind}


def account(loaded, table=0):
    row = loaded.health.tables.iloc[table]
    assert row.rows == row.used + row.quarantined + row.excluded + row.blank
    return row.file_rows, row.rows, row.used


def test_one_wide_row_becomes_one_row_an_answer(load):
    head = "response_id,responded_at,Q1 추천,Q2 만족,comment\n"
    rows = "1,2026-10-01,9,5,good\n2,2026-10-02,,9,\n\n3,2026-10-03,11,4,\n"
    loaded = load(WIDE, {"r.csv": head + rows})
    answers = loaded.responses.df()
    assert answers[["response_id", "metric"]].to_numpy().tolist() == [
        ["1", "nps"], ["1", "csat"], ["2", "nps"], ["2", "csat"], ["3", "csat"],
    ]  # fmt: skip
    assert answers["score"].fillna(-1).tolist() == [9, 5, -1, -1, 4]
    assert answers["comment"].tolist()[:2] == ["good", "good"]
    assert (account(loaded), rules(loaded)) == ((4, 7, 5), {"Q-SCORE-RANGE": 1})


def test_answers_of_a_typed_file_are_read_as_they_are_declared(load, tmp_path):
    frame = pd.DataFrame({"response_id": ["1", "2"], "responded_at": pd.to_datetime(["2026-10-01"] * 2)})
    frame.assign(**{"Q1 추천": [9.0, None], "Q2 만족": [9, 4]}).to_parquet(tmp_path / "r.parquet")
    answers = load(WIDE.replace("r*.csv", "r.parquet"), {}).responses.df()
    assert answers["score"].fillna(-1).tolist() == [9, -1, -1, 4]  # 9 of csat is its code for no answer


def test_each_file_is_searched_for_the_names_of_a_column(load):
    """A column that was renamed in the middle of the year is neither lost nor mixed up with another."""
    config = (
        '[responses]\nsource = "r*.csv"\nrename = { score = ["점수", "Score"], comment = ["의견", "말"] }\n'
        "scale.nps = { min = 0, max = 10 }\n" + LOOSE
    )
    head = "response_id,responded_at,metric"
    files = {
        "r1.csv": f"{head},점수,Score,말\n1,2026-10-01,nps,,3,a\n",
        "r2.csv": f"{head},Score,의견\n2,2026-10-01,nps,7,b\n",
    }
    loaded = load(config, files)
    answers = loaded.responses.df()
    assert answers["score"].fillna(-1).tolist() == [-1, 7]
    assert answers["comment"].tolist() == ["a", "b"]
    notes = loaded.health.rules.query("rule == 'W-ALIAS'")["detail"].tolist()
    assert sorted(notes) == ["comment = 말 (r1.csv)", "score = Score (r2.csv)"]


def test_a_column_that_one_of_several_files_lacks(load):
    files = {
        "o1.csv": "order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,5\n",
        "o2.csv": "order_id,customer_id,ordered_at,sum\n2,a,2026-10-01,5\n",
    }
    with pytest.raises(DataError, match="E-COLUMN o2.csv column 'amount' is missing"):
        load('[orders]\nsource = "o*.csv"\n', files)


def test_lines_are_summed_to_the_decimal(load):
    rows = '1,a,2026-10-01 10:00,0.1,1,2,shoes\n1,,2026-10-01 09:00,0.2,,3,hats\n2,b,2026-10-02,"1,000원",0,0,shoes\n'
    orders = load(LINES, {"o.csv": LINE_HEAD + rows}).orders.df().set_index("order_id")
    assert orders.loc["1", ["customer_id", "amount", "discount", "margin", "category"]].tolist() == [
        "a", 0.3, 1.0, 5.0, "hats",
    ]  # fmt: skip
    assert orders.loc["1", "ordered_at"] == pd.Timestamp("2026-10-01 09:00")
    assert orders.loc["2", "amount"] == 1000


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("1,a,2026-10-01,x,0,1,hats", "Q-NUMBER"),
        ("1,a,2026-10-01,,0,1,hats", "Q-MISSING"),
        ("1,a,2026-10-01,1e400,0,1,hats", "Q-NOT-FINITE"),
        ("1,a,2026-10-01,5,x,1,hats", "Q-NUMBER"),
        ("1,a,10/01,5,0,1,hats", "Q-DATE"),
        ("1,b,2026-10-01,5,0,1,hats", "Q-LINES-DIFFER"),
    ],
)
def test_one_bad_line_sets_the_whole_order_aside(load, line, rule):
    rows = f"1,a,2026-10-01,5,0,1,hats\n{line}\n2,b,2026-10-02,7,0,1,hats\n"
    loaded = load(LINES, {"o.csv": LINE_HEAD + rows})
    assert loaded.orders.df()["amount"].tolist() == [7]
    assert (account(loaded), rules(loaded)) == ((3, 3, 1), {rule: 2})


def test_a_margin_that_one_line_lacks_is_unknown(load):
    rows = "1,a,2026-10-01,5,,1,hats\n1,a,2026-10-01,5,,,hats\n"
    order = load(LINES, {"o.csv": LINE_HEAD + rows}).orders.df().iloc[0]
    assert pd.isna(order["margin"])
    assert pd.isna(order["discount"])


def test_lines_without_an_order_number_are_no_order(load):
    rows = ",a,2026-10-01,5,0,1,hats\n,b,2026-10-01,6,0,1,hats\n2,b,2026-10-02,7,0,1,hats\n"
    loaded = load(LINES, {"o.csv": LINE_HEAD + rows})
    assert (account(loaded), rules(loaded)) == ((3, 3, 1), {"Q-NO-KEY": 2})
    assert pd.read_csv(loaded.home / "quarantine.csv")["line"].tolist() == [2, 3]


def test_the_same_order_in_two_exports_is_not_summed(load):
    rows = "1,a,2026-10-01,5,0,1,hats\n1,a,2026-10-01,6,0,1,hats\n"
    more = "2,b,2026-10-02,7,0,1,hats\n"
    loaded = load(LINES, {"o1.csv": LINE_HEAD + rows, "o2.csv": LINE_HEAD + rows + more})
    assert loaded.orders.df()["amount"].tolist() == [11, 7]
    assert rules(loaded, "excluded") == {"W-DUP-EXACT": 2}
    assert account(loaded) == (5, 5, 3)


def test_a_decimal_comma_survives_the_sum(load):
    config = LINES.replace('thousands = ","', 'thousands = "."\ndecimal = ","').replace("o*.csv", "o.csv")
    rows = '1,a,2026-10-01,"1.000,10",0,0,x\n1,a,2026-10-01,"0,20",0,0,x\n'
    assert load(config, {"o.csv": LINE_HEAD + rows}).orders.df()["amount"].tolist() == [1000.3]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[orders]\nsource = "o.csv"\nunpivot = { nps = "amount" }\n', "only .responses. can have it"),
        ('[responses]\nsource = "o.csv"\nsum_lines_by = "order_id"\n', "only .orders. can have it"),
        ('[orders]\nsource = "o.csv"\nmap = "cdnow"\nsum_lines_by = "day"\n', "the map 'cdnow' makes the rows itself"),
        (
            '[orders]\nsource = "o.csv"\nmap = "cdnow"\ngroups = { tier = "day" }\n',
            "the map 'cdnow' makes the rows itself",
        ),
    ],
)
def test_a_shape_that_does_not_fit(load, table, said):
    with pytest.raises(ParameterError, match=said):
        load(table, {"o.csv": "order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,5\n"})


def test_the_same_file_in_two_folders(load, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "o.csv").write_text("order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,5\n", "utf-8")
    with pytest.raises(DataError, match="E-DUP-FILE o.csv is the same file as o.csv"):
        load('[orders]\nsource = "*/o.csv"\n', {})


@pytest.mark.parametrize("source", ["../outside/o.csv", "../out*/o.csv", "{}/outside", "{}/outside/o*.csv"])
def test_a_source_outside_of_the_company_s_folder_is_named_and_never_linked(tmp_path, tmp_path_factory, source):
    for name in ("shop", "outside"):
        (tmp_path / name).mkdir()
    rows = "order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,5\n"
    (tmp_path / "outside" / "o.csv").write_text(rows, "utf-8")
    text = f'{HEAD}[orders]\nsource = "{source.format(tmp_path)}"\n'
    (tmp_path / "shop" / "cx.toml").write_text(text, "utf-8")
    assert len(cx.open_company(tmp_path / "shop").load().orders.df()) == 1
    hidden = (tmp_path / "outside" / "o.csv").rename(tmp_path_factory.mktemp("far") / "hidden.csv")
    (tmp_path / "outside" / "o.csv").symlink_to(hidden)
    with pytest.raises(DataError, match="E-FILE-KIND o.csv .*hidden.csv"):
        cx.open_company(tmp_path / "shop").load()


def test_the_example_of_a_shape_of_one_s_own(load, tmp_path):
    example = Path(__file__).parent.parent.parent / "docs" / "examples" / "own_shape" / "cx.toml"
    head = "주문번호,{},주문일시,품목금액,상품분류,판매채널,받는사람\n"
    for month, name in (("09", "회원번호"), ("10", "회원 번호")):
        line = f"{month}-1,kim,2026-{month}-03 10:00"
        rows = f'{line},"12,900원",신발,앱,홍길동\n{line},100원,모자,앱,홍길동\n'
        (tmp_path / f"주문품목-2026-{month}.csv").write_text(head.format(name) + rows, "utf-8")
    survey = "응답번호,응답일시,회원번호,Q1 추천 의향,Q2 만족도\n1,2026-10-05,kim,9,5\n2,2026-10-06,lee,99,\n"
    (tmp_path / "설문.csv").write_text(survey, "utf-8")
    (tmp_path / "cx.toml").write_bytes(example.read_bytes())
    loaded = cx.open_company(tmp_path).load()
    orders = loaded.orders.df()
    assert orders[["order_id", "customer_id", "amount", "category"]].to_numpy().tolist() == [
        ["09-1", "kim", 13000.0, "신발"],
        ["10-1", "kim", 13000.0, "신발"],
    ]
    assert rules(loaded, "noted")["W-ALIAS"] == 1
    assert cx.nps(loaded.responses).n.item() == 1


def test_a_column_that_is_named_as_one_of_the_kit_s_own(load):
    with pytest.raises(DataError, match="E-HEADER o.csv the name '__FILE' is taken"):
        load('[orders]\nsource = "o.csv"\n', {"o.csv": "order_id,customer_id,ordered_at,amount,__FILE\n1,a,x,5,z\n"})

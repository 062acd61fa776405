"""``cxmetrics init``: from files that nobody explained to a company file that every later step accepts."""

import json
import tomllib

import pytest
from typer.testing import CliRunner

from cxmetrics.cli import app
from cxmetrics.errors import CxError

DAYS = [f"2026-{month:02d}-{day:02d}" for month in (8, 9, 10) for day in range(1, 31)]


def init(*arguments, answers=None):
    done = CliRunner().invoke(app, ["init", *map(str, arguments)], input=answers)
    if isinstance(done.exception, CxError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def korean_orders(path, days=DAYS, encoding="cp949"):
    lines = ["주문번호,회원번호,주문일시,결제금액,판매채널,받는사람"]
    lines += [
        f'{i:05d},고객{i % 30},{day.replace("-", ".")} 13:05,"{12900 + i:,}원",앱,홍길동' for i, day in enumerate(days)
    ]
    path.write_text("\n".join(lines), encoding)
    return path


def read(folder):
    return tomllib.loads((folder / "cx.toml").read_text("utf-8"))


def test_a_korean_order_export(tmp_path):
    said = init(korean_orders(tmp_path / "주문.csv"), "--yes")
    config = read(tmp_path)
    assert config["orders"] == {
        "source": "주문.csv",
        "encoding": "cp949",
        "rename": {
            "order_id": "주문번호", "customer_id": "회원번호", "ordered_at": "주문일시", "amount": "결제금액",
            "channel": "판매채널",
        },
        "time_format": "%Y.%m.%d %H:%M",
        "suffix": "원",
        "thousands": ",",
    }  # fmt: skip
    assert (config["timezone"], config["currency"], config["data_end"]) == ("Asia/Seoul", "KRW", "2026-10-29")
    assert (config["history_complete"], config["history_start"]) == (False, "2026-08-01")
    assert "the newest row is of 2026-10-30 13:05" in said
    assert (tmp_path / "notebooks" / "scorecard.ipynb").is_file()


def test_every_guess_is_said_and_stands_in_the_file(tmp_path):
    said = init(korean_orders(tmp_path / "주문.csv"), "--yes")
    text = (tmp_path / "cx.toml").read_text("utf-8")
    assert 'timezone = "Asia/Seoul"  # its columns are in Korean' in text
    assert "결제금액, such as 12,900원" in text
    for question in ("Time zone", "Currency", "Last day", "very first"):
        assert question in said


def test_the_files_of_one_table_become_a_pattern(tmp_path):
    korean_orders(tmp_path / "orders-2025.csv", [day.replace("2026", "2025") for day in DAYS])
    korean_orders(tmp_path / "orders-2026.csv")
    korean_orders(tmp_path / "orders-2024.csv", [])
    with pytest.raises(CxError, match="E-NO-ROWS|also fits orders-2024|lines or versions"):
        init(tmp_path / "orders-2025.csv", tmp_path / "orders-2026.csv", "--yes")
    (tmp_path / "orders-2024.csv").unlink()
    (tmp_path / "orders-2025.csv").write_text(
        (tmp_path / "orders-2025.csv").read_text("cp949").replace("\n0", "\n1"), "cp949"
    )
    init(tmp_path / "orders-2025.csv", tmp_path / "orders-2026.csv", "--yes")
    assert read(tmp_path)["orders"]["source"] == "orders-202*.csv"


def wide_survey(path):
    lines = ["응답번호;응답일;Q1 추천 의향;Q2 전반 만족도;Q3 이용 편리성;의견"]
    lines += [f"{i};{day};{99 if i % 20 == 0 else i % 11};{1 + i % 5};{1 + i % 7};좋아요" for i, day in enumerate(DAYS)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_wide_survey_is_unpivoted_and_its_scales_are_asked(tmp_path):
    answers = "\n".join(["", "", "effort", "", "", "", "우리가게", "", "", "", "yes", ""])
    init(wide_survey(tmp_path / "설문.csv"), answers=answers)
    config = read(tmp_path)
    assert config["company"] == "우리가게"
    responses = config["responses"]
    assert responses["delimiter"] == ";"
    assert responses["unpivot"] == {"nps": "Q1 추천 의향", "csat": "Q2 전반 만족도", "ces": "Q3 이용 편리성"}
    assert responses["scale"] == {
        "nps": {"min": 0, "max": 10, "missing": ["99"]},
        "csat": {"min": 1, "max": 5},
        "ces": {"min": 1, "max": 7, "high_is": "effort"},
    }
    assert config["history_complete"] is True


def test_order_lines_are_summed(tmp_path):
    lines = ["order number,customer,order date,total,sku"]
    lines += [f"{i // 2},c{i // 2 % 9},{DAYS[i // 2 % 90]}T10:00:00Z,{i},s{i}" for i in range(180)]
    (tmp_path / "lines.csv").write_text("\n".join(lines), "utf-8")
    said = init(tmp_path / "lines.csv", "--yes")
    assert read(tmp_path)["orders"]["sum_lines_by"] == "order number"
    assert "to be summed by order number, or a version of it? line" in said


def test_a_shipped_map_is_recognised(tmp_path):
    lines = ["InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    lines += [f"{536365 + i},{1 + i % 4},2011-10-{1 + i % 30:02d} 10:00:00,2.5,{17850 + i % 9},UK" for i in range(90)]
    (tmp_path / "retail.csv").write_text("\n".join(lines), "utf-8")
    init(tmp_path / "retail.csv", "--yes")
    config = read(tmp_path)
    assert config["orders"]["map"] == "online_retail"
    assert config["timezone"] == "Europe/London"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.csv", "a,b\n1,2\n", "no table of the kit has these columns: a, b"),
        ("x.csv", "order_id,customer_id,ordered_at\n1,2,2026-10-01\n", "nothing says which column is amount"),
        ("x.csv", "order_id,customer_id,ordered_at,amount\n1,2,01/02/2026,5\n", "can be read as"),
        ("none.csv", None, "no such file"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(CxError, match=said):
        init(tmp_path / name, "--yes")
    assert not (tmp_path / "cx.toml").exists()


def test_a_company_file_that_is_there_stays(tmp_path):
    (tmp_path / "cx.toml").write_text("mine", "utf-8")
    with pytest.raises(CxError, match="--force"):
        init(korean_orders(tmp_path / "주문.csv"), "--yes")
    assert (tmp_path / "cx.toml").read_text("utf-8") == "mine"
    init(tmp_path / "주문.csv", "--yes", "--force")
    assert read(tmp_path)["currency"] == "KRW"


@pytest.mark.parametrize(("lang", "words"), [("en", "Every row is accounted for"), ("ko", "모든 행의 행방이 맞습니다")])
def test_check_as_page_and_json(tmp_path, lang, words):
    init(korean_orders(tmp_path / "주문.csv"), "--yes")
    page, data = tmp_path / "check.html", tmp_path / "check.json"
    options = ["check", "--company", str(tmp_path), "--html", str(page), "--json", str(data), "--lang", lang]
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 0, done.output
    assert words in page.read_text("utf-8")
    assert "홍길동" not in page.read_text("utf-8")
    known = json.loads(data.read_text("utf-8"))
    account = known["tables"]["orders"]["account"]
    assert account["rows"] == 90 == sum(account[name] for name in ("used", "quarantined", "excluded", "blank"))
    assert words in done.output


def small(folder, name, head, rows):
    (folder / name).write_text("\n".join([head, *rows]), "utf-8")
    return folder / name


def test_from_another_folder(tmp_path, monkeypatch):
    (tmp_path / "exports").mkdir()
    korean_orders(tmp_path / "exports" / "a.csv")
    monkeypatch.chdir(tmp_path)
    init("exports/a.csv", "--out", "monthly", "--yes")
    assert read(tmp_path / "monthly")["orders"]["source"] == "../exports/a.csv"


def test_states_in_the_companys_own_words(tmp_path):
    rows = [f"{i},c{i % 9},{day},5,{('배송완료', '취소', '부분반품')[i % 3]}" for i, day in enumerate(DAYS)]
    path = small(tmp_path, "o.csv", "주문번호,회원번호,주문일시,결제금액,주문상태", rows)
    said = init(path, "--yes")
    config = read(tmp_path)["orders"]
    assert config["values"]["status"] == {"배송완료": "completed", "취소": "cancelled", "부분반품": "partly_returned"}
    assert "what does '취소' mean? cancelled" in said


ORDER = "order_id,customer_id,ordered_at,amount"


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        (ORDER + ",updated", lambda i, day: f"{i // 2},c{i // 2 % 9},{day},{900 + i},{day}T0{i % 2}:00:00Z",
         "lines or versions"),
        (ORDER, lambda i, day: f"{i},c{i % 9},{day},{i % 9 + 1}.500", "can be read in two ways"),
        (ORDER + ",status", lambda i, day: f"{i},c{i % 9},{day},5,zzz{i % 2}", "nothing says what 'zzz0'"),
        ("response_id,responded_at,metric,score", lambda i, day: f"{i},{day},nps,{1 + i % 5}", "no scale"),
    ],
)  # fmt: skip
def test_what_can_be_meant_in_two_ways_is_not_guessed(tmp_path, head, row, said):
    path = small(tmp_path, "x.csv", head, [row(i, DAYS[i // 2 % 90]) for i in range(180)])
    with pytest.raises(CxError, match=said):
        init(path, "--yes")


def test_versions_of_orders(tmp_path):
    rows = [f"{i // 2},c{i // 2 % 9},{DAYS[i // 2 % 90]},{900 + i},2026-11-0{1 + i % 2}" for i in range(180)]
    path = small(tmp_path, "x.csv", ORDER + ",updated", rows)
    init(path, answers="\n".join(["orders", "version", "updated", *[""] * 8]))
    assert read(tmp_path)["orders"]["latest_by"] == "updated"


def test_a_wrong_answer_is_asked_again(tmp_path):
    answers = "\n".join(["", "우리가게", "Seoul", "Asia/Seoul", "WON", "KRW", "2026-13-45", "2026-10-29", "yes"])
    said = init(korean_orders(tmp_path / "주문.csv"), answers="\n" + answers)
    assert "'Seoul' is not a time zone" in said
    assert "'WON' is no currency" in said
    assert read(tmp_path)["data_end"] == "2026-10-29"


def test_the_files_of_one_table_may_have_different_encodings(tmp_path):
    korean_orders(tmp_path / "o-1.csv", DAYS[:30])
    text = korean_orders(tmp_path / "o-2.csv", DAYS[30:]).read_text("cp949").replace("\n0", "\n9")
    (tmp_path / "o-2.csv").write_text(text, "utf-8")
    init(tmp_path / "o-1.csv", tmp_path / "o-2.csv", "--yes")
    assert "encoding" not in read(tmp_path)["orders"]


def test_a_page_never_replaces_a_source(tmp_path):
    path = korean_orders(tmp_path / "주문.csv")
    init(path, "--yes")
    before = path.read_bytes()
    done = CliRunner().invoke(app, ["check", "--company", str(tmp_path), "--html", str(path)])
    assert isinstance(done.exception, CxError)
    assert path.read_bytes() == before


def test_a_few_strange_states_are_left_to_the_check(tmp_path):
    rows = [f"{i},c{i % 9},{DAYS[i % 90]},5,{'lost' if i == 7 else 'completed'}" for i in range(200)]
    said = init(small(tmp_path, "x.csv", ORDER + ",status", rows), "--yes")
    assert "values" not in read(tmp_path)["orders"]
    assert "Q-CATEGORY" in said

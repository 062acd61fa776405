"""Quotes: none that nobody approved, none of a small group, none with personal data; and the approval file."""

import csv
import hashlib
import json
import stat

import pandas as pd
import pytest
from typer.testing import CliRunner

import cxmetrics as cx
from cxmetrics.cli import app
from cxmetrics.company import SNAPSHOT
from cxmetrics.errors import ParameterError, StorageError
from cxmetrics.sources.config_comments import read_approved
from cxmetrics.voice.verbatims import LONGEST, MOST, approved_quotes, candidates, fingerprint, quote_of
from tests.voice.made import END, answers

ASKED = {"data_end": END}
HEAD = "comment_sha256,approved_by,date\n"


def complaints(n, *, text="배송이 {}번째로 늦었어요", **columns):
    """Complaints about delivery, each another customer's, and praise of the price beside them."""
    texts = [text.format(i) for i in range(n)] + [f"가격이 좋아요 {'정말 ' * i}" for i in range(n)]
    return answers(texts, [2] * n + [10] * n, **columns)


def hashes(rows):
    return [fingerprint(quote_of(text)) for text in rows["comment"]]


def test_nothing_is_quoted_that_nobody_approved():
    found = approved_quotes(complaints(50), [], **ASKED)
    assert found.quotes.empty
    assert (found.unmatched, found.withheld, found.beyond) == (0, 0, 0)
    rows = complaints(50)
    one = approved_quotes(rows, hashes(rows)[3:4], **ASKED)
    assert one.quotes["quote"].tolist() == ["배송이 3번째로 늦었어요"]
    assert one.quotes["theme"].tolist() == ["delivery"]


def test_approvals_without_a_comment_are_counted():
    rows = complaints(50)
    found = approved_quotes(rows, [*hashes(rows)[:2], "0" * 64, hashlib.sha256(b"x").hexdigest()], **ASKED)
    assert (len(found.quotes), found.unmatched, found.withheld) == (2, 2, 0)


@pytest.mark.parametrize(("n", "shown", "withheld"), [(30, 1, 0), (29, 0, 1)])
def test_a_group_of_thirty_customers_is_quoted_and_one_of_fewer_is_not(n, shown, withheld):
    rows = complaints(n)
    found = approved_quotes(rows, hashes(rows)[:1], **ASKED)
    assert (len(found.quotes), found.withheld) == (shown, withheld)
    again = pd.concat([rows, rows.assign(response_id=rows["response_id"] + "b", comment=rows["comment"] + "!")])
    assert len(approved_quotes(again, hashes(rows)[:1], **ASKED).quotes) == shown  # customers count, not comments


def test_at_most_ten_are_quoted_five_a_side():
    rows = complaints(60)
    found = approved_quotes(rows, hashes(rows), **ASKED)
    assert found.quotes["tone"].value_counts().to_dict() == {"complaint": MOST // 2, "praise": MOST // 2}
    assert found.beyond == 120 - MOST


def test_touchpoint_and_month_stand_beside_a_quote_only_where_thirty_share_them():
    rows = complaints(40)
    rows["touchpoint"] = ["payment"] * 30 + ["website"] * 10 + ["payment"] * 40
    both = approved_quotes(rows, [hashes(rows)[0], hashes(rows)[35]], **ASKED).quotes.set_index("quote")
    payment, website = (both.loc[f"배송이 {i}번째로 늦었어요"] for i in (0, 35))
    assert payment[["touchpoint", "month"]].tolist() == ["payment", "2026-10"]
    assert pd.isna(website["touchpoint"])
    assert website["month"] == "2026-10"
    twice = rows.assign(customer_id=[f"c{max(i, 1)}" for i in range(len(rows))])  # thirty comments of 29 customers
    assert pd.isna(approved_quotes(twice, hashes(rows)[:1], **ASKED).quotes["touchpoint"].item())
    rows["responded_at"] = [pd.Timestamp(f"2026-{1 + i % 10:02}-05") for i in range(len(rows))]
    alone = approved_quotes(rows, [hashes(rows)[0]], **ASKED).quotes.iloc[0]
    assert alone["touchpoint"] == "payment"
    assert pd.isna(alone["month"])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("010-1234-5678로 연락 주세요", "[PHONE]로 연락 주세요"),
        ("a" * 300, "a" * (LONGEST - 1) + "…"),
        ("한\n줄\t로\u202e", "한 줄 로"),
    ],
)
def test_quotes_are_scrubbed_short_and_of_one_line(text, quote):
    assert quote_of(text) == quote
    assert quote_of(quote) == quote
    rows = complaints(40)
    rows.loc[0, "comment"] = f"배송 {text}"
    found = approved_quotes(rows, hashes(rows)[:1], **ASKED).quotes["quote"].item()
    assert len(found) <= LONGEST
    assert "5678" not in found


def test_a_comment_that_was_changed_after_approval_is_not_quoted():
    rows = complaints(40)
    approved = hashes(rows)[:1]
    rows.loc[0, "comment"] += " 환불해 주세요"
    assert approved_quotes(rows, approved, **ASKED).unmatched == 1


def test_neutral_comments_are_not_quoted():
    rows = complaints(40).assign(score=7.0)
    found = approved_quotes(rows, hashes(rows)[:1], **ASKED)
    assert (len(found.quotes), found.withheld) == (0, 1)


def test_candidates_are_typical_of_the_strongest_theme_of_each_side():
    mixed = answers(
        ["가격이 너무 비싸네요", "가격이 착해서 좋아요"] * 35, [2, 10] * 35, people=[f"m{i}" for i in range(70)]
    )
    bad = answers([f"배송이 늦어요 {'가나다라마바사'[i % 7] * 3}" for i in range(40)], [1] * 40)
    odd = answers(["배송, 우주선과 공룡과 화산과 피아노"], [0], people=["odd"])
    masked = answers(["배송이 늦어요 010-1234-5678"], [0], people=["masked"])
    ill = answers(["배송이 늦어서 병원에 못 가고 아팠어요"], [0], people=["ill"])
    rows = pd.concat([mixed, bad, odd, masked, ill], ignore_index=True)
    rows["response_id"] = range(len(rows))
    found = candidates(rows, **ASKED)
    assert found.groupby("tone")["theme"].unique().map(list).to_dict() == {
        "complaint": ["delivery"],
        "praise": ["price"],
    }
    own = found[found["tone"] == "complaint"]["quote"].tolist()
    assert own[0].startswith("배송이 늦어요")
    assert not any("[PHONE]" in quote for quote in own)
    assert found.loc[found["quote"].str.contains("병원"), "sensitive"].tolist() == [True]
    assert not found.loc[~found["quote"].str.contains("병원"), "sensitive"].any()
    assert found["comment_sha256"].tolist() == [fingerprint(quote) for quote in found["quote"]]
    assert candidates(rows.head(40), **ASKED).empty  # of no side thirty customers


# --- the approval file ---


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file"),
        ("hash,approved_by,date\n", "no column 'comment_sha256'"),
        ("", "no column 'comment_sha256'"),
        (f"{HEAD}xyz,kim,2026-10-31\n", "no hash"),
        (f"{HEAD}{'a' * 64},,2026-10-31\n", "nobody has signed"),
        (f"{HEAD}{'a' * 64},kim,\n", "no day"),
        (f"{HEAD}{'a' * 64},kim,31.10.2026\n", "no day"),
        (f'{HEAD}"{"a" * 64},kim,2026-10-31\n', "no CSV"),
        (HEAD.encode() + "김".encode("cp949"), "no CSV in UTF-8"),
    ],
)
def test_a_wrong_approval_file_is_refused_with_its_place(content, said, tmp_path):
    path = tmp_path / "approved.csv"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ParameterError, match=said) as refused:
        read_approved(path)
    assert refused.value.code == "E-APPROVED"
    assert refused.value.where.startswith("approved.csv")


def test_only_signed_rows_of_an_approval_file_count(tmp_path):
    path = tmp_path / "approved.csv"
    rows = f"{'B' * 64},kim,2026-10-31,more\n{'a' * 64},,,\n{'c' * 64},kim,2026-10-31,\n{'b' * 64},lee,2026-10-31\n"
    path.write_text("\ufeff" + HEAD.replace("\n", ",quote\n") + rows, "utf-8")
    assert read_approved(path) == ["b" * 64, "c" * 64]


def shop(folder, more=""):
    """Write a company whose customers complain of deliveries and praise prices."""
    rows = complaints(40)
    rows["responded_at"] = "2026-10-05"
    rows.to_csv(folder / "r.csv", index=False)
    text = (
        'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\ndata_end = "2026-10-31"\nhistory_complete = true\n'
    )
    text += '[responses]\nsource = "r.csv"\nscale.nps = { min = 0, max = 10 }\n'
    (folder / "cx.toml").write_text(text + more, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[comments]\nthemes = { "배송" = [] }\n', "theme '배송' has no keyword"),
        ('[comments]\nthemes = { "배송" = ["  "] }\n', "theme '배송' has no keyword"),
        ('[comments]\naproved = "a.csv"\n', "did you mean 'approved'"),
        ('[comments]\napproved = "a.csv"\n', "a.csv there is no such file"),
    ],
)
def test_a_wrong_entry_of_the_company_file_is_refused(more, said, tmp_path):
    with pytest.raises(ParameterError, match=said) as refused:
        cx.open_company(shop(tmp_path, more)).load()
    assert refused.value.text("ko") != refused.value.text("en")


def test_approvals_travel_in_the_snapshot_without_the_names_of_who_signed(tmp_path):
    home = shop(tmp_path, '[comments]\napproved = "ok.csv"\nthemes = { "배송" = ["배송"] }\n')
    (home / "ok.csv").write_text(f"{HEAD}{'a' * 64},Kim Canary,2026-10-31\n", "utf-8")
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    cx.open_company(home).load(folder=snapshot)
    (home / "ok.csv").unlink()
    loaded = cx.open_company(snapshot).load()
    assert loaded.approved == ["a" * 64]
    assert loaded.config.comments.themes == {"배송": ("배송",)}
    assert "Canary" not in json.dumps(json.loads((snapshot / SNAPSHOT).read_text("utf-8")), ensure_ascii=False)


def test_without_an_approval_file_there_is_none(tmp_path):
    assert cx.open_company(shop(tmp_path)).load().approved is None


def test_the_list_of_candidates_is_signed_and_quoted(tmp_path):
    """From the command to the quote, by the same file."""
    home = shop(tmp_path)
    listed = home / "candidates.csv"
    ran = CliRunner().invoke(app, ["comments", "--company", str(home), "--out", str(listed)], catch_exceptions=False)
    assert ran.exit_code == 0
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    with listed.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["tone"] for row in rows} == {"complaint", "praise"}
    rows[0] |= {"approved_by": "김", "date": "2026-11-02"}
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    loaded = cx.open_company(shop(tmp_path, '[comments]\napproved = "candidates.csv"\n')).load()
    found = approved_quotes(loaded.responses, loaded.approved)
    assert found.quotes["quote"].tolist() == [rows[0]["quote"]]
    with pytest.raises(StorageError, match="is there already"):
        CliRunner().invoke(app, ["comments", "--company", str(home), "--out", str(listed)], catch_exceptions=False)


def test_a_quote_that_a_spreadsheet_would_compute_stands_behind_an_apostrophe(tmp_path):
    home = shop(tmp_path)
    rows = complaints(40, text="=배송(1+1){}")
    rows.assign(responded_at="2026-10-05").to_csv(home / "r.csv", index=False)
    CliRunner().invoke(app, ["comments", "--company", str(home), "--out", str(home / "c.csv")], catch_exceptions=False)
    text = (home / "c.csv").read_text("utf-8-sig")
    assert "\"'=배송(1+1)" in text
    assert '"=배송' not in text

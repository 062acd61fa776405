"""The register of claims: whole, graded as specified, said in both languages, and never taken as proof."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables, words
from cxmetrics.contract import CLAIMS, EVIDENCE, GRADES, TABLES
from cxmetrics.display import evidence
from cxmetrics.display.resolve import resolve
from cxmetrics.errors import ParameterError

C_CLAIMS = "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 24 25 26 27 28 29 30 31 36"
Q_CLAIMS = "01 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 22 23 24 25 26"
IDS = [f"C{number}" for number in C_CLAIMS.split()] + [f"Q{number}" for number in Q_CLAIMS.split()]
TRACED = {
    "C30 C06": "C",
    "C31 C10 C11 C12 C04 C01 C02 C03 C13 C26 C27": "D",  # C26 is of the survey of C27
    "C05 C07 C25 C24 C29 C17 C18": "E",
}
LANGUAGES = pytest.mark.parametrize("lang", words.LANGUAGES)


@pytest.fixture(scope="module")
def register():
    return cx.claims().set_index("claim")


def test_every_claim_of_the_literature_is_there_once():
    assert cx.claims()["claim"].tolist() == IDS
    assert len(IDS) == 29 + 24


def test_grades_and_what_each_is_worth(register):
    assert GRADES == {"A": 1.0, "B": 0.6, "C": 0.3, "D": 0.1, "E": 0.0}
    assert EVIDENCE == {"experiment": "A", "adjusted": "B", "assumption": "D"}
    graded = {claim: grade for claims, grade in TRACED.items() for claim in claims.split()}
    assert register.loc[list(graded), "grade"].to_dict() == graded
    others = register.drop(index=list(graded))
    assert set(others["grade"]) == {"E"}
    assert (register["discount"] == register["grade"].map(GRADES)).all()


def test_numbers_as_they_are_told(register):
    told = register.loc[["C10", "C11", "C29", "C30", "C15", "C16", "C20"], ["number_low", "number_high"]]
    assert told.to_numpy().tolist() == [
        [0.5, 0.5], [0.05, 0.15], [5, 12], [0.04, 0.1], [0.216, 0.227], [1.2e12, 1.2e12], [4e12, 4e12],
    ]  # fmt: skip
    shares = register.loc[["C01", "C13", "C17", "C18", "C19", "C24", "C26", "C27"], "number_low"]
    assert shares.tolist() == [0.75, 0.86, 0.51, 0.53, 0.78, 0.2, 0.75, 0.75]
    changes = register.loc[["C02", "C03", "C04", "C05", "C06", "C07", "C25", "C31", "C28"], "number_low"]
    assert changes.tolist() == [5, 4, 0.84, 0.73, 1.4, 0.2, 0.8, 0.9, 60]
    assert (register["number_low"].isna() == (register["kind"] == "none")).all()
    assert register.loc[register.index.str.startswith("Q"), "kind"].eq("none").all()


def test_named_sources(register):
    named = register["source"].dropna()
    assert set(named[named == "McKinsey"].index) == {"C10", "C11", "C12", "C25"}
    assert register.loc["C30", ["source", "year"]].tolist() == ["Harvard Business Review", 2017]
    years = register["year"].dropna()
    assert set(years.index) == {"C04", "C05", "C15", "C16", "C17", "C18", "C20", "C26", "C27", "C30"}
    assert years.index.isin(named.index).all()


def test_a_share_of_companies_is_never_an_effect(register):
    misread = register[register["misread"]]
    assert misread.index.tolist() == ["C04", "C05"]
    assert misread["meaning"].str.startswith("misread").all()
    assert misread[["discounted_low", "discounted_mode", "discounted_high", "prior_sd"]].isna().all(axis=None)


def test_what_is_left_of_a_claim(register):
    left = register.dropna(subset="discounted_mode")
    assert left.index.tolist() == ["C02", "C03", "C06", "C10", "C11", "C12", "C30", "C31"]
    assert (left["discounted_low"] == 0).all()
    ends = left.loc[["C10", "C11", "C12", "C30", "C31", "C06", "C02"], ["discounted_mode", "discounted_high"]]
    wanted = [[0.05, 0.5], [0.01, 0.15], [0.02, 0.3], [0.021, 0.1], [0.09, 0.9], [0.42, 1.4], [0.4, 4.0]]
    assert ends.to_numpy() == pytest.approx(np.array(wanted))
    prior = register["prior_sd"].dropna()
    assert prior.index.tolist() == ["C02", "C03", "C06", "C30", "C31"]
    assert prior["C31"] == pytest.approx(0.39021945518762635)
    assert prior["C02"] == pytest.approx(np.log(5) / 1.6448536269514722)


def test_levers_are_those_of_initiatives(register):
    assert set(register["lever"].dropna()) <= set(TABLES["initiatives"]["lever"].allowed)
    assert register.loc[["C10", "C31", "Q14"], "lever"].tolist() == ["acquisition_cost", "repeat_rate", "returns"]
    no_firm = ["C04", "C05", "C08", "C09", "C14", "C15", "C16", "C18", "C19", "C20", "C26"]
    assert register.index[~register["testable"]].tolist() == no_firm


@pytest.mark.parametrize("company", ["cx.toml", 0, pd.DataFrame()])
def test_a_company_is_refused_and_the_way_out_named(company):
    with pytest.raises(ParameterError, match=r"E-CLAIMS .*cx\.effect and cx\.experiment"):
        cx.claims(company)


@LANGUAGES
def test_every_claim_has_its_words(lang):
    wanted = {f"claim-{claim.lower()}" for claim in IDS}
    wanted |= {f"claim-{name}-{getattr(claim, name)}" for claim in CLAIMS.values() for name in ("meaning", "why")}
    assert wanted | {f"grade-{grade.lower()}" for grade in GRADES} <= words.keys(lang)
    spare = {key for key in words.keys(lang) if key.startswith(("claim-meaning-", "claim-why-"))} - wanted
    assert spare == set()


def table_rows(lang, used=()):
    block = resolve(tables.claims(cx.claims(), used=used), lang)
    return block, {row[0]["text"].split()[0]: row for row in block["rows"]}


@LANGUAGES
def test_the_table_shows_claim_source_grade_and_what_is_left_side_by_side(lang):
    block, rows = table_rows(lang, used=("C30", "Q14"))
    assert list(rows)[:3] == ["C30", "Q14", "C01"]
    assert sorted(rows) == IDS
    assert [column["align"] for column in block["columns"]] == ["left", "right", "left", "right", "right"]
    marked = {"en": "(used here)", "ko": "(과제의 근거)"}[lang]
    assert [claim for claim, row in rows.items() if marked in row[0]["text"]] == ["C30", "Q14"]
    shown = ("C30", "C10", "C16", "C04", "C05", "C25", "C13", "Q01")
    wanted = {
        "en": {
            "C30": ["+4% / +10%", "Harvard Business Review, 2017", "C ×0.3", "2.1% (0% to 10%)"],
            "C10": ["up to 50%", "McKinsey", "D ×0.1", "5% (0% to 50%)"],
            "C16": ["$1.2 trillion", "FTI Consulting, 2024", "E ×0", "only shown"],
            "C04": ["+84%", "Forbes, 2019", "D ×0.1", "misread"],
            "C05": ["+73%", "Forbes, 2019", "E ×0", "misread"],
            "C25": ["up to 80%", "McKinsey", "E ×0", "only shown"],
            "C13": ["86%", "", "D ×0.1", "no effect size"],
            "Q01": ["", "", "E ×0", ""],
        },
        "ko": {
            "C30": ["+4% / +10%", "Harvard Business Review, 2017", "C ×0.3", "2.1%(0%~10%)"],
            "C10": ["최대 50%", "McKinsey", "D ×0.1", "5%(0%~50%)"],
            "C16": ["1.2조 달러", "FTI Consulting, 2024", "E ×0", "참고만"],
            "C04": ["+84%", "Forbes, 2019", "D ×0.1", "잘못 전해짐"],
            "C05": ["+73%", "Forbes, 2019", "E ×0", "잘못 전해짐"],
            "C25": ["최대 80%", "McKinsey", "E ×0", "참고만"],
            "C13": ["86%", "", "D ×0.1", "효과 크기 아님"],
            "Q01": ["", "", "E ×0", ""],
        },
    }
    assert {claim: [cell["text"] for cell in rows[claim][1:]] for claim in shown} == wanted[lang]
    assert "1,351" in rows["C04"][0]["remark"]
    assert {"en": "B Own data, customers made alike;", "ko": "B 자체 데이터, 비슷한 고객끼리 비교;"}[lang] in block[
        "note"
    ]


def test_other_numbers_as_told():
    _, rows = table_rows("en")
    said = {claim: rows[claim][1]["text"] for claim in ("C02", "C11", "C15", "C28", "C29", "C20")}
    assert said == {
        "C02": "5 times", "C11": "5% to 15%", "C15": "21.6% to 22.7%", "C28": "about 60 minutes", "C29": "5 to 12",
        "C20": "$4 trillion",
    }  # fmt: skip


def initiatives(**columns):
    frame = {"initiative_id": ["1", "2", "3"], "name": ["Cards", "Bot", "AR"], "grade": ["A", "D", "D"],
             "discount": [1.0, 0.1, 0.25]}  # fmt: skip
    return pd.DataFrame(frame | columns)


def test_the_ladder_has_five_steps_and_every_initiative():
    part = evidence.ladder(initiatives())
    rows = pd.DataFrame(part["frame"])
    steps, others = rows[rows["row"] == "step"], rows[rows["row"] == "initiative"]
    assert steps[["grade", "size"]].to_numpy().tolist() == [[grade, part] for grade, part in GRADES.items()]
    assert others[["grade", "label"]].to_numpy().tolist() == [["A", "Cards"], ["D", "Bot"], ["D", "AR"]]
    assert [bool(note) for note in others["note"]] == [False, False, True]
    assert evidence.ladder(initiatives().head(0)) is None


@LANGUAGES
def test_the_ladder_says_who_stands_where(lang):
    block = resolve(evidence.ladder(initiatives()), lang)
    wanted = {
        "en": "Own experiment: 1; own data, customers made alike: 0; published study: 0; vendor, survey or",
        "ko": "자체 실험 1개, 자체 데이터 비교 0개, 공개 연구 0개, 업체 발표·설문·가정 2개",
    }
    assert wanted[lang] in block["alt"]
    assert block["svg"].startswith("<svg")

"""Terms of comments, and those that tell complaint from praise: no more than the data says, and nobody's name."""

import csv
import sys

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from cxmetrics.voice import terms as module
from cxmetrics.voice.telling import MOST, telling_terms
from cxmetrics.voice.terms import KIWI, LONGEST, SPLIT, terms_of
from tests.voice.made import END, answers, with_scales

ASKED = {"data_end": END}


@pytest.fixture
def no_kiwi(monkeypatch):
    """As if the extra `korean` were not installed."""
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    module._kiwi.cache_clear()
    yield
    module._kiwi.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("상담원 연결이 너무 어려워요, 전화만 20분 기다렸습니다.", {"상담원", "연결", "어렵다", "전화", "기다리다"}),
        ("The delivery wasn't late, it was FAST!", {"delivery", "late", "fast"}),
        ("배송 is slow, 앱은 편해요", {"배송", "slow", "앱", "편하다"}),
        ("제 번호는 010-1234-5678, kim@x.com 이에요", {"번호"}),
        ("김민수 씨가 친절했어요", {"친절"}),
        ("v2 2nd b2b", set()),
        ("", set()),
        ("ｄｅｌｉｖｅｒｙ", {"delivery"}),
        ("x" * 5000, set()),
    ],
)
def test_terms_of_a_comment(text, expected):
    found = terms_of([text])
    assert found.method == KIWI
    assert found.terms == [expected]


def test_without_kiwi_words_are_split_and_the_method_says_so(no_kiwi):
    found = terms_of(["상담원 연결이 어려워요", "배송을 기다렸어요", "김민수님이 The best 서비스"])
    assert found.method == SPLIT
    assert found.terms[:2] == [{"상담원", "연결", "어려워요"}, {"배송", "기다렸어요"}]
    assert "best" in found.terms[2]
    assert not any("김민수" in term for term in found.terms[2])
    assert telling_terms(answers(["배송"] * 20, [1] * 20), **ASKED)["method"].tolist() == []


def test_the_order_of_comments_is_kept_beyond_a_block(monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    texts = ["late", "fast", "late", "cheap", "slow"]
    assert terms_of(texts).terms == [{text} for text in texts]


def draws(n, seed, more=0.0):
    """Comments of words that both sides use alike, but for one."""
    rng = np.random.default_rng(seed)
    names = [f"word{chr(97 + i // 5)}{chr(97 + i % 5)}x" for i in range(25)]
    bad = rng.random(n) < 0.5
    used = rng.random((n, len(names))) < 0.15
    used[:, 0] |= bad & (rng.random(n) < more)
    texts = [" ".join(np.array(names)[row]) or "nothing" for row in used]
    return answers(texts, np.where(bad, 2, 10))


def test_where_both_sides_say_the_same_hardly_a_term_tells():
    """Of 60 draws without any difference about one in twenty may show one (Benjamini and Hochberg)."""
    wrong = sum(len(telling_terms(draws(400, seed), **ASKED)) > 0 for seed in range(60))
    assert wrong <= 8


def test_a_term_that_tells_is_found():
    found = [telling_terms(draws(400, seed, more=0.3), **ASKED) for seed in range(10)]
    assert all(frame.loc[frame["side"] == "complaint", "term"].iloc[0] == "wordaax" for frame in found)


def recounted(rows, level=0.95, min_n=10):
    """Count with pandas, and test with statsmodels, what `telling_terms` gives."""
    rows = rows[rows["side"].isin(["praise", "complaint"])]
    used = pd.DataFrame(
        [
            (side, who, term)
            for side, who, own in zip(rows["side"], rows["who"], rows["terms"], strict=True)
            for term in own
        ],
        columns=["side", "who", "term"],
    ).drop_duplicates()
    sizes = rows.groupby("side")["who"].nunique()
    counts = pd.crosstab(used["term"], used["side"]).reindex(columns=sizes.index, fill_value=0)
    counts = counts[counts.max(axis=1) >= min_n]
    p = [proportions_ztest([a, b], [sizes["complaint"], sizes["praise"]])[1]
         for a, b in zip(counts["complaint"], counts["praise"], strict=True)]  # fmt: skip
    counts["p"] = multipletests(p, method="fdr_bh")[1]
    counts["difference"] = counts["complaint"] / sizes["complaint"] - counts["praise"] / sizes["praise"]
    return counts[counts["p"] < 1 - level]


def test_terms_are_those_of_another_count(sample):
    import cxmetrics as cx
    from cxmetrics.voice.reading import read_comments

    loaded = cx.open_company(sample).load()
    rows = read_comments(loaded.responses, by=None, days=365, data_end=None)
    terms = terms_of(rows["text"].tolist()).terms
    other = recounted(pd.DataFrame({"side": rows["tone"], "who": rows["unit"], "terms": terms}))
    found = telling_terms(loaded.responses)
    for side, sign in (("complaint", 1), ("praise", -1)):
        expected = other[(sign * other["difference"] > 0) & (other[side] >= 10)]
        own = found[found["side"] == side].set_index("term")
        assert len(own) == min(len(expected), MOST) > 5
        assert set(own.index) <= set(expected.index)
        assert own["n"].tolist() == expected.loc[own.index, side].tolist()
        assert own["p_adjusted"].tolist() == pytest.approx(expected.loc[own.index, "p"].tolist())
        assert own["difference"].tolist() == pytest.approx((sign * expected.loc[own.index, "difference"]).tolist())
        left_out = expected.drop(own.index)
        assert not len(left_out) or (sign * left_out["difference"]).max() <= own["difference"].min() + 1e-12


def test_no_term_is_published_of_fewer_than_ten_customers():
    """Nine customers who write it a hundred times are nine."""
    rare = ["terrible"] * 9 * 10 + ["usual"] * 200
    rows = answers(rare, [2] * 90 + [10] * 200, people=[f"c{i % 9}" for i in range(90)] + [f"d{i}" for i in range(200)])
    assert telling_terms(rows, **ASKED).query("side == 'complaint'").empty
    ten = pd.concat([rows, answers(["terrible"], [2], people=["tenth"]).assign(response_id="more")])
    assert telling_terms(ten, **ASKED).query("side == 'complaint'")["term"].tolist() == ["terrible"]


def test_both_sides_may_use_a_term_but_ten_customers_of_its_own_must():
    """Nine of twenty who complain, twelve of a thousand who praise: clear, and too few to be shown."""
    texts = ["late"] * 9 + ["bad"] * 11 + ["late"] * 12 + ["good"] * 988
    rows = answers(texts, [2] * 20 + [10] * 1000)
    assert telling_terms(rows, **ASKED).query("side == 'complaint'")["term"].tolist() == ["bad"]


def test_neither_names_nor_numbers_become_terms():
    """Thirty customers name the same member of staff, and write an order number and an address."""
    text = "김민수 상담원 불친절해요 kim@example.com 010-1234-5678 주문번호 20261031-77 김민수가 또. "
    text += "민수 덕분에, 한소희는 별로"
    found = telling_terms(answers([text] * 30 + ["좋아요"] * 30, [1] * 30 + [10] * 30), **ASKED)
    assert set(found[found["side"] == "complaint"]["term"]) == {"상담원", "친절", "덕분"}


def test_terms_are_short_and_capped():
    words = ["".join(chr(97 + (i // 26**k) % 26) for k in range(3)) + "x" * (i % 30) for i in range(60)]
    found = telling_terms(answers([" ".join(words)] * 20 + ["fine"] * 20, [1] * 20 + [10] * 20), **ASKED)
    own = found[found["side"] == "complaint"]
    assert len(own) == MOST
    assert own["term"].str.len().max() <= LONGEST


def reviews(real_data):
    with (real_data / "korean_reviews" / "nsmc_raw_sample_cp949.csv").open(encoding="cp949") as file:
        rows = pd.DataFrame(csv.DictReader(file))
    frame = answers(rows["review"].tolist(), rows["rating"].astype(float).tolist(), metric="rating")
    return frame.assign(customer_id=rows["author"])


def test_words_of_real_reviews_lean_as_they_should(real_data):
    """20,000 film reviews with a rating: known words of praise and of contempt stand on their sides."""
    frame = reviews(real_data)
    found = telling_terms(with_scales(frame, rating=(1, 10)), **ASKED).set_index("term")
    assert {"최고", "감동", "재밌다", "아름답다"} <= set(found.query("side == 'praise'").index)
    assert {"쓰레기", "최악", "아깝다", "지루"} <= set(found.query("side == 'complaint'").index)
    for term, side in (("최고", "praise"), ("쓰레기", "complaint")):  # stems that are written as they are counted
        low = frame["score"] >= 7 if side == "praise" else frame["score"] <= 4
        holds = frame.loc[low & frame["comment"].str.contains(term), "customer_id"].nunique()
        assert found.loc[term, "n"] == pytest.approx(holds, rel=0.05)
        assert found.loc[term, "of"] == frame.loc[low & frame["comment"].str.strip().ne(""), "customer_id"].nunique()

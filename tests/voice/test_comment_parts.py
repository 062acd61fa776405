"""What a report says of comments: no more than the intervals do, in both languages, hidden groups as such."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import words
from cxmetrics.display import comments as said
from cxmetrics.display import resolve
from cxmetrics.frames import rows_of
from cxmetrics.parts import end, metric_words
from cxmetrics.privacy import find_leak
from cxmetrics.tables import comments as listed
from cxmetrics.voice.keywords import DEFAULT, NO_THEME
from cxmetrics.voice.scrubbing import clean, scrub
from cxmetrics.voice.telling import telling_terms
from cxmetrics.voice.terms import terms_of
from cxmetrics.voice.themes import comment_themes
from cxmetrics.voice.verbatims import Quotes, approved_quotes, candidates, quote_of
from tests.voice.made import END, answers

ASKED = {"data_end": END}
CALL = {"days": 365, "min_n": 10}
HOSTILE = json.loads((Path(__file__).parents[1] / "hostile" / "text.json").read_text("utf-8"))


def keys(part):
    """Keys of the phrases of a part."""
    return [phrase["key"] for phrase in part["phrases"]]


def comments(counts):
    """Answers about each theme: so many complaints and so much praise, each another customer's."""
    made = [(DEFAULT[theme][0], score) for theme, (bad, good) in counts.items() for score in [2] * bad + [10] * good]
    rows = answers([f"{word} {i}" for i, (word, _) in enumerate(made)], [score for _, score in made])
    return rows.assign(touchpoint=[("payment", "website", None)[i % 3] for i in range(len(rows))])


def counted(rows):
    """Protected frames: shares and complaints of all, shares by touchpoint, terms."""
    whole, by = comment_themes(rows, **ASKED), comment_themes(rows, by="touchpoint", **ASKED)
    return cx.protect([whole.shares, whole.complaints, by.shares, telling_terms(rows, **ASKED)])


BIG = {"delivery": (150, 100), "price": (20, 180), "size": (60, 60), "payment": (2, 2)}


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("counts", [BIG, {"delivery": (12, 15), "price": (1, 40)}, {"delivery": (1, 2)}])
def test_all_parts_can_be_written_with_hidden_groups_too(lang, counts):
    shares, complaints, places, terms = counted(comments(counts))
    made = [["complaint", "delivery", None, None, "늦어요"], ["praise", "own", "web", "2026-10", "좋아요"]]
    quotes = pd.DataFrame(made, columns=["tone", "theme", "touchpoint", "month", "quote"])
    parts = [
        said.best_and_worst(complaints, days=365),
        said.tones(complaints, **CALL),
        listed.themes(shares, complaints, **CALL),
        listed.by_touchpoint(places, **CALL),
        *(listed.terms(terms, side=side, **CALL) for side in ("praise", "complaint")),
        said.quoted(Quotes(quotes, 1, 2, 3)),
        listed.quotes(quotes),
    ]
    for part in parts:
        if part is not None:
            assert "nan" not in json.dumps(resolve(part, lang), default=str).lower()
    assert (parts[1] is None) == (complaints["n"].fillna(0) < 30).all()


def test_best_and_worst_are_named_only_where_they_are_apart():
    _, apart, *_ = counted(comments(BIG))
    found = said.best_and_worst(apart, days=365)
    assert keys(found) == ["comments-apart"]
    assert resolve(found, "en")["text"].startswith(
        "In the comments of the last 365 days the theme with the largest share of complaint is delivery (60.0%"
    )
    assert "price (10.0%)" in resolve(found, "en")["text"]
    _, alike, *_ = counted(comments({"delivery": (50, 50), "price": (52, 48), "size": (49, 51)}))
    assert keys(said.best_and_worst(alike, days=365)) == ["comments-alike"]
    _, few, *_ = counted(comments({"delivery": (50, 50), "price": (20, 1)}))
    assert keys(said.best_and_worst(few, days=365)) == ["comments-few"]


def test_comments_of_no_theme_are_neither_best_nor_worst():
    rows = pd.concat([comments({"delivery": (50, 50), "price": (50, 50)}), answers(["?"] * 90, [0] * 90)])
    _, complaints, *_ = counted(rows.assign(response_id=range(len(rows)), customer_id=range(len(rows))))
    assert complaints.set_index("theme").loc[NO_THEME, "estimate"] == 1
    assert keys(said.best_and_worst(complaints, days=365)) == ["comments-alike"]
    assert listed.themes_in_order(complaints)["theme"].tolist()[-1] == NO_THEME


def test_bars_are_the_counts_and_small_themes_are_hidden():
    whole = comment_themes(comments({**BIG, "payment": (0, 0), "stock": (10, 10)}), **ASKED).complaints
    (complaints,) = cx.protect([whole])
    assert complaints.set_index("theme").loc["stock", "estimate"] == 0.5
    frame = pd.DataFrame(said.tones(complaints, **CALL)["frame"])
    frame["theme"] = [label["key"].removeprefix("theme-") for label in frame["label"]]
    bars = frame.groupby("theme", sort=False)["estimate"].apply(list)
    assert bars["delivery"] == [0.4, 0.0, 0.6]  # praise, neutral, complaint
    assert list(bars.index[:3]) == ["delivery", "size", "price"]
    assert np.isnan(bars["stock"]).all()  # 20 customers: shares would tell of single comments
    assert frame.loc[frame["theme"] == "stock", "n"].isna().all()
    laid_out = listed.themes(cx.protect([comment_themes(comments(BIG), **ASKED).shares])[0].assign(theme="stock"),
                             complaints[complaints["theme"] == "stock"], **CALL)  # fmt: skip
    ((_, _, share, limits, n, why),) = laid_out["rows"]
    assert (share, limits, n["v"], why["key"]) == (None, None, 20, "label-hidden")


def test_a_hidden_cell_of_the_touchpoints_says_so_and_has_no_tint():
    *_, places, _ = counted(comments(BIG))
    cells = resolve(listed.by_touchpoint(places, **CALL), "en")["rows"]
    payment = next(row for row in cells if row[0]["text"] == "payment")
    assert {cell["text"] for cell in payment[1:]} <= {"< 10", "hidden"}
    assert all(cell["tint"] is None for cell in payment[1:])


@pytest.mark.parametrize("frame", range(4))
def test_every_published_metric_has_words(frame):
    rows = counted(comments(BIG))[frame]
    for lang in words.LANGUAGES:
        for what in ("name", "meaning"):
            part = metric_words(rows["metric"].iloc[0], what)
            assert words.say(part["key"], lang, **part["fields"])


def test_nothing_hidden_can_be_had_back_from_what_is_published():
    rng = np.random.default_rng(3)
    for _ in range(6):
        counts = {theme: tuple(rng.integers(0, 25, 2).tolist()) for theme in list(DEFAULT)[:5]}
        shown = counted(comments(counts))
        published = end(frames={str(i): frame for i, frame in enumerate(shown)})["frames"]
        assert find_leak([row for rows in published.values() for row in rows], min_n=10) is None


def test_own_themes_keep_their_own_names():
    rows = answers(["배송이 늦어요"] * 20, [2] * 20)
    found = comment_themes(rows, keywords={"배송": ["배송"]}, **ASKED)
    cells = resolve(listed.themes(*cx.protect([found.shares, found.complaints]), **CALL), "en")["rows"]
    assert cells[0][0]["text"] == "배송"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_not_quoted_is_said(lang):
    none = Quotes(pd.DataFrame(columns=["tone", "theme", "touchpoint", "month", "quote"]), 0, 0, 0)
    assert keys(said.quoted(None)) == ["quotes-not-asked"]
    assert keys(said.quoted(none)) == ["quotes-shown"]
    everything = Quotes(none.quotes, 1, 3, 4)
    assert keys(said.quoted(everything)) == [f"quotes-{why}" for why in ("shown", "unmatched", "withheld", "beyond")]
    assert listed.quotes(none.quotes) is None
    assert "3" in resolve(said.quoted(everything), lang)["text"]


def test_the_method_of_terms_is_told():
    rows = comments(BIG)
    *_, terms = counted(rows)
    assert listed.terms(terms, side="complaint", **CALL)["note"]["key"] == "note-terms-kiwi"
    split = terms.assign(method="wilson, split at spaces")
    assert listed.terms(split, side="complaint", **CALL)["note"]["key"] == "note-terms-split"
    assert listed.terms(terms.head(0), side="complaint", **CALL) is None


@pytest.mark.parametrize("entry", HOSTILE, ids=[entry["id"] for entry in HOSTILE])
def test_hostile_text_is_one_form_and_one_line(entry):
    text = entry["payload"]
    for change in (clean, scrub, quote_of):
        assert change(change(text)) == change(text)
    assert not any(c in quote_of(text) for c in "\n\r\x00\u202e\u200b")
    assert all(len(term) <= 20 for term in terms_of([text]).terms[0])


def test_a_report_of_hostile_comments_counts_them_all():
    texts = [entry["payload"] for entry in HOSTILE]
    texts = [text for text in texts if clean(text).strip() and text.encode("utf-8", "ignore").decode() == text]
    rows = answers(texts * 40, [1, 10] * (20 * len(texts)))
    shares, complaints, *_ = counted(rows.assign(touchpoint="web"))
    assert shares["of"].dropna().unique().tolist() == [len(rows)]
    assert {row["metric"] for row in rows_of(complaints)} == {"theme_complaints_365d"}
    found = candidates(rows, **ASKED)
    assert set(approved_quotes(rows, found["comment_sha256"].tolist(), **ASKED).quotes["quote"]) <= set(found["quote"])

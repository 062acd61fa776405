"""The frames of a report are protected as one: what one hides all hide, and groups taken together are what they say."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import tables
from cxmetrics.display import figures, resolve, sentences
from cxmetrics.parts import phrase
from cxmetrics.privacy import OTHER, find_leak


def answers(counts, columns=("lang", "channel")):
    rows = [(*names, [9, 3, 7][i % 3]) for names, n in counts.items() for i in range(n)]
    return pd.DataFrame(rows, columns=[*columns, "score"])


def rows_of(frames):
    return [row for frame in frames for row in frame.to_dict("records")]


def test_frames_protected_one_by_one_leak_and_together_they_do_not():
    """A month of four is hidden among others; the total of all months is in a frame of its own."""
    sizes = {"2026-07": 40, "2026-08": 4, "2026-09": 30, "2026-10": 50}
    given = answers({(pd.Timestamp(f"{month}-05"),): n for month, n in sizes.items()}, ["responded_at"])
    frames = [cx.nps(given, every="month"), cx.nps(given)]
    leak = find_leak(rows_of([cx.protect([frame])[0] for frame in frames]), min_n=10)
    assert (leak.cell.period, leak.value) == ("2026-08", 1)
    assert find_leak(rows_of(cx.protect(frames)), min_n=10) is None


def test_metrics_of_the_same_answers_hide_the_same_groups():
    """All of es gave 4: their share of satisfied tells about each, so their mean is hidden with it."""
    given = pd.DataFrame(
        {"lang": ["en"] * 60 + ["es"] * 24 + ["fr"] * 40, "score": [5, 3] * 30 + [5, 4] * 12 + [5, 1] * 20}
    )
    frames = cx.protect([cx.csat(given, by="lang", measure=measure) for measure in ("share", "mean", "low")])
    assert [frame["hidden"].tolist() for frame in frames] == [[None, "alike", "with_another"]] * 3


def test_a_cohort_is_not_had_back_from_the_ages_that_it_has_reached():
    """Pooled counts of two ages differ by one cohort; its size stands in no other table either."""
    sizes = {"2026-01": 40, "2026-02": 35, "2026-03": 5, "2026-04": 40, "2026-05": 30}
    rows = [(f"{m}-{i}", f"{m}-0{1 + i % 9}") for m, n in sizes.items() for i in range(n)]
    rows += [(name, "2026-06-10") for name, _ in rows[::3]]
    orders = pd.DataFrame(rows, columns=["customer_id", "ordered_at"]).assign(amount=1.0, order_id=range(len(rows)))
    orders["ordered_at"] = pd.to_datetime(orders["ordered_at"])
    cohorts = cx.retention(orders, data_end="2026-06-30")
    months = cx.repeat_rate(orders, every="month", within_days=30, data_end="2026-06-30")
    frames = [cohorts, months, cx.repeat_rate(orders, definition="customer_share", data_end="2026-06-30")]
    shown, by_month, _ = cx.protect(frames)
    pooled = shown[shown["period"].isna()].set_index("age")["n"]
    assert pooled[[3, 4]].isna().any()
    hidden = {
        frame.loc[frame["hidden"].notna(), "period"].dropna().unique().tolist().__str__() for frame in (shown, by_month)
    }
    assert len(hidden) == 1
    assert find_leak(rows_of([shown, by_month]), min_n=10) is None
    whole = [cohorts.assign(hidden=None, n=cohorts["n"].astype("Int64")), by_month]
    whole[0].loc[cohorts["period"] == "2026-03", ["n", "hidden"]] = [pd.NA, "small"]
    assert find_leak(rows_of(whole), min_n=10).cell.period == "2026-03"


@pytest.mark.parametrize("cluster", [None, "customer_id"])
def test_other_groups_are_what_all_their_answers_give(cluster):
    """Pooled from sums, against the metric of the answers whose groups were renamed before."""
    rng = np.random.default_rng(8)
    sizes = {"en": 400, "es": 60, "ja": 7, "ko": 8}
    given = pd.DataFrame({"lang": [name for name, n in sizes.items() for _ in range(n)]})
    given = given.assign(
        score=rng.integers(0, 11, len(given)), response_id=range(len(given)), customer_id=given.index // 2
    )
    renamed = given.assign(lang=given["lang"].replace({"ja": OTHER, "ko": OTHER, "es": OTHER}))
    total = cx.nps(given, cluster=cluster)
    shown = cx.protect([cx.nps(given, by="lang", cluster=cluster), total], merge=True)[0].set_index("lang")
    assert list(shown.index) == (["en", "es", OTHER] if cluster is None else ["en", OTHER])
    if cluster is None:
        renamed["lang"] = given["lang"].replace({"ja": OTHER, "ko": OTHER})
    wanted = cx.nps(renamed, by="lang", cluster=cluster).set_index("lang").loc[OTHER]
    for name in ("estimate", "promoters", "detractors", "answers", "weight_sum", "promoter_share"):
        assert shown.loc[OTHER, name] == pytest.approx(wanted[name])
    rough = {} if cluster is None else {"rel": 0.15}
    for name in ("n", "n_eff", "std_error", "conf_low", "conf_high"):
        assert shown.loc[OTHER, name] == pytest.approx(wanted[name], **rough)


@pytest.mark.parametrize("measure", ["share", "mean"])
def test_other_groups_of_a_share_and_a_mean(measure):
    rng = np.random.default_rng(5)
    sizes = {"en": 300, "ja": 7, "ko": 8}
    given = pd.DataFrame({"lang": [name for name, n in sizes.items() for _ in range(n)]})
    given["score"] = rng.integers(1, 6, len(given))
    frames = [cx.csat(given, by="lang", measure=measure), cx.csat(given, measure=measure)]
    row = cx.protect(frames, merge=True)[0].set_index("lang").loc[OTHER]
    few = given["score"][given["lang"] != "en"]
    assert row["n"] == 15
    if measure == "mean":
        assert row["estimate"] == pytest.approx(few.mean())
        assert row["std_error"] == pytest.approx(few.sem())
    wanted = cx.csat(few.to_frame(), measure=measure).iloc[0]
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx(wanted[["conf_low", "conf_high"]].tolist())


def test_groups_are_not_taken_together_unless_ten_customers_are_surely_in_them():
    """Three customers, each of whom answered in all four small groups, and in a large one too."""
    many = [("en", f"c{i}", [9, 3, 7][i % 3]) for i in range(60)]
    many += [("de", f"d{i}", [9, 3, 7][i % 3]) for i in range(80)]
    few = [(name, f"c{i}", [9, 3, 7][i]) for name in ("es", "fr", "ja", "ko") for i in range(3)]
    given = pd.DataFrame([*many, *few], columns=["lang", "customer_id", "score"]).assign(response_id=lambda d: d.index)
    frames = [cx.nps(given, by="lang", cluster="customer_id"), cx.nps(given, cluster="customer_id")]
    shown = cx.protect(frames, merge=True)[0]
    assert not (shown["n"] == 12).any()
    assert shown.loc[shown["lang"] == OTHER, "n"].tolist() == [60]


def test_a_few_who_are_all_alike_are_not_taken_together():
    given = pd.DataFrame({"lang": ["en"] * 60 + ["es"] * 7 + ["ja"] * 6, "score": [9, 3] * 30 + [10] * 13})
    shown = cx.protect([cx.nps(given, by="lang"), cx.nps(given)], merge=True)[0]
    assert shown["hidden"].tolist() == ["with_another", "small", "small"]


def test_parts_of_a_small_total_say_nothing():
    """Two parts that are somebody each would make the total at least two."""
    given = answers({("en",): 4, ("es",): 3}, ["lang"])
    groups, total = cx.protect([cx.nps(given, by="lang"), cx.nps(given)])
    assert groups["hidden"].tolist() == ["withheld", "withheld"]
    assert total["hidden"].tolist() == ["small"]
    counts = {(lang, channel): 90 for lang in ("en", "es") for channel in ("web", "app", "store")}
    given = answers(counts | {("ja", "web"): 4, ("ja", "app"): 3})
    shown = cx.protect([cx.nps(given, by=by) for by in (["lang", "channel"], "lang", "channel")])[0]
    assert set(shown.loc[shown["hidden"] == "withheld", "lang"]) == {"ja"}
    assert shown["hidden"].isna().any()


def test_a_small_group_is_shown_as_below_ten_and_others_by_name():
    counts = {("en",): 90, ("es",): 60, ("fr",): 5, ("ja",): 4, ("ko",): 4}
    given = answers(counts, ["channel"]).assign(responded_at=pd.Timestamp("2026-10-05"))
    month = {"by": "channel", "every": "month"}
    words = {"group": "channel", "name": phrase("group-channel"), "month": "2026-10", "min_n": 10}
    frame = cx.protect([cx.nps(given, **month)])[0]
    table = resolve(tables.nps_by_group(frame, **words), "en")
    texts = {row[0]["text"]: [cell["text"] for cell in row] for row in table["rows"]}
    assert texts["ja"][3] == "< 10"
    assert texts["en"][3] == "90"
    figure = figures.nps_groups(frame, None, **words)
    assert [row["below"] and row["below"]["key"] for row in figure["frame"]] == [None, None, *["n-is-below"] * 3]
    assert "10 미만" in str(resolve(tables.nps_by_group(frame, **words), "ko"))
    merged = cx.protect([cx.nps(given, **month), cx.nps(given, every="month")], merge=True)[0]
    assert "other groups" in str(resolve(tables.nps_by_group(merged, **words), "en"))
    rest = pd.DataFrame({"channel": ["en"], "verdict": ["unclear"]})
    said = sentences.groups(rest, merged, group="channel", name=phrase("group-channel"), min_n=10)
    assert "taken together" in resolve(said, "en")["text"]

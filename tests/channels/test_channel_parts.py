"""What a report says of channels: no more than the intervals do, in both languages, hidden groups as such."""

import json

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import channels, words
from cxmetrics.change import against_rest
from cxmetrics.display import channels as said
from cxmetrics.display import resolve, winning
from cxmetrics.frames import result
from cxmetrics.parts import group_name
from cxmetrics.tables import channels as tables
from tests.channels.toy import END, company

ASKED = {"data_end": END.date()}
MONTH = "2026-10"


def keys(part):
    """Keys of the phrases of a part."""
    return [phrase["key"] for phrase in part["phrases"]] if "phrases" in part else [part["key"]]


def counts(orders):
    frames = [channels.channel_mix(orders, **ASKED), channels.channel_pairs(orders, **ASKED)]
    frames += [channels.preferred_channel(orders, **ASKED), channels.next_channel(orders, **ASKED)]
    return cx.protect([*frames, channels.store_mix(orders, by="segment", **ASKED)])


def parts(orders):
    """Everything that a report shows of the counts."""
    mix, pairs, preferred, after, places = counts(orders)
    changes, few = cx.changes(mix, against=("last_year",)), {"min_n": 10}
    name = {"group": "segment", "name": group_name("segment")}
    return [
        said.mix_state(changes, month=MONTH),
        said.mix_now(mix, changes, month=MONTH, **few),
        tables.mix_changes(changes, mix, month=MONTH, **few),
        tables.mix_by_month(mix, **few),
        said.pairs_state(pairs, days=180),
        tables.pairs(pairs, days=180, **few),
        said.preferred(preferred, days=180, **few),
        said.next_state(after, days=90),
        said.lost(after, days=90, **few),
        tables.next_channels(after, days=90, **few),
        tables.switches(after, **few),
        said.places(places, group="segment", days=365),
        tables.places(places, **name, days=365, **few),
    ]


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("share", [1.0, 0.25])
def test_all_parts_can_be_written_with_hidden_groups_too(lang, share):
    rows = company()
    rows = rows[rows["customer_id"].isna() | (np.arange(len(rows)) < share * len(rows))]
    for part in parts(rows):
        if part is not None:
            assert "nan" not in json.dumps(resolve(part, lang), default=str).lower().replace("finan", "")


def test_a_hidden_cell_says_so_and_has_no_tint():
    mix, pairs, *_ = counts(company(n=200))
    part = tables.pairs(pairs, days=180, min_n=10)
    cells = resolve(part, "en")
    texts = [cell["text"] for row in cells["rows"] for cell in row[1:]]
    tints = [cell["tint"] for row in cells["rows"] for cell in row[1:]]
    assert "< 10" in texts
    assert all(tint is None for text, tint in zip(texts, tints, strict=True) if text in {"< 10", "hidden"})
    assert mix["hidden"].notna().any()


def changed(verdicts):
    rows = [{"channel": name, "period": MONTH, "verdict": verdict, "difference": difference, "n": 400, "base_n": 400}
            for name, (verdict, difference) in verdicts.items()]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_share_moved_only_where_its_verdict_says_so():
    found = said.mix_state(
        changed({"app": ("rose", 0.1), "web": ("unclear", -0.1), "tv": ("fell", -0.02)}), month=MONTH
    )
    assert keys(found) == ["channel-mix-rose", "channel-mix-fell"]
    assert "web" not in json.dumps(found)
    assert keys(said.mix_state(changed({"web": ("unclear", -0.1)}), month=MONTH)) == ["channel-mix-steady"]
    assert keys(said.mix_state(changed({"web": ("unknown", np.nan)}), month=MONTH)) == ["channel-mix-unknown"]


def after(rates, n=2000):
    """Steps after which so many are lost."""
    share = np.array(list(rates.values()))
    values = {"metric": "next_channel_90d", "n": n, "n_eff": n, "estimate": share, "level": 0.95, "unit": "share"}
    values |= {"std_error": np.sqrt(share * (1 - share) / n)}
    keys = pd.DataFrame({"channel": list(rates), "next_channel": channels.LOST})
    return result(keys, values, extras={"of": n, "moves": n})


def test_channels_are_told_apart_only_where_they_are():
    assert keys(said.next_state(after({"web": 0.6, "app": 0.4, "tv": 0.5}), days=90)) == ["channel-lost-apart"]
    assert keys(said.next_state(after({"web": 0.51, "app": 0.50}), days=90)) == ["channel-lost-alike"]
    assert keys(said.next_state(after({}).head(0), days=90)) == ["channel-lost-unknown"]


def scored(values, error):
    base = {"metric": "nps", "period": MONTH, "n": 300, "std_error": error, "level": 0.95, "unit": "points"}
    by = result(pd.DataFrame({"channel": list(values)}), {**base, "estimate": list(values.values())})
    total = result(pd.DataFrame(index=[0]), {**base, "n": 900, "estimate": 20.0})
    return channels.spread(by, total), by.assign(hidden=None)


def test_the_ends_are_named_only_where_they_are_apart():
    apart = said.spread_state(*scored({"app": 50.0, "web": 10.0, "tv": 30.0}, 3.0), month=MONTH)
    assert keys(apart) == ["channel-spread-clear", "channel-spread-ends"]
    assert apart["phrases"][1]["fields"]["worst"] == "web"
    alike = said.spread_state(*scored({"app": 21.0, "web": 20.0, "tv": 19.0}, 5.0), month=MONTH)
    assert keys(alike) == ["channel-spread-unclear"]
    assert keys(said.spread_state(*scored({"app": 21.0}, 5.0), month=MONTH)) == ["channel-spread-few"]


def back(rates, n=4000):
    share = np.array(list(rates.values()))
    values = {
        "metric": "repeat_within_90d",
        "n": n,
        "n_eff": float(n),
        "estimate": share,
        "level": 0.95,
        "unit": "share",
    }
    return result(pd.DataFrame({"first_touch": list(rates)}), {**values, "std_error": np.sqrt(share * (1 - share) / n)})


def test_first_touches_go_with_coming_back_only_beyond_chance():
    frame = back({"live": 0.2, "search": 0.301, "friend": 0.36, "tv": 0.299})
    found = winning.touches_state(against_rest(frame), frame.assign(hidden=None), days=90)
    assert keys(found) == ["touches-above", "touches-below", "touches-compared"]
    assert [resolve(found, "en")["text"].count(name) for name in ("friend", "live", "search")] == [1, 1, 0]
    alike = back({"live": 0.3, "search": 0.301})
    assert keys(winning.touches_state(against_rest(alike), alike.assign(hidden=None), days=90)) == ["touches-alike"]
    assert against_rest(alike.head(0)).empty
    hidden = alike.assign(hidden="small", estimate=np.nan)
    assert keys(winning.touches_state(against_rest(alike), hidden, days=90)) == ["touches-few"]


def test_shares_against_the_rest_are_compared_as_a_table_is():
    frame = back({"live": 0.2, "search": 0.25, "friend": 0.3}, n=500)
    found = against_rest(frame).set_index("first_touch").loc["live"]
    rest = (125 + 150) / 1000
    z = (0.2 - rest) / np.sqrt(375 / 1500 * 1125 / 1500 * (1 / 500 + 1 / 1000))
    assert found["difference"] == pytest.approx(0.2 - rest)
    assert found["p_value"] == pytest.approx(2 * (1 - 0.5 * (1 + _erf(abs(z) / np.sqrt(2)))))


def _erf(x):
    from scipy.special import erf

    return erf(x)


def costs(low, high):
    estimate = [5000.0, 3000.0, 9000.0, 2000.0]
    values = {"metric": ["cost_of_winning", "cost_of_keeping", "margin_of_kept", "winning_less_keeping"], "n": 500}
    values |= {"estimate": estimate, "conf_low": low, "conf_high": high, "level": 0.95, "unit": "money"}
    return result(pd.DataFrame(index=range(4)), values).assign(hidden=None)


@pytest.mark.parametrize(("limits", "key"), [((100, 900), "cheaper"), ((-900, -100), "dearer"), ((-1, 1), "unclear")])
def test_keeping_is_cheaper_only_where_the_interval_says_so(limits, key):
    found = winning.costs_state(costs(*limits), currency="KRW")
    assert keys(found) == [f"keeping-{key}", "keeping-margin"]
    unknown = costs(*limits).assign(estimate=np.nan)
    assert keys(winning.costs_state(unknown, currency="KRW")) == ["keeping-unknown"]


def test_the_sample_company_tells_its_own_story(sample):
    data = cx.open_company(sample).load(month=MONTH)
    mix = channels.channel_mix(data.orders)
    truth = data.orders.df()
    assert set(mix["channel"]) <= set(truth["channel"].dropna())
    assert channels.has_stores(data.orders)
    places = channels.store_mix(data.orders, by="segment")
    assert places["n"].sum() == places.drop_duplicates("segment")["of"].sum()
    costs = channels.winning_and_keeping(data.orders, data.customers)
    sources = channels.cost_of_winning(data.orders, data.customers)
    total = (sources["n"] * sources["estimate"]).sum() / sources["n"].sum()
    assert costs["estimate"].iloc[0] == pytest.approx(total)
    shown = cx.protect([mix, places, costs, sources])
    for lang in words.LANGUAGES:
        assert resolve(winning.costs_state(shown[2], currency="KRW"), lang)["text"]
        assert resolve(winning.sources(shown[3], currency="KRW", min_n=10), lang)["svg"]
        assert resolve(tables.winning_and_keeping(shown[2], currency="KRW", min_n=10), lang)["rows"]
        assert resolve(tables.cost_of_winning(shown[3], currency="KRW", min_n=10), lang)["rows"]

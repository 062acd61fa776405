"""The spread of a score between channels: those that count, and the customers behind it."""

import numpy as np
import pandas as pd
import pytest

import cxmetrics as cx
from cxmetrics import estimate
from cxmetrics.channels import spread


def answers(means, n=300, seed=5):
    """Answers of two months by channel, with so many more promoters."""
    rng, parts = np.random.default_rng(seed), []
    for channel, share in means.items():
        scores = np.where(rng.random(n) < share, 9, 3)
        when = pd.to_datetime(np.where(np.arange(n) % 2, "2026-09-05", "2026-10-05"))
        parts.append(pd.DataFrame({"channel": channel, "score": scores, "responded_at": when}))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(response_id=range(len(rows)), customer_id=rng.integers(0, 900, len(rows)), metric="nps")


def test_a_month_has_the_spread_of_its_channels_and_the_customers_of_all():
    rows = answers({"app": 0.8, "web": 0.5, "store": 0.6})
    asked = {"every": "month", "cluster": "customer_id"}
    by, total = cx.nps(rows, by="channel", **asked), cx.nps(rows, **asked)
    found = spread(by, total).set_index("period")
    own = by[by["period"] == "2026-10"]
    known = estimate.between_interval(own["estimate"], own["std_error"])
    assert found.loc["2026-10", ["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(list(known))
    october = rows[rows["responded_at"].dt.month == 10]
    assert found.loc["2026-10", ["n", "compared"]].tolist() == [october["customer_id"].nunique(), 3]
    assert found.loc["2026-10", "unit"] == "points"


def test_channels_of_a_few_do_not_count():
    rows = answers({"app": 0.8, "web": 0.5})
    few = rows[rows["channel"] == "app"].head(20).assign(channel="live", response_id=range(9000, 9020))
    both = pd.concat([rows, few], ignore_index=True)
    by = cx.nps(both, by="channel")
    assert spread(by, cx.nps(both))["compared"].tolist() == [2]
    alone = rows[rows["channel"] == "app"]
    found = spread(cx.nps(alone, by="channel"), cx.nps(alone))
    assert found["estimate"].isna().all()
    assert found["reason"].tolist() == ["fewer than two groups"]

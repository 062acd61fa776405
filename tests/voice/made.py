"""Comments of a made company: themes, tones and customers that are known."""

import numpy as np
import pandas as pd

import cxmetrics as cx

END = "2026-10-31"
SAYS = {"delivery": "배송 이야기", "price": "price story", "size": "사이즈 이야기", None: "그냥 그래요"}


def answers(texts, scores, *, people=None, metric="nps", day="2026-10-05", **columns):
    """Answers with comments, a row each."""
    n = len(texts)
    return pd.DataFrame({
        "response_id": [f"r{i}" for i in range(n)],
        "customer_id": people if people is not None else [f"c{i}" for i in range(n)],
        "responded_at": pd.Timestamp(day),
        "metric": metric,
        "score": pd.Series(scores, dtype=float),
        "comment": texts,
        **columns,
    })  # fmt: skip


def drawn(shares, complaints, *, n, people, seed):
    """Draw comments whose themes have these shares, with this share of complaint in each; customers write several."""
    rng = np.random.default_rng(seed)
    themes = rng.choice(len(shares), size=n, p=list(shares.values()))
    names = list(shares)
    bad = rng.random(n) < np.array([complaints[names[i]] for i in themes])
    texts = [SAYS[names[i]] for i in themes]
    who = [f"c{i}" for i in rng.integers(0, people, n)]
    return answers(texts, np.where(bad, 2, 10), people=who)


def with_scales(frame, **scales):
    """Give answers as a table that says its scales."""
    return cx.Table(frame, facts=cx.Facts(scales=scales))

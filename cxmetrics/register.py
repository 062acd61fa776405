"""The register of claims: what is told about customer experience, and how much of it may be believed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.contract import CLAIMS, GRADES
from cxmetrics.errors import ParameterError
from cxmetrics.words import say

CHANGES = ("relative", "times", "up_to", "range")  # kinds of numbers that are the size of an effect
NUMBERS = ("number_low", "number_high", "discount", "discounted_low", "discounted_mode", "discounted_high", "prior_sd")
COLUMNS = (
    "claim", "told", "number_low", "number_high", "kind", "source", "year", "meaning", "grade", "discount", "why",
    "discounted_low", "discounted_mode", "discounted_high", "prior_sd", "lever", "misread", "testable",
)  # fmt: skip


def claims(company: None = None) -> pd.DataFrame:
    """Every claim that the literature tells executives, a row each, with its source, its grade and what is left of it.

    Parameters
    ----------
    company : None
        Claims are not tested on a company's data: only None is taken.

    Returns
    -------
    DataFrame
        ``claim`` : its id, C01 … for claims with a number or a definition, Q01 … for directions.
        ``told`` : the claim as it is told, in English.
        ``number_low``, ``number_high`` : its number in the unit of ``kind``, twice the same unless two are told (C30:
        in store and online); missing where there is none.
        ``kind`` : share (of people, 0 to 1), relative (change, 0.9 is 90 % more), times (5 is five times as much),
        up_to and range (relative changes), count, minutes, money (US dollars), or none.
        ``source``, ``year`` : who is named, and of which year; missing where nobody is.
        ``meaning`` : where the popular wording departs from its origin, in English.
        ``grade`` : A (own experiment) to E (not traced).
        ``discount`` : part of the claim that its grade lets one believe, 0 to 1. An assumption of the kit.
        ``why`` : why it has this grade, in English.
        ``discounted_low``, ``discounted_mode``, ``discounted_high`` : what it can be worth as a relative change (0.1 is
        10 %): least, likely and most, see `estimate.up_to` and `estimate.claim_range`. Missing where the number is not
        the size of an effect, where it is misread, and with grade E, which is only shown.
        ``prior_sd`` : standard deviation of the sceptical prior of the log ratio, whose mean is 0;
        by the higher number, where a rise is claimed (relative or times) and there are discounted values.
        ``lever`` : the lever of an initiative that it could move; missing where there is none.
        ``misread`` : whether a share of companies is retold as the size of an effect; it is no evidence for anything.
        ``testable`` : whether the records of one company can speak for or against it.

    Raises
    ------
    ParameterError
        Something else than None is given.

    Examples
    --------
    >>> told = claims().set_index("claim")
    >>> told.loc["C11", ["discounted_low", "discounted_mode", "discounted_high"]].astype(float).round(3).tolist()
    [0.0, 0.01, 0.15]
    >>> told.loc["C04", "meaning"]
    'misread: a share of companies, which say that revenue rose, is retold as the rise'
    """
    if company is not None:
        raise ParameterError(
            "E-CLAIMS",
            "claims are not tested on a company's data.",
            fix="leave it out; cx.effect and cx.experiment look at one claim in your own data.",
        )
    frame = pd.DataFrame([{"claim": key, **claim._asdict()} for key, claim in CLAIMS.items()])
    frame = frame.rename(columns={"low": "number_low", "high": "number_high"})
    frame["told"] = [say(f"claim-{key.lower()}", "en") for key in frame["claim"]]
    for column in ("meaning", "why"):
        frame[column] = [say(f"claim-{column}-{key}", "en") for key in frame[column]]
    frame["discount"] = frame["grade"].map(GRADES)
    frame = frame.assign(**_discounted(frame)).astype(dict.fromkeys(NUMBERS, "float64") | {"year": "Int64"})
    frame[["source", "lever"]] = frame[["source", "lever"]].replace("", None)
    return frame[list(COLUMNS)]


def _discounted(frame: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Give what is left of each claim that is the size of an effect."""
    less = np.where(frame["kind"] == "times", 1.0, 0.0)  # five times as much is four times more
    low, high = frame["number_low"] - less, frame["number_high"] - less
    counts = frame["kind"].isin(CHANGES) & ~frame["misread"] & (frame["discount"] > 0)
    rises = counts & frame["kind"].isin(("relative", "times"))
    reach = estimate.claim_range(low, high, discount=frame["discount"])
    most = estimate.up_to(high)
    mode = np.where(frame["kind"] == "up_to", most.mode, reach.mode)
    ends = {"discounted_low": reach.low, "discounted_mode": mode, "discounted_high": reach.high}
    prior = estimate.sceptical(high.where(rises))
    left = {name: pd.Series(values, frame.index).where(counts) for name, values in ends.items()}
    return left | {"prior_sd": pd.Series(prior.std_dev, frame.index)}

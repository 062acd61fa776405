"""An experiment: customers who were put into arms by chance, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from cxmetrics import estimate
from cxmetrics.effects.check import check_roles, flag, number, read
from cxmetrics.errors import DataError, ParameterError
from cxmetrics.estimate import Floats, Share
from cxmetrics.frames import check_level, result

MISMATCH = 0.001  # p value of the sample ratio, below which the assignment is not what was planned
POWER = 0.8
STEPS = 20  # until the smallest detectable rise agrees with its own variance


@dataclass(frozen=True)
class Experiment:
    """What an experiment found.

    Parameters
    ----------
    estimates : DataFrame
        A row an arm besides the control: difference of the share with the outcome (``estimate``), the two shares
        (``treated``, ``untreated``), ``p_value``, and the smallest true difference that so many customers find four
        times in five (``detectable``). Intervals and p values allow for the number of arms.
    money : DataFrame
        The same for the mean of an amount, zeros counted, with the ``ratio`` of the means; empty if none was asked for.
    arms : DataFrame
        A row an arm: its customers, the share with the outcome, and the share of customers planned (``planned``).
    assignment_p : float
        p value of the sample ratio: below 0.001 the arms are not as large as planned, and nothing is to be believed.
    left_out : DataFrame
        A row a reason: customers who are in no comparison.
    """

    estimates: pd.DataFrame
    money: pd.DataFrame
    arms: pd.DataFrame
    assignment_p: float
    left_out: pd.DataFrame

    @property
    def sound(self) -> bool:
        """Whether the arms are as large as planned."""
        return self.assignment_p >= MISMATCH


def experiment(
    table: Any,
    *,
    arm: str,
    outcome: str,
    control: str,
    unit: str | None = None,
    money: str | None = None,
    planned: Mapping[str, float] | None = None,
    level: float = 0.95,
) -> Experiment:
    """Effect of an experiment: each arm against the control, in shares and in money.

    Parameters
    ----------
    table : frame, Arrow table, path or Table
        A row a customer, as assigned, whatever became of the assignment.
    arm, outcome : str
        Columns: the arm, and 0 or 1 for what came of it.
    control : str
        The arm to which the others are compared.
    unit : str, optional
        The customer: who is in more than one arm is left out, and counted; a second row in the same arm is too.
    money : str, optional
        Amount of each, with its zeros.
    planned : dict, optional
        Share of the customers planned for each arm; by default all alike.
    level : float, default 0.95
        Confidence level of all comparisons together, between 0 and 1.

    Returns
    -------
    Experiment
        Shares and their differences run from -1 to 1; money is in the unit of the column.

    Raises
    ------
    ParameterError
        No arm of the name ``control``, or a plan for other arms than those in the table.
    DataError
        One arm only, an outcome that is not 0 or 1, rows of a customer that say different things.

    Notes
    -----
    Differences of shares have Newcombe's interval, of means Welch's, at the level that Bonferroni leaves to each. Arms
    are compared as assigned: who did not get what was planned stays where they were put.

    References
    ----------
    R. Kohavi, D. Tang and Y. Xu, *Trustworthy online controlled experiments*, 2020, chapter 21 (sample ratio mismatch).

    Examples
    --------
    >>> rows = pd.DataFrame({"box": ["plain"] * 500 + ["gift"] * 500, "back": ([1] * 3 + [0] * 7) * 50 + [1, 0] * 250})
    >>> found = experiment(rows, arm="box", outcome="back", control="plain")
    >>> found.estimates[["box", "estimate", "conf_low", "conf_high"]].round(3).values.tolist()
    [['gift', 0.2, 0.14, 0.258]]
    """
    check = check_level(level)
    check_roles({"arm": arm, "outcome": outcome, "unit": unit, "money": money})
    columns = [name for name in (arm, outcome, unit, money) if name]
    rows, left_out = _assigned(read(table, columns), arm, outcome, unit)
    names = sorted(rows[arm].unique())
    control, planned = str(control), {str(name): share for name, share in planned.items()} if planned else planned
    if control not in names:
        raise ParameterError("E-CONTROL", "no arm is called {control!r}; there are {arms}.", fix="one of these.",
                             control=control, arms=", ".join(names))  # fmt: skip
    if len(names) < 2:  # noqa: PLR2004 - a comparison has two sides
        raise DataError("E-ONE-ARM", "all {n:,} customers are in the arm {arm!r}.", fix="give the control too.",
                        n=len(rows), arm=control)  # fmt: skip
    shares = _planned(names, planned)
    counts = rows.groupby(arm)[outcome].agg(["size", "sum"]).loc[names]
    against = _Against(arm, control, [name for name in names if name != control], check)
    return Experiment(
        estimates=_shares(counts, against),
        money=_money(rows, money, against) if money else pd.DataFrame(),
        arms=_arms(counts, arm, shares, check),
        assignment_p=float(stats.chisquare(counts["size"], shares * len(rows)).pvalue),
        left_out=pd.DataFrame({"why": list(left_out), "n": list(left_out.values())}),
    )


@dataclass(frozen=True)
class _Against:
    """Arms that are compared with the control, at a level for all comparisons together."""

    arm: str
    control: str
    treated: list[str]
    level: float

    @property
    def each(self) -> float:
        """Level that Bonferroni leaves to each comparison."""
        return 1 - (1 - self.level) / len(self.treated)


def _assigned(rows: pd.DataFrame, arm: str, outcome: str, unit: str | None) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give the customers of one arm each, and count the others."""
    rows = rows.assign(**{outcome: flag(rows, outcome)})
    rows[arm] = rows[arm].astype("string").astype(object)
    unknown = rows[[arm, outcome, *([unit] if unit else [])]].isna().any(axis=1)
    known = rows[~unknown]
    left_out = {"arm, outcome or customer unknown": int(unknown.sum()), "in more than one arm": 0, "counted before": 0}
    if unit is not None:
        several = known.groupby(unit)[arm].transform("nunique") > 1
        left_out["in more than one arm"] = int(known.loc[several, unit].nunique())
        alone = known[~several].drop(columns=arm)
        differing = alone.drop_duplicates()[unit].duplicated().sum()
        if differing:
            said = "{n:,} rows say something else of a customer than the one before."
            raise DataError("E-ROWS-DIFFER", said, fix="a row a customer.", n=int(differing))
        known = (alone := known[~several]).drop_duplicates(unit)
        left_out["counted before"] = len(alone) - len(known)
    return known.reset_index(drop=True), left_out


def _planned(names: list[str], planned: Mapping[str, float] | None) -> Floats:
    if planned is None:
        return np.full(len(names), 1 / len(names))
    if sorted(planned) != names or not all(share > 0 for share in planned.values()):
        said, fix = "the plan is for the arms {planned}, the table has {arms}.", "a share above 0 for each arm."
        raise ParameterError("E-PLAN", said, fix=fix, planned=", ".join(sorted(planned)), arms=", ".join(names))
    shares = np.array([float(planned[name]) for name in names])
    return np.asarray(shares / shares.sum())


def _shares(counts: pd.DataFrame, against: _Against) -> pd.DataFrame:
    control, treated = against.control, against.treated
    n, k = counts["size"].astype(float), counts["sum"].astype(float)
    base, own = Share(k[control], n[control]), Share(k[treated].to_numpy(), n[treated].to_numpy())
    found = estimate.share_difference(base, own, level=against.each)
    p = k / n
    least = _detectable(float(p[control]), (float(n[control]), n[treated].to_numpy(float)), level=against.each)
    values = {
        "metric": "experiment",
        "n": (n[treated] + n[control]).astype(int).to_numpy(),
        "n_eff": (n[treated] + n[control]).to_numpy(),
        "estimate": found.estimate,
        "std_error": found.std_error,
        "conf_low": found.low,
        "conf_high": found.high,
        "level": against.level,
        "unit": "share",
        "method": "newcombe, bonferroni",
    }
    extras = {"treated": p[treated].to_numpy(), "untreated": p[control], "detectable": least}
    p_value = np.minimum(found.p_value * len(treated), 1)
    return result(pd.DataFrame({against.arm: treated}), values, extras={**extras, "p_value": p_value})


def _detectable(share: float, n: tuple[float, ArrayLike], *, level: float) -> Floats:
    """Smallest true rise above the control's share that is found four times in five; its own variance counts."""
    base, found = share * (1 - share), np.zeros(np.shape(n[1]))
    for _ in range(STEPS):
        risen = np.minimum(share + found, 1)
        found = estimate.detectable_difference(*n, base, risen * (1 - risen), power=POWER, level=level)
    return found


def _money(rows: pd.DataFrame, money: str, against: _Against) -> pd.DataFrame:
    control, treated, each = against.control, against.treated, against.each
    amount, arms = np.nan_to_num(number(rows, money)), rows[against.arm].to_numpy()
    amounts = {name: amount[arms == name] for name in (control, *treated)}
    means = {name: (x.mean(), x.var(ddof=1) / len(x) if len(x) > 1 else np.nan) for name, x in amounts.items()}
    found = [
        estimate.contrast((means[name][0], means[control][0]), np.diag([means[name][1], means[control][1]]), level=each)
        for name in treated
    ]
    moments = {name: estimate.Moments(len(x), x.sum(), np.sum(x**2)) for name, x in amounts.items()}
    welch = [estimate.mean_difference(moments[control], moments[name], level=each) for name in treated]
    n = [len(amounts[name]) + len(amounts[control]) for name in treated]
    values = {
        "metric": "experiment_money",
        "n": n,
        "n_eff": [float(size) for size in n],
        "estimate": [float(one.estimate) for one in welch],
        "std_error": [float(one.std_error) for one in welch],
        "conf_low": [float(one.low) for one in welch],
        "conf_high": [float(one.high) for one in welch],
        "level": against.level,
        "unit": "money",
        "method": "welch, bonferroni",
    }
    extras = {name: [getattr(one, name) for one in found] for name in ("ratio", "ratio_low", "ratio_high")}
    extras |= {"treated": [one.exposed for one in found], "untreated": [one.unexposed for one in found]}
    extras["p_value"] = [min(float(one.p_value) * len(treated), 1.0) for one in welch]
    return result(pd.DataFrame({against.arm: treated}), values, extras=extras)


def _arms(counts: pd.DataFrame, arm: str, planned: Floats, level: float) -> pd.DataFrame:
    n, k = counts["size"].to_numpy(float), counts["sum"].to_numpy(float)
    low, high = estimate.wilson(k, n, level=level)
    values = {
        "metric": "share_of_arm",
        "n": n.astype(int),
        "n_eff": n,
        "estimate": k / n,
        "std_error": np.sqrt(k / n * (1 - k / n) / n),
        "conf_low": low,
        "conf_high": high,
        "level": level,
        "unit": "share",
        "method": "wilson",
    }
    return result(pd.DataFrame({arm: counts.index}), values, extras={"planned": planned})

"""One exposure, one outcome, everything else made alike: what is left of a naive difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxmetrics import engine
from cxmetrics.effects.check import FEWEST, check_arms, check_roles, check_time, flag, number, read
from cxmetrics.effects.coding import modelled, stratified
from cxmetrics.effects.comparison import Comparison
from cxmetrics.effects.doses import along_doses
from cxmetrics.effects.tables import balance_of, chances_of, estimates_of, sensitivity_of
from cxmetrics.errors import DataError
from cxmetrics.frames import check_level

METHODS = ("crude_history", "crude_landmark", "stratified", "g_computation", "overlap", "mantel_haenszel")
HEADLINE = "overlap"
EMPTY = pd.DataFrame()


@dataclass(frozen=True)
class Effect:
    """What an exposure goes along with, before and after customers are made comparable.

    Parameters
    ----------
    estimates : DataFrame
        A row a ``method``, those of `METHODS`: the difference of the outcome between exposed and unexposed customers
        (``estimate``), the two means (``exposed``, ``unexposed``), their ``ratio`` with ``ratio_low`` and
        ``ratio_high``, ``n_exposed``, and the ``estimand``: whose difference it is.
    money : DataFrame
        The same for an amount of money, crude and by overlap weights; empty if none was asked for.
    dose : DataFrame
        A row a dose: the share with the outcome if all had it (``estimate``), as it was (``crude``), and the
        difference from the lowest dose (``difference``, ``difference_low``, ``difference_high``); ``trend_p`` is of
        the trend within strata. Empty if no dose was given.
    balance : DataFrame
        A row a column of the model: the standardised difference between the arms before (``before``) and after
        weighting (``estimate``); beyond ±0.1 it is not balanced. Labels of fewer than 10 customers are not in it.
    chances : DataFrame
        A row an ``arm`` and band (``chance``: its lower end) of the fitted chance of exposure: the share of the arm.
    sensitivity : DataFrame
        How strong something unmeasured would have to be: see `estimate.e_value` and `estimate.tipping_point`, and
        what each measured covariate moved.
    placebo : DataFrame
        The same estimate for an outcome that lies before the exposure, where there is none to find: one row, or none.
    left_out : DataFrame
        A row a reason: rows that were not compared.
    strata : tuple of str
        The covariates that make the strata.
    """

    estimates: pd.DataFrame
    money: pd.DataFrame
    dose: pd.DataFrame
    balance: pd.DataFrame
    chances: pd.DataFrame
    sensitivity: pd.DataFrame
    placebo: pd.DataFrame
    left_out: pd.DataFrame
    strata: tuple[str, ...]

    @property
    def headline(self) -> pd.DataFrame:
        """The one row of `estimates` that a report names first."""
        return self.estimates[self.estimates["method"] == HEADLINE]


def effect(  # noqa: PLR0913 - the roles that a column can have
    table: Any,
    *,
    exposure: str,
    outcome: str,
    adjust: str | Sequence[str],
    ever: str | None = None,
    among: str | None = None,
    dose: str | None = None,
    money: str | None = None,
    placebo: str | None = None,
    cluster: str | None = None,
    exposure_until: str | None = None,
    outcome_from: str | None = None,
    level: float = 0.95,
) -> Effect:
    """Effect of an exposure on an outcome: naive, and after customers are made comparable in six ways.

    Parameters
    ----------
    table : frame, Arrow table, path or Table
        A row a customer, or a customer and landmark: the day up to which exposure and covariates are counted, and
        from which on the outcome is.
    exposure, outcome : str
        Columns of 0 and 1.
    adjust : str or list of str
        Covariates known before the landmark, the most important first: labels, flags, counts, numbers.
    ever : str, optional
        The exposure as counted over the whole history, as a report would without a landmark: shown as the trap it is.
    among : str, optional
        Column of 0 and 1: who could have been exposed at all (3 orders for 3 channels). `ever` is shown among all.
    dose : str, optional
        Whole number of which the exposure is a threshold, such as the number of channels.
    money : str, optional
        Amount spent in the outcome window, with its zeros.
    placebo : str, optional
        Column of 0 and 1 that the exposure cannot have moved, such as a purchase before it.
    cluster : str, optional
        The customer, where one has a row at several landmarks.
    exposure_until, outcome_from : str, optional
        Days: the last on which exposure was counted and the first of the outcome, to be checked against each other.
    level : float, default 0.95
        Confidence level, between 0 and 1.

    Returns
    -------
    Effect
        Its frames have the standard columns; shares and their differences run from -1 to 1.

    Raises
    ------
    ParameterError
        A column with two roles, or nothing to adjust for.
    DataError
        An exposure that all have or none, or that sets fewer than 10 customers apart; a flag that is not 0 or 1, a
        number that is none; an exposure counted within the outcome window.

    Notes
    -----
    The headline is by overlap weights: those customers count most who could have been in either arm. Where
    stratification, g-computation and overlap weights tell different stories, none is to be believed. What was not
    measured can still make the difference: that is what `sensitivity` and `placebo` are for.

    References
    ----------
    F. Li, K. L. Morgan and A. M. Zaslavsky, JASA 113, 2018; M. A. Hernán and J. M. Robins, *Causal inference: what if*,
    2020; T. J. VanderWeele and P. Ding, Annals of Internal Medicine 167, 2017.

    Examples
    --------
    >>> rows = pd.DataFrame({"app": [0, 1, 0, 1] * 100, "orders": [1, 2, 2, 1] * 100, "back": [0, 1, 1, 0] * 100})
    >>> found = effect(rows, exposure="app", outcome="back", adjust=["orders"])
    >>> found.estimates[["method", "estimate"]].round(6).values.tolist()[:2]
    [['crude_landmark', 0.0], ['stratified', 0.0]]
    """
    check, adjust = check_level(level), engine.columns_of(adjust)
    roles = {"exposure": exposure, "outcome": outcome, "ever": ever, "money": money, "placebo": placebo}
    check_roles(roles, adjust)
    others = [among, dose, cluster, exposure_until, outcome_from]
    whole = read(table, [name for name in (*roles.values(), *adjust, *others) if name])
    check_time(whole, exposure_until, outcome_from)
    for name in adjust:
        if pd.api.types.is_numeric_dtype(whole[name]):
            number(whole, name)
    flags = {name: flag(whole, name) for name in (exposure, outcome, ever, among, placebo) if name}
    whole = whole.assign(**flags)
    rows, left_out = _kept(whole, exposure, outcome, among)
    a = rows[exposure].to_numpy(float)
    own: dict[str, Any] = {"cluster": pd.factorize(rows[cluster])[0] if cluster else None, "level": check}
    check_arms(a, exposure, own["cluster"])
    strata = stratified(rows, adjust, a)
    compared = Comparison(rows, a, rows[outcome].to_numpy(float), modelled(rows, adjust), strata, **own)
    arms = strata.arms(a, compared.outcome)
    left_out["stratum of one arm"] = int(len(rows) - np.sum(arms.n0) - np.sum(arms.n1))
    return Effect(
        estimates=_estimates(compared, outcome, _history(whole, roles, cluster, check) if ever else None),
        money=_money(compared, money) if money else EMPTY,
        dose=along_doses(compared, dose) if dose else EMPTY,
        balance=balance_of(compared),
        chances=chances_of(compared),
        sensitivity=sensitivity_of(compared, adjust),
        placebo=_placebo(compared, placebo) if placebo else EMPTY,
        left_out=pd.DataFrame({"why": list(left_out), "n": list(left_out.values())}),
        strata=strata.made_of,
    )


def _kept(whole: pd.DataFrame, exposure: str, outcome: str, among: str | None) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give the rows that can be compared, and how many cannot, by the reason."""
    unknown = whole[[exposure, outcome]].isna().any(axis=1)
    cannot = ~unknown & (whole[among] != 1) if among else unknown & False
    kept = whole[~unknown & ~cannot].reset_index(drop=True)
    return kept, {"exposure or outcome unknown": int(unknown.sum()), "could not have": int(cannot.sum())}


def _history(whole: pd.DataFrame, roles: Mapping[str, str | None], cluster: str | None, level: float) -> Comparison:
    """Compare as a report without a landmark does: everybody, by what they were exposed to at any time."""
    ever, outcome = str(roles["ever"]), str(roles["outcome"])
    known = whole[whole[[ever, outcome]].notna().all(axis=1)].reset_index(drop=True)
    a = known[ever].to_numpy(float)
    own: dict[str, Any] = {"cluster": pd.factorize(known[cluster])[0] if cluster else None, "level": level}
    check_arms(a, ever, own["cluster"])
    return Comparison(known, a, known[outcome].to_numpy(float), modelled(known, []), stratified(known, [], a), **own)


def _estimates(compared: Comparison, outcome: str, history: Comparison | None) -> pd.DataFrame:
    found, of = compared.methods(), dict.fromkeys(METHODS, compared)
    if history is not None:
        found = {"crude_history": history.crude(history.outcome), **found}
        of["crude_history"] = history
    sizes = {method: of[method].sizes for method in found}
    n_eff = compared.weighted.n_eff
    return estimates_of(found, f"effect_on_{outcome}", sizes=sizes, n_eff=n_eff, level=compared.level)


def _money(compared: Comparison, name: str) -> pd.DataFrame:
    """Compare means of money, the zeros of who bought nothing among them."""
    amount = np.nan_to_num(number(compared.rows, name))
    if (amount < 0).any():
        said = "{name} is below 0 for {n:,} customers: refunds are larger than what they bought."
        fix = "count a refund with the order that it belongs to."
        raise DataError("E-MONEY", said, fix=fix, name=name, n=int((amount < 0).sum()))
    weighted = compared.by_overlap(amount)
    found = {"crude_landmark": compared.crude(amount), "overlap": weighted.contrast}
    sizes, n_eff = dict.fromkeys(found, compared.sizes), weighted.n_eff
    return estimates_of(found, f"money_effect_on_{name}", sizes=sizes, n_eff=n_eff, level=compared.level)


def _placebo(compared: Comparison, name: str) -> pd.DataFrame:
    """Compare an outcome that the exposure cannot have moved, where it is known."""
    known = compared.rows[name].notna().to_numpy()
    part = compared.where(known)
    if min(part.people(part.exposed == side) for side in (0, 1)) < FEWEST:
        return EMPTY
    weighted = part.by_overlap(part.rows[name].to_numpy(float))
    found, sizes = {"overlap": weighted.contrast}, {"overlap": part.sizes}
    return estimates_of(found, f"placebo_{name}", sizes=sizes, n_eff=weighted.n_eff, level=part.level)

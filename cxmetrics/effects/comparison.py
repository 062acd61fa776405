"""Two arms that are compared: their rows, the covariates as columns and as strata, and the weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from cxmetrics import estimate
from cxmetrics.effects.coding import Model, Strata
from cxmetrics.estimate import Contrast, Floats, Weighted


@dataclass(frozen=True)
class Comparison:
    """Customers with and without an exposure.

    Parameters
    ----------
    rows : DataFrame
        A row a customer, or a customer and landmark.
    exposed, outcome : array of float
        0 and 1.
    model, strata
        The covariates.
    cluster : array, optional
        The customer of each row.
    level : float
        Confidence level.
    """

    rows: pd.DataFrame
    exposed: Floats
    outcome: Floats
    model: Model
    strata: Strata
    cluster: np.ndarray | None
    level: float

    @cached_property
    def weighted(self) -> Weighted:
        """The headline: by overlap weights."""
        return self.by_overlap(self.outcome)

    def by_overlap(self, outcome: Floats, columns: Floats | None = None) -> Weighted:
        """Compare another outcome, or with other covariates, by overlap weights."""
        x = self.model.columns if columns is None else columns
        return estimate.overlap(self.exposed, outcome, x, cluster=self.cluster, level=self.level)

    def crude(self, outcome: Floats) -> Contrast:
        """Compare as they are: overlap weights without a covariate are all alike in each arm."""
        return self.by_overlap(outcome, np.empty((len(outcome), 0))).contrast

    def methods(self) -> dict[str, Contrast]:
        """Compare by every method; each makes other customers count more."""
        return {
            "crude_landmark": self.crude(self.outcome),
            "stratified": self._within_strata("all"),
            "g_computation": estimate.g_computation(
                self.exposed, self.outcome, self.model.columns, cluster=self.cluster, level=self.level
            ),
            "overlap": self.weighted.contrast,
            "mantel_haenszel": self._within_strata("overlap"),
        }

    def _within_strata(self, target: Literal["all", "overlap"]) -> Contrast:
        """Compare within strata: closed forms for a row a customer, sums over customers for several."""
        arms = self.strata.arms(self.exposed, self.outcome)
        if self.cluster is None or not len(np.atleast_1d(arms.n0)):
            way = estimate.mantel_haenszel if target == "overlap" else estimate.standardised
            return way(arms, level=self.level)
        rows = self.strata.enough(self.exposed)
        place = np.unique(self.strata.place[rows], return_inverse=True)[1]
        return estimate.standardised_in_clusters(
            place, self.exposed[rows], self.outcome[rows], self.cluster[rows], target=target, level=self.level
        )

    @property
    def sizes(self) -> tuple[int, int]:
        """How many customers, and how many of them exposed."""
        return self.people(np.ones(len(self.exposed), dtype=bool)), self.people(self.exposed == 1)

    def where(self, rows: np.ndarray) -> Comparison:
        """Give the comparison of some rows only."""
        return replace(
            self,
            rows=self.rows[rows].reset_index(drop=True),
            exposed=self.exposed[rows],
            outcome=self.outcome[rows],
            model=replace(self.model, columns=self.model.columns[rows]),
            strata=replace(self.strata, place=self.strata.place[rows]),
            cluster=None if self.cluster is None else self.cluster[rows],
        )

    def people(self, rows: np.ndarray) -> int:
        """Count the customers behind some rows."""
        return int(rows.sum()) if self.cluster is None else len(pd.unique(self.cluster[rows]))

"""Trends: what of each there is, what it goes along with, and how much that can be believed."""

from cxmetrics.trends.scorecard import TrendEffects, trend_effects

__all__ = ["TrendEffects", "trend_effects"]

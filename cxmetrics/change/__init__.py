"""Is it a real change or noise: periods against periods, and groups against the rest."""

from cxmetrics.change.calendar import alike, gift_days
from cxmetrics.change.compare import changes
from cxmetrics.change.mix import mix_of_change
from cxmetrics.change.rest import against_rest

__all__ = ["against_rest", "alike", "changes", "gift_days", "mix_of_change"]

"""Is it a real change or noise: periods against periods, and groups against the rest."""

from cxmetrics.change.compare import changes
from cxmetrics.change.rest import against_rest

__all__ = ["against_rest", "changes"]

"""What initiatives are worth."""

from cxmetrics.value.whole import Roi, roi

__all__ = ["Roi", "roi"]

"""What changes of the customer experience are worth: where the company stands, and what they came to."""

from cxmetrics.value.baseline import baseline
from cxmetrics.value.delivered import delivered
from cxmetrics.value.links import links

__all__ = ["baseline", "delivered", "links"]

"""What changes of the customer experience are worth: where the company stands, and what initiatives come to."""

from cxmetrics.value.cases import CAUSAL_SHARES
from cxmetrics.value.company import weighed
from cxmetrics.value.linkage import links
from cxmetrics.value.plans import segments_of
from cxmetrics.value.promised import delivered
from cxmetrics.value.rows import measures
from cxmetrics.value.standing import baseline
from cxmetrics.value.whole import Roi, roi

__all__ = ["CAUSAL_SHARES", "Roi", "baseline", "delivered", "links", "measures", "roi", "segments_of", "weighed"]

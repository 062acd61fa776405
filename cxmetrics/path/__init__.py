"""The customer path: its stages, its touchpoints, and what is missing on it."""

from cxmetrics.path.beside import beside
from cxmetrics.path.opened import ACTED, LEFT, WITHIN
from cxmetrics.path.people import chosen, members, traits
from cxmetrics.path.referrals import referrals
from cxmetrics.path.whole import Journey, journey

__all__ = ["ACTED", "LEFT", "WITHIN", "Journey", "beside", "chosen", "journey", "members", "referrals", "traits"]

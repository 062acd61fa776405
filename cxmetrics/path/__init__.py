"""The customer path: its stages, its touchpoints, and what is missing on it."""

from cxmetrics.path.again import contacts_after
from cxmetrics.path.before_after import around, begun
from cxmetrics.path.beside import beside
from cxmetrics.path.doses import interactions
from cxmetrics.path.following import Following
from cxmetrics.path.moves import OTHER as OTHER_WAYS
from cxmetrics.path.opened import ACTED, LEFT, WITHIN
from cxmetrics.path.people import apart, chosen, members, traits
from cxmetrics.path.personas import Personas, personas
from cxmetrics.path.referrals import referrals
from cxmetrics.path.whole import Journey, journey
from cxmetrics.path.worth import promoters_less_detractors, worth_by_score

__all__ = [
    "ACTED",
    "LEFT",
    "OTHER_WAYS",
    "WITHIN",
    "Following",
    "Journey",
    "Personas",
    "apart",
    "around",
    "begun",
    "beside",
    "chosen",
    "contacts_after",
    "interactions",
    "journey",
    "members",
    "personas",
    "promoters_less_detractors",
    "referrals",
    "traits",
    "worth_by_score",
]

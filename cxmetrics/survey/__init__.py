"""Survey metrics: recommendation, effort and satisfaction."""

from cxmetrics.survey.opinion import ces, csat
from cxmetrics.survey.recommend import nps

__all__ = ["ces", "csat", "nps"]

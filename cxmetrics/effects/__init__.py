"""What an exposure does, once the customers with and without it are made comparable."""

from cxmetrics.effects.adjust import METHODS, Effect, effect
from cxmetrics.effects.trial import Experiment, experiment

__all__ = ["METHODS", "Effect", "Experiment", "effect", "experiment"]

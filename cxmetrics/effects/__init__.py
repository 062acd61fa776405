"""What an exposure does, once the customers with and without it are made comparable."""

from cxmetrics.effects.adjust import METHODS, Effect, effect

__all__ = ["METHODS", "Effect", "effect"]

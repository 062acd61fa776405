"""What customers say: the ratings that go with the recommendation."""

from cxmetrics.voice.ratings import Drivers, drivers

__all__ = ["Drivers", "drivers"]

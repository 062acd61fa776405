"""What customers say: the ratings that go with the recommendation, and what they write."""

from cxmetrics.voice.model import FEWEST
from cxmetrics.voice.ratings import Drivers, drivers

__all__ = ["FEWEST", "Drivers", "drivers"]

"""Channels: how many of them, which, in which order, and what they go along with."""

from cxmetrics.channels.evenness import spread
from cxmetrics.channels.money import cost_of_winning, winning_and_keeping
from cxmetrics.channels.months import channel_mix
from cxmetrics.channels.places import PLACES, has_stores, store_mix
from cxmetrics.channels.retention import ChannelRetention, channel_retention
from cxmetrics.channels.shared import LOST, TIED
from cxmetrics.channels.steps import next_channel
from cxmetrics.channels.together import channel_pairs, preferred_channel

__all__ = [
    "LOST",
    "PLACES",
    "TIED",
    "ChannelRetention",
    "channel_mix",
    "channel_pairs",
    "channel_retention",
    "cost_of_winning",
    "has_stores",
    "next_channel",
    "preferred_channel",
    "spread",
    "store_mix",
    "winning_and_keeping",
]

"""Channels: how many of them, which, and what they go along with."""

from cxmetrics.channels.retention import ChannelRetention, channel_retention

__all__ = ["ChannelRetention", "channel_retention"]

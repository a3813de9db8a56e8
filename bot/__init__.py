"""Parley: a Discord bot that knows the US-China trade truce."""

__version__ = "0.1.0"

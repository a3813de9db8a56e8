"""Parley: a Discord bot that answers from a curated, sourced and dated knowledge base, on any subject."""

__version__ = "0.4.0"

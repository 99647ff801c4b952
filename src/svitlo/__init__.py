"""Svitlo: what to buy, where it goes and in which order crews repair, for struck power and water systems."""

__version__ = "0.1.0"

"""Finds passages that articles share with references, and whether their source is named."""

__version__ = "0.1.0"

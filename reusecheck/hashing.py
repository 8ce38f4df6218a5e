"""The one hash function used: BLAKE2b (RFC 7693), the same in every process and on every platform."""

from __future__ import annotations

try:
    # hashlib's own blake2b, without the OpenSSL library that hashlib loads first: 3 ms at every commit
    from _blake2 import blake2b
except ImportError:  # an interpreter that keeps it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b"]

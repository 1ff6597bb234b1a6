# SPDX-License-Identifier: BSD-3-Clause
"""Third-party sources: fetched, pinned and verified, never copied into the tree.

A component names what it needs in a `sources.txt` of its own; `fetch.py` gets it.
"""

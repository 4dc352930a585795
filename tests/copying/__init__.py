"""Rows moved between collections, on every server there is."""

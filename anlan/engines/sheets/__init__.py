"""Ledgers in and out, as offices keep them."""

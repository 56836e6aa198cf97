"""Outcomes: figures before and after, reviews."""

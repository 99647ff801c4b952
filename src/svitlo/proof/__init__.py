"""Judges a plan as a table; never sees the planner."""

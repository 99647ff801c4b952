"""The vocabulary of all stages."""

"""Benchmarks: each table is one command, with the peers beside Svitlo in the same run."""

"""What stands today, as arrays."""

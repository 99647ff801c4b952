"""Who gives what, and from when it can be used."""

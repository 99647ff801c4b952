"""Facts in plain news reports: proposals for a person to accept, never entries of the ledger by themselves."""

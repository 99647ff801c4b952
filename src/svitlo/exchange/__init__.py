"""The ledger in other shapes: formats that others read, a case's tables, a plan's uses, a report's proposals."""

"""Opens the store that a name means: a file, or `postgresql://...`."""

from pathlib import Path

from svitlo.ledger.store import Store

SERVER = ("postgresql://", "postgres://")


def open_store(name: str, *, create: bool = False) -> Store:
    """The store of a ledger. Raises BadInput where there is none, or it cannot be opened.

    With `create` an empty ledger is made where there is none.
    """
    if name.startswith(SERVER):
        # The driver loads only where a server is meant.
        from svitlo.ledger.postgres_store import PostgresStore  # noqa: PLC0415

        return PostgresStore(name, create=create)
    from svitlo.ledger.sqlite_store import SqliteStore  # noqa: PLC0415

    return SqliteStore(Path(name), create=create)

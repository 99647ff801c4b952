"""Ways around the door: what somebody with the file or the server's password could do."""

import sqlite3
from contextlib import closing

import psycopg

from svitlo.ledger.postgres_store import SCHEMA
from tests.ledger.conftest import Place


def run_sql(place: Place, *statements: str, powers: bool = False) -> None:
    """Run SQL on a ledger's tables; with `powers`, past the triggers that refuse change."""
    if place.kind == "sqlite":
        with closing(sqlite3.connect(place.name, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in triggers if powers else ():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            for _, sql in triggers if powers else ():
                connection.execute(sql)
        return
    address, _, schema = place.name.partition("#")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {schema or SCHEMA}".encode())
        if powers:
            connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())

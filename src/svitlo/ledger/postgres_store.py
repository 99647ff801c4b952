"""The ledger on a PostgreSQL server: the same tables in a schema of their own, append-only by triggers.

Writers queue at a lock of the server that ends with their transaction; readers see one snapshot. The address may end in
`#name`: the schema, where one database holds several ledgers.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import conninfo, errors, sql

from svitlo.ledger.sql_store import SqlSight
from svitlo.tables.errors import BadInput

VERSION = 1
SCHEMA = "svitlo_ledger"
"""The schema where the address names none."""

CONNECT_S = 10
BATCH = 2_000

_MARK = "svitlo ledger "
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,47}")
_INIT = "svitlo ledger init makes one"

_TEXT = 'TEXT COLLATE "C" NOT NULL'
_TABLES = f"""
CREATE TABLE events (
    seq BIGINT PRIMARY KEY CHECK (seq > 0), kind {_TEXT}, subject {_TEXT}, held_on {_TEXT}, recorded_at {_TEXT},
    author {_TEXT}, body {_TEXT}, hash {_TEXT}
);
CREATE INDEX events_of_subject ON events (subject, seq);
CREATE TABLE links (seq BIGINT NOT NULL, subject {_TEXT}, name {_TEXT}, PRIMARY KEY (name, subject, seq));
CREATE TABLE postings (
    seq BIGINT NOT NULL, account {_TEXT}, pool {_TEXT}, party {_TEXT}, category {_TEXT}, measure {_TEXT},
    held_on {_TEXT}, amount BIGINT NOT NULL
);
CREATE INDEX postings_of_pool ON postings (pool, held_on);
CREATE TABLE pool_days (
    pool {_TEXT}, held_on {_TEXT}, account {_TEXT}, measure {_TEXT}, amount BIGINT NOT NULL,
    PRIMARY KEY (pool, held_on, account, measure)
);
CREATE TABLE party_totals (
    account {_TEXT}, party {_TEXT}, category {_TEXT}, measure {_TEXT}, amount BIGINT NOT NULL,
    PRIMARY KEY (account, party, category, measure)
);
CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% are only added to', TG_TABLE_NAME; END $$
"""
_KEPT = (
    *((table, action) for table in ("events", "links", "postings") for action in ("UPDATE", "DELETE", "TRUNCATE")),
    *((table, action) for table in ("pool_days", "party_totals") for action in ("DELETE", "TRUNCATE")),
)
_SETTINGS = (
    "-c synchronous_commit=on -c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 "
    "-c client_encoding=UTF8"
)


class _Connection:
    """Questions of `sql_store` to psycopg: its parameters are written `%s`."""

    def __init__(self, connection: psycopg.Connection[Any], name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _told(self._name):
            return self._connection.execute(_query(sql), values).fetchall()

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with _told(self._name), self._connection.cursor(name="stream") as cursor:
            cursor.itersize = BATCH
            cursor.execute(_query(sql))
            yield from cursor

    def write(self, statements: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> None:
        given = [(sql, rows) for sql, rows in statements if rows]
        if given:
            # One way to the server and back for all.
            with _told(self._name), self._connection.pipeline(), self._connection.cursor() as cursor:
                for sql, rows in given:
                    cursor.executemany(_query(sql), rows)


class PostgresStore:
    """A ledger on a server; it is made if it does not exist and `create` is set."""

    def __init__(self, address: str, *, create: bool = False) -> None:
        """Open a ledger. Raises BadInput where there is none, or the server cannot be reached."""
        address, self._schema = _address_and_schema(address)
        self._name = _without_secrets(address, self._schema)
        self._connection = _connected(address, self._name)
        self._key = int.from_bytes(hashlib.sha256(self._schema.encode()).digest()[:8], "big", signed=True)
        try:
            with _told(self._name):
                if create:
                    self._make()
                self._check_ours()
                self._connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self._schema)))
        except BaseException:
            self._connection.close()
            raise

    def _make(self) -> None:
        with self._transaction("BEGIN"):
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._key,))
            if self._mark() is not None:
                return
            encoding = self._connection.execute("SHOW server_encoding").fetchone()
            if encoding is None or encoding[0] != "UTF8":
                raise BadInput.of(self._name, "the database does not hold UTF-8", hint="make one with ENCODING 'UTF8'")
            schema = sql.Identifier(self._schema)
            self._connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            self._connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(schema))
            self._connection.execute(_query(_TABLES))
            for table, action in _KEPT:
                each = "STATEMENT" if action == "TRUNCATE" else "ROW"
                self._connection.execute(
                    _query(
                        f"CREATE TRIGGER {table}_keep_{action.lower()} BEFORE {action} ON {table} "
                        f"FOR EACH {each} EXECUTE FUNCTION only_added_to()"
                    )
                )
            mark = sql.Literal(f"{_MARK}{VERSION}")
            self._connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, mark))

    def _mark(self) -> str | None:
        """What the schema says about itself; None where there is no such schema."""
        found = self._connection.execute(
            "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = %s",
            (self._schema,),
        ).fetchone()
        return None if found is None else str(found[0])

    def _check_ours(self) -> None:
        mark = self._mark()
        if mark is None:
            raise BadInput.of(self._name, f"there is no ledger: no schema {self._schema}", hint=_INIT)
        version = mark.removeprefix(_MARK)
        if not mark.startswith(_MARK) or not version.isdecimal():
            what = f"the schema {self._schema} belongs to another program"
            raise BadInput.of(self._name, what, hint="end the address in #name for a schema of its own")
        if int(version) > VERSION:
            what = f"was made by a newer Svitlo (tables of version {version}; this one knows {VERSION})"
            raise BadInput.of(self._name, what, hint="install the newer Svitlo")

    @contextmanager
    def reading(self) -> Iterator[SqlSight]:
        """A sight of the ledger as it is now."""
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            # The first question fixes what is seen.
            yield SqlSight(_Connection(self._connection, self._name))

    @contextmanager
    def writing(self) -> Iterator[SqlSight]:
        """A transaction that writes."""
        with self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED"):
            with _told(self._name):
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._key,))
            sight = SqlSight(_Connection(self._connection, self._name))
            yield sight
            sight.flush()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with _told(self._name):
            self._connection.execute(begin)
        try:
            yield
            with _told(self._name):
                self._connection.execute("COMMIT")
        except BaseException:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            raise

    def damage(self) -> list[str]:
        """Whether the triggers that refuse change are there and at work."""
        with _told(self._name):
            rows = self._connection.execute(
                "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = %s AND NOT tgisinternal",
                (self._schema,),
            ).fetchall()
        at_work = {str(name) for name, enabled in rows if _word(enabled) in ("O", "A")}
        wanted = {f"{table}_keep_{action.lower()}" for table, action in _KEPT}
        return [f"the trigger {name} is missing or off" for name in sorted(wanted - at_work)]

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()


def _query(text: str) -> str:
    """Our own SQL, with the driver's marks for parameters; nothing from outside is ever part of it."""
    return text.replace("%", "%%").replace("?", "%s") if "?" in text else text


def _word(value: object) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


def _address_and_schema(address: str) -> tuple[str, str]:
    bare, mark, name = address.rpartition("#")
    if not mark or "@" in name or "/" in name:
        return address, SCHEMA
    if not _NAME.fullmatch(name):
        raise BadInput.of(
            _without_secrets(bare, ""),
            f"{name!r} cannot name a schema",
            hint="up to 48 lower-case letters, digits and underscores",
        )
    return bare, name


def _without_secrets(address: str, schema: str) -> str:
    """An address as it may be shown: never a password, whatever else is wrong with it."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        shown = f"{parts.scheme}://{host}{parts.path}"
    except ValueError:
        shown = "postgresql://..."
    return shown if schema in ("", SCHEMA) else f"{shown}#{schema}"


def _connected(address: str, name: str) -> psycopg.Connection[Any]:
    try:
        given = dict[str, Any](conninfo.conninfo_to_dict(address))
    except psycopg.Error:
        # Its message repeats the address, and with it the password.
        what = "is not an address of PostgreSQL"
        raise BadInput.of(name, what, hint="postgresql://user@host:5432/database") from None
    given.setdefault("connect_timeout", CONNECT_S)
    given.setdefault("application_name", "svitlo")
    given["options"] = " ".join(filter(None, (str(given.get("options") or ""), _SETTINGS)))
    try:
        return psycopg.connect(conninfo.make_conninfo(**given), autocommit=True)
    except psycopg.Error as error:
        password = str(given.get("password") or "")
        said = " ".join(str(error).split())
        said = said.replace(password, "***") if password else said
        hint = "check the address, the user and the password; does the server run?"
        raise BadInput.of(name, f"cannot connect: {said}", hint=hint) from None


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What the server refuses, as a problem of the ledger."""
    try:
        yield
    except (errors.IntegrityError, errors.RaiseException):
        raise
    except psycopg.Error as error:
        code = (error.sqlstate or "")[:2]
        what, hint = _WORDS.get(code, (f"the server refuses: {' '.join(str(error).split())}", ""))
        raise BadInput.of(name, what, hint=hint) from error


_LOST = ("the server went away; what was not acknowledged may not be recorded", "try again, and look at the head first")
_WORDS: Mapping[str, tuple[str, str]] = {
    "": _LOST,
    "08": _LOST,
    "57": _LOST,
    "42": ("this user lacks a right, or a table of the ledger is missing", "ask who runs the server"),
    "22": ("a sum would be larger than the ledger can hold", "check the amounts"),
    "53": ("the server has no room left; nothing was recorded", "make room and try again"),
    "25": ("this server only reads: it is a copy", "name the server that may be written"),
}

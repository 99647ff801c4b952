"""A PostgreSQL server for one run: a throw-away cluster in a temporary folder, reached through a socket there alone."""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

ACCOUNTS = ("postgres", "nobody")
"""Users under whom the server may run where we are root: it refuses root."""

GUARDED, PASSWORD = "guarded", "open sesame"
"""A user who needs a password; all others are let in."""

START_S = 60.0


class NoServerError(RuntimeError):
    """PostgreSQL is not installed here and may not be."""


def programs() -> Path:
    """The folder of PostgreSQL's programs; the newest where there are several. Raises NoServerError."""
    found = shutil.which("postgres")
    if found and shutil.which("initdb", path=str(Path(found).resolve().parent)):
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    raise NoServerError("PostgreSQL is not installed: initdb and postgres were not found")


def installed() -> Path:
    """As `programs`, after installing Debian's package where that is needed and may be."""
    with (Path(tempfile.gettempdir()) / "svitlo-postgresql-install").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return programs()
        except NoServerError:
            if os.geteuid() != 0 or not shutil.which("apt-get"):
                raise
        surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-qq", "-y", "postgresql"]):
            subprocess.run(["apt-get", *words], env=surroundings, check=False, capture_output=True)  # noqa: S603, S607
        return programs()


@contextmanager
def cluster(folder: Path | None = None, settings: Sequence[str] = ()) -> Iterator[str]:
    """A server; gives an address to which `#schema` may be added. Raises NoServerError."""
    binaries = installed()
    # A short path: sockets allow about a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="svitlo-pg-", dir=folder))
    account = _account()
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
    try:
        data = home / "data"
        _run(
            account,
            [
                str(binaries / "initdb"),
                "-D",
                str(data),
                "-N",
                "-U",
                "svitlo",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
            ],
        )
        hba = data / "pg_hba.conf"
        hba.write_text(f"local all {GUARDED} scram-sha-256\nlocal all all trust\n")
        words = [f"-c{setting}" for setting in (f"unix_socket_directories={home}", "listen_addresses=", *settings)]
        log = (home / "log").open("wb")
        server = subprocess.Popen(  # noqa: S603
            [*_as(account), str(binaries / "postgres"), "-D", str(data), *words], stdout=log, stderr=log, cwd="/"
        )
        try:
            address = f"postgresql://svitlo@/postgres?host={home}"
            _wait(server, address, home / "log")
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            log.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("the server refuses to run as root, and there is no user postgres or nobody")


def _as(account: pwd.struct_passwd | None) -> list[str]:
    if account is None:
        return []
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _run(account: pwd.struct_passwd | None, command: list[str]) -> None:
    done = subprocess.run([*_as(account), *command], capture_output=True, text=True, check=False, cwd="/")  # noqa: S603
    if done.returncode:
        raise NoServerError(f"{command[0]} failed: {done.stderr.strip()}")


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    ends = time.monotonic() + START_S
    while True:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}'")
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > ends:
                raise NoServerError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)

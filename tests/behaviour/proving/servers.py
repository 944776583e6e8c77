"""
A real Redis and a real PostgreSQL, started from the machine's packages for the first proof that needs one.

Each process of the tests has servers of its own, reached by a socket in a temporary folder: no port is taken, nothing
is shared, and ``keeper.py`` ends them with the process, whatever ends that.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

KEEPER = Path(__file__).with_name("keeper.py")
SECONDS_TO_START = 60


class Unavailable(Exception):
    """This machine cannot run the server; the message says what is missing."""


@cache
def redis() -> dict[str, Any]:
    """A Redis that has just been started, as an entry of ``CACHES``.

    Raises:
        Unavailable: Redis is not installed, or the Python package ``redis`` is not.
    """
    _need("redis")
    program = _program("redis-server")
    if program is None:
        raise Unavailable("there is no redis-server on this machine")
    folder = _folder()
    socket = folder / "redis.sock"
    keeper = _keep(
        folder, None, [program, "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    )
    url = f"unix://{socket}"

    def ask() -> None:
        from redis import Redis

        with Redis.from_url(url) as client:
            client.ping()

    _wait_for(ask, keeper, folder)
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}


@cache
def postgresql() -> dict[str, Any]:
    """
    A PostgreSQL that has just been started, without any table, as an entry of ``DATABASES``.

    Raises:
        Unavailable: PostgreSQL is not installed, the Python package ``psycopg`` is not, or there is no user for the
            server.
    """
    _need("psycopg")
    initdb = _program("initdb", "usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
    if initdb is None:
        raise Unavailable("there is no PostgreSQL on this machine")
    account = _account()
    folder = _folder()
    if account:
        os.chown(folder, *account)
    other: dict[str, Any] = {"user": account[0], "group": account[1], "extra_groups": []} if account else {}
    data = folder / "data"
    made = subprocess.run(
        [initdb, "-D", data, "-U", "proofs", "--auth=trust", "--no-sync", "--no-locale", "--encoding=UTF8"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        **other,
    )
    if made.returncode:
        raise Unavailable(f"PostgreSQL could not be set up: {(made.stderr or made.stdout).strip()[-300:]}")
    command = [
        str(Path(initdb).resolve().with_name("postgres")),
        "-D",
        str(data),
        "-k",
        str(folder),
        "-c",
        "listen_addresses=",
    ]
    # Nothing has to survive a power failure.
    for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"):
        command += ["-c", setting]
    keeper = _keep(folder, account, command)

    def ask() -> None:
        import psycopg

        psycopg.connect(host=str(folder), user="proofs", dbname="postgres").close()

    _wait_for(ask, keeper, folder)
    return {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "proofs", "HOST": str(folder)}


def _need(package: str) -> None:
    if find_spec(package) is None:
        raise Unavailable(f"the Python package {package} is not installed")


def _program(name: str, *folders: str) -> str | None:
    """A program on the path, or the newest in these folders (Debian keeps PostgreSQL's own off the path)."""
    found = [path for pattern in folders for path in Path("/").glob(f"{pattern}/{name}") if os.access(path, os.X_OK)]
    newest = max(found, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))], default=None)
    return shutil.which(name) or (str(newest) if newest else None)


def _account() -> tuple[int, int] | None:
    """
    User and group: PostgreSQL refuses to be run by root. Then it is run as the package's own user, or as nobody; else
    None.

    Raises:
        Unavailable: there is neither.
    """
    import pwd  # not on Windows

    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise Unavailable("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _folder() -> Path:
    """A new folder with a short name: the path of a socket may have no more than about a hundred characters."""
    folder = Path(tempfile.mkdtemp(prefix="dse-", dir="/tmp" if os.path.isdir("/tmp") else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _keep(folder: Path, account: tuple[int, int] | None, command: list[str]) -> subprocess.Popen[bytes]:
    """Start a server under a keeper, which ends it and removes the folder when this process ends."""
    ids = [str(number) for number in account] if account else ["", ""]
    with open(folder / "log", "wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(KEEPER), str(folder), *ids, *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )
    atexit.register(_end, keeper)
    return keeper


def _end(keeper: subprocess.Popen[bytes]) -> None:
    assert keeper.stdin is not None
    keeper.stdin.close()
    keeper.wait()


def _wait_for(ask: Callable[[], object], keeper: subprocess.Popen[bytes], folder: Path) -> None:
    """Ask a server until it answers.

    Raises:
        RuntimeError: it has ended, or does not answer in time; with the end of its log.
    """
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            ask()
            return
        except Exception as error:
            if time.monotonic() > end or keeper.poll() is not None:
                log = (folder / "log").read_text("utf-8", "replace")
                raise RuntimeError(f"the server does not answer: {error}\n{log[-2000:]}") from error
        time.sleep(0.02)

"""
Redis and PostgreSQL: that proofs really use them, that they end with the tests, and what is said where they are
missing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.behaviour.pages import Block
from tests.behaviour.proving import POSTGRESQL, REDIS, about, servers
from tests.behaviour.proving.proofs import only_failing
from tests.behaviour.proving.proofs import run as run_proof
from tests.behaviour.proving.site import REQUIRED
from tests.behaviour.proving.site import site as new_site

REPOSITORY = Path(__file__).resolve().parents[2]
HOUR = Block("dse000_none", "Flagged", "request.session.set_expiry(3600)")


def test_what_redis_is_told_is_the_expiry() -> None:
    with new_site(REDIS) as site:
        from redis import Redis

        site.visit(HOUR)
        with Redis.from_url(servers.redis()["LOCATION"]) as client:
            (key,) = client.keys("*")
            assert key.decode().endswith(str(site.cookie))
            assert about(client.ttl(key), 3600)
            assert about(site.stored(), 3600)
            site.wait(3000)
            assert about(client.ttl(key), 600)
            site.wait(700)
            assert client.keys("*") == []
        assert site.stored() is None
        assert not site.exists(site.cookie)


def test_sessions_and_users_are_rows_of_postgresql() -> None:
    with new_site(POSTGRESQL) as site:
        from django.contrib.sessions.models import Session
        from django.db import connections

        assert connections["postgresql"].vendor == "postgresql"
        login = site.login()
        assert any("auth_user" in query for query in login.queries)
        assert Session.objects.using("postgresql").filter(pk=login.key).exists()
        assert not Session.objects.using("default").filter(pk=login.key).exists()
        site.visit(HOUR)
        assert about(site.stored(), 3600)
    with new_site("db") as site:
        assert site.login().key != login.key
        assert site.rows() == 1


@pytest.mark.parametrize(("start", "package"), [(servers.redis, "redis"), (servers.postgresql, "psycopg")])
def test_without_the_python_package_the_reason_is_said(start: Any, package: str) -> None:
    with mock.patch.object(servers, "find_spec", return_value=None), pytest.raises(servers.Unavailable, match=package):
        start.__wrapped__()


@pytest.mark.parametrize(("start", "name"), [(servers.redis, "redis-server"), (servers.postgresql, "PostgreSQL")])
def test_without_the_server_the_reason_is_said(start: Any, name: str) -> None:
    with (
        mock.patch.object(servers, "find_spec"),
        mock.patch.object(servers, "_program", return_value=None),
        pytest.raises(servers.Unavailable, match=name),
    ):
        start.__wrapped__()


def test_a_proof_is_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    missing = servers.Unavailable("there is no redis-server on this machine")
    with (
        mock.patch.object(servers, "redis", side_effect=missing),
        pytest.raises(pytest.skip.Exception, match="cache on Redis is not proven here: there is no redis-server"),
        new_site(REDIS),
    ):
        pass


def test_where_the_servers_must_be_there_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    missing, other = servers.Unavailable("it is not on this machine"), Block("dse000_none", "Flagged", "pass")
    for engine, start in ((REDIS, "redis"), (POSTGRESQL, "postgresql")):
        with (
            mock.patch.object(servers, start, side_effect=missing),
            pytest.raises(servers.Unavailable, match="not on this machine"),
            only_failing("that it is missing is no claim that does not hold"),
        ):
            run_proof(lambda site, code: None, engine, other, False, {})


def test_a_server_ends_when_the_tests_are_killed(tmp_path: Path) -> None:
    """The process that started it is killed, and cannot end it."""
    program = "import sys, time\nfrom tests.behaviour.proving import servers\nfolder = servers._folder()\n"
    program += "servers._keep(folder, None, [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    program += "print(folder, flush=True)\ntime.sleep(60)\n"
    tests = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # what the killed process leaves behind goes with the test
    )
    assert tests.stdout is not None
    folder = Path(tests.stdout.readline().strip())
    assert folder.is_dir()
    tests.send_signal(signal.SIGKILL)
    tests.communicate()
    _wait_until_gone(folder)


def test_a_server_that_ends_by_itself_says_why() -> None:
    folder = servers._folder()
    keeper = servers._keep(folder, None, [sys.executable, "-c", "raise SystemExit('no room left')"])
    with pytest.raises(RuntimeError, match="no room left"):
        servers._wait_for(lambda: (folder / "answer").read_bytes(), keeper, folder)
    shutil.rmtree(folder)


def _wait_until_gone(folder: Path) -> None:
    end = time.monotonic() + 30
    while folder.exists():
        assert time.monotonic() < end, f"{folder} is still there"
        time.sleep(0.05)

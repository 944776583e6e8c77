"""
What is seen of a session after something was done to it: the cookie in the browser, the browser's next request, the old
cookie sent again by another browser while time goes on, and the copies on the server.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from tests.behaviour.endings.actions import AGE, Action
from tests.behaviour.endings.observed import CLOSED, NO_END, ONCE, Seen
from tests.behaviour.pages import Block
from tests.behaviour.proving import project
from tests.behaviour.proving.browser import Visit
from tests.behaviour.proving.site import Site, site

TEN_YEARS: Final = 3650 * 86400
MARGIN: Final = 30
"""Seconds before and after a moment at which the old cookie is tried: more than the run itself takes."""


def observe(engine: str, action: Action) -> Seen:
    """
    Do one thing on a fresh site, twice, as the browser's next request may itself change what the server keeps.

    Returns:
        ``status`` of the request in which it was done (None: in no request); ``cookie`` in its answer, with
        ``max_age``; for how many seconds the ``browser_keeps`` it; ``stored``, and ``stored_new`` under a new key;
        ``own``, the browser's next request; ``old``, the old cookie sent by another browser.
    """
    with _done(engine, action) as (fresh, old, visit):
        if action.place == "restart":
            return {"status": None, "cookie": "not sent", **_cookie_kept(fresh), **_in_new_process(engine, fresh, old)}
        found: Seen = {"status": visit.status if visit else None, **_cookie(fresh, old, visit), **_cookie_kept(fresh)}
        found["stored"] = copies(fresh, old)
        if found["cookie"] == "new key":
            found["stored_new"] = copies(fresh, fresh.cookie)
        found["own"] = request_seen(fresh.open())
    with _done(engine, action) as (fresh, old, _):
        found["old"] = accepted(fresh, old, (300, 86400 - action.later, 86400, AGE - action.later, AGE))
    return found


@contextmanager
def _done(engine: str, action: Action) -> Iterator[tuple[Site, str, Visit | None]]:
    """A site on which the thing has just been done, the cookie that ann's browser had before, and the request."""
    with site(engine, SECRET_KEY="old", **action.settings) as fresh:
        start(fresh, action.start, anonymous=action.anonymous)
        old = fresh.cookie
        assert old is not None
        fresh.wait(action.later)
        yield fresh, old, _do(fresh, action)


def start(fresh: Site, code: str = "", *, anonymous: bool = False) -> Visit:
    """Ann logs in (or does not) and puts something into her cart, and some code runs, all in one request."""
    from django.contrib.auth import login
    from django.contrib.auth.models import User

    more = fresh.view(Block("endings", "start", code or "pass\n"))

    def page(request: HttpRequest) -> None:
        if not anonymous:
            login(request, User.objects.get(username="ann"))
        request.session["cart"] = {"apples": 1}
        request.session["seen"] = True
        more(request)

    visit = fresh.get(page)
    assert not visit.failed, visit.error
    return visit


def _do(fresh: Site, action: Action) -> Visit | None:
    code = Block("endings", action.name, action.code)
    visit = None
    if action.place == "view":
        visit = fresh.visit(code)
    elif action.place == "form":
        visit = fresh.visit(code, data={})
    elif action.place == "other browser":
        fresh.visit(code, browser=fresh.other())
    elif action.place == "program":
        from django.contrib.auth.models import User

        fresh.run(code, User=User)
    elif action.place == "settings":
        fresh.configure(code)
    elif action.place == "browser":
        fresh.close()
    assert not [visit.error for visit in fresh.visits if visit.error]
    return visit


def _cookie(fresh: Site, old: str, visit: Visit | None) -> Seen:
    if visit is None or visit.cookie is None:
        return {"cookie": "not sent"}
    if visit.cookie.deleted:
        return {"cookie": "deleted"}
    # With signed_cookies the value is the data, signed, with the time: another one at each save.
    new = fresh.engine != "signed_cookies" and visit.cookie.value != old
    return {"cookie": "new key" if new else "sent", "max_age": rounded(visit.cookie.max_age)}


def _cookie_kept(fresh: Site) -> Seen:
    """For how long the browser goes on sending a session cookie."""
    left = fresh.cookie_left()
    return {"browser_keeps": CLOSED if left is None else max(rounded(left) or 0, 0)}


def request_seen(visit: Visit) -> Seen:
    """Of a request that only reads: whether its user is logged in, whether the data is there."""
    return {"user": visit.user is not None, "data": "cart" in visit.data, "status": visit.status}


def accepted(fresh: Site, old: str, ends: Iterable[int]) -> Seen:
    """
    For how long the server accepts a cookie, whatever its Max-Age: tried by another browser right now, and a little
    before and after each moment at which it could end.

    Args:
        ends: the moments, in seconds from now. Meanwhile ``SESSION_SAVE_EVERY_REQUEST`` is off: the tries only look.

    Returns:
        ``user`` and ``data``: for how many seconds the user is logged in with it, and the data is there; 0 if not even
        now; NO_END; ONCE.

    Raises:
        AssertionError: it ended at none of these moments.
    """
    tries = [0.0]
    for end in sorted({end for end in ends if end > 2 * MARGIN}):
        tries += [end - MARGIN, end + MARGIN]
    tries.append(TEN_YEARS)
    fresh.configure(SESSION_SAVE_EVERY_REQUEST=False)
    seen: list[tuple[float, bool, bool]] = []
    replaced = False
    now = 0.0
    for moment in tries:
        fresh.wait(moment - now)
        now = moment
        visit = fresh.replay(old)
        assert not visit.failed, visit.error
        seen.append((moment, visit.user is not None, "cart" in visit.data))
        replaced |= moment == 0 and visit.cookie is not None and not visit.cookie.deleted
    return {
        "user": _end([(moment, user) for moment, user, _ in seen], replaced),
        "data": _end([(moment, data) for moment, _, data in seen], replaced),
    }


def _end(seen: list[tuple[float, bool]], replaced: bool) -> int | str:
    refused = next((place for place, (_, there) in enumerate(seen) if not there), None)
    if refused is None:
        return NO_END
    assert not any(there for _, there in seen[refused:]), "refused, and accepted again"
    if refused == 0:
        return 0
    if refused == 1 and replaced:
        return ONCE
    before, after = seen[refused - 1][0], seen[refused][0]
    assert after - before == 2 * MARGIN, f"it ended somewhere between {before} and {after} s"
    return int(before) + MARGIN


def copies(fresh: Site, key: str | None) -> Seen:
    """
    The copies of a session on the server: ``row`` and ``entry`` in the cache with the seconds until they end (0: a row
    that has ended, None: there is none), ``file``: whether there is one.
    """
    if fresh.engine == "signed_cookies":
        return {}
    if fresh.engine == "file":
        return {"file": fresh.exists(key)}
    found: Seen = {}
    if fresh.engine in ("db", "cached_db"):
        found["row"] = _left(fresh.stored(key))
    if fresh.engine in ("cache", "cached_db"):
        found["entry"] = _left(fresh.entry_left(key)) or None  # what has ended, a cache no longer gives to anybody
    return found


def _left(seconds: float | None) -> int | None:
    return None if seconds is None else max(rounded(seconds) or 0, 0)


def rounded(seconds: float | None) -> int | None:
    """To a minute, or to 20 seconds, as the run itself takes some; -1 for a little less than nothing."""
    if seconds is None:
        return None
    unit = 60 if seconds > 600 else 20
    return -1 if -5 < seconds < 0 else round(seconds / unit) * unit


def _in_new_process(engine: str, fresh: Site, old: str) -> Seen:
    """What a process that starts now sees of the session, with the same database, folder and cache."""
    given = {
        "engine": engine,
        "key": old,
        "ahead": fresh.ahead,
        "databases": {alias: _plain(entry) for alias, entry in settings.DATABASES.items()},
        "caches": settings.CACHES,
        "files": str(project.SESSION_FILES),
    }
    if project.database != "default":
        from django.db import connections

        given["databases"] = {"default": _plain(connections.settings[project.database])}
    done = subprocess.run(
        [sys.executable, "-m", "tests.behaviour.endings.restarted"],
        input=json.dumps(given, default=str),
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.returncode == 0, done.stderr
    found: Seen = json.loads(done.stdout)
    return found


def _plain(entry: Any) -> dict[str, Any]:
    return {name: entry[name] for name in ("ENGINE", "NAME", "USER", "HOST", "OPTIONS") if entry.get(name)}

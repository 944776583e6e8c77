"""What a middleware of the project does with the session, by its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.settings.middleware_sessions import Middleware, When, find_middleware, uses_session_early
from tests.projectfiles import write


def middleware(root: Path, *, before: str = "pass", after: str = "pass") -> Middleware:
    """The middleware with these lines before and after it calls the rest of the chain."""
    lines = ["class Own:", "    def __call__(self, request):", f"        {before}"]
    lines += ["        response = self.get_response(request)", f"        {after}", "        return response", ""]
    write(root, {"manage.py": "", "shop/middleware.py": "\n".join(lines)})
    found = find_middleware("shop.middleware.Own", str(root / "settings.py"), str(root))
    assert found is not None
    return found


def use(root: Path, *, before: str = "pass", after: str = "pass") -> tuple[When, int] | None:
    """When and in which line it uses the session first."""
    found = middleware(root, before=before, after=after).use()
    return None if found is None else (found.when, found.line)


@pytest.mark.parametrize("call", ["isinstance", "type", "str", "repr", "print", "id", "bool", "vars", "dir"])
def test_a_function_of_python_that_is_given_the_request_sets_no_session(call: str, tmp_path: Path) -> None:
    assert use(tmp_path, before=f"{call}(request); request.session['a'] = 1") == (When.BEFORE, 3)


@pytest.mark.parametrize("call", ["prepare(request)", "prepare(request=request)", "helper.process(request)"])
def test_another_one_may_set_it(call: str, tmp_path: Path) -> None:
    assert use(tmp_path, before=f"{call}; request.session['a'] = 1") is None


@pytest.mark.parametrize("call", ["prepare(self)", "prepare()", "self.note(request)"])
def test_code_that_is_not_given_the_request_or_is_here_does_not(call: str, tmp_path: Path) -> None:
    assert use(tmp_path, before=f"{call}; request.session['a'] = 1") == (When.BEFORE, 3)


@pytest.mark.parametrize(
    "change",
    [
        *("session['a'] = 1", "session['a'] += 1", "session.modified = True"),
        *("session.set_expiry(0)", "session.pop('a')", "session.update(a=1)", "session.setdefault('a', 1)"),
        *("session.aset_expiry(0)", "session.aset('a', 1)", "session.apop('a')", "session.aupdate({})"),
        "session.asetdefault('a', 1)",
    ],
)
def test_a_change_after_the_session_was_saved_is_lost(change: str, tmp_path: Path) -> None:
    assert use(tmp_path, after=f"request.{change}") == (When.AFTER, 5)


@pytest.mark.parametrize("read", ["session['a']", "session.get('a')", "session.keys()", "session.modified"])
def test_reading_it_then_loses_nothing(read: str, tmp_path: Path) -> None:
    assert use(tmp_path, after=f"print(request.{read})") is None


@pytest.mark.parametrize(
    "by_hand",
    [
        *(f"request.session.{name}()" for name in ("save", "create", "flush", "delete", "cycle_key")),
        *(f"request.session.{name}()" for name in ("asave", "acreate", "aflush", "adelete", "acycle_key")),
        *(f"{name}(request)" for name in ("login", "alogin", "logout", "alogout", "auth.logout")),
    ],
)
def test_a_change_that_is_saved_by_hand_is_not_lost(by_hand: str, tmp_path: Path) -> None:
    assert use(tmp_path, after=f"request.session['a'] = 1; {by_hand}") is None


@pytest.mark.parametrize(
    "line",
    [
        "request.session = SessionStore()",
        "request.session = {}",
        "SessionMiddleware(self.get_response).process_request(request)",
        "sessions.SessionStore(key)",
        "middleware.process_request(request)",
        "raise MiddlewareNotUsed",
        "hasattr(request, 'session')",
        "del request.session",
    ],
)
def test_one_that_may_give_the_session_is_not_plain(line: str, tmp_path: Path) -> None:
    assert not middleware(tmp_path, before=line).is_plain


@pytest.mark.parametrize("line", ["pass", "request.session['a'] = 1", "request.path = 'session/'", "request.user"])
def test_one_that_only_uses_it_is_plain(line: str, tmp_path: Path) -> None:
    assert middleware(tmp_path, before=line).is_plain


def test_asked_by_the_path_of_a_middleware(tmp_path: Path) -> None:
    settings, root = str(tmp_path / "settings.py"), str(tmp_path)
    middleware(tmp_path, before="request.session['a'] = 1")
    assert uses_session_early("shop.middleware.Own", settings, root)
    assert not uses_session_early("shop.middleware.Other", settings, root)
    assert not uses_session_early("shop.middleware.Own", settings, None)


def test_one_that_uses_no_session(tmp_path: Path) -> None:
    middleware(tmp_path)
    assert not uses_session_early("shop.middleware.Own", str(tmp_path / "settings.py"), str(tmp_path))

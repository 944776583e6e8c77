"""
``sessions/session_api.py`` against the installed Django: one that adds or removes something fails here and says what.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from typing import Any

import django
import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import DateTimeField, Manager, Model
from django.test import override_settings

from flake8_session_expiry.reference import session_api
from flake8_session_expiry.reference.session_api import ENGINES, MEMBERS, Member, MemberKind, Signature

INSTALLED = django.VERSION[:2]
SETTINGS = {"SECRET_KEY": "x", "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer"}


@pytest.fixture(scope="module", autouse=True)
def _settings() -> Iterator[None]:
    """The least that importing the stores needs, without a project and without leaving anything configured."""
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        settings.configure(**SETTINGS, INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"])
    if not apps.ready:
        django.setup()
    with override_settings(**SETTINGS):
        yield


def _store(engine: str) -> type[SessionBase]:
    module = import_module(f"django.contrib.sessions.backends.{engine}")
    store: type[SessionBase] = module.SessionStore
    return store


def _static(engine: str, name: str) -> Any:
    found = inspect.getattr_static(_store(engine), name)
    return found.__func__ if isinstance(found, classmethod | staticmethod) else found


def _in_django(engine: str) -> dict[str, MemberKind]:
    """Public names of one store of the installed Django: those of the class and those that __init__ sets."""
    store = _store(engine)
    found = {name: MemberKind.ATTRIBUTE for name in vars(store()) if not name.startswith("_")}
    for name in dir(store):
        if name.startswith("_"):
            continue
        value = _static(engine, name)
        if inspect.isfunction(value):
            found[name] = MemberKind.METHOD
        elif isinstance(value, property | cached_property) or type(value).__name__ == "cached_property":
            found[name] = MemberKind.PROPERTY
        else:
            found.setdefault(name, MemberKind.DATA)
    return found


def _exists(member: Member) -> bool:
    """Whether the installed Django has it."""
    return member.since <= INSTALLED and (member.until is None or member.until > INSTALLED)


def _in_data(engine: str) -> dict[str, MemberKind]:
    return {m.name: m.kind for m in MEMBERS.values() if engine in m.engines and _exists(m)}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_members_are_those_of_the_installed_django(engine: str) -> None:
    ours = _in_data(engine)
    theirs = _in_django(engine)
    if "cache_key_prefix" in theirs:
        theirs["cache_key_prefix"] = MemberKind.ATTRIBUTE  # set by __init__ from the constant of the class
    added = sorted(set(theirs) - set(ours))
    removed = sorted(set(ours) - set(theirs))
    assert not added, (
        f"Django {django.__version__} has on {engine} what sessions/session_api.py lacks: {', '.join(added)}"
    )
    assert not removed, (
        f"Django {django.__version__} lacks on {engine} what sessions/session_api.py has: {', '.join(removed)}"
    )
    changed = {name: (ours[name].value, theirs[name].value) for name in ours if ours[name] is not theirs[name]}
    assert not changed, (
        f"Django {django.__version__}, {engine}: (sessions/session_api.py, Django) differ in kind: {changed}"
    )


def _signature_of(function: Any) -> Signature:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    named = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    others = {p.kind for p in parameters if p not in named}
    assert others <= {inspect.Parameter.VAR_KEYWORD}, f"{function.__qualname__} has parameters of an unexpected kind"
    return Signature(
        tuple(p.name for p in named if p.default is p.empty),
        tuple(p.name for p in named if p.default is not p.empty),
        keywords=bool(others),
    )


@pytest.mark.parametrize("name", sorted(name for name in session_api.METHODS if _exists(MEMBERS[name])))
def test_the_signature_is_the_loosest_of_the_stores(name: str) -> None:
    member = MEMBERS[name]
    found = {engine: _signature_of(_static(engine, name)) for engine in member.engines}
    loosest = min(found.values(), key=lambda signature: len(signature.required))
    assert member.signature == loosest, f"Django {django.__version__}: {name} is {found}"
    assert all(signature.names == loosest.names for signature in found.values())


@pytest.mark.parametrize("name", sorted(name for name in session_api.METHODS if _exists(MEMBERS[name])))
def test_async_methods_are_coroutines_and_no_others(name: str) -> None:
    member = MEMBERS[name]
    for engine in member.engines:
        assert inspect.iscoroutinefunction(_static(engine, name)) is member.is_async, f"{name} on {engine}"


def test_every_twin_is_the_twin_of_its_twin() -> None:
    for member in MEMBERS.values():
        if member.twin is not None:
            twin = MEMBERS[member.twin]
            assert twin.twin == member.name
            assert twin.is_async is not member.is_async
            assert (
                (twin.signature == member.signature)
                or member.kind is MemberKind.PROPERTY
                or twin.kind is MemberKind.PROPERTY
            )


def test_an_empty_session_is_false_since_the_version_that_we_say() -> None:
    assert hasattr(SessionBase, "__bool__") is (INSTALLED >= session_api.EMPTY_SESSION_IS_FALSE_SINCE)


def test_the_keys_inside_a_session() -> None:
    from django.contrib import auth

    assert (auth.SESSION_KEY, auth.BACKEND_SESSION_KEY, auth.HASH_SESSION_KEY) == session_api.AUTH_KEYS
    session = _store("signed_cookies")()
    session.set_expiry(300)
    assert list(session.keys()) == [session_api.SESSION_EXPIRY_KEY]


def test_async_twins_of_login_and_of_the_test_client() -> None:
    from django.contrib import auth
    from django.test import Client

    found = {hasattr(auth, "alogin"), hasattr(auth, "alogout"), hasattr(Client, "asession")}
    assert found == {INSTALLED >= session_api.ASYNC_AUTH_SINCE}


def test_the_model_has_what_we_say_and_no_more() -> None:
    from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
    from django.contrib.sessions.models import Session

    # A model with a date, to take away what every such model has.
    meta = type("Meta", (), {"app_label": "sessions", "abstract": True})
    plain = type("Plain", (Model,), {"__module__": __name__, "other_date": DateTimeField(), "Meta": meta})
    every_model = {"DoesNotExist", "MultipleObjectsReturned", "NotUpdated", "Meta", *dir(plain)}
    found = {name for name in dir(Session) if not name.startswith("_")} - every_model
    assert found == session_api.MODEL_MEMBERS, f"Django {django.__version__}: {found ^ session_api.MODEL_MEMBERS}"
    own = {name for name in dir(BaseSessionManager) if not name.startswith("_")} - set(dir(Manager))
    assert own == session_api.MODEL_MANAGER_MEMBERS
    assert issubclass(Session, AbstractBaseSession)


@pytest.mark.parametrize(
    ("name", "positional", "keywords", "accepted"),
    [
        ("set_expiry", 1, (), True),
        ("set_expiry", 0, ("value",), True),
        ("set_expiry", 0, (), False),
        ("set_expiry", 0, ("seconds",), False),
        ("set_expiry", 1, ("value",), False),
        ("set_expiry", 2, (), False),
        ("get_expiry_age", 0, ("modification", "expiry"), True),
        ("get_expiry_age", 0, ("foo",), True),
        ("get_expiry_age", 1, (), False),
        ("save", 1, (), True),
        ("flush", 1, (), False),
    ],
)
def test_a_call_is_accepted_as_django_accepts_it(
    name: str, positional: int, keywords: tuple[str, ...], accepted: bool
) -> None:
    signature = session_api.signature(name)
    assert signature is not None
    assert signature.accepts(positional, frozenset(keywords)) is accepted
    session = _store("signed_cookies")()
    try:
        inspect.signature(getattr(session, name)).bind(*range(positional), **dict.fromkeys(keywords, 300))
        bound = True
    except TypeError:
        bound = False
    assert bound is accepted


def test_a_name_that_is_no_method_has_no_signature() -> None:
    assert session_api.signature("expire") is None
    assert session_api.signature("session_key") is None

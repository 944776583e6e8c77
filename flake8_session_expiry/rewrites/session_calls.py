"""The code of a call of a session's method, in sync and in async code."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Replace
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import session_api

NEEDS_TWINS = " (Django 5.1+)"
"""What a message adds to an ``a`` method where the version of Django is not known."""


def session_call(options: Options, in_async: bool, receiver: str, method: str, arguments: str = "") -> str | None:
    """
    The code of ``receiver.method(arguments)``; in ``async def`` that of the awaited twin, which sessions have since
    Django 5.1.

    None in ``async def`` where Django may be older: there is no twin, and the sync call raises SynchronousOnlyOperation
    when a database engine has to load the session. A method without a twin (``clear``) does not load the session and is
    called directly.
    """
    plain = session_api.SYNC_TWINS.get(method, method)
    twin = session_api.ASYNC_TWINS.get(plain)
    if not in_async or twin is None:
        return f"{receiver}.{plain}({arguments})"
    if not options.django_at_least(*session_api.ASYNC_SESSIONS_SINCE):
        return None
    return f"await {receiver}.{twin}({arguments})"


def advised_call(options: Options, in_async: bool, receiver: str, method: str, arguments: str = "") -> str:
    """
    The same for a message, which also says since which version of Django there is a twin, or what to write in earlier
    versions.
    """
    code = session_call(options, in_async, receiver, method, arguments)
    if code is not None:
        return code
    plain = session_api.SYNC_TWINS.get(method, method)
    if options.django_below(*session_api.ASYNC_SESSIONS_SINCE):
        return f"await sync_to_async({receiver}.{plain})({arguments})"
    return f"await {receiver}.{session_api.ASYNC_TWINS[plain]}({arguments}){NEEDS_TWINS}"


def advised_test_session(options: Options, in_async: bool, session: str) -> str:
    """
    How a test changes the session of its client, for a message.

    In ``async def`` a sync ``save()`` fails with a database engine, and so does an item that is written before the
    session is loaded.

    Args:
        session: ``self.client.session``, ``(await self.client.asession())``.
    """
    in_cookie = options.engine == "signed_cookies"
    also = ", and put its session_key into client.cookies" if in_cookie else ""
    if not in_async:
        return f"write session = {session}, change it, call session.save(){also}"
    if options.django_below(*session_api.ASYNC_SESSIONS_SINCE):
        return f"change and save the session in a sync function, called with await sync_to_async(...)(){also}"
    since = "" if options.django_at_least(*session_api.ASYNC_SESSIONS_SINCE) else NEEDS_TWINS
    awaited = session.removeprefix("(").removesuffix(")") if session.startswith("(await ") else ""
    loaded = awaited or f"await {session.removesuffix('.session')}.asession()"
    return f"write s = {loaded}, await s.aset(...), await s.asave(){since}{also}"


def in_place_of(tree: Tree, node: cst.BaseExpression, code: str) -> Replace:
    """
    ``code`` in the place of ``node``, in brackets where an ``await`` would otherwise also await what follows:
    ``(await x).y``.
    """
    parent = tree.parents[node]
    follows = (
        (isinstance(parent, (cst.Attribute, cst.Subscript)) and parent.value is node)
        or (isinstance(parent, cst.Call) and parent.func is node)
    )  # fmt: skip
    return Replace(node, f"({code})" if follows and code.startswith("await ") else code)


def arguments_code(source: SourceFile, call: cst.Call) -> str:
    """The arguments of a call as they are written, on one line unless an argument itself has several lines."""
    plain = (argument.with_changes(comma=cst.MaybeSentinel.DEFAULT) for argument in call.args)
    return ", ".join(source.code(argument) for argument in plain)

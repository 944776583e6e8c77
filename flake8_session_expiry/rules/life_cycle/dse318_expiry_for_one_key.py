"""
DSE318: the whole session gets the lifetime that was meant for a one-time key in it.

Silent where:

- it is not certain that a login is needed to come there: "an anonymous flow: nobody is logged in yet", "visitors who
  are logged in are sent away", "who is there is asked but not decided", "only visitors without a login get there",
  "permitted to everybody", "in an anonymous flow something expires", "the user is only named in a log", "a view
  without a login by its decorator"
- the function logs in: "a login function sets the expiry before the second factor", "a function that logs in"
- no comment or name says that the key has an end of that length: "no comment and no name", "a comment about both", "a
  key whose time is another one", "a length beside the key that says nothing of its end", "what expires may be the
  login"
- the comment is about the session or the login: "a comment about the session", "a comment about the validity of the
  session", "a comment about the validity of the login", "a comment about inactivity"
- no one-time key is written beside it: "another key", "a state of the key is no key", "the key is only read and taken
  out", "the other branch writes the key", "the key is deleted where the expiry is set", "what expires stands beside no
  one-time key"
- the expiry is None: "back to the default"
- it is a store of the code's own, outside of any function, or a test: "a store of its own", "a module level", "silent
  in a test module"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import libcst as cst

from flake8_session_expiry.analysis.authentication import needs_login
from flake8_session_expiry.analysis.by_session import BySession
from flake8_session_expiry.engine.needs import CALLED, ITEM, SET_EXPIRY
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.comments import comments_beside
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.types import SessionOrigin
from flake8_session_expiry.text.durations import StatedDuration, one_time_key_in_comment, validity_in_comment
from flake8_session_expiry.text.identifiers import says_one_time_key
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import comments_of_value
from flake8_session_expiry.values.value import Kind


class ExpiryForOneKey(Rule):
    """
    ``set_expiry()`` is called beside a one-time key that should expire, in a view of a logged-in user.

    ## What Django does

    A session has one expiry, for all of its keys: after ``set_expiry(300)`` the login ends with the code, and so
    does everything else that is stored there. The key itself gains nothing from it: each time the session is saved,
    its 300 seconds start again.

    Reported where a name or a comment says that the length is that of the key: ``OTP_TTL``, "OTP valid for 5
    minutes", or "expires in 5 minutes" that does not mention the session or a login, beside the expiry or beside
    the key.

    ## Flagged

        import secrets

        from django.contrib.auth.decorators import login_required

        @login_required
        def view(request):
            request.session["otp"] = f"{secrets.randbelow(10**6):06}"
            request.session.set_expiry(300)  # OTP valid for 5 minutes

    ## Use instead

        import secrets
        import time

        from django.contrib.auth.decorators import login_required

        @login_required
        def view(request):
            request.session["otp"] = f"{secrets.randbelow(10**6):06}"
            request.session["otp_ends_at"] = time.time() + 300

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE318"
    since = "0.1.0"
    needs = SET_EXPIRY("other", "setting") & (
        ITEM("written") | CALLED("update", "setdefault", "aupdate", "asetdefault", "aset")
    )
    message = (
        "set_expiry() applies to the whole session, login included, not only to {key!r}; store an"
        " expiry time next to that key"
    )
    in_tests = False

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            found = effects.of(function) if function is not None else []
            expiries = [effect for effect in found if effect.kind is EffectKind.EXPIRY and effect.helper is None]
            keys = {effect: key for effect in found if expiries and (key := _one_time_key(effect)) is not None}
            if keys:
                beside = _Beside(effects.flow(function), found, keys, self._validities_of)
                for expiry in expiries:
                    self._judge(expiry, beside)

    def _judge(self, expiry: Effect, beside: _Beside) -> None:
        function = expiry.function
        if function is None or expiry.request is None or function.is_login or not _is_of_a_request(expiry):
            return
        key = beside.key(expiry)
        if key is None or not self._is_for_a_key(expiry, beside) or beside.has_login(expiry):
            return
        if needs_login(self.tree, function, expiry.node, expiry.request):
            self.report(expiry.node, key=key)

    def _is_for_a_key(self, expiry: Effect, beside: _Beside) -> bool:
        """Whether the lifetime is that of a one-time key by a name or a comment, beside it or beside the key."""
        lengths = [value for value in expiry.expiries if _is_positive(value)]
        return any(self._says_key(value) for value in lengths) or any(
            value.seconds is not None and beside.is_valid_for(expiry, value.seconds) for value in lengths
        )

    def _validities_of(self, key: Effect) -> set[StatedDuration]:
        """How long a key is valid by comments beside it."""
        stated = (validity_in_comment(comment) for comment in self._comments_of(key))
        return {duration for duration in stated if duration is not None}

    def _comments_of(self, key: Effect) -> tuple[str, ...]:
        statement = self.tree.statement(key.node)
        return comments_beside(self.source, statement.value) if isinstance(statement, cst.Assign) else ()

    def _says_key(self, value: Occurrence) -> bool:
        own = (value.node.value,) if isinstance(value.node, cst.Name) else ()
        if any(says_one_time_key(name) for name in (*own, *value.names)):
            return True
        return any(
            one_time_key_in_comment(comment) or validity_in_comment(comment) is not None
            for comment in comments_of_value(self.source, value)
        )


class _Beside:
    """The one-time keys and logins of one function, each kind with its places."""

    def __init__(
        self,
        flow: ControlFlow,
        found: Sequence[Effect],
        keys: Mapping[Effect, str],
        validities: Callable[[Effect], set[StatedDuration]],
    ) -> None:
        self._texts = keys
        self._keys = BySession(flow, keys)
        self._logins = BySession(flow, (effect for effect in found if effect.kind is EffectKind.LOGIN))
        stated: dict[StatedDuration, list[Effect]] = {}
        for key in keys:
            for duration in validities(key):
                stated.setdefault(duration, []).append(key)
        self._stated = {duration: BySession(flow, effects) for duration, effects in stated.items()}

    def key(self, expiry: Effect) -> str | None:
        """The first one-time key of the same session on a path with an expiry."""
        keys = self._keys.of(expiry)
        first = keys.places.first_on_one_path(expiry.node)
        return None if first is None else self._texts[keys.effects[first]]

    def is_valid_for(self, expiry: Effect, seconds: float) -> bool:
        """Whether a comment beside such a key says that it is valid for that long."""
        return any(
            duration.means(seconds) and keys.of(expiry).places.any_on_one_path(expiry.node)
            for duration, keys in self._stated.items()
        )

    def has_login(self, expiry: Effect) -> bool:
        """Whether a login of the same session is on a path with an expiry."""
        return self._logins.of(expiry).places.any_on_one_path(expiry.node)


def _is_of_a_request(expiry: Effect) -> bool:
    assert isinstance(expiry.event, SessionCall)
    return expiry.event.session.origin is SessionOrigin.REQUEST


def _is_positive(value: Occurrence) -> bool:
    return value.kind is not Kind.NONE and (value.seconds is None or value.seconds > 0)


def _one_time_key(effect: Effect) -> str | None:
    """The one-time key that is written, or None."""
    event = effect.event
    if isinstance(event, SessionItem) and event.access is Access.WRITE:
        names = [event.key] if event.key is not None else _names(event.node.slice[0])
    elif isinstance(event, SessionCall) and event.method in {"update", "setdefault", "aupdate", "asetdefault", "aset"}:
        names = [name for argument in event.node.args for name in _names(argument)]
    else:
        return None
    return next((name for name in names if says_one_time_key(name)), None)


def _names(node: cst.CSTNode) -> list[str]:
    """The texts, names and keywords in an argument: keys of a dict, a constant with the key."""
    found = []
    for item in (node, *descendants(node)):
        if isinstance(item, cst.SimpleString):
            found.append(str(item.evaluated_value))
        elif isinstance(item, cst.Name):
            found.append(item.value)
    return found

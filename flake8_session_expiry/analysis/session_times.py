"""Tests that compare a time which the session holds with now: is the last visit too long ago?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.literals import plain_string, subscript_key
from flake8_session_expiry.semantic.symbols import Binding, SymbolTable, dotted
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.types import Session
from flake8_session_expiry.text.identifiers import says_idle, words_of_name

_NOW = re.compile(r"(?:.*\.)?(?:now|utcnow|today|localtime)|(?:.*\.)?time\.(?:time|monotonic)")
_READS = frozenset({"get", "pop", "aget", "apop"})
_ORDER = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)
# "last_seen", "login_time", "session_start", "expires_at", "timeout".
_OF_A_VISIT = re.compile(
    r"\b(?:last|login|logged|signin|session|start|started|begin|began|expire|expires|expiry|expiration|timeout|time"
    r"|timestamp|activity|active|seen|visit|visited|touch|access|request|since|at)\b"
)
# Steps before a login, and what is limited for other reasons.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:otp|totp|code|token|reset|verif\w*|confirm\w*|captcha|email|mail|sms|phone|attempts?|tries|lock\w*|block\w*"
    r"|ban\w*|fail\w*|resend|sent|cooldown|wait|invit\w*|pay\w*|orders?|cart|checkout|2fa|mfa|factor|step|pending|pre"
    r"|challenge|key|link|rate|throttle|sudo|elevated|passw\w*|unlock\w*)\b"
)
_DEEPEST = 4
_MOST = 2_000
_MOST_VALUES = 10


@dataclass
class TimeTest:
    """
    What a test compares: the keys that it reads of a session, which one that is, whether it asks for now, and whether
    a missing time counts as long ago: ``session.get("last_activity", 0)``.
    """

    keys: set[str] = field(default_factory=set)
    session: Session | None = None
    asks_for_now: bool = False
    is_late_without: bool = False

    @property
    def is_about_a_visit(self) -> bool:
        """
        Whether the time is that of a login or of the last request, by its keys; not of a code or a link that ends.
        """
        words = [" ".join(words_of_name(key)) for key in self.keys]
        return bool(words) and all(
            (_OF_A_VISIT.search(each) or says_idle(each)) and not _OF_SOMETHING_ELSE.search(each) for each in words
        )


def time_test(types: Inference, symbols: SymbolTable, test: cst.BaseExpression) -> TimeTest | None:
    """A test of this kind, names followed to their values; None for any other."""
    found = TimeTest()
    comparisons = [item for item in (test, *descendants(test)) if isinstance(item, cst.Comparison)]
    for comparison in comparisons:
        if len(comparison.comparisons) == 1 and isinstance(comparison.comparisons[0].operator, _ORDER):
            for part in islice(_followed(symbols, comparison, 0), _MOST):
                _look(types, part, found)
    return found if found.session is not None and found.asks_for_now else None


def _followed(symbols: SymbolTable, node: cst.CSTNode, depth: int) -> Iterator[cst.CSTNode]:
    """The parts of an expression, and of all values that the local names in it may have."""
    for part in (node, *descendants(node)):
        yield part
        if not isinstance(part, cst.Name) or depth >= _DEEPEST:
            continue
        for bound in _nearest(symbols, part):
            if bound.value is not None and bound.value is not part and not symbols.tree.contains(bound.value, part):
                yield from _followed(symbols, bound.value, depth + 1)


def _nearest(symbols: SymbolTable, use: cst.Name) -> list[Binding]:
    """The bindings of a name in its scope; of very many the last ones before its use."""
    found, order = symbols.bindings_of(symbols.scope_of(use), use.value), symbols.tree.order
    if len(found) <= _MOST_VALUES:
        return found
    before = bisect_left(found, order[use], key=lambda binding: order[binding.node])
    first = max(0, before - _MOST_VALUES)
    return found[first : first + _MOST_VALUES]


def _look(types: Inference, node: cst.CSTNode, found: TimeTest) -> None:
    owner: cst.BaseExpression | None = None
    key: str | None = None
    if isinstance(node, cst.Subscript):
        owner, key = node.value, subscript_key(node)
    elif isinstance(node, cst.Call):
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in _READS and node.args:
            owner, key = node.func.value, plain_string(node.args[0].value)
        found.asks_for_now = (
            found.asks_for_now or _NOW.fullmatch(types.qualified(node.func) or dotted(node.func)) is not None
        )
    session = types.session(owner) if owner is not None else None
    if session is not None and session.certain and key is not None:
        found.keys.add(key)
        found.session = session
        if isinstance(node, cst.Call) and len(node.args) > 1:
            found.is_late_without |= isinstance(node.args[1].value, (cst.Integer, cst.Float))

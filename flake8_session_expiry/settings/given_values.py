"""
The value that a setting is given, where the linted file alone does not say it: ``SESSION_COOKIE_AGE = AGE`` after ``from .values import *``.

What follows the whole chain of settings knows the value, but has no nodes to report; what reads one file has the nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import libcst as cst

from flake8_session_expiry.settings.evaluate import UNREAD, Worth
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind, Source

Constant = Callable[[cst.BaseExpression, object], Occurrence]


def completed(value: Occurrence, worth: Worth | None, constant: Constant) -> Occurrence:
    """
    ``value`` as one file has it, corrected by ``worth``, which the assignment gave where the whole chain was followed (None: it was not run).

    Of ``-1 if DEBUG else 3600`` the branch stays that is taken, if that is known. A value that is not known becomes the known one, or each of
    several; its ``origin`` is None if it is written in another file: it is reported where it is used, and never repaired. ``constant`` makes a
    value of a Python constant.
    """
    if worth is None or worth.environment is not None:
        return value
    possible = list(worth.alternatives())
    if any(one is UNREAD for one in possible) and value.known:
        return Occurrence(value.node, value.node)  # an import that cannot be read may have bound the name anew
    if not all(one.known for one in possible):
        return value
    here = tuple(_possible_here(value, possible))
    if here:
        return replace(value, branches=here) if value.branches else value
    found = tuple(_known(value, one, constant) for one in possible)
    return found[0] if len(found) == 1 else Occurrence(value.node, value.node, branches=found)


def _possible_here(value: Occurrence, possible: list[Worth]) -> Iterator[Occurrence]:
    """The branches that may be taken, or a value that is no choice and is the right one."""
    for branch in value.alternatives():
        if any(_is(branch, one) for one in possible) or (value.branches and not branch.known):
            yield branch


def _is(value: Occurrence, worth: Worth) -> bool:
    """Whether both are the same constant; of a container ``value`` knows the length only."""
    if worth.kind is not value.kind or not value.known:
        return False
    return bool(value.constant == (len(worth.constant) if worth.kind is Kind.CONTAINER else worth.constant))


def _known(value: Occurrence, worth: Worth, constant: Constant) -> Occurrence:
    node = value.node
    is_name = isinstance(node, (cst.Name, cst.Attribute))
    made = (
        Occurrence(node, node, Kind.CONTAINER, len(worth.constant))
        if worth.kind is Kind.CONTAINER
        else constant(node, worth.constant)
    )
    source = Source.ELSEWHERE if is_name and value.source is Source.CODE else value.source
    return replace(made, origin=None if is_name else node, source=source, names=value.names, binding=value.binding)


def is_certain(value: Occurrence) -> bool:
    """Whether the file alone says what a value is: a constant at its place."""
    return value.node is value.origin and value.known

"""
Containers that a function makes, fills step by step and stores in a session: which of the values in them cannot be
saved.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.analysis.local_containers import (
    is_fresh,
    is_given_away,
    is_looped_over,
    is_target,
    outermost,
    put_by,
)
from flake8_session_expiry.analysis.serialization import Refused, refused, refused_items
from flake8_session_expiry.sessions.model import Model


def put_into(model: Model, function: cst.FunctionDef, stored: cst.Name) -> Iterator[tuple[cst.BaseExpression, Refused]]:
    """
    The changes of a container that put in a value that cannot be saved: ``data["at"] = timezone.now()``. ``stored`` is
    its name where it is stored.

    Nothing where a call or a loop over it may replace its values.
    """
    tree, symbols = model.source.tree, model.symbols
    bindings = symbols.bindings_of(function, stored.value)
    uses = [use for use in symbols.mentions_of(function, stored.value) if symbols.scope_of(use) is function]
    changes = [(use, changed) for use in uses if (changed := outermost(tree, use)[1]) is not None]
    if not bindings or not all(is_fresh(binding.value) for binding in bindings):
        return
    if any(is_given_away(tree, use) or is_looped_over(tree, changed, stored.value) for use, changed in changes):
        return
    if any(is_given_away(tree, use) for use in uses):
        return
    flow = model.effects.flow(function)
    for use, changed in changes:
        same = symbols.reaching(use) is symbols.reaching(stored)
        first = all(tree.order[binding.node] < tree.order[use] for binding in bindings)
        if same and (first or symbols.reaching(use) is not None) and flow.on_one_path(changed, stored):
            for put in put_by(tree, changed):
                for found in refused_items(model, put.value) if put.is_items else refused(model, put.value):
                    yield changed, found


def is_replaced_later(model: Model, function: cst.FunctionDef | None, changed: cst.BaseExpression) -> bool:
    """
    Whether the same item certainly is written or deleted again later: ``data["at"] = now``,
    ``data["at"] = data["at"].isoformat()``.
    """
    code = model.source.code(changed)
    again = [
        item
        for item in model.source.tree.of(cst.Subscript)
        if item is not changed and model.source.code(item) == code and is_target(model.source.tree, item)
    ]
    return model.effects.flow(function).always_after(changed, again)

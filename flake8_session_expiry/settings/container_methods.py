"""What methods of lists and dicts leave of them: ``MIDDLEWARE.append(...)``, ``CACHES.update(...)``, called as statements."""

from __future__ import annotations

from flake8_session_expiry.settings.evaluate import UNKNOWN, Worth, constant, container, mapping, same
from flake8_session_expiry.values.value import Kind

READING = frozenset({"get", "items", "keys", "values", "copy", "index", "count", "split", "strip", "lower", "upper"})
"""Methods that change nothing."""


def after_method(old: Worth, method: str, arguments: list[Worth], *, plain: bool) -> Worth:
    """What is left after ``x.append(...)`` and the like, called as a statement."""
    if method in READING or old.kind is Kind.STRING:
        return old
    if old.items is not None and plain:
        items = list(old.items)
        if method == "append" and len(arguments) == 1:
            return container((*items, arguments[0]), complete=old.complete)
        if method == "extend" and len(arguments) == 1 and arguments[0].items is not None:
            both = old.complete and arguments[0].complete
            return container((*items, *arguments[0].items), complete=both)
        if method == "insert" and len(arguments) == 2 and isinstance(arguments[0].constant, int) and old.complete:
            items.insert(arguments[0].constant, arguments[1])
            return container(tuple(items))
        if method == "remove" and len(arguments) == 1 and old.complete and arguments[0].known:
            position = next((i for i, item in enumerate(items) if same(item, arguments[0])), None)
            if position is not None:
                return container(tuple(items[:position] + items[position + 1 :]))
    if (
        old.mapping is not None
        and method == "update"
        and plain
        and len(arguments) == 1
        and arguments[0].mapping is not None
    ):
        both = old.complete and arguments[0].complete
        return mapping({**old.mapping, **arguments[0].mapping}, complete=both)
    if old.items is not None:
        return container(old.items, complete=False)
    return constant(old.constant) if old.known and old.kind is not Kind.CONTAINER else UNKNOWN

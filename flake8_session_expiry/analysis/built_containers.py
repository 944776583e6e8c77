"""
Containers that a function makes, fills step by step and stores in a session: which of the values in them cannot be
saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import Binding
from flake8_session_expiry.sessions.model import Model


def put_into(
    model: Model, function: cst.FunctionDef, name: str, stored: Sequence[cst.Name]
) -> Iterator[tuple[cst.BaseExpression, Refused, Iterator[int]]]:
    """
    The changes of a container that put in a value that cannot be saved: ``data["at"] = timezone.now()``. ``stored`` is
    its name where it is stored; the numbers are those of them with which the change is on a path, at least one.

    Nothing where a call or a loop over it may replace its values.
    """
    tree, symbols = model.source.tree, model.symbols
    bindings = symbols.bindings_of(function, name)
    uses = [use for use in symbols.mentions_of(function, name) if symbols.scope_of(use) is function]
    changes = [(use, changed) for use in uses if (changed := outermost(tree, use)[1]) is not None]
    if not bindings or not all(is_fresh(binding.value) for binding in bindings):
        return
    if any(is_given_away(tree, use) or is_looped_over(tree, changed, name) for use, changed in changes):
        return
    if any(is_given_away(tree, use) for use in uses):
        return
    numbers: dict[Binding | None, list[int]] = {}
    for number, each in enumerate(stored):
        numbers.setdefault(symbols.reaching(each), []).append(number)
    flow, last = model.effects.flow(function), max(tree.order[binding.node] for binding in bindings)
    places = {of: Places(flow, (stored[number] for number in found)) for of, found in numbers.items()}
    for use, changed in changes:
        reaching = symbols.reaching(use)
        if reaching not in places or (reaching is None and last >= tree.order[use]):
            continue
        if places[reaching].any_on_one_path(changed):
            for put in put_by(tree, changed):
                for found in refused_items(model, put.value) if put.is_items else refused(model, put.value):
                    on_path = places[reaching].all_on_one_path(changed)
                    yield changed, found, map(numbers[reaching].__getitem__, on_path)


class ReplacedLater:
    """
    Whether the same item certainly is written or deleted again later: ``data["at"] = now``,
    ``data["at"] = data["at"].isoformat()``.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tree: Tree = model.source.tree
        self._targets: dict[str, list[cst.Subscript]] = {}
        self._places: dict[tuple[cst.FunctionDef | None, str], Places] = {}

    def has(self, function: cst.FunctionDef | None, changed: cst.BaseExpression) -> bool:
        """To be asked after the walk, with the function that the change is in."""
        code = self._model.source.code(changed)
        if (function, code) not in self._places:
            body = self._tree.module if function is None else function
            again = self._tree.within(body, self._written_as(code))
            self._places[function, code] = Places(self._model.effects.flow(function), again)
        return self._places[function, code].other_always_after(changed)

    def _written_as(self, code: str) -> list[cst.Subscript]:
        if not self._targets:
            for item in self._tree.of(cst.Subscript):
                if is_target(self._tree, item):
                    self._targets.setdefault(self._model.source.code(item), []).append(item)
        return self._targets.get(code, [])

"""Whether the login goes on after a change of the password, or is meant to end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from flake8_session_expiry.analysis.api_views import is_plain_view
from flake8_session_expiry.analysis.password_changes import PasswordChange, PasswordChanges, UserSave
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.effects import Effect, Effects
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.events import PassedOn

_ENDS = frozenset({EffectKind.LOGOUT, EffectKind.FLUSH})
_LATER = frozenset({EffectKind.LOGIN, EffectKind.CLEAR, EffectKind.DELETE})
_BY_CALLERS = _ENDS | {EffectKind.REHASH, EffectKind.LOGIN}
# "login", "accounts:sign_in", "Please log in again", "/logout/": the login is meant to end.
_LOGIN = re.compile(r"(?<![a-z])(?:log|sign)(?:ged|ed)?[-_ ]?(?:in|on|out|off)(?![a-z])|LOGIN_URL", re.IGNORECASE)


@dataclass(frozen=True)
class KeptLogins:
    """The same for all changes of one module, after the walk."""

    tree: Tree
    symbols: SymbolTable
    effects: Effects
    changes: PasswordChanges
    _locking: dict[cst.FunctionDef, bool] = field(default_factory=dict)
    _words: dict[cst.FunctionDef, Places] = field(default_factory=dict)
    _saves: dict[cst.FunctionDef, _Saves] = field(default_factory=dict)
    _keeping: dict[tuple[cst.FunctionDef, bool], Later] = field(default_factory=dict)
    _by_callers: dict[cst.FunctionDef, bool] = field(default_factory=dict)

    def is_after(self, change: PasswordChange, node: cst.CSTNode) -> bool:
        """
        Whether a node may run after a change in one call, or has its result as an argument:
        ``f(request, form.save())``.
        """
        return Later(self.effects.flow(change.function.node), [node]).any(change)

    def saved(self, change: PasswordChange) -> cst.Call | None:
        """The call that saves the new password, or None."""
        if change.is_saved and isinstance(change.node, cst.Call):
            return change.node
        function = change.function.node
        if function not in self._saves:
            here = [save for save in self.changes.saves if save.function.node is function]
            self._saves[function] = _Saves(self.effects.flow(function), here)
        return self._saves[function].first_after(change)

    def is_excused(self, change: PasswordChange) -> bool:
        """Whether the login is kept, or ends on purpose; or whether code that cannot be read may do either."""
        return (
            self.effects.places(change.function.node, _ENDS).any_on_one_path(change.node)
            or self._keeping_after(change).any(change)
            or self._is_seen_to_by_callers(change)
            or self._asks_for_login(change)
            or self._locks_out(change)
        )

    def _locks_out(self, change: PasswordChange) -> bool:
        """``user.is_active = False``: the login ends with the account."""
        node = change.function.node
        if node not in self._locking:
            self._locking[node] = any(
                dotted(target.target).endswith(".is_active") and dotted(item.value) == "False"
                for item in self.tree.inside(node, cst.Assign)
                for target in item.targets
            )
        return self._locking[node]

    def _words_of_login(self, node: cst.FunctionDef) -> Places:
        """Texts about logins in a function; looked for once, however many changes it has."""
        if node not in self._words:
            words = (item for item in descendants(node) if _LOGIN.search(_text(item)))
            self._words[node] = Places(self.effects.flow(node), words)
        return self._words[node]

    def without_effect(self, change: PasswordChange) -> cst.Call | None:
        """A call of ``update_session_auth_hash()`` in the same function that does nothing for the change."""
        calls = self.effects.places_where(change.function.node, _is_rehash)
        first = calls.first_on_one_path(change.node)
        return None if first is None else cst.ensure_type(calls.nodes[first], cst.Call)

    def _keeping_after(self, change: PasswordChange) -> Later:
        """What keeps the login after a change of the same object in the same function, or may do so."""
        function, is_itself = change.function.node, change.user.is_itself
        if (function, is_itself) not in self._keeping:
            nodes = (effect.node for effect in self.effects.of(function) if self._keeps(effect, change))
            self._keeping[function, is_itself] = Later(self.effects.flow(function), nodes)
        return self._keeping[function, is_itself]

    def _keeps(self, effect: Effect, change: PasswordChange) -> bool:
        if effect.kind is EffectKind.REHASH:
            given = self.changes.hashed.get(effect.node) if isinstance(effect.node, cst.Call) else None
            # A change of another object does not change request.user.
            return effect.helper is not None or given is None or not given.is_itself or change.user.is_itself
        return effect.kind in _LATER or (effect.kind is EffectKind.ESCAPES and self._may_see_to_it(effect, change))

    def _may_see_to_it(self, effect: Effect, change: PasswordChange) -> bool:
        """Whether unknown code gets the request: a helper, or a method that the class of a view inherits."""
        event, class_ = effect.event, change.function.class_
        if not isinstance(event, PassedOn) or event.passed or event.owner is None or class_ is None:
            return True
        # Of Django's own views only form_valid() of PasswordChangeView does.
        return not is_plain_view(class_) or (event.owner == "super" and class_.has_base("PasswordChangeView"))

    def _is_seen_to_by_callers(self, change: PasswordChange) -> bool:
        node = change.function.node
        if node not in self._by_callers:
            callers = {caller.function.node if caller.function else None for caller in self.effects.callers(node)}
            self._by_callers[node] = any(not _BY_CALLERS.isdisjoint(self.effects.kinds(caller)) for caller in callers)
        return self._by_callers[node]

    def _asks_for_login(self, change: PasswordChange) -> bool:
        """Whether the user is sent to a login page, or a message says to log in again."""
        if self._words_of_login(change.function.node).any_after(change.node):
            return True
        class_ = change.function.class_
        for name in ("success_url", "get_success_url") if class_ is not None else ():
            for bound in self.symbols.bindings_of(class_.node, name) if class_ is not None else ():
                value = bound.value if bound.value is not None else bound.node
                if self.tree.once(_speaks_of_login, value):
                    return True
        return False


class Later:
    """Some nodes of a function: whether one of them may run after a change in one call, or has its result in it."""

    def __init__(self, flow: ControlFlow, nodes: Iterable[cst.CSTNode]) -> None:
        self._tree = flow.tree
        self._places = Places(flow, nodes)
        self._nodes = frozenset(self._places.nodes)

    def any(self, change: PasswordChange) -> bool:
        """For ``f(request, form.save())``, too."""
        if self._places.any_after(change.node):
            return True
        return change.node in self._nodes or any(above in self._nodes for above in self._tree.ancestors(change.node))


class _Saves:
    """The calls of a function that save users, by the user: each code is one; ``None`` stands for ``request.user``."""

    def __init__(self, flow: ControlFlow, saves: list[UserSave]) -> None:
        self._tree = flow.tree
        self._nodes = [save.node for save in saves]
        self._numbers: dict[str | None, list[int]] = {}
        self._with: dict[tuple[cst.CSTNode, str | None], int] = {}
        for number, save in enumerate(saves):
            for user in (save.user.code, *([None] if save.user.is_itself else [])):
                self._numbers.setdefault(user, []).append(number)
                self._with[save.node, user] = number
        self._places = {
            user: Places(flow, (self._nodes[number] for number in numbers)) for user, numbers in self._numbers.items()
        }

    def first_after(self, change: PasswordChange) -> cst.Call | None:
        """The first one of the same user that may run after a change, or has its result as an argument."""
        found: list[int] = []
        around = [change.node, *self._tree.ancestors(change.node)]
        for user in (change.user.code, *([None] if change.user.is_itself else [])):
            if user in self._places:
                first = self._places[user].first_after(change.node)
                found += [] if first is None else [self._numbers[user][first]]
                found += [self._with[each, user] for each in around if (each, user) in self._with]
        return self._nodes[min(found)] if found else None


def _text(node: cst.CSTNode) -> str:
    if isinstance(node, (cst.SimpleString, cst.FormattedStringText)):
        return node.value
    return node.attr.value if isinstance(node, cst.Attribute) and node.attr.value == "LOGIN_URL" else ""


def _speaks_of_login(tree: Tree, value: cst.CSTNode) -> bool:
    return any(_LOGIN.search(_text(item)) for item in (value, *descendants(value)))


def _is_rehash(effect: Effect) -> bool:
    """A call of ``update_session_auth_hash()``, or of a helper that calls it."""
    return effect.kind is EffectKind.REHASH and isinstance(effect.node, cst.Call)

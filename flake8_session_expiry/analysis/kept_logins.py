"""Whether the login goes on after a change of the password, or is meant to end."""

from __future__ import annotations

import re
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
    _words: dict[cst.FunctionDef, list[cst.CSTNode]] = field(default_factory=dict)
    _saves: dict[cst.FunctionDef, _Saves] = field(default_factory=dict)

    def is_after(self, change: PasswordChange, node: cst.CSTNode) -> bool:
        """
        Whether a node may run after a change in one call, or has its result as an argument:
        ``f(request, form.save())``.
        """
        flow = self.effects.flow(change.function.node)
        return flow.on_some_path(change.node, node) or self.tree.contains(node, change.node)

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
            any(self._excuses(effect, change) for effect in self.effects.of(change.function.node))
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

    def _words_of_login(self, node: cst.FunctionDef) -> list[cst.CSTNode]:
        """Texts about logins in a function; looked for once, however many changes it has."""
        if node not in self._words:
            self._words[node] = [item for item in descendants(node) if _LOGIN.search(_text(item))]
        return self._words[node]

    def without_effect(self, change: PasswordChange) -> cst.Call | None:
        """A call of ``update_session_auth_hash()`` in the same function that does nothing for the change."""
        for effect in self.effects.of(change.function.node):
            if effect.kind is EffectKind.REHASH and isinstance(effect.node, cst.Call):
                flow = self.effects.flow(change.function.node)
                if flow.on_one_path(effect.node, change.node):
                    return effect.node
        return None

    def _excuses(self, effect: Effect, change: PasswordChange) -> bool:
        if effect.kind in _ENDS:
            return self.effects.flow(change.function.node).on_one_path(effect.node, change.node)
        if not self.is_after(change, effect.node):
            return False
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
        return any(
            effect.kind in _BY_CALLERS
            for caller in self.effects.callers(change.function.node)
            for effect in self.effects.own(caller.function.node if caller.function else None)
        )

    def _asks_for_login(self, change: PasswordChange) -> bool:
        """Whether the user is sent to a login page, or a message says to log in again."""
        flow = self.effects.flow(change.function.node)
        if any(flow.on_some_path(change.node, item) for item in self._words_of_login(change.function.node)):
            return True
        class_ = change.function.class_
        for name in ("success_url", "get_success_url") if class_ is not None else ():
            for bound in self.symbols.bindings_of(class_.node, name) if class_ is not None else ():
                value = bound.value if bound.value is not None else bound.node
                if any(_LOGIN.search(_text(item)) for item in (value, *descendants(value))):
                    return True
        return False


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
